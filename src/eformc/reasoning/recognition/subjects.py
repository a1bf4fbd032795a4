"""How the subjects a form turned out to speak of are known: by a key it asks, or through a relation."""

from __future__ import annotations

from msgspec.structs import replace

from eformc.model.procedure import Known, Subject
from eformc.reasoning.reasoned import Match
from eformc.reasoning.recognition.roles import State


def settle(state: State) -> None:
    """Decide, once the whole form was read, how each subject is known."""
    _identity_documents(state)
    _related_by_name(state)
    _owned(state)
    for name, subject in list(state.subjects.items()):
        entity = state.wordings.catalogue.entities[subject.entity]
        if _asked_of(state, name) >= set(entity.key or ("",)):
            state.subjects[name] = Subject(name, subject.entity, Known.KEY, subject.title, optional=True)


def _asked_of(state: State, subject: str) -> set[str | None]:
    return {match.element for match in state.fields.values() if match.subject == subject}


def _identity_documents(state: State) -> None:
    """Somebody else's identity document is the key to the rest of that person's record."""
    for found, match in list(state.fields.items()):
        entity = state.wordings.catalogue.entities.get(match.entity)
        if entity is None or match.element is None or match.subject == state.applicant:
            continue
        element = entity.elements.get(match.element)
        if element is not None and set(entity.key) & set(element.made_of) and not set(entity.key) & _asked_of(state, match.subject):
            state.fields[found] = Match(match.subject, match.entity, entity.key[0], match.confidence, match.reason)


def _owned(state: State) -> None:
    """What a relation of whoever logs in leads to, and whose whole key the form does not ask for, is found through it:
    things (a vehicle) and those there may be several of (the members of the household).
    """
    login = state.wordings.catalogue.entities.get(state.login)
    for name, subject in list(state.subjects.items()):
        key = state.wordings.catalogue.entities[subject.entity].key
        if set(key) <= _asked_of(state, name) or subject.via or not state.applicant:
            continue
        relations = login.relations.values() if login else ()
        relation = next((one for one in relations if one.target == subject.entity and name in (one.name, subject.entity)), None)
        if relation is not None and (subject.entity != state.login or relation.many):
            state.subjects[name] = replace(subject, known=Known.RELATION, via=(state.applicant, relation.name))


def _related_by_name(state: State) -> None:
    """A declared subject of no known key that is called as a relation of the applicant (father) is that relative."""
    login = state.procedure.subjects.get(state.applicant)
    relations = state.wordings.catalogue.entities[login.entity].relations if login else {}
    bound = {one.subject for _, one in state.procedure.fields() if one.element is not None}
    for name, subject in state.procedure.subjects.items():
        if name in bound:
            continue  # the author says how this subject is known
        relation = relations.get(name)
        if relation is None or relation.many or subject.via or subject.same_as or subject.entity != relation.target:
            continue
        keys = state.wordings.catalogue.entities[subject.entity].key
        if subject.known is Known.KEY and not set(keys) & _asked_of(state, name):
            state.subjects[name] = replace(subject, known=Known.RELATION, via=(state.applicant, name))
