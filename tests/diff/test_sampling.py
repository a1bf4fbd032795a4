"""What drawing answers finds, the comparison finds: forms drawn from a seed, one thing changed at random, and every place
at which drawn answers are refused is among the places that were found."""

import random
import sys
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "verify"))
from specs import Draw, readable

from eformc.diff.places import meets, place_of
from eformc.diff.refusals import refusals
from eformc.kernel.evaluate import evaluate
from eformc.kernel.expressions import Not
from eformc.kernel.form import Table
from eformc.kernel.values import Choice, Choices, Date, Decimal, Integer, Money, Strength, Text
from eformc.model.lowering import form_of
from eformc.verify.answers import Answers, day

TODAY = day("2026-11-23")
FORMS, DRAWN = 120, 60
HERE = Path(__file__).parent


def drawn_form(project, seed):
    unit = project.unit_of(f"drawn-{seed}.eform.yaml", Draw(seed).spec().encode())
    return form_of(unit.procedure) if readable(unit) else None


def changed(form, dice):
    """The form with one thing changed; what a validator would say of the change is left open."""
    kind = dice.randrange(6)
    if kind == 0 and form.constraints:
        rules = list(form.constraints)
        at = dice.randrange(len(rules))
        rules[at] = replace(rules[at], holds=Not(rules[at].holds))
        return replace(form, constraints=tuple(rules))
    entries = list(form.entries)
    at = dice.randrange(len(entries))
    if kind == 1 and len(entries) > 2:
        del entries[at]
    elif kind == 2:
        whens = [one.when for one in entries if one.when is not None] or [None]
        entries[at] = replace(entries[at], when=dice.choice([None, dice.choice(whens)]))
    elif kind == 3:
        entries[at] = replace(entries[at], strength=dice.choice(list(Strength)))
    elif kind == 4 and entries[at].when is not None:
        entries[at] = replace(entries[at], when=Not(entries[at].when))
    else:
        entries[at] = narrowed(entries[at], dice)
    return replace(form, entries=tuple(entries))


def narrowed(entry, dice):
    if isinstance(entry, Table):
        columns = list(entry.columns)
        at = dice.randrange(len(columns))
        columns[at] = narrowed(columns[at], dice)
        return dice.choice([replace(entry, most=max(1, entry.most - 1)), replace(entry, least=entry.least + 1), replace(entry, columns=tuple(columns))])
    value = entry.value
    match value:
        case Text():
            value = replace(value, most=max(value.least, value.most - dice.choice([1, 5]))) if dice.random() < 0.6 else replace(value, least=min(value.most, value.least + 1))
        case Integer() | Money() | Decimal():
            value = replace(value, minimum=(value.minimum or 0) + 1) if dice.random() < 0.5 else replace(value, maximum=(value.maximum or 10**6) - 1)
        case Date():
            value = replace(value, minimum="1990-01-01")
        case Choice(codes) | Choices(codes) if len(codes.codes) > 1:
            left = tuple(code for code in codes.codes if code != dice.choice(codes.codes))
            value = replace(value, codes=replace(codes, codes=left))
        case _:
            pass
    return replace(entry, value=value)


def right_answers(form, seed, drawn):
    return [one for one in islice(Answers(form, TODAY, random.Random(seed)).draw(), drawn) if evaluate(form, one, TODAY).valid]


def compared(old, right, change):
    """Counts, of right answers to a form, (how many it refuses when one thing is changed, the findings at places not found)."""
    new = changed(old, random.Random(change))
    refused = [wrong for answers in right if (wrong := [one for one in evaluate(new, answers, TODAY).findings if not one.warning])]
    if not refused:
        return 0, []
    places = [refusal.place for refusal in refusals(old, new, TODAY)]
    missed = [wrong[0] for wrong in refused if not any(meets(place_of(new, one.pointer), place) for one in wrong for place in places)]
    return len(refused), missed


def test_a_form_that_cannot_be_answered_by_mending_alone(project):
    """Its table wants two rows, of which no column applies unless another question is answered so and so."""
    old = form_of(project.unit_of("drawn-38.eform.yaml", HERE.joinpath("wants_rows_without_columns.eform.yaml").read_bytes()).procedure)
    right = right_answers(old, 267, 400)
    counts = [compared(old, right, f"change 38 {number}") for number in range(20)]
    assert sum(many for many, _ in counts) > 30
    assert [missed for _, missed in counts if missed] == []


@pytest.mark.long
def test_what_sampling_finds_is_found(project):
    found_by_sampling = missed = 0
    for seed in range(FORMS):
        old = drawn_form(project, seed)
        if old is not None:
            many, not_found = compared(old, right_answers(old, seed, DRAWN), f"change {seed}")
            found_by_sampling, missed = found_by_sampling + many, missed + len(not_found)
            if not_found:
                print(seed, not_found[0])
    print(f"{found_by_sampling} drawn answers refused, {missed} of them at places that were not found")
    assert found_by_sampling > 80
    assert not missed
