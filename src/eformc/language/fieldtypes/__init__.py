"""Field types: one file each. A type says which settings it takes and to which kernel value it lowers; how that
value looks in JSON Schema or on a page is not its business.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from eformc.kernel.values import Value
from eformc.language.fieldtypes.kind import Context, FieldType, Settings
from eformc.language.reading import Reader
from eformc.source import Mapping

__all__ = ["Context", "FieldType", "Settings", "field_types", "lowered"]


@lru_cache(maxsize=1)
def field_types() -> dict[str, FieldType]:
    """Every field type by name: each module of this package that declares `FIELD_TYPE`."""
    found: dict[str, FieldType] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        declared = getattr(import_module(f"{__name__}.{module}"), "FIELD_TYPE", None)
        if declared is not None:
            found[declared.name] = declared
    return found


def lowered(reader: Reader, node: Mapping, context: Context, name: str) -> Value | None:
    """The kernel value that a field or element says by its `type:`; None after reporting what is wrong."""
    found = reader.scalar(node, "type", "type")
    if found is None:
        return None
    types = field_types()
    if found.text not in types:
        reader.unknown("EF105", found.span, "unknown-type", found.text, [*types, "table"])
        return None
    return types[found.text].lower(Settings(reader, node, context, name))
