"""One file per foreign format: to spec text, plus what was lost on the way."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from eformc.importers.importer import Imported, Importer

__all__ = ["Imported", "Importer", "importers"]


@lru_cache(maxsize=1)
def importers() -> dict[str, Importer]:
    """Every importer by file ending: each module of this package that declares `IMPORTER`."""
    found: dict[str, Importer] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "IMPORTER", None)
        if declared is not None:
            found.update(dict.fromkeys(declared.endings, declared))
    return found
