"""A month and a year are asked for, and refused, in words of their own: by the server and by the page's script alike."""

import json
import subprocess

import pytest

from conftest import ROOT
from eformc.contract.page_data import of_form
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.kernel.form import Form, Item
from eformc.kernel.values import Date, Precision
from eformc.wording.findings import finding_text
from eformc.wording.localization import Localizer

TODAY = dates.parse("2026-11-23")
NODE = """const { judge } = await import(process.argv[1]);
const { data, answers } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(judge({ ...data, words: {} }, answers, { y: 2026, m: 11, d: 23 }).map(([, code, args]) => [code, args])));"""
YEAR, MONTH = "Ở “X” hãy ghi năm bằng bốn chữ số, ví dụ 1950.", "Tháng ở “X” không có; hãy ghi tháng và năm bằng chữ số, ví dụ 3 1950."
CASES = [
    (Precision.YEAR, "198o", "not-a-year", YEAR), (Precision.YEAR, "1980-05-17", "not-a-year", YEAR), (Precision.YEAR, "2201", "not-a-year", YEAR),
    (Precision.MONTH, "1980-13", "not-a-month", MONTH), (Precision.MONTH, "1980", "not-a-month", MONTH), (Precision.MONTH, "1980-05-17", "not-a-month", MONTH),
    (Precision.YEAR, "2027", "too-late", "“X” không được sau 2026."), (Precision.MONTH, "1899-12", "too-early", "“X” phải từ 1/1900 trở đi."),
    (Precision.DAY, "1980-02-30", "not-a-date", "Ngày ở “X” không có trong lịch; hãy ghi ngày, tháng, năm bằng chữ số, ví dụ 27 3 1950."),
]  # fmt: skip


@pytest.mark.parametrize(("precision", "answer", "code", "words"), CASES)
def test_server_and_script_say_what_the_field_asks_for(precision, answer, code, words):
    form = Form((Item(("x",), Date(precision, "1900-01-01", "today"), {"vi": "X", "en": "X"}),))
    (finding,) = evaluate(form, {"x": answer}, TODAY).findings
    assert finding_text(form, finding, Localizer("vi"), answers={"x": answer}) == words
    given = json.dumps({"data": of_form(form), "answers": {"x": answer}})
    done = subprocess.run(["node", "--input-type=module", "-e", NODE, ROOT / "src/eformc/kernel/engine.mjs", given], capture_output=True, text=True, check=True)
    ((said, args),) = json.loads(done.stdout)
    assert said == code
    assert Localizer("vi").fault(said, "X", args) == words


@pytest.mark.parametrize("precision", [Precision.MONTH, Precision.YEAR])
def test_what_is_missing_is_asked_for_like_any_answer(precision):
    form = Form((Item(("x",), Date(precision), {"vi": "X", "en": "X"}),))
    (finding,) = evaluate(form, {}, TODAY).findings
    assert finding_text(form, finding, Localizer("en"), answers={}) == "Answer “X”."
