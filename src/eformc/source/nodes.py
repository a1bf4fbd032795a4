"""The nodes of a YAML file. Every node knows where it stands; nothing is converted to a type."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from eformc.source.text import SourceText


class Span(Struct, frozen=True):
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


class Scalar(Struct):
    """Text as written. `quoted` tells 'no' from no; what it means is for the place it stands in to say."""

    text: str
    source: SourceText
    start: int
    end: int
    quoted: bool = False
    block: bool = False

    @classmethod
    def at(cls, span: Span, text: str) -> Scalar:
        """A text that stands for what is written at a place."""
        return cls(text, span.source, span.start, span.end)

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(Struct):
    items: list[Node]
    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Mapping(Struct):
    """Keys are unique plain strings (the reader saw to it); order is the file's."""

    by_key: dict[str, tuple[Scalar, Node]]
    source: SourceText
    start: int
    end: int

    @classmethod
    def empty(cls, span: Span) -> Mapping:
        """A mapping that stands for the settings of something that has none."""
        return cls({}, span.source, span.start, span.end)

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    @property
    def entries(self) -> list[tuple[Scalar, Node]]:
        return list(self.by_key.values())

    def __contains__(self, key: str) -> bool:
        return key in self.by_key

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.by_key.values())

    def get(self, key: str) -> Node | None:
        entry = self.by_key.get(key)
        return None if entry is None else entry[1]

    def key(self, key: str) -> Scalar | None:
        entry = self.by_key.get(key)
        return None if entry is None else entry[0]

    def keys(self) -> list[str]:
        return list(self.by_key)


class Missing(Struct):
    """Stands where a node could not be read, so that later stages go on and keep quiet about it."""

    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


Node = Scalar | Sequence | Mapping | Missing
