"""Values told apart by being them: keys for remembering what follows from the parts of a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from types import MethodType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")
FEW = 4
"""The number of things whose results are remembered at a time: catalogues in use, not those they were before."""

Same: TypeAlias = Callable[[], T]
"""A key that stands for a value by being it, not by what it says: for what is compared slowly, or not at all, and stands in
many forms. Calling it gives the value, which stays alive as long as the key, so that no other can take its place.
"""


def _it(value: T) -> T:
    return value


if TYPE_CHECKING:

    def same(value: T) -> Same[T]:
        """The key of a value."""

else:
    same = partial(MethodType, _it)  # methods are told apart by the very object they are bound to, and cheap


def remembered(most: int) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]:
    """Remembers what a function gives for a thing (by being it) and up to `most` other arguments (by what they say). With
    a thing that is no longer used goes all that followed from it.
    """

    def decorated(function: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
        @lru_cache(maxsize=FEW)
        def of(thing: Same[T]) -> Callable[P, R]:
            return cast("Callable[P, R]", lru_cache(maxsize=most)(partial(function, thing())))

        @wraps(function)
        def remember(thing: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return of(same(thing))(*args, **kwargs)

        return remember

    return decorated
