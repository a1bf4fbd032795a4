"""Recognition: a field written by hand, with only words to go by, matched to the fact it asks for.

Words alone are not enough: the same label means different things in different sections. What decides is the label's
words, the role named by label or section, the line before (an issue date belongs to the paper just named), the kind
of answer, and whether a key stands in the same block. Everything a language needs is in the catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from eformc.model.catalogue import Catalogue, Element, Relation
from eformc.model.procedure import Field, Group, Known, Page, Procedure, Subject
from eformc.reasoning.folding import folded, label
from eformc.reasoning.reasoned import Match, Recognised

ENOUGH = 0.74
"""Below this eformc does not guess."""
WORDS_ENOUGH = 0.64
"""What the words alone must give before anything around them counts."""
HALF_THE_LABEL = 0.55
"""How much of a label's words a wording must account for: the rest would be about something else."""
NEAR = 0.12
"""What the line before, the section and a fitting kind of answer each can add."""

_KINDS: Mapping[str, str] = {
    "date": "date", "partial_date": "date", "year": "year", "month": "month", "datetime": "date", "address": "address",
    "identity_document": "document", "money": "money", "integer": "number", "decimal": "number", "choice": "choice",
    "choices": "choice", "yes_no": "choice", "text": "text", "long_text": "text", "phone": "phone", "email": "email",
    "file": "file",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Name:
    """One wording of an element: its folded words."""

    element: Element
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Role:
    """A subject the form speaks of: its id and entity, and the applicant's relation that leads to it, if one does."""

    subject: str
    entity: str
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class _Index:
    names: Mapping[str, tuple[_Name, ...]]
    weights: Mapping[str, float]
    roles: tuple[tuple[tuple[str, ...], _Role], ...]
    documents: tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=8)
def _index_of(catalogue_key: int) -> _Index:
    return _build(_CATALOGUES[catalogue_key])


_CATALOGUES: dict[int, Catalogue] = {}


def _index(catalogue: Catalogue) -> _Index:
    _CATALOGUES[id(catalogue)] = catalogue
    return _index_of(id(catalogue))


def _build(catalogue: Catalogue) -> _Index:
    names: dict[str, list[_Name]] = {}
    seen: dict[str, int] = {}
    for entity in catalogue.entities.values():
        for element in entity.elements.values():
            for wording in {*element.title.values(), *element.synonyms}:
                words = tuple(folded(wording).split())
                if words:
                    names.setdefault(entity.id, []).append(_Name(element, words))
                for word in set(words):
                    seen[word] = seen.get(word, 0) + 1
    weights = {word: 1 / (1 + math.log(count)) for word, count in seen.items()}
    documents = tuple(
        (document.id, tuple(folded(wording).split()))
        for document in catalogue.documents.values()
        for wording in (*document.title.values(), *document.synonyms)
    )
    return _Index({key: tuple(value) for key, value in names.items()}, weights, tuple(_roles(catalogue)), documents)


def _roles(catalogue: Catalogue) -> Iterator[tuple[tuple[str, ...], _Role]]:
    """Wordings of roles, longest first: relations of whoever logs in, then other entities."""
    out: list[tuple[tuple[str, ...], _Role]] = []
    login = catalogue.entities.get(catalogue.login_entity)
    for relation in login.relations.values() if login else ():
        role = _Role(relation.name, relation.target, relation)
        out += [(tuple(folded(text).split()), role) for text in (*relation.title.values(), *relation.synonyms)]
    for entity in catalogue.entities.values():
        if entity.id != catalogue.login_entity and not entity.always:
            parts = [part for text in entity.title.values() for part in text.split(",")]
            out += [(tuple(folded(part).split()), _Role(entity.id, entity.id)) for part in parts]
    yield from sorted((one for one in out if one[0]), key=lambda one: (-len(one[0]), one[0]))


