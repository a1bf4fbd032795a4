"""The theme of the pages of a build: the command line's, else the one that the project's settings name.

A project is data: what its settings name may set colours, words and an emblem. Templates are used only of a theme that
whoever runs eformc names, and then in a sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from eformc.portal.html.theme import NO_THEME, TEMPLATES, Theme, ThemeError, read_theme
from eformc.project.settings import Settings, SettingsError, inside_project


def theme_of(settings: Settings) -> Theme:
    """The theme to build with; none of its own if nobody names one. Raises `SettingsError`."""
    made = _read(settings)
    if made.templates is not None and settings.own_theme is None:
        first = min(made.templates.rglob(TEMPLATES))
        message = (
            f"{settings.file}: the theme `{settings.theme}` holds templates ({first.relative_to(made.templates).as_posix()}), which are "
            f"used only where the command line names them: --theme {settings.theme}"
        )
        raise SettingsError(message)
    return made


@contextmanager
def mistakes_told(theme: Theme) -> Iterator[None]:
    """Within it, a mistake in a theme's template is a `SettingsError` that says the template, the line and what is wrong."""
    try:
        yield
    except ThemeError as error:
        raise SettingsError(str(error)) from error
    except Exception as error:
        from eformc.portal.html.sandbox import place_of

        place = place_of(error, theme.templates) if theme.templates is not None else None
        if place is None:
            raise
        kind = "" if type(error).__module__.startswith("jinja2") else f"{type(error).__name__}: "
        message = f"{place}: {kind}{error}"
        raise SettingsError(message) from error


def theme_digest(settings: Settings) -> str:
    """A digest of the theme as far as pages depend on it, templates included. Raises `SettingsError`."""
    from eformc.portal.html.sandbox import templates_digest

    made = _read(settings)
    try:
        return repr((replace(made, templates=None), templates_digest(made.templates) if made.templates is not None else ""))
    except ThemeError as error:
        raise SettingsError(str(error)) from error


def _read(settings: Settings) -> Theme:
    try:
        if settings.own_theme is not None:
            return read_theme(Path(settings.own_theme))
        if settings.theme is not None:
            return read_theme(inside_project(settings, "theme", settings.theme))
    except ThemeError as error:
        raise SettingsError(str(error)) from error
    return NO_THEME
