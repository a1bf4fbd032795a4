"""The way to a place of a file: the nodes from the root down to it, and the shape the language wants there."""

from __future__ import annotations

from msgspec import Struct

from eformc.language.fieldtypes import field_types
from eformc.language.shapes import is_note
from eformc.language.tables import ROWS, TABLES, Key
from eformc.source import Mapping, Node, Scalar, Sequence

KINDS_OF_FILE = {
    "procedure": "procedure", "fragment": "fragment", "catalogue": "catalogue", "entity": "entity", "registry": "registry",
    "documents": "documents", "code_list": "codes_file", "laws": "laws",
}  # fmt: skip
"""First key of a file -> its table."""


class Spot(Struct, frozen=True):
    """A scalar at a place. `shape`: what the language wants there (see `language.tables`); for a key the table it is a
    key of, in `table`; `above`: keys from the root down.
    """

    scalar: Scalar
    is_key: bool
    shape: str
    table: str
    above: tuple[str, ...]
    mapping: Mapping | None = None


def kind_of(root: Node) -> str:
    """The table of the whole file; a procedure where nothing says otherwise."""
    if isinstance(root, Mapping):
        for key, _ in root:
            if key.text in KINDS_OF_FILE:
                return KINDS_OF_FILE[key.text]
    return "procedure"


def spot_at(root: Node, offset: int) -> Spot | None:
    """The scalar at an offset (or ending there)."""
    return _down(root, offset, f"={kind_of(root)}", (), "", None)


def _down(node: Node, offset: int, shape: str, above: tuple[str, ...], table: str, mapping: Mapping | None) -> Spot | None:
    match node:
        case Scalar():
            inside = node.span.start <= offset <= node.span.end
            return Spot(node, is_key=False, shape=shape, table=table, above=above, mapping=mapping) if inside else None
        case Sequence(items):
            inner = shape[1:-1] if shape.startswith("[") else shape
            for item in items:
                found = _down(item, offset, inner, above, table, mapping)
                if found is not None:
                    return found
        case Mapping():
            return _down_mapping(node, offset, shape, above)
        case _:
            pass
    return None


def _down_mapping(node: Mapping, offset: int, shape: str, above: tuple[str, ...]) -> Spot | None:
    table = _table(shape, node)
    for key, value in node:
        if key.span.start <= offset <= key.span.end:
            return Spot(key, is_key=True, shape=shape, table=table, above=above, mapping=node)
        found = _down(value, offset, _shape_of(shape, table, key.text), (*above, key.text), table, node)
        if found is not None:
            return found
    return None


def _table(shape: str, node: Mapping) -> str:
    """The table whose keys a mapping has; none for mappings of ids."""
    if shape.startswith("=field"):
        return "use" if "use" in node else "note" if is_note(node) else ""
    if shape.startswith("=attachment+"):
        return ""
    return shape[1:] if shape.startswith("=") else ""


def _shape_of(shape: str, table: str, key: str) -> str:
    if table:
        known = keys_of(table).get(key)
        return known.shape if known else "any"
    if shape.startswith("=field"):
        return "=use_field" if "." in key else "=question"
    if shape.startswith("=attachment+"):
        return "=attachment"
    if shape.startswith("{"):
        return shape[1:-1]
    return shape


def keys_of(table: str) -> dict[str, Key]:
    """The keys of a table, those of field types with those of questions and elements."""
    found = dict(TABLES.get(table, {}))
    if table in ("question", "element"):
        found.update({key.name: key for kind in field_types().values() for key in kind.keys})
    if table == "question":
        found["columns"] = Key("columns", "[=field+]", "Its columns.", "Các cột.")
        found.update({key.name: key for key in ROWS})
    return found
