"""The specs of a build that get no bundle, and the folders a build may write to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from eformc.diagnostics import Severity
from eformc.project.settings import Settings, SettingsError

if TYPE_CHECKING:
    from eformc.build.driver import Run
    from eformc.build.results import Summary
    from eformc.project.analysis import Project, Unit

_ID = re.compile(r"^\ufeff?procedure[ \t]*:[ \t]*[\"']?([a-z][a-z0-9_-]{0,63})", re.MULTILINE)


class Why(StrEnum):
    """Why a spec gets no bundle."""

    UNSOUND = "unsound"
    ERRORS = "errors"
    CATALOGUE = "catalogue"


class Withheld(Struct, frozen=True):
    """A spec that gets no bundle. `procedure`: its id as far as that can be told; `catalogue`: the one it is read with."""

    path: str
    why: Why
    procedure: str
    catalogue: str


def withheld(project: Project | Run, looked: Sequence[Unit | Summary], *, strict: bool) -> list[Withheld]:
    """The specs of a build that get no bundle: those that cannot be compiled, those whose catalogue has errors, and, if
    `strict`, those with any error.
    """
    broken: dict[str, bool] = {}
    out = []
    for one in looked:
        catalogue = _catalogue_of(one)
        if catalogue not in broken:
            broken[catalogue] = any(found.severity is Severity.ERROR for found in project.catalogue_findings(catalogue))
        why = None
        if not one.sound:
            why = Why.UNSOUND
        elif broken[catalogue]:
            why = Why.CATALOGUE
        elif strict and any(found.severity is Severity.ERROR for found in one.diagnostics):
            why = Why.ERRORS
        if why is not None:
            out.append(Withheld(one.path, why, _id_of(project, one), catalogue))
    return out


def _catalogue_of(one: Unit | Summary) -> str:
    catalogue = getattr(one, "catalogue", None)
    if catalogue is None:
        procedure = one.procedure
        catalogue = getattr(procedure, "catalogue", None)
    return catalogue or ""


def _id_of(project: Project | Run, one: Unit | Summary) -> str:
    """The id of what cannot be compiled: as it was understood, else as it is written."""
    known = one.procedure if isinstance(one.procedure, str) else getattr(one.procedure, "id", None)
    if known:
        return known
    text = one.source.text if hasattr(one, "source") else project.text(one.path)  # type: ignore[union-attr]
    found = _ID.search(text)
    return found[1] if found else ""


def keep_apart(out: Path, settings: Settings, inputs: Iterable[str]) -> None:
    """Refuse to write where a project's own files stand: its folder or one above, a folder of specs or a catalogue, or one
    above. `inputs`: files and folders that are read. Raises `SettingsError`.
    """
    real = os.path.realpath(out)
    own = [settings.root / folder for folder in settings.catalogues.values()]
    taken = {os.path.realpath(path) for path in (settings.root, *own)}
    for path in inputs:
        taken.add(os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path) or "."))  # noqa: PTH112, PTH120
    for folder in sorted(taken):
        if folder == real or folder.startswith(real.rstrip(os.sep) + os.sep):
            message = f"{out}: the project's own files lie there ({folder}); build into a folder of its own, such as -o build"
            raise SettingsError(message)


