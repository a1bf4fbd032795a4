"""Reading a population's description: YAML nodes to plain values, and a place for every complaint."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

from eformc.diagnostics import closest
from eformc.source import Mapping, Node, Scalar, Sequence, Span, read


class DescriptionProblem(Exception):
    """Something in a population's description that cannot be used; the message says where and what."""

    def __init__(self, span: Span, message: str) -> None:
        line, column, *_ = span.places()
        super().__init__(f"{span.path}:{line}:{column}: {message}")


Entries: TypeAlias = dict[str, Node]


def root_of(path: str, data: bytes) -> Node:
    """The root node of a file. Raises `DescriptionProblem` at the first thing YAML itself does not allow."""
    _, root, flaws = read(path, data)
    if flaws:
        raise DescriptionProblem(flaws[0].span, f"not readable as YAML ({flaws[0].message})")
    return root


def entries(node: Node, known: Iterable[str] | None = None) -> Entries:
    """A mapping's entries; a key that is not known is refused with the nearest one that is."""
    if not isinstance(node, Mapping):
        raise DescriptionProblem(node.span, "a mapping of keys to values is wanted here")
    names = None if known is None else list(known)
    for key, _ in node:
        if names is not None and key.text not in names:
            near = closest(key.text, names)
            hint = f"did you mean `{near}`?" if near else f"known: {', '.join(names)}"
            raise DescriptionProblem(key.span, f"unknown key `{key.text}`; {hint}")
    return {key.text: value for key, value in node}


def items(node: Node) -> list[Node]:
    if not isinstance(node, Sequence):
        raise DescriptionProblem(node.span, "a list is wanted here")
    return node.items


def text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise DescriptionProblem(node.span, "plain text is wanted here")
    return node.text


def texts(node: Node) -> tuple[str, ...]:
    return tuple(text(one) for one in items(node))


def number(node: Node) -> float:
    try:
        found = float(text(node))
    except ValueError:
        found = math.nan
    if not abs(found) < 1e15:
        raise DescriptionProblem(node.span, f"`{text(node)[:40]}` is no number below 1e15")
    return found


def whole(node: Node) -> int:
    found = number(node)
    if found != int(found):
        raise DescriptionProblem(node.span, "a whole number is wanted here")
    return int(found)


def span_of_two(node: Node) -> tuple[int, int]:
    """Two whole numbers, the lesser first."""
    two = [whole(one) for one in items(node)]
    if len(two) != 2 or two[0] > two[1]:
        raise DescriptionProblem(node.span, "two whole numbers are wanted here, the lesser first")
    return two[0], two[1]


def weights(node: Node) -> dict[str, float]:
    """A table of weights; a list gives each the same."""
    if isinstance(node, Sequence):
        return dict.fromkeys(texts(node), 1.0)
    found = {key: number(value) for key, value in entries(node).items()}
    if not found or sum(found.values()) <= 0 or min(found.values()) < 0:
        raise DescriptionProblem(node.span, "weights are wanted here, none below 0, one above")
    return found


def one_of(node: Node, known: Iterable[str], what: str) -> str:
    """A word of a closed list."""
    word, names = text(node), list(known)
    if word not in names:
        near = closest(word, names)
        hint = f"did you mean `{near}`?" if near else f"known: {', '.join(names)}"
        raise DescriptionProblem(node.span, f"unknown {what} `{word}`; {hint}")
    return word
