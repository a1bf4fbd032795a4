"""The kernel and its translations match exhaustively: a new construct is then an error of types in every reader that
must learn it. `case _:` (or a bare name) swallows it, so there it needs a comment on its line that says why."""

import ast
from pathlib import Path

import pytest

import eformc

SRC = Path(eformc.__file__).parent
FILES = sorted(path.relative_to(SRC).as_posix() for room in ("kernel", "emit") for path in (SRC / room).glob("*.py"))


def swallowing(text):
    """Line numbers of cases that take whatever comes, without a word why."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.match_case) or node.guard is not None:
            continue
        whatever = isinstance(node.pattern, ast.MatchAs) and node.pattern.pattern is None
        if whatever and "#" not in lines[node.pattern.lineno - 1]:
            yield node.pattern.lineno


@pytest.mark.parametrize("file", FILES)
def test_no_case_takes_whatever_comes(file):
    found = list(swallowing((SRC / file).read_text(encoding="utf-8")))
    assert not found, f"{file}: `case _` at lines {found}: name the cases, or say why on that line"


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        ("case _:", [2]),
        ("case other:", [2]),
        ("case _:  # numbers of any kind", []),
        ("case _ if y:", []),
        ("case str():", []),
        ("case (1, _):", []),
    ],
)
def test_the_check_itself_sees_them(case, lines):
    assert list(swallowing(f"match x:\n    {case}\n        pass\n")) == lines
