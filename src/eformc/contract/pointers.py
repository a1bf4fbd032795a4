"""JSON Pointers into a submission, with `*` for every row of a repeating group."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TypeAlias

from eformc.kernel.json_text import Json

Tokens: TypeAlias = tuple[str, ...]
"""A pointer in parts."""


def tokens_of(pointer: str) -> Tokens:
    return tuple(pointer.split("/")[1:])


def group_of(patterns: Iterable[str]) -> str | None:
    """The repeating group that pointers stand in, if they do."""
    for at in patterns:
        if "/*" in at:
            return at.split("/")[1]
    return None


def in_row(pattern: str, row: int | None) -> str:
    return pattern if row is None else pattern.replace("*", str(row), 1)


def value_at(whole: Json, pointer: str) -> Json:
    """The value at a pointer; None where nothing does."""
    return value_of(whole, tokens_of(pointer))


def value_of(whole: Json, tokens: Tokens) -> Json:
    """The same, of a pointer in parts."""
    for token in tokens:
        if isinstance(whole, dict):
            if token not in whole:
                return None
            whole = whole[token]
        elif isinstance(whole, list) and token.isdigit() and int(token) < len(whole):
            whole = whole[int(token)]
        else:
            return None
    return whole


def put_at(whole: dict[str, Json], pointer: str, value: Json, *, over: bool) -> None:
    """Put a value at a pointer, making objects and rows on the way. With `over` it takes the place of what stands there,
    and of an answer in the way that is no object; otherwise both stay.
    """
    put_in(whole, tokens_of(pointer), value, over=over)


def put_in(whole: dict[str, Json], tokens: Tokens, value: Json, *, over: bool) -> None:
    """The same, at a pointer in parts."""
    place: Json = whole
    for token, following in pairwise(tokens):
        wanted = list if following.isdigit() else dict
        if isinstance(place, list):
            place += [{} for _ in range(len(place), int(token) + 1)]
            inner = place[int(token)]
        elif token in place:
            inner = place[token]
        else:
            inner = place[token] = wanted()
        if not isinstance(inner, wanted):
            if not over:
                return
            inner = place[int(token) if isinstance(place, list) else token] = wanted()
        place = inner
    if over or tokens[-1] not in place:
        place[tokens[-1]] = copied(value)


def copied(value: Json) -> Json:
    """JSON that nobody else can change."""
    if isinstance(value, dict):
        return {name: copied(one) for name, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


def without(whole: dict[str, Json], pattern: str) -> None:
    """Take out what stands at a pattern: in every row for `*`, in one for its number."""
    for at in places(whole, pattern):
        way, _, last = at.rpartition("/")
        value_at(whole, way).pop(last)


def places(whole: Json, pattern: str) -> list[str]:
    """The pointers at which something stands, of a pattern."""
    found: list[tuple[str, Json]] = [("", whole)]
    for token in pattern.split("/")[1:]:
        inner: list[tuple[str, Json]] = []
        for at, place in found:
            if isinstance(place, list):
                inner += [(f"{at}/{row}", one) for row, one in enumerate(place) if token in ("*", str(row))]
            elif isinstance(place, dict) and token in place:
                inner.append((f"{at}/{token}", place[token]))
        found = inner
    return [at for at, _ in found]
