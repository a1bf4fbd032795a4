"""What is measured of every form, in both languages, in every state: axe-core (WCAG 2.2 AA and best practices), the Nu
HTML checker, and of the criteria that axe cannot see a check of our own each.
"""

import json
import subprocess

import pages
import pytest
from pages import PROCEDURES, watched

from conftest import ROOT
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.runtime.decoding import Posted
from eformc.runtime.receipt import Receipt
from eformc.runtime.render import Presentation, render_fragment
from eformc.runtime.view import HeldBlock, HeldState, HeldValue, questions_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser = pages.browser
NODE = ROOT / "tools" / "page" / "node_modules"
TODAY = dates.parse("2026-11-23")
LANGS = ("vi", "en")
STATES = ("empty", "errors", "prefilled", "silent", "check", "receipt")


def held_questions(view):
    for page in view.pages:
        for block in page.blocks:
            if isinstance(block, HeldBlock):
                yield from block.questions


def asked_questions(view):
    for page in view.pages:
        for block in page.blocks:
            yield from () if isinstance(block, HeldBlock) else questions_of(block)


def state_of(form, lang, state):
    """A page of a form as a server shows it."""
    pointers = [q.pointer for q in held_questions(form.views[lang])]
    held = {one: HeldValue("Nguyễn Thị Hoa", "x", as_of="2026-01-02") for one in pointers}
    made = form.submitted(Posted({}), TODAY)
    match state:
        case "empty":
            return form.page(lang)
        case "errors":
            return form.page(lang, made=made)
        case "prefilled":
            return form.page(lang, held=held, presentation=Presentation(lookup="/lookup"))
        case "silent":
            silent = [HeldState.UNAVAILABLE, HeldState.NO_RECORD, HeldState.REFUSED, HeldState.WITHHELD]
            return form.page(lang, held={one: silent[n % 4] for n, one in enumerate(pointers)})
        case "check":
            return form.check_page(lang, made=made, posted=Posted({"e.once": ["1"]}), held=held)
        case _:
            return form.receipt_page(lang, Receipt("H01-2026-000123", next_steps=("Chờ tin nhắn.",)), made=made, held=held)


@pytest.fixture(scope="module")
def forms(procedures):
    return {unit.procedure.id: published(unit.reasoned) for unit in procedures}


@pytest.fixture(scope="module")
def written(forms, tmp_path_factory):
    """(procedure, language, state) -> the file of the page."""
    folder = tmp_path_factory.mktemp("standards")
    made = {}
    for name, form in forms.items():
        for lang in LANGS:
            for state in STATES:
                path = folder / f"{name}.{lang}.{state}.html"
                path.write_text(state_of(form, lang, state), encoding="utf-8")
                made[name, lang, state] = path
    return made


def test_the_nu_html_checker_finds_nothing_in_any_form_language_and_state(written, forms, tmp_path):
    fragment = tmp_path / "fragment.html"
    inner = render_fragment(forms["khai-sinh"].views["vi"]).replace("<style>", "<template><style>", 1).replace("</style>", "</style></template>", 1)
    fragment.write_text(f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng</title></head><body>{inner}</body></html>', encoding="utf-8")
    files = [*map(str, written.values()), str(fragment)]
    jar = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
    ran = subprocess.run(["java", "-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--format", "json", "--exit-zero-always", *files], capture_output=True, text=True, check=True)
    messages = json.loads(ran.stderr)["messages"]
    found = {f"{one['message']} {one.get('extract', '')[:150]} {one['url'].rpartition('/')[2]}" for one in messages if one["type"] == "error" or one.get("subType") == "warning"}
    assert not found, "\n".join(sorted(found)[:20])


AXE = """
async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] });
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}
"""
SMALL = """
() => Array.from(document.querySelectorAll("input:not([type=hidden]),select,textarea,button,summary,label.option,.eformc a"))
  .filter((e) => e.checkVisibility() && !e.matches("label input") && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)
"""


def ways(page, state):
    """The page in each shape it takes."""
    if page.locator("#whole").count() and state != "empty":
        page.click("#whole")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    yield state
    if state == "empty":
        page.click("#send")
        page.click("#send")
        yield "a step"
        page.click("#whole")
        page.click("#send")
        yield "errors found by the script"
    if state == "check":
        page.emulate_media(media="print")
        yield "print"
        page.emulate_media(media="screen")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PROCEDURES)
def test_axe_finds_nothing_targets_are_large_and_nothing_is_wider_than_a_small_phone(browser, written, name, lang):
    context = browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce", bypass_csp=True)
    found = []
    for state in STATES:
        page = watched(context.new_page())
        page.goto(written[name, lang, state].as_uri())
        for way in ways(page, state):
            if not page.evaluate("typeof axe !== 'undefined'"):
                page.add_script_tag(path=NODE / "axe-core" / "axe.min.js")
            found += [f"{way}: {one}" for one in page.evaluate(AXE)]
            found += [f"{way}: small: {one}" for one in page.evaluate(SMALL)] if way != "print" else []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, way
        page.add_style_tag(content="html{font-size:200%}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{state} at 200 %"
        assert page.problems == []
        page.close()
        context.clear_cookies()
    context.close()
    assert not found, "\n".join(found[:20])
