"""Faults of what is held that were once found, each under its own name, with script in Chromium and without."""

import contextlib
import datetime

import pytest
import specs_of_held
from held_kit import ME, NOBODY, OTHER, YOUNG, A, B, Plain, serving
from playwright.sync_api import sync_playwright

from conftest import until
from eformc.emit.form import published
from eformc.portal import Posted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held")]
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
FATHER, KEY = "/en/forms/father", "[name='f.father.personal_id']"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("held"), specs_of_held.FATHER, specs_of_held.ROWS, specs_of_held.MEMBERS) as server:
        yield server


@pytest.fixture
def served(server):
    """A server with its registry as it was, and nothing sent."""
    type(server.registry).__init__(server.registry)
    server.desk.submissions.base.execute("DELETE FROM submission")
    return server


@pytest.fixture
def opened(browser, served):
    """Opens a form on the long page, as somebody who is logged in."""
    with contextlib.ExitStack() as stack:

        def open_form(path=FATHER, who=ME):
            context = browser.new_context(viewport={"width": 360, "height": 740})
            stack.callback(context.close)
            cookie = served.log_in(who)
            context.add_cookies([{"name": "eformc", "value": cookie, "url": served.url}])
            page = context.new_page()
            page.set_default_timeout(8000)
            page.goto(served.url + path)
            page.click("#whole")
            page.check("[name='e.typed_by'][value=self]")
            page.cookie = cookie
            return page

        yield open_form


def key(page, number, wait=True):
    page.fill(KEY, number)
    page.locator(KEY).press("Tab")
    if wait:
        until(page, "!['…'].some((one) => document.getElementById('status').textContent.includes(one))")


def shown(page, at="/father/full_name"):
    return page.locator(f"[data-held='{at}']").inner_text().split("\n")[0]


def right(page):
    for one in page.locator(".ok input[value=right]").all():
        if one.is_visible():
            one.check()


def confirmed(page):
    return page.locator("[name='e.held.father.full_name'][value=right]").is_checked()


def errors(page):
    return page.locator("#errors li").all_inner_texts() if page.is_visible("#errors") else []


def send(page):
    page.click("#send")
    page.wait_for_url("**/receipts/**")


# --- 19: the key is changed ----------------------------------------------------------------------------------------------


def test_19_a_changed_key_takes_away_what_was_held_and_said_of_the_former_person(opened):
    page = opened()
    key(page, A)
    assert shown(page) == "T… V… A…"
    right(page)
    page.fill("[name='f.more']", "thêm")
    page.fill(KEY, B[:-1])  # while it is typed, before any lookup
    assert shown(page) == "will be filled in"
    assert not page.is_visible("[name='f.more']")
    key(page, B)
    assert shown(page) == "P… V… B…"
    assert not confirmed(page)
    for number in ("", "12"):
        key(page, number)
        assert shown(page) == "will be filled in"
    key(page, NOBODY)
    assert "look at the 12 digits again" in shown(page)
    assert page.is_visible("[name='f.father.full_name']")


def test_19_a_mended_key_asks_the_server_anew_what_holds(opened):
    page = opened()
    for number, asks in ((A, True), (YOUNG, False), (B, True)):
        key(page, number)
        until(page, f"!!document.querySelector(\"[name='f.more']\").offsetParent === {str(asks).lower()}")


