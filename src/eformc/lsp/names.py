"""Names in a file: where each is given, where it is used. Read off the nodes by the key tables, expressions included."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from eformc.language.expressions import names_in
from eformc.language.shapes import is_note, text_of
from eformc.lsp.trail import kind_of
from eformc.source import Mapping, Node, Scalar, Sequence, Span


class Role(StrEnum):
    """The kind of thing a name names. A `USE` is a field that takes an element of a subject: `mother.full_name`."""

    SUBJECT = "subject"
    FIELD = "field"
    ELEMENT = "element"
    ENTITY = "entity"
    REGISTRY = "registry"
    DOCUMENT = "document"
    CODE_LIST = "code_list"
    FRAGMENT = "fragment"
    RELATION = "relation"
    PAGE = "page"
    PROCEDURE = "procedure"


class Named(Struct, frozen=True):
    """One occurrence. `owner`: the subject of an element or relation, the table of a column, the entity in a catalogue.
    `settings`: at a definition, the mapping that says more.
    """

    role: Role
    name: str
    span: Span
    defines: bool = False
    owner: str = ""
    settings: Mapping | None = None


def names_of(root: Node) -> list[Named]:
    """Every name of a file in the order it stands there."""
    if not isinstance(root, Mapping):
        return []
    kind = kind_of(root)
    found = list(_procedure(root) if kind in ("procedure", "fragment") else _catalogue(root, kind))
    return sorted(found, key=lambda one: (one.span.start, -one.span.end))


# --- procedures and fragments --------------------------------------------------------------------------------------


def _procedure(root: Mapping) -> Iterator[Named]:
    subjects = {key.text for key, _ in _entries(root.get("subjects"))}
    yield from _scalar(root.get("procedure"), Role.PROCEDURE, defines=True)
    yield from _scalar(root.get("fragment"), Role.FRAGMENT, defines=True)
    for key, node in _entries(root.get("subjects")):
        yield Named(Role.SUBJECT, key.text, key.span, defines=True, settings=node if isinstance(node, Mapping) else None)
        yield from _subject(node, subjects)
    for key, _ in _entries(root.get("code_lists")):
        yield Named(Role.CODE_LIST, key.text, key.span, defines=True)
    yield from _fields(root.get("fields"), subjects, "")
    for page in _items(root.get("pages")):
        if isinstance(page, Mapping):
            yield from _scalar(page.get("page"), Role.PAGE, defines=True)
            yield from _expression(page.get("when"), subjects)
            yield from _fields(page.get("fields"), subjects, "")
    for part in ("attachments", "evidence"):
        for item in _items(root.get(part)):
            yield from _attachment(item, subjects)
    for item in _items(root.get("produces")):
        yield from _scalar(item, Role.DOCUMENT)
    for item in _items(root.get("after")):
        yield from _scalar(item, Role.PROCEDURE)
    for key, node in _entries(root.get("define")):
        yield Named(Role.FIELD, key.text, key.span, defines=True)
        yield from _expression(node, subjects)
    for rule in _items(root.get("constraints")):
        if isinstance(rule, Mapping):
            table, dot, _ = text_of(rule.get("at")).partition(".")
            for setting in ("holds", "when", "at"):
                yield from _expression(rule.get(setting), subjects, table if dot and table not in subjects else "")


def _subject(node: Node, subjects: set[str]) -> Iterator[Named]:
    if not isinstance(node, Mapping):
        return
    yield from _scalar(node.get("is"), Role.ENTITY)
    yield from _scalar(node.get("same_as"), Role.SUBJECT)
    for setting in ("when", "at_least", "at_most"):
        yield from _expression(node.get(setting), subjects)
    known = node.get("known_by")
    if isinstance(known, Scalar) and known.text not in ("login", "key", "nobody"):
        yield from _scalar(known, Role.DOCUMENT)
    via = node.get("via")
    if isinstance(via, Scalar):
        start, dot, relation = via.text.partition(".")
        yield Named(Role.SUBJECT, start, _part(via, 0, len(start)))
        if dot:
            yield Named(Role.RELATION, relation, _part(via, len(start) + 1, len(via.text)), owner=start)


def _fields(node: Node | None, subjects: set[str], table: str) -> Iterator[Named]:
    for item in _items(node):
        if isinstance(item, Scalar):
            yield from _field(item, None, subjects, table)
        elif isinstance(item, Mapping) and "use" in item:
            yield from _scalar(item.get("use"), Role.FRAGMENT)
            yield from _expression(item.get("when"), subjects)
            for _, value in _entries(item.get("with")):
                yield from _scalar(value, Role.SUBJECT)
        elif isinstance(item, Mapping) and is_note(item):
            yield from _expression(item.get("when"), subjects)
        elif isinstance(item, Mapping) and item.entries:
            key, settings = item.entries[0]
            yield from _field(key, settings if isinstance(settings, Mapping) else None, subjects, table)


def _field(key: Scalar, settings: Mapping | None, subjects: set[str], table: str) -> Iterator[Named]:
    owner, dot, name = key.text.partition(".")
    if dot:
        yield Named(Role.SUBJECT, owner, _part(key, 0, len(owner)))
        yield Named(Role.ELEMENT, name, _part(key, len(owner) + 1, len(key.text)), owner=owner, settings=settings)
    elif key.text:
        yield Named(Role.FIELD, key.text, key.span, defines=True, owner=table, settings=settings)
    if settings is None:
        return
    yield from _scalar(settings.get("of"), Role.SUBJECT)
    yield from _scalar(settings.get("codes"), Role.CODE_LIST)
    for setting in ("when", "derive", "at_least", "at_most"):
        yield from _expression(settings.get(setting), subjects, table)
    for option in _items(settings.get("options")):
        for _, value in _entries(option):
            if isinstance(value, Mapping):
                yield from _expression(value.get("when"), subjects, table)
    yield from _fields(settings.get("columns"), subjects, key.text)


def _attachment(item: Node, subjects: set[str]) -> Iterator[Named]:
    key, settings = (item.entries[0] if isinstance(item, Mapping) and item.entries else (item, None))
    yield from _scalar(key, Role.DOCUMENT)
    if isinstance(settings, Mapping):
        of = text_of(settings.get("of"))
        yield from _scalar(settings.get("of"), Role.SUBJECT if of in subjects else Role.FIELD)
        yield from _expression(settings.get("when"), subjects, "" if of in subjects else of)


def _expression(node: Node | None, subjects: set[str], table: str = "") -> Iterator[Named]:
    """Names an expression reads: a subject and its element, or a question (a table's column, a part of a record)."""
    if not isinstance(node, Scalar):
        return
    for name, start, end in names_in(node.text):
        head, dot, rest = name.partition(".")
        if head in subjects:
            yield Named(Role.SUBJECT, head, _part(node, start, start + len(head)))
            if dot:
                yield Named(Role.ELEMENT, rest.partition(".")[0], _part(node, start + len(head) + 1, end), owner=head)
        else:
            yield Named(Role.FIELD, head, _part(node, start, start + len(head)), owner=table)
            if dot:
                yield Named(Role.FIELD, rest, _part(node, start + len(head) + 1, end), owner=head)


# --- catalogues ----------------------------------------------------------------------------------------------------


def _catalogue(root: Mapping, kind: str) -> Iterator[Named]:
    if kind == "entity":
        entity = root.get("entity")
        owner = entity.text if isinstance(entity, Scalar) else ""
        yield from _scalar(entity, Role.ENTITY, defines=True)
        for key, _ in _entries(root.get("elements")):
            yield Named(Role.ELEMENT, key.text, key.span, defines=True, owner=owner)
        for key, value in _entries(root.get("relations")):
            yield Named(Role.RELATION, key.text, key.span, defines=True, owner=owner)
            if isinstance(value, Mapping):
                yield from _scalar(value.get("is"), Role.ENTITY)
    elif kind == "registry":
        yield from _scalar(root.get("registry"), Role.REGISTRY, defines=True)
        for item in _items(root.get("documents")):
            yield from _scalar(item, Role.DOCUMENT)
    elif kind == "documents":
        for key, _ in _entries(root.get("documents")):
            yield Named(Role.DOCUMENT, key.text, key.span, defines=True)
    elif kind == "codes_file":
        yield from _scalar(root.get("code_list"), Role.CODE_LIST, defines=True)


# --- nodes ---------------------------------------------------------------------------------------------------------


def _entries(node: Node | None) -> list[tuple[Scalar, Node]]:
    return node.entries if isinstance(node, Mapping) else []


def _items(node: Node | None) -> list[Node]:
    if isinstance(node, Sequence):
        return node.items
    return [node] if isinstance(node, Scalar) and not node.is_null else []


def _scalar(node: Node | None, role: Role, *, defines: bool = False) -> Iterator[Named]:
    if isinstance(node, Scalar) and not node.is_null:
        yield Named(role, node.text, node.span, defines)


def _part(scalar: Scalar, start: int, end: int) -> Span:
    """A part of a scalar's text, as a span: behind its quotation mark where it has one."""
    at = max(scalar.span.text.find(scalar.text), 0)
    return scalar.span.inside(at + start, at + end)
