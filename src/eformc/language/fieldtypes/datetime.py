"""A day and a time of day, local, without zone."""

from eformc.kernel import patterns
from eformc.kernel.values import Text
from eformc.language.fieldtypes.kind import FieldType, Settings

_PATTERN = patterns.parse(r"[12][0-9][0-9][0-9]\-[01][0-9]\-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]")


def lower(settings: Settings) -> Text:
    return Text(16, 16, _PATTERN)


FIELD_TYPE = FieldType("datetime", {"en": "a date and time", "vi": "ngày và giờ"}, lower)
