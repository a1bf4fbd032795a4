"""A post judged: what of it is the submission, what is wrong, and what the page is shown again with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec import field as default
from msgspec.structs import replace

from eformc.contract.held import Given, HeldValue, lack_of
from eformc.contract.supplies import Supply
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Finding, Scope, at, evaluate, holds, row_limits
from eformc.kernel.expressions import Expression, Literal, Pointer, Type, pointer_text
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import Choice, Choices, Code, Value
from eformc.portal.submission.chosen import places_of, renumbered
from eformc.portal.submission.decode import put
from eformc.portal.submission.rows import held_rows

Json: TypeAlias = Any


_NOTHING: Mapping[Pointer, Json] = MappingProxyType({})
_ALWAYS = Literal(value=True, type=Type.BOOLEAN)


def limits_of(form: Form, made: Submitted) -> dict[str, tuple[int, int]]:
    """The least and the greatest number of rows, by JSON Pointer, of the tables where a submission's answers say it."""
    tables = [one for one in form.entries if isinstance(one, Table) and one.limits]
    scope = Scope(made.answers, made.today)
    return {pointer_text(one.pointer): row_limits(one, scope) for one in tables}


class Submitted(Struct, frozen=True):
    """`typed` is everything that was typed, to be shown again; `answers` the submission: what applies, with what the
    registries gave under it. `faults` are the citizen's to mend; `missing` the places (JSON Pointers) that the server
    itself has still to fill: facts that no question stands for, or that are known; `none` those that would have to be
    there, but a registry knows that there is none, or that cannot be worked out: nobody can mend that. In all of these rows
    are numbered as in `typed`. `whole`: what was typed and given together. `hidden`: the places in it that do not apply, or
    are known without being asked. `left_out`: those that were answered and are no part of the submission.
    `known`: facts that registries gave and that are no field of the form: conditions read them.
    """

    typed: Json
    answers: Json
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    missing: tuple[str, ...]
    today: Day
    none: tuple[str, ...] = ()
    whole: Json = None
    hidden: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()
    known: Mapping[Pointer, Json] = default(default_factory=dict)
    unmendable: tuple[Finding, ...] = ()
    """Faults of what no citizen can type: values that are worked out, and lines of the office. (What a registry gave was judged before it was
    taken.) They keep nobody from sending; the office is told of them."""
    places: Mapping[Pointer, Sequence[int]] = default(default_factory=dict)
    """Pointer of a table -> of each of its rows in `answers`, the number that it has in `typed`."""

    def applies(self, pointer: Pointer) -> bool:
        """True if a place, and what it stands in, is not hidden."""
        return all(pointer_text(pointer[:n]) not in self.hidden for n in range(1, len(pointer) + 1))

    @property
    def complete(self) -> bool:
        """True if the submission can be taken."""
        return not self.faults and not self.missing


def submitted(
    form: Form,
    supplies: Mapping[Pointer, Supply],
    typed: Json,
    today: Day,
    held: Given | None = None,
) -> Submitted:
    """Judge what was typed together with what the registries gave (by JSON Pointer, as `render` takes it).

    A locked value is taken from the registries and never from the post. What does not apply is not part of the
    submission, as on the page with script, where it is hidden and not sent. A suggestion counts once it was sent, as
    typed.
    """
    held = held or {}
    typed = _without_derived(supplies, typed) if isinstance(typed, dict) else {}
    given = {pointer: one.value for pointer, one in held.items() if isinstance(one, HeldValue) and one.value is not None}
    open_ = frozenset(pointer for pointer, one in held.items() if lack_of(one) is not None)
    known = facts_of(held)
    supplies = _with_nothings(supplies, given)
    kept = _kept_of_all(form, supplies, typed, given, today, open_, known)
    places = dict(_places_of_rows(form, kept))
    answers = renumbered(form, _closed_up(form, kept), places_of(places))
    whole = _together(supplies, typed, given)
    hidden = hidden_of(form, supplies, whole, answers, today, open_, known)
    known_none = {pointer for pointer, one in held.items() if isinstance(one, HeldValue) and one.value is None}
    faults, warnings, missing, none, unmendable = [], [], [], [], []
    for found in evaluate(form, answers, today, known).findings:
        finding = _on_page(found, places)
        if finding.warning:
            warnings.append(finding)
        elif (finding.code == "required" and pointer_text(finding.pointer) in known_none) or (finding.code == "required" and _is_derived(supplies, finding.pointer)):
            none.append(pointer_text(finding.pointer))
        elif finding.code == "required" and _is_the_servers(supplies, finding.pointer, Scope(answers, today, None, known), held):
            missing.append(pointer_text(finding.pointer))
        elif finding.code == "too-many-rows" and held_rows(pointer_text(finding.pointer), held) >= len(at(answers, found.pointer)):
            none.append(pointer_text(finding.pointer))
        elif finding.code != "constraint" and any(_is_derived(supplies, finding.pointer[:n]) for n in range(1, len(finding.pointer) + 1)):
            unmendable.append(finding)
        else:
            faults.append(finding)
    stops = {one.id for one in form.constraints if one.stops}
    ends = [one for one in faults if one.code == "constraint" and dict(one.args)["constraint"] in stops] if stops else []
    faults = ends or faults  # where the form ends, nothing else is to be mended
    gone = tuple(_left_out(form, supplies, typed, given, answers, hidden))
    return Submitted(
        typed, answers, tuple(faults), tuple(warnings), tuple(missing), today, tuple(none), whole, hidden, gone, known, tuple(unmendable), places,
    )  # fmt: skip


