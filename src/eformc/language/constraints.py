"""Rules over several answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eformc.kernel.expressions import Expression, Not, Pointer, refs
from eformc.kernel.form import Constraint
from eformc.language.expressions import Name, Standing, Typer
from eformc.language.names import Names
from eformc.language.reading import Reader
from eformc.model.procedure import Field, Page
from eformc.source import Mapping, Scalar, Span
from eformc.wording.markup import plain

_WHERE = {"en": "a constraint", "vi": "một quy tắc"}


def read_constraints(
    reader: Reader, root: Mapping, names: Names,
    typer: Callable[[Reader, Scalar, str | None], Typer], condition: Callable[[Reader, Scalar, str | None], Expression | None],
    spans: dict[str, Span],
) -> Iterator[Constraint]:  # fmt: skip
    """The rules of a spec, as far as they are understood. `spans`: takes the place of each."""
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
            spans[f"constraints/c{number}"] = holds.span
            yield Constraint(f"c{number}", held, message, pointer, guard, rows)


def stops_of(pages: tuple[Page, ...]) -> Iterator[Constraint]:
    """The rules by which notes end the form: nothing is taken while their condition is true. Each is said at what its condition
    reads last, or else at what stands before it.
    """
    asked: list[Pointer] = []
    stops = 0
    every = {item.pointer if isinstance(item, Field) else (item.id,) for page in pages for item in page.items}
    for page in pages:
        here = [item.pointer if isinstance(item, Field) else (item.id,) for item in page.items]
        for note in page.notes:
            if note.kind != "stop" or note.when is None:
                continue
            stops += 1
            read = [ref.pointer for ref in refs(note.when) if ref.pointer in every]
            near = [*asked, *here[: note.before]] or here
            at = read[-1] if read else near[-1] if near else ()
            yield Constraint(f"stop{stops}", Not(note.when), {lang: plain(text) for lang, text in note.text.items()}, at, page.when, stops=True)
        asked += here


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
