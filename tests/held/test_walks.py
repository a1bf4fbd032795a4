"""Random walks over forms keep the law of what is held; with a line of it broken on purpose they find that."""

import pytest
import specs_of_held
from held_kit import DAY

from eformc.emit.form import published
from eformc.kernel import dates
from eformc.portal import forms as published_forms
from eformc.portal.submission import holding, judge
from eformc.portal.view.types import FormView
from eformc.prefill import execution
from eformc.reasoning.planning import plan_of
from eformc.verify import walks
from eformc.verify.walks import walked

TODAY = dates.parse(DAY)


@pytest.fixture(scope="module")
def own(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("specs")
    texts = {"father": specs_of_held.FATHER, "rows": specs_of_held.ROWS, "members": specs_of_held.MEMBERS}
    for name, text in texts.items():
        (folder / f"{name}.eform.yaml").write_text(text, encoding="utf-8")
    units = project.units([str(folder)])
    assert all(unit.sound for unit in units)
    return {unit.procedure.id: (published(unit.reasoned), plan_of(unit.reasoned)) for unit in units}


@pytest.mark.parametrize("name", ["father", "held-rows", "members"])
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


def nothing(*_, **__):
    return ()


def every_tick(view, told, held):
    yield from told.held.items()


BROKEN = {
    "a tick under A counts for B": (holding, "_still_ticked", every_tick),
    "a correction outlives its key": (holding, "_take_out", lambda *_: False),
    "keys are not told apart": (execution.Course, "keys", lambda *_: {}),
    "what no page showed is sent": (holding, "unshown", nothing),
    "what does not apply is dropped unsaid": (judge, "_left_out", nothing),
    "nothing has to be confirmed": (holding, "unanswered", nothing),
    "the office is not told what is disputed": (holding, "disputed", nothing),
    "a lookup that waits in vain asks nothing": (execution.Course, "in_vain", lambda *_: None),
    "the check leaves out what the office adds": (FormView, "adds", ()),
    "rows are numbered as they are sent": (judge, "_on_page", lambda finding, _: finding),
    "a value that is none and wanted locks out": (judge, "lack_of", lambda _: None),
}
"""Name -> what is broken: where, which name, by what."""


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_of_the_law_is_found(own, procedures, monkeypatch, name):
    where, what, by = BROKEN[name]
    if where is FormView:
        real = walks.filled
        monkeypatch.setattr(walks, "filled", lambda *given: published_forms.replace(real(*given), adds=()))
    else:
        monkeypatch.setattr(where, what, by)
    real_ones = [unit for unit in procedures if unit.procedure.id in ("khai-sinh", "xac-nhan-hon-nhan", "tro-giup-xa-hoi", "ct01")]
    forms = [*own.values(), *((published(unit.reasoned), plan_of(unit.reasoned)) for unit in real_ones)]
    fault = next((fault for form, plan in forms if (fault := walked(form, plan, TODAY, 600, "1").fault) is not None), None)
    assert fault is not None, name
    assert len(fault.steps) < 60
