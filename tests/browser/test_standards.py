"""What is measured of every form, in both languages, in every state: axe-core (WCAG 2.2 AA and best practices), the Nu
HTML checker, and of the criteria that axe cannot see a check of our own each.
"""

import json
import re
import subprocess
import sys

import pages
import pytest
from pages import ONE, PROCEDURES, watched

from conftest import ROOT
from eformc.contract.held import HeldState, HeldValue
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.portal.html.receipt import Receipt
from eformc.portal.html.render import Presentation, render_fragment
from eformc.portal.submission.decode import Posted
from eformc.portal.view.types import HeldBlock, questions_of
from eformc.wording.messages import ui

sys.path.insert(0, str(ROOT / "tools"))
import fixtures

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("standards")]
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
            silent = [HeldState.UNAVAILABLE, HeldState.NO_RECORD, HeldState.REFUSED, HeldState.WITHHELD, HeldValue("", None)]
            return form.page(lang, held={one: silent[n % 5] for n, one in enumerate(pointers)})
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


@pytest.fixture(scope="module")
def controls(project, tmp_path_factory):
    """The folder of `make fixtures`: a page of every control in every language, and the list of them."""
    folder = tmp_path_factory.mktemp("controls")
    fixtures.write(project, folder)
    return folder


def test_the_nu_html_checker_finds_nothing_in_any_form_language_state_and_control(controls, written, forms, tmp_path):
    fragment = tmp_path / "fragment.html"
    inner = render_fragment(forms["khai-sinh"].views["vi"]).replace("<style>", "<template><style>", 1).replace("</style>", "</style></template>", 1)
    fragment.write_text(f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng</title></head><body>{inner}</body></html>', encoding="utf-8")
    files = [*map(str, written.values()), str(fragment), *map(str, controls.glob("*.html"))]
    jar = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
    ran = subprocess.run(["java", "-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--format", "json", "--exit-zero-always", *files], capture_output=True, text=True, check=True)
    messages = json.loads(ran.stderr)["messages"]
    found = {f"{one['message']} {one.get('extract', '')[:150]} {one['url'].rpartition('/')[2]}" for one in messages if one["type"] == "error" or one.get("subType") == "warning"}
    assert not found, "\n".join(sorted(found)[:20])


AXE = """
async (contrast) => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true }, "color-contrast": { enabled: contrast } }, resultTypes: ["violations"] });
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
@pytest.mark.parametrize("name", ONE)
def test_axe_finds_nothing_targets_are_large_and_nothing_is_wider_than_a_small_phone(browser, written, name, lang):
    context = browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce", bypass_csp=True)
    found = []
    for state in STATES:
        page = watched(context.new_page())
        page.goto(written[name, lang, state].as_uri())
        for way in ways(page, state):
            if not page.evaluate("typeof axe !== 'undefined'"):
                page.add_script_tag(path=NODE / "axe-core" / "axe.min.js")
            found += [f"{way}: {one}" for one in page.evaluate(AXE, lang == LANGS[0])]  # colours do not depend on the language
            found += [f"{way}: small: {one}" for one in page.evaluate(SMALL)] if way != "print" else []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, way
        page.add_style_tag(content="html{font-size:200%}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{state} at 200 %"
        page.set_viewport_size({"width": 1280, "height": 640})
        page.add_style_tag(content="html{font-size:400%!important}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, f"{state}: text alone at 400 %"
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.problems == []
        page.close()
        context.clear_cookies()
    context.close()
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.long)])
def test_axe_finds_nothing_in_any_control_with_its_errors_nor_in_the_list_of_them(browser, controls, lang):
    context = browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce", bypass_csp=True)
    context.add_init_script("localStorage.clear()")  # what was chosen on one page is none of the next one's
    found = []
    paths = sorted(controls.glob(f"*.{lang}.html"))
    assert len(paths) == len([name for name in fixtures.NAMES if fixtures.examples(name)])
    page = watched(context.new_page())
    for path in [*paths, controls / "index.html"]:
        page.goto(path.as_uri())
        if path in paths:
            page.evaluate("document.getElementById('whole').click()")
            assert page.locator("#whole").text_content() == ui("one_by_one", lang)  # it is one long page now
            page.evaluate("document.getElementById('send').click()")
            asks = not path.name.startswith("held.")  # nobody types there
            assert (page.locator("p.error").count() > 0) is asks, path.name
            found += [f"{path.name}: small: {one}" for one in page.evaluate(SMALL)]
        page.add_script_tag(path=NODE / "axe-core" / "axe.min.js")
        found += [f"{path.name}: {one}" for one in page.evaluate(AXE, lang == LANGS[0])]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path.name
    assert page.problems == []
    context.close()
    assert not found, "\n".join(found[:20])


# --- what axe cannot see ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROCEDURES)
def test_help_stands_last_on_every_page_of_a_procedure(written, name):
    """3.2.6 Consistent Help: the same words at the same place, whatever the state."""
    for lang in LANGS:
        ends = {re.search(r'<(?:footer|div) class="foot">.*', written[name, lang, state].read_text(encoding="utf-8"), re.DOTALL)[0].split("</footer>")[0] for state in STATES}
        assert len(ends) == 1
        assert 'class="who"' in ends.pop()


@pytest.mark.parametrize("name", PROCEDURES)
def test_each_faulty_field_is_named_marked_and_tied_to_words_that_say_how_to_mend_it(written, forms, name):
    """3.3.1 Error Identification, 3.3.3 Error Suggestion, on the page that the server shows."""
    for lang in LANGS:
        text = written[name, lang, "errors"].read_text(encoding="utf-8")
        form = forms[name]
        errors = dict(form.errors(form.submitted(Posted({}), TODAY), lang))
        assert errors
        linked = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', text)
        assert len(linked) == len(errors)
        for target, words in linked:
            assert f'id="{target}"' in text
            said = re.search(rf'<p class="error" id="([^"]+)-error">[^<]*{re.escape(words)}</p>', text)
            assert said, words
            assert f'{said[1]}-error"' in "".join(re.findall(r'aria-describedby="[^"]*"', text))


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_answer_can_be_checked_and_changed_before_it_is_sent(written, forms, name):
    """3.3.4 Error Prevention: the check page has every question that applies, each with a way back to its control."""
    form = forms[name]
    made = form.submitted(Posted({}), TODAY)
    hidden = form.hidden(made)
    for lang in LANGS:
        text = written[name, lang, "check"].read_text(encoding="utf-8")
        page = written[name, lang, "empty"].read_text(encoding="utf-8")
        for question in asked_questions(form.views[lang]):
            if question.pointer not in hidden and question.control != "table":
                assert f'formaction="#{question.first_control()}"' in text, question.pointer
                assert f'id="{question.first_control()}"' in page


@pytest.mark.parametrize("name", PROCEDURES)
def test_what_was_typed_is_never_asked_again_and_nothing_hinders_pasting(forms, written, name):
    """3.3.7 Redundant Entry: a post comes back with its texts. 3.3.8 Accessible Authentication: no test of memory, no
    handler against pasting, nothing that must be completed within a time.
    """
    form = forms[name]
    names = [q.name for q in asked_questions(form.views["vi"]) if q.control in ("text", "long_text")]
    texts = {one: [f"chữ {n}"] for n, one in enumerate(names)}
    page = form.page("vi", made=form.submitted(Posted(texts), TODAY))
    strip = [q for q in asked_questions(form.views["vi"]) if q.inputmode in ("numeric", "tel")]
    for one, (text,) in texts.items():
        assert text in page or any(q.name == one for q in strip), one
    empty = written[name, "vi", "empty"].read_text(encoding="utf-8")
    assert not re.search(r'\son[a-z]+="|http-equiv="refresh"|type="password"', empty.split("<script>")[0])
    assert "onpaste" not in empty
