"""Recognition of a form: the best reading as a whole, put into matches, subjects and papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from eformc.model.procedure import Known, Procedure, Subject
from eformc.reasoning.reasoned import Match, Recognised
from eformc.reasoning.recognition.beam import Choice, State, Step, identifies, likelihood, read, steps_of
from eformc.reasoning.recognition.certainty import class_of, confidence, is_certain, score_of
from eformc.reasoning.recognition.lines import Form, form_of
from eformc.reasoning.recognition.papers import document
from eformc.reasoning.recognition.subjects import settle
from eformc.reasoning.recognition.wordings import Role, Wordings

ENOUGH = 0.3
"""Below this the likeliest reading is not taken for true."""
WORTH_ASKING = 0.09
"""From here on the author is asked whether this is the fact."""
SAID = 0.5
"""The weight a label and a wording have to share for that: the weight of one rare word, or of two or three common ones."""


def recognise(procedure: Procedure, wordings: Wordings) -> Recognised:
    """The facts that the form's own questions and papers ask for. Fields that are bound, derived or waived are left alone."""
    login = next((s.id for s in procedure.subjects.values() if s.known is Known.LOGIN), "")
    form = form_of(procedure, wordings, login)
    fields: dict[str, Match] = {}
    unsure: dict[str, Match] = {}
    subjects: dict[str, Subject] = {}
    if not any(line.sayings for line in form.lines):
        return settle(form, Recognised({}, _documents(procedure, wordings), {}, {}))
    state = read(form)
    steps = steps_of(state)
    is_a_strangers = _strangers(form, steps)
    for step in steps:
        found = form.lines[step.line].field
        choice = step.choice
        if is_a_strangers(step):
            unsure[found.id] = _half_sure(form, state, step, choice)
            continue
        if choice.writes_out:
            reason = {"en": f"Only writes {choice.writes_out} out in words.", "vi": f"Chỉ ghi lại {choice.writes_out} bằng chữ."}
            fields[found.id] = Match(form.applicant, "", None, 0.95, reason, writes_out=choice.writes_out)
            continue
        if choice.element is None or choice.role is None:
            other = max((one for one in step.others if _worth_asking(one)), key=lambda one: one.score, default=None)
            if other is not None and likelihood(other, step.others) >= WORTH_ASKING:
                unsure[found.id] = _half_sure(form, state, step, other)
            continue
        if likelihood(choice, step.others) < ENOUGH:
            unsure[found.id] = _half_sure(form, state, step, choice)
            continue
        if choice.role.subject not in procedure.subjects and choice.element.system is None and choice.role.entity not in wordings.always:
            subjects.setdefault(choice.role.subject, _subject(form, choice.role))
        fields[found.id] = _match(form, state, step, choice)
    return settle(form, Recognised(fields, _documents(procedure, wordings), subjects, unsure))


def _strangers(form: Form, steps: list[Step]) -> Callable[[Step], bool]:
    """A test: is a line taken for the applicant's of which nobody knows whose it is? For catalogues whose forms name whose a place is.

    So is everything on a form that names others alone; below a heading that names somebody else; where somebody is identified,
    or an address stands by itself, and the heading does not name the applicant, although another one does.
    """
    if not form.wordings.catalogue.named_is_other:
        return lambda _: False
    places = form.places
    own = {place.number for place in places if any(not role.subject for _, role, _ in place.roles)}
    others = {place.number for place in places if place.number not in own and (place.person or place.roles)}
    for place in places:
        if not place.roles and not place.person and place.parent >= 0:
            (own if place.parent in own else others if place.parent in others else set()).add(place.number)
    told = [one for one in steps if one.choice.role is not None and _tells_who(form, one.choice)]
    identified = {form.lines[one.line].place for one in told if one.choice.role == form.self_role}
    alone = not own and bool(told) and form.lines[told[0].line].place in others

    def is_a_strangers(step: Step) -> bool:
        if step.choice.role != form.self_role or step.choice.element is None:
            return False
        place = form.lines[step.line].place
        address = step.choice.candidate is not None and step.choice.candidate.kind == "address"
        return alone or place in others or (place not in own and bool(own) and (place in identified or address))

    return is_a_strangers


def _tells_who(form: Form, choice: Choice) -> bool:
    element = choice.element
    return element is not None and (identifies(form, element) or element.autocomplete == "bday")


def _documents(procedure: Procedure, wordings: Wordings) -> dict[str, tuple[str, float]]:
    return {
        attachment.id: paper
        for attachment in procedure.attachments
        if attachment.document is None and not attachment.asks and (paper := document(wordings, attachment.title))
    }


def _worth_asking(choice: Choice) -> bool:
    return choice.candidate is not None and choice.candidate.evidence.get("longer_is_surer", 0.0) >= SAID


def _half_sure(form: Form, state: State, step: Step, choice: Choice) -> Match:
    """A reading that another one is likelier than: no surer than the weights make it."""
    found = _match(form, state, step, choice)
    return replace(found, confidence=round(min(found.confidence, likelihood(choice, step.others)), 3), certain=False)


def _match(form: Form, state: State, step: Step, choice: Choice) -> Match:
    element, role = choice.element, choice.role
    assert element is not None  # noqa: S101 - whoever calls looked
    assert role is not None  # noqa: S101
    line = form.lines[step.line]
    score = score_of(state, line.place, choice, step.others)
    evidence = class_of(form, state, line, choice, score)
    sure = confidence(evidence, score)
    percent = round(sure * 100)
    title: Mapping[str, str] = element.title
    reason = {"en": f"Its words say “{title.get('en', element.name)}” ({percent} %).", "vi": f"Câu chữ cho thấy là “{title.get('vi', element.name)}” ({percent} %)."}
    part = choice.candidate is not None and choice.candidate.part
    return Match(role.subject, element.entity, element.name, sure, reason, part=part, evidence=evidence, certain=is_certain(evidence))


def _subject(form: Form, role: Role) -> Subject:
    catalogue = form.wordings.catalogue
    title = catalogue.entities[form.login].relations[role.relation].title if role.relation else catalogue.entities[role.entity].title
    via = (form.applicant, role.relation) if role.relation and form.applicant and not role.many else None
    known = Known.RELATION if via else Known.KEY
    return Subject(role.subject, role.entity, known, title, via=via, many=role.rows)
