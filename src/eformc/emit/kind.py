"""What a translation is."""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eformc.reasoning.reasoned import Reasoned
from msgspec import Struct

from eformc.runtime.theme import Theme

_text: Callable[[str], str] = json.encoder.encode_basestring
"""A string as JSON, by the encoder written in C."""


class File(Struct, frozen=True):
    """One file of a bundle: its path within the procedure's folder, and its bytes."""

    path: str
    data: bytes


class Emitter(Struct, frozen=True):
    """`emit` gives a procedure's files; `themed`, of pages, the same in a theme. Register one by declaring `EMITTER` in
    a module of this package.
    """

    name: str
    emit: Callable[[Reasoned], tuple[File, ...]]
    themed: Callable[[Reasoned, Theme], tuple[File, ...]] | None = None


class Kept:
    """A value that stands in many files: what it looks like as JSON is worked out once. It must not be changed."""

    __slots__ = ("texts", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.texts: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return self is other or (self.value == other.value if isinstance(other, Kept) else self.value == other)

    __hash__ = None  # type: ignore[assignment]  # like the lists and dictionaries it keeps


def json_bytes(value: Any) -> bytes:
    """JSON as eformc writes it: UTF-8, two spaces, keys in the order given, lists of plain values on one line."""
    return (_json(value, "") + "\n").encode()


def _json(value: Any, indent: str) -> str:
    kind = type(value)
    if kind is str:
        return _text(value)
    if kind is dict and value:
        inner = indent + "  "
        lines = [f"{inner}{_text(key)}: {_text(one) if type(one) is str else _json(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if kind is list or kind is tuple:
        for one in value:
            if isinstance(one, _DEEP):
                inner = indent + "  "
                return "[\n" + ",\n".join([inner + _json(one, inner) for one in value]) + f"\n{indent}]"
        return "[" + ", ".join([_text(one) if type(one) is str else _json(one, "") for one in value]) + "]"
    if kind is Kept:
        found = value.texts.get(indent)
        if found is None:
            found = value.texts[indent] = _json(value.value, indent)
        return str(found)
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if isinstance(value, dict | list | tuple):
        return _json(dict(value) if isinstance(value, dict) else list(value), indent) if value else _EMPTY[isinstance(value, dict)]
    return json.dumps(value, ensure_ascii=False)


_DEEP = (dict, list, tuple, Kept)
_EMPTY = ("[]", "{}")
