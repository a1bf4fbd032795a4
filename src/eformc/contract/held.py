"""Values that registries gave, and why they gave none, by place: what prefill hands to judging and to pages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec import field as default


class HeldState(StrEnum):
    """Why a held value is not there: the registry has none, has no such person at all by the
    key that was typed, did not answer, refused, may not give it, has not been
    asked (yet), or cannot be asked since nobody is logged in. Each has its words (`UI` in messages.py).
    """

    NO_RECORD = "no-record"
    NOBODY = "nobody"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    WITHHELD = "withheld"
    NOT_ASKED = "not-asked"
    NO_LOGIN = "no-login"


class HeldValue(Struct, frozen=True):
    """A value that a registry gave. `text` is what people read; `value` its JSON, for conditions that read it: None where the
    registry knows that there is none, which is an answer too: nothing is asked, nothing is locked. `source` and `as_of`
    (a date as people write it) are said beside it. `keys`: the answers it came by (JSON Pointer -> answer), with which it
    stands and falls; `who`: a digest of the login it was looked up for. `field` false: a fact that is no field of the form.
    `masked`: of somebody else's value, what `text` lets through of it, the same in every language; then `value` goes to no page.
    """

    text: str
    value: Any
    source: str = ""
    as_of: str = ""
    keys: Mapping[str, Any] = default(default_factory=dict)
    who: str = ""
    field: bool = True
    masked: str = ""


class Unheld(Struct, frozen=True):
    """Why a registry gave nothing for a place, and the answers it was asked with; see `HeldValue`."""

    state: HeldState
    keys: Mapping[str, Any] = default(default_factory=dict)
    who: str = ""


class Suggestion(Struct, frozen=True):
    """A registry's value for a question that is asked all the same (it is often stale): the question starts with it. No
    answer before it is sent.
    """

    value: Any
    source: str = ""
    as_of: str = ""


Given: TypeAlias = Mapping[str, HeldValue | HeldState | Unheld | Suggestion]
"""Held values by JSON Pointer, or the reason why there is none. A bare state is one that belongs to no answers."""


def lack_of(found: object) -> HeldState | None:
    """Why there is no value, of what stands in `Given`; None where there is one, or nothing stands."""
    return found.state if isinstance(found, Unheld) else found if isinstance(found, HeldState) else None
