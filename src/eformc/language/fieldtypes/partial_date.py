"""A date of which the day or month may be unknown."""

from eformc.kernel.values import Date, Precision
from eformc.language.fieldtypes.date import LIMITS
from eformc.language.fieldtypes.date import lower as lower_date
from eformc.language.fieldtypes.kind import FieldType, Settings


def lower(settings: Settings) -> Date:
    return lower_date(settings, Precision.PARTIAL)


FIELD_TYPE = FieldType("partial_date", {"en": "a date of which the day or month may be unknown", "vi": "ngày, có thể chỉ biết năm"}, lower, LIMITS)
