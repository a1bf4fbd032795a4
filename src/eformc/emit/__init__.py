"""One file per translation of a procedure. A translation reads the model; it adds no meaning."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import to_builtins

from eformc.emit.kind import Emitter, File, Output, Publication, Translated, json_bytes

if TYPE_CHECKING:
    from eformc.portal.html.theme import Theme
    from eformc.reasoning.reasoned import Reasoned

__all__ = ["Emitter", "File", "Output", "Publication", "Translated", "emitters", "outputs", "publication_of", "translations"]


@lru_cache(maxsize=1)
def emitters() -> tuple[Emitter, ...]:
    """Every translation, by name: each module of this package that declares `EMITTER`."""
    found = []
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "EMITTER", None)
        if declared is not None:
            found.append(declared)
    return tuple(sorted(found, key=lambda emitter: emitter.name))


@lru_cache(maxsize=1)
def outputs() -> Mapping[str, Output]:
    """Every translation for other systems, by name: each module of this package that declares `OUTPUT`."""
    found: list[Output] = []
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "OUTPUT", None)
        if declared is not None:
            found.append(declared)
    return {output.name: output for output in sorted(found, key=lambda one: one.name)}


def publication_of(reasoned: Reasoned) -> Publication:
    """A procedure made ready for all translations."""
    from eformc.emit.form import published

    return Publication(reasoned, published(reasoned))


def translations(reasoned: Reasoned, theme: Theme, also: Sequence[str] = ()) -> Translated:
    """Everything a procedure is translated to, its pages in a theme; `also`: names of outputs for other systems."""
    publication = publication_of(reasoned)
    made = [one.themed(publication, theme) if one.themed is not None else one.emit(publication) for one in emitters()]
    if also:
        return _with_outputs(publication, [file for files in made for file in files], also)
    return Translated(tuple([file for files in made for file in files]))


def _with_outputs(publication: Publication, files: list[File], also: Sequence[str]) -> Translated:
    """The outputs that were asked for beside the rest, with `lost.json`: what each of them could not carry."""
    from eformc.emit.carrying import Losses  # not where nothing is built anew

    told: dict[str, list[dict[str, str | bool]]] = {}
    for name in sorted(set(also)):
        losses = Losses()
        files += outputs()[name].emit(publication, losses)
        told[name] = [to_builtins(loss) for loss in losses.every.values()]
    files.append(File("lost.json", json_bytes({"outputs": told})))
    return Translated(tuple(files), tuple([(name, len(lost)) for name, lost in told.items()]))
