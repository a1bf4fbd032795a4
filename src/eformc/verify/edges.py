"""The values at which a form's conditions change their answer: constants it compares with, and their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from eformc.kernel.dates import Day, is_moment, is_time, limit, moved, parse
from eformc.kernel.expressions import MOVES, SPANS, Call, Expression, Function, In, Literal, Type, children
from eformc.kernel.form import Form, Table
from eformc.kernel.values import Choice, Choices, Date


class Edges(Struct):
    """`numbers` are whole numbers and decimals as (scaled, scale); `dates` as texts of any precision, `times` and `moments` as theirs."""

    numbers: list[tuple[int, int]] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)

    def whole(self) -> list[int]:
        """Whole numbers at and beside every constant, and its double: where a half of them is rounded."""
        return [value * times // 10**scale + step for value, scale in self.numbers for times in (1, 2) for step in (-1, 0, 1)]

    def scaled(self, scale: int) -> list[int]:
        """The constants at a scale of decimals, and one unit of the last place to each side."""
        return [value * 10 ** max(0, scale - own) // 10 ** max(0, own - scale) + step for value, own in self.numbers for step in (-1, 0, 1)]


def edges_of(form: Form, today: Day) -> Edges:
    """Every edge of a form's conditions, option conditions and constraints."""
    found = edges_in(_expressions(form), today)
    for entry in form.entries:
        for item in entry.columns if isinstance(entry, Table) else (entry,):
            if isinstance(item.value, Date):
                found.dates += [text for end in (item.value.minimum, item.value.maximum) for text in _around(limit(end, today))]
    return found


def edges_in(expressions: Iterable[Expression], today: Day) -> Edges:
    """Every edge of some conditions."""
    found = Edges()
    for expression in expressions:
        stack = [expression]
        ages = moves = False
        while stack:
            node = stack.pop()
            stack += children(node)
            ages |= isinstance(node, Call) and node.function in (Function.AGE, Function.YEAR, Function.YEARS)
            moves |= isinstance(node, Call) and (node.function in MOVES or node.function in SPANS)
            for literal in node.options if isinstance(node, In) else (node,):
                if isinstance(literal, Literal):
                    _take(found, literal)
        if ages:
            found.dates += _birthdays(found, today)
        if moves:
            found.dates += [text for base in (today, *_MONTHS_END) for value, scale in found.numbers[:8] for unit in ("days", "months", "years")
                            for sign in (1, -1) for text in _around(moved(base, sign * value // 10**scale, unit))]
    return found


def _take(found: Edges, literal: Literal) -> None:
    value = literal.value
    if literal.type is Type.INTEGER and isinstance(value, int):
        found.numbers.append((value, 0))
    elif isinstance(value, tuple):
        found.numbers.append(value)
    elif isinstance(value, str):
        if parse(value) is not None:
            found.dates += _cuts(value)
        found.times += beside(value) if is_time(value) else ()
        found.moments += [value[:11] + time for time in beside(value[11:])] if is_moment(value) else ()
        found.texts.append(value)


def beside(time: str) -> list[str]:
    """A time, and a minute before and behind it."""
    minutes = int(time[:2]) * 60 + int(time[3:])
    return [f"{one // 60:02d}:{one % 60:02d}" for one in (minutes - 1, minutes, minutes + 1) if 0 <= one < 24 * 60]


_MONTHS_END = (Day(2023, 1, 31), Day(2024, 2, 29))
"""Days that not every month has."""


def _around(day: Day | None) -> list[str]:
    """A day, the days beside it, and its month and year."""
    if day is None or day.day is None:
        return [] if day is None else [str(day)]
    beside = [moved(day, step, "days") for step in (-1, 0, 1)]
    return [*(str(one) for one in beside if one is not None), str(day)[:7], str(day)[:4]]


def _cuts(date: str) -> list[str]:
    """A date at every precision, and the days beside it."""
    day = parse(date)
    year = day.year if day else 0
    return [*(date[:length] for length in (4, 7, 10)), f"{year - 1}-12-31", f"{year + 1}-01-01", f"{year}-06-15", f"{year}-06"]


def _birthdays(found: Edges, today: Day) -> list[str]:
    """Births by which an age is reached just today, was yesterday, will be tomorrow; leap days among them."""
    out = []
    for value, scale in found.numbers:
        year = today.year - value // 10**scale
        if 1801 <= year <= 2199:
            month, day = today.month or 1, today.day or 1
            out += [f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}-{max(1, day - 1):02d}", f"{year}-{month:02d}-{min(28, day + 1):02d}"]
            out += [f"{year}", f"{year}-{month:02d}", f"{year - 1}", f"{year - year % 4}-02-29"]
    return [date for date in out if parse(date) is not None]


def _expressions(form: Form) -> Iterator[Expression]:
    for entry in form.entries:
        items = entry.columns if isinstance(entry, Table) else (entry,)
        if entry.when is not None:
            yield entry.when
        yield from entry.limits if isinstance(entry, Table) else ()
        for item in items:
            if item.when is not None:
                yield item.when
            codes = item.value.codes.codes if isinstance(item.value, Choice | Choices) else ()
            yield from (code.when for code in codes if code.when is not None)
    for constraint in form.constraints:
        yield constraint.holds
        if constraint.when is not None:
            yield constraint.when
