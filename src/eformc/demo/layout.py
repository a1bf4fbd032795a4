"""The tables a population is kept in: one per lookup, as adapters expect them, and four of the demonstration's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.demo.records import Citizen, Flawed, path_name
from eformc.kernel.json_text import compact
from eformc.kernel.values import Boolean, Integer, Money, Value
from eformc.model.catalogue import Catalogue, Lookup, Path

Json: TypeAlias = Any
CITIZENS, FLAWS, ABOUT = "demo_citizen", "demo_flaw", "demo_about"


class Column(Struct, frozen=True):
    """`kind` is text, integer, boolean or json."""

    element: str
    kind: str

    @property
    def name(self) -> str:
        """`mother.full_name` stands in `mother__full_name`."""
        return self.element.replace(".", "__")


AS_OF = Column("as_of", "text")
"""The day a record stands at."""


class Table(Struct, frozen=True):
    """`indexed`: groups of columns that records are found by."""

    name: str
    columns: tuple[Column, ...]
    indexed: tuple[tuple[str, ...], ...] = ()


def table_name(lookup: Lookup) -> str:
    return f"{lookup.registry}__{lookup.id}"


def tables_of(catalogue: Catalogue) -> dict[str, Table]:
    """The table of every lookup, by `registry.lookup`."""
    return {f"{lookup.registry}.{lookup.id}": _table(catalogue, lookup) for lookup in catalogue.lookups()}


def _table(catalogue: Catalogue, lookup: Lookup) -> Table:
    paths = tuple(dict.fromkeys((*lookup.given, *lookup.gives, *lookup.suggests)))
    columns = (*(Column(path_name(path), _kind(catalogue, lookup.entity, path)) for path in paths), AS_OF)
    return Table(table_name(lookup), columns, (tuple(Column(path_name(path), "").name for path in lookup.given),))


def _kind(catalogue: Catalogue, entity: str, path: Path) -> str:
    for name in path[:-1]:
        relation = catalogue.entities[entity].relations[name]
        if relation.many:
            return "json"
        entity = relation.target
    element = catalogue.element(entity, path[-1])
    return kind_of(element.value) if element is not None else "text"


def kind_of(value: Value) -> str:
    """The column that holds a kind of value: structured ones are JSON."""
    match value:
        case Boolean():
            return "boolean"
        case Integer() | Money():
            return "integer"
        case _:
            return "json" if type(value).__name__ in ("Record", "File", "Choices") else "text"


OWN = (
    Table(
        CITIZENS,
        (Column("key", "text"), Column("name", "text"), Column("plain", "text"), Column("born", "text"), Column("alive", "boolean"), Column("labels", "json"), Column("papers", "json"), Column("kin", "json")),
        (("key",), ("plain",)),
    ),
    Table(FLAWS, (Column("citizen", "text"), Column("lookup", "text"), Column("element", "text"), Column("flaw", "text"), Column("truth", "json")), (("citizen",), ("flaw",))),
    Table(ABOUT, (Column("name", "text"), Column("value", "text"))),
)  # fmt: skip


def cell(kind: str, value: Json) -> Json:
    """A value as its column keeps it; JSON as text without blanks."""
    return compact(value) if kind == "json" and value is not None else value


def row_of(table: Table, values: Mapping[str, Json]) -> list[Json]:
    get = values.get
    return [cell(column.kind, get(column.element)) for column in table.columns]


def citizen_row(one: Citizen) -> list[Json]:
    return [one.key, one.name, one.plain, one.born, one.alive, cell("json", list(one.labels)), cell("json", dict(one.papers)), cell("json", list(one.kin))]


def flaw_row(one: Flawed) -> list[Json]:
    return [one.citizen, one.lookup, one.element, one.flaw, cell("json", one.truth)]
