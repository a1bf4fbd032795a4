"""Answers that one form takes and another refuses: looked for place by place, wherever the forms differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, product
from math import prod
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from eformc.diff.making import ABSENT, ANY, Known, Maker, Wanted
from eformc.diff.places import ROW, conditions, entries, in_first_row, meets, place_of
from eformc.diff.values import fits, outside, plain, plain_record
from eformc.kernel.dates import Day
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import Finding, Json, evaluate
from eformc.kernel.expressions import Expression, Pointer, Ref, Type, refs
from eformc.kernel.form import Constraint, Form, Item, Table
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
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
)
from eformc.verify.edges import Edges, edges_in

MOST_TRIES = 240
"""So many ways to answer what conditions read are tried for one place."""
AT_RANDOM = 24
"""So many answers are made besides, for what no place shows."""
DRAWN = 60
"""So many are drawn, of which those that are right are looked at: other values than any that was looked for."""


class Refusal(Struct, frozen=True):
    """Answers right under one form, and what the other finds at a place. `known`: facts the conditions read."""

    place: Pointer
    answers: Json
    known: Known
    findings: tuple[Finding, ...]

    @property
    def only_missing(self) -> bool:
        """True if all that is wrong is that something new is asked."""
        return all(finding.code == "required" for finding in self.findings)


class _Goal(Struct, frozen=True):
    place: Pointer
    wanted: tuple[Wanted, ...] = ({},)
    reads: tuple[Expression, ...] = ()
    constraint: str | None = None


def refusals(a: Form, b: Form, today: Day, *, at_random: bool = True) -> list[Refusal]:
    """Every place at which the second form refuses what the first takes, each with answers that show it. `at_random`:
    look also where no place shows a difference.
    """
    maker = Maker(a, today, Random("refusals"))
    found: list[Refusal] = []
    done: set[tuple[Pointer, str | None]] = set()
    for goal in _goals(a, b, today):
        if (goal.place, goal.constraint) not in done:
            refusal = _sought(goal, maker, b)
            if refusal is not None:
                found.append(refusal)
                if not refusal.only_missing:
                    done.add((goal.place, goal.constraint))
    return [*found, *_at_random(maker, b, found)] if at_random and _bare(a) != _bare(b) else found


_UNSAID: dict[str, dict[str, str]] = {"title": {}, "if_empty": {}, "if_wrong": {}}


def _bare(form: Form) -> list[object]:
    """A form's meaning, without the words of its entries."""
    tables = [replace(one, **_UNSAID, columns=tuple(replace(column, **_UNSAID) for column in one.columns)) for one in form.entries if isinstance(one, Table)]
    items = [replace(one, **_UNSAID) for one in form.entries if isinstance(one, Item)]
    return [*tables, *items, *(replace(one, message={}, id="") for one in form.constraints), form.optional]


def _at_random(maker: Maker, b: Form, found: list[Refusal]) -> Iterator[Refusal]:
    """Differences that no comparison of places shows: a condition that reads what has changed elsewhere."""
    places = [refusal.place for refusal in found]
    made = (maker.made(maker.any_wanted(), {}, soft=True) for _ in range(AT_RANDOM))
    for answers in chain(filter(None, made), maker.right(DRAWN)):
        for finding in evaluate(b, answers, maker.today).findings:
            place = place_of(b, finding.pointer)
            if not finding.warning and not any(meets(one, place) for one in places):
                places.append(place)
                yield Refusal(place, answers, {}, (finding,))


def _sought(goal: _Goal, maker: Maker, b: Form) -> Refusal | None:
    """Answers that reach the goal: by what its own conditions read, then by what the form's rules read as well."""
    row = goal.place[0] if ROW in goal.place else None
    rules = tuple(one for rule in maker.form.constraints for one in (rule.holds, rule.when) if one is not None)
    ways = chain(_assignments(goal.reads, maker, row), _assignments((*goal.reads, *rules), maker, row) if rules else ())
    for given, known in ways:
        for wanted in goal.wanted:
            if any(meets(one, other) for one in wanted for other in given):
                clash = {one: value for one, value in given.items() if not any(meets(one, other) for other in wanted)}
                merged = {**clash, **wanted}
            else:
                merged = {**given, **wanted}
            answers = maker.made(merged, known)
            findings = _against(goal, b, answers, known, maker.today) if answers is not None else ()
            if findings:
                return Refusal(goal.place, answers, known, findings)
    return None


