"""A day of the calendar."""

from eformc.kernel import dates
from eformc.kernel.values import Date, Precision
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key

LIMITS = (
    Key("min", "text", "The earliest: a date or `today`.", "Sớm nhất: một ngày hoặc `today`."),
    Key("max", "text", "The latest: a date or `today`.", "Muộn nhất: một ngày hoặc `today`."),
)


def lower(settings: Settings, precision: Precision = Precision.DAY) -> Date:
    reader, node = settings.reader, settings.node
    partial = precision is not Precision.DAY
    least = reader.date(node, "min", today=True, partial=partial)
    most = reader.date(node, "max", today=True, partial=partial)
    low, high = dates.parse(least or ""), dates.parse(most or "")
    if low and high and dates.before(high, low):
        key = node.key("min")
        reader.say("EF603", key.span if key else settings.span, "limits", least=str(low), most=str(high))
    return Date(precision, least, most)


FIELD_TYPE = FieldType("date", {"en": "a date", "vi": "ngày, tháng, năm"}, lower, LIMITS)
