"""The theme that a project's settings name."""

from __future__ import annotations

from eformc.runtime.theme import NO_THEME, Theme, ThemeError, read_theme
from eformc.workspace.settings import Settings, SettingsError


def theme_of(settings: Settings) -> Theme:
    """The project's theme; none of its own if the settings name none. Raises `SettingsError`."""
    if settings.theme is None:
        return NO_THEME
    try:
        return read_theme(settings.root / settings.theme)
    except ThemeError as error:
        raise SettingsError(str(error)) from error
