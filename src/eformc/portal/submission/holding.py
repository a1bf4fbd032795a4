"""The law of what is held (docs/semantics.md, section 15), for servers; `script/holding.mjs` keeps it on the page, with the same names.

A held value, and whatever a citizen said of it, belongs to the answers it came by. Every page says in its post what it
showed: for each place a *mark*, made of the answers the value came by and of the value. What was said under other
answers counts for nothing any longer; what is sent and was not shown is shown first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.held import Given, HeldValue
from eformc.contract.supplies import Supply
from eformc.kernel.evaluate import at
from eformc.kernel.expressions import Pointer
from eformc.kernel.form import Form, Table
from eformc.portal.submission.chosen import renumbered
from eformc.portal.submission.decode import put
from eformc.portal.submission.envelope import Envelope
from eformc.portal.submission.judge import Submitted
from eformc.portal.submission.marks import mark_of
from eformc.portal.submission.rows import held_rows, row_id

Json: TypeAlias = Any
Supplies: TypeAlias = Mapping[Pointer, Supply]


# --- what is typed belongs to keys -------------------------------------------------------------------------------------


class Belonging(Struct, frozen=True):
    """The part of a post that still counts. `typed`: the answers, each row in the place where registries have it; `dropped`: places
    whose answers belonged to other keys; `told`: the envelope with the marks and ticks that still stand, by the places of now.
    """

    typed: Json
    told: Envelope
    dropped: tuple[str, ...] = ()


def belonging(form: Form, supplies: Supplies, typed: Json, told: Envelope, numbers: Mapping[str, Sequence[int]], held: Given) -> Belonging:
    """Sort out what was posted. `numbers`: pointer of a table -> the numbers its typed rows had on the page."""
    typed, moved, gone = _rows_in_place(form, typed, told, numbers, held)
    typed = renumbered(form, typed, _numbers_before(moved, numbers))
    shown = {now: mark for pointer, mark in told.shown.items() if (now := _moved(pointer, moved))}
    doubted = frozenset(now for pointer in told.doubted if (now := _moved(pointer, moved)))
    left_out = frozenset(now for pointer in told.left_out if (now := _moved(pointer, moved)))
    dropped = list(gone)
    other = set()
    for pointer, mark in shown.items():
        if mark.partition(".")[0] != mark_of(held.get(pointer)).partition(".")[0]:
            other.add(pointer)
            tokens = tuple(pointer.split("/")[1:])
            if not _asked(supplies, tokens) and _take_out(typed, tokens):
                dropped.append(pointer)
    ticks = {
        now: right
        for pointer, right in told.held.items()
        if (now := _moved(pointer, moved)) and now not in other
    }
    on_page = {f"{table}/{to}": number for (table, number), to in moved.items() if to is not None and to != number}
    return Belonging(typed, replace(told, shown=shown, doubted=doubted - other, held=ticks, left_out=left_out, on_page=on_page), tuple(dropped))


_Moved: TypeAlias = Mapping[tuple[str, int], int | None]


def _rows_in_place(
    form: Form, typed: Json, told: Envelope, numbers: Mapping[str, Sequence[int]], held: Given
) -> tuple[dict[str, Json], _Moved, list[str]]:
    """The answers with each row where its registry has it now; where each row of the page went; rows that are no more."""
    made: dict[str, Json] = _copied(typed)
    moved: dict[tuple[str, int], int | None] = {}
    gone: list[str] = []
    for table in form.entries:
        if not isinstance(table, Table):
            continue
        base = "/" + "/".join(table.pointer)
        rows = at(made, table.pointer)
        rows = rows if isinstance(rows, list) else []
        there = held_rows(base, held)
        places = {row_id(number, base, held): number for number in reversed(range(there))}
        placed: dict[int, Json] = {}
        of_page = numbers.get(base, ())
        following = there
        for index, number in enumerate(of_page):
            known = told.rows.get(f"{base}/{number}", "")
            to: int | None = places.get(known) if known else following
            if known and to is None:
                gone.append(f"{base}/{number}")
            elif to is not None:
                placed[to] = rows[index] if index < len(rows) else {}
                following += to == following
            moved[base, number] = to
        for name, known in told.rows.items():
            start, _, last = name.rpartition("/")
            if start == base and last.isdigit() and (base, int(last)) not in moved:
                moved[base, int(last)] = places.get(known)
        if rows and (there or any(to != n for n, to in enumerate(placed))):
            put(made, table.pointer, [placed.get(n, {}) for n in range(max(placed, default=-1) + 1)])
    return made, moved, gone


def _numbers_before(moved: _Moved, numbers: Mapping[str, Sequence[int]]) -> dict[str, list[int | None]]:
    """The number that each row, in its place of now, had in what was typed; None where it was not there."""
    found: dict[str, list[int | None]] = {}
    for base, of_page in numbers.items():
        places = {to: index for index, number in enumerate(of_page) if (to := moved.get((base, number))) is not None}
        found[base] = [places.get(to) for to in range(max(places, default=-1) + 1)]
    return found


def _moved(pointer: str, moved: _Moved) -> str | None:
    """A pointer of the page as one of now; None where its row is no more."""
    found = re.match("(/.*?)/([0-9]+)(/.*)", pointer)
    if found is None or (found[1], int(found[2])) not in moved:
        return pointer
    to = moved[found[1], int(found[2])]
    return None if to is None else f"{found[1]}/{to}{found[3]}"


def _asked(supplies: Supplies, tokens: Pointer) -> bool:
    supply = supplies.get(tuple("*" if token.isdigit() else token for token in tokens))
    return supply is None or supply.asked


def _take_out(typed: Json, tokens: Pointer) -> bool:
    """Take an answer out; whether there was one."""
    for token in tokens[:-1]:
        typed = typed[int(token)] if isinstance(typed, list) and token.isdigit() and int(token) < len(typed) else typed.get(token) if isinstance(typed, dict) else None
    if not isinstance(typed, dict) or tokens[-1] not in typed:
        return False
    del typed[tokens[-1]]
    return True


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


class Disputed(Struct, frozen=True):
    """A held value that the citizen says is wrong. `said`: what is right; None: the office has to find out."""

    at: str
    registry_says: Json
    said: Json = None


class Place(Protocol):
    """A held value on a page, by its JSON Pointer."""

    @property
    def pointer(self) -> str: ...


class ShownBlock(Protocol):
    """A block of held values as a page shows it: `there`, every value is there or known to be none; `confirm`, the citizen
    is asked if it is right.
    """

    @property
    def questions(self) -> Sequence[Place]: ...
    @property
    def confirm(self) -> bool: ...
    @property
    def there(self) -> bool: ...


class Turn(Struct, frozen=True):
    """The outcome of a post. `answer`: "form" (the form again, with what has to be mended), "check" (what is sent is shown
    first) or "take" (it may be taken). `wanted`: blocks that want a word: (pointer of the first value, name of the words).
    `dropped`: places whose answers belonged to other keys. `unshown`: places whose values no page has shown yet. `replaced`:
    places that were answered before a registry had a value that stands there whatever is answered: their questions are gone.
    """

    answer: str
    made: Submitted
    told: Envelope
    wanted: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    disputed: tuple[Disputed, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def news(self) -> bool:
        """True if something has changed since the page was made that was sent."""
        return self.told.final and self.answer == "check" and (bool(self.unshown) or not self.told.unsure)


def turn(blocks: Sequence[ShownBlock], made: Submitted, told: Envelope, held: Given, dropped: tuple[str, ...] = ()) -> Turn:
    """Decide what becomes of a post. `blocks`: those of the form's view, filled with `held`."""
    told = replace(told, held=dict(_still_ticked(blocks, told, held)))
    wanted = tuple(unanswered(blocks, made, told, made.hidden))
    hidden = unshown(made, told, held)
    said = frozenset(made.left_out) <= told.left_out
    if told.change or dropped or wanted or told.unnamed or not made.complete:
        answer = "form"
    else:
        answer = "take" if told.final and not hidden and said and not told.unsure else "check"
    return Turn(answer, made, told, wanted, dropped, hidden, disputed(made, told, held), replaced(made, told, held))


