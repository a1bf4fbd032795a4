"""A question written by hand is asked until its author binds it: in every translation, in every count."""

import csv
import io
import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from eformc.emit import emitters, publication_of
from eformc.emit.form import published
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.prefill import Authenticated, Blocking
from eformc.reasoning.burden import burden
from eformc.reasoning.explain import explain
from eformc.reasoning.planning import plan_of
from eformc.reports import printers
from eformc.reports.figures import figures_of, row_of
from eformc.reports.plan import plan_json
from eformc.reports.trying import trial_of

PRINTED = sorted((ROOT / "examples" / "as-printed").glob("*.eform.yaml"))
LEAVE = """procedure: leave
title: {vi: Nghỉ thai sản, en: Maternity leave}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: leave
    title: {vi: Thời gian nghỉ, en: Leave}
    fields:
      - from: {title: {vi: Nghỉ từ ngày, en: From}, help: {vi: Ngày đầu tiên nghỉ việc., en: First day off.}, type: date}
      - to: {title: {vi: Nghỉ đến ngày, en: To}, help: {vi: Ngày cuối cùng., en: Last day.}, type: date}
"""


@pytest.fixture(scope="module")
def printed(project):
    return {path.name.removesuffix(".eform.yaml"): project.unit(path) for path in PRINTED}


def test_every_printed_form_is_here(printed):
    assert len(printed) >= 8
    assert any(unit.reasoned.recognised for unit in printed.values())


@pytest.mark.parametrize("name", [path.name.removesuffix(".eform.yaml") for path in PRINTED])
def test_every_translation_is_the_same_with_the_recogniser_switched_off(printed, name):
    unit = printed[name]
    without = explain(unit.procedure, unit.reasoned.catalogue)
    assert without.suggested is None or not without.recognised
    for emitter in emitters():
        assert emitter.emit(publication_of(unit.reasoned)) == emitter.emit(publication_of(without)), emitter.name
    assert plan_of(unit.reasoned) == plan_of(without)
    assert burden(unit.reasoned) == burden(without)


@pytest.mark.parametrize("name", [path.name.removesuffix(".eform.yaml") for path in PRINTED])
def test_page_trial_plan_and_every_report_state_the_same_counts(project, printed, name):
    unit = printed[name]
    path = ROOT / "examples" / "as-printed" / f"{name}.eform.yaml"
    figures = figures_of([row_of(project, path.as_posix(), path.read_bytes(), detailed=True)])
    stated = {
        "report, JSON": _of_json(printers()["json"](figures, "en")),
        "report, CSV": _of_csv(printers()["csv"](figures, "en")),
        "report, text": _of_text(printers()["text"](figures, "en")),
        "report, HTML": _of_html(printers()["html"](figures, "en")),
        "plan, JSON": _of_plan(plan_json(unit.reasoned, "en")),
        "page": _of_page(unit.reasoned),
        "try": _of_trial(unit.reasoned),
    }
    assert len(set(stated.values())) == 1, stated
    (typed, needed), = set(stated.values())
    assert typed == needed > 0, "every line of a printed form is still asked"


def _of_json(text):
    row = json.loads(text)["procedures"][0]
    assert row["typed"] == sum(one["origin"] == "asked" for one in row["fields"])
    assert {one["origin"] for one in row["fields"]} == {"asked"}
    return row["typed"], row["needed"]


def _of_csv(text):
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["kind"] == "field"]
    return sum(row["origin"] == "asked" for row in rows), sum(row["system"] == "0" for row in rows)


def _of_text(text):
    line = text.splitlines()[2].split()
    return int(line[2]), int(line[1])


def _of_html(text):
    cells = re.findall(r'<td class="n">([^<]*)</td>', text.split("</tr>")[1])
    return int(cells[1]), int(cells[0])


def _of_plan(text):
    found = json.loads(text)
    assert {one["origin"] for one in found["fields"]} == {"asked"}
    return found["typed"], found["needed"]


def _of_page(reasoned):
    html = next(one for emitter in emitters() for one in emitter.emit(publication_of(reasoned)) if one.path.endswith("form.vi.html")).data.decode()
    typed, needed = re.search(r"Bạn chỉ phải trả lời (\d+) trên (\d+) mục", html).groups()
    return int(typed), int(needed)


