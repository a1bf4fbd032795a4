"""Functions and files stay small enough to show to a guest. The longest are printed (`pytest -rP tests/house`)."""

import ast
from pathlib import Path

import eformc

SRC = Path(eformc.__file__).parent
FILES = sorted(SRC.rglob("*.py"))
LONGEST_FUNCTION = 80
LONGEST_FILE = 700
DATA = {"language/mistakes.py", "language/tables.py"}  # words and tables: long, and nothing to follow


def name(path):
    return path.relative_to(SRC).as_posix()


def functions():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.end_lineno - node.lineno + 1, f"{name(path)}:{node.lineno} {node.name}"


def files():
    for path in FILES:
        if name(path) not in DATA:
            yield len(path.read_text(encoding="utf-8").splitlines()), name(path)


def report(sizes, most):
    longest = sorted(sizes, reverse=True)
    print(*(f"{lines:5}  {where}" for lines, where in longest[:10]), sep="\n")
    return [f"{where}: {lines} lines" for lines, where in longest if lines > most]


def test_no_function_is_longer_than_80_lines():
    assert not report(functions(), LONGEST_FUNCTION)


def test_no_file_is_longer_than_700_lines():
    assert not report(files(), LONGEST_FILE)


def test_the_data_modules_excepted_exist():
    assert {name(path) for path in FILES} >= DATA
