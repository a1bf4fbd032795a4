"""The subjects of a procedure, how each is known, and how they hang together."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.kernel.words import Words
from eformc.language.reading import Reader
from eformc.language.row_limits import RowLimits, read_limits
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Known, SameAs, Subject
from eformc.source import Mapping, Scalar, Span

MOST_SUBJECTS = 100
"""Subjects of one form."""
_WHERE: Words = {"en": "a subject", "vi": "một đối tượng"}


class Subjects(Struct):
    """The subjects of a procedure by id, and what is not known of them because of a mistake that was reported.

    `broken` are there, and nothing more is known of them; of the `unsure` it is not known how they are found. `readable`
    is false where nobody can tell who is there.
    """

    known: dict[str, Subject] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    readable: bool = True
    limits: dict[str, RowLimits] = field(default_factory=dict)
    """The numbers of rows of those of which there may be many."""

    def find(self, name: str, span: Span, reader: Reader) -> Subject | None:
        """The subject that is named at a place. None where there is none, which is reported, and where it is broken."""
        found = self.known.get(name)
        if self.silent(name) or name in self.unsure:
            reader.holes.append(span)
        elif found is None:
            reader.unknown("EF101", span, "unknown-subject", name, self.names())
        return found

    def names(self) -> set[str]:
        """Those that can be named, whatever else may be wrong with them."""
        return {*self.known, *(name for name in self.broken if "/" not in name)}

    def silent(self, name: str) -> bool:
        """True if it may be a subject of which nothing is known: a mistake that was reported says why."""
        return name in self.broken or (not self.readable and name not in self.known)


class SubjectReader:
    """Reads `subjects:` of a procedure. `conditions` are the `when:` that wait until every name is known."""

    def __init__(self, reader: Reader, root: Mapping, catalogue: Catalogue) -> None:
        self.reader = reader
        self.root = root
        self.catalogue = catalogue
        self.subjects = Subjects(readable=isinstance(root.get("subjects"), Mapping))
        self.conditions: dict[str, Scalar] = {}

    def read(self) -> None:
        """Fill `subjects` and `conditions`; mistakes go to the reader."""
        reader, known = self.reader, self.subjects.known
        for entity in self.catalogue.entities.values():
            if entity.always:
                known[entity.id] = Subject(entity.id, entity.id, Known.SYSTEM, entity.title)
        nodes: dict[str, Mapping] = {}
        for number, (key, value) in enumerate(reader.mapping(self.root, "subjects") or ()):
            if number == MOST_SUBJECTS:
                reader.say("EF002", key.span, "too-many-subjects", limit=MOST_SUBJECTS)
                break
            before = len(reader.diagnostics)
            reader.as_id(key)
            node = reader.table(value, "subject", _WHERE)
            subject = self._subject(key, node) if node is not None else None
            if node is None or subject is None:
                self.subjects.broken.add(key.text)
                continue
            nodes[key.text], known[key.text] = node, subject
            self._doubt(key.text, before)
        for name, node in nodes.items():
            before = len(reader.diagnostics)
            self._connect(name, node)
            self._doubt(name, before)

    def _doubt(self, name: str, before: int) -> None:
        """Note that something was reported at a subject."""
        if len(self.reader.diagnostics) > before:
            self.subjects.unsure.add(name)

    def _subject(self, key: Scalar, node: Mapping) -> Subject | None:
        reader = self.reader
        entity = reader.scalar(node, "is", "id")
        if entity is None:
            return None
        found = self.catalogue.entities.get(entity.text)
        if found is None:
            reader.unknown("EF103", entity.span, "unknown-entity", entity.text, self.catalogue.entities)
            return None
        known, document = self._known(node, entity.text)
        if known is Known.CASE:
            self._no_case(node)
        limits = self.subjects.limits[key.text] = read_limits(reader, node)
        title = reader.words(node, "title") or found.title
        return Subject(
            id=key.text,
            entity=entity.text,
            known=known,
            title=title,
            document=document,
            many=reader.boolean(node, "many", otherwise=True),  # who writes it there means several
            optional=reader.boolean(node, "optional"),
            at_least=limits.least,
            at_most=limits.most,
            was=reader.text(node, "was"),
            span=key.span,
        )

    def _known(self, node: Mapping, entity: str) -> tuple[Known, str | None]:
        reader = self.reader
        by = reader.scalar(node, "known_by", "id")
        if by is None:
            return (Known.RELATION if "via" in node else Known.KEY), None
        if by.text in ("key", "nobody", "case"):
            return Known(by.text), None
        if by.text == "login":
            if entity != self.catalogue.login_entity:
                login = self.catalogue.entities.get(self.catalogue.login_entity)
                title = login.title if login else {"en": "nobody", "vi": "không ai"}
                reader.say("EF115", by.span, "no-login", entity=title, key="known_by", type="", known="")
            return Known.LOGIN, None
        if by.text in self.catalogue.documents:
            return Known.DOCUMENT, by.text
        reader.unknown("EF106", by.span, "unknown-document", by.text, ["login", "key", "case", "nobody", *self.catalogue.documents])
        return Known.KEY, None

    def _no_case(self, node: Mapping) -> None:
        """Report what says of facts that are handed in that they might be found otherwise, or be several."""
        for name in ("via", "same_as", "many", "optional"):
            key = node.key(name)
            if key is not None:
                self.reader.say("EF115", key.span, "both", a="known_by: case", b=name, key="", type="", known="")

    def _connect(self, name: str, node: Mapping) -> None:
        """`via` and `same_as` need all subjects to be there."""
        reader, subject = self.reader, self.subjects.known[name]
        via = reader.name(node, "via")
        if via is not None:
            subject = replace(subject, via=self._via(subject, via))
        same = reader.scalar(node, "same_as", "id")
        when = reader.scalar(node, "when", "expression")
        if same is not None and self.subjects.find(same.text, same.span, reader) is not None:
            if subject.many:
                reader.say("EF115", same.span, "many-same-as", key="same_as", type="", known="")
            else:
                subject = replace(subject, same_as=(SameAs(same.text, None, when.text if when else ""),))
        if when is not None:
            self.conditions[name] = when
        self.subjects.known[name] = subject

    def _via(self, subject: Subject, via: Scalar) -> tuple[str, str] | None:
        reader = self.reader
        start, dot, relation = via.text.partition(".")
        if not dot:
            reader.say("EF115", via.span, "needs-subject", key="via", type="", known="")
            return None
        owner = self.subjects.find(start, via.span.inside(0, len(start)), reader)
        if owner is None:
            return None
        entity = self.catalogue.entities[owner.entity]
        found = entity.relations.get(relation)
        if found is None:
            span = via.span.inside(len(start) + 1, len(via.text))
            reader.unknown("EF107", span, "unknown-relation", relation, entity.relations, within=entity.id, entity=entity.title)
            return None
        if found.target != subject.entity:
            titles = self.catalogue.entities
            found_title = titles[found.target].title if found.target in titles else {"en": found.target}
            reader.say(
                "EF107", via.span, "wrong-target", name=relation, found=found_title,
                expected=titles[subject.entity].title, entity=entity.title, known=", ".join(entity.relations),
            )  # fmt: skip
            return None
        return start, relation
