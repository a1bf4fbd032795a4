"""“There is nothing” as an answer: one tick in place of the questions beside it, wherever no registry has something of it."""

import json

import jsonschema
import pytest
import specs_of_held
from held_kit import DAY, ME, Plain, serving
from held_pages import chromium, open_page  # noqa: F401 (fixtures)

from conftest import until
from eformc.emit.form import published
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.kernel.expressions import pointer_text
from eformc.portal.forms import form_from_json
from eformc.reasoning.planning import plan_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held")]
PATH = "/en/forms/benefits"
ASKED = ["/applicant/pension_amount", "/applicant/pension_start", "/applicant/social_allowance_amount", "/other"]
PENSION = {"pension_amount": 3_000_000, "pension_start": "2020-03"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("benefits"), specs_of_held.BENEFITS) as server:
        yield server


@pytest.fixture
def served(server):
    type(server.registry).__init__(server.registry)
    server.desk.submissions.base.execute("DELETE FROM submission")
    return server


@pytest.fixture(scope="module")
def unit(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("spec")
    (folder / "benefits.eform.yaml").write_text(specs_of_held.BENEFITS, encoding="utf-8")
    (unit,) = project.units([str(folder)])
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    return unit


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"no_benefits": True, "childless": True}, {}),
        ({"childless": True}, {"/applicant/pension_amount": "required", "/applicant/pension_start": "required"}),
        ({"childless": True, "no_benefits": True, "other": "x"}, {"/other": "not-applicable"}),
        ({"childless": True, "no_benefits": True, "remark": "x"}, {"/remark": "not-applicable"}),
        ({"childless": True, "no_benefits": False}, {"/no_benefits": "must-accept"}),
        ({"no_benefits": True, "childless": True, "con": [{"full_name": "Hoa", "birth_date": "2010-01-01"}]}, {"/con": "not-applicable"}),
        ({"no_benefits": True, "con": [{"full_name": "Hoa", "birth_date": "2010-01-01"}]}, {}),
    ],
)
def test_every_reader_judges_it_alike(unit, answers, wrong):
    answers = {**answers, "applicant": {"full_name": "Hoa"}}
    form = published(unit.reasoned).form
    found = {pointer_text(one.pointer): one.code for one in evaluate(form, answers, dates.parse(DAY)).findings}
    assert wrong.items() <= found.items()
    assert bool(found) == bool(wrong)
    assert jsonschema.Draft202012Validator(schema_of(unit.procedure)).is_valid(answers) == (not wrong)


def test_a_bundle_says_what_it_stands_for(unit):
    form = published(unit.reasoned)
    assert form.supplies["no_benefits",].instead_of == (("applicant", "pension_amount"), ("applicant", "pension_start"), ("applicant", "social_allowance_amount"))
    assert form.supplies["childless",].instead_of == (("con",),)
    assert form_from_json(json.loads(json.dumps(form.to_json({}))), {}).supplies == form.supplies


def test_registries_are_asked_whatever_is_ticked(unit):
    plan = plan_of(unit.reasoned)
    assert [one.when for one in plan.lookups] == [None] * len(plan.lookups)
    assert not any("no_benefits" in root for root in plan.reads())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("- n: {title: {vi: N, en: N}, type: nothing}", "nothing beside"),
        ("- n: {title: {vi: N, en: N}, type: nothing}\n      - m: {title: {vi: M, en: M}, type: nothing}", "stands for the same questions already"),
        ("- n: {title: {vi: N, en: N}, type: nothing, optional: true}\n      - applicant.phone", "`optional` says nothing about"),
        ("- n: {title: {vi: N, en: N}, type: nothing, derive: present(x)}\n      - x: {title: {vi: X, en: X}, help: {vi: X., en: X.}, type: text}", "`derive` says nothing about"),
        ("- t: {title: {vi: T, en: T}, type: table, columns: [{n: {title: {vi: N, en: N}, type: nothing}}, {x: {title: {vi: X, en: X}, help: {vi: X., en: X.}, type: text}}]}", "not in a table"),
    ],
)
def test_its_misuse_is_said_once_in_both_languages_and_where_it_stands(project, tmp_path, fields, said):
    head, _, _ = specs_of_held.BENEFITS.partition("pages:")
    text = head.replace("  con: {is: person, via: applicant.child, many: true, optional: true, title: {vi: Con, en: Child}}\n", "")
    (tmp_path / "n.eform.yaml").write_text(f"{text}pages:\n  - page: a\n    title: {{vi: A, en: A}}\n    fields:\n      {fields}\n", encoding="utf-8")
    (unit,) = project.units([str(tmp_path)])
    wrong = [one for one in unit.diagnostics if one.severity.value == "error"]
    assert len(wrong) == 1, [one.text("en") for one in wrong]
    assert said in wrong[0].text("en")
    assert wrong[0].text("vi") != wrong[0].text("en")
    assert wrong[0].span.start > len(text)


# --- page, check, receipt ------------------------------------------------------------------------------------------------------


