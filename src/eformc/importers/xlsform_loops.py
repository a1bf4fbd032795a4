"""Loops of an XLSForm written out: the questions of a loop once for each option of its list."""

from __future__ import annotations

import re
from collections.abc import Mapping

from eformc.importers.form import one_line
from eformc.importers.importer import ImportProblem
from eformc.importers.xlsform_rows import LOOP, Choice, Row

MOST_ROWS = 20_000
"""Rows of a survey when its loops are written out."""


def written_out(rows: list[Row], lists: Mapping[str, list[Choice]]) -> list[Row]:
    """The rows with a group for each option in place of each loop. Raises `ImportProblem`."""
    out: list[Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        over = LOOP.fullmatch(row.asks())
        if not over or row.disabled():
            out.append(row)
            at += 1
            continue
        if over[1] not in lists:
            message = f"{row.place.text()}: there is no list `{over[1]}` on the sheet `choices`"
            raise ImportProblem(message)
        end = _end(rows, at)
        inner = written_out(rows[at + 1 : end], lists)
        out.append(Row(row.place, {**row.cells, "type": "begin group"}, row.texts))
        for choice in lists[over[1]]:
            out += _for_option(inner, choice, row)
        out.append(Row(rows[end].place, {"type": "end group"}))
        if len(out) > MOST_ROWS:
            message = f"{row.place.text()}: its loops make more than {MOST_ROWS} rows"
            raise ImportProblem(message)
        at = end + 1
    return out


def _end(rows: list[Row], at: int) -> int:
    """The row that ends the loop which begins at a row."""
    depth = 0
    for place in range(at, len(rows)):
        kind = rows[place].asks().lower()
        depth += bool(LOOP.fullmatch(kind)) - bool(re.fullmatch(r"end[_ ]loop", kind))
        if depth == 0:
            return place
    message = f"{rows[at].place.text()}: this loop is never ended"
    raise ImportProblem(message)


def _for_option(rows: list[Row], choice: Choice, loop: Row) -> list[Row]:
    """The rows of a loop for one option: names are told apart by the option's, `%(label)s` is its title."""
    own = {row.name() for row in rows if row.name()}
    suffix = re.sub(r"[^\w.-]", "_", choice.name)
    texts = {"label": dict(choice.texts)}
    out = [Row(loop.place, {"type": "begin group", "name": f"{loop.name()}_{suffix}"}, texts)]

    def filled(text: str, lang: str) -> str:
        title = choice.texts.get(lang) or next(iter(choice.texts.values()), choice.name)
        text = text.replace("%(label)s", title).replace("%(name)s", choice.name)
        return re.sub(r"\$\{([^{}]+)\}", lambda found: f"${{{found[1]}_{suffix}}}" if found[1] in own else found[0], text)

    for row in rows:
        cells = {key: filled(cell, "") for key, cell in row.cells.items()}
        if row.name():
            cells["name"] = f"{one_line(row.get('name'))}_{suffix}"
        out.append(Row(row.place, cells, {key: {lang: filled(text, lang) for lang, text in texts.items()} for key, texts in row.texts.items()}))
    return [*out, Row(loop.place, {"type": "end group"})]
