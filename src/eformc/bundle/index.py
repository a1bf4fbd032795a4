"""The list of all forms of a build: one plain page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:19px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "li{margin:.7rem 0}a{display:inline-block;padding:.4rem 0}small{color:#444}"
)


def index_page(manifests: Iterable[Mapping[str, Any]]) -> bytes:
    """An HTML page that links to every form in every language."""
    rows = []
    for one in manifests:
        titles: Mapping[str, str] = one["titles"]
        links = " · ".join(
            f'<a href="{escape(one["procedure"])}/form.{escape(lang)}.html" lang="{escape(lang)}">'
            f"{escape(titles.get(lang) or next(iter(titles.values()), one['procedure']))}</a>"
            for lang in one["languages"]
        )
        code = f" <small>{escape(str(one['code']))}</small>" if one.get("code") else ""
        rows.append(f"<li>{links}{code}</li>")
    body = "\n".join(rows)
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Biểu mẫu điện tử · E-forms</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>Biểu mẫu điện tử · E-forms</h1>\n<ul>\n{body}\n</ul>\n</main>\n</body>\n</html>\n"
    ).encode()
