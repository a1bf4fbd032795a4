"""One answer changed is work for the rules that read it: counted in Node, and in a browser the same is shown as by looking at all."""

import json
import random
import subprocess

import pages
import pytest
from forms import compiled

from conftest import ROOT
from eformc.contract.page_data import of_form
from eformc.emit.html import emit, form_view
from eformc.model.lowering import form_of
from eformc.portal.html.render import MOST_AT_ONCE, sections_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, opened = pages.browser, pages.folder, pages.opened
HEAD = """procedure: long-form
title: {vi: Biểu mẫu dài, en: A long form}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
pages:
"""


def spec(questions):
    """A form of so many questions; each second one opens by the one before it, every tenth by one of the page before."""
    lines = []
    for n in range(questions):
        if n % 10 == 0:
            lines += [f"  - page: p{n}", f"    title: {{vi: Trang {n}, en: Page {n}}}", *([f"    when: q{n - 10} != 9"] if n and n % 50 == 0 else []), "    fields:"]
        when = f", when: q{n - 1} > 3" if n % 2 else f", when: q{n - 9} > 1 || !present(q{n - 9})" if n % 10 == 0 and n else ""
        kind = f"choice, options: [{{a: {{vi: A, en: A}}}}, {{b: {{title: {{vi: B, en: B}}, when: q{n - 1} > 2}}}}]" if n % 10 == 4 else "integer, min: 0, max: 9"
        if n % 10 == 5:
            when = f', when: q{n - 1} == "b"'
        lines.append(f"      - q{n}: {{title: {{vi: Câu {n}, en: Question {n}}}, help: {{vi: Ghi., en: Write.}}, type: {kind}, optional: true{when}}}")
    rows = "      - t: {title: {vi: Bảng, en: Table}, type: table, optional: true, columns: [{a: {title: {vi: Cột a, en: A}, type: integer}}, {b: {title: {vi: Cột b, en: B}, type: integer, when: t.a > q0}}]}\n"
    return HEAD + "\n".join(lines) + "\n" + rows


def counted(folder, questions):
    data = of_form(form_of(compiled(spec(questions), folder).procedure))
    names = {name: number for number, name in enumerate(data["rules"])} if isinstance(data["rules"], dict) else None
    rules = list(data["rules"].values()) if names is not None else data["rules"]
    fields = [{"p": one["p"], **({"w": names[one["w"]] if names is not None else one["w"]} if "w" in one else {})} for one in data["fields"] if "table" not in one]
    changes = [[f"/q{n}", value] for n in range(questions) for value in (("a", "b") if n % 10 == 4 else (9, 0, 5))]
    given = folder / f"given-{questions}.json"
    given.write_text(json.dumps({"fields": fields, "rules": rules, "changes": changes}), encoding="utf-8")
    kernel, index = ROOT / "src/eformc/kernel/engine.mjs", ROOT / "src/eformc/portal/script/index.mjs"
    done = subprocess.run(["node", ROOT / "tests/browser/index.mjs", kernel, index, given], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_from_100_to_400_questions_the_work_of_a_key_press_at_most_doubles(folder):
    few, many = counted(folder, 100), counted(folder, 400)
    assert few["wrong"] == many["wrong"] == 0
    assert few["most"] >= 3
    assert many["most"] <= 2 * few["most"]
    print(few, many)


STATE = """() => [...document.querySelectorAll("[data-rule],[data-known],input,select,textarea")].map((one) => [one.name || one.id, one.hidden, !!one.disabled, one.value])"""


def test_what_a_change_shows_is_what_looking_at_everything_shows(folder, opened):
    reasoned = compiled(spec(80), folder)
    assert "index" in sections_of(form_view(reasoned, "vi").data)
    page = opened(emit(reasoned, "vi"))
    page.click("#whole")
    dice = random.Random(1)
    for _ in range(40):
        shown = page.locator("[name^='f.']:enabled:not([type=hidden])")
        one = shown.nth(dice.randrange(shown.count()))
        if one.get_attribute("type") == "radio":
            one.evaluate("(one) => { one.checked = true; one.dispatchEvent(new Event('change', { bubbles: true })); }")
        else:
            one.evaluate("(one, text) => { one.value = text; one.dispatchEvent(new Event('input', { bubbles: true })); }", str(dice.randint(0, 9)))
        after = page.evaluate(STATE)
        page.evaluate("() => { document.querySelector(\"[name='e.typed_by']\").dispatchEvent(new Event('change', { bubbles: true })); }")
        assert page.evaluate(STATE) == after
    assert page.problems == []


def test_short_forms_carry_no_index(folder):
    reasoned = compiled(spec(MOST_AT_ONCE - 10), folder)
    assert "index" not in sections_of(form_view(reasoned, "vi").data)
