"""A day with a time of day, in the catalogue's time zone."""

from eformc.kernel import dates
from eformc.kernel.values import Moment
from eformc.language.fieldtypes.date import DAYS
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def _limit(settings: Settings, name: str) -> str | None:
    """A limit as it is written: a moment, or as of a date."""
    found = settings.reader.scalar(settings.node, name, "date")
    if found is not None and dates.is_moment(found.text):
        return found.text
    return settings.reader.date(settings.node, name, today=True)


def _apart(least: str, most: str) -> bool:
    """True if no moment can lie between two limits, whatever day it is where both are counted from it."""
    if least.startswith("today") is not most.startswith("today"):
        return False
    ends = [(dates.moment_limit(least, day, "00:00"), dates.moment_limit(most, day, "23:59")) for day in DAYS]
    return all(low is not None and high is not None and low > high for low, high in ends)


def lower(settings: Settings) -> Moment:
    least, most = _limit(settings, "min"), _limit(settings, "max")
    if least and most and _apart(least, most):
        settings.say_limits(least, most)
    return Moment(least, most)


FIELD_TYPE = FieldType(
    "datetime",
    {"en": "a date and time", "vi": "ngày và giờ"},
    lower,
    (
        Key("min", "text", "The earliest: a date and time such as `2026-10-17T05:30`, a date, or counted from today.", "Sớm nhất: ngày và giờ như `2026-10-17T05:30`, một ngày, hoặc tính từ hôm nay."),
        Key("max", "text", "The latest: a date and time, a date (its last minute), or counted from today.", "Muộn nhất: ngày và giờ, một ngày (phút cuối của ngày), hoặc tính từ hôm nay."),
    ),
)