def test_19_a_failed_lookup_shows_nobody_and_the_check_is_what_is_sent(opened, served):
    page = opened()
    key(page, A)
    right(page)
    served.registry.mode = "silent"
    page.route("**/lookup", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    key(page, B)
    assert "cannot be reached" in shown(page)
    assert not any("T… V… A…" in one for one in page.locator("dd").all_inner_texts())
    page.unroute("**/lookup")
    served.registry.mode = "answers"
    key(page, "")
    key(page, B)
    right(page)
    page.click("#send")
    assert "P… V… B…" in page.inner_text("#answers")
    send(page)
    (sent,) = served.sent()
    assert (sent.answers["father"]["personal_id"], sent.answers["father"]["full_name"]) == (B, "Phạm Văn B")


def test_19_an_answer_that_comes_too_late_is_dropped(opened, served):
    page = opened()
    served.registry.wait = 0.8
    key(page, A, wait=False)
    served.registry.wait = 0
    key(page, B, wait=False)
    until(page, "document.querySelector(\"[data-held='/father/full_name']\").textContent.includes('P… V… B…')")
    page.wait_for_timeout(1200)
    assert shown(page) == "P… V… B…"


def test_19_what_the_registry_says_otherwise_meanwhile_is_shown_before_it_is_sent(opened, served):
    page = opened()
    key(page, A)
    right(page)
    page.click("#send")
    served.registry.people[A]["full_name"] = "Trần Văn Á"
    page.click("#send")
    page.wait_for_url("**page=**")
    assert "Look once more" in page.inner_text("main") or "Choose “Right”" in page.inner_text("main")
    assert "T… V… Á…" in page.inner_text("main")
    assert served.sent() == []


def test_19_without_script_what_was_said_of_the_former_person_is_dropped_and_named(served):
    page = Plain(served, served.log_in(), FATHER)
    page.fill("f.father.personal_id", A)
    page.press()
    page.choose("e.held.father.full_name", "right")
    page.fill("f.father.residence_address.detail", "Số 99")
    page.fill("f.father.personal_id", B)
    page.press()
    assert "P… V… B…" in page.page.said()
    assert page.value("e.held.father.full_name") is None
    assert page.value("f.father.residence_address.detail") == ""
    assert not page.checking
    assert "no longer used" in page.page.said()


def test_19_without_script_a_tick_counts_for_the_very_value_that_was_shown(served):
    page = Plain(served, served.log_in(), FATHER)
    page.fill("f.father.personal_id", A)
    page.press()
    page.choose("e.held.father.full_name", "right")
    served.registry.people[A]["full_name"] = "Trần Văn Á"
    page.press()
    assert "T… V… Á…" in page.page.said()
    assert page.value("e.held.father.full_name") is None
    assert not page.checking


def test_19_without_script_what_changes_after_the_check_is_checked_once_more(served):
    page = Plain(served, served.log_in(), FATHER)
    page.fill("f.father.personal_id", A)
    page.press()
    page.confirm()
    page.press()
    served.registry.people[ME]["full_name"] = "Nguyễn Văn Tối"
    page.send()
    assert page.checking
    assert "Nguyễn Văn Tối" in page.page.said()
    assert served.sent() == []
    assert page.send().done


def test_without_script_what_is_typed_together_with_its_key_is_kept_or_named(served):
    page = Plain(served, served.log_in(), FATHER)
    typed = {"f.father.personal_id": A, "f.father.full_name": "Trần Thị Khác", "f.father.residence_address.detail": "Số 9", "f.more": "thêm"}
    for name, text in typed.items():
        page.fill(name, text)
    page.press()
    assert [page.value(name) for name in ("f.father.residence_address.detail", "f.more")] == ["Số 9", "thêm"]
    assert page.value("f.father.full_name") is None  # locked, and held
    assert any("“Full name (One)” is held by the registry, so what you wrote there is not used" in one for one in page.page.errors), page.page.errors
    page = Plain(served, served.log_in(), FATHER)
    for name, text in typed.items():
        page.fill(name, text)
    page.press("e.change", "1")  # whoever goes back is told, too
    assert len(page.page.errors) < 4
    assert any("is held by the registry" in one for one in page.page.errors), page.page.errors
    page = Plain(served, served.log_in(), FATHER)
    for name, text in {**typed, "f.father.personal_id": NOBODY}.items():
        page.fill(name, text)
    page.press()
    assert [page.value(name) for name in typed] == [NOBODY, *list(typed.values())[1:]]


# --- 21: reload ------------------------------------------------------------------------------------------------------------


def test_21_a_reload_makes_the_lookups_of_the_draft_and_loses_nothing(opened, served):
    page = opened()
    key(page, A)
    page.fill("[name='f.more']", "trước khi tải lại")
    right(page)
    page.wait_for_timeout(200)
    page.reload()
    until(page, "document.querySelector(\"[data-held='/father/full_name']\").textContent.includes('T… V… A…')")
    until(page, "!document.querySelector(\"[name='f.more']\").closest('[hidden]')")
    assert page.input_value("[name='f.more']") == "trước khi tải lại"
    assert confirmed(page)
    page.fill("[name='f.more']", "sau khi tải lại")  # the draft is kept, with what is shown now
    served.registry.people[A]["full_name"] = "Trần Văn Á"
    page.reload()
    until(page, "document.querySelector(\"[data-held='/father/full_name']\").textContent.includes('T… V… Á…')")
    assert not confirmed(page)  # it was another name that was right
    page.click("#send")
    assert errors(page) == ["Choose “Right” or “Not right” for what is already there."]


# --- 24: Back after the receipt --------------------------------------------------------------------------------------------


def test_24_back_after_the_receipt_says_that_it_was_sent_and_a_new_one_is_an_act_of_its_own(opened, served):
    page = opened()
    key(page, A)
    right(page)
    page.click("#send")
    send(page)
    reference = page.inner_text(".reference")
    page.go_back()
    until(page, "document.getElementById('notice').textContent.includes('Sent, reference')")
    assert reference in page.inner_text("#notice")
    assert not page.is_visible("#form")
    assert len(served.sent()) == 1
    with page.expect_navigation():
        page.click("#notice button")
    until(page, "!document.getElementById('form').hidden")
    assert page.input_value(KEY) == ""


def test_24_the_same_answers_under_another_mark_are_said_to_be_sent_before(served):
    cookie = served.log_in()
    pages = []
    for _ in range(2):
        page = Plain(served, cookie, FATHER)
        page.fill("f.father.personal_id", A)
        page.press()
        page.confirm()
        page.press()
        page.send()
        pages.append(page)
    first, second = pages
    assert first.done
    assert not second.done
    assert first.at.rpartition("/")[2] in second.page.said()
    assert second.send().done
    assert len(served.sent()) == 2
    assert len({one.reference for one in served.sent()}) == 2


def test_24_a_mark_of_somebody_else_takes_nothing_away(served):
    """One mark, two citizens: each has an application of their own."""
    for who in (ME, OTHER):
        page = Plain(served, served.log_in(who), FATHER)
        page.fill("f.father.personal_id", A)
        page.fill("e.once", "the same mark")
        page.press()
        page.confirm()
        page.press()
        assert page.send().done
    assert len(served.sent()) == 2
    assert [one.answers["applicant"]["full_name"] for one in served.sent()] == ["Lê Thị Khác", "Nguyễn Văn Tôi"]


def test_24_the_mark_is_in_no_file_that_is_taken_along(opened):
    page = opened()
    key(page, A)
    page.click("#tools summary")
    with page.expect_download() as download:
        page.click("#take")
    assert "e.once" not in download.value.path().read_text(encoding="utf-8")


# --- 45: the login is over ----------------------------------------------------------------------------------------------


def test_45_a_login_that_is_over_is_said_and_the_answers_are_kept(served):
    page = Plain(served, served.log_in(), FATHER)
    page.fill("f.father.personal_id", A)
    page.cookie = served.log_in(None)
    page.press()
    assert page.status == 401
    assert "no longer logged in" in page.page.said()
    assert page.value("f.father.personal_id") == A
    page.cookie = served.log_in(ME)
    page.press("e.change", "1")
    assert page.value("f.father.personal_id") == A
    assert "T… V… A…" in page.page.said()
    page.cookie = served.log_in(OTHER)
    page.press()
    assert "opened for somebody else" in page.page.said()


# --- 60: rows that are held ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_60_held_rows_are_all_there_each_once_and_can_be_sent(opened, served, script):
    names = [f"Con {n}" for n in range(1, 5)]
    if script:
        page = opened("/en/forms/held-rows")
        assert [one.inner_text().split("\n")[0] for one in page.locator("[data-held$='/full_name']").all() if one.is_visible()] == names
        assert page.locator("[data-row]:visible [name$='.disabled'][value=false]:visible").count() == 2  # two are of age
        for box in page.locator("[name$='.disabled'][value=false]:visible").all():
            box.check()
        page.check("[name='f.adult'][value=true]")
        page.click("#send")
        assert errors(page) == []
        said = page.inner_text("#answers")
        send(page)
    else:
        page = Plain(served, served.log_in(), "/en/forms/held-rows")
        page.choose("f.adult", "true")
        page.press()
        assert [one for one in page.page.errors if "Disabled" in one] == ["Choose an answer to “Disabled”."] * 2
        for n in range(2):
            page.choose(f"f.con.{n}.disabled", "false")
        page.press()
        said = page.page.said()
        assert page.send().done
    assert [said.count(name) for name in names] == [1, 1, 1, 1]
    (sent,) = served.sent()
    assert [row["full_name"] for row in sent.answers["con"]] == names
    assert [row.get("disabled") for row in sent.answers["con"]] == [False, False, None, None]


def test_60_what_is_typed_in_a_row_stays_with_its_child_when_the_registry_turns_them_round(served):
    page = Plain(served, served.log_in(), "/en/forms/held-rows")
    page.choose("f.adult", "true")
    page.choose("f.con.0.disabled", "true")
    page.choose("f.con.1.disabled", "false")
    served.registry.children = served.registry.children[::-1]
    page.press()
    assert page.send().done
    (sent,) = served.sent()
    assert {row["full_name"]: row.get("disabled") for row in sent.answers["con"]} == {"Con 1": True, "Con 2": False, "Con 3": None, "Con 4": None}


# --- 06: a row added by mistake -----------------------------------------------------------------------------------------


def test_06_a_row_is_taken_out_with_its_errors_and_what_is_held_for_it(opened, served):
    page = opened("/en/forms/members")
    first, second = "[name='f.members.0.personal_id']", "[name='f.members.1.personal_id']"
    for at, number in ((first, A), (second, B)):
        if at == second:
            page.click("button.add")
        page.fill(at, number)
        page.locator(at).press("Tab")
    until(page, "document.querySelector(\"[data-held='/members/1/full_name']\")?.textContent.includes('P… V… B…')")
    page.click("#send")
    page.locator("[data-row='0'] .drop").click()
    assert page.locator("[data-row]:visible").count() == 1
    assert "T… V… A…" not in page.inner_text("#f-members")
    page.check("[name='f.whose'][value=self]")
    page.fill("[name='f.beds']", "3")
    page.fill("[name='f.tables']", "4")
    page.locator("[name='f.tables']").press("Tab")
    page.fill("[name='f.members.1.kin']", "bạn")
    until(page, "document.querySelector(\"[data-held='/things']\").textContent.startsWith('7')")  # derived, live
    right(page)
    page.click("#send")
    assert errors(page) == []
    assert "7" in page.inner_text("#answers").split("\n")
    send(page)
    (sent,) = served.sent()
    assert [(row["personal_id"], row["full_name"]) for row in sent.answers["members"]] == [(B, "Phạm Văn B")]
    assert sent.answers["things"] == 7


def test_06_without_script_a_row_is_taken_out_by_its_own_button(served):
    page = Plain(served, served.log_in(), "/en/forms/members")
    page.fill("f.members.0.personal_id", A)
    page.fill("f.members.1.personal_id", B)
    page.press("e.drop", "/members/0")
    assert [page.value(f"f.members.{n}.personal_id") for n in (0, 1)] == [B, ""]
    assert "P… V… B…" in page.page.said()


# --- not right -----------------------------------------------------------------------------------------------------------


def test_not_right_asks_which_value_and_the_office_reads_what_is_disputed(opened, served):
    page = opened()
    key(page, A)
    page.check("[name='e.held.father.full_name'][value=wrong]")
    page.click("#send")
    assert errors(page) == ["You chose “Not right”: write what is right, or tick what the office should check."]
    page.check("[name='e.doubt'][value='/father/ethnicity']")
    page.click("#send")
    assert "the office will check" in page.inner_text("#answers")
    send(page)
    assert "the office will check" in page.inner_text("main")
    (sent,) = served.sent()
    assert sent.envelope["disputed"] == [{"at": "/father/ethnicity", "registry_says": "01"}]


# --- a server's answer can be mended -----------------------------------------------------------------------------------


def test_a_fault_that_only_the_server_finds_opens_its_step_and_stays_until_the_answer_changes(opened, served):
    page = opened()
    page.route("**/names", lambda route: route.abort())  # names are not looked up meanwhile: the server alone judges them
    key(page, A)
    page.check("[name='e.held.father.full_name'][value=wrong]")
    for name, text in {"commune": "Xã Không Có", "detail": "Số 1"}.items():
        page.fill(f"[name='f.father.residence_address.{name}']", text)
    page.select_option("[name='f.father.residence_address.province']", "01")
    page.click("#whole")  # one thing at a time
    for _ in range(12):
        if page.is_visible("#check"):
            break
        page.click("#send")
    page.click("#send")
    page.wait_for_url("**page=**")
    assert page.evaluate("document.activeElement.id") == "errors"
    commune = page.locator("[name='f.father.residence_address.commune']")
    assert commune.is_visible()
    assert "Xã Không Có" in errors(page)[0]
    page.click("#send")
    assert errors(page), "the fault is forgotten"
    commune.fill("Phường Ba Đình")
    for _ in range(12):
        if page.is_visible("#check"):
            break
        page.click("#send")
    send(page)
    assert served.sent()[0].answers["father"]["residence_address"]["commune"] == "00004"


@pytest.mark.parametrize("mode", ["silent", "refuses", "none"])
@pytest.mark.parametrize("who", [ME, None])
def test_nobody_is_locked_out_whatever_registries_do(served, mode, who):
    served.registry.mode = mode
    page = Plain(served, served.log_in(who), "/en/forms/members")
    page.choose("f.whose", "self")
    page.fill("f.beds", "1")
    page.fill("f.tables", "2")
    page.press()
    for name, text in {"f.certified.personal_id": A, "f.certified.full_name": "Ai"}.items():
        if who is None or name != "f.certified.personal_id":
            page.fill(name, text)
    page.choose("f.certified.marital_status", "1")
    page.press()
    assert page.checking, page.page.errors
    assert page.send().done


# --- 03: a blank operand -----------------------------------------------------------------------------------------------------

BEDS = """
procedure: blank-operand
catalogue: vn
title: {{vi: Thử, en: Try}}
languages: [vi, en]
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: one
    title: {{vi: Một, en: One}}
    fields:
      - rooms: {{title: {{vi: Số phòng, en: Rooms}}, help: {{vi: Viết., en: Write.}}, type: integer}}
      - extra: {{title: {{vi: Giường thêm, en: Extra beds}}, help: {{vi: Viết., en: Write.}}, type: integer, optional: true}}
      - total: {{title: {{vi: Tổng giường, en: Beds}}, type: integer, derive: {sum}, policy: locked}}
"""


def test_03_a_sum_with_an_optional_operand_is_refused_where_it_is_written(project, tmp_path):
    (tmp_path / "beds.eform.yaml").write_text(BEDS.format(sum="rooms + extra"), encoding="utf-8")
    (unit,) = project.units([str(tmp_path)])
    assert not unit.sound
    assert any("extra" in one.text("en") and one.severity.value == "error" for one in unit.diagnostics), [one.text("en") for one in unit.diagnostics]


def test_03_a_blank_that_counts_as_nothing_holds_nobody_up(tmp_path):
    with serving(tmp_path, BEDS.format(sum="rooms + or_zero(extra)")) as served:
        page = Plain(served, served.log_in(), "/en/forms/blank-operand")
        page.fill("f.rooms", "3")
        page.choose("e.typed_by", "self")
        page.press()
        assert ("Beds", "3") in page.page.lines()
        assert page.send().done
        assert served.sent()[0].answers == {"rooms": 3, "total": 3}


# --- 27: today elsewhere -----------------------------------------------------------------------------------------------------

MOVED = """
procedure: moved
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - moved: {title: {vi: Ngày chuyển, en: Moved on}, help: {vi: Viết., en: Write.}, type: date, max: today}
"""
NIGHT = datetime.datetime.fromisoformat("2026-11-29T01:00+07:00")
"""It is the 29th in Vietnam, and the 28th where most servers are."""


@pytest.fixture(scope="module")
def moved(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("moved")
    (folder / "moved.eform.yaml").write_text(MOVED, encoding="utf-8")
    (unit,) = project.units([str(folder)])
    return published(unit.reasoned)


def test_27_today_is_that_of_the_forms_time_zone_on_a_page_that_stands_alone(browser, moved, tmp_path):
    (tmp_path / "moved.html").write_text(moved.page("en"), encoding="utf-8")
    for zone in ("Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"):
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        page.clock.install(time=NIGHT)
        page.goto((tmp_path / "moved.html").as_uri())
        page.click("#whole")
        for day, wrong in (("29", False), ("30", True)):
            for part, text in (("day", day), ("month", "11"), ("year", "2026")):
                page.fill(f"[name='f.moved.{part}']", text)
            page.check("[name='e.typed_by'][value=self]")
            page.click("#send")
            assert bool(errors(page)) == wrong, (zone, day, errors(page))
            if not wrong:
                page.go_back()
        context.close()


def test_27_today_is_that_of_the_forms_time_zone_at_the_server(moved):
    assert str(moved.today(NIGHT.astimezone(datetime.UTC))) == "2026-11-29"
    posted = Posted({"f.moved.day": ["29"], "f.moved.month": ["11"], "f.moved.year": ["2026"]})
    assert not moved.submitted(posted, moved.today(NIGHT.astimezone(datetime.UTC))).faults
