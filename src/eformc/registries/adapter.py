"""An adapter: a value made of functions, in a file named after its scheme."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from eformc.prefill import Source
from eformc.registries.settings import Place


class Adapter(Struct, frozen=True):
    """`schemes`: what its URLs begin with. `open` makes a source of a place without connecting yet; it imports the driver
    and raises `SourcesProblem` where that is not installed or a setting makes no sense. Register one by declaring
    `ADAPTER` in a module of this package.
    """

    schemes: tuple[str, ...]
    open: Callable[[Place], Source]
