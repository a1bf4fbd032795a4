"""Edits of known effect over all procedures: everything that breaks is found, nothing else is called breaking, and the
answers that show it are checked by the definition and by two JSON Schema validators."""

import copy
import json
from collections import Counter
from itertools import islice
from random import Random

import jsonschema
import jsonschema_rs
import pytest
from edits import EDITS, load, planted, to_bytes

from conftest import PROCEDURES
from eformc.contract.migration import migrate_draft, published_schema
from eformc.diff.change import Who
from eformc.diff.compare import compare
from eformc.diff.places import meets
from eformc.diff.side import side_of
from eformc.kernel.evaluate import evaluate
from eformc.verify.answers import Answers, day
from eformc.verify.readers import Schema, expected, readers

SPECS = "specs/procedures"
VALIDATORS = [reader for reader in readers()[0] if isinstance(reader, Schema)]
MIGRATION = jsonschema_rs.Draft202012Validator(published_schema())
TODAY = day("2026-11-23")


def side(project, spec):
    unit = project.unit_of("planted.eform.yaml", to_bytes(spec))
    assert unit.sound, [d.text("en") for d in unit.diagnostics if d.severity == "error"][:3]
    return side_of(unit.reasoned, unit.path)


def test_there_are_forty_kinds_and_more_for_all_procedures(project):
    assert len(EDITS) >= 40
    assert len({edit.name for edit in EDITS}) == len(EDITS)
    assert [reader.name for reader in VALIDATORS] == ["jsonschema", "jsonschema-rs"]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long) for name in PROCEDURES])
def test_what_breaks_is_found_and_proved_and_nothing_else_is_called_so(project, name):
    spec = planted(load(project.settings.root / SPECS / f"{name}.eform.yaml"))
    old = side(project, spec)
    judges = Judges(old)
    table = Counter()
    wrong = []
    for edit in EDITS:
        changed = copy.deepcopy(spec)
        edit.edit(changed)
        new = side(project, changed)
        found = compare(old, new, TODAY, VALIDATORS)
        table[edit.breaks, found.breaking] += 1
        wrong += [f"{edit.name}: {text}" for text in faults(edit, found)]
        judges.check(edit, found, new)
    right, missed, false = table[True, True], table[True, False], table[False, True]
    print(f"{name}: {len(EDITS)} kinds, recall {right}/{right + missed}, precision {right}/{right + false}, {judges.witnesses} witnesses checked")
    assert not wrong
    assert not missed
    assert not false


def faults(edit, found):
    """What the comparison should have said and did not, or said and should not have."""
    here = tuple(edit.where.split("/")[1:])
    if edit.breaks != found.breaking:
        yield f"breaks: {edit.breaks}, found {found.breaking}"
    named = {harm.who.value for change in found.changes for harm in change.harms or ()} | {change.who.value for change in found.changes}
    at_place = {
        who
        for change in found.changes
        if not edit.where or meets(change.place, here) or (change.was and meets(change.was, here))
        for who in {change.who.value, *(harm.who.value for harm in change.harms)}
    }
    for who in edit.hurts:
        if who not in at_place:
            yield f"{who} not named at {edit.where}: {[(c.kind, c.place, c.who.value) for c in found.changes]}"
    for who in edit.spares:
        if who in named:
            yield f"{who} named: {[(c.kind, c.place, c.who.value) for c in found.changes]}"


class Judges:
    """Judge every witness anew, from the schemas and the definition, not from what the comparison says of it."""

    def __init__(self, old):
        self.old = old
        self.witnesses = 0
        self.slow, self.fast = validators(old)
        source = Answers(old.form, TODAY, Random("sample"))
        drawn = list(islice(source.draw(), 80))
        self.valid = [answers for answers in drawn if evaluate(old.form, answers, TODAY).valid]

    def check(self, edit, found, new):
        slow, fast = validators(new)
        assert MIGRATION.is_valid(found.migration)
        for change in found.changes:
            for harm in change.harms:
                witness = harm.witness
                if harm.who in (Who.CONSUMERS, Who.DRAFTS):
                    assert (witness is not None) == harm.breaking
                if witness is None:
                    continue
                self.witnesses += 1
                backwards = harm.who is Who.READERS
                answers = json.loads(json.dumps(witness.answers))
                later = answers
                if harm.who is Who.DRAFTS:
                    later = migrate_draft({**found.migration, "drops": []}, answers).answers
                takes, refuses = ((new.form, slow, fast), (self.old.form, self.slow, self.fast)) if backwards else ((self.old.form, self.slow, self.fast), (new.form, slow, fast))
                assert evaluate(takes[0], answers, TODAY, witness.known).valid, edit.name
                assert takes[1].is_valid(answers), edit.name
                assert takes[2].is_valid(answers), edit.name
                wrong = [one for one in evaluate(refuses[0], later, TODAY, witness.known).findings if not one.warning]
                assert wrong, edit.name
                said = expected((self.old if backwards else new).schema, later, wrong)
                for validator in refuses[1:]:
                    assert said is None or validator.is_valid(later) is said, edit.name
                assert witness.schema_refuses is (said is False)
                assert witness.checked_by == ("evaluator", "jsonschema", "jsonschema-rs")
                if harm.who is Who.DRAFTS:
                    assert any(one.code != "required" for one in wrong), edit.name
        if not edit.breaks:  # the label itself is right: no answer drawn to the old form is refused
            assert all(evaluate(new.form, answers, TODAY).valid for answers in self.valid), edit.name


def validators(side):
    return jsonschema.Draft202012Validator(side.schema), jsonschema_rs.Draft202012Validator(side.schema)
