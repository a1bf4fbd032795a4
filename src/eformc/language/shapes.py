"""Settings by their shape: which of a field, a table or an element some settings are."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from functools import lru_cache

from eformc.diagnostics import Diagnostic, closest
from eformc.language.fieldtypes import field_types
from eformc.language.reading import Reader
from eformc.language.spelling import respelt
from eformc.language.tables import TABLES, Key
from eformc.source import Mapping, Node, Scalar, Sequence

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})*").fullmatch


@lru_cache(maxsize=1)
def every_types_keys() -> Map[str, Key]:
    """The keys of every field type, by name."""
    return {one.name: one for kind in field_types().values() for one in kind.keys}


def is_table(node: Mapping) -> bool:
    """True if settings are those of a table of the form's own."""
    kind = settings_type(node)
    return kind == "table" or ("columns" in node and kind not in field_types())


def is_use(node: Mapping) -> bool:
    """True if settings are those of an element: without a word of what a question needs."""
    return "type" not in node and "title" not in node and node.by_key.keys() <= TABLES["use_field"].keys()


def kind_of_entry(node: Mapping) -> str:
    """The table that an entry of a field list is read by, misspelt or not: `use`, `group` or `note`; empty for a question or an
    element.
    """
    if "use" in node or "with" in node:
        return "use"
    if isinstance(node.get("fields"), Sequence) or _tells(node, "group"):
        return "group"
    if _tells(node, "note") or _misspelt(node, "note"):
        return "note"
    return "group" if _misspelt(node, "group") else ""


def _tells(node: Mapping, key: str) -> bool:
    """True where words stand under a key, not the settings of a question of that name."""
    text = node.get(key)
    if isinstance(text, Mapping):
        return _is_words(text)
    return isinstance(text, Scalar) and (not text.is_null or len(node.by_key) > 1)


def _is_words(text: Mapping) -> bool:
    """True for texts by language, of which one may be misspelt."""
    keys = text.by_key
    return any(map(_LANGUAGE, keys)) and (all(map(_LANGUAGE, keys)) or keys.keys().isdisjoint(TABLES["question"]))


def _misspelt(node: Mapping, kind: str) -> bool:
    """True where words stand under a key spelt like the kind's, alone or beside other keys of such an entry."""
    unknown = [(key.text, value) for key, value in node if key.text not in TABLES[kind]]
    if len(unknown) != 1 or isinstance(unknown[0][1], Sequence):
        return False
    (key, value), beside = unknown[0], len(node.by_key) > 1
    words = _is_words(value) if isinstance(value, Mapping) else isinstance(value, Scalar) and not value.is_null
    return words and (closest(key, [kind]) is not None or (beside and kind == "note" and "." not in key))


def settings_type(node: Mapping) -> str:
    """The text of settings at `type`, misspelt or not."""
    return text_of(node.get("type") if "type" in node else respelt(node, TABLES["question"]).get("type"))


def is_lost(diagnostics: list[Diagnostic]) -> bool:
    """True if fields could not be read, so that nobody knows their names."""
    return any(one.code in ("EF009", "EF010", "EF012", "EF013", "EF101", "EF102", "EF108") for one in diagnostics)


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty for anything else."""
    return node.text if isinstance(node, Scalar) else ""


def named(reader: Reader, item: Node) -> tuple[Scalar, Node | None] | None:
    """`name` or `{name: settings}`."""
    if isinstance(item, Scalar) and not item.is_null:
        return item, None
    if isinstance(item, Mapping) and len(item.entries) == 1:
        return item.entries[0]
    reader.wrong_shape(item, "name", "attachments")
    return None
