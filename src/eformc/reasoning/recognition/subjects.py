"""The keys by which the subjects a form turned out to speak of are known: by a key it asks, a paper it wants, or through a relation."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from eformc.model.catalogue import Entity
from eformc.model.procedure import Known, Subject
from eformc.reasoning.reasoned import Match, Recognised
from eformc.reasoning.recognition.lines import Form


def settle(form: Form, found: Recognised) -> Recognised:
    """Decide, once the whole form was read, how each subject is known."""
    entities = form.wordings.catalogue.entities
    fields = _identity_documents(form, dict(found.fields))
    subjects = dict(found.subjects)
    fields = _by_twins_of_keys(form, fields)
    _related_by_name(form, fields, subjects)
    _owned(form, fields, subjects)
    applying = _applying_firms(form, fields, subjects)
    for name, subject in list(subjects.items()):
        if name in applying:
            continue
        if _serves(form, subject.entity, _asked_of(fields, name)):
            subjects[name] = Subject(name, subject.entity, Known.KEY, subject.title, optional=True, many=subject.many)
        elif subject.known is Known.KEY and (paper := _paper_of(form, found, entities[subject.entity])):
            subjects[name] = replace(subject, known=Known.DOCUMENT, document=paper)
    return Recognised(fields, found.documents, subjects, found.unsure)


def _asked_of(fields: Mapping[str, Match], subject: str) -> set[str | None]:
    return {match.element for match in fields.values() if match.subject == subject}


def _serves(form: Form, entity: str, asked: set[str | None]) -> bool:
    """True if what is asked of one of these is a key that a lookup takes, or all that makes its key."""
    catalogue = form.wordings.catalogue
    key = set(catalogue.entities[entity].key)
    takes = any(
        lookup.entity == entity and all(len(path) == 1 and path[0] in asked for path in lookup.given) for lookup in catalogue.lookups()
    )
    return takes or (bool(key) and key <= asked and not _led_to(form, entity))


def _led_to(form: Form, entity: str) -> str:
    """The relation of whoever logs in that leads to such a thing."""
    login = form.wordings.catalogue.entities.get(form.login)
    relations = login.relations.values() if login else ()
    return next((one.name for one in relations if one.target == entity and entity != form.login), "")


def _paper_of(form: Form, found: Recognised, entity: Entity) -> str | None:
    """The paper by which one of these is known, if the form wants it: the birth notice of a newborn."""
    wanted = [one.document for one in form.procedure.attachments if one.document] + [paper for paper, _ in found.documents.values()]
    for name in wanted:
        document = form.wordings.catalogue.documents.get(name)
        if document is not None and document.entity == entity.id and document.key in entity.key:
            return name
    return None


def _identity_documents(form: Form, fields: dict[str, Match]) -> dict[str, Match]:
    """Somebody else's identity document is the key to the rest of that person's record."""
    for found, match in list(fields.items()):
        entity = form.wordings.catalogue.entities.get(match.entity)
        if entity is None or match.element is None or match.subject == form.applicant:
            continue
        element = entity.elements.get(match.element)
        if element is not None and set(entity.key) & set(element.made_of) and not set(entity.key) & _asked_of(fields, match.subject):
            fields[found] = replace(match, element=entity.key[0])
    return fields


def _owned(form: Form, fields: Mapping[str, Match], subjects: dict[str, Subject]) -> None:
    """Subjects that a relation of whoever logs in leads to, and whose whole key the form does not ask for, is found through it:
    things (a vehicle) and those there may be several of (the members of the household).
    """
    login = form.wordings.catalogue.entities.get(form.login)
    for name, subject in list(subjects.items()):
        if subject.via or not form.applicant or _serves(form, subject.entity, _asked_of(fields, name)):
            continue
        relations = login.relations.values() if login else ()
        relation = next((one for one in relations if one.target == subject.entity and name in (one.name, subject.entity)), None)
        if relation is not None and (subject.entity != form.login or relation.many):
            owner = form.applicant if relation.many else _owner(form, fields, subjects, name)
            subjects[name] = replace(subject, known=Known.RELATION, via=(owner, relation.name))


def _by_twins_of_keys(form: Form, fields: dict[str, Match]) -> dict[str, Match]:
    """Take another name of a key (the tax code of a firm) for the key, where the form does not ask for the key itself."""
    entities = form.wordings.catalogue.entities
    for found, match in list(fields.items()):
        entity = entities.get(match.entity)
        element = entity.elements.get(match.element) if entity is not None and match.element is not None else None
        twin = element.same_as.element if element is not None and element.same_as is not None else ""
        if entity is not None and twin in entity.key and match.subject != form.applicant and twin not in _asked_of(fields, match.subject):
            fields[found] = replace(match, element=twin)
    return fields


def _applying_firms(form: Form, fields: Mapping[str, Match], subjects: dict[str, Subject]) -> set[str]:
    """Firms of which it is settled how they are known. The one whose block comes before anybody's applies: it is found through
    whoever logs in for it. One that is only being founded is in no register yet.
    """
    settled: set[str] = set()
    login = form.wordings.catalogue.entities.get(form.login)
    for name, subject in list(subjects.items()):
        named = form.wordings.named.get(subject.entity)
        if named is None or named.autocomplete != "organization":
            continue
        asked = _asked_of(fields, name)
        if not set(form.wordings.catalogue.entities[subject.entity].key) & asked and _is_founded(form, subject.entity, asked):
            subjects[name] = replace(subject, known=Known.NOBODY, via=None, document=None)
            settled.add(name)
            continue
        relation = _led_to(form, subject.entity)
        if login is None or not relation or not form.applicant:
            continue
        if _comes_first(form, fields, name):
            subjects[name] = replace(subject, known=Known.RELATION, via=(form.applicant, relation), optional=False)
            settled.add(name)
        elif subject.via:
            subjects[name] = replace(subject, known=Known.KEY, via=None)
    return settled


def _is_founded(form: Form, entity: str, asked: set[str | None]) -> bool:
    """True if several things are asked of a firm that no register holds: of one that is there, a form knows most by its number."""
    elements = form.wordings.catalogue.entities[entity].elements
    return sum(name in elements and f"{entity}.{name}" not in form.wordings.held for name in asked if name is not None) > 1


def _comes_first(form: Form, fields: Mapping[str, Match], name: str) -> bool:
    """True if a subject is the first whose facts a form asks for."""
    for line in form.lines:
        match = fields.get(line.field.id)
        if match is not None and match.entity not in form.wordings.always and match.element is not None:
            return match.subject == name
    return False


def _owner(form: Form, fields: Mapping[str, Match], subjects: Mapping[str, Subject], name: str) -> str:
    """The owner of a record: of the person who was identified last before it, else of whoever logs in."""
    owner = form.applicant
    for line in form.lines:
        match = fields.get(line.field.id)
        if match is not None and match.subject == name:
            break
        found = subjects.get(match.subject) if match is not None else None
        if found is not None and match is not None and found.entity == form.login and set(form.wordings.catalogue.entities[form.login].key) & _asked_of(fields, match.subject):
            owner = match.subject
    return owner


def _related_by_name(form: Form, fields: Mapping[str, Match], subjects: dict[str, Subject]) -> None:
    """A declared subject of no known key that is called as a relation of the applicant (father) is that relative."""
    procedure, catalogue = form.procedure, form.wordings.catalogue
    login = procedure.subjects.get(form.applicant)
    relations = catalogue.entities[login.entity].relations if login else {}
    bound = {one.subject for _, one in procedure.fields() if one.element is not None}
    for name, subject in procedure.subjects.items():
        if name in bound:
            continue  # the author says how this subject is known
        relation = relations.get(name)
        if relation is None or relation.many or subject.via or subject.same_as or subject.entity != relation.target:
            continue
        keys = catalogue.entities[subject.entity].key
        if subject.known is Known.KEY and not set(keys) & _asked_of(fields, name):
            subjects[name] = replace(subject, known=Known.RELATION, via=(form.applicant, name))
