"""A whole number."""

from eformc.kernel.values import Integer
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key

LIMITS = (
    Key("min", "integer", "The least.", "Nhỏ nhất."),
    Key("max", "integer", "The most.", "Lớn nhất."),
    Key("unit", "text", "Its unit, such as m².", "Đơn vị, ví dụ m²."),
)


def lower(settings: Settings) -> Integer:
    least = settings.reader.integer(settings.node, "min")
    most = settings.reader.integer(settings.node, "max")
    settings.limits(least, most)
    return Integer(least, most)


FIELD_TYPE = FieldType("integer", {"en": "a whole number", "vi": "số nguyên"}, lower, LIMITS)
