"""Choose a person and a procedure, confirm what is held, correct a value, type a key, send, get a receipt: in Chromium."""

import json
import sqlite3
import subprocess
import threading
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import jsonschema
import pytest
from playwright.sync_api import sync_playwright
from running import ROOT, checked, server

from conftest import sent, until
from eformc.emit.json_schema import schema_of

NODE = ROOT / "tools" / "page" / "node_modules"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, folder of its data)."""
    data = tmp_path_factory.mktemp("serve")
    with server(data, people=3000) as (address, _):
        yield address, data


def ask(path, question, *values):
    with closing(sqlite3.connect(path)) as base:
        return base.execute(question, values).fetchall()


def grown_child(data):
    """(number and name of somebody grown up, number and name of the mother), with nothing wrong in either's records."""
    return ask(
        data / "vn.sqlite",
        """SELECT c.key, c.name, m.key, m.name FROM demo_citizen c
           JOIN population__by_personal_id p ON p.personal_id = c.key JOIN demo_citizen m ON m.key = p.mother__personal_id
           WHERE c.alive AND c.born < '2000' AND m.alive AND c.key NOT IN (SELECT citizen FROM demo_flaw)
           AND m.key NOT IN (SELECT citizen FROM demo_flaw) LIMIT 1""",
    )[0]


def choose(page, address, key, name):
    page.goto(address + "/")
    page.fill("#name", name)
    page.click("form[role=search] button")
    page.click(f"form:has(input[value='{key}']) button")
    assert name in page.inner_text("main .card")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_choosing_to_the_receipt(browser, served, script):
    address, data = served
    key, name, mother_key, mother = grown_child(data)
    masked = " ".join(f"{word[0]}…" for word in mother.split())  # whoever types a number sees no more
    context = browser.new_context(locale="vi-VN", java_script_enabled=script)
    page = context.new_page()
    page.set_default_timeout(10_000)
    said = []
    page.on("console", lambda message: said.append(message.text))
    choose(page, address, key, name)
    page.click("a[href='/vi/forms/xac-nhan-hon-nhan']")
    assert name in page.inner_text("[data-held='/applicant/full_name']") if not script else page.text_content("[data-held='/applicant/full_name']")
    if script:
        page.click("#whole")
    page.check("input[name='f.relation'][value=child]")
    # the applicant's address is not right
    held = page.locator(".held", has=page.locator("[data-held='/applicant/residence_address']"))
    held.get_by_text("Không đúng", exact=True).click()
    if not held.locator("details").evaluate("one => one.open"):
        held.locator("summary").click()
    page.fill("input[name='f.applicant.residence_address.commune']", "Phường Phan Đình Phùng")
    page.fill("input[name='f.applicant.residence_address.detail']", "Số 12, đường Bến Tượng")
    page.select_option("select[name='f.applicant.residence_address.province']", "19")
    # a key brings the mother's name
    page.fill("input[name='f.certified_person.personal_id']", mother_key)
    page.fill("textarea[name='f.purpose']", f"Để mua bán nhà {script}")  # the same answers twice would be asked about
    there = page.locator("[data-held='/certified_person/full_name']")
    if not script:
        sent(page)  # looked up on the way
        assert "Hãy chọn “Đúng” hoặc “Không đúng”" in page.inner_text("#errors")
    until(page, "name => document.querySelector(\"[data-held='/certified_person/full_name']\").textContent.includes(name)", masked)
    page.locator(".held", has=there).get_by_text("Đúng", exact=True).click()
    page.click("#send") if script else sent(page)
    assert "bạn ghi lại; cơ quan đang ghi" in page.inner_text("main")
    page.click("#send")
    page.wait_for_url("**/receipts/DEMO-*")
    reference = page.inner_text(".reference")
    assert masked in page.inner_text("main")
    assert mother not in page.content()
    assert said == []
    assert there.count() == 0
    ((answers, provenance, envelope),) = ask(data / "submissions.sqlite", "SELECT answers, provenance, envelope FROM submission WHERE reference = ?", reference)
    answers, provenance = json.loads(answers), json.loads(provenance)
    assert answers["certified_person"]["full_name"] == mother
    assert answers["applicant"]["full_name"] == name
    assert answers["applicant"]["residence_address"]["detail"] == "Số 12, đường Bến Tượng"
    assert provenance["/applicant/residence_address"]["registry_says"]["detail"] != "Số 12, đường Bến Tượng"
    assert provenance["/certified_person/full_name"]["state"] == "value"
    (dispute,) = json.loads(envelope)["disputed"]
    assert dispute["at"] == "/applicant/residence_address"
    assert dispute["said"]["detail"] == "Số 12, đường Bến Tượng"
    assert "Cơ sở dữ liệu quốc gia về dân cư" in page.inner_text("main")  # where the values came from
    page.goto(address + "/vi/forms/xac-nhan-hon-nhan")
    assert page.input_value("textarea[name='f.purpose']") == ""  # what was sent is no draft any longer
    context.close()


