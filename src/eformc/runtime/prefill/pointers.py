"""JSON Pointers into a submission, with `*` for every row of a repeating group."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from itertools import pairwise

from eformc.runtime.prefill.source import Json


def group_of(patterns: Iterable[str]) -> str | None:
    """The repeating group that pointers stand in, if they do."""
    for at in patterns:
        if "/*" in at:
            return at.split("/")[1]
    return None


def in_row(pattern: str, row: int | None) -> str:
    return pattern if row is None else pattern.replace("*", str(row), 1)


def value_at(whole: Json, pointer: str) -> Json:
    """What stands at a pointer; None where nothing does."""
    for token in pointer.split("/")[1:]:
        if isinstance(whole, list) and token.isdigit() and int(token) < len(whole):
            whole = whole[int(token)]
        elif isinstance(whole, dict) and token in whole:
            whole = whole[token]
        else:
            return None
    return whole


def put_at(whole: dict[str, Json], pointer: str, value: Json, *, over: bool) -> None:
    """Put a value at a pointer, making objects and rows on the way. What stands there already stays unless `over`; an
    answer in the way that is no object stays, too.
    """
    place: Json = whole
    tokens = pointer.split("/")[1:]
    for token, following in pairwise(tokens):
        if isinstance(place, list) and token.isdigit():
            while len(place) <= int(token):
                place.append({})
            place = place[int(token)]
        elif isinstance(place, dict):
            place = place.setdefault(token, [] if following.isdigit() else {})
        else:
            return
    if isinstance(place, dict) and (over or tokens[-1] not in place):
        place[tokens[-1]] = deepcopy(value) if isinstance(value, dict | list) else value


def without(whole: dict[str, Json], pattern: str) -> None:
    """Take out what stands at a pattern, in every row."""
    *way, last = pattern.split("/")[1:]
    places: list[Json] = [whole]
    for token in way:
        inner: list[Json] = []
        for place in places:
            if isinstance(place, list):
                inner += place
            elif isinstance(place, dict) and token in place:
                inner.append(place[token])
        places = inner
    for place in places:
        if isinstance(place, dict):
            place.pop(last, None)
