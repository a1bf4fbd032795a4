"""Each line of the law of what is held, broken once in the script and once at the server: the test of its own name finds it."""

import inspect
import json
import subprocess

import pytest
import test_faults as faults
from playwright.sync_api import TimeoutError as Late

from conftest import ROOT
from eformc.kernel import dates
from eformc.portal.forms import PublishedForm
from eformc.portal.html import assets, render
from eformc.portal.submission import holding
from eformc.prefill import Authenticated, masking
from eformc.serve.desk import Desk, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("held"), pytest.mark.long]
browser, server, served, opened, moved = faults.browser, faults.server, faults.served, faults.opened, faults.moved

BUILD = """
import { build } from "esbuild";
const [file, ...pairs] = JSON.parse(process.argv.at(-1));
const { readFileSync } = await import("node:fs");
const swap = { name: "swap", setup(made) { made.onLoad({ filter: new RegExp(file + "$") }, ({ path }) => {
  const text = readFileSync(path, "utf8");
  return { contents: pairs.reduce((made, [before, after]) => {
    if (made.split(before).length !== 2) throw new Error("not there once: " + before);
    return made.replace(before, () => after);
  }, text), loader: "js" };
}); } };
const ran = await build({ entryPoints: ["../../src/eformc/portal/script/page.mjs"], bundle: true, format: "iife", target: "es2021", charset: "utf8", minify: true, write: false, legalComments: "inline", plugins: [swap] });
process.stdout.write(ran.outputFiles[0].text);
"""

SCRIPT = {
    "1 what is held stands whatever the key": ("holding.mjs", "(one, answers) => Object", "(one, answers) => true || Object", faults.test_19_a_changed_key_takes_away_what_was_held_and_said_of_the_former_person),
    "1 a condition reads the person before": ("holding.mjs", "delete held[pointer];\n  if (was)", "if (was)", faults.test_19_a_changed_key_takes_away_what_was_held_and_said_of_the_former_person),
    "1 a tick under A counts for B": ("holding.mjs", '(const one of all(".ok input:checked", block)) one.checked = false', "(const one of []) one", faults.test_19_a_changed_key_takes_away_what_was_held_and_said_of_the_former_person),
    "1 an answer for other keys is taken": ("holding.mjs", "giveUp?.abort();", "", "if (stop !== giveUp) return;\n    if (over) {", "if (over) {", ".filter(([, one]) => belongs(one, left))", "", faults.test_19_an_answer_that_comes_too_late_is_dropped),
    "1 a draft brings no lookups": ("page.mjs", "if (data.prefill) holding.look();", "", faults.test_21_a_reload_makes_the_lookups_of_the_draft_and_loses_nothing),
    "1 a tick counts for another value": ("holding.mjs", "else if (before.split(\".\")[1] !== value)", "else if (false)", faults.test_21_a_reload_makes_the_lookups_of_the_draft_and_loses_nothing),
    "2 nothing has to be confirmed": ("holding.mjs", "if (!right.checked && !wrong.checked)", "if (false)", faults.test_21_a_reload_makes_the_lookups_of_the_draft_and_loses_nothing),
    "2 what was shown is not told": ("page.mjs", "holding.tell();", "", faults.test_19_a_failed_lookup_shows_nobody_and_the_check_is_what_is_sent),
    "3 what is worked out is not live": ("holding.mjs", "for (const [pointer, one] of fresh) place(pointer, one);", 'for (const [pointer, one] of fresh) if (pointer !== "/things") place(pointer, one);', faults.test_06_a_row_is_taken_out_with_its_errors_and_what_is_held_for_it),
    "4 held rows are not there": ("rows.mjs", "one.hidden = n >= least && isEmpty(field, one)", "one.hidden = n >= least", faults.test_60_held_rows_are_all_there_each_once_and_can_be_sent),
    "4 a row that is taken out stays": ("rows.mjs", "if (left.length) rowsOf(field).length > 1 && one.remove();", "", faults.test_06_a_row_is_taken_out_with_its_errors_and_what_is_held_for_it),
    "5 a lookup that fails leaves no question": ("holding.mjs", "    fail(found);\n", "", faults.test_19_a_failed_lookup_shows_nobody_and_the_check_is_what_is_sent),
    "5 what the server found is forgotten": ("errors.mjs", "for (const one of theirs) if (", "for (const one of theirs) if (false && ", faults.test_a_fault_that_only_the_server_finds_opens_its_step_and_stays_until_the_answer_changes),
    "6 not right asks nothing": ("holding.mjs", "if (wrong.checked && !said)", "if (false)", faults.test_not_right_asks_which_value_and_the_office_reads_what_is_disputed),
    "6 the check does not say what is disputed": ("check.mjs", "doubted ? fill(words.was_doubted, { held: there }) : there", "there", faults.test_not_right_asks_which_value_and_the_office_reads_what_is_disputed),
    "7 Back shows the form that was sent": ("page.mjs", "draft.sentBefore();", "", faults.test_24_back_after_the_receipt_says_that_it_was_sent_and_a_new_one_is_an_act_of_its_own),
    "8 today is the device's": ("form.mjs", 'Intl.DateTimeFormat("sv-SE", { timeZone })', 'Intl.DateTimeFormat("sv-SE")', faults.test_27_today_is_that_of_the_forms_time_zone_on_a_page_that_stands_alone),
    "9 the page judges what it cannot read": ("form.mjs", "if (Object.hasOwn(data.says, rule))", "if (false)", faults.test_19_a_mended_key_asks_the_server_anew_what_holds),
    "7 the mark is in the file": ("draft.mjs", '!["file", "hidden", "submit"]', '!["file", "submit"]', faults.test_24_the_mark_is_in_no_file_that_is_taken_along),
}  # fmt: skip
"""Law and what is broken -> the module, texts of it and what stands there instead, the test that finds it."""


