"""Fragments: field lists written once and used by many forms, with subjects named at the place of use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.kernel.words import Words
from eformc.language.reading import Reader
from eformc.language.shapes import kind_of_entry
from eformc.language.subjects import Subjects
from eformc.source import Mapping, Missing, Node, Scalar, Sequence, Span, read

_WHERE: Map[str, Words] = {
    "use": {"en": "a use of a fragment", "vi": "chỗ chèn đoạn dùng chung"},
    "fragment": {"en": "a fragment", "vi": "đoạn dùng chung"},
    "group": {"en": "a group", "vi": "một nhóm mục"},
    "formal": {"en": "a fragment's subject", "vi": "đối tượng của đoạn"},
}
MAX_DEPTH = 8


Conditions: TypeAlias = "tuple[tuple[Reader, Scalar], ...]"
"""Conditions that something stands under, each with who reads it."""


class Heading(Struct, frozen=True, eq=False):
    """The heading of a group and the conditions it stands under."""

    title: Words
    help: Words
    when: Conditions
    span: Span
    more: Words


class Placed(Struct, frozen=True):
    """One entry of a field list: as which name, which key and settings, read by whom, under which conditions. `note`: it
    tells something and asks nothing. `group`: the heading that it stands below.
    """

    name: str
    key: Scalar
    node: Node | None
    reader: Reader
    when: Conditions = field(default=())
    note: bool = False
    group: Heading | None = None


def splice(
    owner: Mapping,
    reader: Reader,
    readers: list[Reader],
    load: Callable[[str, str], tuple[str, bytes] | None],
    subjects: Subjects,
    *,
    key: str = "fields",
) -> Iterator[Placed]:
    """The entries of a field list, fragments put in. Readers of fragment files are added to `readers`."""
    yield from _Splicer(readers, load, subjects).list(owner.get(key), reader, key, _Around())


class _Around(Struct, frozen=True):
    """The surroundings of an entry: its subjects' names in the form, the conditions it stands under, the fragments it is part of,
    the heading it stands below.
    """

    names: Map[str, str] = field(default_factory=dict)
    when: Conditions = field(default=())
    chain: tuple[str, ...] = field(default=())
    group: Heading | None = None


class _Splicer(Struct, frozen=True):
    readers: list[Reader]
    load: Callable[[str, str], tuple[str, bytes] | None]
    subjects: Subjects

    def list(self, node: Node | None, reader: Reader, key: str, around: _Around) -> Iterator[Placed]:
        if node is None or isinstance(node, Missing):
            return
        if not isinstance(node, Sequence):
            reader.wrong_shape(node, "[=field+]", key)
            return
        for item in node.items:
            kind = kind_of_entry(item) if isinstance(item, Mapping) else ""
            if isinstance(item, Mapping) and kind == "use":
                yield from self.use(item, reader, around)
            elif isinstance(item, Mapping) and kind == "group":
                yield from self.group(item, reader, around)
            elif isinstance(item, Mapping) and kind == "note":
                key_ = item.key("note") or item.entries[0][0]
                yield Placed("", key_, item, reader, around.when, note=True, group=around.group)
            elif isinstance(item, Scalar) and not item.is_null:
                if reader.is_name(item):
                    yield Placed(_renamed(item.text, around.names), item, None, reader, around.when, group=around.group)
            elif isinstance(item, Mapping) and len(item.by_key) == 1:
                yield from self.entry(item, reader, around)
            elif not isinstance(item, Missing):
                self.misshapen(item, reader)

    def group(self, item: Mapping, reader: Reader, around: _Around) -> Iterator[Placed]:
        """The entries below a heading. A heading below a heading is reported, and left out."""
        key = item.key("group") or item.entries[0][0]
        table = reader.table(item, "group", _WHERE["group"])
        if table is None:
            return
        own = reader.scalar(table, "when", "expression")
        when = (*around.when, (reader, own)) if own is not None else around.when
        heading = around.group or Heading(reader.words(table, "group"), reader.prose(table, "help"), when, key.span, reader.prose(table, "more"))
        if around.group is not None:
            reader.say("EF115", key.span, "group-in-group", key="", type="", known="")
        yield from self.list(table.get("fields"), reader, "fields", replace(around, when=when, group=heading))

    def entry(self, item: Mapping, reader: Reader, around: _Around) -> Iterator[Placed]:
        name, settings = item.entries[0]
        if isinstance(settings, Scalar) and settings.is_null:
            expected = {"en": "settings such as {optional: true}", "vi": "các thiết lập như {optional: true}"}
            reader.say("EF013", name.span, "missing-value", key=name.text, expected=expected)
        elif (isinstance(settings, Mapping) and "." not in name.text) or reader.is_name(name):  # a question's id is checked there
            yield Placed(_renamed(name.text, around.names), name, settings, reader, around.when, group=around.group)

    def misshapen(self, item: Node, reader: Reader) -> None:
        """Usually settings that were not indented under their field."""
        if isinstance(item, Mapping) and item.by_key:
            name = item.entries[0][0]
            if len(item.entries) > 1:
                extra = item.entries[1][0]
                where = {"en": "a list of fields (indent it under its field)", "vi": "danh sách mục (hãy thụt vào dưới mục của nó)"}
                reader.say("EF010", extra.span, "unknown-key", key=extra.text, where=where, known=name.text, closest="")
                return
        reader.wrong_shape(item, "name", "fields")

    def use(self, item: Mapping, reader: Reader, around: _Around) -> Iterator[Placed]:
        chain = around.chain
        item = reader.table(item, "use", _WHERE["use"]) or item
        wanted = reader.scalar(item, "use", "id")
        if wanted is None or reader.as_id(wanted, procedure=True) is None:  # it becomes part of a path
            return
        if wanted.text in chain or len(chain) >= MAX_DEPTH:
            reader.say("EF108", wanted.span, "cycle", name=wanted.text, chain=" → ".join([*chain, wanted.text]))
            return
        found = self.load(wanted.span.path, wanted.text)
        if found is None:
            reader.say("EF108", wanted.span, "unknown-fragment", name=wanted.text)
            return
        inner = Reader(reader.languages, reader.procedure)
        self.readers.append(inner)
        _, root, flaws = read(*found)
        inner.flaws(flaws)
        if not isinstance(root, Mapping):
            return
        root = inner.table(root, "fragment", _WHERE["fragment"]) or root
        inner.id(root, "fragment", procedure=True)
        inner.words(root, "title")
        bound = self.bind(root, inner, item, reader, wanted, around.names)
        condition = reader.scalar(item, "when", "expression")
        when = (*around.when, (reader, condition)) if condition else around.when
        yield from self.list(root.get("fields"), inner, "fields", _Around(bound, when, (*chain, wanted.text), around.group))

    def bind(
        self, root: Mapping, inner: Reader, item: Mapping, reader: Reader, wanted: Scalar, names: Map[str, str]
    ) -> Map[str, str]:
        """The fragment's subjects as subjects of the form."""
        given = {key.text: value for key, value in reader.mapping(item, "with") or () if isinstance(value, Scalar)}
        bound: dict[str, str] = {}
        for formal, node in inner.mapping(root, "subjects") or ():
            table = inner.table(node, "formal", _WHERE["formal"])
            entity = inner.id(table, "is") if table else None
            actual = given.get(formal.text)
            name = _renamed(actual.text, names) if actual else formal.text
            if actual is None and name not in self.subjects.known and not self.subjects.silent(name):
                if not reader.faulty(item):  # else `with` may be there, misspelt
                    reader.say("EF108", wanted.span, "unbound-subject", name=wanted.text, subject=formal.text)
                fits = False
            else:
                subject = self.subjects.find(name, (actual or wanted).span, reader)
                fits = subject is not None and (not entity or subject.entity == entity)
                if subject is not None and not fits:
                    words = {"found": subject.entity, "expected": entity or "", "subject": name}
                    reader.say("EF108", (actual or wanted).span, "wrong-entity", name=wanted.text, **words)
            if not fits:
                name = f"{wanted.text}/{formal.text}"  # no name that can be written: its fields say nothing more
                self.subjects.broken.add(name)
            bound[formal.text] = name
        return bound


def _renamed(name: str, names: Map[str, str]) -> str:
    owner, dot, rest = name.partition(".")
    return names.get(owner, owner) + dot + rest


