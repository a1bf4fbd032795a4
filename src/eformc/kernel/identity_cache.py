"""Values told apart by being them: keys for remembering what follows from the parts of a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from types import MethodType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

from msgspec import Struct


class Structural(Struct, frozen=True):
    """A value that follows from a catalogue as a whole, and gives none of its elements, registries or documents by name.

    Only such values own what is memoised. The incremental build sees what a spec depends on by the names it looks up: a name
    looked up by a memoised function would be seen for the first spec alone.
    """


T = TypeVar("T")
S = TypeVar("S", bound=Structural)
R = TypeVar("R")
P = ParamSpec("P")
MAX_OWNERS = 4
"""The number of things whose results are remembered at a time: catalogues in use, not those they were before."""

IdentityKey: TypeAlias = Callable[[], T]
"""A key that stands for a value by being it, not by what it says: for what is compared slowly, or not at all, and stands in
many forms. Calling it gives the value, which stays alive as long as the key, so that no other can take its place.
"""


def _it(value: T) -> T:
    return value


if TYPE_CHECKING:

    def identity_key(value: T) -> IdentityKey[T]:
        """The key of a value."""

else:
    identity_key = partial(MethodType, _it)  # methods are told apart by the very object they are bound to, and cheap


def memoize_by_identity(
    most: int, owners: int = MAX_OWNERS
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Remembers what a function gives for each of `owners` values (by being it) and up to `most` other arguments (by what
    they say). With a value that is no longer used goes all that followed from it.
    """

    def decorated(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @lru_cache(maxsize=owners)
        def of(thing: IdentityKey[S]) -> Callable[P, R]:
            return cast("Callable[P, R]", lru_cache(maxsize=most)(partial(function, thing())))

        @wraps(function)
        def remember(thing: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return of(identity_key(thing))(*args, **kwargs)

        return remember

    return decorated