def _against(goal: _Goal, b: Form, answers: Json, known: Known, today: Day) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in evaluate(b, answers, today, known).findings
        if not finding.warning
        and meets(place_of(b, finding.pointer), goal.place)
        and (goal.constraint is None or dict(finding.args).get("constraint") == goal.constraint)
        and (finding.code == "constraint") is (goal.constraint is not None)
    )


# --- where the forms differ ----------------------------------------------------------------------------------------


def _goals(a: Form, b: Form, today: Day) -> Iterator[_Goal]:
    ours, theirs = entries(a), entries(b)
    for place, entry in ours.items():
        other = theirs.get(place)
        reads = (*conditions(a, place), *conditions(b, place))
        if other is None:
            yield _Goal(place, ({in_first_row(place): ANY},), reads)
        elif isinstance(entry, Table) or isinstance(other, Table):
            yield from _of_tables(place, entry, other, reads, today)
        else:
            yield from _of_items(place, entry, other, reads, today)
            if other.strength is Strength.REQUIRED and entry.strength is not Strength.REQUIRED:
                yield _Goal(place, _missing(place, a), reads)
        if other is not None and tuple(conditions(a, place)) != tuple(conditions(b, place)):
            yield _Goal(place, ({in_first_row(place): ANY},), reads)
            yield _Goal(place, _missing(place, a), reads)
    yield from _of_new_places(a, b)
    alike = [(one.holds, one.place, one.when) for one in a.constraints]
    for constraint in b.constraints:
        if (constraint.holds, constraint.place, constraint.when) not in alike:
            yield _of_constraint(constraint)


def _of_items(place: Pointer, one: Item, other: Item, reads: tuple[Expression, ...], today: Day) -> Iterator[_Goal]:
    at = in_first_row(place)
    outer = tuple({at: value} for value in outside(one.value, other.value, today))
    if outer:
        yield _Goal(place, outer, reads)
    for code, when, before in _conditional_codes(one.value, other.value):
        value = [code] if isinstance(one.value, Choices) else code
        yield _Goal(place, ({at: value},), (*reads, when, *((before,) if before is not None else ())))


def _missing(place: Pointer, form: Form) -> tuple[Wanted, ...]:
    """Nothing at a place; then the same beside something else of its subject, which may be left out as a whole."""
    at = in_first_row(place)
    siblings = [one.pointer for one in form.entries if len(place) > 1 and one.pointer[:-1] == place[:-1] and one.pointer != place]
    return ({at: ABSENT}, *({at: ABSENT, sibling: ANY} for sibling in siblings))


def _conditional_codes(one: Value, other: Value) -> Iterator[tuple[str, Expression, Expression | None]]:
    """Codes that are offered under another condition than before."""
    if isinstance(one, Choice | Choices) and isinstance(other, Choice | Choices):
        before = one.codes.by_code()
        for code in other.codes.codes:
            if code.code in before and code.when is not None and code.when != before[code.code].when:
                yield code.code, code.when, before[code.code].when


def _of_tables(
    place: Pointer, one: Item | Table, other: Item | Table, reads: tuple[Expression, ...], today: Day
) -> Iterator[_Goal]:
    if not isinstance(one, Table) or not isinstance(other, Table):
        yield _Goal(place, ({place: ANY},), reads)
        return
    if other.strength is Strength.REQUIRED and one.strength is not Strength.REQUIRED:
        yield _Goal(place, ({place: ABSENT},), reads)
    row = {column.pointer[0]: plain(column.value, today) for column in one.columns if column.when is None}
    counts = {max(one.least, 1), one.most} if (one.least, one.most) != (other.least, other.most) else set()
    outer = sorted(count for count in counts if not max(other.least, 1) <= count <= other.most)
    if one.limits != other.limits:
        reads = (*reads, *one.limits, *other.limits)
        if other.least_by is not None and other.strength is Strength.REQUIRED:
            yield _Goal(place, ({place: ABSENT},), reads)
        numbers = {count for count in edges_in(reads, today).whole() if 1 < count <= one.most}
        outer = sorted({*outer, max(one.least, 1), 2, *sorted(numbers)[:4], one.most})
    for count in outer:
        if row:
            yield _Goal(place, ({place: [row] * count},), reads)