def _still_ticked(blocks: Sequence[ShownBlock], told: Envelope, held: Given) -> Iterator[tuple[str, bool]]:
    """The ticks that still count: that a block is right, or not right, was said of the very values that were shown."""
    for block in blocks:
        first = block.questions[0].pointer
        right = told.held.get(first)
        if right is not None and all(told.shown.get(one.pointer, "") == mark_of(held.get(one.pointer)) for one in block.questions):
            yield first, right


# --- what is sent was shown ---------------------------------------------------------------------------------------------


def unshown(made: Submitted, told: Envelope, held: Given) -> tuple[str, ...]:
    """The places (JSON Pointers) whose value would be sent though the page did not show it, or showed another."""
    of_rows = {(_plain(pointer), mark) for pointer, mark in told.shown.items()}

    def was_shown(pointer: str) -> bool:
        mark = mark_of(held[pointer])
        return told.shown.get(pointer) == mark or (_plain(pointer) != pointer and (_plain(pointer), mark) in of_rows)

    return tuple([pointer for pointer in sent_as_held(made, held) if not was_shown(pointer)])


def _plain(pointer: str) -> str:
    """A place in whatever row: rows may have changed places since the page was made."""
    return re.sub("/[0-9]+(?=/)", "/*", pointer)


def sent_as_held(made: Submitted, held: Given) -> Iterator[str]:
    """The places whose value in the submission is what a registry gave, or was worked out."""
    for pointer, found in held.items():
        if isinstance(found, HeldValue) and found.field and found.value is not None:
            tokens = tuple(pointer.split("/")[1:])
            of_form = at(made.answers, tokens[:1]) is not None and (_in_row(tokens) or at(made.answers, tokens) is not None)
            if of_form and pointer not in made.left_out and _at(made.whole, tokens) == found.value and made.applies(tokens):
                yield pointer


