"""A year."""

from eformc.kernel.values import Date, Precision
from eformc.language.fieldtypes.date import LIMITS
from eformc.language.fieldtypes.date import lower as lower_date
from eformc.language.fieldtypes.kind import FieldType, Settings


def lower(settings: Settings) -> Date:
    return lower_date(settings, Precision.YEAR)


FIELD_TYPE = FieldType("year", {"en": "a year", "vi": "năm"}, lower, LIMITS)
