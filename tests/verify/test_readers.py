"""Every reader says what the definition says: drawn forms and the real procedures, drawn answers, in Chromium, through
three JSON Schema validators. What was tried is printed; a difference is found again by its seed.
"""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import jsonschema_rs
import pytest
from playwright.sync_api import sync_playwright
from specs import Draw, readable

from conftest import QUICK, ROOT
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.model.lowering import form_of
from eformc.portal.html.assets import engine_source
from eformc.verify.readers import Judged, Schema, Script, ask_node, valid_by_jsonschema
from eformc.verify.trial import trial

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TODAY = dates.parse("2026-11-23")
JS = Path(__file__).parent / "js"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def valid_by_ajv(schema, cases):
    text = json.dumps({"schema": schema, "cases": list(cases)})
    done = subprocess.run([shutil.which("node"), "ajv.mjs"], input=text.encode(), capture_output=True, check=True, cwd=JS)
    return json.loads(done.stdout)


def valid_by_rust(schema, cases):
    validator = jsonschema_rs.Draft202012Validator(dict(schema))
    return [validator.is_valid(answers) for answers in cases]


@pytest.fixture(scope="module")
def readers():
    script = engine_source().replace("export ", "") + "\nObject.assign(window, { evaluate });"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        page = browser.new_page()
        page.add_script_tag(content=script)

        def ask_page(form, cases, today):
            # as text: what a page gets is JSON, and the driver would lose -0 and 1e300
            run = "([f, c, t]) => JSON.stringify(JSON.parse(c).map((a) => evaluate(JSON.parse(f), a, t).map((x) => [x.p, x.code, x.args, x.warning])))"
            return json.loads(page.evaluate(run, [json.dumps(form), json.dumps(list(cases)), today]))

        yield [Script("Chromium", ask_page), Schema("jsonschema-rs", valid_by_rust), Schema("Ajv", valid_by_ajv), Schema("jsonschema", valid_by_jsonschema, every=40)]
        browser.close()


def drawn_forms(project, count):
    seed = 0
    while count:
        unit = project.unit_of(f"drawn-{seed}.eform.yaml", Draw(seed).spec().encode())
        seed += 1
        if readable(unit):
            count -= 1
            yield unit


def judged_of(unit):
    return Judged(form_of(unit.procedure), schema_of(unit.procedure), TODAY)


@pytest.mark.timeout(1200)  # a shared machine may be slow
@pytest.mark.parametrize(("drawn", "each", "least"), [(6, 40, 800), pytest.param(100, 700, 200_000, marks=pytest.mark.long)])
def test_every_reader_says_the_same_of_drawn_answers_to_drawn_forms(project, readers, capsys, drawn, each, least):
    forms = answers = valid = checks = 0
    for unit in [*drawn_forms(project, drawn), *(project.unit(ROOT / "specs" / "procedures" / f"{name}.eform.yaml") for name in QUICK)]:
        outcome = trial(judged_of(unit), readers, each, f"ci/{unit.procedure.id}")
        assert outcome.difference is None, (unit.procedure.id, outcome.difference)
        forms, answers, valid, checks = forms + 1, answers + outcome.cases, valid + outcome.valid, checks + outcome.checks
    with capsys.disabled():
        print(f"\n{forms} forms, {answers} answers ({valid} valid), {checks} checks by {len(readers)} readers, 0 differences, seed ci")
    assert checks >= least
    assert 0.05 < valid / answers < 0.9


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.skipif("EFORMC_CHECKS" not in os.environ, reason="EFORMC_CHECKS says how many, such as 1000000")
def test_as_many_checks_as_are_asked_for(project, readers, capsys):
    """Forms drawn from EFORMC_SEED on (0 if not said), until so many checks were made; what was done is told after every tenth form."""
    wanted, seed, checks, forms, started = int(os.environ["EFORMC_CHECKS"]), int(os.environ.get("EFORMC_SEED", "0")), 0, 0, time.monotonic()
    while checks < wanted:
        unit = project.unit_of(f"drawn-{seed}.eform.yaml", Draw(seed).spec().encode())
        seed += 1
        if not readable(unit):
            continue
        outcome = trial(judged_of(unit), readers, 400, f"asked/{seed}")
        assert outcome.difference is None, (seed - 1, outcome.difference)
        forms, checks = forms + 1, checks + outcome.checks
        if forms % 10 == 0 or checks >= wanted:
            with capsys.disabled():
                print(f"\n{forms} forms, {checks} checks by {len(readers)} readers, 0 differences, up to seed {seed - 1}, {time.monotonic() - started:.0f} s", flush=True)


def test_node_says_what_chromium_says(project):
    for unit in drawn_forms(project, 5):
        assert trial(judged_of(unit), [Script("node", ask_node)], 400, "node").difference is None
