"""Settings: the nearest `eformc.toml`, or `[tool.eformc]` of the nearest `pyproject.toml`; never merged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """A settings file that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`root`: the project's folder. Paths in the file are counted from it."""

    root: Path
    file: Path | None = None
    specs: tuple[str, ...] = ("specs",)
    catalogues: Mapping[str, str] = field(default_factory=dict)
    catalogue: str | None = None
    output: str = "build"
    lang: str | None = None
    fail_on: str = "error"


_KEYS: Mapping[str, type] = {
    "specs": list,
    "catalogues": dict,
    "catalogue": str,
    "output": str,
    "lang": str,
    "fail_on": str,
}


def load_settings(start: Path) -> Settings:
    """The settings that hold for a folder. Raises `SettingsError`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        own = folder / "eformc.toml"
        if own.is_file():
            return _settings(folder, own, _read(own))
        project = folder / "pyproject.toml"
        if project.is_file():
            section = _read(project).get("tool", {}).get("eformc")
            if section is not None:
                return _settings(folder, project, section)
    return Settings(start)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: cannot be read as TOML: {error}"
        raise SettingsError(message) from error


def _settings(root: Path, path: Path, values: Mapping[str, Any]) -> Settings:
    for key, value in values.items():
        if key not in _KEYS:
            from eformc.diagnostics import closest

            near = closest(key, _KEYS)
            hint = f"; did you mean `{near}`?" if near else f"; known: {', '.join(_KEYS)}"
            message = f"{path}: unknown key `{key}`{hint}"
            raise SettingsError(message)
        if not isinstance(value, _KEYS[key]):
            message = f"{path}: `{key}` must be a {_KEYS[key].__name__}"
            raise SettingsError(message)
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        if not all(isinstance(part, str) for part in parts):
            message = f"{path}: `{key}` holds paths, each in quotation marks"
            raise SettingsError(message)
    if values.get("fail_on", "error") not in ("error", "warning", "info", "never"):
        message = f"{path}: `fail_on` is one of error, warning, info, never"
        raise SettingsError(message)
    known = {**values, "specs": tuple(values.get("specs", Settings.__dataclass_fields__["specs"].default))}
    return Settings(root=root, file=path, **known)
