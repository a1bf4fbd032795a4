"""Base classes of values: as `msgspec.Struct`, named fields that are set when it is made. A class costs a tenth of a
dataclass to declare and a frozen value a tenth to make; of both there are many.
"""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Any, ClassVar

from msgspec import NODEFAULT, Struct, field


class PartlyCompared(Struct, frozen=True):
    """A value that is told apart by all its fields but those that its class declares: where it is written."""

    uncompared: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        kind = type(self)
        return kind is type(other) and (self is other or (content := _content_of(kind))(self) == content(other))

    __hash__ = None  # type: ignore[assignment]


class Tagged(Struct, frozen=True, tag_field="is", tag=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value of one of several classes. In JSON its class's name stands under `is`, beside the fields that are not the default."""


class Redacted(Struct, frozen=True):
    """A value that holds personal data or secrets. Printed, it shows no fields but those of `printable`."""

    printable: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.printable)})"


def compared(kind: type[Struct]) -> tuple[str, ...]:
    """The fields by which values of a kind are told apart."""
    left_out = kind.uncompared if issubclass(kind, PartlyCompared) else ()
    return tuple(name for name in kind.__struct_fields__ if name not in left_out)


@lru_cache(maxsize=64)
def _content_of(kind: type[PartlyCompared]) -> attrgetter[Any]:
    """The function that gives what a value of a kind is compared by."""
    return attrgetter(*compared(kind))


def defaults(kind: type[Struct]) -> dict[str, Any]:
    """The fields of a kind with what each is where it is not given; `NODEFAULT` where it has to be."""
    given = kind.__struct_defaults__
    every = (NODEFAULT,) * (len(kind.__struct_fields__) - len(given)) + given
    return {name: one.factory() if isinstance(one, _FACTORY) else one for name, one in zip(kind.__struct_fields__, every, strict=True)}


class _Probe(Struct):
    made: list[int] = field(default_factory=list)


_FACTORY = type(_Probe.__struct_defaults__[0])
