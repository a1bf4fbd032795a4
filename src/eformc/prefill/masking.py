"""Sorting of the records that were read: somebody else's are shown masked to whoever typed the number.

A record is the reader's own, or theirs to see, where its key came with the login, stands in a record that is theirs to see
(a relation of their own record), or where the record itself names who is logged in. All that a strange record leads to is strange.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from eformc.contract.plan import GivenFact
from eformc.contract.pointers import in_row, tokens_of
from eformc.kernel.expressions import Pointer, pointer_text
from eformc.kernel.json_text import compact
from eformc.model.catalogue import Shows
from eformc.prefill.results import Held, State

_Number = tuple[str, str]
"""The last name of an element, and a value of it as JSON."""


class Read(Struct, frozen=True):
    """A record that was read by the planned lookup `id`. `keys`: last name of the element and value of each part of the key;
    `fills`: the places (`*` for rows) it was to fill, with their elements; `names_login`: it names who is logged in as one who
    may see it.
    """

    id: str
    shows: Shows
    keys: tuple[tuple[str, Any], ...]
    row: int | None
    fills: tuple[tuple[Pointer, str], ...]
    names_login: bool = False


class Masking:
    """The reads of one run, sorted into strange ones and others."""

    def __init__(
        self, given: Iterable[GivenFact], of_login: Mapping[str, Any], reads: Iterable[Read], held: Mapping[str, Held], of_workings: Mapping[str, tuple[Pointer, ...]]
    ) -> None:
        self.held, self.workings = held, of_workings
        self.reads = [(one, dict(self.filled(one))) for one in reads]
        self.own: set[_Number] = {_number(one.element, of_login[one.pointer]) for one in given if of_login.get(one.pointer) is not None}
        self.open: set[int] = set()
        while self.sorted_further():
            pass

    def filled(self, read: Read) -> Iterator[tuple[str, str]]:
        """The places a read filled, with their elements: in its own row, or in every row that is there."""
        for tokens, element in read.fills:
            own = in_row(pointer_text(tokens), read.row)
            places = [at for at in self.held if _fits(tokens, tokens_of(at))] if "*" in own else [own]
            yield from ((at, element) for at in places if at in self.held and self.held[at].lookup == read.id)

    def sorted_further(self) -> bool:
        """Find one more read that is not strange; True if there was one."""
        for number, (read, places) in enumerate(self.reads):
            if number not in self.open and (read.names_login or all(_number(*key) in self.own for key in read.keys)):
                self.open.add(number)
                self.own |= {_number(element, self.held[at].value) for at, element in places.items() if self.held[at].state is State.VALUE}
                return True
        return False

    def masked(self) -> frozenset[str]:
        """The places whose values are shown masked: those of strange records, and what is worked out of them."""
        found = {at for number, (read, places) in enumerate(self.reads) if number not in self.open and read.shows is not Shows.FULL for at in places}
        more = bool(found)
        while more:
            more = False
            for at, inputs in self.workings.items():
                if at not in found and any(_reads(one, masked) for one in inputs for masked in found):
                    found.add(at)
                    more = True
        return frozenset(found)


def _number(element: str, value: Any) -> _Number:
    return element.rpartition(".")[2], compact(value)


def _fits(pattern: Pointer, place: Pointer) -> bool:
    return len(pattern) == len(place) and all(one in ("*", token) for one, token in zip(pattern, place, strict=True))


def _reads(read: Pointer, place: str) -> bool:
    """True if what is read is a place, stands in it, or holds it (`*`: in all rows)."""
    return all(one in ("*", token) for one, token in zip(read, tokens_of(place), strict=False))
