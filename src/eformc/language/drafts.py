"""Questions and groups while a spec is compiled: what is known of them before all names are."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as default

from eformc.language.reading import Reader
from eformc.language.row_limits import RowLimits
from eformc.model.procedure import Field, Group
from eformc.source import Scalar


class Draft(Struct):
    """A field before its expressions are typed: what is known of it, and the nodes that wait."""

    field: Field
    reader: Reader
    when: Scalar | None = None
    extra_when: list[tuple[Reader, Scalar]] = default(default_factory=list)
    derive: Scalar | None = None
    options: list[tuple[str, Scalar]] = default(default_factory=list)


class GroupDraft(Struct):
    group: Group
    columns: list[Draft]
    reader: Reader
    when: Scalar | None = None
    page: str = ""
    limits: RowLimits = RowLimits()
