"""An attached file."""

import re

from eformc.kernel.values import File
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key

PHOTOS_AND_PDF = ("application/pdf", "image/jpeg", "image/png", "image/heic", "image/webp")
"""The kinds of file a phone makes, and PDF: nobody has to find a scanner."""
TEN_MB = 10 * 1024 * 1024
_UNITS = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}


def lower(settings: Settings) -> File:
    reader, node = settings.reader, settings.node
    accept = reader.texts(node, "accept") or PHOTOS_AND_PDF
    size = reader.scalar(node, "max_size")
    most = TEN_MB
    if size is not None:
        match = re.fullmatch(r"([1-9][0-9]{0,5}) ?(KB|MB|GB)", size.text)
        if match:
            most = int(match[1]) * _UNITS[match[2]]
        else:
            reader.say("EF014", size.span, "not-a-size", value=size.text[:40])
    return File(accept, most)


FIELD_TYPE = FieldType(
    "file",
    {"en": "an attached file", "vi": "tệp đính kèm"},
    lower,
    (
        Key("accept", "[text]", "Media types taken.", "Các định dạng nhận."),
        Key("max_size", "text", "Greatest size, such as 10 MB.", "Dung lượng lớn nhất, ví dụ 10 MB."),
    ),
)
