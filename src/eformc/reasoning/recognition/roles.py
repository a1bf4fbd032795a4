"""Whose fact a line asks for: named by the label, the table, the section, or the line before."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.model.catalogue import Element
from eformc.model.procedure import Field, Group, Page, Procedure, Subject
from eformc.reasoning.reasoned import Match
from eformc.reasoning.recognition.labels import folded, segments
from eformc.reasoning.recognition.wordings import Role, Wordings, Words, find


class State(Struct):
    """What has been understood so far, walking down the form."""

    procedure: Procedure
    wordings: Wordings
    applicant: str
    fields: dict[str, Match] = field(default_factory=dict)
    unsure: dict[str, Match] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    last: Element | None = None
    last_id: str = ""
    role: Role | None = None
    """Whose fact the line before on this page was."""
    places: dict[tuple[str, str], Role | None] = field(default_factory=dict)
    """By page and table: the role that is the place's own."""
    parts: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Lines of a split address so far: (subject, page) -> names of parts."""

    @property
    def login(self) -> str:
        return self.wordings.catalogue.login_entity

    @property
    def self_role(self) -> Role:
        return Role(self.applicant or self.login, self.login)

    def resolved(self, role: Role) -> Role:
        """A role's subject in this form: whoever logs in, where the words call the applicant."""
        return role if role.subject else self.self_role


def title_of(thing: Page | Group | Field) -> str:
    """The title in the form's first language: the one that is printed."""
    return next(iter(thing.title.values()), "")


def readings(state: State, page: Page, found: Field, group: Group | None) -> Iterator[tuple[Role, Words]]:
    """Whose fact it may be, and the label's words for that reading; the likeliest first."""
    words = state.wordings.words(title_of(found))
    if found.about is not None and found.about in state.procedure.subjects:
        yield Role(found.about, state.procedure.subjects[found.about].entity), words
        return
    placed = placed_at(state, page, group)
    default = placed or state.self_role
    if not state.wordings.in_full(default.entity, words):
        yield from named_roles(state, words)
        rest = _without_section(state, page, words)
        if rest is not None:
            yield default, rest
    if state.role is not None and state.role != default:
        yield state.role, words
    yield default, words
    if placed is not None and placed.entity != state.login:
        yield state.self_role, words
    yield from _elsewhere(state, words)


def named_roles(state: State, words: Words) -> Iterator[tuple[Role, Words]]:
    """The role that stands at the label's beginning or end ("Họ tên cha"), and what is left of the label."""
    for wording, role, at in state.wordings.roles_in(words):
        if at in (0, len(words) - len(wording)) and len(words) > len(wording):
            yield state.resolved(role), words[:at] + words[at + len(wording) :]
            return


def _without_section(state: State, page: Page, words: Words) -> Words | None:
    """A label that ends with words of its section's title says them only to name whom it is about."""
    section = state.wordings.words(title_of(page))
    if find(section, words) is not None:
        return None
    for size in range(len(words) - 1, 1, -1):
        if find(section, words[-size:]) is not None:
            return words[:-size]
    return None


def _elsewhere(state: State, words: Words) -> Iterator[tuple[Role, Words]]:
    """Another entity, where one of its own wordings is said in full ("Lô đất số")."""
    if len(words) < 2:
        return
    said_of = state.wordings.full.get(words, frozenset())
    if said_of:
        yield from ((role, words) for entity, role in state.wordings.elsewhere.items() if entity in said_of)


def another(state: State, role: Role, element: Element) -> Role:
    """A key asked once more of something there may be several of is the key of another one."""
    several = role.relation is None or role.relation.many
    key = state.wordings.catalogue.entities[role.entity].key
    if not several or role.subject in state.procedure.subjects or element.name not in key:
        return role
    taken = {(match.subject, match.element) for match in state.fields.values()}
    subject, number = role.subject, 1
    while (subject, element.name) in taken:
        number += 1
        subject = f"{role.subject}_{number}"
    return replace(role, subject=subject)


def placed_at(state: State, page: Page, group: Group | None) -> Role | None:
    """The role that the table's or the section's title names; else somebody new, where the section identifies a person
    once more although the one who logs in is already identified.
    """
    key = (page.id, group.id if group is not None else "")
    if key not in state.places:
        state.places[key] = _placed_at(state, page, group)
    return state.places[key]


def _placed_at(state: State, page: Page, group: Group | None) -> Role | None:
    places: list[Page | Group] = [group, page] if group is not None else [page]
    named: list[tuple[Words, Role, int]] = []
    for place in places:
        named = state.wordings.roles_in(state.wordings.words(title_of(place)))
        if named and named[0][1].subject:
            return named[0][1]
    if _identifies(state, page, group):
        return Role(group.id if group is not None else page.id, state.login)
    return state.self_role if named else None


def _identifies(state: State, page: Page, group: Group | None) -> bool:
    """Whether a later section asks for a name or a key that is already known of the applicant."""
    entity = state.wordings.catalogue.entities.get(state.login)
    if entity is None or not state.applicant:
        return False
    known = {match.element: fid for fid, match in state.fields.items() if match.subject == state.applicant}
    if not known:
        return False
    here = {found.id for item in page.items for found in (item.columns if isinstance(item, Group) else (item,))}
    fields = group.columns if group is not None else [item for item in page.items if isinstance(item, Field)]
    for found in fields:
        for words in _said(state, found):
            for name in state.wordings.of_just(entity.id, words):
                element = name.element
                telling = element.name in entity.key or element.autocomplete == "name" or bool(element.made_of)
                if telling and element.name in known and known[element.name] not in here:
                    return True
    return False


def _said(state: State, found: Field) -> Iterator[Words]:
    """A label's words, and those of each alternative it names."""
    yield state.wordings.words(title_of(found))
    parts, alternatives = segments(title_of(found), state.wordings.either)
    if alternatives:
        yield from (state.wordings.plain(folded(part)) for part in parts)
