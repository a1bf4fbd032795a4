"""Values: plain ones to fill a form with, and those that one kind of value takes and another refuses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from random import Random

from eformc.diff.pattern_difference import texts_between
from eformc.kernel import dates
from eformc.kernel.dates import Day
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import Json
from eformc.kernel.judge import faults_of
from eformc.kernel.values import (
    MAX_INTEGER,
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.verify.samples import sample_of

_NAME = "Nguyễn Thị Hoa"
_DAYS = ("1990-05-17", "2000-02-29", "2020-01-01", "2026-06-15", "1800-01-01", "2200-12-31")
_ALPHABETS = ("a", "ễ", "A1", "0")
MOST = 60
"""So many values outside are offered."""


def fits(value: Value, answer: Json, today: Day) -> bool:
    """True if an answer has no fault."""
    return next(iter(faults_of(value, answer, today)), None) is None


def plain(value: Value, today: Day) -> Json:
    """A simple right answer, the same every time."""
    match value:
        case Text(least, most, pattern):
            text = sample_of(value, Random(1)) if pattern else _NAME[:most].strip() or "a"
            return text if pattern else text.ljust(least, "a")
        case Integer(low, high) | Money(_, _, low, high):
            return _near_one(low, high)
        case Decimal(scale, low, high):
            return decimal_text(_near_one(low, high), scale)
        case Date():
            return next((day for day in _days(value, today) if fits(value, day, today)), str(today))
        case Time(low):
            return low or "08:00"
        case Moment():
            return next((moment for moment in _moments(value, today) if fits(value, moment, today)), f"{today}T08:00")
        case RowOf():
            return 1
        case RowsOf(_, _, least):
            return list(range(1, max(least, 1) + 1))
        case Choice(codes):
            return next((code.code for code in codes.codes if code.when is None), codes.codes[0].code)
        case Choices(codes, least):
            return [code.code for code in codes.codes][: max(least, 1)]
        case Boolean():
            return True
        case Record():
            return plain_record(value, today, {})
        case File(types):
            return {"name": "a.pdf", "media_type": types[0], "size": 1, "sha256": "0a" * 32}


def plain_record(record: Record, today: Day, given: dict[str, Json]) -> Json:
    """A record with the parts given, and the others that must be there."""
    made: dict[str, Json] = {}
    for part in record.parts:
        kind = part.value
        if part.name in given:
            made[part.name] = given[part.name]
        elif isinstance(kind, Choice) and kind.parent_part is not None:
            above = made.get(kind.parent_part)
            made |= dict(islice(((part.name, code.code) for code in kind.codes.codes if code.parent == above), 1))
        elif part.strength == "required":
            made[part.name] = plain(kind, today)
    return made or {record.parts[0].name: plain(record.parts[0].value, today)}


def _near_one(low: int | None, high: int | None) -> int:
    return max(low if low is not None else 1, min(1, high if high is not None else 1))


def outside(a: Value, b: Value, today: Day) -> list[Json]:
    """Answers that the first kind of value takes and the second refuses; none where it takes them all."""
    if a == b:
        return []
    found: list[Json] = []
    for answer in _offered(a, b, today):
        if answer not in found and fits(a, answer, today) and not fits(b, answer, today):
            found.append(answer)
        if len(found) == MOST:
            break
    return found


def _offered(a: Value, b: Value, today: Day) -> Iterator[Json]:
    yield plain(a, today)
    match a:
        case Text():
            yield from _texts(a, b)
        case Integer(low, high) | Money(_, _, low, high):
            yield from _numbers(low, high, b)
        case Decimal(scale, low, high):
            yield from (decimal_text(number, scale) for number in _numbers(low, high, b))
        case Date():
            yield from _days(a, today)
            if isinstance(b, Date):
                yield from _days(b, today)
        case Time(low, high):
            yield from _times(low, high)
            yield from _times(b.minimum, b.maximum) if isinstance(b, Time) else ()
        case Moment():
            yield from _moments(a, today)
            yield from _moments(b, today) if isinstance(b, Moment) else ()
        case RowOf():
            yield 1
        case RowsOf(_, _, least, most):
            counts = {1, least, most or least, *((b.least - 1, (b.most or 0) + 1) if isinstance(b, RowsOf) else ())}
            yield from (list(range(1, count + 1)) for count in sorted(counts) if count > 0)
        case Choice(codes):
            theirs = b.codes.by_code() if isinstance(b, Choice) else {}
            yield from (code.code for code in codes.codes if code.code not in theirs)
        case Choices():
            yield from _choices(a, b)
        case Boolean():
            yield from (False, True)
        case Record():
            yield from _records(a, b, today)
        case File():
            yield from _files(a, b)


def _texts(a: Text, b: Value) -> Iterator[str]:
    least, most = (b.least, b.most) if isinstance(b, Text) else (a.least, a.most)
    if a.pattern is None:
        for length in (a.least, a.most, least - 1, most + 1):
            yield from ((letters * length)[:length] for letters in _ALPHABETS if 0 < length <= a.most)
        yield from (_NAME, "nowhere@nothing", "a\nb")
    else:
        yield from (sample_of(a, Random(number)) for number in range(30))
    if isinstance(b, Text) and (a.pattern != b.pattern or (a.pattern and (a.least, a.most) != (least, most))):
        yield from texts_between(a, b)


def _numbers(low: int | None, high: int | None, b: Value) -> Iterator[int]:
    limits = [low, high, -MAX_INTEGER, MAX_INTEGER, 0]
    if isinstance(b, Integer | Money | Decimal):
        limits += [b.minimum, b.maximum]
    known = [limit for limit in limits if limit is not None]
    yield from (limit + step for limit in known for step in (0, -1, 1))


def _days(value: Date, today: Day) -> Iterator[str]:
    """Days around a kind's limits and some others, in every precision it may have."""
    limits = [day for day in (dates.limit(limit, today) for limit in (value.minimum, value.maximum)) if day is not None]
    cuts = {"day": (10,), "month": (7,), "year": (4,)}.get(value.precision.value, (10, 7, 4))
    texts = [str(Day(day.year, day.month or 1, day.day or 1)) for day in limits]
    around = [text for day in (*limits, today) for text in _neighbours(day)]
    for day in (*_DAYS, *texts, str(today), *around):
        yield from (day[:cut] for cut in cuts)


