"""One file per format of a comparison: each declares `printed(comparisons, lang) -> str`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from eformc.diff.change import Comparison

Printer = Callable[[Sequence[Comparison], str], str]


def printers() -> Mapping[str, Printer]:
    """Format name -> printer: every module of this package."""
    found = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").printed for name in found}
