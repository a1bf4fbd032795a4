"""A small model of the law of what is held, and two bodies that must do as it does: the page's script in Chromium, and the
page without script against the server. Walks are Hypothesis': one that fails is made small and printed step by step.
"""

import contextlib
import itertools
import os
import re

import pytest
import specs_of_held
from held_kit import ME, NOBODY, PEOPLE, YOUNG, A, B, Plain, serving
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from playwright.sync_api import Error, sync_playwright

from conftest import until
from eformc.portal.html.assets import page_script
from eformc.portal.submission import holding

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held")]
AT, KEY, DETAIL, MORE = "/en/forms/father", "f.father.personal_id", "f.father.residence_address.detail", "f.more"
TICK, DOUBT = "e.held.father.full_name", "/father/ethnicity"
WAITS = "will be filled in"
COUNT = itertools.count()
SECRETS = [secret for number in (A, B, YOUNG) for secret in (PEOPLE[number]["full_name"], PEOPLE[number]["birth_date"], PEOPLE[number]["residence_address"]["detail"])]
"""The answers of the registry for people who never log in here: nobody may read it."""


def masked(name):
    """A name as whoever typed its number sees it."""
    return " ".join(f"{word[0]}…" for word in name.split())


class Scripted:
    """The page with its script."""

    broken = None
    """Faults put into the script on purpose: a text of it, and the text instead."""

    def __init__(self, served, browser):
        self.served = served
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=self.broken is not None)
        if self.broken is not None:
            self.context.route(lambda url: "/forms/" in url and "lookup" not in url, self.breaks)
        self.context.add_cookies([{"name": "eformc", "value": served.log_in(), "url": served.url}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(8000)
        self.came = []
        self.context.on("requestfinished", self.comes)
        self.open()

    def comes(self, request):
        with contextlib.suppress(Error):  # a redirect has no body
            self.came.append(request.response().text() if "/forms/" in request.url or "/receipts/" in request.url else "")

    def breaks(self, route):
        answer = route.fetch()
        text = answer.text()
        assert self.broken[0] in text or "<script" not in text
        route.fulfill(response=answer, body=text.replace(*self.broken))

    def received(self):
        """All that came from the server since this was asked last, and what the page keeps."""
        came, self.came[:] = "".join(self.came), []
        return came + self.page.content() + self.page.evaluate("JSON.stringify({...localStorage})")

    def open(self):
        self.page.goto(self.served.url + AT)
        self.page.evaluate("document.getElementById('form').hidden") and self.page.click("#notice button")
        if not self.page.locator("#send").inner_text().startswith("Check"):
            self.page.click("#whole")

    def type(self, name, text):
        box = self.page.locator(f"[name='{name}']")
        if not box.is_visible():
            return False
        box.fill(text)
        box.press("Tab")
        self.quiet()
        return True

    def quiet(self):
        until(self.page, "!document.getElementById('status').textContent.includes('Asking')")

    def choose(self, name, value):
        box = self.page.locator(f"[name='{name}'][value='{value}']")
        if not box.count() or not box.is_visible():
            return False
        box.check()
        return True

    def shown(self):
        return self.page.locator("[data-held='/father/full_name']").inner_text().split("\n")[0]

    def ticked(self):
        found = self.page.locator(f"[name='{TICK}']:checked")
        return found.get_attribute("value") if found.count() else None

    def text(self, name):
        return self.page.locator(f"[name='{name}']").input_value()

    def asks_more(self):
        return self.page.locator(f"[name='{MORE}']").is_visible()

    def reload(self):
        self.page.wait_for_timeout(50)
        self.page.reload()
        self.quiet()
        if not self.page.locator("#send").inner_text().startswith("Check"):
            self.page.click("#whole")

    def look(self):
        """The script has looked already."""

    def send(self):
        """The entries of the check page, where it was sent."""
        self.choose("e.typed_by", "self")
        self.page.click("#send")
        if not self.page.is_visible("#check"):
            return None
        said = self.page.inner_text("#answers")
        self.page.click("#send")
        self.page.wait_for_url(lambda url: "/receipts/" in url or "page=" in url)
        done = "/receipts/" in self.page.url
        self.open()
        return said if done else None

    def close(self):
        self.context.close()


class Scriptless:
    """The page without script."""

    def __init__(self, served, _):
        self.plain = Plain(served, served.log_in(), AT)

    def type(self, name, text):
        if self.plain.control(name) is None:
            return False
        self.plain.fill(name, text)
        return True

    def choose(self, name, value):
        if self.plain.control(name, value) is None:
            return False
        self.plain.choose(name, value)
        return True

    def received(self):
        return self.plain.html

    def shown(self):
        return next(text for title, text in reversed(self.plain.page.lines()) if title.startswith("Full name") and "Full name" not in text)  # the first is the applicant's

    def ticked(self):
        return self.plain.value(TICK)

    def text(self, name):
        return self.plain.value(name)

    def asks_more(self):
        return None  # every question stands there, with its condition in words

    def reload(self):
        self.look()

    def look(self):
        """Going on is what makes the server look; from the check one comes back."""
        self.plain.press("e.change", "1")

    def send(self):
        self.plain.choose("e.typed_by", "self")
        self.plain.press()
        if not self.plain.checking:
            self.plain.press("e.change", "1")
            return None
        said = self.plain.page.said()
        self.plain.send()
        done = self.plain.done
        if done:
            self.plain.get(AT)
        return said if done else None

    def close(self):
        pass


def machine(body, served, browser):
    """The machine of a body. The model: `key` that stands, `name` and `lack` that its lookup brought, what was `said` of them."""

    class Held(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            type(served.registry).__init__(served.registry)
            served.desk.submissions.base.execute("DELETE FROM submission")
            self.body = body(served, browser)
            self.forget()

        def forget(self):
            self.key, self.name, self.tick, self.detail, self.looked = "", WAITS, None, "", True

        def brings(self):
            """The values that a lookup by the key brings now."""
            if self.key not in (A, B, YOUNG, NOBODY):
                return WAITS
            if served.registry.mode == "silent":
                return "cannot be reached"
            return masked(PEOPLE[self.key]["full_name"]) if self.key in PEOPLE else "nobody has this number"

        @rule(key=st.sampled_from(["", "12", A, B, YOUNG, NOBODY]))
        def types_a_key(self, key):
            self.body.type(KEY, key)
            if key != self.key:
                self.key, self.tick, self.detail = key, None, ""
                self.name = self.brings()
            self.body.look()
            if body is Scriptless:
                self.again()

        def again(self):
            """The server looks at every post: what comes otherwise takes the tick away."""
            name = self.brings()
            if name != self.name:
                self.name, self.tick = name, None

        @rule(way=st.sampled_from(["right", "wrong"]))
        def ticks(self, way):
            if self.name in (masked(one["full_name"]) for one in PEOPLE.values()) and self.body.choose(TICK, way):
                self.tick = way

        @rule(text=st.sampled_from(["Số 77", "Số 88"]))
        @precondition(lambda self: self.tick == "wrong" or "number" in self.name or "reached" in self.name)
        def corrects(self, text):
            if self.body.type(DETAIL, text):
                self.detail = text

        @rule(mode=st.sampled_from(["answers", "answers", "silent"]))
        def registries_do(self, mode):
            served.registry.mode = mode

        @rule()
        def reloads(self):
            self.body.reload()
            self.again()

        @rule()
        def sends(self):
            before = len(served.sent())
            said = self.body.send()
            sent = served.sent()
            assert len(sent) == before + (said is not None)
            if said is None:
                self.again()
                return
            answers = sent[0].answers["father"]
            assert answers["personal_id"] == self.key
            there = self.key in PEOPLE and answers["full_name"] == PEOPLE[self.key]["full_name"]
            assert (masked(answers["full_name"]) if there else answers["full_name"]) in said
            if self.tick == "right":
                assert answers["full_name"] == PEOPLE[self.key]["full_name"]
            self.forget()

        @invariant()
        def what_is_shown_belongs_to_the_key(self):
            if not hasattr(self, "body"):
                return
            shown = self.body.shown()
            assert self.name in shown, (self.key, self.name, shown)
            others = [masked(one["full_name"]) for number, one in PEOPLE.items() if number not in (self.key, ME)]
            assert not any(one in shown for one in others)

        @invariant()
        def nobody_reads_what_is_somebody_elses(self):
            if hasattr(self, "body"):
                found = [secret for secret in SECRETS if secret in self.body.received()]
                assert not found, (self.key, found)

        @invariant()
        def what_was_said_belongs_to_the_key(self):
            if hasattr(self, "body"):
                assert self.body.ticked() == self.tick
                assert self.body.text(DETAIL) == self.detail

        @invariant()
        def conditions_read_nobody_else(self):
            if hasattr(self, "body") and self.body.asks_more():
                assert self.key in (A, B)

        def teardown(self):
            if hasattr(self, "body"):
                self.body.close()

    return Held


def walk(body, folder, examples, steps, phases=tuple(Phase)):
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    with serving(folder, specs_of_held.FATHER) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox", "--disable-gpu"])
        made = machine(body, served, browser)
        run_state_machine_as_test(made, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True, suppress_health_check=checks, phases=phases))
        browser.close()


@pytest.mark.parametrize("body", [Scripted, Scriptless])
def test_walks_do_as_the_model_does(tmp_path, body):
    walk(body, tmp_path, 3, 12)


@pytest.mark.long
@pytest.mark.parametrize("body", [Scripted, Scriptless])
def test_long_walks_do_as_the_model_does(tmp_path, body):
    events = int(os.environ.get("EFORMC_HELD_EVENTS", "0"))
    walk(body, tmp_path, max(events // 25, 25 if body is Scripted else 60), 25)


EMPTIED = re.search(r"""(\w)\[\w\],\1\[\w\]=\"\"""", page_script())[0]
"""The script's line that empties a control, by whatever names it was made small with."""
SCRIPT = {
    "keys do not matter": (".keys||{}).every(", ".none||{}).every("),
    "a tick under A counts for B": (".ok input:checked", ".ok input.never"),
    "a correction outlives its key": (EMPTIED, EMPTIED.replace('=""', '+=""')),
}
SERVER = {
    "a tick under A counts for B": ("_still_ticked", lambda view, told, held: list(told.held.items())),
    "a correction outlives its key": ("_take_out", lambda *_: False),
}


@pytest.mark.long
@pytest.mark.parametrize("name", SCRIPT)
def test_a_line_of_the_law_broken_in_the_script_is_found(tmp_path, monkeypatch, name):
    monkeypatch.setattr(Scripted, "broken", SCRIPT[name])
    with pytest.raises(AssertionError):
        walk(Scripted, tmp_path, 25, 20, [Phase.generate])


@pytest.mark.long
@pytest.mark.parametrize("name", SERVER)
def test_a_line_of_the_law_broken_at_the_server_is_found(tmp_path, monkeypatch, name):
    monkeypatch.setattr(holding, *SERVER[name])
    with pytest.raises(AssertionError):
        walk(Scriptless, tmp_path, 60, 20, [Phase.generate])
