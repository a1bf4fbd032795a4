"""A theme: the colours, emblem and name of a province, and texts in further languages, from one file.

    name = {vi = "Tỉnh Đồng Tháp", en = "Dong Thap Province"}
    emblem = "emblem.svg"               # SVG or PNG beside the file

    [colours]                           # any of COLOURS, as #rrggbb
    accent = "#7a1f2b"

    [colours.dark]
    accent = "#ffb3bd"

    [texts.tyz]                         # words around the questions (messages.py), in any language
    next = "Pây tò"

Texts on their grounds must be readable: what contrasts less than 4.5 to 1 (WCAG 1.4.3) is refused.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from eformc.contract.errors import PortalError
from eformc.safe_files import is_inside, read_inside

COLOURS = {
    "ink": ("#14181c", "#f2f4f6"), "paper": ("#ffffff", "#14181c"), "soft": ("#f0f3f6", "#22292f"),
    "line": ("#5a6672", "#a5b0ba"), "faint": ("#3d4852", "#c9d1d9"), "accent": ("#0b4f8a", "#8cc4ff"),
    "on": ("#ffffff", "#0b1a28"), "bad": ("#a4161a", "#ff9c96"), "focus": ("#ffbf47", "#ffbf47"),
}  # fmt: skip
"""The names a theme may colour, with the colours of the light and the dark page."""
READ_ON = [("ink", "paper"), ("ink", "soft"), ("faint", "paper"), ("faint", "soft"), ("accent", "paper"), ("accent", "soft"), ("on", "accent"), ("bad", "paper")]
LEAST_CONTRAST = 4.5
TEMPLATES = "*.j2"
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_MOST_EMBLEM = 20_000
_KEYS = {"name", "emblem", "colours", "texts"}


class ThemeError(PortalError):
    """A theme that cannot be used; the message says which file, what is wrong, and what would do."""


class Theme(Struct, frozen=True):
    """`name`: (language, text) pairs; `emblem`: a `data:` address; `light`, `dark`: (colour's name, #rrggbb) pairs;
    `texts`: (language, name, text); `templates`: a folder whose templates (and `paper.css`) win over those of the same
    name. They are rendered in a sandbox: they read what a page says, and nothing else of the machine.
    """

    name: tuple[tuple[str, str], ...] = ()
    emblem: str = ""
    light: tuple[tuple[str, str], ...] = ()
    dark: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str, str], ...] = ()
    templates: Path | None = None

    def style(self) -> str:
        """The rules that come after the page's own."""
        if not self.light and not self.dark:
            return ""
        light, dark = ("".join(f"--{name}:{colour};" for name, colour in colours) for colours in (self.light, self.dark))
        return f".eformc{{{light}}}@media(prefers-color-scheme:dark){{.eformc{{{dark}}}}}"

    def words(self, lang: str) -> dict[str, str]:
        """The theme's own words around the questions, by name (messages.py)."""
        return {name: text for language, name, text in self.texts if language == lang}

    def named(self, lang: str) -> str:
        """The name in a language; else in the first one it has."""
        names = dict(self.name)
        return names.get(lang) or next(iter(names.values()), "")


NO_THEME = Theme()


def read_theme(path: Path) -> Theme:
    """The theme of a file, or of a folder that holds `theme.toml` and, it may be, templates. Raises `ThemeError`."""
    file = path / "theme.toml" if path.is_dir() else path
    try:
        made = tomllib.loads(read_inside(file.parent, file).decode("utf-8")) if file.exists() or not path.is_dir() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file}: cannot be read as TOML: {error}"
        raise ThemeError(message) from error
    unknown = sorted(set(made) - _KEYS)
    if unknown:
        message = f"{file}: unknown key `{unknown[0]}`; known: {', '.join(sorted(_KEYS))}"
        raise ThemeError(message)
    colours = dict(_table(file, made, "colours"))
    dark = _colours(file, colours.pop("dark", {}), 1)
    light = _colours(file, colours, 0)
    return Theme(
        name=tuple((str(lang), str(text)) for lang, text in _table(file, made, "name").items()),
        emblem=_emblem(file, made["emblem"]) if "emblem" in made else "",
        light=light,
        dark=dark or tuple((name, COLOURS[name][1]) for name, _ in light),
        texts=tuple((lang, name, str(text)) for lang, texts in _table(file, made, "texts").items() for name, text in _table(file, {lang: texts}, lang).items()),
        templates=path if path.is_dir() and any(path.rglob(TEMPLATES)) else None,
    )


def _table(file: Path, made: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = made.get(key, {})
    if not isinstance(value, dict):
        message = f"{file}: `{key}` is a table, such as [{key}]"
        raise ThemeError(message)
    return value


def _colours(file: Path, given: Mapping[str, Any], which: int) -> tuple[tuple[str, str], ...]:
    for name, colour in given.items():
        if name not in COLOURS:
            message = f"{file}: no colour is called `{name}`; there are: {', '.join(COLOURS)}"
            raise ThemeError(message)
        if not isinstance(colour, str) or not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            message = f"{file}: `{name}` is a colour such as #0b4f8a"
            raise ThemeError(message)
    whole = {name: both[which] for name, both in COLOURS.items()} | dict(given)
    for text, ground in READ_ON:
        ratio = contrast(whole[text], whole[ground])
        if ratio < LEAST_CONTRAST and {text, ground} & set(given):
            message = f"{file}: `{text}` {whole[text]} on `{ground}` {whole[ground]} cannot be read: contrast {ratio:.1f}, at least {LEAST_CONTRAST}"
            raise ThemeError(message)
    return tuple(given.items())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3): 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _emblem(file: Path, name: Any) -> str:
    path = file.parent / str(name)
    if not isinstance(name, str) or not is_inside(file.parent, path):
        message = f"{file}: the emblem is a file beside it, and `{name}` leads elsewhere"
        raise ThemeError(message)
    kind = _TYPES.get(path.suffix.lower())
    if kind is None:
        message = f"{file}: the emblem is an SVG or PNG file, not `{name}`"
        raise ThemeError(message)
    try:
        content = read_inside(file.parent, path)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ThemeError(message) from error
    if len(content) > _MOST_EMBLEM:
        message = f"{path}: {len(content)} bytes; an emblem has at most {_MOST_EMBLEM}, because every page carries it"
        raise ThemeError(message)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