def _of_trial(reasoned):
    today = dates.parse("2026-11-28")
    with Blocking({}) as prefill:
        prefilled = prefill.run(plan_of(reasoned), Authenticated({}), {}, today=today)
    trial = trial_of(reasoned, prefilled, {}, today)
    return len(trial.to_type), trial.needed


def test_61_two_dates_of_a_leave_are_asked_and_nothing_is_filled_in(tmp_path, project):
    """The first day of a leave was filled with the end of a labour contract, its last day hidden."""
    unit = project.unit_of("leave.eform.yaml", LEAVE.encode())
    plan = plan_of(unit.reasoned)
    assert (plan.lookups, plan.derived) == ((), ())
    assert [one.origin.value for one in unit.reasoned.fields] == ["asked", "asked"]
    assert not [one for one in unit.diagnostics if one.severity == "error"]
    counted = burden(unit.reasoned)
    assert (counted.typed, counted.needed) == (2, 2) == _of_page(unit.reasoned)


def _wordings(catalogue):
    """Titles and synonyms of every element, as forms print them."""
    elements = [one for entity in catalogue.entities.values() for one in entity.elements.values()]
    return sorted({text for one in elements for text in (one.title.get("vi", ""), *one.synonyms) if text and '"' not in text})


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_form_with_unbound_questions_is_built_as_with_the_recogniser_switched_off(project, data):
    wordings = _wordings(project.catalogue("vn"))
    titles = data.draw(st.lists(st.sampled_from(wordings), min_size=1, max_size=12))
    bound = data.draw(st.lists(st.sampled_from(["applicant.full_name", "applicant.birth_date", "applicant.personal_id"]), unique=True, max_size=2))
    lines = [f"      - q{number}: {{title: {{vi: \"{title}\", en: Own}}, type: text}}\n" for number, title in enumerate(titles)]
    text = LEAVE[: LEAVE.index("      - from:")] + "".join(f"      - {one}\n" for one in bound) + "".join(lines)
    unit = project.unit_of("leave.eform.yaml", text.encode())
    without = explain(unit.procedure, unit.reasoned.catalogue)
    assert plan_of(unit.reasoned) == plan_of(without)
    assert schema_of(unit.procedure) == schema_of(without.procedure)
    assert published(unit.reasoned) == published(without)
    assert burden(unit.reasoned) == burden(without)


def report(*arguments):
    command = [sys.executable, "-m", "eformc", "report", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)


def test_gates_of_the_report_read_the_counts_as_built(tmp_path):
    spec, baseline = PRINTED[0], tmp_path / "b.json"
    assert report(spec, "--min-reduction", "1").returncode == 1
    assert report(spec, "--write-baseline", baseline).returncode == 0
    stored = json.loads(baseline.read_text(encoding="utf-8"))["procedures"]
    row = json.loads(report(spec, "--format", "json").stdout)["procedures"][0]
    assert stored[row["procedure"]]["typed"] == row["typed"] == row["needed"]


def test_the_report_says_beside_the_counts_what_binding_would_bring(project):
    path = ROOT / "examples" / "as-printed" / "khai-sinh.eform.yaml"
    row = json.loads(printers()["json"](figures_of([row_of(project, path.as_posix(), path.read_bytes(), detailed=True)]), "en"))
    made = row["procedures"][0]
    assert {"typed", "confirmed", "silent", "reduction"} <= set(made["if_bound"])
    assert made["if_bound"]["typed"] < made["typed"]
    assert row["total"]["if_bound"] == made["if_bound"]
    found = [one["recognised"] for one in made["fields"] if "recognised" in one]
    assert found
    assert all({"origin", "registry", "element", "subject", "via", "hops", "confidence"} <= set(one) for one in found)
    assert all(one["bound"] is False and one["origin"] == "asked" for one in made["fields"])
    papers = [one["recognised"] for one in made["attachments"] if "recognised" in one]
    assert papers
    assert all(one["origin"] == "held" and one["registry"] for one in papers)
