"""Communes are asked by name: offered once the province is known, judged where they are typed, and without script at the answer."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import sync_playwright
from running import server
from test_the_whole_way import ARGS

from conftest import sent, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FORM = "/vi/forms/giay-phep-xay-dung"
BOX = "f.contact_address.commune"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with server(tmp_path_factory.mktemp("serve"), people=300) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, served):
    context = browser.new_context(locale="vi-VN", viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(served + FORM)
    page.click("#whole")
    page.select_option("[name='f.contact_address.province']", "01")
    yield page
    context.close()


def write(page, text):
    page.fill(f"[name='{BOX}']", text)
    page.locator(f"[name='{BOX}']").press("Tab")


def test_the_communes_of_the_province_are_offered(page):
    page.focus(f"[name='{BOX}']")
    until(page, "document.querySelectorAll('datalist[id^=n-] option').length > 0")
    names = page.locator("datalist[id^=n-] option").evaluate_all("(all) => all.map((one) => one.value)")
    assert len(names) == 126
    assert "Phường Ba Đình" in names
    page.select_option("[name='f.contact_address.province']", "19")
    until(page, "document.querySelectorAll('datalist[id^=n-] option').length === 92")
    assert page.said == []


@pytest.mark.parametrize("text", ["P. Ba Đình", "P.Ba Đình", "phường bađình", "ba dinh", "PHUONG BA DINH"])
def test_what_can_only_be_one_is_written_out(page, text):
    write(page, text)
    until(page, f"document.querySelector(\"[name='{BOX}']\").value === 'Phường Ba Đình'")
    assert page.locator(".guess").count() == 0


@pytest.mark.parametrize(("text", "offered", "name"), [
    ("Phường Phúc Xá", "Phường Hồng Hà (trước là Phường Phúc Xá, Quận Ba Đình)", "Phường Hồng Hà"),
    ("TT Sóc Sơn", "Xã Sóc Sơn (trước là Thị trấn Sóc Sơn, Huyện Sóc Sơn)", "Xã Sóc Sơn"),
    ("Văn Miếu", "Phường Văn Miếu - Quốc Tử Giám", "Phường Văn Miếu - Quốc Tử Giám"),
    ("Phuong Ngok Ha", "Phường Ngọc Hà", "Phường Ngọc Hà"),
])
def test_what_may_be_meant_is_asked_back_and_taken_by_one_press(page, text, offered, name):
    write(page, text)
    button = page.locator(".guess button", has_text=offered).first
    button.wait_for()
    assert text in page.locator("[id='f-contact_address-commune-error']").inner_text()
    size = button.bounding_box()
    assert size["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    button.click()
    until(page, "!document.querySelector('.guess')")
    assert page.input_value(f"[name='{BOX}']") == name
    assert page.locator("[id='f-contact_address-commune-error']").count() == 0
    assert page.evaluate("document.activeElement.name") == BOX
    assert page.said == []


def test_what_is_nowhere_stops_the_step_at_the_field(page):
    page.click("#whole")
    page.evaluate(
        """(name) => {
          const steps = [...document.querySelectorAll("#form .step")], n = steps.indexOf(document.querySelector(`[name="${name}"]`).closest(".step"));
          history.replaceState({ eform: JSON.parse(document.getElementById("data").content.textContent).id, step: String(n) }, "");
          dispatchEvent(new PopStateEvent("popstate"));
        }""",
        BOX,
    )
    page.fill(f"[name='{BOX}']", "Xyzxyzxyz")
    page.fill("[name='f.contact_address.detail']", "Số 1")
    page.click("#send")
    page.locator("#errors:visible").wait_for()
    page.locator("#errors", has_text="Chưa thấy “Xyzxyzxyz”").wait_for()  # asked of the server
    write(page, "Ba Đình")
    until(page, f"document.querySelector(\"[name='{BOX}']\").value === 'Phường Ba Đình'")
    assert page.locator("[id='f-contact_address-commune-error']").count() == 0


def test_without_script_the_answer_says_what_may_be_meant_and_offers_the_province(browser, served):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(served + FORM)
    page.select_option("[name='f.contact_address.province']", "01")
    page.fill(f"[name='{BOX}']", "Phường Phúc Xá")
    sent(page)
    said = page.locator("[id='f-contact_address-commune-error']").inner_text()
    assert "Có phải là: Phường Hồng Hà (trước là Phường Phúc Xá, Quận Ba Đình)?" in said
    names = page.locator(f"[name='{BOX}']").get_attribute("list")
    assert page.locator(f"datalist#{names} option").count() == 126
    context.close()


@pytest.mark.parametrize("body", ["", "[]", "null", '{"at": 5}', '{"at": "/x", "within": []}', '{"at": "/x", "said": 7}'])
def test_what_is_no_question_for_names_is_refused(served, body):
    asking = Request(served + FORM + "/names", body.encode(), {"X-Eformc": "1", "Content-Type": "application/json", "Origin": served})
    with pytest.raises(HTTPError) as refused:
        urlopen(asking, timeout=20)
    assert refused.value.code == 400


@pytest.mark.parametrize("at", ["/nowhere", "/contact_address", "/contact_address/detail", "", "/contact_address/commune/x"])
def test_where_no_name_is_asked_there_are_none(served, at):
    asking = Request(served + FORM + "/names", json.dumps({"at": at}).encode(), {"X-Eformc": "1", "Content-Type": "application/json", "Origin": served})
    with urlopen(asking, timeout=20) as answer:
        assert json.load(answer) == {}
