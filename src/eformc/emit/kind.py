"""A translation: a procedure to the files of a bundle."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eformc.emit.carrying import Losses
    from eformc.portal.forms import PublishedForm
    from eformc.reasoning.reasoned import Reasoned
from msgspec import Raw, Struct
from msgspec.json import Encoder

from eformc.portal.html.theme import Theme


class File(Struct, frozen=True):
    """One file of a bundle: its path within the procedure's folder, and its bytes."""

    path: str
    data: bytes


class Publication(Struct, frozen=True):
    """A procedure to be published: what was reasoned about it, and the form as a portal will load it."""

    reasoned: Reasoned
    form: PublishedForm


class Emitter(Struct, frozen=True):
    """`emit` gives a procedure's files; `themed`, of pages, the same in a theme. Register one by declaring `EMITTER` in
    a module of this package.
    """

    name: str
    emit: Callable[[Publication], tuple[File, ...]]
    themed: Callable[[Publication, Theme], tuple[File, ...]] | None = None


class Output(Struct, frozen=True):
    """A translation for other systems, made only where it is asked for (`--also NAME`). `emit` gives a procedure's files and
    notes what it cannot carry; `about` says in one line what it is. Register one by declaring `OUTPUT` in a module of this
    package.
    """

    name: str
    about: str
    emit: Callable[[Publication, Losses], tuple[File, ...]]


class Translated(Struct, frozen=True):
    """The files of a bundle, and how much each output that was asked for could not carry, by its name."""

    files: tuple[File, ...]
    lost: tuple[tuple[str, int], ...] = ()


class Kept:
    """A value that stands in many files: what it looks like as JSON is worked out once. It must not be changed. `escaped`:
    what is beyond ASCII is written by number, so that nothing invisible stands in a file.
    """

    __slots__ = ("escaped", "texts", "value")

    def __init__(self, value: Any, *, escaped: bool = False) -> None:
        self.value, self.escaped = value, escaped
        self.texts: dict[int, bytes] = {}

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return self is other or (self.value == other.value if isinstance(other, Kept) else self.value == other)

    __hash__ = None  # type: ignore[assignment]  # like the lists and dictionaries it keeps

    def text(self, level: int) -> bytes:
        """The value as it is written at a level."""
        found = self.texts.get(level)
        if found is None:
            found = _written(self.value, level)
            if self.escaped:
                found = re.sub("[^\x00-\x7f]", lambda char: json.dumps(char[0])[1:-1], found.decode()).encode()
            self.texts[level] = found
        return found


LEVELS = 4
"""So deep lines are indented; what is deeper stands on one line: of a schema each field, of a map each fill."""
_INDENTS = [b"  " * level for level in range(LEVELS + 1)]
_DEEP = frozenset({dict, list, tuple, Kept})


class _Starts(dict[str, bytes]):
    """The beginning of a key's line at a level. Most keys stand in every file."""

    MOST = 4096

    def __init__(self, level: int) -> None:
        self.indent = _INDENTS[level]

    def __missing__(self, key: str) -> bytes:
        if len(self) >= self.MOST:
            self.clear()
        made = self[key] = b"%b%b: " % (self.indent, _encode(key))
        return made


_STARTS = [_Starts(level) for level in range(LEVELS + 1)]


def json_bytes(value: Any) -> bytes:
    """JSON as eformc writes it: UTF-8, two spaces a level, keys in the order given. What holds plain values only stands on
    one line, and so does what is deeper than `LEVELS`.
    """
    return _written(value, 0) + b"\n"


def _written(value: Any, level: int) -> bytes:
    if type(value) is Kept:
        return value.text(level)
    if level < LEVELS and value:
        inner = level + 1
        if isinstance(value, dict) and not (level and _DEEP.isdisjoint(map(type, value.values()))):
            starts = _STARTS[inner]
            lines = [starts[key] + (_encode(one) if type(one) is str else _written(one, inner)) for key, one in value.items()]
            return b"{\n%b\n%b}" % (b",\n".join(lines), _INDENTS[level])
        if isinstance(value, list | tuple) and not _DEEP.isdisjoint(map(type, value)):
            lines = [_INDENTS[inner] + _written(one, inner) for one in value]
            return b"[\n%b\n%b]" % (b",\n".join(lines), _INDENTS[level])
    return _encode(value)


def _on_one_line(kept: Any) -> Raw:
    if type(kept) is not Kept:
        message = f"a {type(kept).__name__} is no JSON"
        raise TypeError(message)
    return Raw(kept.text(LEVELS))


_encode = Encoder(enc_hook=_on_one_line).encode
