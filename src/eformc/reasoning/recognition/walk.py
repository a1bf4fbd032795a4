"""The walk down a form: each line is read with what stands before and around it.

Words alone are not enough: the same label means different things in different sections. What decides is the label's
words, the role named by label or section, the line before (an issue date belongs to the paper just named), the kind
of answer, and whether a key stands in the same block. Everything a language needs is in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from eformc.model.catalogue import Element
from eformc.model.procedure import Field, Group, Known, Page, Procedure, Subject
from eformc.reasoning.reasoned import Match, Recognised
from eformc.reasoning.recognition.labels import before_colon, folded, segments, written
from eformc.reasoning.recognition.papers import document
from eformc.reasoning.recognition.roles import State, another, named_roles, placed_at, readings, title_of
from eformc.reasoning.recognition.scores import ENOUGH, Around, Guess, best
from eformc.reasoning.recognition.subjects import settle
from eformc.reasoning.recognition.wordings import Role, Wordings, Words

SURE_OF_PART = 0.86
"""How sure a line of an address that was split is; and a line whose kind of answer alone says what it is."""


def recognise(procedure: Procedure, wordings: Wordings) -> Recognised:
    """What the form's own questions and papers ask for. Fields that are bound, derived or waived are left alone."""
    login = next((s.id for s in procedure.subjects.values() if s.known is Known.LOGIN), "")
    state = State(procedure, wordings, login)
    for number, page in enumerate(procedure.pages):
        state.last, state.role = None, None
        for item in page.items:
            group = item if isinstance(item, Group) else None
            for found in item.columns if isinstance(item, Group) else (item,):
                _one(state, page, found, group, likely=number in (0, len(procedure.pages) - 1))
    settle(state)
    documents = {
        attachment.id: paper
        for attachment in procedure.attachments
        if attachment.document is None and not attachment.asks and (paper := document(wordings, attachment.title))
    }
    return Recognised(state.fields, documents, state.subjects, state.unsure)


def _one(state: State, page: Page, found: Field, group: Group | None, *, likely: bool) -> None:
    if found.element is not None:
        state.last, state.last_id = found.element, found.id
        return
    if found.derive is not None or found.asks:
        return
    if _writes_out(state, title_of(found)):
        reason = {"en": f"Only writes {state.last_id} out in words.", "vi": f"Chỉ ghi lại {state.last_id} bằng chữ."}
        state.fields[found.id] = Match(state.applicant, "", None, 0.95, reason, writes_out=state.last_id)
        return
    section = frozenset(state.wordings.words(title_of(page)))
    around = Around(state.last, section, found.type, likely, written(title_of(found)))
    read = _read(state, page, found, group, around)
    part = False
    if read is None:
        read = _address_line(state, page, found, group)
        part = read is not None
    if read is None:
        state.last, state.last_id = None, found.id
        return
    role, guess = read
    if guess.confidence < ENOUGH:
        state.unsure[found.id] = _match(role.subject, guess)
        state.last, state.last_id = None, found.id
        return
    _take(state, found, group, role, guess, part=part)


def _read(state: State, page: Page, found: Field, group: Group | None, around: Around) -> tuple[Role, Guess] | None:
    """The first reading that is sure enough; else the likeliest one that is worth asking about."""
    unsure: tuple[Role, Guess] | None = None
    # what stands before a colon is named by the list behind it: one structured value, not the one part that weighs most
    listed = bool(before_colon(title_of(found)))
    for role, words in readings(state, page, found, group):
        for whole in (not listed, listed):
            guess = best(state.wordings, role.entity, words, around) if whole else _composite(state, role, found, around)
            if guess is not None and guess.confidence >= ENOUGH:
                return role, guess
            if guess is not None and (unsure is None or guess.confidence > unsure[1].confidence):
                unsure = role, guess
    return _either(state, found, around) or unsure


def _either(state: State, found: Field, around: Around) -> tuple[Role, Guess] | None:
    """Parts of a label that say for themselves whose fact is meant: "họ tên cha/mẹ", or the words before a colon."""
    text = title_of(found)
    parts, alternatives = segments(text, state.wordings.either)
    heads = [head] if (head := before_colon(text)) else []
    for part in [*heads, *(parts if alternatives else ())]:
        words = _of(state, part)
        for role, rest in [*named_roles(state, words), *([(state.self_role, words)] if part in heads else [])]:
            guess = best(state.wordings, role.entity, rest, replace(around, written=written(part)))
            if guess is not None and guess.confidence >= ENOUGH:
                return role, Guess(guess.element, round(guess.confidence * 0.95, 3))
    return None


