"""Limits of money in major units; answers given in advance are refused with the reason and what to write instead."""

from datetime import UTC, datetime

import pytest

from eformc.kernel.dates import parse, recorded
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of

TODAY = parse("2026-11-23")
HEAD = """procedure: a
title: {vi: Biểu mẫu, en: Form}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang, en: Page}
    fields:
      - fee: {title: {vi: Lệ phí, en: Fee}, help: {vi: Ghi số tiền., en: Write the amount.}, %s}
"""


def unit_of(project, settings):
    return project.unit_of("a.eform.yaml", (HEAD % settings).encode())


@pytest.mark.parametrize(
    ("settings", "taken", "refused"),
    [
        ("type: money, currency: EUR, min: 12.5, max: 20.00", (1250, 2000), (1249, 2001)),
        ("type: money, currency: KWD, min: 0.001, max: 1.5", (1, 1500), (0, 1501)),
        ("type: money, currency: VND, min: 1000, max: 2000", (1000, 2000), (999, 2001)),
    ],
)
def test_limits_are_written_as_amounts(project, settings, taken, refused):
    unit = unit_of(project, settings)
    assert unit.sound, unit.diagnostics
    form = form_of(unit.procedure)
    judged = {amount: evaluate(form, {"fee": amount}, TODAY).valid for amount in (*taken, *refused)}
    assert judged == dict.fromkeys(taken, True) | dict.fromkeys(refused, False)


@pytest.mark.parametrize(("settings", "message"), [("currency: EUR, max: 1.555", "at most 2 decimals"), ("currency: VND, max: 1.5", "not a whole number")])
def test_no_limit_has_more_decimals_than_its_currency(project, settings, message):
    (said,) = [one.text("en") for one in unit_of(project, f"type: money, {settings}").diagnostics if one.code == "EF014"]
    assert message in said


@pytest.mark.parametrize("key", ["default", "value", "default_value", "initial", "preset"])
def test_a_default_is_refused_with_what_to_write_instead(project, key):
    (one,) = [one for one in unit_of(project, f"type: text, {key}: x").diagnostics if one.code == "EF010"]
    assert "no answer is given in advance" in one.text("en") and "không điền sẵn" in one.text("vi")
    assert "`derive:`" in one.help("en") and "`example:`" in one.help("vi")
    assert not one.fixes


@pytest.mark.parametrize(("limit", "before"), [("max: 5000", "50.00"), ("max: 5000.00", None), ("min: 0", None)])
def test_a_limit_that_was_in_cents_is_named_until_it_has_decimals(project, limit, before):
    found = [one for one in unit_of(project, f"type: money, currency: EUR, {limit}").diagnostics if one.code == "EF703"]
    assert [before in one.text("en") for one in found] == ([True] if before else [])


def test_a_recorded_time_names_the_zone_of_the_catalogue():
    moment = datetime(2026, 10, 16, 22, 30, tzinfo=UTC)
    assert recorded("Asia/Ho_Chi_Minh", moment) == "2026-10-17T05:30:00+07:00[Asia/Ho_Chi_Minh]"
    assert recorded("No/Such", moment) == "2026-10-16T22:30:00+00:00"
