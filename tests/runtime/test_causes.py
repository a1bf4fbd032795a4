"""A fault's message says its cause: the character, the year, the digits. The script finds what the server finds."""

import json
import random

import pytest
from playwright.sync_api import sync_playwright

from eformc.contract.page_data import of_value
from eformc.kernel.dates import parse as day
from eformc.kernel.judge import faults_of
from eformc.kernel.patterns import parse
from eformc.kernel.values import Date, Decimal, Integer, Money, Precision, Text
from eformc.language.fieldtypes.email import PATTERN as EMAIL
from eformc.portal.html.assets import engine_source
from eformc.portal.submission.decode import Posted, value_of
from eformc.wording.causes import cause_of

TODAY = day("2026-11-28")
NUMBER, MAIL = Text(12, 12, parse("[0-9]{12}")), Text(6, 254, EMAIL)
BESIDE = ("dong", "d", "m2")


def told(value, *texts):
    """The first message and its blanks for what is typed into a box, or into the boxes of a date."""
    names = [f"f.{part}" for part in ("day", "month", "year")] if isinstance(value, Date) else ["f"]
    answer = value_of(value, "f", Posted({name: [text] for name, text in zip(names, texts, strict=False)}), BESIDE)
    fault = next(iter(faults_of(value, answer, TODAY)), None)
    return None if fault is None else cause_of(value, fault.code, answer) or (fault.code, dict(fault.args))


@pytest.mark.parametrize(
    ("value", "texts", "message", "blanks"),
    [
        (Date(), ("27", "3", "50"), "date-century", {"year": "50", "a": "1950", "b": "2050"}),
        (Date(), ("27/3/50", "", ""), "date-century", {"year": "50", "a": "1950", "b": "2050"}),
        (Date(), ("27 3 5", "", ""), "date-century", {"year": "5", "a": "1905", "b": "2005"}),
        (Date(Precision.YEAR), ("", "", "90"), "date-century", {"year": "90", "a": "1990", "b": "2090"}),
        (Date(Precision.PARTIAL), ("tháng 3", "", ""), "date-year", {}),
        (Date(), ("27", "3", ""), "date-year", {}),
        (Date(), ("27/3", "", ""), "date-year", {}),
        (Date(), ("31", "2", "1950"), "not-a-date", {}),
        (Date(), ("ba", "", ""), "not-a-date", {}),
        (NUMBER, ("12345",), "digits", {"need": "12", "have": 5}),
        (NUMBER, ("123456789",), "digits", {"need": "12", "have": 9}),
        (NUMBER, ("0792000O0001",), "character", {"character": "O"}),
        (MAIL, ("ten.gmail.com",), "character-missing", {"character": "@"}),
        (MAIL, ("t.en@gmail",), "character-missing", {"character": "."}),
        (MAIL, ("tên@gmail.com",), "character", {"character": "ê"}),
        (MAIL, ("a@b@thu.vn",), "character", {"character": "@"}), (MAIL, ("hoa@th!u.vn",), "character", {"character": "!"}), (MAIL, ("hoa le@thu.vn",), "character", {"character": " "}),
        (MAIL, ("hoa@-thu.vn",), "pattern", {}), (MAIL, ("hoa..le@thu.vn",), "pattern", {}),
        (Integer(), ("1O0",), "number-character", {"character": "O"}),
        (Money("VND", 0), ("năm trăm nghìn",), "number-character", {"character": "năm trăm nghìn"}),
        (Integer(), ("12,5",), "number-whole", {}),
        (Money("VND", 0), ("1.200 triệu",), "number-which", {"a": "1200", "b": "1,2"}),
        (Decimal(2), ("1.200",), "number-which", {"a": "1200", "b": "1,2"}),
        (Decimal(2), ("120,55555",), "number-places", {"most": 2}), (Money("EUR", 2), ("12.555",), "number-which", {"a": "12555", "b": "12,555"}),
        (Money("EUR", 2), ("12.5555",), "number-places", {"most": 2}),
        (Integer(), ("--",), "type", {}),
    ],
)  # fmt: skip
def test_the_cause_is_said(value, texts, message, blanks):
    assert told(value, *texts) == (message, blanks)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (MAIL, ("o'neil+x@thư.vn",)), (MAIL, ("hoa@例え.テスト",)), (Money("VND", 0), ("500.000 đồng",)), (Money("VND", 0), ("500k",)), (Money("VND", 0), ("1,5 triệu",)), (Money("VND", 0), ("không",)),
        (Decimal(2), ("120 m2",)), (Decimal(2, maximum=100_000), ("1.200",)), (Date(Precision.YEAR), ("", "", "năm 1990")), (Date(), ("27031950", "", "")),
    ],
)  # fmt: skip
def test_what_people_write_is_read(value, texts):
    assert told(value, *texts) is None


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_script_finds_the_same_causes():
    draw = random.Random(11)
    pieces = [*"0123456789O .,-@/!", "a@", "ư.vn", "đồng", " triệu", "1.200", "năm ", "ê", "😀", "50", "--", "1950", "27/3/", "٣", "\u00a0"]
    kinds = [(one, code) for one, code in (
        (Integer(), "type"), (Money("VND", 0), "type"), (Money("EUR", 2), "type"), (Decimal(2), "type"), (Date(), "not-a-date"), (NUMBER, "pattern"), (NUMBER, "too-short"), (MAIL, "pattern"),
        (Text(pattern=parse("[A-Z]{2}-[0-9]{4,6}|x")), "pattern"), (Text(), "too-long"), (Integer(), "too-small"),
    )]  # fmt: skip
    cases = [(value, code, "".join(draw.choices(pieces, k=draw.randrange(1, 7)))) for _ in range(1000) for value, code in kinds]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        page = browser.new_page()
        page.add_script_tag(content=engine_source().replace("export ", "") + "\nObject.assign(window, { cause });")
        sent = json.dumps([(of_value(value, "vi"), code, text) for value, code, text in cases])
        theirs = json.loads(page.evaluate("(text) => JSON.stringify(JSON.parse(text).map(([v, code, x]) => cause(v, code, x)))", sent))
        browser.close()
    for (value, code, text), found in zip(cases, theirs, strict=True):
        ours = cause_of(value, code, text)
        assert (None if ours is None else [ours[0], dict(ours[1])]) == found, (value, code, text)
