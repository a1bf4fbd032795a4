"""How sure a match is: the class of evidence it rests on, and how often matches of that class and score were right.

`fitted.TABLE` was measured on forms left out one at a time (`tools/fit_recognition.py`); what is said with 0.9 was right
nine times in ten there. A class is `certain` that was right in 99 % of at least 100 cases.
"""

from __future__ import annotations

from typing import Final

from eformc.reasoning.recognition.beam import Choice, Entered, State, likelihood
from eformc.reasoning.recognition.fitted import CERTAIN, TABLE
from eformc.reasoning.recognition.lines import Form

EDGES: Final = (0.35, 0.55, 0.75, 0.9, 0.97)
"""Where one bin of the score ends and the next begins."""


def class_of(form: Form, state: State, place: int, choice: Choice) -> str:
    """What a match rests on: how the words agree, and how it is known whose fact it is."""
    return f"{_by_words(choice)}, {_by_whose(form, choice, entered_at(state, place))}"


def _by_words(choice: Choice) -> str:
    candidate = choice.candidate
    if candidate is None:
        return "no words"
    if candidate.kind:
        return "line of an address" if candidate.kind == "address" else "line of a paper"
    if candidate.part:
        return "part of a name"
    said = candidate.evidence
    if candidate.bare:
        return "letters"
    if said.get("only_a_remark") or said.get("only_a_piece") or said.get("lists_its_lines") or said.get("named_alone"):
        return "part of the label"
    if said.get("same_words"):
        return "words of many facts" if candidate.generic > GENERIC else "same words"
    return "its words and others" if said.get("unexplained_words") else "some of its words"


GENERIC: Final = 0.5


def _by_whose(form: Form, choice: Choice, entered: Entered | None) -> str:
    role = choice.role
    if role is None:
        return "nobody"
    if role.entity in form.wordings.always:
        return "the office"
    if role.entity != form.login:
        return "a thing"
    if role == form.self_role:
        return _as_applicant(choice, entered)
    return "a relative" if role.relation else "somebody else"


def _as_applicant(choice: Choice, entered: Entered | None) -> str:
    if choice.source == "role":
        return "the applicant"
    if choice.source != "place" or entered is None:
        return "the applicant by default"
    against = entered.taken.evidence.get("self_against_the_title") or entered.taken.evidence.get("self_asked_again")
    return "the applicant by default" if against else "the applicant"


def entered_at(state: State, place: int) -> Entered | None:
    """How a place was read."""
    entered = state.entered
    while entered is not None and entered.place != place:
        entered = entered.before
    return entered


def score_of(form: Form, state: State, place: int, choice: Choice, others: tuple[Choice, ...]) -> float:
    """How likely a choice is by the weights: among what else the line could be, and whose else the place could be."""
    line = likelihood(choice, others)
    return line * _of_place(state, place) if choice.source in ("place", "self") else line


def _of_place(state: State, place: int) -> float:
    entered = entered_at(state, place)
    return entered.likelihood if entered is not None else 1.0


def bin_of(score: float) -> int:
    """The number of a score's bin."""
    return sum(1 for edge in EDGES if score >= edge)


def confidence(evidence: str, score: float) -> float:
    """How often matches of this class and score were right."""
    bins = TABLE.get(evidence) or TABLE.get("")
    return bins[bin_of(score)] if bins else round(score, 3)


def is_certain(evidence: str) -> bool:
    """Whether this class was right in 99 % of at least 100 cases on forms not used to make it."""
    return evidence in CERTAIN
