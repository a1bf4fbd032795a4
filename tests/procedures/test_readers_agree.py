"""Generated submissions: what the evaluator takes, both schema validators take; what breaks a rule that a schema can
say, all three refuse."""

import copy

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import EACH
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import evaluate
from eformc.kernel.form import Table
from eformc.kernel.values import Boolean, Choice, Choices, Date, Decimal, File, Integer, Money, Record, Text
from eformc.model.lowering import form_of

TODAY = dates.parse("2026-11-23")
TEXTS = {"[0-9]{12}": "079000000001", "T[0-2]": "2026-10-17T05:30", "\\x40": "a@b.vn", "\\x2b": "0912345678"}


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
            return decimal_text(draw(st.integers(max(value.minimum or 0, 0), 10**6)), value.scale)
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
            rows = [{column.pointer[0]: value_of(column.value, draw) for column in entry.columns} for _ in range(draw(st.integers(max(entry.least, 1), max(entry.least, 2))))]
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


def spoiled(value):
    """Values one edit away from right, each of which every reader must refuse."""
    match value:
        case Text():
            yield from ("", " a", "a ", "a\u00a0", "a\x07b", "x" * (value.most + 1), 5, None, True)
            if not value.multiline:
                yield "a\nb"
            if value.pattern:
                yield from ("!!!", "12\n")
        case Integer() | Money():
            yield from ("5", 1.5, True, 10**15)
            yield from (limit + step for limit, step in ((value.minimum, -1), (value.maximum, 1)) if limit is not None)
        case Decimal():
            yield from (1, 1.5, "1", "1," + "0" * value.scale, "-0." + "0" * value.scale, "01." + "0" * value.scale)
        case Date():
            yield from ("2023-02-29", "1900-02-29", "2200-13-01", "1799-01-01", "20240229", "2024-W05-1", "", 1980, "1980-5")
        case Choice():
            yield from ("no such code", "", 1, None, [])
        case Choices(codes):
            yield from ([], ["no such code"], [codes.codes[0].code] * 2, codes.codes[0].code)
        case Boolean(declaration):
            yield from ("true", 1, 0, None, *([False] if declaration else []))
        case Record(kind, parts):
            yield from ({}, "x", [], {part.name: None for part in parts})
            if kind == "address":
                yield {"province": "19", "commune": "00004", "detail": "x"}
                yield {"province": "99", "commune": "00004", "detail": "x"}
        case File(types, most):
            good = {"name": "a.pdf", "media_type": types[0], "size": 1, "sha256": "0" * 64}
            yield from ({}, {**good, "size": 0}, {**good, "size": most + 1}, {**good, "media_type": "text/html"}, {**good, "sha256": "0"}, {**good, "x": 1})


def at(answers, pointer):
    for token in pointer:
        answers = answers.get(token) if isinstance(answers, dict) else None
    return answers


@pytest.mark.parametrize("name", EACH)
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_one_edit_from_right_is_refused_by_evaluator_and_both_validators(procedures, name, data):
    unit = next(unit for unit in procedures if unit.procedure.id == name)
    form = form_of(unit.procedure)
    schema = schema_of(unit.procedure)
    rust, python = jsonschema_rs.Draft202012Validator(schema), jsonschema.Draft202012Validator(schema)
    answers = fill(form, data.draw)
    assert rust.is_valid(answers)
    tried = 0
    for entry in form.entries:
        columns = entry.columns if isinstance(entry, Table) else (entry,)
        for item in columns:
            for bad in spoiled(item.value):
                broken = copy.deepcopy(answers)
                holder = at(broken, entry.pointer)[0] if isinstance(entry, Table) and at(broken, entry.pointer) else broken
                if at(holder, item.pointer) is None:
                    continue
                put(holder, item.pointer, bad)
                tried += 1
                assert not evaluate(form, broken, TODAY).valid, (item.pointer, bad)
                assert not rust.is_valid(broken), (item.pointer, bad)
                if tried % 7 == 0:
                    assert not python.is_valid(broken), (item.pointer, bad)
    assert tried > 20


@pytest.mark.parametrize("name", EACH)
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
