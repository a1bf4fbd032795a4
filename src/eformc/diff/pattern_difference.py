"""Texts that one pattern matches and another does not, found exactly: by derivatives (Brzozowski 1964), shortest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from eformc.kernel.patterns import Alt, Chars, Repeat, Seq, Tree
from eformc.kernel.values import Text

MOST_STATES = 6_000
"""So many states are looked at before the search gives up."""

_NOTHING = Chars(())
_EMPTY = Seq(())
_ANY = Repeat(Chars(((0x21, 0x7E), (0xC0, 0x24F), (0x1E00, 0x1EFF))), 0, None)
_State: TypeAlias = "tuple[Tree, Tree, int]"


def texts_between(a: Text, b: Text) -> Iterator[str]:
    """Texts of the first kind that are not of the second, as far as pattern and length go; maybe none."""
    first = a.pattern.tree if a.pattern else _ANY
    second = b.pattern.tree if b.pattern else _ANY
    queue: deque[tuple[_State, str]] = deque([((first, second, 0), "")])
    seen: set[_State] = {(first, second, 0)}
    while queue and len(seen) < MOST_STATES:
        (one, other, length), text = queue.popleft()
        within = nullable(other) and b.least <= length <= b.most
        if nullable(one) and a.least <= length <= a.most and not within:
            yield text
        if length == a.most:
            continue
        for char in _letters(one, other):
            after = derivative(one, char)
            if after == _NOTHING:
                continue
            state = (after, derivative(other, char), length + 1)
            if state not in seen:
                seen.add(state)
                queue.append((state, text + chr(char)))


def nullable(tree: Tree) -> bool:
    """True if the empty text matches."""
    match tree:
        case Chars():
            return False
        case Seq(items):
            return all(map(nullable, items))
        case Alt(branches):
            return any(map(nullable, branches))
        case Repeat(body, least, _):
            return least == 0 or nullable(body)


def derivative(tree: Tree, char: int) -> Tree:
    """The pattern of what must follow after a character."""
    match tree:
        case Chars(ranges):
            return _EMPTY if any(low <= char <= high for low, high in ranges) else _NOTHING
        case Alt(branches):
            return _either([derivative(branch, char) for branch in branches])
        case Repeat(body, least, most):
            if most == 0:
                return _NOTHING
            rest = Repeat(body, max(least - 1, 0), None if most is None else most - 1)
            return _then(derivative(body, char), rest)
        case Seq(items):
            if not items:
                return _NOTHING
            rest_of = Seq(items[1:])
            first = _then(derivative(items[0], char), rest_of)
            return _either([first, derivative(rest_of, char)]) if nullable(items[0]) else first


def _then(first: Tree, second: Tree) -> Tree:
    if _NOTHING in (first, second):
        return _NOTHING
    items = (*(first.items if isinstance(first, Seq) else (first,)), *(second.items if isinstance(second, Seq) else (second,)))
    kept = tuple(item for item in items if not (isinstance(item, Repeat) and item.most == 0))
    return kept[0] if len(kept) == 1 else Seq(kept)


def _either(branches: list[Tree]) -> Tree:
    flat = [inner for branch in branches for inner in (branch.branches if isinstance(branch, Alt) else (branch,))]
    kept = tuple(dict.fromkeys(branch for branch in flat if branch != _NOTHING))
    return kept[0] if len(kept) == 1 else Alt(kept) if kept else _NOTHING


def _letters(*trees: Tree) -> list[int]:
    """One character for each way in which the patterns tell characters apart; letters and digits before blanks."""
    ranges = [pair for tree in trees for pair in _ranges(tree)]
    cuts = sorted({low for low, _ in ranges} | {high + 1 for _, high in ranges})
    return sorted((_readable(low, after - 1) for low, after in pairwise(cuts)), key=lambda code: (code == 0x20, code))


def _readable(low: int, high: int) -> int:
    return next((code for code in (0x61, 0x41, 0x31, 0x78) if low <= code <= high), low)


def _ranges(tree: Tree) -> Iterator[tuple[int, int]]:
    match tree:
        case Chars(ranges):
            yield from ranges
        case Seq(items):
            for item in items:
                yield from _ranges(item)
        case Alt(branches):
            for branch in branches:
                yield from _ranges(branch)
        case Repeat(body, _, _):
            yield from _ranges(body)