def test_a_silent_registry_brings_the_questions_back(browser, served):
    address, data = served
    key, name, *_ = grown_child(data)
    page = browser.new_context(locale="en-GB").new_page()
    choose(page, address, key, name)
    page.click("#registries ~ details summary")
    page.select_option("#r-population", "silent")
    page.click("form[action$=switches] button")
    page.goto(address + "/en/forms/xac-nhan-hon-nhan")
    page.click("#whole")
    assert page.get_attribute("[data-held='/applicant/full_name']", "data-state") == "unavailable"
    assert page.is_visible("input[name='f.applicant.full_name']")
    page.context.close()


def test_nobody_elses_draft_is_brought_back(browser, served):
    address, data = served
    key, name, mother_key, mother = grown_child(data)
    page = browser.new_context(locale="vi-VN").new_page()
    for who, called, kept in ((key, name, ""), (mother_key, mother, ""), (key, name, "Để vay tiền")):
        choose(page, address, who, called)
        page.goto(address + "/vi/forms/xac-nhan-hon-nhan")
        page.click("#whole")
        assert page.input_value("textarea[name='f.purpose']") == kept
        if who == key and not kept:
            page.fill("textarea[name='f.purpose']", "Để vay tiền")
            page.wait_for_timeout(600)
    page.context.close()


ELSEWHERE = """<!doctype html><title>elsewhere</title><body><script>
window.seen = [];
const at = "{address}";
const tries = [
  () => fetch(at + "/vi/").then((one) => one.text()),
  () => fetch(at + "/vi/", {mode: "no-cors", credentials: "include"}).then((one) => one.text()),
  () => fetch(at + "/vi/submissions.jsonl", {credentials: "include"}).then((one) => one.text()),
  () => fetch(at + "/vi/login", {method: "POST", mode: "no-cors", body: new URLSearchParams({key: ""})}).then((one) => one.text()),
  () => fetch(at + "/vi/forms/khai-sinh/lookup", {method: "POST", headers: {"X-Eformc": "1"}, body: "{}"}).then((one) => one.text()),
  () => new Promise((done, failed) => { const s = new EventSource(at + "/events"); s.onmessage = (e) => done(e.data); s.onerror = failed; }),
  () => new Promise((done, failed) => { const s = new WebSocket(at.replace("http", "ws") + "/events"); s.onopen = () => done("open"); s.onerror = failed; }),
  () => new Promise((done, failed) => { const s = document.createElement("script"); s.src = at + "/vi/author/khai-sinh/map.json"; s.onload = () => done("script"); s.onerror = failed; document.body.append(s); }),
  () => new Promise((done) => { const f = document.createElement("iframe"); f.src = at + "/vi/"; f.onload = () => { try { done(f.contentDocument ? f.contentDocument.body.innerText : ""); } catch { done(""); } }; document.body.append(f); }),
];
Promise.allSettled(tries.map((one) => one())).then((all) => { window.seen = all.map((one) => one.value || ""); window.done = true; });
</script>"""


