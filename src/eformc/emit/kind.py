"""What a translation is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eformc.reasoning.reasoned import Reasoned
from eformc.runtime.theme import Theme

_text = json.JSONEncoder(ensure_ascii=False).encode
"""A string as JSON, by the encoder written in C."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a bundle: its path within the procedure's folder, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Emitter:
    """`emit` gives a procedure's files; `themed`, of pages, the same in a theme. Register one by declaring `EMITTER` in
    a module of this package.
    """

    name: str
    emit: Callable[[Reasoned], tuple[File, ...]]
    themed: Callable[[Reasoned, Theme], tuple[File, ...]] | None = None


class Kept(list[Any]):
    """A list that stands in many files: what it looks like as JSON is worked out once. It must not be changed."""

    __slots__ = ("texts",)

    def __init__(self, values: Iterable[Any]) -> None:
        super().__init__(values)
        self.texts: dict[str, str] = {}


def json_bytes(value: Any) -> bytes:
    """JSON as eformc writes it: UTF-8, two spaces, keys in the order given, lists of plain values on one line."""
    return (_json(value, "") + "\n").encode()


def _json(value: Any, indent: str) -> str:
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is dict and value:
        inner = indent + "  "
        lines = [f"{inner}{_text(key)}: {_json(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if kind is list or kind is tuple:
        for one in value:
            if isinstance(one, dict | list | tuple):
                inner = indent + "  "
                return "[\n" + ",\n".join([inner + _json(one, inner) for one in value]) + f"\n{indent}]"
        return "[" + ", ".join([_json(one, "") for one in value]) + "]"
    if kind is Kept:
        found = value.texts.get(indent)
        if found is None:
            found = value.texts[indent] = _json(list(value), indent)
        return str(found)
    if isinstance(value, dict | list | tuple):
        return _json(dict(value) if isinstance(value, dict) else list(value), indent) if value else _EMPTY[isinstance(value, dict)]
    return json.dumps(value, ensure_ascii=False)


_EMPTY = ("[]", "{}")