def _in_row(tokens: Pointer) -> bool:
    return any(token.isdigit() for token in tokens)


def disputed(made: Submitted, told: Envelope, held: Given) -> tuple[Disputed, ...]:
    """The values the citizen disputes, in the form's order: held values that were corrected or are left to the office."""
    found = []
    for pointer, one in held.items():
        if not isinstance(one, HeldValue) or one.value is None or not one.field:
            continue
        tokens = tuple(pointer.split("/")[1:])
        said = _at(made.whole, tokens)
        if said is not None and said != one.value and made.applies(tokens):
            found.append(Disputed(pointer, one.value, said))
        elif pointer in told.doubted and made.applies(tokens):
            found.append(Disputed(pointer, one.value))
    return tuple(found)


def replaced(made: Submitted, told: Envelope, held: Given) -> tuple[str, ...]:
    """The places whose answers gave way to what a registry holds, and that no check has named."""
    there = (at_ for at_ in made.left_out if isinstance(found := held.get(at_), HeldValue) and found.value is not None)
    return tuple([pointer for pointer in there if pointer not in told.left_out and made.applies(tuple(pointer.split("/")[1:]))])


def unanswered(blocks: Sequence[ShownBlock], made: Submitted, told: Envelope, hidden: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Blocks of a filled view that want a word of the citizen's: (pointer of the first value, name of what is said). A block
    has to be confirmed or contradicted; who contradicts says which value is wrong.
    """
    for block in blocks:
        if not (block.confirm and block.there) or all(one.pointer in hidden for one in block.questions):
            continue
        first = block.questions[0].pointer
        said = any(_at(made.typed, tuple(one.pointer.split("/")[1:])) is not None or one.pointer in told.doubted for one in block.questions)
        right = told.held.get(first)
        if right is None and not said:
            yield first, "confirm_held"
        elif right is False and not said:
            yield first, "which_wrong"


def _at(value: Json, tokens: Pointer) -> Json:
    for token in tokens:
        if isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return None
    return value