def facts_of(held: Given) -> dict[Pointer, Json]:
    """The facts that registries gave and that are no field of the form, outside rows: place -> value."""
    facts = ((tuple(at.split("/")[1:]), one.value) for at, one in held.items() if isinstance(one, HeldValue) and not one.field and one.value is not None)
    return {tokens: value for tokens, value in facts if not _in_row(tokens)}


def _in_row(tokens: Pointer) -> bool:
    return any(token.isdigit() for token in tokens)


def _together(supplies: Mapping[Pointer, Supply], typed: Json, given: Mapping[str, Json]) -> dict[str, Json]:
    """The answers put over the given values, but for what is locked."""
    whole: dict[str, Json] = deepcopy(typed)
    for pointer, value in given.items():
        tokens = tuple(pointer.split("/")[1:])
        if any(token.isdigit() for token in tokens):
            _put_in_row(whole, tokens, value, locked=_locked(supplies, tokens))
        elif _locked(supplies, tokens) or at(whole, tokens) is None:
            put(whole, tokens, deepcopy(value))
    return whole


def _with_nothings(supplies: Mapping[Pointer, Supply], given: Mapping[str, Json]) -> Mapping[Pointer, Supply]:
    """The supplies with those answers known that say of what a registry has that there is nothing: they are not put."""
    wanted = {place: one for place, one in supplies.items() if one.instead_of}
    if not wanted:
        return supplies
    there = [tuple(pointer.split("/")[1:]) for pointer in given]
    known = {place for place, one in wanted.items() if any(at_[: len(held)] == held for held in one.instead_of for at_ in there)}
    return {**supplies, **{place: replace(supplies[place], known_when=_ALWAYS) for place in known}}


def _locked(supplies: Mapping[Pointer, Supply], tokens: Pointer) -> bool:
    supply = supplies.get(tuple("*" if token.isdigit() else token for token in tokens))
    return supply is not None and supply.locked


def _is_derived(supplies: Mapping[Pointer, Supply], tokens: Pointer) -> bool:
    supply = supplies.get(tuple("*" if token.isdigit() else token for token in tokens))
    return supply is not None and supply.derived


def _without_derived(supplies: Mapping[Pointer, Supply], typed: dict[str, Json]) -> dict[str, Json]:
    """The answers without those for which there is no question: nothing that is posted there counts."""
    made: dict[str, Json] = deepcopy(typed)
    for one in supplies.values():
        if not one.derived:
            continue
        owner: Json = at(made, one.pointer[:-1]) if "*" not in one.pointer else None
        owners = [owner] if "*" not in one.pointer else at(made, one.pointer[: one.pointer.index("*")])
        for place in owners if isinstance(owners, list) else ():
            inner = place if "*" not in one.pointer else at(place, one.pointer[one.pointer.index("*") + 1 : -1])
            if isinstance(inner, dict):
                inner.pop(one.pointer[-1], None)
    return made


