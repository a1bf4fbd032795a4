"""Values told apart by being them: keys for remembering what follows from the parts of a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")
FEW = 4
"""Of how many things at a time it is remembered what follows from them: catalogues in use, not those they were before."""


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


def remembered(most: int) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]:
    """Remembers what a function gives for a thing (by being it) and up to `most` other arguments (by what they say). With
    a thing that is no longer used goes all that followed from it.
    """

    def decorated(function: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
        @lru_cache(maxsize=FEW)
        def of(thing: Same[T]) -> Callable[P, R]:
            return cast("Callable[P, R]", lru_cache(maxsize=most)(partial(function, thing.it)))

        @wraps(function)
        def remember(thing: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return of(Same(thing))(*args, **kwargs)

        return remember

    return decorated
