"""Where the templates and the page's script are: in the wheel, or in the repository it was checked out from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def data_dir(name: str) -> Path:
    """A folder that ships with eformc, such as `templates`."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent.parent / name


def engine_path() -> Path:
    """The file of the page's script: an ES module, the kernel's twin."""
    return _PACKAGE / "kernel" / "engine.mjs"


def engine_source() -> str:
    """The page's script."""
    return engine_path().read_text(encoding="utf-8")