def _put_in_row(whole: Json, tokens: Pointer, value: Json, *, locked: bool) -> None:
    group, number, *rest = tokens
    rows = whole.setdefault(group, [])
    if not isinstance(rows, list):
        return
    while len(rows) <= int(number):
        rows.append({})
    row = rows[int(number)]
    if isinstance(row, dict) and (locked or at(row, tuple(rest)) is None):
        put(row, tuple(rest), deepcopy(value))


def _is_the_servers(
    supplies: Mapping[Pointer, Supply],
    pointer: Pointer,
    scope: Scope,
    held: Given,
) -> bool:
    """True if a missing value is no question of the page: known, worked out, or to come from a registry that has not
    been asked or not been silent.
    """
    supply = supplies.get(tuple("*" if token.isdigit() else token for token in pointer))
    if supply is None or lack_of(held.get(pointer_text(pointer))) is not None:
        return False
    if supply.known_when is not None and holds(supply.known_when, scope) is True:
        return True
    return not supply.asked


# --- what applies ---------------------------------------------------------------------------------------------------


def applying(
    form: Form, supplies: Mapping[Pointer, Supply], typed: Json, given: Mapping[str, Json], today: Day, open_: frozenset[str] = frozenset()
) -> dict[str, Json]:
    """Typed and given values, less those not asked under them. Leaving one out may change what another condition
    reads: repeated until nothing changes, at most once per condition, as the page's script does. `open_`: places of which
    registries gave nothing: their questions are put, though they would be known.
    """
    return _closed_up(form, _kept_of_all(form, supplies, typed, given, today, open_, _NOTHING))


def _kept_of_all(
    form: Form, supplies: Mapping[Pointer, Supply], typed: Json, given: Mapping[str, Json], today: Day, open_: frozenset[str], known: Mapping[Pointer, Json]
) -> dict[str, Json]:
    """The answers with rows in their places, those with nothing in them too."""
    supplies = {at_: replace(one, known_when=None) if pointer_text(at_) in open_ else one for at_, one in supplies.items()} if open_ else supplies
    whole: dict[str, Json] = _together(supplies, typed, given)
    for _ in range(1 + sum(1 for _ in _conditions(form))):
        scope = Scope(whole, today, None, known)
        answered = _kept(form, typed, scope, supplies)
        left = _kept(form, _together(supplies, answered, given), scope, {})
        if left == whole:
            break
        whole = left
    return whole


def _places_of_rows(form: Form, kept: Json) -> Iterator[tuple[Pointer, list[int]]]:
    """Pointer of a table -> of each row of the submission, which row of the page it is."""
    for table in form.entries:
        rows = at(kept, table.pointer) if isinstance(table, Table) else None
        if isinstance(rows, list):
            yield table.pointer, [number for number, row in enumerate(rows) if row]


def _on_page(finding: Finding, places: Mapping[Pointer, list[int]]) -> Finding:
    """A finding with the row's number on the page."""
    for table, numbers in places.items():
        rest = finding.pointer[len(table) :]
        if finding.pointer[: len(table)] == table and rest and rest[0].isdigit() and int(rest[0]) < len(numbers):
            return replace(finding, pointer=(*table, str(numbers[int(rest[0])]), *rest[1:]))
    return finding


def _closed_up(form: Form, answers: dict[str, Json]) -> dict[str, Json]:
    """The answers without the rows that hold nothing."""
    for table in form.entries:
        rows = at(answers, table.pointer) if isinstance(table, Table) else None
        if isinstance(rows, list) and not all(rows):
            put(answers, table.pointer, [row for row in rows if row])
            if not any(rows):
                _without(answers, table.pointer)
    return answers


def _without(answers: Json, pointer: Pointer) -> None:
    for token in pointer[:-1]:
        answers = answers[token]
    del answers[pointer[-1]]


def _conditions(form: Form) -> Iterable[Expression]:
    for entry in form.entries:
        parts: tuple[Item | Table, ...] = (entry, *entry.columns) if isinstance(entry, Table) else (entry,)
        for one in parts:
            if one.when is not None:
                yield one.when
            if isinstance(one, Item):
                yield from (code.when for code in _codes(one.value) if code.when is not None)


def _codes(value: Value) -> Iterable[Code]:
    return value.codes.codes if isinstance(value, Choice | Choices) else ()


