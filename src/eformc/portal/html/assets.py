"""The page's script and style, with only those parts that a page has use for."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def engine_path() -> Path:
    """The file of the kernel's twin: an ES module."""
    return _PACKAGE / "kernel" / "engine.mjs"


def engine_source() -> str:
    """The kernel's twin."""
    return engine_path().read_text(encoding="utf-8")


SECTIONS = frozenset({
    "calls", "checks", "choices", "choosing", "days", "decimals", "empties", "files", "groups", "held", "index", "limits", "looks", "lookup",
    "mentions", "months", "moves", "names", "nothing", "numbers", "own", "plan", "records", "rows", "sends", "stops", "sums", "times", "tongues",
    "was", "written",
})  # fmt: skip
"""Parts of the script that not every page has use for; in the script they stand between marks of these names."""


@lru_cache(maxsize=64)
def page_script(sections: frozenset[str] = SECTIONS) -> str:
    """The script of a page: `script/*.mjs` and the twin, made small by `tools/page` (a test compares the two), with only
    those sections that the page has use for; what only judges whole submissions (`whole`) it never has.
    """
    return _cut(_whole_script(), (SECTIONS | {"whole"}) - sections)


def _cut(text: str, sections: Collection[str]) -> str:
    """A text without what stands between the marks of some sections, and without the marks of the others."""
    for name in sections:
        text = re.sub(rf"/\*! <{name}> \*/.*?/\*! </{name}> \*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*/\*! </?[a-z]+> \*/\s*", "", text).strip()


@lru_cache(maxsize=1)
def _whole_script() -> str:
    return (_PACKAGE / "portal" / "script" / "page.min.js").read_text(encoding="utf-8").strip()


STYLED = frozenset({"files", "held", "more", "names", "notes", "options", "receipt", "rows"})
"""Sections of the style, each a file of `templates/page/`, that not every page has use for."""


@lru_cache(maxsize=64)
def page_style(sections: frozenset[str] = STYLED) -> str:
    """The style of a page: `templates/page.css` and those of `templates/page/` that it has use for, made small by `tools/page`."""
    return _cut(_whole_style(), STYLED - sections)


@lru_cache(maxsize=1)
def _whole_style() -> str:
    return (_PACKAGE / "portal" / "script" / "page.min.css").read_text(encoding="utf-8").strip()
