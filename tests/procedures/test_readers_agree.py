"""Generated submissions: what the evaluator takes, both schema validators take; what breaks a rule that a schema can
say, all three refuse."""

import copy

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import evaluate
from eformc.kernel.form import Table
from eformc.kernel.values import Boolean, Choice, Choices, Date, Decimal, File, Integer, Money, Record, Text
from eformc.model.lowering import form_of

NAMES = sorted(path.stem.removesuffix(".eform") for path in (ROOT / "specs" / "procedures").glob("*.yaml"))
TODAY = dates.parse("2026-11-23")
TEXTS = {"[0-9]{12}": "079000000001", "\\x40": "a@b.vn", "\\x2b": "0912345678"}


def text_of(value, draw):
    body = value.pattern.body if value.pattern else None
    if body is None:
        return draw(st.text("aăâđêôơưế bB", min_size=1, max_size=min(30, value.most))).strip() or "a"
    return next((sample for mark, sample in TEXTS.items() if mark in body), "0912345678")


def value_of(value, draw):
    match value:
        case Text():
            return text_of(value, draw)
        case Integer() | Money():
            low = value.minimum or 0
            return draw(st.integers(low, min(value.maximum or low + 50, low + 50)))
        case Decimal():
            return decimal_text(draw(st.integers(0, 10**6)), value.scale)
        case Date(precision):
            return {"day": "1980-05-17", "month": "1980-05", "year": "1980", "partial": draw(st.sampled_from(["1980", "1980-05", "1980-05-17"]))}[precision.value]
        case Choice(codes):
            return draw(st.sampled_from([code.code for code in list(codes.codes)[:60]]))
        case Choices(codes):
            chosen = draw(st.sets(st.sampled_from([code.code for code in codes.codes]), min_size=1))
            return [code.code for code in codes.codes if code.code in chosen]
        case Boolean(declaration):
            return True if declaration else draw(st.booleans())
        case Record(kind, parts):
            if kind == "address":
                commune = parts[1].value.codes.codes[draw(st.integers(0, 3000))]
                return {"province": commune.parent, "commune": commune.code, "detail": "số 1"}
            return {part.name: value_of(part.value, draw) for part in parts}
        case File(types, most):
            return {"name": "a.pdf", "media_type": types[0], "size": draw(st.integers(1, most)), "sha256": "0" * 64}


def put(answers, pointer, value):
    for token in pointer[:-1]:
        answers = answers.setdefault(token, {})
    answers[pointer[-1]] = value


def fill(form, draw):
    """Answers to everything; then, until it settles, without what does not apply."""
    answers = {}
    for entry in form.entries:
        if isinstance(entry, Table):
            rows = [{column.pointer[0]: value_of(column.value, draw) for column in entry.columns} for _ in range(draw(st.integers(1, 2)))]
            put(answers, entry.pointer, rows)
        else:
            put(answers, entry.pointer, value_of(entry.value, draw))
    for _ in range(6):
        bad = [f.pointer for f in evaluate(form, answers, TODAY).findings if f.code == "not-applicable"]
        for pointer in bad:
            parent = answers
            for token in pointer[:-1]:
                parent = parent[int(token)] if isinstance(parent, list) else parent[token]
            parent.pop(pointer[-1], None)
        answers = {key: value for key, value in answers.items() if value not in ({}, [])}
        if not bad:
            break
    return answers


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_the_evaluator_takes_the_schema_takes_and_plain_mistakes_both_refuse(procedures, name, data):
    unit = next(unit for unit in procedures if unit.procedure.id == name)
    form = form_of(unit.procedure)
    schema = jsonschema_rs.Draft202012Validator(schema_of(unit.procedure))
    answers = fill(form, data.draw)
    verdict = evaluate(form, answers, TODAY)
    rest = {finding.code for finding in verdict.findings}
    assert rest <= {"constraint"}, [(finding.pointer, finding.code) for finding in verdict.findings]
    assert schema.is_valid(answers), next(iter(schema.iter_errors(answers)))
    broken = copy.deepcopy(answers)
    key = data.draw(st.sampled_from(sorted(answers)))
    broken[key] = data.draw(st.sampled_from([None, {}, "", 3.5, [[]]]))
    assert not evaluate(form, broken, TODAY).valid
    assert not schema.is_valid(broken)
    extra = {**answers, "nobody_asked": 1}
    assert not evaluate(form, extra, TODAY).valid
    assert not schema.is_valid(extra)
