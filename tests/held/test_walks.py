"""Random walks over forms keep the law of what is held; with a line of it broken on purpose they find that."""

import os

import pytest
import specs_of_held
from held_kit import DAY
from specs_drawn import Drawn

from eformc.emit.form import published
from eformc.kernel import dates
from eformc.portal import forms as published_forms
from eformc.portal.submission import holding, judge
from eformc.portal.view.types import FormView
from eformc.prefill import execution, masking, results
from eformc.reasoning.planning import plan_of
from eformc.verify import walks
from eformc.verify.walks import walked
from eformc.wording.values import format_value

TODAY = dates.parse(DAY)
EVENTS = int(os.environ.get("EFORMC_HELD_EVENTS", "80"))
"""Events over each drawn spec."""


@pytest.fixture(scope="module")
def own(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("specs")
    texts = {"father": specs_of_held.FATHER, "rows": specs_of_held.ROWS, "members": specs_of_held.MEMBERS, "twins": specs_of_held.TWINS, "benefits": specs_of_held.BENEFITS}
    for name, text in texts.items():
        (folder / f"{name}.eform.yaml").write_text(text, encoding="utf-8")
    units = project.units([str(folder)])
    assert all(unit.sound for unit in units)
    return {unit.procedure.id: (published(unit.reasoned), plan_of(unit.reasoned)) for unit in units}


@pytest.mark.parametrize("name", ["father", "held-rows", "members", "twins", "benefits"])
def test_walks_over_forms_of_every_kind_break_no_law(own, name):
    found = walked(*own[name], TODAY, 300, "1")
    assert found.fault is None, found.fault
    assert found.finished == found.walks


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_long_walks_over_the_real_procedures_break_no_law(procedures, own, seed):
    forms = [*own.values(), *((published(unit.reasoned), plan_of(unit.reasoned)) for unit in procedures)]
    for form, plan in forms:
        found = walked(form, plan, TODAY, 300, f"long {seed}")
        assert found.fault is None, (form.procedure, found.fault)


def drawn(project, folder, seeds):
    """Forms of specs that are drawn, with their plans."""
    for seed in seeds:
        (folder / f"drawn-{seed}.eform.yaml").write_text(Drawn(seed).yaml(), encoding="utf-8")
    units = project.units([str(folder)])
    assert all(unit.sound for unit in units), [d.text("en") for unit in units for d in unit.diagnostics]
    return [(published(unit.reasoned), plan_of(unit.reasoned)) for unit in units]


def test_specs_that_are_drawn_have_every_way_by_which_a_value_is_held():
    texts = [Drawn(seed).yaml() for seed in range(200)]
    for part in ("many: true", "via: applicant.child", "same_as:", "via: father.father", "known_by: key, title", "derive:", "when: age(", "of: members, when: age(", "policy: confirm", "policy: locked", "twin: {is: person, via:", "always: {is: person, same_as:", "others: {is: person, via: applicant.child"):
        assert sum(part in text for text in texts) > 10, part


def test_walks_over_drawn_specs_break_no_law(project, tmp_path):
    for form, plan in drawn(project, tmp_path, range(1000, 1005)):
        found = walked(form, plan, TODAY, 60, "1")
        assert found.fault is None, (form.procedure, found.fault)


@pytest.mark.long
@pytest.mark.parametrize("start", range(0, 200, 50))
def test_long_walks_over_200_drawn_specs_break_no_law(project, tmp_path, start):
    for form, plan in drawn(project, tmp_path, range(start, start + 50)):
        found = walked(form, plan, TODAY, EVENTS, "long")
        assert found.fault is None, (form.procedure, found.fault)


def nothing(*_, **__):
    return ()


def every_tick(view, told, held):
    yield from told.held.items()


BROKEN = {
    "a tick under A counts for B": (holding, "_still_ticked", every_tick),
    "a correction outlives its key": (holding, "_take_out", lambda *_: False),
    "keys are not told apart": (execution.PlanExecution, "keys", lambda *_: {}),
    "what no page showed is sent": (holding, "unshown", nothing),
    "what does not apply is dropped unsaid": (judge, "_left_out", nothing),
    "nothing has to be confirmed": (holding, "unanswered", nothing),
    "the office is not told what is disputed": (holding, "disputed", nothing),
    "a lookup that waits in vain asks nothing": (execution.PlanExecution, "in_vain", lambda *_: None),
    "the check leaves out what the office adds": (FormView, "adds", ()),
    "rows are numbered as they are sent": (judge, "_on_page", lambda finding, _: finding),
    "whoever types a number sees all": (masking.Masking, "masked", lambda _: frozenset()),
    "a mask lets everything through": (results, "masked_text", lambda of, value, lang: (format_value(of, value, lang), "-")),
    "the value goes along with its mask": (results, "masked_text", lambda *_: ("…", "")),
    "what a registry has is denied": (judge, "_with_nothings", lambda supplies, _: supplies),
    "a value that is none and wanted locks out": (judge, "lack_of", lambda _: None),
}
"""Name -> what is broken: where, which name, by what."""


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_of_the_law_is_found(own, procedures, monkeypatch, name):
    where, what, by = BROKEN[name]
    if where is FormView:
        real = walks.with_submission
        monkeypatch.setattr(walks, "with_submission", lambda *given: published_forms.replace(real(*given), adds=()))
    else:
        monkeypatch.setattr(where, what, by)
    real_ones = [unit for unit in procedures if unit.procedure.id in ("khai-sinh", "xac-nhan-hon-nhan", "tro-giup-xa-hoi", "ct01")]
    forms = [*own.values(), *((published(unit.reasoned), plan_of(unit.reasoned)) for unit in real_ones)]
    fault = next((fault for form, plan in forms if (fault := walked(form, plan, TODAY, 600, "1").fault) is not None), None)
    assert fault is not None, name
    assert len(fault.steps) < 60