@dataclass(slots=True)
class _State:
    """What has been understood so far, walking down the form."""

    procedure: Procedure
    catalogue: Catalogue
    index: _Index
    applicant: str
    fields: dict[str, Match] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    last: Element | None = None
    last_id: str = ""
    role: _Role | None = None
    """Whose fact the line before on this page was."""
    parts: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Lines of a split address so far: (subject, page) -> names of parts."""


def recognise(procedure: Procedure, catalogue: Catalogue) -> Recognised:
    """What the form's own questions and papers ask for. Fields that are bound, derived or waived are left alone."""
    login = next((s.id for s in procedure.subjects.values() if s.known is Known.LOGIN), "")
    state = _State(procedure, catalogue, _index(catalogue), login)
    for number, page in enumerate(procedure.pages):
        state.last, state.role = None, None
        for item in page.items:
            for found in item.columns if isinstance(item, Group) else (item,):
                _one(state, page, found, item if isinstance(item, Group) else None, last=number == len(procedure.pages) - 1)
    _keys(state)
    documents = {
        attachment.id: paper
        for attachment in procedure.attachments
        if attachment.document is None and not attachment.asks and (paper := _document(state.index, attachment.title))
    }
    return Recognised(state.fields, documents, state.subjects)


# --- one field ---------------------------------------------------------------------------------------------------


def _one(state: _State, page: Page, found: Field, group: Group | None, *, last: bool) -> None:
    if found.element is not None:
        state.last, state.last_id = found.element, found.id
        return
    if found.derive is not None or found.asks:
        return
    text = next(iter(found.title.values()), "")
    if _writes_out(state, text):
        reason = {"en": f"Only writes {state.last_id} out in words.", "vi": f"Chỉ ghi lại {state.last_id} bằng chữ."}
        state.fields[found.id] = Match(state.applicant, "", None, 0.95, reason, writes_out=state.last_id)
        return
    best, role, part = None, None, False
    for role, rest in _readings(state, page, found, group, text):
        best = _best(state, role, rest, found, page, last=last)
        if best is not None:
            break
    if best is None or role is None:
        best, role = _address_line(state, page, group, text), state.role
        part = best is not None
    if best is None or role is None:
        state.last, state.last_id = None, found.id
        return
    element, confidence = best
    if group is not None and group.subject is None and _taken(state, role.subject, element, group):
        state.last, state.last_id = None, found.id
        return
    if element.system is not None:
        state.fields[found.id] = _match(element.entity, element, confidence)
        return
    role = _another(state, role, element)
    state.last, state.last_id, state.role = element, found.id, role
    if role.subject not in state.procedure.subjects and role.subject not in state.subjects:
        state.subjects[role.subject] = _subject(state, role, many=group is not None and group.subject is None)
    state.fields[found.id] = replace(_match(role.subject, element, confidence), part=part)


def _taken(state: _State, subject: str, element: Element, group: Group) -> bool:
    """Whether the fact was given outside this table: its rows then speak of other things."""
    own = {column.id for column in group.columns}
    named = {(one.subject, one.element.name) for _, one in state.procedure.fields() if one.element is not None}
    return (subject, element.name) in named or any(
        found not in own and (match.subject, match.element) == (subject, element.name) for found, match in state.fields.items()
    )


def _match(subject: str, element: Element, confidence: float) -> Match:
    percent = round(confidence * 100)
    title = dict(element.title)
    reason = {"en": f"Its words say “{title.get('en', element.name)}” ({percent} %).", "vi": f"Câu chữ cho thấy là “{title.get('vi', element.name)}” ({percent} %)."}
    return Match(subject, element.entity, element.name, confidence, reason)


def _subject(state: _State, role: _Role, *, many: bool) -> Subject:
    title = role.relation.title if role.relation else state.catalogue.entities[role.entity].title
    via = (state.applicant, role.relation.name) if role.relation and state.applicant and not role.relation.many else None
    known = Known.RELATION if via else Known.KEY
    return Subject(role.subject, role.entity, known, title, via=via)


def _writes_out(state: _State, text: str) -> bool:
    words = folded(text)
    if not state.last_id or any(folded(phrase) in words for phrase in state.catalogue.not_in_words):
        return False
    return any(f" {folded(phrase)} " in f" {words} " for phrase in state.catalogue.in_words)


