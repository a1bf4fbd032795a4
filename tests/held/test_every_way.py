"""Every procedure can be finished whatever registries do: with data, silent, refusing, without a record, not logged in; in both
languages; with the script by keyboard alone, and without it. All 400 ways with `EFORMC_EVERY_WAY=1`, else a tenth of them.
"""

import os
import random

import pytest
from every_way import STATES, answers_to, by_keyboard, counter, without_script
from playwright.sync_api import sync_playwright

from conftest import ROOT
from eformc.emit.form import published
from eformc.reasoning.planning import plan_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held"), pytest.mark.long]
PROCEDURES = sorted(path.name.removesuffix(".eform.yaml") for path in (ROOT / "specs" / "procedures").glob("*.eform.yaml"))
WAYS = [(name, state, lang, body) for name in PROCEDURES for state in STATES for lang in ("vi", "en") for body in ("script", "plain")]
SOME = WAYS if os.environ.get("EFORMC_EVERY_WAY") else random.Random("a tenth of the ways").sample(WAYS, len(WAYS) // 10)
DRAWS = 4
"""Answers are drawn so often: what is drawn may contradict what registries say, as people may."""


@pytest.fixture(scope="module")
def forms(procedures):
    return {unit.procedure.id: (published(unit.reasoned), plan_of(unit.reasoned).reads()) for unit in procedures}


@pytest.fixture(scope="module")
def served(tmp_path_factory, project):
    with counter(tmp_path_factory.mktemp("counter"), project) as served:
        yield served


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def test_there_are_four_hundred_ways():
    assert len(WAYS) == 400


@pytest.mark.parametrize(("name", "state", "lang", "body"), sorted(SOME))
def test_every_way_ends_with_a_receipt(served, browser, forms, name, state, lang, body):
    form, keys = forms[name]
    stopped = []
    for draw in range(DRAWS):
        cookie, citizen = served.comes(state, "children")
        texts, files = answers_to(form, keys, citizen, f"{state}/{lang}/{body}/{draw}")
        at, before = f"/{lang}/forms/{name}", len(served.sent())
        if body == "plain":
            stop = without_script(served, cookie, at, texts, files)
        else:
            context = browser.new_context(viewport={"width": 360, "height": 740})
            context.add_cookies([{"name": "eformc", "value": cookie, "url": served.url}])
            page = context.new_page()
            page.set_default_timeout(8000)
            stop = by_keyboard(page, served.url + at, texts, files)
            context.close()
        if not stop:
            assert len(served.sent()) == before + 1
            return
        stopped.append(stop)
    raise AssertionError(stopped)
