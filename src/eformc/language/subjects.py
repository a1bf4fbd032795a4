"""Who and what a procedure is about: subjects, how each is known, and how they hang together."""

from __future__ import annotations

from msgspec.structs import replace

from eformc.kernel.words import Words
from eformc.language.reading import Reader
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Known, SameAs, Subject
from eformc.source import Mapping, Scalar

MOST_SUBJECTS = 100
"""Subjects of one form."""
_WHERE: Words = {"en": "a subject", "vi": "một đối tượng"}


class SubjectReader:
    """Reads `subjects:` of a procedure. `conditions` are the `when:` that wait until every name is known."""

    def __init__(self, reader: Reader, root: Mapping, catalogue: Catalogue) -> None:
        self.reader = reader
        self.root = root
        self.catalogue = catalogue
        self.subjects: dict[str, Subject] = {}
        self.conditions: dict[str, Scalar] = {}

    def read(self) -> None:
        """Fill `subjects` and `conditions`; mistakes go to the reader."""
        reader = self.reader
        for entity in self.catalogue.entities.values():
            if entity.always:
                self.subjects[entity.id] = Subject(entity.id, entity.id, Known.SYSTEM, entity.title)
        nodes: dict[str, Mapping] = {}
        for number, (key, value) in enumerate(reader.mapping(self.root, "subjects") or ()):
            if number == MOST_SUBJECTS:
                reader.say("EF002", key.span, "too-many-subjects", limit=MOST_SUBJECTS)
                break
            if reader.as_id(key) is None:
                continue
            node = reader.table(value, "subject", _WHERE)
            if node is not None:
                nodes[key.text] = node
                subject = self._subject(key, node)
                if subject:
                    self.subjects[key.text] = subject
        for name, node in nodes.items():
            if name in self.subjects:
                self._connect(name, node)

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
        least, most = reader.integer(node, "at_least"), reader.integer(node, "at_most")
        title = reader.words(node, "title") or found.title
        return Subject(
            id=key.text,
            entity=entity.text,
            known=known,
            title=title,
            document=document,
            many=reader.boolean(node, "many", otherwise=True),  # who writes it there means several
            optional=reader.boolean(node, "optional"),
            at_least=1 if least is None else least,
            at_most=most or 50,
            was=reader.text(node, "was"),
            span=key.span,
        )

    def _known(self, node: Mapping, entity: str) -> tuple[Known, str | None]:
        reader = self.reader
        by = reader.scalar(node, "known_by", "id")
        if by is None:
            return (Known.RELATION if "via" in node else Known.KEY), None
        if by.text in ("key", "nobody"):
            return Known(by.text), None
        if by.text == "login":
            if entity != self.catalogue.login_entity:
                login = self.catalogue.entities.get(self.catalogue.login_entity)
                title = login.title if login else {"en": "nobody", "vi": "không ai"}
                reader.say("EF115", by.span, "no-login", entity=title, key="known_by", type="", known="")
            return Known.LOGIN, None
        if by.text in self.catalogue.documents:
            return Known.DOCUMENT, by.text
        reader.unknown("EF106", by.span, "unknown-document", by.text, ["login", "key", "nobody", *self.catalogue.documents])
        return Known.KEY, None

    def _connect(self, name: str, node: Mapping) -> None:
        """`via` and `same_as` need all subjects to be there."""
        reader, subject = self.reader, self.subjects[name]
        via = reader.name(node, "via")
        if via is not None:
            subject = replace(subject, via=self._via(subject, via))
        same = reader.scalar(node, "same_as", "id")
        when = reader.scalar(node, "when", "expression")
        if same is not None:
            if same.text not in self.subjects:
                reader.unknown("EF101", same.span, "unknown-subject", same.text, self.subjects)
            elif subject.many:
                reader.say("EF115", same.span, "many-same-as", key="same_as", type="", known="")
            else:
                subject = replace(subject, same_as=(SameAs(same.text, None, when.text if when else ""),))
        if when is not None:
            self.conditions[name] = when
        self.subjects[name] = subject

    def _via(self, subject: Subject, via: Scalar) -> tuple[str, str] | None:
        reader = self.reader
        start, dot, relation = via.text.partition(".")
        if not dot:
            reader.say("EF115", via.span, "needs-subject", key="via", type="", known="")
            return None
        if start not in self.subjects:
            reader.unknown("EF101", via.span.inside(0, len(start)), "unknown-subject", start, self.subjects)
            return None
        entity = self.catalogue.entities[self.subjects[start].entity]
        found = entity.relations.get(relation)
        if found is None:
            span = via.span.inside(len(start) + 1, len(via.text))
            reader.unknown("EF107", span, "unknown-relation", relation, entity.relations, entity=entity.title)
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
