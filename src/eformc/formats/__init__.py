"""One file per output format of findings; all are printers of the one diagnostic record."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from eformc.formats.format import PAGES, Format, Report, SetAside

__all__ = ["PAGES", "Format", "Report", "SetAside", "formats"]


@lru_cache(maxsize=1)
def formats() -> dict[str, Format]:
    """Every format by name: each module of this package that declares `FORMAT`."""
    found: dict[str, Format] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "FORMAT", None)
        if declared is not None:
            found[declared.name] = declared
    return found