def _neighbours(day: Day) -> Iterator[str]:
    (year, month, first), (_, last_month, last) = day.first(), day.last()
    yield str(Day(year, month, first - 1) if first > 1 else Day(year - 1, 12, 31) if month == 1 else Day(year, month - 1, dates.days_in(year, month - 1)))
    yield str(Day(year, last_month, last + 1) if last < dates.days_in(year, last_month) else Day(year + 1, 1, 1) if last_month == 12 else Day(year, last_month + 1, 1))


def _times(low: str | None, high: str | None) -> Iterator[str]:
    """Times at limits and a minute beside them."""
    for text in (low, high, "00:00", "23:59", "08:00"):
        minutes = int(text[:2]) * 60 + int(text[3:]) if text else 0
        yield from (f"{one // 60:02d}:{one % 60:02d}" for one in (minutes, minutes - 1, minutes + 1) if 0 <= one < 24 * 60)


def _moments(value: Moment, today: Day) -> Iterator[str]:
    """Moments at limits and a minute beside them, and on the days around."""
    limits = (dates.moment_limit(value.minimum, today, "00:00"), dates.moment_limit(value.maximum, today, "23:59"))
    for text in (*limits, f"{today}T08:00"):
        if text is not None:
            yield from (f"{text[:10]}T{time}" for time in _times(text[11:], None))
            yield from (f"{day}T{time}" for day in _neighbours(dates.parse(text[:10]) or today) for time in ("00:00", "23:59"))


def _choices(a: Choices, b: Value) -> Iterator[list[str]]:
    codes = [code.code for code in a.codes.codes]
    theirs = [code.code for code in b.codes.codes] if isinstance(b, Choices) else []
    yield from ([code] for code in codes)
    yield from ([one, other] for one, other in pairwise(code for code in codes if code in theirs) if theirs.index(one) > theirs.index(other))
    yield codes
    for count in {a.least, a.most or len(codes), *((b.least - 1, (b.most or 0) + 1) if isinstance(b, Choices) else ())}:
        yield codes[: max(count, 1)]


def _records(a: Record, b: Value, today: Day) -> Iterator[Json]:
    theirs = {part.name: part for part in b.parts} if isinstance(b, Record) else {}
    for part in a.parts:
        other = theirs.get(part.name)
        if other is not None and isinstance(part.value, Choice) and part.value.parent_part is not None:
            yield from _moved_codes(a, part.name, part.value, other.value, today)
        elif other is None or part.value != other.value:
            inner = outside(part.value, other.value, today) if other else [plain(part.value, today)]
            yield from (plain_record(a, today, {part.name: one}) for one in inner)


def _moved_codes(a: Record, name: str, own: Choice, other: Value, today: Day) -> Iterator[Json]:
    """Codes that are gone from a list, or belong to another code above."""
    theirs = other.codes.by_code() if isinstance(other, Choice) else {}
    if theirs == own.codes.by_code():
        return
    for code in own.codes.codes:
        there = theirs.get(code.code)
        if (there is None or there.parent != code.parent) and code.parent is not None:
            yield plain_record(a, today, {str(own.parent_part): code.parent, name: code.code})


def _files(a: File, b: Value) -> Iterator[Json]:
    made = {"name": "a.pdf", "media_type": a.media_types[0], "size": 1, "sha256": "0a" * 32}
    yield from ({**made, "media_type": one} for one in a.media_types)
    yield from ({**made, "size": size} for size in (a.max_bytes, (b.max_bytes if isinstance(b, File) else 0) + 1))
