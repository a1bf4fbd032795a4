"""What the docstrings must do, and no more: say what a name and its types do not.

- every module that holds code has one;
- every public top-level class has one, unless it is a struct, an enum or an exception's bare name: their members speak;
- every public top-level function of more than ten lines has one, unless it is `lower`, whose contract stands at `FieldType`;
- none only repeats the signature.
"""

import ast
import re
from pathlib import Path

import pytest

import eformc

SRC = Path(eformc.__file__).parent
FILES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))
LONG = 10
SHARED_CONTRACTS = {"lower"}


def lines_of(node):
    return node.end_lineno - node.lineno + 1


def speaks_by_members(node):
    heads = [ast.unparse(one) for one in (*node.decorator_list, *node.bases)]
    return any(re.search(r"dataclass|Struct|PartlyCompared|Tagged|Redacted|Enum|Protocol", head) for head in heads)


def must_say(node):
    if isinstance(node, ast.ClassDef):
        return not speaks_by_members(node)
    return lines_of(node) > LONG and node.name not in SHARED_CONTRACTS


def words(text):
    return {word.lower() for word in re.findall(r"[A-Za-z]{3,}", text.replace("_", " "))}


def says_more(node, docstring):
    """True if there is a word that the name and the parameters do not hold."""
    known = words(node.name)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        known |= words(ast.unparse(node.args))
    return bool(words(docstring) - known - {"the", "and", "for", "from", "this", "returns", "return", "gives"})


def public(tree):
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("file", FILES)
def test_what_is_public_says_what_it_is_for(file):
    tree = ast.parse((SRC / file).read_text(encoding="utf-8"))
    missing = [] if ast.get_docstring(tree) or not tree.body else ["the module"]
    for node in public(tree):
        docstring = ast.get_docstring(node)
        if docstring is None and must_say(node):
            missing.append(f"{node.name} (line {node.lineno})")
        if docstring is not None and not says_more(node, docstring):
            missing.append(f"{node.name} (line {node.lineno}) says only its signature")
    assert not missing, f"{file}: no docstring, or an empty one: {', '.join(missing)}"


def test_a_docstring_that_repeats_the_signature_is_seen():
    node = ast.parse('def lines_of(text: str) -> int:\n    "Returns the lines of the text."').body[0]
    assert not says_more(node, ast.get_docstring(node))


QUESTION = re.compile(r"(What|How|Whether|Where|Which|Who|Whom|Whose|When|Of)\b")


def docstrings(tree):
    """Every text that stands by itself: of modules, classes and functions, and behind a name."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text.strip()


@pytest.mark.parametrize("file", FILES)
def test_a_docstring_begins_with_what_the_thing_is_or_does(file):
    tree = ast.parse((SRC / file).read_text(encoding="utf-8"))
    assert [f"{file}:{line}: {text.splitlines()[0]}" for line, text in docstrings(tree) if QUESTION.match(text)] == []
