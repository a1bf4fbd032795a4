"""The answers in examples/answers are right answers to the procedures they are named after."""

import json

import pytest

from conftest import ROOT, TODAY
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of

FILES = sorted((ROOT / "examples" / "answers").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_they_are_taken(procedures, path):
    unit = next(unit for unit in procedures if unit.procedure.id == path.stem)
    verdict = evaluate(form_of(unit.procedure), json.loads(path.read_text(encoding="utf-8")), parse(TODAY))
    assert verdict.findings == ()
