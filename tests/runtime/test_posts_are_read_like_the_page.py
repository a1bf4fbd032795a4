"""The server reads what a page posts as the page's script reads it: the same texts, the same values, the same faults."""

import json
import random
import threading
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from conftest import ONE, sent
from eformc.contract.page_data import of_value, of_written
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.kernel.decimals import decimal_text
from eformc.kernel.patterns import parse
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Code,
    CodeList,
    Date,
    Decimal,
    Integer,
    Moment,
    Money,
    Part,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
)
from eformc.portal.html.assets import engine_source
from eformc.portal.submission.decode import Posted, value_of
from eformc.portal.submission.envelope import envelope
from eformc.portal.view.controls import QuestionText, question_of
from eformc.portal.view.populate import answered
from eformc.wording.localization import Localizer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
DAY = dates.parse("2026-11-23")

PIECES = [
    *"0123456789", "00", "12", "1980", "2", "29", " ", "\u00a0", "\t", ".", ",", "-", "(", ")", "+84", "\r\n", "\n", "e", "x", "/",
    "e\u0302\u0301", "ế", "đ", "😀", "\ufeff", "\u0085", "\x01", "true", "false", "a", "b", "1.234", "1,234", "٣", "١٢",
]  # fmt: skip
LINES = [
    "17/5/1980", "17-05-1980", "17.5.1980", "17 5 1980", "1980-05-17", "5/1980", "1980-5", "ngày 17 tháng 5 năm 1980", "17/5/80", "5 May 1980",
    "17 May 1980 5", "17/5", "1/2/3/1980", "175/1/1980", "17\u00a05\u00a01980", "17051980", "19800517", "20111980", "99999999", "năm 1990", "Năm 90",
    "tháng 3 năm 1950", "tháng 3", "THÁNG 3 NĂM 1950", "May 17, 1980", "May 1980", "mồng 5 tháng 3", "ngày 5 năm 1950", "constructor 1950",
]
AMOUNTS = [
    "500.000 đồng", "500.000đ", "500k", "1,5 triệu", "1.5 triệu đồng", "1 triệu 200 nghìn", "1.200 triệu", "1 nghìn 2 triệu", "2 tỷ", "không", "VND 500",
    "120 m2", "120m²", "120,5 m²", "5²", "½", "1.200", "1,200", "12.000,5", "0.125", "1.234.567", "120,55555", "constructor 5", "5 constructor", "-1,5 triệu",
    "1,2345 nghìn", "12 ty", "1O", "999999999999 tỷ", "１２", "12 m2 m2", "5 đ đ", "k", "5 k k", "1." * 40, "9 triệu" * 9,
]
CLOCKS = ["17:30", "17h30", "17h", "17 giờ 30", "8 giờ", "17g30 phút", "5.30", "17 GIỜ 5 PHÚT", "8h5", "17:", "5:3", "17h30p", "17:30:00", ":30", "giờ 5"]
BESIDE = ("dong", "vnd", "m2", "d", "₫")  # fmt: skip
CODES = CodeList("c", (Code("a", {}), Code("b", {})))
KINDS = [
    Text(), Text(multiline=True), Text(least=12, most=12, pattern=parse("[0-9]{12}")), Text(pattern=parse("[0-9]{4}-[0-9]{3}")),
    Text(pattern=parse("[A-Z]{2}[0-9]+")),
    Text(pattern=parse(r"0[0-9]{2,4}|\+[0-9]{3,6}"), beginnings=(("+84", "0"), ("84", "0"), ("8", "+"))), Integer(), Money("VND", 0), Money("EUR", 2), Money("BHD", 3), Decimal(2), Decimal(4), Date(), Time(), Moment(), RowOf("t"), RowsOf("t"), Choice(CODES), Choices(CODES),
    Boolean(), Boolean(declaration=True),
    Record("group", (Part("n", {}, Integer()), Part("t", {}, Text()), Part("d", {}, Date()), Part("r", {}, Record("g", (Part("x", {}, Text()),))))),
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


def typed(draw, value, name):
    """Texts somebody might leave in the controls of a value, as (name of the control, texts)."""
    match value:
        case Record(_, parts):
            return [pair for part in parts for pair in typed(draw, part.value, f"{name}.{part.name}")]
        case Date():
            return [(f"{name}.{part}", [draw.choice(["", "", text(draw, 2), "12", "29", "1980", *LINES])]) for part in ("day", "month", "year")]
        case Time() | Moment():
            days = typed(draw, Date(), name) if isinstance(value, Moment) else []
            return [*days, *((f"{name}.{part}", [draw.choice(["", "", text(draw, 2), "5", "17", "30", *CLOCKS])]) for part in ("hour", "minute"))]
        case RowsOf():
            return [(name, picked)] if (picked := [row for row in ["0", "2", "12", "x"] if draw.random() < 0.4]) else []
        case Choices():
            return [(name, picked)] if (picked := [code for code in "abz" if draw.random() < 0.4]) else []
        case Integer() | Money() | Decimal() if draw.random() < 0.3:
            return [(name, [draw.choice(AMOUNTS) + draw.choice(["", "", " đ", "m2", text(draw, 1)])])]
        case Text(beginnings=((_, _), *_)):
            return [(name, [draw.choice(["", "+84", "84 ", "+84-", "0084", "8"]) + text(draw, draw.randrange(6))])]
        case _:
            return [(name, [text(draw, draw.randrange(6))])]


def text(draw, length):
    return "".join(draw.choice(PIECES) for _ in range(length))


def test_20000_posts_are_read_alike_by_server_and_script(browser):
    page = browser.new_page()
    page.add_script_tag(content=engine_source().replace("export ", "") + "\nObject.assign(window, { decode });")
    draw = random.Random(7)
    cases = [(kind, dict(typed(draw, kind, "f"))) for _ in range(20_000 // len(KINDS) + 1) for kind in KINDS]
    said = json.loads(
        page.evaluate(
            """([text, words]) => JSON.stringify(JSON.parse(text).map(([v, texts]) => {
              const found = new Map();
              for (const [key, list] of texts) {
                found.set(key, list.at(-1));
                if (["choices", "rows"].includes(v.k) || v.must) found.set("[]", list);
              }
              return decode(v, found, words) ?? null;
            }))""",
            [
                json.dumps([(of_value(kind, "vi") | {"beside": BESIDE}, [(name[1:], texts) for name, texts in posted.items()]) for kind, posted in cases]),
                of_written((Integer(), Date())),
            ],
        )
    )
    for (kind, posted), theirs in zip(cases, said, strict=True):
        ours = value_of(kind, "f", Posted(posted), BESIDE)
        assert (ours, type(ours)) == (theirs, type(theirs)), f"{kind} {posted}: server {ours!r}, script {theirs!r}"
    page.close()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from([("VND", 0), ("EUR", 2), ("BHD", 3)]), st.sampled_from(["vi", "en"]))
def test_money_is_typed_in_major_units_and_stored_in_minor_ones(amount, currency, lang):
    """Shown, shown again in its box, or written with its currency: read, it is the same amount."""
    money, (code, minor) = Money(*currency), currency
    box = question_of(money, "/f", QuestionText("f", "f", ""), Localizer(lang), own=True, read=frozenset(), rule=lambda _: None)
    again = answered(box, amount, Localizer(lang)).value
    major = decimal_text(amount, minor)
    for text in (again, major + ("00" if minor else ""), f"{again} {code}", f"{code} {again}"):
        assert value_of(money, "f", Posted({"f": [text]}), (code.lower(),)) == amount, text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12.50", 1250), ("12,5", 1250), ("12", 1200), ("1.250,00", 125000), ("1 250", 125000), ("1.250", "1.250"), ("12.505", "12.505"), ("2 million", 200000000)],
)
def test_an_amount_in_euros(typed, stored):
    assert value_of(Money("EUR", 2), "f", Posted({"f": [typed]})) == stored


@pytest.mark.parametrize(
    ("boxes", "value"),
    [
        (("17/5/1980", "", ""), "1980-05-17"), (("", "", "17-05-1980"), "1980-05-17"), (("ngày 17 tháng 5 năm 1980", "", ""), "1980-05-17"),
        (("1980-5-17", "", ""), "1980-05-17"), (("", "5/1980", ""), "1980-05"), (("17", "5", "1980"), "1980-05-17"), (("", "", "1980"), "1980"),
        (("5 May 1980", "", ""), "1980-05-05"), (("17/5/80", "", ""), "--17/5/80"), (("17/5/1980", "6", ""), "-06-17/5/1980"),
        (("5 Mai 1980", "", ""), "--5 Mai 1980"), (("", "", "năm 1990"), "1990"), (("tháng 3 năm 1950", "", ""), "1950-03"), (("17051980", "", ""), "1980-05-17"),
        (("", "3", ""), "-03"), (("17", "5", ""), "-05-17"),
    ],
)  # fmt: skip
def test_a_date_is_taken_as_people_say_it_and_never_guessed(boxes, value):
    posted = {f"f.{name}": [text] for name, text in zip(("day", "month", "year"), boxes, strict=True)}
    assert value_of(Date(), "f", Posted(posted)) == value


# --- the whole way without script ----------------------------------------------------------------------------------


def texts_of(content_type, body):
    """The texts of a post, of either encoding; files are left out."""
    if not content_type.startswith("multipart/"):
        return parse_qs(body.decode(), keep_blank_values=True)
    made = {}
    for part in message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP).iter_parts():
        if part.get_filename() is None:
            made.setdefault(part.get_param("name", header="Content-Disposition"), []).append(part.get_payload(decode=True).decode())
    return made