def test_with_script_one_tick_takes_the_place_of_the_questions(open_page, served):  # noqa: F811
    page = open_page(served, PATH)
    visible = "[name='f.{}']:visible"
    for name in ("applicant.pension_amount", "other"):
        assert page.locator(visible.format(name)).count() == 1
    page.fill("[name='f.other']", "một")
    page.check("[name='f.no_benefits']")
    for name in ("applicant.pension_amount", "applicant.pension_start.year", "other", "remark"):
        assert page.locator(visible.format(name)).count() == 0, name
    assert page.locator("[name='f.childless']").is_hidden(), "the registry has children"
    page.click("#send")
    said = page.inner_text("#answers")
    assert "I receive none of these\nYes" in said
    assert said.index("Not sent") < said.index("một")
    assert "pension" not in said
    page.reload()
    page.check("[name='e.typed_by'][value=self]")
    assert page.is_checked("[name='f.no_benefits']"), "it is in the draft"
    assert "I receive none of these\nYes" in page.inner_text("#answers"), "the check is open again"
    page.click("#send")
    page.wait_for_url("**/receipts/**")
    assert "I receive none of these" in page.inner_text("main")
    (sent,) = served.sent()
    assert sent.answers["no_benefits"] is True
    assert set(sent.answers) == {"applicant", "no_benefits", "con"}


def test_without_script_one_tick_takes_the_place_of_the_questions(served):
    page = Plain(served, served.log_in(), PATH)
    assert "If you tick this, leave the rest of this part out." in page.page.said()
    page.choose("e.typed_by", "self")
    page.fill("f.other", "một")
    page.choose("f.no_benefits", "true")
    page.press()
    assert page.checking, page.page.errors
    assert ("I receive none of these", "Yes") in page.page.lines()
    assert page.page.said().index("Not sent") < page.page.said().index("một")
    assert page.send().done
    assert "I receive none of these" in page.page.said()
    (sent,) = served.sent()
    assert set(sent.answers) == {"applicant", "no_benefits", "con"}


@pytest.mark.parametrize("mode", ["silent", "refuses", "none"])
@pytest.mark.parametrize("who", [ME, None])
def test_it_can_be_said_whatever_registries_do(served, mode, who):
    served.registry.mode = mode
    page = Plain(served, served.log_in(who), PATH)
    page.choose("e.typed_by", "self")
    page.choose("f.no_benefits", "true")
    page.choose("f.childless", "true")
    page.press()
    assert page.page.errors[1:-1] == ["Answer “Full name (A)”."]
    page.fill("f.applicant.full_name", "Ai")
    page.press()
    assert page.checking, page.page.errors
    assert page.send().done
    (sent,) = served.sent()
    assert sent.answers == {"applicant": {"full_name": "Ai"}, "no_benefits": True, "childless": True}


def test_what_a_registry_has_is_not_denied_by_a_tick(open_page, served):  # noqa: F811
    served.registry.people[ME] |= PENSION
    page = open_page(served, PATH)
    assert page.locator("[name='f.no_benefits']").is_hidden()
    assert page.locator("[data-held='/applicant/pension_amount']").is_visible()
    plain = Plain(served, served.log_in(), PATH)
    assert "data-nothing hidden" in plain.html
    plain.choose("e.typed_by", "self")
    plain.confirm()
    plain.fill("f.since", "2020")
    plain.choose("f.no_benefits", "true")
    plain.press()
    assert plain.checking, plain.page.errors
    assert plain.page.said().index("Not sent") < plain.page.said().index("I receive none of these")
    assert plain.send().done
    (sent,) = served.sent()
    assert "no_benefits" not in sent.answers
    assert (sent.answers["applicant"]["pension_amount"], sent.answers["since"]) == (3_000_000, "2020")


def test_what_a_registry_has_meanwhile_is_shown_before_it_is_sent(served):
    page = Plain(served, served.log_in(), PATH)
    page.choose("e.typed_by", "self")
    page.choose("f.no_benefits", "true")
    page.press()
    assert page.checking
    served.registry.people[ME] |= PENSION
    page.send()
    assert not page.done
    assert any("Since when" in one for one in page.page.errors), page.page.errors
    page.fill("f.since", "2020")
    page.confirm()
    page.press()
    assert page.checking, page.page.errors
    assert page.send().done
    (sent,) = served.sent()
    assert sent.answers["applicant"]["pension_amount"] == 3_000_000
    assert "no_benefits" not in sent.answers


def test_known_to_be_none_is_no_value_and_the_tick_is_there(open_page, served):  # noqa: F811
    served.registry.people[ME] |= {"pension_amount": None, "pension_start": None, "social_allowance_amount": None}
    page = open_page(served, PATH)
    assert page.locator("[name='f.no_benefits']").is_visible()
    until(page, "document.querySelector(\"[data-held='/applicant/pension_amount']\").dataset.state === 'none'")
    page.check("[name='f.no_benefits']")
    page.click("#send")
    page.click("#send")
    page.wait_for_url("**/receipts/**")
    assert served.sent()[0].answers["no_benefits"] is True
