"""Settings by their shape: which of a field, a table or an element some settings are."""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import lru_cache

from eformc.diagnostics import Diagnostic
from eformc.language.fieldtypes import field_types
from eformc.language.reading import Reader
from eformc.language.spelling import respelt
from eformc.language.tables import TABLES, Key
from eformc.source import Mapping, Node, Scalar


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
