"""Values told apart by being them: keys for remembering what follows from the parts of a catalogue."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """A value told apart by being it, not by what it says: for what is compared slowly and stands in many forms. The
    value stays alive as long as it is a key, so that no other one can take its place.
    """

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it
