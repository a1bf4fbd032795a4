"""The report as one page that an official can print: bars in plain SVG, every field with its reason."""

from __future__ import annotations

from html import escape

from eformc.kernel.words import say
from eformc.reasoning.burden import Burden
from eformc.reports.figures import Figures, Row, field_id
from eformc.reports.words import word

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#14181c}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}td.n,th.n{text-align:right}.typed{fill:#a4161a}.confirmed{fill:#e9a23b}"
    ".silent{fill:#2a7f4f}h2{break-after:avoid}tr{break-inside:avoid}"
)


def printed(figures: Figures, lang: str) -> str:
    """A standalone HTML page."""
    title = escape(word("title", lang))
    parts = [
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{title}</h1>\n<p>{escape(word('counting', lang))}</p>",
        _table(figures, lang),
        *(_procedure(row, lang) for row in figures.rows),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _table(figures: Figures, lang: str) -> str:
    names = ("needed", "typed", "confirmed", "silent", "system_lines", "reduction", "printed", "reduction_from_printed")
    head = "".join(f'<th class="n" scope="col">{escape(word(name, lang))}</th>' for name in names)
    rows = [_counts(say(row.reasoned.procedure.title, lang), row.burden) for row in figures.rows]
    rows.append(_counts(word("total", lang), figures.total))
    return f'<table>\n<tr><th scope="col">{escape(word("procedure", lang))}</th>{head}</tr>\n' + "\n".join(rows) + "\n</table>"


def _counts(name: str, burden: Burden) -> str:
    from_printed = burden.reduction_from_printed
    cells = [
        burden.needed, burden.typed, burden.confirmed, burden.silent, burden.system_lines, f"{burden.reduction:.1%}",
        "–" if burden.printed is None else burden.printed, "–" if from_printed is None else f"{from_printed:.1%}",
    ]  # fmt: skip
    return f'<tr><th scope="row">{escape(name)}</th>' + "".join(f'<td class="n">{cell}</td>' for cell in cells) + "</tr>"


def _procedure(row: Row, lang: str) -> str:
    heads = "".join(f'<th scope="col">{escape(word(name, lang))}</th>' for name in ("field", "origin", "why"))
    lines = "\n".join(
        f"<tr><td>{escape(field_id(one))} {escape(say(one.field.title, lang))}</td>"
        f"<td>{escape(word(one.origin.value, lang))}</td><td>{escape(say(one.reason, lang))}</td></tr>"
        for one in row.reasoned.fields
    )
    title = escape(say(row.reasoned.procedure.title, lang))
    return f"<h2>{title}</h2>\n{_bar(row.burden, lang)}\n<table>\n<tr>{heads}</tr>\n{lines}\n</table>"


def _bar(burden: Burden, lang: str) -> str:
    """Typed, confirmed, silent as one bar of 600 units."""
    out, at = [], 0.0
    needed = max(1, burden.needed)
    label = ", ".join(f"{word(name, lang)} {getattr(burden, name)}" for name in ("typed", "confirmed", "silent"))
    for name in ("typed", "confirmed", "silent"):
        width = 600 * getattr(burden, name) / needed
        out.append(f'<rect class="{name}" x="{at:.1f}" y="0" width="{width:.1f}" height="24"/>')
        at += width
    return f'<svg viewBox="0 0 600 24" width="600" height="24" role="img" aria-label="{escape(label)}">{"".join(out)}</svg><p>{escape(label)}</p>'
