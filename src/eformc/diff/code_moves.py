"""Codes that `was:` says were called otherwise: which became which, and the old form as if it had the new codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.diff.places import ROW, entries
from eformc.kernel.expressions import Compare, Expression, In, Literal, Pointer, Ref
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.struct import compared
from eformc.kernel.values import Choice, Choices, Code, CodeList, Record, Value

CodeMoves: TypeAlias = Mapping[Pointer, Mapping[str, str]]
"""Place (of a part: the place of its record, then its name) -> former code -> code."""


def code_moves_of(old: Form, new: Form) -> CodeMoves:
    """The codes of the old form, its places those of the new one, that have another name in the new form."""
    before, found = entries(old), dict[Pointer, Mapping[str, str]]()
    for place, entry in entries(new).items():
        one = before.get(place)
        if isinstance(one, Item) and isinstance(entry, Item):
            theirs = dict(_lists(one.value))
            for part, codes in _lists(entry.value):
                had = theirs[part].by_code() if part in theirs else {}
                moved = {was: code for was, code in codes.renamed().items() if was in had and code not in had}
                if moved:
                    found[(*place, *part)] = moved
    return found


def orders_of(form: Form, moves: CodeMoves) -> dict[Pointer, tuple[str, ...]]:
    """The order of the codes at places where several are chosen."""
    found = {}
    for place in moves:
        entry = entries(form).get(place)
        if isinstance(entry, Item) and isinstance(entry.value, Choices):
            found[place] = tuple(code.code for code in entry.value.codes.codes)
    return found


def _lists(value: Value) -> Iterator[tuple[Pointer, CodeList]]:
    """The code lists of a value: its own, or those of its parts by their names."""
    if isinstance(value, Choice | Choices):
        yield (), value.codes
    elif isinstance(value, Record):
        for part in value.parts:
            if isinstance(part.value, Choice):
                yield (part.name,), part.value.codes


def recoded_form(form: Form, moves: CodeMoves, orders: Mapping[Pointer, tuple[str, ...]]) -> Form:
    """The same form with the new codes, in conditions too; where several may be chosen, in the order that a migration puts them in."""
    if not moves:
        return form
    made: list[Item | Table] = []
    for entry in form.entries:
        if isinstance(entry, Table):
            columns = tuple(_item(column, (*entry.pointer, ROW), entry.pointer[0], moves) for column in entry.columns)
            made.append(replace(entry, columns=columns, when=_recoded(entry.when, None, moves)))
        else:
            made.append(_item(entry, (), None, moves))
    made = [_ordered(one, orders) for one in made]
    rules = tuple(replace(one, holds=_recoded(one.holds, one.table, moves), when=_recoded(one.when, one.table, moves)) for one in form.constraints)
    return Form(tuple(made), rules, form.optional)


def _ordered(entry: Item | Table, orders: Mapping[Pointer, tuple[str, ...]]) -> Item | Table:
    if isinstance(entry, Table):
        return replace(entry, columns=tuple(replace(one, value=_in_order(one.value, orders.get((*entry.pointer, ROW, *one.pointer)))) for one in entry.columns))
    return replace(entry, value=_in_order(entry.value, orders.get(entry.pointer)))


def _in_order(value: Value, order: tuple[str, ...] | None) -> Value:
    if order is None or not isinstance(value, Choices):
        return value
    codes = sorted(value.codes.codes, key=lambda one: order.index(one.code) if one.code in order else len(order))
    return replace(value, codes=replace(value.codes, codes=tuple(codes)))


def _item(one: Item, above: Pointer, table: str | None, moves: CodeMoves) -> Item:
    value = _with_codes(one.value, (*above, *one.pointer), table, moves)
    return replace(one, value=value, when=_recoded(one.when, table, moves))


def _with_codes(value: Value, place: Pointer, table: str | None, moves: CodeMoves) -> Value:
    if isinstance(value, Choice | Choices):
        names = moves.get(place, {})
        codes: dict[str, Code] = {}
        for code in value.codes.codes:
            name = names.get(code.code, code.code)
            codes.setdefault(name, replace(code, code=name, when=_recoded(code.when, table, moves)))
        return replace(value, codes=replace(value.codes, codes=tuple(codes.values()))) if names or any(one.when for one in value.codes.codes) else value
    if isinstance(value, Record):
        parts = tuple(_part(part, place, moves) for part in value.parts)
        return replace(value, parts=parts)
    return value


def _part(part: Any, place: Pointer, moves: CodeMoves) -> Any:
    """A part with its new codes; a code below another one with the new name of that."""
    names, above = moves.get((*place, part.name), {}), moves.get((*place, getattr(part.value, "parent_part", None) or ""), {})
    if not isinstance(part.value, Choice) or not (names or above):
        return part
    codes: dict[str, Code] = {}
    for code in part.value.codes.codes:
        name = names.get(code.code, code.code)
        codes.setdefault(name, replace(code, code=name, parent=above.get(code.parent or "", code.parent)))
    return replace(part, value=replace(part.value, codes=replace(part.value.codes, codes=tuple(codes.values()))))


def _recoded(value: Any, table: str | None, moves: CodeMoves) -> Any:
    """An expression with the new codes beside each reference to such a place."""
    if isinstance(value, Compare):
        left, right = _beside(value.left, value.right, table, moves), _beside(value.right, value.left, table, moves)
        return replace(value, left=_recoded(left, table, moves), right=_recoded(right, table, moves))
    if isinstance(value, In):
        options = tuple(dict.fromkeys(_beside(one, value.operand, table, moves) for one in value.options))
        return replace(value, operand=_recoded(value.operand, table, moves), options=options)
    if isinstance(value, tuple):
        return tuple(_recoded(one, table, moves) for one in value)
    if isinstance(value, Struct):
        return replace(value, **{name: _recoded(getattr(value, name), table, moves) for name in compared(type(value))})
    return value


def _beside(one: Expression, other: Expression, table: str | None, moves: CodeMoves) -> Any:
    """A literal code by its new name, if it stands beside a reference to a place with new codes."""
    if not isinstance(one, Literal) or not isinstance(other, Ref):
        return one
    pointer = other.pointer
    places = [(table, ROW, *pointer)] if other.row and table else [pointer, (pointer[0], ROW, *pointer[1:])]
    names = next((moves[place] for place in places if place in moves), {})
    return replace(one, value=names.get(one.value, one.value)) if isinstance(one.value, str) else one


def back(moves: CodeMoves) -> CodeMoves:
    """From new codes to former ones; of several that became one, the first."""
    return {place: {new: old for old, new in reversed(list(names.items()))} for place, names in moves.items()}
