"""Guesses in findings: how sure one is of what a hand-written question asks for, and what that does to its severity.

The law sets the highest severity, evidence may lower it: a guess is an error only if it is `certain` (see `Match`), a
warning from `WARNED` on, else a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from eformc.diagnostics import Severity
from eformc.reasoning.reasoned import FieldReason, Match, Reasoned
from eformc.reasoning.subject_graph import Fact

WARNED = 0.9
"""From this confidence on a guess may be a warning."""


class Sureness(Struct, frozen=True):
    """The confidence of a finding. `confidence`: 0 to 1; 1 where the author named everything it rests on."""

    confidence: float = 1.0
    certain: bool = True

    def limited(self, severity: Severity) -> Severity:
        """A severity, lowered where the finding is only a guess."""
        if self.certain:
            return severity
        highest = Severity.WARNING if self.confidence >= WARNED else Severity.INFO
        return min(severity, highest, key=lambda one: one.rank)


def sureness_of(reasoned: Reasoned, reason: FieldReason) -> Sureness:
    """The confidence in what a field comes to: its own guess, and those about the fields that its value would come from."""
    guesses = [found.guess for found in (reason, *sources_of(reasoned, reason)) if found.guess is not None]
    confidence = 1.0
    for guess in guesses:
        confidence *= guess.confidence
    return Sureness(confidence, all(guess.certain for guess in guesses))


def likely_needless(reasoned: Reasoned) -> frozenset[str]:
    """The questions, by id, that a finding tells the author to bind: nothing else has to be said of their words until the
    author says that they are questions of the form's own. Only guesses good enough for a warning.
    """
    found = (one for one in reasoned.recognised.values() if not one.is_asked)
    return frozenset(one.id for one in found if one.guess is not None and one.guess.confidence >= WARNED)


def sureness_of_match(match: Match) -> Sureness:
    """The confidence of a guess that nothing else is needed for."""
    return Sureness(match.confidence, match.certain)


def sources_of(reasoned: Reasoned, reason: FieldReason) -> Iterator[FieldReason]:
    """The other fields of the form that give its value: the one it repeats or writes out, the keys of its lookups."""
    by_id = reasoned.if_bound.by_id()
    for name in (reason.repeats, reason.writes_out):
        if name is not None and name in by_id:
            yield by_id[name]
    wanted: set[Fact] = {*reason.derived_from, *(key for step in reason.steps for key in step.keys)}
    if wanted:
        for one in reasoned.if_bound.fields:
            fact = one.fact
            if fact in wanted and one.id != reason.id:
                wanted.discard(fact)
                yield one
