"""Killed at any moment, what a receipt was given for is there, whole; nothing is there by half."""

import http.client
import json
import random
import sqlite3
import threading
import time
from contextlib import closing, suppress
from urllib.parse import urlencode

import pytest
from running import asked, checked, server

FORM = "xac-nhan-hon-nhan"
TYPED = {
    "f.relation": "self", "f.purpose": "", "e.typed_by": "self", "e.confirmed": "1", "f.applicant.full_name": "Nguyễn Thị Hoa",
    "f.applicant.birth_date.year": "1980", "f.applicant.residence_address.province": "19", "f.applicant.residence_address.commune": "Phường Phan Đình Phùng",
    "f.applicant.residence_address.detail": "Số 12",
}  # fmt: skip


def login(address, data):
    """A cookie of somebody who is married, grown up and flawless."""
    link = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": address}
    link.request("POST", "/vi/login", urlencode({"key": flawless(data)}), headers)
    cookie = link.getresponse().headers["set-cookie"].split(";")[0]
    link.close()
    return cookie


def posted(address, cookie, fields, path=f"/vi/forms/{FORM}"):
    link = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": address, "Cookie": cookie}
    link.request("POST", path, urlencode(fields, doseq=True), headers)
    answer = link.getresponse()
    answer.read()
    link.close()
    return answer.status, answer.headers.get("location", "")


def flawless(data):
    with closing(sqlite3.connect(data / "vn.sqlite")) as base:
        question = """SELECT key FROM demo_citizen WHERE alive AND labels LIKE '%"married"%' AND key NOT IN (SELECT citizen FROM demo_flaw) LIMIT 1"""
        return base.execute(question).fetchone()[0]


def submitting(address, data, receipts):
    """Submits again and again, each time another text; notes the receipts as they are given."""
    with suppress(OSError, http.client.HTTPException):
        cookie = login(address, data)
        whole = checked(address, cookie, TYPED | {"f.purpose": "x"}, f"/vi/forms/{FORM}")
        for number in range(10_000):
            purpose = f"{len(receipts)}-{number}-" + "x" * 1500
            status, location = posted(address, cookie, whole | {"f.purpose": purpose, "e.once": f"{id(receipts)}-{time.monotonic_ns()}"})
            assert status == 303, status
            if "/receipts/" not in location:  # registries were too slow: the page comes again
                continue
            receipts[location.rsplit("/", 1)[1]] = purpose


@pytest.mark.parametrize("rounds", [pytest.param(3, id="quick"), pytest.param(25, id="long", marks=pytest.mark.long)])
def test_every_receipt_given_has_its_whole_submission(tmp_path, rounds):
    dice, receipts = random.Random(rounds), {}
    for _ in range(rounds):
        with server(tmp_path, "specs/procedures/xac-nhan-hon-nhan.eform.yaml", people=200) as (address, process):
            threads = [threading.Thread(target=submitting, args=(address, tmp_path, receipts)) for _ in range(3)]
            for thread in threads:
                thread.start()
            before = len(receipts)
            while len(receipts) <= before and any(thread.is_alive() for thread in threads):
                time.sleep(0.05)
            time.sleep(dice.random())
            process.kill()
            for thread in threads:
                thread.join()
    assert len(receipts) > rounds
    with closing(sqlite3.connect(tmp_path / "submissions.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = dict(base.execute("SELECT reference, answers FROM submission").fetchall())
    for reference, purpose in receipts.items():
        assert json.loads(rows[reference])["purpose"] == purpose
    for answers in rows.values():
        assert json.loads(answers)["purpose"].endswith("x" * 1500)


def test_sent_twice_is_taken_once(tmp_path):
    with server(tmp_path, "specs/procedures/xac-nhan-hon-nhan.eform.yaml", people=200) as (address, _):
        cookie = login(address, tmp_path)
        fields = checked(address, cookie, TYPED | {"f.purpose": "Để kết hôn", "e.once": "the same"}, f"/vi/forms/{FORM}")
        first, second = posted(address, cookie, fields), posted(address, cookie, fields)
        assert first == second
        assert first[0] == 303
        link = http.client.HTTPConnection(address.removeprefix("http://"))
        for suffix, marks in (("jsonl", ('"purpose":"Để kết hôn"',)), ("csv", ("/purpose", "Để kết hôn", "/applicant/residence_address/province"))):
            link.request("GET", f"/vi/submissions.{suffix}", headers={"Cookie": cookie})
            text = link.getresponse().read().decode()
            assert all(mark in text for mark in marks), text
            assert text.count("Để kết hôn") == 1
        # the same answers under another mark are said to be sent before; other answers under the same mark are a new act
        for again in ({"e.once": "another"}, {"f.purpose": "Để vay tiền"}):
            text = asked(address, cookie, "POST", f"/vi/forms/{FORM}", fields | again)
            assert first[1].rpartition("/")[2] in text
            assert 'name="e.again" value="1"' in text
        # an error shows the page again and keeps what was typed
        text = asked(address, cookie, "POST", f"/vi/forms/{FORM}", fields | {"f.purpose": "", "e.once": "other"})
        assert "Có chỗ cần sửa" in text
        link.close()
