"""One file per translation of a procedure. A translation reads the model; it adds no meaning."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from eformc.emit.kind import Emitter, File, Publication

if TYPE_CHECKING:
    from eformc.portal.html.theme import Theme
    from eformc.reasoning.reasoned import Reasoned

__all__ = ["Emitter", "File", "Publication", "emitters", "publication_of", "translations"]


@lru_cache(maxsize=1)
def emitters() -> tuple[Emitter, ...]:
    """Every translation, by name: each module of this package that declares `EMITTER`."""
    found = []
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "EMITTER", None)
        if declared is not None:
            found.append(declared)
    return tuple(sorted(found, key=lambda emitter: emitter.name))


def publication_of(reasoned: Reasoned) -> Publication:
    """A procedure made ready for all translations."""
    from eformc.emit.form import published

    return Publication(reasoned, published(reasoned))


def translations(reasoned: Reasoned, theme: Theme) -> tuple[File, ...]:
    """Everything a procedure is translated to, its pages in a theme."""
    publication = publication_of(reasoned)
    made = [one.themed(publication, theme) if one.themed is not None else one.emit(publication) for one in emitters()]
    return tuple([file for files in made for file in files])
