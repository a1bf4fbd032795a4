"""The kit: what its files say, the evaluator says of the specs in it, and the page's script of the forms in it."""

import json
import re
import sys

import pytest

from conftest import ROOT
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.verify.readers import ask_node, findings_json

sys.path.insert(0, str(ROOT / "tools"))
import conformance

KIT = ROOT / "tests" / "conformance"
FILES = sorted(path for path in KIT.glob("*.json") if path.name != "lists.json")
PROJECT = conformance.project_of_kit()
LISTS = json.loads((KIT / "lists.json").read_text(encoding="utf-8"))


def whole(value):
    """A form with the long code lists put in."""
    if isinstance(value, dict):
        made = {key: whole(one) for key, one in value.items() if key != "list"}
        return {**made, **LISTS[value["list"]]} if "list" in value else made
    return [whole(one) for one in value] if isinstance(value, list) else value


def test_the_kit_is_what_the_tool_writes():
    assert {path.name: path.read_text(encoding="utf-8") for path in KIT.glob("*.json")} == conformance.kit()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_evaluator_and_script_pass_the_kit(path):
    kit = json.loads(path.read_text(encoding="utf-8"))
    form = form_of(PROJECT.unit_of("kit.eform.yaml", kit["spec"].encode()).procedure)
    today = dates.parse(kit["today"])
    said = ask_node(whole(kit["form"]), [case["answers"] for case in kit["cases"]], {"y": today.year, "m": today.month, "d": today.day})
    for case, theirs in zip(kit["cases"], said, strict=True):
        verdict = evaluate(form, case["answers"], today)
        assert findings_json(verdict.findings) == case["findings"]
        assert verdict.valid == case["valid"]
        assert sorted(theirs, key=lambda one: json.dumps(one, sort_keys=True)) == case["findings"]


def test_every_kind_of_finding_is_in_the_kit():
    section = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8").split("\n## 13. Findings")[1].split("\n## ")[0]
    codes = set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE))
    found = {finding[1] for path in FILES for case in json.loads(path.read_text(encoding="utf-8"))["cases"] for finding in case["findings"]}
    assert len(codes) == 38
    assert codes <= found, sorted(codes - found)
