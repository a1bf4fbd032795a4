"""The confidence of a match: the class of evidence it rests on, and how often matches of that class and score were right.

`fitted.TABLE` was measured on forms left out one at a time (`tools/fit_recognition.py`); what is said with 0.9 was right
nine times in ten there. A class is `certain` that was right in 99 % of at least 100 cases.
"""

from __future__ import annotations

from typing import Final

from eformc.reasoning.recognition.beam import Choice, Entered, State, identifies, likelihood, steps_of
from eformc.reasoning.recognition.candidates import Candidate
from eformc.reasoning.recognition.fitted import CERTAIN, TABLE
from eformc.reasoning.recognition.lines import Form, Line
from eformc.reasoning.recognition.wordings import Words, find

EDGES: Final = (0.5, 0.8, 0.95)
"""The scores at which one bin of the score ends and the next begins."""

OWN: Final = "the applicant's own words"
OWN_SCORE: Final = 0.7
"""From this score on."""
MUCH: Final = 5
"""From so many facts of the applicant on, a form for citizens asks for their number, too."""
OFFICE: Final = "a line of the office"
PERSON: Final = "the words of a fact, in a person's block"
THING: Final = "the words of a fact, in a block of something else"
GUESSED: Final = "the words of a fact, not of the one whose block it is"
SOME: Final = "some of its words"
ADDRESS: Final = "a line of an address"
LETTERS: Final = "letters without marks"
"""Never measured: no labelled form is typed without marks."""
UNMEASURED: Final = 0.5
"""The share that is left of the score of a class that was never measured."""


def class_of(form: Form, state: State, line: Line, choice: Choice, score: float) -> str:
    """The class of evidence a match rests on: how the words of label and wording agree, and how it is known whose fact it is. Few classes:
    each has to be measured.
    """
    candidate = choice.candidate
    if candidate is None or candidate.bare:
        return LETTERS
    if choice.source == "always" and candidate.evidence.get("same_words"):
        return OFFICE
    if candidate.kind == "address":
        return ADDRESS
    if candidate.part or not candidate.evidence.get("same_words"):
        return SOME
    if choice.source not in ("place", "role"):
        return GUESSED
    if score >= OWN_SCORE and _says_it_all(form, state, line, choice, candidate):
        return OWN
    entered = entered_at(state, line.place)
    return THING if choice.source == "place" and entered is not None and entered.taken.kind in ("thing", "same") else PERSON


def _says_it_all(form: Form, state: State, line: Line, choice: Choice, candidate: Candidate) -> bool:
    """True if a label is just what a fact of the one who applies is called, and nothing else that is known is called so
    with more words: "date of issue" is, with the name of whichever paper. Names and numbers of people are not held
    against it: the longer ones say whose they are. What stands between two people, a paper of which a form may want only
    the number, and a person who is named after a firm say too little by themselves.
    """
    element = choice.element
    if element is None or element.entity != form.login or choice.role != form.self_role or candidate.said.source not in ("", "role"):
        return False
    if element.relative_to is not None or _names_another_place(form, line.place, candidate.said.words):
        return False
    if set(form.wordings.catalogue.entities[element.entity].key) & set(element.made_of) or _of_a_firm(form, state, line.place):
        return False
    if sum(form.lines[number].words == line.words for number in form.places[line.place].lines) > 1:
        return False  # one of them is about somebody else, or asks for something else
    if _after_another(form, state, line) or _says_too_little(form, line) or _without_a_number(form, state):
        return False
    longer = form.wordings.beginnings.get((element.entity, candidate.said.words), frozenset())
    return identifies(form, element) or not longer - {element.name}


def _names_another_place(form: Form, place: int, words: Words) -> bool:
    """True if words say the whole title of another block: what is asked lies between the two."""
    titles = (one.title for one in form.places if one.number != place and one.title != form.places[place].title)
    return any(len(title) < len(words) and find(words, title) is not None for title in titles if title)


def _says_too_little(form: Form, line: Line) -> bool:
    """True for one word in a block that is not called the applicant's, and for a line that follows a wish: it may be part of that."""
    if len(line.words) == 1 and not any(not role.subject for _, role, _ in form.places[line.place].roles):
        return True
    before = form.lines[line.number - 1] if line.number else None
    return before is not None and before.place == line.place and any(word in form.wordings.wishes for word in before.words)


def _without_a_number(form: Form, state: State) -> bool:
    """True if a form asks much of whoever applies and not for the number of a citizen: it may be for those who have none."""
    entity = form.wordings.catalogue.entities[form.login]
    asked = {name for subject, name in state.taken if subject == form.self_role.subject}
    known = set(entity.key) & asked or any(set(entity.key) & set(entity.elements[name].made_of) for name in asked if name in entity.elements)
    return len(asked) >= MUCH and not known


def _after_another(form: Form, state: State, line: Line) -> bool:
    """True if a line above it in its block is about another person: it may be about that one, too."""
    found = {step.line: step.choice.role for step in steps_of(state)}
    for number in form.places[line.place].lines:
        if number >= line.number:
            return False
        bound, role = form.lines[number].field, found.get(number)
        if bound.element is not None and bound.element.entity == form.login and bound.subject != form.self_role.subject:
            return True
        if role is not None and role.entity == form.login and role != form.self_role:
            return True
    return False


def _of_a_firm(form: Form, state: State, place: int) -> bool:
    """True if a place that does not say that it is the applicant's comes after one that speaks of a firm or an office: who
    applies may be that, and the person somebody in it.
    """
    if any(not role.subject for _, role, _ in form.places[place].roles):
        return False
    firms = {entity for entity, element in form.wordings.named.items() if element.autocomplete == "organization"}
    return any(number < place and role.entity in firms for number, role in state.roles)


def entered_at(state: State, place: int) -> Entered | None:
    """The way a place was read."""
    entered = state.entered
    while entered is not None and entered.place != place:
        entered = entered.before
    return entered


def score_of(state: State, place: int, choice: Choice, others: tuple[Choice, ...]) -> float:
    """The likelihood of a choice by the weights: among what else the line could be, and whose else the place could be."""
    line = likelihood(choice, others)
    return line * _of_place(state, place) if choice.source in ("place", "self") else line


def _of_place(state: State, place: int) -> float:
    entered = entered_at(state, place)
    return entered.likelihood if entered is not None else 1.0


def bin_of(score: float) -> int:
    """The number of a score's bin."""
    return sum(1 for edge in EDGES if score >= edge)


def confidence(evidence: str, score: float) -> float:
    """The share of matches of this class and score that were right."""
    bins = TABLE.get(evidence)
    return bins[bin_of(score)] if bins else round(score * UNMEASURED, 3)


def is_certain(evidence: str) -> bool:
    """True if this class was right in 99 % of at least 100 cases on forms not used to make it."""
    return evidence in CERTAIN
