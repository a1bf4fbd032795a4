"""Rules over several answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eformc.kernel.expressions import Expression
from eformc.kernel.form import Constraint
from eformc.language.expressions import Name, Standing, Typer
from eformc.language.names import Names
from eformc.language.reading import Reader
from eformc.source import Mapping, Scalar

_WHERE = {"en": "a constraint", "vi": "một quy tắc"}


def read_constraints(
    reader: Reader, root: Mapping, names: Names,
    typer: Callable[[Reader, Scalar, str | None], Typer], condition: Callable[[Reader, Scalar, str | None], Expression | None],
) -> Iterator[Constraint]:  # fmt: skip
    """The rules of a spec, as far as they are understood."""
    for number, node in enumerate(reader.items(root, "constraints", "[=constraint]"), 1):
        table = reader.table(node, "constraint", _WHERE)
        if table is None:
            continue
        holds = reader.scalar(table, "holds", "expression")
        at = reader.name(table, "at")
        when = reader.scalar(table, "when", "expression")
        if holds is None or at is None:
            continue
        name = _asked_at(reader, names, at)
        if name is None:
            continue
        pointer, rows = name.ref.pointer, None
        if name.kind is Standing.COLUMN:
            rows, pointer = pointer[0], pointer[1:]
        held = typer(reader, holds, rows).condition()
        guard = condition(reader, when, rows) if when else None
        message = reader.words(table, "message")
        if held is not None and not reader.faulty(table):
            yield Constraint(f"c{number}", held, message, pointer, guard, rows)


def _asked_at(reader: Reader, names: Names, at: Scalar) -> Name | None:
    """The question that a rule's message stands at."""
    name = names.look(at.text, None)
    if name is None:
        names.report(reader, at.span, at.text, None)
    elif name.ref.known:
        if names.lost:
            reader.holes.append(at.span)
        else:
            reader.say("EF112", at.span, "not-asked", name=at.text)
        return None
    return name
