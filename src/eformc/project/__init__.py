"""A project on disk as an immutable snapshot: settings, catalogues, specs and all that follows. All faces hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eformc.project.files import FileProblem
from eformc.project.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from eformc.project.analysis import Project, SpecAnalysis

__all__ = ["FileProblem", "Project", "Settings", "SettingsError", "SpecAnalysis", "load_settings"]


def __getattr__(name: str) -> object:
    """`Project` and `SpecAnalysis` bring the compiler with them: a run that finds everything as it was goes without."""
    if name not in ("Project", "SpecAnalysis"):
        message = f"module {__name__} has no attribute {name}"
        raise AttributeError(message)
    from eformc.project import analysis

    return getattr(analysis, name)
