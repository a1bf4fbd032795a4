"""Several subjects that are one person, or one set of rows: each of their values is filled, asked and corrected once."""

import pytest
import specs_of_held
from held_kit import ME, PEOPLE, A, B, Plain, serving
from held_pages import chromium, open_page  # noqa: F401 (fixtures)

from eformc.reasoning.planning import plan_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held")]
NAMES = [f"Con {n}" for n in range(1, 5)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("twins"), specs_of_held.TWINS) as server:
        yield server


@pytest.fixture
def served(server):
    type(server.registry).__init__(server.registry)
    server.registry.mother = A
    server.desk.submissions.base.execute("DELETE FROM submission")
    return server


def test_each_value_is_filled_once_and_what_a_second_subject_says_is_copied(project, tmp_path):
    (tmp_path / "twins.eform.yaml").write_text(specs_of_held.TWINS, encoding="utf-8")
    (unit,) = project.units([str(tmp_path)])
    plan = plan_of(unit.reasoned)
    filled = [fill.pointer for one in plan.lookups for fill in one.fills if fill.field]
    assert sorted(filled) == ["/certified/full_name", "/con/*/full_name", "/guardian/birth_date", "/heirs/*/birth_date", "/heirs/*/full_name", "/mother/full_name"]
    assert [(one.pointer, one.inputs) for one in plan.derived] == [("/guardian/full_name", ("/mother/full_name",))]
    condition = next(found for _, found in unit.procedure.fields() if found.id == "old").when
    assert "guardian" in str(condition), "the condition reads the mother's birth date where it stands: at the guardian"


def sent_by(served):
    (sent,) = served.sent()
    assert sent.answers["certified"] == {"full_name": "Nguyễn Văn Tôi"}
    assert [row["full_name"] for row in sent.answers["con"]] == NAMES
    assert [(row["full_name"], row.get("share")) for row in sent.answers["heirs"]] == [("Con 1", "1/2"), ("Con 2", "1/2"), ("Con 3", None), ("Con 4", None)]
    return sent.answers


def test_with_script_one_person_under_two_names_is_shown_and_sent_as_one(open_page, served):  # noqa: F811
    page = open_page(served, "/en/forms/twins")
    shown = {one.get_attribute("data-held"): one.inner_text().split("\n")[0] for one in page.locator("[data-held]").all() if one.is_visible()}
    assert (shown["/certified/full_name"], shown["/mother/full_name"], shown["/guardian/birth_date"]) == ("Nguyễn Văn Tôi", "Trần Văn A", "2/1/1960")
    for one in page.locator(".ok input[value=right]:visible").all():
        one.check()
    page.check("[name='f.old'][value=true]")
    for n in range(2):
        page.fill(f"[name='f.heirs.{n}.share']", "1/2")
    assert page.locator("[name$='.share']:visible").count() == 2
    page.click("#send")
    assert page.inner_text("#answers").count("Trần Văn A") == 2, "once as the mother's, once as what the office adds"
    page.click("#send")
    page.wait_for_url("**/receipts/**")
    answers = sent_by(served)
    assert (answers["mother"], answers["guardian"]) == ({"full_name": "Trần Văn A"}, {"full_name": "Trần Văn A", "birth_date": "1960-01-02"})


@pytest.mark.parametrize("said", ["", "Trần Thị Đúng"])
def test_without_script_what_is_corrected_of_one_is_corrected_of_the_other(served, said):
    page = Plain(served, served.log_in(), "/en/forms/twins")
    page.choose("e.typed_by", "self")
    page.choose("f.old", "true")
    for n in range(2):
        page.fill(f"f.heirs.{n}.share", "1/2")
    if said:
        page.choose("e.held.mother.full_name", "wrong")
        page.fill("f.mother.full_name", said)
    page.confirm()
    page.press()
    assert page.checking, page.page.errors
    assert page.send().done
    answers = sent_by(served)
    name = said or "Trần Văn A"
    assert (answers["mother"]["full_name"], answers["guardian"]["full_name"], answers["old"]) == (name, name, True)


@pytest.mark.parametrize("mode", ["silent", "refuses", "none"])
@pytest.mark.parametrize("who", [ME, None])
def test_nobody_is_locked_out_where_two_are_one(served, mode, who):
    served.registry.mode = mode
    page = Plain(served, served.log_in(who), "/en/forms/twins")
    page.choose("e.typed_by", "self")
    page.press()
    for name, text in {"certified.full_name": "Ai", "mother.full_name": "Mẹ Ai", "guardian.birth_date.day": "1", "guardian.birth_date.month": "2", "guardian.birth_date.year": "1990"}.items():
        page.fill(f"f.{name}", text)
    page.press()
    assert page.checking, page.page.errors
    assert page.send().done
    (sent,) = served.sent()
    assert (sent.answers["mother"]["full_name"], sent.answers["guardian"]) == ("Mẹ Ai", {"full_name": "Mẹ Ai", "birth_date": "1990-02-01"})


def test_another_mother_in_between_is_another_for_both(served):
    page = Plain(served, served.log_in(), "/en/forms/twins")
    page.choose("e.typed_by", "self")
    page.choose("f.old", "true")
    for n in range(2):
        page.fill(f"f.heirs.{n}.share", "1/2")
    page.confirm()
    served.registry.mother = B
    page.press()
    page.confirm()
    page.press()
    assert page.checking, page.page.errors
    assert page.send().done
    assert (sent_by(served)["mother"]["full_name"], sent_by(served)["guardian"]["full_name"]) == (PEOPLE[B]["full_name"],) * 2
