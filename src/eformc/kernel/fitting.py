"""True if every value of one kind is a value of another: what may be copied without being looked at."""

from __future__ import annotations

from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    CodeList,
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


def fits(source: Value, target: Value) -> bool:
    """True only where it is certain. Limits that depend on the day count as fitting only where both have them."""
    match source:
        case Text():
            return isinstance(target, Text) and _text_fits(source, target)
        case Integer():
            return isinstance(target, Integer) and _within(source.minimum, source.maximum, target.minimum, target.maximum)
        case Money():
            same = isinstance(target, Money) and (source.currency, source.minor) == (target.currency, target.minor)
            return same and isinstance(target, Money) and _within(source.minimum, source.maximum, target.minimum, target.maximum)
        case Decimal():
            same = isinstance(target, Decimal) and source.scale == target.scale
            return same and isinstance(target, Decimal) and _within(source.minimum, source.maximum, target.minimum, target.maximum)
        case Date():
            return isinstance(target, Date) and _date_fits(source, target)
        case Time():
            return isinstance(target, Time) and _time_fits(source, target)
        case Moment():
            return isinstance(target, Moment) and target.minimum in (None, source.minimum) and target.maximum in (None, source.maximum)
        case RowOf() | RowsOf():  # a row of another form is another row
            return False
        case Choice():
            return isinstance(target, Choice) and _codes_fit(source.codes, target.codes)
        case Choices():
            return isinstance(target, Choices) and _codes_fit(source.codes, target.codes)
        case Boolean():
            return isinstance(target, Boolean) and (source.declaration or not target.declaration)
        case Record():
            return isinstance(target, Record) and _record_fits(source, target)
        case File():
            return isinstance(target, File) and set(source.media_types) <= set(target.media_types) and source.max_bytes <= target.max_bytes


def _text_fits(source: Text, target: Text) -> bool:
    lengths = target.least <= source.least and source.most <= target.most
    pattern = target.pattern is None or (source.pattern is not None and source.pattern.body == target.pattern.body)
    return lengths and pattern and (target.multiline or not source.multiline)


def _within(least: int | None, most: int | None, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or (least is not None and least >= minimum)) and (maximum is None or (most is not None and most <= maximum))


def _date_fits(source: Date, target: Date) -> bool:
    precise = target.precision in (source.precision, Precision.PARTIAL)
    return precise and target.minimum in (None, source.minimum) and target.maximum in (None, source.maximum)


def _time_fits(source: Time, target: Time) -> bool:
    least, most = source.minimum or "00:00", source.maximum or "23:59"
    return least >= (target.minimum or "00:00") and most <= (target.maximum or "23:59")


def _codes_fit(source: CodeList, target: CodeList) -> bool:
    """The same scheme, and no code that the target has not."""
    if source is target:
        return True
    known = target.by_code()
    return (source.scheme or source.id) == (target.scheme or target.id) and all(code.code in known for code in source.codes)


def _record_fits(source: Record, target: Record) -> bool:
    theirs = {part.name: part for part in target.parts}
    return source.kind == target.kind and all(
        part.name in theirs and fits(part.value, theirs[part.name].value) for part in source.parts
    )
