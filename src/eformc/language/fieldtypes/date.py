"""A day of the calendar."""

from eformc.kernel import dates
from eformc.kernel.dates import Day
from eformc.kernel.values import Date, Precision
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key

DAYS = (Day(2001, 1, 31), Day(2001, 3, 1), Day(2004, 2, 29))
"""Days after which months are of different lengths."""
LIMITS = (
    Key("min", "text", "The earliest: a date, `today`, or counted from it: `today - 18 years`.", "Sớm nhất: một ngày, `today`, hoặc tính từ hôm nay: `today - 18 years`."),
    Key("max", "text", "The latest: a date, `today`, or counted from it: `today + 14 days`.", "Muộn nhất: một ngày, `today`, hoặc tính từ hôm nay: `today + 14 days`."),
)


def lower(settings: Settings, precision: Precision = Precision.DAY) -> Date:
    reader, node = settings.reader, settings.node
    partial = precision is not Precision.DAY
    least = reader.date(node, "min", today=True, partial=partial)
    most = reader.date(node, "max", today=True, partial=partial)
    if least and most and _apart(least, most):
        settings.say_limits(least, most)
    return Date(precision, least, most)


def _apart(least: str, most: str) -> bool:
    """True if no day can lie between two limits, whatever day it is where both are counted from it."""
    if least.startswith("today") is not most.startswith("today"):
        return False
    lows, highs = ([dates.limit(limit, day) for day in DAYS] for limit in (least, most))
    return all(low and high and dates.before(high, low) for low, high in zip(lows, highs, strict=True))


FIELD_TYPE = FieldType("date", {"en": "a date", "vi": "ngày, tháng, năm"}, lower, LIMITS)