# --- roles -------------------------------------------------------------------------------------------------------


def _readings(
    state: _State, page: Page, found: Field, group: Group | None, text: str
) -> Iterator[tuple[_Role, tuple[str, ...]]]:
    """Whose fact it may be, and the label's words for that reading; the likeliest first."""
    words = tuple(label(text).split())
    login = state.catalogue.login_entity
    if found.about is not None and found.about in state.procedure.subjects:
        yield _Role(found.about, state.procedure.subjects[found.about].entity), words
        return
    placed = _placed(state, page, group)
    default = placed or _Role(state.applicant or login, login)
    exact = any(name.words == words for name in state.index.names.get(default.entity, ()))
    if not exact:
        for wording, role in state.index.roles:
            at = _find(words, wording)
            ends = at in (0, len(words) - len(wording))
            if at is not None and ends and len(words) > len(wording) and role.entity == login:
                rest = words[:at] + words[at + len(wording) :]
                yield role, tuple(word for word in rest if word not in ("cua", "of"))
                break
    if state.role is not None and state.role != default:
        yield state.role, words
    yield default, words
    if placed is not None and placed.entity != login:
        yield _Role(state.applicant or login, login), words
    yield from _elsewhere(state, words)


def _elsewhere(state: _State, words: tuple[str, ...]) -> Iterator[tuple[_Role, tuple[str, ...]]]:
    """Another entity, where one of its own wordings is said in full ("Lô đất số")."""
    if len(words) < 2:
        return
    roles = {role.entity: role for _, role in sorted(state.index.roles, key=lambda one: one[1].relation is not None)}
    for entity, names in state.index.names.items():
        if entity in roles and entity != state.catalogue.login_entity and any(name.words == words for name in names):
            yield roles[entity], words


def _another(state: _State, role: _Role, element: Element) -> _Role:
    """A key asked once more of something there may be several of is the key of another one."""
    several = role.relation is None or role.relation.many
    key = state.catalogue.entities[role.entity].key
    if not several or role.subject in state.procedure.subjects or element.name not in key:
        return role
    taken = {(match.subject, match.element) for match in state.fields.values()}
    subject, number = role.subject, 1
    while (subject, element.name) in taken:
        number += 1
        subject = f"{role.subject}_{number}"
    return replace(role, subject=subject)


def _address_line(
    state: _State, page: Page, group: Group | None, text: str
) -> tuple[Element, float] | None:
    """One line of an address that was split into street, commune and province, of whoever the lines before were about.

    A second set of lines in the same section is that one's next address.
    """
    record = state.catalogue.address
    role = state.role
    if role is None and group is None:
        role = _placed(state, page, None)
        state.role = role
    if record is None or role is None or group is not None:
        return None
    words = set(label(text).split())
    for part in record.parts:
        own = {word for wording in part.title.values() for word in folded(wording).split()}
        if len(words & own) >= 2 and len(words & own) >= min(len(words), len(own)) / 2:
            seen = state.parts.setdefault((role.subject, page.id), [])
            addresses = [e for e in state.catalogue.entities[role.entity].elements.values() if e.type == "address" and e.policy.value == "confirm"]
            number = seen.count(part.name)
            seen.append(part.name)
            return (addresses[min(number, len(addresses) - 1)], 0.86) if addresses else None
    return None


def _placed(state: _State, page: Page, group: Group | None) -> _Role | None:
    """The role that the table's or the section's title names; else somebody new, where the section identifies a person
    once more although the one who logs in is already identified.
    """
    places = [next(iter(group.title.values()), "")] if group is not None else []
    places.append(next(iter(page.title.values()), ""))
    for place in places:
        title = tuple(label(place).split())
        for wording, role in state.index.roles:
            if _find(title, wording) is not None:
                return role
    if _identifies(state, page, group):
        entity = state.catalogue.login_entity
        return _Role(group.id if group is not None else page.id, entity)
    return None