def _composite(state: State, role: Role, found: Field, around: Around) -> Guess | None:
    """A label that says several things: alternatives for one fact ("CMND/CCCD"), or the lines of one structured value
    ("số, ngày cấp, nơi cấp").
    """
    text = title_of(found)
    parts, alternatives = segments(text, state.wordings.either)
    guesses = [best(state.wordings, role.entity, _of(state, part), replace(around, last=None)) for part in parts]
    sure = [guess for guess in guesses if guess is not None and guess.confidence >= ENOUGH and guess.element.system is None]
    if alternatives and sure:
        first = max(sure, key=lambda guess: guess.confidence)
        return Guess(first.element, round(first.confidence * 0.95, 3))
    named = {guess.element.name for guess in sure}
    if len(named) < 2:
        return None
    entity = state.wordings.catalogue.entities.get(role.entity)
    for element in entity.elements.values() if entity else ():
        if element.made_of and named <= {element.name, *element.made_of}:
            return Guess(element, SURE_OF_PART)
    return None


def _of(state: State, part: str) -> Words:
    return state.wordings.plain(folded(part))


def _take(state: State, found: Field, group: Group | None, role: Role, guess: Guess, *, part: bool) -> None:
    """Keep a match; what it makes known is context for the lines that follow."""
    element = guess.element
    if group is not None and group.subject is None and _taken(state, role.subject, element, group):
        state.last, state.last_id = None, found.id
        return
    if element.system is not None:
        state.fields[found.id] = _match(element.entity, guess)
        return
    role = another(state, role, element)
    state.last, state.last_id, state.role = element, found.id, role
    if role.subject not in state.procedure.subjects and role.subject not in state.subjects:
        state.subjects[role.subject] = _subject(state, role)
    state.fields[found.id] = replace(_match(role.subject, guess), part=part)


def _taken(state: State, subject: str, element: Element, group: Group) -> bool:
    """Whether the fact was given outside this table: its rows then speak of other things."""
    own = {column.id for column in group.columns}
    named = {(one.subject, one.element.name) for _, one in state.procedure.fields() if one.element is not None}
    return (subject, element.name) in named or any(
        found not in own and (match.subject, match.element) == (subject, element.name) for found, match in state.fields.items()
    )


def _match(subject: str, guess: Guess) -> Match:
    element, percent = guess.element, round(guess.confidence * 100)
    title: Mapping[str, str] = element.title
    reason = {"en": f"Its words say “{title.get('en', element.name)}” ({percent} %).", "vi": f"Câu chữ cho thấy là “{title.get('vi', element.name)}” ({percent} %)."}
    return Match(subject, element.entity, element.name, guess.confidence, reason)


def _subject(state: State, role: Role) -> Subject:
    title = role.relation.title if role.relation else state.wordings.catalogue.entities[role.entity].title
    via = (state.applicant, role.relation.name) if role.relation and state.applicant and not role.relation.many else None
    known = Known.RELATION if via else Known.KEY
    return Subject(role.subject, role.entity, known, title, via=via)


def _writes_out(state: State, text: str) -> bool:
    words = folded(text)
    if not state.last_id or any(phrase in words for phrase in state.wordings.not_in_words):
        return False
    return any(f" {phrase} " in f" {words} " for phrase in state.wordings.in_words)


def _address_line(state: State, page: Page, found: Field, group: Group | None) -> tuple[Role, Guess] | None:
    """One line of an address that was split into street, commune and province, of whoever the lines before were about.

    A second set of lines in the same section is that one's next address.
    """
    record = state.wordings.catalogue.address
    role = state.role
    if role is None and group is None:
        role = placed_at(state, page, None)
        state.role = role
    entity = state.wordings.catalogue.entities.get(role.entity) if role else None
    if record is None or role is None or entity is None or group is not None:
        return None
    words = set(state.wordings.words(title_of(found)))
    for part in record.parts:
        own = {word for wording in part.title.values() for word in folded(wording).split()}
        if len(words & own) >= 2 and len(words & own) >= min(len(words), len(own)) / 2:
            seen = state.parts.setdefault((role.subject, page.id), [])
            addresses = [e for e in entity.elements.values() if e.type == "address" and e.policy.value == "confirm"]
            number = seen.count(part.name)
            seen.append(part.name)
            return (role, Guess(addresses[min(number, len(addresses) - 1)], SURE_OF_PART)) if addresses else None
    return None
