"""A post judged: what of it is the submission, what is wrong, and what the page is shown again with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Finding, Scope, at, evaluate, holds
from eformc.kernel.expressions import Expression, Pointer, pointer_text
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import Choice, Choices, Code, Value
from eformc.runtime.decoding import put
from eformc.runtime.view import Given, HeldState, HeldValue

Json: TypeAlias = Any


class Supply(Struct, frozen=True):
    """How the value at a place comes about (`*` in the pointer: in every row). `asked`: the page asks for it.
    `locked`: a value that a registry gave cannot be replaced by the citizen's. `known_when`: under this condition it is
    known all the same and the question is not shown.
    """

    pointer: Pointer
    asked: bool = True
    locked: bool = False
    known_when: Expression | None = None


class Submitted(Struct, frozen=True):
    """`typed` is everything that was typed, to be shown again; `answers` the submission: what applies, with what the
    registries gave under it. `faults` are the citizen's to mend; `missing` the places (JSON Pointers) that the server
    itself has still to fill: facts that no question stands for, or that are known; `none` those that would have to be
    there, but a registry knows that there is none: nobody can mend that.
    """

    typed: Json
    answers: Json
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    missing: tuple[str, ...]
    today: Day
    none: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the submission can be taken."""
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
    given = {pointer: one.value for pointer, one in (held or {}).items() if isinstance(one, HeldValue) and one.value is not None}
    answers = applying(form, supplies, typed if isinstance(typed, dict) else {}, given, today)
    known_none = {pointer for pointer, one in (held or {}).items() if isinstance(one, HeldValue) and one.value is None}
    faults, warnings, missing, none = [], [], [], []
    for finding in evaluate(form, answers, today).findings:
        if finding.warning:
            warnings.append(finding)
        elif finding.code == "required" and pointer_text(finding.pointer) in known_none:
            none.append(pointer_text(finding.pointer))
        elif finding.code == "required" and _is_the_servers(supplies, finding.pointer, answers, today, held or {}):
            missing.append(pointer_text(finding.pointer))
        else:
            faults.append(finding)
    return Submitted(typed, answers, tuple(faults), tuple(warnings), tuple(missing), today, tuple(none))


def _together(supplies: Mapping[Pointer, Supply], typed: Json, given: Mapping[str, Json]) -> dict[str, Json]:
    """What was typed over what was given, but for what is locked."""
    whole: dict[str, Json] = deepcopy(typed)
    for pointer, value in given.items():
        tokens = tuple(pointer.split("/")[1:])
        if any(token.isdigit() for token in tokens):
            _put_in_row(whole, tokens, value, locked=_locked(supplies, tokens))
        elif _locked(supplies, tokens) or at(whole, tokens) is None:
            put(whole, tokens, deepcopy(value))
    return whole


def _locked(supplies: Mapping[Pointer, Supply], tokens: Pointer) -> bool:
    supply = supplies.get(tuple("*" if token.isdigit() else token for token in tokens))
    return supply is not None and supply.locked


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
    answers: Json,
    today: Day,
    held: Given,
) -> bool:
    """Whether a missing value is no question of the page: known, worked out, or to come from a registry that has not
    been asked or not been silent.
    """
    supply = supplies.get(tuple("*" if token.isdigit() else token for token in pointer))
    if supply is None:
        return False
    if supply.known_when is not None and holds(supply.known_when, Scope(answers, today)) is True:
        return True
    return not supply.asked and not isinstance(held.get(pointer_text(pointer)), HeldState)


# --- what applies ---------------------------------------------------------------------------------------------------


def applying(
    form: Form, supplies: Mapping[Pointer, Supply], typed: Json, given: Mapping[str, Json], today: Day
) -> dict[str, Json]:
    """What was typed and given, less what is not asked under it. Leaving one out may change what another condition
    reads: repeated until nothing changes, at most once per condition, as the page's script does.
    """
    whole: dict[str, Json] = _together(supplies, typed, given)
    for _ in range(1 + sum(1 for _ in _conditions(form))):
        scope = Scope(whole, today)
        answered = _kept(form, typed, scope, supplies)
        left = _kept(form, _together(supplies, answered, given), scope, {})
        if left == whole:
            break
        whole = left
    return whole


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
    """The answers less what their conditions, and questions whose answer is known, leave out."""
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
    for row in rows:
        kept: dict[str, Json] = {}
        inner = Scope(scope.answers, scope.today, row)
        for column in table.columns:
            value = at(row, column.pointer)
            if value is not None and (column.when is None or holds(column.when, inner) is True):
                value = _kept_value(column, supplies.get((*table.pointer, "*", *column.pointer)), value, inner)
                if value is not None:
                    put(kept, column.pointer, value)
        if kept:
            made.append(kept)
    return made or None


def _kept_value(item: Item, supply: Supply | None, value: Json, scope: Scope) -> Json:
    """A value less the options that are not offered; None where the question is not shown."""
    if supply is not None and supply.known_when is not None and holds(supply.known_when, scope) is True:
        return None
    hidden = {code.code for code in _codes(item.value) if code.when is not None and holds(code.when, scope) is not True}
    if isinstance(value, list):
        return [one for one in value if not (isinstance(one, str) and one in hidden)] or None
    return None if isinstance(value, str) and value in hidden else value
