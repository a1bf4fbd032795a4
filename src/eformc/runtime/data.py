"""Where the templates are: in the wheel, or in the repository it was checked out from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def templates_dir() -> Path:
    """The folder of the page and control templates."""
    packed = _PACKAGE / "_data" / "templates"
    return packed if packed.is_dir() else _PACKAGE.parent.parent / "templates"


def engine_source() -> str:
    """The page's script: the kernel's twin."""
    return (_PACKAGE / "kernel" / "engine.mjs").read_text(encoding="utf-8")
