"""Where the templates and the page's script are: in the wheel, or in the repository it was checked out from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def data_dir(name: str) -> Path:
    """A folder that ships with eformc, such as `templates`."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent.parent / name


def engine_path() -> Path:
    """The file of the kernel's twin: an ES module."""
    return _PACKAGE / "kernel" / "engine.mjs"


def engine_source() -> str:
    """The kernel's twin."""
    return engine_path().read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def page_script() -> str:
    """The script of every page: `page/*.mjs` and the twin, made small by `tools/page` (a test compares the two)."""
    return (_PACKAGE / "runtime" / "page" / "page.min.js").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def page_style() -> str:
    """The style of every page: `templates/page.css`, made small by `tools/page`."""
    return (_PACKAGE / "runtime" / "page" / "page.min.css").read_text(encoding="utf-8").strip()
