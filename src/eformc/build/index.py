"""The list of all forms of a build: one plain page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from eformc.build.records import Heading

_SPECIAL = re.compile("[&<>\"']")
_TITLE = {"vi": "Biểu mẫu điện tử", "en": "E-forms"}
_STYLE = (
    "body{font:19px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "li{margin:.7rem 0}a{display:inline-block;padding:.4rem 0}small{color:#444}"
)


def _safe(text: str) -> str:
    """`escape`, but that most texts have nothing to escape."""
    return escape(text) if _SPECIAL.search(text) else text


def index_page(headings: Iterable[Heading]) -> bytes:
    """An HTML page that links to every form in every language, in the order of the headings."""
    rows = []
    languages: dict[str, None] = {}
    for one in headings:
        languages.update(dict.fromkeys(one.languages))
        titles = one.titles
        links = " · ".join(
            f'<a href="{_safe(one.procedure)}/form.{_safe(lang)}.html" lang="{_safe(lang)}">'
            f"{_safe(titles.get(lang) or next(iter(titles.values()), one.procedure))}</a>"
            for lang in one.languages
        )
        code = f" <small>{_safe(one.code)}</small>" if one.code else ""
        rows.append(f"<li>{links}{code}</li>")
    body = "\n".join(rows)
    first = next(iter(languages), "en")
    title = " · ".join(dict.fromkeys(_TITLE.get(lang, _TITLE["en"]) for lang in languages)) or _TITLE["en"]
    return (
        f'<!doctype html>\n<html lang="{escape(first)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>{title}</h1>\n<ul>\n{body}\n</ul>\n</main>\n</body>\n</html>\n"
    ).encode()
