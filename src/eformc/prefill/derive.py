"""Values that are worked out of others: the closed list of conversions, calculations, lines of the receiving system."""

from __future__ import annotations

from collections.abc import Mapping

from eformc.kernel import dates
from eformc.kernel.dates import Day
from eformc.kernel.decimals import decimal_text
from eformc.kernel.digits import Digits, read_off
from eformc.kernel.evaluate import COMMON, Between, Scope, amount, holds
from eformc.kernel.expressions import Expression, Ref
from eformc.kernel.json_text import Json
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.model.catalogue import Conversion, System
from eformc.wording.numbers import date_in_words, number_in_words


def converted(
    conversion: Conversion, inputs: tuple[Json, ...], value: Value, today: Day, lang: str = "", digits: Digits | None = None
) -> Json:
    """A conversion of inputs that are all there; None where it says nothing. `lang`: the language of words it writes;
    `digits`: what those of a number say.
    """
    match conversion:
        case Conversion.COPY:
            return inputs[0] if len(inputs) == 1 else None
        case Conversion.YEAR_OF_DATE:
            day = dates.parse(inputs[0]) if isinstance(inputs[0], str) else None
            return None if day is None else _year(day.year, value)
        case Conversion.AGE_OF_DATE:
            born = dates.parse(inputs[0]) if isinstance(inputs[0], str) else None
            least, most = dates.age(born, today) if born is not None else (0, 1)
            return least if least == most else None
        case Conversion.SUM:
            whole = [one for one in inputs if isinstance(one, int) and not isinstance(one, bool)]
            return sum(whole) if len(whole) == len(inputs) else None
        case Conversion.DIGITS:
            return _said(inputs[0], digits, value) if len(inputs) == 1 and digits is not None else None
        case Conversion.IN_WORDS:
            return _in_words(inputs[0], lang) if len(inputs) == 1 else None


def _in_words(found: Json, lang: str) -> str | None:
    """A date or a whole number written out, with a capital in front."""
    if isinstance(found, str):
        day = dates.parse(found)
        return date_in_words(day, lang) if day is not None else None
    text = number_in_words(found, lang) if isinstance(found, int) and not isinstance(found, bool) else None
    return text[:1].upper() + text[1:] if text else None


def _said(number: Json, digits: Digits, value: Value) -> Json:
    """The fact the digits of a number say, as a value of the kind: a code of a choice, else a year or a number."""
    found = read_off(number, digits) if isinstance(number, str) else None
    if isinstance(value, Choice):
        return found if isinstance(found, str) and found in value.codes.by_code() else None
    return _year(found, value) if isinstance(found, int) else None


def _year(year: int, value: Value) -> Json:
    return year if isinstance(value, Integer) else f"{year:04d}"


def calculated(expression: Expression, value: Value, scope: Scope) -> Json:
    """A calculation's value as a submission writes it; None while something it reads is not there."""
    if isinstance(expression, Ref):
        return scope.value(expression)
    match value:
        case Boolean():
            return holds(expression, scope)
        case Integer() | Money():
            found = _exact(amount(expression, scope))
            return None if found is None or found % 10**COMMON else found // 10**COMMON
        case Decimal(scale):
            found = _exact(amount(expression, scope))
            step = 10 ** (COMMON - scale)
            return None if found is None or found % step else decimal_text(found // step, scale)
        case Date(precision):
            day = amount(expression, scope)
            return _dated(day, precision) if isinstance(day, Day) else None
        case Text() | Choice():
            text = amount(expression, scope)
            return text if isinstance(text, str) else None
        case Time() | Moment():
            text = amount(expression, scope)
            return text if isinstance(text, str) else None
        case RowOf():
            row = _exact(amount(expression, scope))
            return None if row is None else row // 10**COMMON
        case Choices():
            several = amount(expression, scope)
            return several if isinstance(several, list) else None
        case Record() | File() | RowsOf():
            return None


def _exact(found: Json) -> int | None:
    if isinstance(found, Between):
        return found.least if found.least == found.most else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _dated(day: Day, precision: Precision) -> str | None:
    """A day as exactly as the field wants it; None where it is not known so exactly."""
    if precision is Precision.PARTIAL:
        return str(day)
    wanted = {"year": Day(day.year), "month": Day(day.year, day.month), "day": day}[precision.value]
    return str(wanted) if wanted.precision == precision.value else None


def written_by(system: System, office: Mapping[System, Json], today: Day) -> Json:
    """A line of the receiving system: the day of filing, or what the caller says of its office."""
    return office.get(system, str(today) if system is System.FILING_DATE else None)
