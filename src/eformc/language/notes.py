"""Notes: what a page tells between its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from eformc.kernel.expressions import Expression, both
from eformc.language.fragments import Placed
from eformc.language.reading import Reader
from eformc.model.procedure import Note
from eformc.source import Scalar

_WHERE = {"en": "a note", "vi": "một lời nhắn"}


class NoteDraft(Struct, frozen=True):
    """A note, and the conditions it stands under, not typed yet."""

    note: Note
    when: tuple[tuple[Reader, Scalar], ...]


def read_note(placed: Placed, before: int, section: int | None) -> Iterator[NoteDraft]:
    """The note of an entry of a field list; none where it cannot be read. `before`: the items that stand in front of it; `section`: the
    number of the group it stands in.
    """
    reader = placed.reader
    table = reader.table(placed.node, "note", _WHERE) if placed.node is not None else None
    if table is None:
        return
    text, kind = reader.prose(table, "note"), reader.one_of(table, "kind", ("info", "warning", "stop")) or "info"
    printed = table.get("print") is None or reader.boolean(table, "print")
    when = reader.scalar(table, "when", "expression")
    if kind == "stop" and when is None and not reader.faulty(table):
        reader.say("EF115", placed.key.span, "stop-always", key="", type="", known="")
    note = Note(text, before, None, kind, printed, placed.key.span, section)
    yield NoteDraft(note, placed.when if when is None else (*placed.when, (reader, when)))


Condition = Callable[[Reader, Scalar, "str | None"], "Expression | None"]
"""Types a condition that stands in no table."""


def finished_notes(drafts: Iterable[NoteDraft], typed: Condition) -> tuple[Note, ...]:
    """The notes with their conditions."""
    finished = []
    for draft in drafts:
        condition: Expression | None = None
        for reader, scalar in draft.when:
            condition = both(condition, typed(reader, scalar, None))
        finished.append(replace(draft.note, when=condition))
    return tuple(finished)
