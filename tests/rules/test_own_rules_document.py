"""docs/own-rules.md: its table is the code's, its examples work."""

import re
import tomllib

import pytest
from test_rules_of_the_project import SPEC

from conftest import ROOT, TODAY
from eformc.project import Project, load_settings
from eformc.rules.own import ATTRIBUTES

TEXT = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(toml|python)\n(.*?)```", TEXT, re.DOTALL)


def test_the_table_lists_what_can_be_read():
    rows = {row[0]: re.findall(r"`([a-z_]+)`", row[1]) for row in re.findall(r"^\| `([a-z]+)` \| (.*) \|$", TEXT, re.MULTILINE)}
    assert rows == {each: list(names) for each, names in ATTRIBUTES.items()}


def test_its_rules_find_what_they_say(tmp_path):
    (tmp_path / "eformc.toml").write_text(next(block for lang, block in BLOCKS if lang == "toml"), encoding="utf-8")
    (tmp_path / "a.eform.yaml").write_text(SPEC.format(id="a").replace("Ghi chú MẬT", "Số CMND"), encoding="utf-8")
    unit = Project(load_settings(tmp_path), TODAY).unit(tmp_path / "a.eform.yaml")
    found = {d.code: d.text("vi") for d in unit.diagnostics if d.code.startswith("HN")}
    assert found == {"HN001": "Giấy tờ “Bản vẽ thiết kế” chưa có hướng dẫn.", "HN002": "“CMND” đứng trong mục note."}


def test_its_rule_in_python_looks_at_forms(procedures):
    from eformc.rules import form_on
    from eformc.rules.day import Day

    scope = {}
    exec(next(block for lang, block in BLOCKS if lang == "python"), scope)
    (rule,) = scope["RULES"]
    form = form_on(procedures[0].reasoned, Day(TODAY))
    assert list(rule.check(form)) == []


@pytest.mark.parametrize("block", [block for lang, block in BLOCKS if lang == "toml"])
def test_its_settings_are_toml(block):
    assert tomllib.loads(block)