def _kept(form: Form, answers: Json, scope: Scope, supplies: Mapping[Pointer, Supply]) -> dict[str, Json]:
    """The answers less what their conditions, and questions whose answer is known, leave out. Rows stay in their places,
    with nothing in them if need be: registries may have something for them.
    """
    made: dict[str, Json] = {}
    for entry in form.entries:
        value = at(answers, entry.pointer)
        if value is None or (entry.when is not None and holds(entry.when, scope) is not True):
            continue
        if isinstance(entry, Item):
            value = _kept_value(entry, supplies.get(entry.pointer), value, scope)
        elif isinstance(value, list):
            value = _kept_rows(entry, supplies, value, scope)
        if value is not None:
            put(made, entry.pointer, value)
    return made


def _kept_rows(table: Table, supplies: Mapping[Pointer, Supply], rows: list[Json], scope: Scope) -> list[Json] | None:
    made = []
    for number, row in enumerate(rows):
        kept: dict[str, Json] = {}
        inner = Scope(scope.answers, scope.today, _row_of(scope.answers, table, number) or row, scope.known)
        for column in table.columns:
            value = at(row, column.pointer)
            if value is not None and (column.when is None or holds(column.when, inner) is True):
                value = _kept_value(column, supplies.get((*table.pointer, "*", *column.pointer)), value, inner)
                if value is not None:
                    put(kept, column.pointer, value)
        made.append(kept)
    return made or None


def _row_of(answers: Json, table: Table, number: int) -> Json:
    """A row with what registries gave for it; what was typed alone says too little for its conditions."""
    rows = at(answers, table.pointer)
    return rows[number] if isinstance(rows, list) and number < len(rows) else None


def _kept_value(item: Item, supply: Supply | None, value: Json, scope: Scope) -> Json:
    """A value less the options that are not offered; None where the question is not shown."""
    if supply is not None and supply.known_when is not None and holds(supply.known_when, scope) is True:
        return None
    hidden = {code.code for code in _codes(item.value) if code.when is not None and holds(code.when, scope) is not True}
    if isinstance(value, list):
        return [one for one in value if not (isinstance(one, str) and one in hidden)] or None
    return None if isinstance(value, str) and value in hidden else value


# --- what does not -------------------------------------------------------------------------------------------------------


def hidden_of(
    form: Form, supplies: Mapping[Pointer, Supply], whole: Json, answers: Json, today: Day, open_: frozenset[str], known: Mapping[Pointer, Json] = _NOTHING
) -> frozenset[str]:
    """The places (JSON Pointers) that do not apply to a submission, or are known without being asked. Rows as in `whole`."""
    scope = Scope(answers, today, None, known)
    found = {pointer_text(one.pointer) for one in form.entries if one.when is not None and holds(one.when, scope) is not True}
    for one in supplies.values():
        place = pointer_text(one.pointer)
        if one.known_when is not None and place not in open_ and holds(one.known_when, scope) is True:
            found.add(place)
    for table in form.entries:
        rows = at(whole, table.pointer) if isinstance(table, Table) else None
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            inner = Scope(answers, today, row, known)
            found |= {
                pointer_text((*table.pointer, str(number), *column.pointer))
                for column in (table.columns if isinstance(table, Table) else ())
                if column.when is not None and holds(column.when, inner) is not True
            }
    return frozenset(found)


def _left_out(form: Form, supplies: Mapping[Pointer, Supply], typed: Json, given: Mapping[str, Json], answers: Json, hidden: frozenset[str]) -> Iterator[str]:
    """The places that were answered and do not count: they do not apply, or what a registry gave stands there."""
    for entry in form.entries:
        value, place = at(typed, entry.pointer), pointer_text(entry.pointer)
        if value is None:
            continue
        if isinstance(entry, Item):
            locked = place in given and _locked(supplies, entry.pointer) and given[place] != value
            if locked or place in hidden or (at(answers, entry.pointer) is None and place not in given):
                yield place
        elif place in hidden:
            yield place
        else:
            for number, row in enumerate(value if isinstance(value, list) else ()):
                for column in entry.columns:
                    inner = pointer_text((*entry.pointer, str(number), *column.pointer))
                    if inner in hidden and at(row, column.pointer) is not None:
                        yield inner
