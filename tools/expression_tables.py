"""The tables of the expression parser, written as a module beside the grammar they follow from.

    python tools/expression_tables.py
"""

from __future__ import annotations

from pathlib import Path

from lark.grammar import Rule
from lark.lexer import TerminalDef

from eformc.language.grammar import made_of, made_parser

OUT = Path(__file__).resolve().parent.parent / "src" / "eformc" / "language" / "expression_tables.py"


def module() -> str:
    data, memo = made_parser().memo_serialize([TerminalDef, Rule])
    return f'''"""The tables of the expression parser: made by `tools/expression_tables.py`, not to be edited."""
# ruff: noqa: Q000

from typing import Any

MADE_OF = "{made_of()}"
DATA: Any = {data!r}
MEMO: Any = {memo!r}
'''


if __name__ == "__main__":
    OUT.write_text(module(), encoding="utf-8")