def _identifies(state: _State, page: Page, group: Group | None) -> bool:
    """Whether a later section asks for a name or a key that is already known of the applicant."""
    entity = state.catalogue.entities.get(state.catalogue.login_entity)
    if entity is None or not state.applicant:
        return False
    known = {match.element: fid for fid, match in state.fields.items() if match.subject == state.applicant}
    here = {found.id for item in page.items for found in (item.columns if isinstance(item, Group) else (item,))}
    fields = group.columns if group is not None else [item for item in page.items if isinstance(item, Field)]
    for found in fields:
        words = tuple(label(next(iter(found.title.values()), "")).split())
        for name in state.index.names.get(entity.id, ()):
            telling = name.element.name in entity.key or name.element.autocomplete == "name" or name.element.type == "identity_document"
            if telling and name.words == words and name.element.name in known and known[name.element.name] not in here:
                return True
    return False


def _find(words: tuple[str, ...], wording: tuple[str, ...]) -> int | None:
    for at in range(len(words) - len(wording) + 1):
        if words[at : at + len(wording)] == wording:
            return at
    return None


# --- scores ------------------------------------------------------------------------------------------------------


def _best(
    state: _State, role: _Role, words: tuple[str, ...], found: Field, page: Page, *, last: bool
) -> tuple[Element, float] | None:
    """The element that fits best, if well enough. Ties go to the element that comes first in the catalogue."""
    best: tuple[float, Element] | None = None
    entities = [role.entity, *(entity.id for entity in state.catalogue.entities.values() if entity.always)]
    for entity in entities:
        for name in state.index.names.get(entity, ()):
            score = _score(state, name, words)
            if score < WORDS_ENOUGH:
                continue
            likely = last or page is state.procedure.pages[0] or words == name.words
            score += _context(state, name.element, found, page, likely=likely)
            if best is None or score > best[0] + 1e-9:
                best = (score, name.element)
    if best is None or best[0] < ENOUGH:
        return None
    return best[1], min(0.99, round(best[0], 3))


def _score(state: _State, name: _Name, words: tuple[str, ...]) -> float:
    """How well a wording covers a label: 1 for the same words; rare words weigh more than common ones."""
    near = _related(state.last, name.element) if state.last is not None else 0
    if words == name.words:
        return 1.0 if near or len(words) > 2 or state.last is None else 0.98
    of_a_record = name.element.entity != state.catalogue.login_entity and name.element.system is None
    if of_a_record and state.last is None and len(words) <= 2 and name.words[: len(words)] == words:
        # the first line of a section about one record ("Số" under a marriage certificate)
        return 0.8
    common = set(words) & set(name.words)
    if not common:
        return 0.0

    def weight(some: set[str]) -> float:
        return sum(state.index.weights.get(word, 1.0) for word in sorted(some))

    shared = weight(common)
    of_label, of_name = shared / weight(set(words)), shared / weight(set(name.words))
    if of_label < HALF_THE_LABEL or (not near and 2 * len(common) < len(set(name.words))):
        return 0.0
    score = 2 * of_label * of_name / (of_label + of_name)
    if len(name.words) > 1 and of_label >= 0.55 and _find(words, name.words) is not None:
        score = max(score, 0.6 + 0.3 * of_label)
    # a short line ("Số", "Ngày cấp") under a paper just named says only the part of the wording that is its own
    if of_label > 0.999 and near and len(words) <= 4:
        score = max(score, 0.95 + 0.02 * near)
    return score


def _context(state: _State, element: Element, found: Field, page: Page, *, likely: bool) -> float:
    out = 0.0
    if element.system is not None:
        return NEAR if likely else -0.1
    asked, held = _KINDS.get(found.type, "text"), _KINDS.get(element.type, "text")
    if asked == held:
        out += NEAR / 2
    elif {asked, held} <= {"text", "choice"} or {asked, held} <= {"date", "year"} or "text" in (asked, held) or {asked, held} <= {"document", "text", "choice"}:
        out += 0.0
    else:
        out -= 0.3
    if state.last is not None:
        out += NEAR * min(2, _related(state.last, element))
    title = set(folded(next(iter(page.title.values()), "")).split())
    own = {word for wording in element.title.values() for word in folded(wording).split()}
    if title & own - {"thong", "tin", "va", "cua", "cac", "of", "the"}:
        out += NEAR / 3
    return out


