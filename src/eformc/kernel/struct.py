"""Base classes of values: as `msgspec.Struct`, named fields that are set when it is made. A class costs a tenth of a
dataclass to declare and a frozen value a tenth to make; of both there are many.
"""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import NODEFAULT, Struct, field
from msgspec.structs import astuple


class ButLast(Struct, frozen=True):
    """A value that is told apart by all its fields but the last: where it is written, or what was worked out of it."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and astuple(self)[:-1] == astuple(other)[:-1]

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
    return kind.__struct_fields__[:-1] if issubclass(kind, ButLast) else kind.__struct_fields__


def defaults(kind: type[Struct]) -> dict[str, Any]:
    """The fields of a kind with what each is where it is not given; `NODEFAULT` where it has to be."""
    given = kind.__struct_defaults__
    every = (NODEFAULT,) * (len(kind.__struct_fields__) - len(given)) + given
    return {name: one.factory() if isinstance(one, _FACTORY) else one for name, one in zip(kind.__struct_fields__, every, strict=True)}


class _Probe(Struct):
    made: list[int] = field(default_factory=list)


_FACTORY = type(_Probe.__struct_defaults__[0])