def _of_new_places(a: Form, b: Form) -> Iterator[_Goal]:
    ours = entries(a)
    freed = b.optional ^ a.optional
    for place, entry in entries(b).items():
        reads = tuple(conditions(b, place))
        if entry.strength is Strength.REQUIRED and place not in ours:
            wanted: Wanted = {place[:1]: ANY} if ROW in place else {}
            beside = [one.pointer for one in a.entries if len(place) > 1 and one.pointer[0] == place[0]]
            yield _Goal(place, (wanted, *({one: ANY} for one in beside)), reads)
        elif entry.strength is Strength.REQUIRED and place[0] in freed and len(place) > 1:
            subject = {one.pointer: ABSENT for one in a.entries if one.pointer[0] == place[0]}
            yield _Goal(place, (subject,), reads)


def _of_constraint(constraint: Constraint) -> _Goal:
    reads = (constraint.holds, *((constraint.when,) if constraint.when is not None else ()))
    return _Goal(constraint.place, reads=reads, constraint=constraint.id)


# --- what conditions read ------------------------------------------------------------------------------------------


def _assignments(reads: tuple[Expression, ...], maker: Maker, row: str | None) -> Iterator[tuple[Wanted, Known]]:
    """Ways to answer everything that some conditions read, nothing at all first."""
    yield {}, {}
    found = _closure(reads, maker, row)
    if not found:
        return
    every = [ref for ref, _ in found.values()]
    edges = edges_in([one for _, some in found.values() for one in some] + list(reads), maker.today)
    offered = [_offered(pointer, ref, maker, edges) for pointer, ref in zip(found, every, strict=True)]
    ways: Iterator[tuple[Json, ...]] = product(*offered)
    if prod(map(len, offered)) > MOST_TRIES:
        ways = chain(_each_apart(offered), (tuple(map(maker.dice.choice, offered)) for _ in range(MOST_TRIES)))
    for values in islice(ways, 2 * MOST_TRIES):
        given: dict[Pointer, Json] = {}
        known: dict[Pointer, Json] = {}
        for pointer, ref, value in zip(found, every, values, strict=True):
            if not ref.known:
                given[pointer] = value
            elif value is not ABSENT:
                known[pointer] = value
        yield given, known


def _each_apart(offered: list[list[Json]]) -> Iterator[tuple[Json, ...]]:
    """Every value once, beside the first of the others."""
    for at, values in enumerate(offered):
        yield from (tuple(value if at == number else other[0] for number, other in enumerate(offered)) for value in values)


def _closure(
    reads: tuple[Expression, ...], maker: Maker, row: str | None
) -> dict[Pointer, tuple[Ref, tuple[Expression, ...]]]:
    """Pointer to answer -> the reference, and the conditions under which it can be answered: theirs are read too."""
    found: dict[Pointer, tuple[Ref, tuple[Expression, ...]]] = {}
    waiting = list(reads)
    while waiting:
        for ref in refs(waiting.pop()):
            pointer = (row, "0", *ref.pointer) if ref.row and row else ref.pointer
            if not ref.known:
                pointer = _answered(pointer, maker)
            if pointer in found:
                if len(ref.pointer) > len(found[pointer][0].pointer):  # a column says more than its table
                    found[pointer] = (ref, found[pointer][1])
                continue
            more = tuple(conditions(maker.form, place_of(maker.form, pointer)))
            found[pointer] = (ref, more)
            waiting += more
    return found