def _related(a: Element, b: Element) -> int:
    """Facts of one paper or one benefit share part of their names: how many words."""
    if a.entity != b.entity or a.name == b.name:
        return 0
    common = set(a.name.split("_")) & set(b.name.split("_"))
    return len(common - {"date", "number", "place", "name", "code", "type", "address", "amount", "start", "status", "birth", "of"})


# --- keys, papers ------------------------------------------------------------------------------------------------


def _keys(state: _State) -> None:
    """Somebody else's identity document is the key to the rest of that person's record."""
    for found, match in list(state.fields.items()):
        entity = state.catalogue.entities.get(match.entity)
        if entity is None or match.element is None or match.subject == state.applicant:
            continue
        keyed = {m.element for m in state.fields.values() if m.subject == match.subject}
        element = entity.elements.get(match.element)
        if element is not None and element.type == "identity_document" and not set(entity.key) & keyed:
            state.fields[found] = Match(match.subject, match.entity, entity.key[0], match.confidence, match.reason)
    _related_by_name(state)
    _owned(state)
    for name, subject in list(state.subjects.items()):
        entity = state.catalogue.entities[subject.entity]
        if {m.element for m in state.fields.values() if m.subject == name} >= set(entity.key or ("",)):
            state.subjects[name] = Subject(name, subject.entity, Known.KEY, subject.title, optional=True)


def _owned(state: _State) -> None:
    """A thing whose whole key the form does not ask for is found through whoever logs in, where a relation leads to it."""
    login = state.catalogue.entities.get(state.catalogue.login_entity)
    for name, subject in list(state.subjects.items()):
        key = state.catalogue.entities[subject.entity].key
        asked = {match.element for match in state.fields.values() if match.subject == name}
        if subject.entity == state.catalogue.login_entity or set(key) <= asked or subject.via or not state.applicant:
            continue
        relation = next((r for r in (login.relations.values() if login else ()) if r.target == subject.entity), None)
        if relation is not None and name in (relation.name, subject.entity):
            state.subjects[name] = replace(subject, known=Known.RELATION, via=(state.applicant, relation.name))


def _related_by_name(state: _State) -> None:
    """A declared subject of no known key that is called as a relation of the applicant (father) is that relative."""
    login = state.procedure.subjects.get(state.applicant)
    relations = state.catalogue.entities[login.entity].relations if login else {}
    bound = {one.subject for _, one in state.procedure.fields() if one.element is not None}
    for name, subject in state.procedure.subjects.items():
        if name in bound:
            continue  # the author says how this subject is known
        relation = relations.get(name)
        if relation is None or relation.many or subject.via or subject.same_as or subject.entity != relation.target:
            continue
        keys = state.catalogue.entities[subject.entity].key
        if subject.known is Known.KEY and not any(m.subject == name and m.element in keys for m in state.fields.values()):
            state.subjects[name] = replace(subject, known=Known.RELATION, via=(state.applicant, name))


def _document(index: _Index, title: Mapping[str, str]) -> tuple[str, float] | None:
    """The paper of the catalogue that a title names, with confidence."""
    words = tuple(folded(next(iter(title.values()), "")).split())
    plain = tuple(label(next(iter(title.values()), "")).split())
    best: tuple[float, str] | None = None
    for document, wording in index.documents:
        if not wording:
            continue
        if plain == wording or words == wording:
            score = 1.0
        elif _find(words, wording) is not None:
            score = 0.75 + 0.2 * len(wording) / len(words)
        else:
            common = len(set(words) & set(wording))
            score = 2 * common / (len(set(words)) + len(set(wording)))
        if best is None or score > best[0]:
            best = (score, document)
    return (best[1], round(min(best[0], 0.99), 3)) if best and best[0] >= ENOUGH else None
