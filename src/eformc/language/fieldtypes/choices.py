"""Several options of a list."""

from eformc.kernel.values import Choices
from eformc.language.fieldtypes.choice import KEYS, codes_of
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def lower(settings: Settings) -> Choices | None:
    reader, node = settings.reader, settings.node
    codes = codes_of(settings, "choices")
    least, most = reader.integer(node, "at_least"), reader.integer(node, "at_most")
    settings.limits(least, most, low="at_least", high="at_most")
    return Choices(codes, max(1, least or 1), most) if codes else None


FIELD_TYPE = FieldType(
    "choices",
    {"en": "several options of a list", "vi": "chọn nhiều"},
    lower,
    (
        *KEYS,
        Key("at_least", "integer", "Options at the least.", "Chọn ít nhất."),
        Key("at_most", "integer", "Options at the most.", "Chọn nhiều nhất."),
    ),
)