def _answered(pointer: Pointer, maker: Maker) -> Pointer:
    """The entry that a reference is answered with: the whole record, the whole table of a sum."""
    if pointer[:1] in maker.places and isinstance(maker.places[pointer[:1]], Table) and pointer[1:2] != ("0",):
        return pointer[:1]
    return maker.owner(pointer)


def _offered(pointer: Pointer, ref: Ref, maker: Maker, edges: Edges) -> list[Json]:
    if ref.known:
        return [*_of_type(ref, edges), ABSENT]
    entry = maker.places.get(place_of(maker.form, pointer))
    if entry is None:
        return [ABSENT]
    if isinstance(entry, Table):
        return [*_tables(entry, ref, maker, edges), ABSENT]
    values = _of_value(entry.value, ref.pointer[-1], maker.today, edges)
    kept = [value for number, value in enumerate(values) if value not in values[:number] and fits(entry.value, value, maker.today)]
    return [*kept, ABSENT]


def _tables(table: Table, ref: Ref, maker: Maker, edges: Edges) -> list[Json]:
    row = {column.pointer[0]: plain(column.value, maker.today) for column in table.columns if column.when is None}
    counts = sorted({count for count in (*edges.whole(), table.least, table.least + 1) if max(table.least, 1) <= count <= min(table.most, 60)})
    made = [[dict(row) for _ in range(count)] for count in counts] if row else []
    column = next((one for one in table.columns if one.pointer == ref.pointer[-1:]), None)
    if column is not None and len(ref.pointer) > 1:
        values = _of_value(column.value, ref.pointer[-1], maker.today, edges)
        fitting = [value for value in values if fits(column.value, value, maker.today)]
        made += [[{**row, ref.pointer[-1]: value}] * max(table.least, 1) for value in fitting]
    return made


def _of_type(ref: Ref, edges: Edges) -> list[Json]:
    """Values for a fact that is no entry of the form."""
    match ref.type:
        case Type.BOOLEAN:
            return [True, False]
        case Type.INTEGER:
            return list(dict.fromkeys(edges.whole()))
        case Type.DECIMAL:
            return [decimal_text(number, ref.scale) for number in edges.scaled(ref.scale)]
        case Type.DATE:
            return list(dict.fromkeys(edges.dates))
        case Type.TEXT | Type.CODE | Type.TIME | Type.MOMENT:
            return [*dict.fromkeys(edges.texts), "0"]
        case Type.ROW:
            return [1, 2]
        case Type.CODES:
            return [[text] for text in edges.texts]
        case Type.OBJECT:
            return []


def _of_value(value: Value, part: str, today: Day, edges: Edges) -> list[Json]:
    """Values for an entry, those first at which the conditions that read it change."""
    match value:
        case Boolean():
            return [True, False]
        case Time() | Moment():
            return [*edges.texts, plain(value, today)]
        case RowOf():
            return [1, 2]
        case RowsOf():
            return [[1], [1, 2]]
        case Choice(codes):
            named = [text for text in edges.texts if text in codes.by_code()]
            return [*named, *(code.code for code in islice(codes.codes, 3))]
        case Choices(codes):
            named = [code.code for code in codes.codes if code.code in edges.texts]
            return [*([code] for code in named), named, *([code.code] for code in islice(codes.codes, 3))]
        case Integer() | Money():
            return [*edges.whole(), plain(value, today), *(limit for limit in (value.minimum, value.maximum) if limit is not None)]
        case Decimal(scale):
            return [*(decimal_text(number, scale) for number in edges.scaled(scale)), plain(value, today)]
        case Date():
            return [*edges.dates, str(today), plain(value, today), "2000-02-29", "1950-01-01"]
        case Text():
            return [*edges.texts, plain(value, today)]
        case Record(_, parts):
            inner = next((one for one in parts if one.name == part), None)
            some = _of_value(inner.value, "", today, edges) if inner is not None else []
            return [*(plain_record(value, today, {part: one}) for one in some), plain(value, today)]
        case File():
            return [plain(value, today)]

