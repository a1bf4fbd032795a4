"""The page's script and style, with only those parts that a page has use for."""

from __future__ import annotations

import re
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
    "calls", "choices", "days", "decimals", "empties", "files", "held", "limits", "lookup", "looks", "moves", "numbers", "records",
    "rows", "sends", "tongues", "written",
})  # fmt: skip
"""Parts of the script that not every page has use for; in the script they stand between marks of these names."""


@lru_cache(maxsize=64)
def page_script(sections: frozenset[str] = SECTIONS) -> str:
    """The script of a page: `script/*.mjs` and the twin, made small by `tools/page` (a test compares the two), with only
    those sections that the page has use for; what only judges whole submissions (`whole`) it never has.
    """
    text = _whole_script()
    for name in (SECTIONS | {"whole"}) - sections:
        text = re.sub(rf"/\*! <{name}> \*/.*?/\*! </{name}> \*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*/\*! </?[a-z]+> \*/\s*", "", text)


@lru_cache(maxsize=1)
def _whole_script() -> str:
    return (_PACKAGE / "portal" / "script" / "page.min.js").read_text(encoding="utf-8").strip()


_RULES_OF = {"files": "preview|size", "held": "held|ok", "rows": "row", "notes": "told", "receipt": "qr|reference"}
"""Classes whose rules only pages with such a section have use for."""


@lru_cache(maxsize=64)
def page_style(sections: frozenset[str] = frozenset(_RULES_OF)) -> str:
    """The style of a page: `templates/page.css`, made small by `tools/page`, with the rules that it has use for."""
    text = _whole_style()
    for name, classes in _RULES_OF.items():
        if name not in sections:
            text = re.sub(rf"(?<=}})\.eformc \.(?:{classes})(?![a-z])[^{{}}]*{{[^{{}}]*}}", "", text)
    return text


@lru_cache(maxsize=1)
def _whole_style() -> str:
    return (_PACKAGE / "portal" / "script" / "page.min.css").read_text(encoding="utf-8").strip()
