"""Renames that `was:` declares: which place became which, the old form as if it had the new names, the migration."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.migration import migrate_draft
from eformc.diff.code_moves import CodeMoves, back, code_moves_of, orders_of, recoded_form
from eformc.diff.places import ROW, entries
from eformc.kernel.evaluate import Json
from eformc.kernel.expressions import Pointer, Ref, pointer_text
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.struct import compared

Moves: TypeAlias = Mapping[Pointer, Pointer]
"""Former place -> new place, in the order of the new form."""


def moves_of(old: Form, new: Form, former: Mapping[Pointer, str]) -> Moves:
    """The moves from one form to the other. A name the new form still uses for something else moves nowhere."""
    by_id = {".".join(token for token in place if token != ROW): place for place in entries(old)}
    kept = entries(new)
    found: dict[Pointer, Pointer] = {}
    for place in kept:
        source = by_id.get(former.get(place, ""))
        fits = source is not None and (ROW in source) is (ROW in place)
        if source is not None and fits and source not in kept and source not in found:
            found[source] = place
    tables: dict[str, str] = {}
    for source, target in found.items():
        if ROW in source:
            tables.setdefault(source[0], target[0])
    return {source: target for source, target in found.items() if ROW not in source or tables[source[0]] == target[0]}


def moved_form(form: Form, moves: Moves) -> Form:
    """The same form with the new names, in conditions too."""
    if not moves:
        return form
    tables = {source[0]: target[0] for source, target in moves.items() if ROW in source}

    def place(pointer: Pointer, table: str | None) -> Pointer:
        if table is not None:
            return moves.get((table, ROW, *pointer), (table, ROW, *pointer))[2:]
        if pointer in moves:
            return moves[pointer]
        if pointer[0] in tables:
            inner = moves.get((pointer[0], ROW, *pointer[1:]))
            return (inner[0], *inner[2:]) if inner and len(pointer) > 1 else (tables[pointer[0]], *pointer[1:])
        for length in range(len(pointer) - 1, 0, -1):
            if pointer[:length] in moves:
                return (*moves[pointer[:length]], *pointer[length:])
        return pointer

    def renamed(value: Any, table: str | None) -> Any:
        if isinstance(value, Ref):
            return replace(value, pointer=place(value.pointer, table if value.row else None))
        if isinstance(value, tuple):
            return tuple(renamed(one, table) for one in value)
        if isinstance(value, Struct):
            changed = {name: renamed(getattr(value, name), table) for name in compared(type(value))}
            return replace(value, **changed)
        return value

    def item(one: Item, table: str | None) -> Item:
        made: Item = replace(renamed(one, table), pointer=place(one.pointer, table))
        return made

    made: list[Item | Table] = []
    for entry in form.entries:
        if isinstance(entry, Table):
            own = entry.pointer[0]
            columns = tuple(item(column, own) for column in entry.columns)
            made.append(replace(entry, pointer=(tables.get(own, own),), columns=columns, when=renamed(entry.when, None)))
        else:
            made.append(item(entry, None))
    constraints = tuple(replace(renamed(one, one.table), at=place(one.at, one.table), table=tables.get(one.table or "", one.table)) for one in form.constraints)
    owners = {source[0]: target[0] for source, target in moves.items() if len(source) == len(target) == 2}
    return Form(tuple(made), constraints, frozenset(owners.get(name, name) for name in form.optional))


def migration_of(
    procedure: str, versions: tuple[str, str], moves: Moves, drops: list[Pointer], again: list[Pointer],
    codes: CodeMoves = MappingProxyType({}), orders: Mapping[Pointer, tuple[str, ...]] = MappingProxyType({}),
) -> dict[str, Any]:  # fmt: skip
    """The draft migration as JSON (its schema: `eformc schema migration`)."""
    recoded = [
        {"at": pointer_text(place), "codes": dict(names), **({"order": list(orders[place])} if place in orders else {})}
        for place, names in codes.items()
    ]
    return {
        "migration": 1,
        "procedure": procedure,
        "from": versions[0],
        "to": versions[1],
        "moves": [{"from": pointer_text(source), "to": pointer_text(target)} for source, target in moves.items()],
        "drops": [pointer_text(place) for place in drops],
        "again": [pointer_text(place) for place in again],
        **({"codes": recoded} if recoded else {}),
    }


class Renames(Struct, frozen=True):
    """All that `was:` moves from one form to another; `orders`: of the codes where several are chosen, in the new form and the old."""

    places: Moves
    codes: CodeMoves
    orders: tuple[Mapping[Pointer, tuple[str, ...]], Mapping[Pointer, tuple[str, ...]]]

    def __bool__(self) -> bool:
        return bool(self.places or self.codes)

    def form(self, form: Form) -> Form:
        """The old form with the new names and codes."""
        return recoded_form(moved_form(form, self.places), self.codes, self.orders[0])

    def onward(self, answers: Json) -> Json:
        """Answers to the old form as the new one has them."""
        return migrate_draft(migration_of("", ("", ""), self.places, [], [], self.codes, self.orders[0]), answers).answers

    def back(self, answers: Json) -> Json:
        """Answers with the new form's names and codes as the old form has them."""
        renamed = migrate_draft(migration_of("", ("", ""), {}, [], [], back(self.codes), self.orders[1]), answers).answers
        places = {target: source for source, target in self.places.items()}
        return migrate_draft(migration_of("", ("", ""), places, [], []), renamed).answers


def renames_of(old: Form, new: Form, former: Mapping[Pointer, str]) -> Renames:
    """The moves from one form to the other, of places and of codes."""
    places = moves_of(old, new, former)
    there = moved_form(old, places)
    codes = code_moves_of(there, new)
    return Renames(places, codes, (orders_of(new, codes), orders_of(there, codes)))
