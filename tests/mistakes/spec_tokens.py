"""The words of a spec that must be one of some known words, found by the key tables: each can be misspelt."""

import re
from typing import NamedTuple

from eformc.language.fieldtypes import field_types
from eformc.language.shapes import kind_of_entry
from eformc.language.tables import TABLES
from eformc.source import Mapping, Scalar, Sequence, read

OPERATORS = re.compile(r"==|!=|<=|>=|&&|\|\||[<>!+*/?:-]")
LEXEMES = re.compile(r"""(?P<code>"[^"]*"|'[^']*')|(?P<name>[a-z_][a-z0-9_.]*)(?P<call>\()?|(?P<operator>==|!=|<=|>=|&&|\|\||[<>!+*/?:-])""")
NAMED = {"id": "id", "name": "name", "type": "type", "date": "date", "bool": "word", "integer": "number", "number": "number"}


class Token(NamedTuple):
    """A stretch of a spec's text, and what it is to its reader."""

    start: int
    end: int
    text: str
    role: str


def tokens(text, table="procedure"):
    """Every key, name, type, language, choice of words and operator of a spec (or a fragment), in the order of the text."""
    _, root, _ = read("x.eform.yaml", text.encode())
    return sorted(_table(root, table))


def _scalar(node, role):
    if isinstance(node, Scalar) and not node.block:
        start = node.start + node.quoted
        if node.source.text[start : start + len(node.text)] == node.text and node.text:
            yield Token(start, start + len(node.text), node.text, role)


def _table(node, name, extra=None):
    if not isinstance(node, Mapping):
        return
    keys = {**TABLES[name], **(extra or {})}
    for key, value in node:
        yield from _scalar(key, "key")
        if key.text in keys:
            yield from _value(value, keys[key.text].shape, key.text, f"{name}.{key.text}")


def _value(node, shape, key, role):
    if shape.startswith("[") and isinstance(node, Sequence):
        for item in node.items:
            yield from _value(item, shape[1:-1], key, role)
    elif shape.startswith("{") and isinstance(node, Mapping):
        for name, value in node:
            yield from _scalar(name, f"{role}:id")
            yield from _value(value, shape[1:-1], key, role)
    elif shape == "words" and isinstance(node, Mapping):
        for language, _ in node:
            yield from _scalar(language, "language")
    elif shape == "text" and key == "languages":
        yield from _scalar(node, "languages")
    elif shape == "expression":
        yield from _expression(node)
    elif shape == "option":
        yield from _option(node)
    elif shape == "=field+":
        yield from _field(node)
    elif shape.startswith("="):
        yield from _entry(node, shape[1:], role)
    elif shape in NAMED or "|" in shape:
        yield from _scalar(node, role)


def _entry(node, shape, role):
    if not shape.endswith("+"):
        yield from _table(node, shape)
    elif isinstance(node, Mapping):
        (name, settings), = node.entries
        yield from _scalar(name, f"{role}:id")
        yield from _table(settings, shape[:-1], FILE)
    else:
        yield from _scalar(node, f"{role}:id")


FILE = {key.name: key for key in field_types()["file"].keys}


def _field(node):
    if isinstance(node, Mapping) and (kind := kind_of_entry(node)):
        yield from _table(node, kind)
    elif isinstance(node, Mapping):
        (name, settings), = node.entries
        kind = settings.get("type").text if "type" in settings else ""
        yield from _scalar(name, "field:id" if kind else "field:element")
        yield from _table(settings, "question" if kind else "use_field", _settings(kind) if kind else None)
    else:
        yield from _scalar(node, "field:element")


def _settings(kind):
    from eformc.language.tables import TABLE_KEYS

    return TABLE_KEYS if kind == "table" else {key.name: key for key in field_types()[kind].keys}


def _option(node):
    for code, words in node if isinstance(node, Mapping) else ():
        yield from _scalar(code, "option:id")
        if isinstance(words, Mapping) and "title" in words:
            for key, value in words:
                yield from _scalar(key, "key")
                if key.text != "was":
                    yield from _value(value, "words" if key.text in ("title", "help") else "expression", key.text, "option")
        else:
            yield from _value(words, "words", code.text, "option")


def _expression(node):
    for whole in _scalar(node, "expression"):
        for found in LEXEMES.finditer(whole.text):
            role = found.lastgroup if found.lastgroup != "call" else "function"
            start, end = found.span("name") if role == "function" else found.span(role)
            if role == "code":
                start, end = start + 1, end - 1
            if end > start and found[0] != "in":
                at = whole.start + start
                yield Token(at, whole.start + end, whole.text[start:end], f"expression:{role}")
