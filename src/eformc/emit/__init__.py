"""One file per translation of a procedure. A translation reads the model; it adds no meaning."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from eformc.emit.kind import Emitter, File

__all__ = ["Emitter", "File", "emitters"]


@lru_cache(maxsize=1)
def emitters() -> tuple[Emitter, ...]:
    """Every translation, by name: each module of this package that declares `EMITTER`."""
    found = []
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "EMITTER", None)
        if declared is not None:
            found.append(declared)
    return tuple(sorted(found, key=lambda emitter: emitter.name))
