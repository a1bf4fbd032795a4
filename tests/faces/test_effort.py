"""`eformc report --effort`: steps, questions, words and minutes of each page, and gates on them."""

import json

import pytest
from test_command_line import run

from conftest import ROOT
from eformc.reports.effort import effort_of, measured, over

XAC_NHAN = "specs/procedures/xac-nhan-hon-nhan.eform.yaml"


@pytest.fixture(scope="module")
def efforts(project):
    paths = sorted((ROOT / "specs" / "procedures").glob("*.eform.yaml"))
    return {one.procedure: one for one in (effort_of(project, str(path), path.read_bytes(), lang="vi") for path in paths)}


def test_each_procedure_has_figures_that_fit_together(efforts):
    assert len(efforts) == 20
    for one in efforts.values():
        assert 1 <= one.steps <= one.most_steps
        assert 0 <= one.optional <= one.questions
        assert one.words <= one.most_words
        assert one.minutes % 5 == 0 and one.minutes > 0


def test_the_figures_are_those_of_the_page(project, efforts):
    """Counted by hand: who one is, for whom, the number, what for; the held blocks are steps of their own."""
    one = efforts["xac-nhan-hon-nhan"]
    assert (one.questions, one.optional) == (4, 0)
    assert one.most_steps == 5
    unit = project.units([str(ROOT / XAC_NHAN)])[0]
    from eformc.emit.form import published

    assert measured(one.procedure, one.title, published(unit.reasoned).views["vi"]) == one


def test_what_is_over_a_gate_is_named(efforts):
    rows = [efforts["dang-ky-dat-dai"], efforts["xac-nhan-hon-nhan"]]
    assert over(rows, {"steps": 12, "minutes": None, "most_words": None}, "en") == []
    assert over(rows, {"steps": 11, "minutes": 14, "most_words": None}, "en") == [
        "dang-ky-dat-dai: steps 12 is over 11", "dang-ky-dat-dai: minutes 15 is over 14",
    ]  # fmt: skip


@pytest.mark.parametrize(("gate", "code"), [((), 0), (("--max-steps", "12"), 0), (("--max-steps", "2"), 1), (("--max-minutes", "4"), 1), (("--max-words", "3"), 1)])
def test_a_gate_decides_the_exit_code(gate, code):
    done = run("report", XAC_NHAN, "--effort", *gate)
    assert done.returncode == code, done.stderr
    assert "xac-nhan-hon-nhan" in done.stdout
    assert ("is over" in done.stderr) is (code == 1)


def test_as_json(efforts):
    (row,) = json.loads(run("report", XAC_NHAN, "--effort", "--format", "json", "--lang", "vi").stdout)["procedures"]
    assert row["procedure"] == "xac-nhan-hon-nhan"
    assert row["questions"] == efforts["xac-nhan-hon-nhan"].questions


@pytest.mark.parametrize("more", [("--format", "csv", "--effort"), ("--effort", "--min-reduction", "5"), ("--max-steps", "5")])
def test_what_does_not_go_together_is_said(more):
    done = run("report", XAC_NHAN, *more)
    assert done.returncode == 2
    assert "--effort" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_cannot_be_understood_passes_no_gate(tmp_path):
    (tmp_path / "broken.eform.yaml").write_text("procedure: [", encoding="utf-8")
    assert run("report", "broken.eform.yaml", "--effort", cwd=tmp_path).returncode == 0
    done = run("report", "broken.eform.yaml", "--effort", "--max-steps", "12", cwd=tmp_path)
    assert (done.returncode, "cannot be understood" in done.stderr) == (1, True)
