"""04: a page that stands alone shows what is worked out, live and on the check, and saves a file that the form takes."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from held_kit import DAY
from held_pages import chromium  # noqa: F401 (a fixture)

from eformc.contract.pointers import value_at
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.portal.forms import form_from_json
from eformc.prefill import Authenticated, run
from eformc.reasoning.planning import plan_of
from eformc.wording.values import format_value

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held")]
ALONE = """
procedure: alone
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - n: {title: {vi: Số bản, en: Copies}, help: {vi: Viết., en: Write.}, type: integer, min: 1}
      - fee: {title: {vi: Phí, en: Fee}, type: money, derive: n * 8000, policy: locked}
      - twice: {title: {vi: Gấp đôi, en: Twice}, type: money, derive: fee + fee, policy: locked}
      - wide: {title: {vi: Rộng, en: Width}, help: {vi: Viết., en: Write.}, type: decimal, scale: 2, optional: true}
      - area: {title: {vi: Diện tích, en: Area}, type: decimal, scale: 2, derive: "or_zero(wide) * 3", policy: locked}
      - on: {title: {vi: Ngày, en: Day}, help: {vi: Viết., en: Write.}, type: date}
      - due: {title: {vi: Hạn, en: Due}, type: date, derive: "on + 1 month", policy: locked}
      - many: {title: {vi: Có nhiều không, en: Are there many}, type: yes_no, derive: n > 10, policy: hidden}
      - why: {title: {vi: Vì sao, en: Why}, help: {vi: Viết., en: Write.}, type: text, when: twice > 100000}
      - place: {title: {vi: Nơi bị ngập, en: Flooded place}, help: {vi: Viết., en: Write.}, type: address}
  - page: two
    title: {vi: Hai, en: Two}
    fields:
      - things:
          title: {vi: Đồ vật, en: Things}
          help: {vi: Mỗi thứ một dòng., en: One a line.}
          type: table
          columns:
            - count: {title: {vi: Số cái, en: How many}, help: {vi: Viết., en: Write.}, type: integer}
            - price: {title: {vi: Giá, en: Price}, help: {vi: Viết., en: Write.}, type: money}
            - worth: {title: {vi: Thành tiền, en: Worth}, type: money, derive: count * price, policy: locked}
      - all: {title: {vi: Tổng cộng, en: All together}, type: money, derive: sum(things.worth), policy: locked}
"""
DERIVED = ("/fee", "/twice", "/area", "/due", "/many", "/all", "/things/0/worth", "/things/1/worth")


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    path = tmp_path_factory.mktemp("alone") / "alone.eform.yaml"
    path.write_text(ALONE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def unit(project, spec):
    (unit,) = project.units([str(spec)])
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    return unit


def fill(page, **texts):
    for name, text in texts.items():
        box = page.locator(f"[name='f.{name.replace('__', '.')}']")
        box.fill(text)
        box.press("Tab")


def worked(plan, answers):
    """The derived values of a saved file as prefill works them out of the rest of it."""
    typed = {name: value for name, value in answers.items() if f"/{name}" not in DERIVED}
    typed["things"] = [{name: value for name, value in row.items() if name != "worth"} for row in answers.get("things", [])]
    with ThreadPoolExecutor(1) as apart:  # the browser's own loop runs in this thread
        held = apart.submit(lambda: asyncio.run(run(plan, Authenticated({}), typed, {}, today=dates.parse(DAY)))).result().held
    return {at: (one.of, one.value) for at, one in held.items() if one.value is not None}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_04_what_is_worked_out_is_shown_live_on_the_check_and_saved(chromium, unit, spec, tmp_path, lang):  # noqa: F811
    form = published(unit.reasoned)
    form = form_from_json(json.loads(json.dumps(form.to_json({}))), {})  # as a bundle has it
    (tmp_path / "alone.html").write_text(form.page(lang), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.set_default_timeout(8000)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((tmp_path / "alone.html").as_uri())
    page.click("#whole")
    before = page.inner_text("[data-held='/fee']")
    fill(page, n="2")
    assert page.inner_text("[data-held='/fee']").startswith(format_value(unit.procedure.fields()[1][1].value, 16000, lang))
    assert page.locator("[name='f.why']").is_hidden()
    fill(page, n="")
    assert page.inner_text("[data-held='/fee']") == before, "it stands and falls with what it is worked out of"
    fill(page, n="12", wide="2,5" if lang == "vi" else "2.5", on__day="31", on__month="1", on__year="2027")
    assert page.locator("[name='f.why']").is_visible(), "conditions read it"
    fill(page, why="Vì thế", place__detail="số 1", things__0__count="3", things__0__price="1500")
    page.click("button.add")
    fill(page, things__1__count="2", things__1__price="10000000")
    page.locator("[name='f.place.province']").select_option("01")
    fill(page, place__commune="Ba Đình")
    page.check("[name='e.typed_by'][value=self]")
    page.click("#send")
    said = page.inner_text("#answers")
    page.click("#send")
    with page.expect_download() as file:
        page.click("#save")
    saved = json.loads(Path(file.value.path()).read_text(encoding="utf-8"))
    page.close()
    assert problems == []
    wanted = worked(plan_of(unit.reasoned), saved)
    assert {at: value for at, (_, value) in wanted.items() if at in DERIVED} == {at: value_at(saved, at) for at in DERIVED}
    assert [at for at in DERIVED if format_value(*wanted[at], lang) not in said] == []
    (tmp_path / "saved.json").write_text(json.dumps(saved), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "eformc", "--lang", "en", "validate", str(spec), str(tmp_path / "saved.json")], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_that_a_server_serves_works_out_nothing_itself(unit):
    from eformc.portal import Presentation

    form = published(unit.reasoned)
    assert '"sums"' in form.page("en")
    assert '"sums"' not in form.page("en", presentation=Presentation(action="/x"))
