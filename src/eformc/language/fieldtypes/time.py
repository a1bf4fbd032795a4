"""A time of day."""

from eformc.kernel import dates
from eformc.kernel.values import Time
from eformc.language.fieldtypes.kind import FieldType, Settings
from eformc.language.tables import Key


def _limit(settings: Settings, name: str) -> str | None:
    found = settings.reader.scalar(settings.node, name, "date")
    if found is None or dates.is_time(found.text):
        return found.text if found is not None else None
    settings.reader.say("EF014", found.span, "not-a-time", value=found.text[:40])
    return None


def lower(settings: Settings) -> Time:
    least, most = _limit(settings, "min"), _limit(settings, "max")
    if least and most and least > most:
        settings.say_limits(least, most)
    return Time(least, most)


FIELD_TYPE = FieldType(
    "time",
    {"en": "a time of day", "vi": "giờ trong ngày"},
    lower,
    (
        Key("min", "text", "The earliest, such as `07:30`.", "Sớm nhất, ví dụ `07:30`."),
        Key("max", "text", "The latest, such as `16:45`.", "Muộn nhất, ví dụ `16:45`."),
    ),
)