def test_a_page_of_another_origin_on_this_machine_reads_nothing(browser, served, tmp_path):
    address, _ = served
    (tmp_path / "index.html").write_text(ELSEWHERE.replace("{address}", address), encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    other = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=other.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "/vi/")  # the browser has a visit here
    visit = context.cookies(address)
    for name in ("127.0.0.1", "localhost"):
        page.goto(f"http://{name}:{other.server_port}/")
        until(page, "window.done", seconds=15)
        assert page.evaluate("window.seen") == [""] * 9
    assert context.cookies(address) == visit
    context.close()
    other.shutdown()


AXE = """
async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } }, iframes: false });
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`));
}
"""


PAGES = {"light": ("/vi/", "/en/", "/vi/submissions", "/vi/author/khai-sinh", "/vi/nothing/here"), "dark": ("/vi/", "/en/author/ct01")}


@pytest.mark.parametrize("colours", [pytest.param("light", marks=pytest.mark.long), "dark"])
def test_the_servers_own_pages_are_for_everybody(browser, served, colours, tmp_path):
    address, data = served
    key, name, *_ = grown_child(data)
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=colours, bypass_csp=True, locale="vi-VN")
    page = context.new_page()
    written, found = [], []

    def looked_at(where):
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        page.add_script_tag(path=NODE / "axe-core" / "axe.min.js")
        found.extend(f"{where}: {one}" for one in page.evaluate(AXE))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, where

    choose(page, address, key, name)
    for where in PAGES[colours]:
        answer = page.goto(address + where)
        path = tmp_path / f"{len(written)}.html"
        path.write_text(answer.text(), encoding="utf-8")
        written.append(str(path))
        looked_at(where)
    context.close()
    assert not found, "\n".join(found)
    if colours == "dark":
        return
    jar = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
    ran = subprocess.run(["java", "-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--format", "json", "--exit-zero-always", *written], capture_output=True, text=True, check=True)
    wrong = {f"{one['message']} {one.get('extract', '')[:150]}" for one in json.loads(ran.stderr)["messages"] if one["type"] == "error"}
    assert not wrong, "\n".join(sorted(wrong))


def test_a_birth_is_registered_with_six_answers_and_the_submission_keeps_to_the_schema(served, procedures):
    address, data = served
    question = """SELECT key, kin FROM demo_citizen WHERE alive AND labels LIKE '%"birth_notice"%' AND key NOT IN (SELECT citizen FROM demo_flaw)
                  AND json_extract(papers, '$.birth_notice') IN (SELECT birth_notice_number FROM health_insurance__by_birth_notice) LIMIT 1"""
    ((key, kin),) = ask(data / "vn.sqlite", question)
    other = next(number for relation, number, _ in json.loads(kin) if relation == "spouse")
    woman = key[3] in "13579"
    link = HTTPConnection(address.removeprefix("http://"), timeout=20)

    def post(path, fields, cookie=""):
        link.request("POST", path, urlencode(fields, doseq=True), {"Content-Type": "application/x-www-form-urlencoded", "Origin": address, "Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        return answer

    cookie = post("/vi/login", {"key": key}).headers["set-cookie"].split(";")[0]
    typed = {
        "f.relation_to_child": "mother" if woman else "father", "f.child.full_name": "Nguyễn Minh An", "f.child.ethnicity": "01",
        "f.child.place_of_origin.province": "19", "f.child.place_of_origin.commune": "Phường Phan Đình Phùng", "f.wants_copies": "false",
        "f.father.personal_id" if woman else "f.mother.personal_id": other, "e.confirmed": "1",
    }  # fmt: skip
    sent = post("/vi/forms/khai-sinh", checked(address, cookie, typed, "/vi/forms/khai-sinh"), cookie)
    assert sent.status == 303
    reference = sent.headers["location"].rpartition("/")[2]
    ((answers,),) = ask(data / "submissions.sqlite", "SELECT answers FROM submission WHERE reference = ?", reference)
    answers = json.loads(answers)
    spec = next(unit.procedure for unit in procedures if unit.procedure.id == "khai-sinh")
    jsonschema.Draft202012Validator(schema_of(spec)).validate(answers)
    assert answers["mother" if woman else "father"]["personal_id"] == key
    assert answers["father" if woman else "mother"]["personal_id"] == other
    assert answers["child"]["sex"] in ("1", "2")
    link.close()
