"""The evaluator alone passes the conformance kit: quick enough to be run against every mutant of the kernel."""

import json

import pytest

from conftest import ROOT
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.verify.readers import findings_json

FILES = sorted(path for path in (ROOT / "tests" / "conformance").glob("drawn-*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_finding_is_the_one_written_down(project, path):
    kit = json.loads(path.read_text(encoding="utf-8"))
    form = form_of(project.unit_of("kit.eform.yaml", kit["spec"].encode()).procedure)
    for case in kit["cases"]:
        verdict = evaluate(form, case["answers"], dates.parse(kit["today"]))
        assert findings_json(verdict.findings) == case["findings"]
        assert verdict.valid == case["valid"]
