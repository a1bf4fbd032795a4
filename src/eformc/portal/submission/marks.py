"""Marks: what a page posts back of the held values that it showed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eformc.contract.held import HeldValue, Unheld, lack_of
from eformc.kernel.json_text import short_digest

_ROW = re.compile("/[0-9]+(?=/)")


def mark_of(found: object) -> str:
    """The mark a page posts back of what it showed in a place: two digests with a point between, of the answers (and the login)
    it came by, and of the value or the state. Empty where nothing was shown.
    """
    if isinstance(found, HeldValue) and found.masked:  # a digest of the value would give it away
        return f"{keys_mark(found.keys, found.who)}.{short_digest(['masked', found.masked])}"
    if isinstance(found, HeldValue):
        said = [found.value] if found.value is not None else ["none", None]
        return f"{keys_mark(found.keys, found.who)}.{short_digest(said)}"
    lack = lack_of(found)
    keys, who = (found.keys, found.who) if isinstance(found, Unheld) else ({}, "")
    return f"{keys_mark(keys, who)}.{lack.value}" if lack is not None else ""


def keys_mark(keys: Mapping[str, Any], who: str) -> str:
    """The first half of a mark. The number of a row is no part of it: rows may be taken out before it."""
    return short_digest([who, {_ROW.sub("/*", pointer): value for pointer, value in keys.items()}])
