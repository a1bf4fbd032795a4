"""A number with a fixed count of decimals, exact."""

from eformc.kernel.values import Decimal
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def lower(settings: Settings) -> Decimal:
    reader, node = settings.reader, settings.node
    scale = reader.integer(node, "scale")
    scale = 2 if scale is None else min(max(scale, 1), 6)
    least, most = reader.scaled(node, "min", scale), reader.scaled(node, "max", scale)
    settings.limits(least, most)
    return Decimal(scale, least, most)


FIELD_TYPE = FieldType(
    "decimal",
    {"en": "a number with decimals", "vi": "số thập phân"},
    lower,
    (
        Key("scale", "integer", "How many decimals, 1 to 6.", "Số chữ số thập phân, 1 đến 6."),
        Key("min", "number", "The least.", "Nhỏ nhất."),
        Key("max", "number", "The most.", "Lớn nhất."),
        Key("unit", "text", "Its unit, such as m².", "Đơn vị, ví dụ m²."),
    ),
)
