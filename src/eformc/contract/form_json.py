"""`form.json` of a bundle: what it holds, its JSON, and back. msgspec checks it, with the path of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, convert

from eformc.contract.codec import (
    CodesInJson,
    Condition,
    ListInJson,
    Lists,
    Reader,
    RecordInJson,
    ValueInJson,
    Writer,
    copied,
    from_same,
    in_json,
)
from eformc.contract.page_layout import Columns, Fact, Mention, Outline, PageOutline, Place, Section, Told, Unasked
from eformc.contract.supplies import Supply
from eformc.kernel.expressions import Expression, Pointer, pointer_text
from eformc.kernel.form import Constraint, Form, Item, Table

VERSION = 2

_When: Any = Condition | None
_Column: Any = in_json(Item, value=ValueInJson, when=_When)
_Item: Any = in_json(Item, tag=True, value=ValueInJson, when=_When)
_Table: Any = in_json(Table, tag=True, columns=tuple[_Column, ...], when=_When)
_Constraint: Any = in_json(Constraint, holds=Condition, when=_When)
_Form: Any = in_json(Form, entries=tuple[_Item | _Table, ...], constraints=tuple[_Constraint, ...], optional=tuple[str, ...])
_Unasked: Any = in_json(Unasked)
_Inner: Any = in_json(Place, unasked=_Unasked | None)
_Place: Any = in_json(Place, tag=True, unasked=_Unasked | None)
_Columns: Any = in_json(Columns, tag=True, places=tuple[_Inner, ...])
_Note: Any = in_json(Told, when=_When)
_Section: Any = in_json(Section, when=_When)
_Page: Any = in_json(PageOutline, places=tuple[_Place | _Columns, ...], when=_When, notes=tuple[_Note, ...], sections=tuple[_Section, ...])
_Fact: Any = in_json(Fact, codes=CodesInJson | None)
_Mention: Any = in_json(Mention, value=ValueInJson | None)
_Outline: Any = in_json(Outline, pages=tuple[_Page, ...], facts=tuple[_Fact, ...], mentions=tuple[_Mention, ...])


class _Supply(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    at: str
    asked: bool = True
    locked: bool = False
    derived: bool = False
    known_when: Condition | None = None
    instead_of: tuple[str, ...] = ()


class FormFile(Struct, frozen=True):
    """`form.json` as it is written."""

    form: int
    procedure: str
    version: str
    lists: tuple[str, ...]
    conditions: tuple[Expression, ...]
    code_lists: tuple[ListInJson, ...]
    records: tuple[RecordInJson, ...]
    entries: _Form
    supplies: tuple[_Supply, ...]
    outline: _Outline


class FormContent(Struct, frozen=True):
    """A form as a bundle holds it."""

    procedure: str
    version: str
    form: Form
    supplies: tuple[Supply, ...]
    outline: Outline


def form_to_json(content: FormContent, shared: Lists) -> FormFile:
    """The content of `form.json`, for msgspec to write. `shared`: the code lists that are published beside it, by name."""
    writer = Writer(shared, once=True)
    supplies = tuple([_supply(one, writer) for one in content.supplies])
    entries, outline = _form(content.form, writer), _outline(content.outline, writer)
    tables = {name: tuple(made) for name, made in writer.gathered.items()}
    return FormFile(VERSION, content.procedure, content.version, tuple(sorted(writer.lists)), **tables, entries=entries, supplies=supplies, outline=outline)


def _supply(one: Supply, writer: Writer) -> _Supply:
    return _Supply(pointer_text(one.pointer), one.asked, one.locked, one.derived, writer.condition(one.known_when), tuple(map(pointer_text, one.instead_of)))


def _form(form: Form, writer: Writer) -> Any:
    entries = tuple([_table(one, writer) if isinstance(one, Table) else _item(one, writer, _Item) for one in form.entries])
    constraints = tuple([copied(_Constraint, one, holds=writer.condition(one.holds), when=writer.condition(one.when)) for one in form.constraints])
    return copied(_Form, form, entries=entries, constraints=constraints, optional=tuple(sorted(form.optional)))


def _item(one: Item, writer: Writer, kind: Any) -> Any:
    return copied(kind, one, value=writer.value(one.value), when=writer.condition(one.when))


def _table(one: Table, writer: Writer) -> Any:
    return copied(_Table, one, columns=tuple([_item(column, writer, _Column) for column in one.columns]), when=writer.condition(one.when))


def _outline(outline: Outline, writer: Writer) -> Any:
    facts = tuple([copied(_Fact, one, codes=writer.codes(one.codes) if one.codes is not None else None) for one in outline.facts])
    mentions = tuple([copied(_Mention, one, value=writer.value(one.value) if one.value is not None else None) for one in outline.mentions])
    return copied(_Outline, outline, pages=tuple([_page(one, writer) for one in outline.pages]), facts=facts, mentions=mentions)


def _page(page: PageOutline, writer: Writer) -> Any:
    places = tuple([_columns(one) if isinstance(one, Columns) else _place(one, _Place) for one in page.places])
    notes = tuple([copied(_Note, one, when=writer.condition(one.when)) for one in page.notes])
    sections = tuple([copied(_Section, one, when=writer.condition(one.when)) for one in page.sections])
    return copied(_Page, page, places=places, when=writer.condition(page.when), notes=notes, sections=sections)


def _place(one: Place, kind: Any) -> Any:
    return copied(kind, one, unasked=copied(_Unasked, one.unasked) if one.unasked is not None else None)


def _columns(one: Columns) -> Any:
    return copied(_Columns, one, places=tuple([_place(place, _Inner) for place in one.places]))


def form_from_json(made: Mapping[str, Any], lists: Lists) -> FormContent:
    """The form of a `form.json`. `lists`: the code lists it names, by name. Raises `msgspec.ValidationError` (a `ValueError`) with the
    path of what has another type than stands there; `ValueError` for numbers and names of nothing, `PatternError` for patterns.
    """
    if isinstance(made, dict) and made.get("form", VERSION) != VERSION:
        message = f"form version {made['form']}, where {VERSION} is read"
        raise ValueError(message)
    file = convert(made, FormFile)
    reader = Reader(lists, file.conditions, file.code_lists, file.records)
    supplies = tuple([
        Supply(_pointer(one.at), one.asked, one.locked, reader.condition(one.known_when), one.derived, tuple(map(_pointer, one.instead_of)))
        for one in file.supplies
    ])  # fmt: skip
    return FormContent(file.procedure, file.version, _read_form(file.entries, reader), supplies, _read_outline(file.outline, reader))


def _pointer(text: str) -> Pointer:
    return tuple([token.replace("~1", "/").replace("~0", "~") for token in text.split("/")[1:]])


def _read_form(made: Any, reader: Reader) -> Form:
    entries = tuple([_read_table(one, reader) if isinstance(one, _Table) else _read_item(one, reader) for one in made.entries])
    constraints = tuple([from_same(Constraint, one, holds=reader.condition(one.holds), when=reader.condition(one.when)) for one in made.constraints])
    return Form(entries, constraints, frozenset(made.optional))


def _read_item(made: Any, reader: Reader) -> Item:
    item: Item = from_same(Item, made, value=reader.value(made.value), when=reader.condition(made.when))
    return item


def _read_table(made: Any, reader: Reader) -> Table:
    table: Table = from_same(Table, made, columns=tuple([_read_item(one, reader) for one in made.columns]), when=reader.condition(made.when))
    return table


def _read_outline(made: Any, reader: Reader) -> Outline:
    facts = tuple([from_same(Fact, one, codes=reader.codes(one.codes) if one.codes is not None else None) for one in made.facts])
    mentions = tuple([from_same(Mention, one, value=reader.value(one.value) if one.value is not None else None) for one in made.mentions])
    outline: Outline = from_same(Outline, made, pages=tuple([_read_page(one, reader) for one in made.pages]), facts=facts, mentions=mentions)
    return outline


def _read_page(made: Any, reader: Reader) -> PageOutline:
    places = tuple([_read_columns(one) if isinstance(one, _Columns) else _read_place(one) for one in made.places])
    notes = tuple([from_same(Told, one, when=reader.condition(one.when)) for one in made.notes])
    sections = tuple([from_same(Section, one, when=reader.condition(one.when)) for one in made.sections])
    page: PageOutline = from_same(PageOutline, made, places=places, when=reader.condition(made.when), notes=notes, sections=sections)
    return page


def _read_columns(made: Any) -> Columns:
    columns: Columns = from_same(Columns, made, places=tuple(map(_read_place, made.places)))
    return columns


def _read_place(made: Any) -> Place:
    place: Place = from_same(Place, made, unasked=from_same(Unasked, made.unasked) if made.unasked is not None else None)
    return place
