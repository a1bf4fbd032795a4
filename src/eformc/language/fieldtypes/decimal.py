"""A number with a fixed count of decimals, exact."""

from eformc.kernel.values import Decimal
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key

MOST_DECIMALS = 6


def lower(settings: Settings) -> Decimal:
    reader, node = settings.reader, settings.node
    scale = reader.integer(node, "scale")
    if scale is not None and not 1 <= scale <= MOST_DECIMALS:
        span = node.key("scale")
        options = ", ".join(str(number) for number in range(1, MOST_DECIMALS + 1))
        reader.say("EF014", span.span if span else settings.span, "not-one-of", value=str(scale), options=options, closest="")
        scale = None
    if scale is None:  # one that was reported says nothing of the limits
        scale = MOST_DECIMALS if reader.faulty(node) else 2
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
