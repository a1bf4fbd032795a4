"""The report as one page that an official can print: bars in plain SVG, every field with its reason."""

from __future__ import annotations

from html import escape

from eformc.kernel.words import say
from eformc.reasoning.burden import Burden
from eformc.reports.figures import Figures, Recognised, Row
from eformc.reports.words import percent, word

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#14181c}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}td.n,th.n{text-align:right}.typed{fill:#a4161a}.confirmed{fill:#e9a23b}"
    ".silent{fill:#2a7f4f}.printed{fill:#d5d9de}h2{break-after:avoid}tr,figure{break-inside:avoid}svg{max-width:100%;height:auto}"
    "svg text{font:13px system-ui,sans-serif}figure{margin:1.5rem 0}figcaption span{white-space:nowrap;margin-left:1rem}"
    "@media print{body{max-width:none;margin:0;font-size:11pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
)


_PARTS = ("typed", "confirmed", "silent")


def printed(figures: Figures, lang: str) -> str:
    """A standalone HTML page."""
    title = escape(word("title", lang))
    parts = [
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{title}</h1>\n<p>{escape(word('counting', lang))}</p>\n<p>{escape(word('suggestions', lang))}</p>",
        _table(figures, lang),
        _chart(figures, lang),
        *(_procedure(row, lang) for row in figures.rows),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _table(figures: Figures, lang: str) -> str:
    names = ("needed", "typed", "confirmed", "silent", "system_lines", "reduction", "printed", "reduction_from_printed", "attachments", "if_bound", "if_bound_reduction")
    head = "".join(f'<th class="n" scope="col">{escape(word(name, lang))}</th>' for name in names)
    rows = [_counts(say(row.title, lang), row.burden, row.if_bound, lang) for row in figures.rows]
    rows.append(_counts(word("total", lang), figures.total, figures.if_bound, lang))
    return f'<table>\n<tr><th scope="col">{escape(word("procedure", lang))}</th>{head}</tr>\n' + "\n".join(rows) + "\n</table>"


def _counts(name: str, burden: Burden, if_bound: Burden, lang: str) -> str:
    from_printed = burden.reduction_from_printed
    cells = [
        burden.needed, burden.typed, burden.confirmed, burden.silent, burden.system_lines, percent(burden.reduction, lang),
        "–" if burden.printed is None else burden.printed, "–" if from_printed is None else percent(from_printed, lang),
        f"{burden.attachments_typed}/{burden.attachments_needed}", if_bound.typed, percent(if_bound.reduction, lang),
    ]  # fmt: skip
    return f'<tr><th scope="row">{escape(name)}</th>' + "".join(f'<td class="n">{cell}</td>' for cell in cells) + "</tr>"


def _chart(figures: Figures, lang: str) -> str:
    """One bar per procedure, all on one scale: what is typed, confirmed and silent now, over the lines of the printed
    form it replaces.
    """
    most = max([1, *(max(row.burden.needed, row.burden.printed or 0) for row in figures.rows)])
    height = 46
    out = []
    for number, row in enumerate(figures.rows):
        top, counts = number * height, row.burden
        title = escape(say(row.title, lang))
        out.append(f'<text x="0" y="{top + 13}">{title}</text>')
        if counts.printed:
            out.append(f'<rect class="printed" x="0" y="{top + 18}" width="{600 * counts.printed / most:.1f}" height="20"/>')
        at = 0.0
        for name in _PARTS:
            width = 600 * getattr(counts, name) / most
            out.append(f'<rect class="{name}" x="{at:.1f}" y="{top + 21}" width="{width:.1f}" height="14"/>')
            at += width
        out.append(f'<text x="606" y="{top + 33}">{counts.typed} / {counts.printed or counts.needed}</text>')
    legend = "".join(
        f'<span><svg width="14" height="14" aria-hidden="true"><rect class="{name}" width="14" height="14"/></svg> {escape(word(name, lang))}</span> '
        for name in (*_PARTS, "printed")
    )
    tall = len(figures.rows) * height
    label = escape(word("chart", lang))
    return (
        f'<figure><svg viewBox="0 0 680 {tall}" width="680" height="{tall}" role="img" aria-label="{label}">{"".join(out)}</svg>'
        f"<figcaption>{label} {legend}</figcaption></figure>"
    )


def _procedure(row: Row, lang: str) -> str:
    heads = "".join(f'<th scope="col">{escape(word(name, lang))}</th>' for name in ("field", "origin", "why", "law", "recognised"))
    lines = "\n".join(
        f"<tr><td>{escape(one.id)} {escape(say(one.label, lang))}</td>"
        f"<td>{escape(word(one.origin, lang))}</td><td>{escape(say(one.reason, lang))}</td><td>{escape(say(one.law, lang))}</td>"
        f"<td>{escape(_suggestion(one.recognised, lang))}</td></tr>"
        for one in row.lines
    )
    title = escape(say(row.title, lang))
    smallest = escape(f"{word('smallest', lang)}: {row.smallest}.")
    return f"<h2>{title}</h2>\n{_bar(row.burden, lang)}\n<p>{smallest}</p>\n<table>\n<tr>{heads}</tr>\n{lines}\n</table>\n{_papers(row, lang)}"


def _papers(row: Row, lang: str) -> str:
    if not row.papers:
        return ""
    lines = "\n".join(
        f"<tr><td>{escape(one.id)} {escape(say(one.label, lang))}</td><td>{escape(word(one.origin, lang))}</td>"
        f"<td>{escape(say(one.reason, lang))}</td><td>{escape(say(one.law, lang))}</td>"
        f"<td>{escape(_suggestion(one.recognised, lang))}</td></tr>"
        for one in row.papers
    )
    heads = "".join(f'<th scope="col">{escape(word(name, lang))}</th>' for name in ("papers", "origin", "why", "law", "recognised"))
    return f"<table>\n<tr>{heads}</tr>\n{lines}\n</table>"


def _suggestion(one: Recognised | None, lang: str) -> str:
    """The fact a field or paper is taken for: a guess with its percentage, or what its author named."""
    if one is None:
        return ""
    name = "named" if one.confidence == 1 else "guess"
    return word(name, lang).format(origin=word(one.origin, lang), reason=say(one.reason, lang), percent=round(one.confidence * 100))


def _bar(burden: Burden, lang: str) -> str:
    """Typed, confirmed, silent as one bar of 600 units."""
    out, at = [], 0.0
    needed = max(1, burden.needed)
    label = ", ".join(f"{word(name, lang)} {getattr(burden, name)}" for name in _PARTS)
    for name in _PARTS:
        width = 600 * getattr(burden, name) / needed
        out.append(f'<rect class="{name}" x="{at:.1f}" y="0" width="{width:.1f}" height="24"/>')
        at += width
    return f'<svg viewBox="0 0 600 24" width="600" height="24" role="img" aria-label="{escape(label)}">{"".join(out)}</svg><p>{escape(label)}</p>'
