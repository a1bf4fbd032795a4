"""A form as plain text (.txt): its lines, with dots, underscores and boxes where something is filled in."""

from __future__ import annotations

import re

from eformc.importers.form import ImportedForm
from eformc.importers.importer import Heading, Importer, ImportProblem
from eformc.importers.losses import Place
from eformc.importers.paper.blocks import Block, Line, marked
from eformc.importers.paper.reading import read_blocks

MOST_LINES = 20_000


def _form(data: bytes, heading: Heading) -> ImportedForm:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 (byte {error.start + 1}): save the text as UTF-8"
        raise ImportProblem(message) from error
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        message = f"more than {MOST_LINES} lines"
        raise ImportProblem(message)
    blocks: list[Block] = [Line(marked(_drawn(line[:4_000]), heading.words), Place("line", str(at + 1))) for at, line in enumerate(lines)]
    return read_blocks(blocks, {}, heading)


def _drawn(line: str) -> str:
    """A line whose blank was a tab at its end."""
    return re.sub(r"[:：][ ]*\t\s*$", ": ........", line)


IMPORTER = Importer("text", (".txt",), _form)
