"""A project on disk as an immutable snapshot: settings, catalogues, specs and all that follows. All faces hold it."""

from eformc.workspace.project import Project, Unit
from eformc.workspace.settings import Settings, SettingsError, load_settings

__all__ = ["Project", "Settings", "SettingsError", "Unit", "load_settings"]
