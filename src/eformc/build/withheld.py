"""The specs of a build that get no bundle, and the folders a build may write to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from eformc.diagnostics import Diagnostic, Severity
from eformc.project.checking import CheckedSpec, Checker
from eformc.project.settings import Settings, SettingsError

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


def withheld(project: Checker, specs: Sequence[CheckedSpec], text: Callable[[str], str], *, strict: bool) -> list[Withheld]:
    """The specs of a build that get no bundle: those that cannot be compiled, those whose catalogue has errors, and, if
    `strict`, those with any error. `text`: of a spec by its path.
    """
    broken: dict[str, bool] = {}
    out = []
    for one in specs:
        if one.catalogue not in broken:
            broken[one.catalogue] = _has_error(project.catalogue_findings(one.catalogue))
        why = None
        if not one.sound:
            why = Why.UNSOUND
        elif broken[one.catalogue]:
            why = Why.CATALOGUE
        elif strict and _has_error(one.diagnostics):
            why = Why.ERRORS
        if why is not None:
            out.append(Withheld(one.path, why, one.procedure_id or _written_id(text(one.path)), one.catalogue))
    return out


def _has_error(found: Iterable[Diagnostic]) -> bool:
    return any(one.severity is Severity.ERROR for one in found)


def _written_id(text: str) -> str:
    """The id of what cannot be understood, as it is written."""
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


