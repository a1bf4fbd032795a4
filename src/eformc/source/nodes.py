"""What a YAML file is made of. Every node knows its span; nothing is converted to a type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from eformc.source.text import SourceText


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` (inclusive) to `end` (exclusive) in code points of `source`."""

    source: SourceText
    start: int
    end: int

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def places(self) -> tuple[int, int, int, int]:
        """line, column, end line, end column; from 1, end exclusive."""
        return (*self.source.place(self.start), *self.source.place(self.end))

    def inside(self, start: int, end: int) -> Span:
        """A part of this span, offsets relative to its start."""
        return Span(self.source, self.start + start, min(self.start + end, self.source.text.__len__()))


@dataclass(slots=True)
class Scalar:
    """Text as written. `quoted` tells 'no' from no; what it means is for the place it stands in to say."""

    text: str
    span: Span
    quoted: bool = False
    block: bool = False

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Sequence:
    items: list[Node]
    span: Span


@dataclass(slots=True)
class Mapping:
    """Keys are unique plain strings (the reader saw to it); order is the file's."""

    entries: list[tuple[Scalar, Node]]
    span: Span
    _index: dict[str, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._index = {key.text: at for at, (key, _) in enumerate(self.entries)}

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        at = self._index.get(key)
        return None if at is None else self.entries[at][1]

    def key(self, key: str) -> Scalar | None:
        at = self._index.get(key)
        return None if at is None else self.entries[at][0]

    def keys(self) -> list[str]:
        return list(self._index)


@dataclass(slots=True)
class Missing:
    """Stands where a node could not be read, so that later stages go on and keep quiet about it."""

    span: Span


Node = Scalar | Sequence | Mapping | Missing
