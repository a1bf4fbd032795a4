"""Groups of a page in its view: where their headings stand, and on which step the notes at their bounds do."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.page_layout import PageOutline
from eformc.portal.view.types import Frame, Heading, Note


class Edge(Struct, frozen=True):
    """The bounds of a group between two blocks. `section`: the number of the one that begins, if any."""

    section: int | None


def section_at(page: PageOutline, place: int) -> int | None:
    """The number of the group that a place of a page stands in."""
    return next((n for n, one in enumerate(page.sections) if one.first <= place < one.first + one.count), None)


def framed(headings: Sequence[Heading], within: Sequence[int | None]) -> tuple[Frame, ...]:
    """The bounds of groups in front of each block, and behind them all. `within`: the number of each block's group."""
    frames = []
    for before, here in zip((None, *within), (*within, None), strict=True):
        opens = headings[here] if here is not None and here != before else None
        frames.append(Frame(opens, before is not None and here != before))
    return tuple(frames)


def notes_in_place(notes: Sequence[Sequence[Note]], within: Sequence[int | None]) -> tuple[tuple[Note, ...], ...]:
    """The notes in front of each block and behind them all. At the bounds of a group those that end it stand on the step before,
    and those outside of it on a step of their own, unless what follows is outside too.
    """
    made: list[tuple[Note, ...]] = []
    for some, before, here in zip(notes, (None, *within), (*within, None), strict=True):
        made.append(tuple([_in_place(note, before, here, last=len(made) == len(within)) for note in some]))
    return tuple(made)


def _in_place(note: Note, before: int | None, here: int | None, *, last: bool) -> Note:
    if before == here:
        return note
    if note.section is not None and note.section == before:
        return replace(note, tied=True)
    if note.section is not None and note.section == here:
        return replace(note, tied=False)
    outside = here is None and not last
    return replace(note, tied=False) if outside else replace(note, tied=False, alone=True)