class Portal:
    """A server as small as a portal can be: shows the page, reads the post, shows the page again or what it took."""

    def __init__(self, form, held):
        portal, self.form, self.held, self.taken = self, form, held, []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.say(portal.form.page("vi", held=portal.held))

            def do_POST(self):
                posted = Posted(texts_of(self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"]))))
                made = portal.form.submitted(posted, DAY, portal.held)
                portal.taken.append(made)
                self.say("<title>Đã nhận</title>" if not made.faults else portal.form.page("vi", made=made, held=portal.held, turn=told(portal.form, posted, portal.held)))

            def say(self, text):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


def told(form, posted, held):
    return form.turn(form.belonging(posted, envelope(posted.texts), held), DAY, held)


@pytest.mark.parametrize("name", ONE)
def test_without_script_the_server_says_what_the_script_says(browser, procedures, name):
    """Empty, and with drawn texts in every control: the same places are faulty, in the same words."""
    form = published(next(unit.reasoned for unit in procedures if unit.procedure.id == name))
    portal = Portal(form, {})
    draw = random.Random(name)
    without, with_script = browser.new_context(java_script_enabled=False).new_page(), browser.new_page()
    for round_ in range(3):
        lines = []
        for page in (without, with_script):
            page.goto(portal.url)
        with_script.evaluate("localStorage.clear(); sessionStorage.clear()")
        with_script.goto(portal.url)
        with_script.click("#whole")
        if round_:
            fill(draw, [without, with_script])
        sent(without)
        with_script.locator("#send").click()
        for page in (without, with_script):
            lines.append({(link.get_attribute("href").lstrip("#"), link.text_content()) for link in page.locator(".errors li a").all()})
        # what only the server can know: codes that are asked by name, and where they lie
        server = {line for line in lines[0] if "trong danh sách của" not in line[1] and "không thuộc tỉnh" not in line[1]}
        assert {text for _, text in server} == {text for _, text in lines[1]}, round_
    portal.server.shutdown()


def fill(draw, pages):
    """The same texts into the same controls of both pages; rows that the script has not added yet are left empty."""
    names = pages[1].evaluate(
        "() => Array.from(document.querySelectorAll('#form [name]')).filter((e) => !e.closest('[data-row][hidden]')).map((e) => [e.id, e.tagName + (e.type || '')])"
    )
    for id_, kind in names:
        if draw.random() < 0.3 or "file" in kind:
            continue
        if "radio" in kind or "checkbox" in kind:
            run, value = "([id]) => { const e = document.getElementById(id); if (e && !e.disabled) e.click() }", None
        elif kind.startswith("SELECT"):
            value = draw.random()
            run = "([id, n]) => { const e = document.getElementById(id); if (e) { e.selectedIndex = 1 + Math.floor(n * (e.options.length - 1)); e.dispatchEvent(new Event('change', {bubbles: true})) } }"
        else:
            value = text(draw, draw.randrange(5)).replace("\n", "").replace("\r", "")
            run = "([id, t]) => { const e = document.getElementById(id); if (e) { e.value = t; e.dispatchEvent(new Event('input', {bubbles: true})) } }"
        for page in pages:
            page.evaluate(run, [id_, value])


@pytest.mark.parametrize(
    ("boxes", "value"),
    [
        (("17", "30"), "17:30"), (("5", "3"), "05:03"), (("17:30", ""), "17:30"), (("", "17h30"), "17:30"), (("17 giờ 30", ""), "17:30"), (("8h", ""), "08:00"),
        (("17", ""), "17:"), (("", "30"), ":30"), (("17:30", "15"), "17:30:15"), (("", ""), None),
    ],
)  # fmt: skip
def test_a_time_is_taken_as_people_say_it_and_never_guessed(boxes, value):
    posted = {f"f.{name}": [text] for name, text in zip(("hour", "minute"), boxes, strict=True)}
    assert value_of(Time(), "f", Posted(posted)) == value
