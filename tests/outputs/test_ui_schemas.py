"""React JSON Schema Form and JSON Forms, the real ones, in Chromium: every question is there with its words; valid answers are sent."""

import json
import subprocess

import pytest
from playwright.sync_api import sync_playwright
from tools import JS, drawn

from conftest import EACH, until
from eformc.emit import publication_of
from eformc.emit.carrying import Losses
from eformc.emit.json_schema import schema_of
from eformc.emit.ui_jsonforms import layout_of
from eformc.emit.ui_rjsf import ui_schema
from eformc.kernel.form import Table
from eformc.kernel.values import Choice, Record
from eformc.model.lowering import form_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def script():
    done = subprocess.run(["node", str(JS / "bundle.mjs")], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


@pytest.fixture
def page(script):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        page = browser.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.set_content("<!doctype html><body></body>")
        page.add_script_tag(content=script)
        yield page
        browser.close()


def by_id(procedures, name):
    return next(unit for unit in procedures if unit.procedure.id == name)


def wanted(procedure, answers):
    """The titles of what the answers hold, and of the codes that are chosen there from short lists."""
    titles, chosen = [], []
    for entry in form_of(procedure).entries:
        value = answers
        for token in entry.pointer:
            value = value.get(token) if isinstance(value, dict) else None
        if value is None or isinstance(entry, Table):
            continue
        titles.append(entry.title[procedure.languages[0]])
        if isinstance(entry.value, Record):
            titles += [part.title[procedure.languages[0]] for part in entry.value.parts if part.name in value]
        if isinstance(entry.value, Choice):
            chosen.append(entry.value.codes.by_code()[value].title[procedure.languages[0]])
    return titles, chosen


@pytest.mark.parametrize("name", EACH)
def test_rjsf_shows_every_question_with_its_words_and_sends_valid_answers(page, procedures, name):
    procedure = by_id(procedures, name).procedure
    taken, _ = drawn(procedure, 40)
    schema, ui = schema_of(procedure), ui_schema(procedure, procedure.languages[0])
    for answers in taken[:3]:
        page.evaluate("([schema, ui, data]) => show('rjsf', schema, ui, data)", [schema, ui, answers])
        page.wait_for_selector("form.rjsf button[type=submit]")
        text = page.locator("form.rjsf").inner_text()
        titles, chosen = wanted(procedure, answers)
        assert [title for title in titles if title not in text] == []
        offered = " ".join(page.locator("form.rjsf option, form.rjsf label").all_text_contents())
        assert [code for code in chosen if code not in offered] == []
        page.evaluate("document.querySelector('form.rjsf').noValidate = true; document.querySelector('form.rjsf button[type=submit]').click()")
        until(page, "() => window.sent !== undefined || window.refused !== undefined")
        assert page.evaluate("window.refused ?? []") == []
        assert page.evaluate("window.sent") == answers
    page.evaluate("([schema, ui]) => show('rjsf', schema, ui, {})", [schema, ui])
    page.wait_for_selector("form.rjsf button[type=submit]")
    page.evaluate("document.querySelector('form.rjsf').noValidate = true; document.querySelector('form.rjsf button[type=submit]').click()")
    until(page, "() => window.sent !== undefined || window.refused !== undefined")
    assert page.evaluate("window.refused")
    assert not page.locator("input[type=radio]:checked, input[type=checkbox]:checked").count(), "nothing is chosen for the citizen"
    assert page.wrong == []


@pytest.mark.parametrize("name", EACH)
def test_json_forms_shows_every_question_with_its_words_and_holds_valid_answers(page, procedures, name):
    unit = by_id(procedures, name)
    procedure = unit.procedure
    taken, _ = drawn(procedure, 40)
    schema, made = schema_of(procedure), layout_of(publication_of(unit.reasoned), Losses())
    ui = {"uischema": made["uischema"], "translations": made["translations"][procedure.languages[0]]}
    for answers in taken[:3]:
        page.evaluate("([schema, ui, data]) => show('jsonforms', schema, ui, data)", [schema, ui, answers])
        page.wait_for_selector("#root .categorization-master li")
        said, offered = "", ""
        tabs = page.locator("#root .categorization-master li")
        for number in range(tabs.count()):
            tabs.nth(number).click()
            said += page.locator("#root").inner_text() + "\n"
            offered += " ".join(page.locator("#root option").evaluate_all("every => every.map((one) => one.label)"))
        titles, chosen = wanted(procedure, answers)
        assert [title for title in titles if title not in said] == []
        assert [code for code in chosen if code not in offered] == []
        until(page, "() => window.data !== undefined")
        assert page.evaluate("window.refused") == []
        assert page.evaluate("window.data") == answers
    assert page.wrong == []


def test_the_words_of_json_forms_are_there_in_every_language(procedures):
    for unit in procedures:
        made = layout_of(publication_of(unit.reasoned), Losses())
        assert [*made["translations"]] == [*unit.procedure.languages]
        keys = {frozenset(said) for said in made["translations"].values()}
        assert len(keys) == 1
        assert "null" not in json.dumps(made["uischema"])
