"""The way each value of a form comes about: typed by the citizen, given by a registry, worked out."""

from __future__ import annotations

from msgspec import Struct

from eformc.kernel.expressions import Expression, Pointer


class Supply(Struct, frozen=True):
    """The way in which the value at a place comes about (`*` in the pointer: in every row). `asked`: the page asks for it.
    `locked`: a value that a registry gave cannot be replaced by the citizen's. `known_when`: under this condition it is
    known all the same and the question is not shown. `derived`: it is worked out, and there is no question for it at all:
    nobody is held up where it cannot be. `instead_of`: places of which it says that there is nothing; where a registry has a value
    for one of them, it is not put.
    """

    pointer: Pointer
    asked: bool = True
    locked: bool = False
    known_when: Expression | None = None
    derived: bool = False
    instead_of: tuple[Pointer, ...] = ()
