"""The keys of a catalogue's files, found by the key tables: each can be misspelt."""

from spec_tokens import Token, _scalar

from eformc.language.catalogue import KINDS_OF_FILE
from eformc.language.fieldtypes import field_types
from eformc.language.tables import TABLES
from eformc.source import Mapping, Sequence, read

TABLE_OF = {"code_list": "codes_file"}
"""The table of a kind of file, where it is not called like the kind."""
KEYED = {("codes_file", "also"): "code", ("plain_language", "limits"): "language", ("once_only", "waivers"): "waiver"}
"""Keys that are chosen by no author, though no table lists them: they name what stands elsewhere."""


def keys_of_file(path, data):
    """Every key of one file that a table lists, or that names a language, a code or a waiver: (token, table)."""
    _, root, _ = read(path, data)
    kind = next((key.text for key, _ in root if key.text in KINDS_OF_FILE), None)
    return list(_table(root, TABLE_OF.get(kind, kind))) if kind else []


def _table(node, name):
    if not isinstance(node, Mapping):
        return
    kind = field_types().get(node.get("type").text) if name == "element" and "type" in node else None
    keys = {**TABLES[name], **({one.name: one for one in kind.keys} if kind else {})}
    for key, value in node:
        for token in _scalar(key, "key"):
            yield token, name
        if key.text in keys:
            yield from _value(value, keys[key.text].shape, KEYED.get((name, key.text)))


def _value(node, shape, keyed=None):
    if shape.startswith("[") and isinstance(node, Sequence):
        for item in node.items:
            yield from _value(item, shape[1:-1])
    elif shape.startswith("{") and isinstance(node, Mapping):
        for name, value in node:
            if keyed:
                yield from ((token, keyed) for token in _scalar(name, keyed))
            yield from _value(value, shape[1:-1])
    elif shape in ("words", "citation") and isinstance(node, Mapping):
        for language, _ in node:
            yield from ((token, "language") for token in _scalar(language, "language"))
    elif shape.startswith("="):
        yield from _table(node, shape[1:].rstrip("+"))


__all__ = ["Token", "keys_of_file"]