def built(file, *pairs):
    ran = subprocess.run(["node", "--input-type=module", "-e", BUILD, "--", json.dumps([file, *pairs])], cwd=ROOT / "tools" / "page", capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def found(scenario, have):
    """The test stops: at a wrong answer, or since none comes."""
    try:
        scenario(**{name: have.get(name, True) for name in inspect.signature(scenario).parameters})
    except (AssertionError, Late, StopIteration, ValueError, TypeError, KeyError) as stopped:
        assert "ERR_" not in str(stopped), stopped
        return
    raise AssertionError("nobody finds it")


@pytest.fixture
def whole_script():
    """Forgets, before and after, what was made of the script."""

    def forget():
        assets.page_script.cache_clear()
        render._policy.cache_clear()

    yield forget
    forget()


@pytest.mark.parametrize("name", SCRIPT)
def test_a_broken_law_of_the_script_is_found(opened, served, browser, moved, tmp_path, monkeypatch, whole_script, name):
    file, *texts, scenario = SCRIPT[name]
    text = built(file, *zip(texts[::2], texts[1::2], strict=True))
    monkeypatch.setattr(assets, "_whole_script", lambda: text)
    whole_script()
    found(scenario, {"opened": opened, "served": served, "browser": browser, "moved": moved, "tmp_path": tmp_path})


def every_tick(view, told, held):
    yield from told.held.items()


async def always_anew(self, submission, owner, once, *, again, real=Desk.take):
    return await real(self, submission, owner, f"{once}x" if again else once, again=True)


SERVER = {
    "1 a tick counts for another value": (holding, "_still_ticked", every_tick, faults.test_19_without_script_a_tick_counts_for_the_very_value_that_was_shown),
    "1 a correction outlives its key": (holding, "_take_out", lambda *_: False, faults.test_19_without_script_what_was_said_of_the_former_person_is_dropped_and_named),
    "1 whoever is logged in has the page": (Authenticated, "digest", lambda _: "x", faults.test_45_a_login_that_is_over_is_said_and_the_answers_are_kept),
    "2 what no page showed is sent": (holding, "unshown", lambda *_: (), faults.test_19_without_script_what_changes_after_the_check_is_checked_once_more),
    "4 rows are known by their place": (holding, "row_id", lambda *_: "", faults.test_60_what_is_typed_in_a_row_stays_with_its_child_when_the_registry_turns_them_round),
    "6 the office is not told": (holding, "disputed", lambda *_: (), faults.test_not_right_asks_which_value_and_the_office_reads_what_is_disputed),
    "8 today is the machine's": (PublishedForm, "today", lambda _, now: dates.parse(str(now.date())), faults.test_27_today_is_that_of_the_forms_time_zone_at_the_server),
    "9 whoever types a number sees all": (masking.Masking, "masked", lambda _: frozenset(), faults.test_19_without_script_what_was_said_of_the_former_person_is_dropped_and_named),
    "7 one mark for everybody": (Visit, "owner", "everybody", faults.test_24_a_mark_of_somebody_else_takes_nothing_away),
    "7 the same again is taken without a word": (Desk, "take", always_anew, faults.test_24_the_same_answers_under_another_mark_are_said_to_be_sent_before),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVER)
def test_a_broken_law_of_the_server_is_found(opened, served, moved, monkeypatch, name):
    where, what, by, scenario = SERVER[name]
    monkeypatch.setattr(where, what, by)
    found(scenario, {"opened": opened, "served": served, "moved": moved})
