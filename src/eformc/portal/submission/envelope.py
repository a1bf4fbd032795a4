"""The envelope of a submission, which is no part of it: who typed, who confirmed, what was said to be not right.

Names of its controls begin with `e.`, those of the form's fields with `f.`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from eformc.kernel.text import typed

_NAME_MOST = 150
_ONCE_MOST = 64
_PHONE_MOST, _DIGITS_LEAST = 30, 6
_MARK_MOST, _LINES_MOST = 64, 5_000
_ROW = re.compile("[0-9]{1,6}")


class Typist(StrEnum):
    """The person who types: the person whose login it is, an officer, or somebody close."""

    SELF = "self"
    OFFICER = "officer"
    RELATIVE = "relative"


class Confirmed(StrEnum):
    """The way the person who was helped has checked the answers."""

    READ = "read"
    HEARD = "heard"
    SHEET = "sheet"


class Envelope(Struct, frozen=True):
    """`once` is the same for every sending of one filled form: a server takes it once. `held`: JSON Pointer of the
    first value of a block that a registry gave -> whether the citizen said that the block is right. `final`: the
    answers were checked and are sent; `change`: the check page is left to change something.

    What the page says of itself: `who`, the digest of the login it was made for; `shown`, JSON Pointer -> mark of each held
    value that it shows (`submission.holding`); `rows`, JSON Pointer of a held row -> its id; `left_out`, what it says will not be
    sent; `again`: it may be sent though the same was sent before. `doubted`: held values that the office has to look into.
    `typed_by`: nothing where nobody said who types; `call_back`: the telephone number at which the citizen wants to be called.
    """

    once: str = ""
    typed_by: Typist | None = None
    typed_name: str = ""
    confirmed_by: Confirmed | None = None
    call_back: str = ""
    held: Mapping[str, bool] = field(default_factory=dict)
    final: bool = False
    change: bool = False
    who: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    doubted: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    again: bool = False
    on_page: Mapping[str, int] = field(default_factory=dict)
    """JSON Pointer of a row -> the number that it had on the page that was posted, where that is another."""

    @property
    def helped(self) -> bool:
        """True if somebody else types."""
        return self.typed_by in (Typist.OFFICER, Typist.RELATIVE)

    @property
    def unnamed(self) -> bool:
        """True if somebody helps who has not said who that is."""
        return self.helped and not self.typed_name

    @property
    def unsure(self) -> tuple[str, ...]:
        """The names of controls of the check that are not answered as they have to be for sending."""
        few = bool(self.call_back) and sum(one.isdecimal() for one in self.call_back) < _DIGITS_LEAST
        return (*(("confirmed_by",) if self.helped and self.confirmed_by is None else ()), *(("call_back",) if few else ()))

    def to_json(self) -> dict[str, Any]:
        """The record beside the submission."""
        return {
            **({"typed_by": self.typed_by.value} if self.typed_by else {}),
            **({"typed_name": self.typed_name} if self.typed_name else {}),
            **({"confirmed_by": self.confirmed_by.value} if self.confirmed_by else {}),
            **({"call_back": self.call_back} if self.call_back else {}),
        }


def envelope(texts: Mapping[str, Sequence[str]]) -> Envelope:
    """The envelope of a post. What is not one of the page's own answers is left out."""

    def text(name: str) -> str:
        found = texts.get(name)
        return typed(found[-1]) if found else ""

    typist, confirmed = text("e.typed_by"), text("e.confirmed_by")
    held = {
        place: text(name) == "right"
        for name in texts
        if name.startswith("e.held.") and text(name) in ("right", "wrong") and _is_place(place := name.removeprefix("e.held").replace(".", "/"))
    }
    return Envelope(
        once=text("e.once")[:_ONCE_MOST],
        typed_by=Typist(typist) if typist in set(Typist) else None,
        typed_name=text("e.typed_name")[:_NAME_MOST],
        confirmed_by=Confirmed(confirmed) if confirmed in set(Confirmed) else None,
        call_back=text("e.call_back")[:_PHONE_MOST],
        held=held,
        final=text("e.confirmed") == "1",
        change=bool(text("e.change")),
        who=text("e.who")[:_MARK_MOST],
        shown=_pairs(texts.get("e.shown", ())),
        rows=_pairs(texts.get("e.row", ())),
        doubted=_places(texts.get("e.doubt", ())),
        left_out=_places(texts.get("e.left_out", ())),
        again=text("e.again") == "1",
    )


def _pairs(lines: Sequence[str]) -> dict[str, str]:
    """Lines of a JSON Pointer, a blank and a mark."""
    found = {}
    for line in lines[:_LINES_MOST]:
        pointer, _, mark = line.partition(" ")
        if _is_place(pointer) and len(mark) <= _MARK_MOST:
            found[pointer] = mark
    return found


def _places(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(line for line in lines[:_LINES_MOST] if _is_place(line))


def _is_place(pointer: str) -> bool:
    """True for a JSON Pointer whose rows are numbers as a page writes them: not `²`, not of a thousand digits."""
    return pointer.startswith("/") and all(_ROW.fullmatch(token) for token in pointer.split("/") if token.isdigit())
