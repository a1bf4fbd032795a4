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


OWN: Final = "the applicant's own words"
OWN_SCORE: Final = 0.7
"""From this score on."""


def class_of(form: Form, choice: Choice, score: float) -> str:
    """What a match rests on: how the words of label and wording agree. Few classes: each has to be measured."""
    if score >= OWN_SCORE and _says_it_all(form, choice):
        return OWN
    candidate = choice.candidate
    if candidate is None or candidate.bare:
        return LETTERS
    if candidate.kind == "address":
        return "a line of an address"
    return "the words of a fact" if candidate.evidence.get("same_words") and not candidate.part else "some of its words"


def _says_it_all(form: Form, choice: Choice) -> bool:
    """Whether a label is just what a fact of the one who applies is called, and no other fact is called so with more words:
    "date of issue" is, with the name of whichever paper.
    """
    candidate, element = choice.candidate, choice.element
    if candidate is None or element is None or candidate.bare or candidate.part or candidate.kind == "address":
        return False
    own = element.entity == form.login and choice.role == form.self_role
    longer = form.wordings.beginnings.get((element.entity, candidate.said.words), frozenset())
    return own and bool(candidate.evidence.get("same_words")) and not longer - {element.name}


LETTERS: Final = "letters without marks"
"""Never measured: no labelled form is typed without marks."""
UNMEASURED: Final = 0.5
"""What is left of the score of a class that was never measured."""


def entered_at(state: State, place: int) -> Entered | None:
    """How a place was read."""
    entered = state.entered
    while entered is not None and entered.place != place:
        entered = entered.before
    return entered


def score_of(state: State, place: int, choice: Choice, others: tuple[Choice, ...]) -> float:
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
    bins = TABLE.get(evidence)
    return bins[bin_of(score)] if bins else round(score * UNMEASURED, 3)


def is_certain(evidence: str) -> bool:
    """Whether this class was right in 99 % of at least 100 cases on forms not used to make it."""
    return evidence in CERTAIN
