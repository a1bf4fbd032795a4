"""The page's script says what the evaluator says: of generated conditions, and of generated answers to every procedure.

The script runs in the browser the pages run in. Draws are seeded: a failure is found again by its number.
"""

import random

import pytest
from forms import EVERYTHING, compiled
from pages import ARGS, PROCEDURES
from playwright.sync_api import sync_playwright

from eformc.contract.page_data import PageField, of_expression, page_data
from eformc.emit.html import form_view
from eformc.kernel import dates
from eformc.kernel.evaluate import Scope, evaluate, holds
from eformc.kernel.expressions import (
    And,
    Arithmetic,
    Calculate,
    Call,
    Compare,
    Function,
    If,
    In,
    Literal,
    Not,
    Op,
    Or,
    Ref,
    Type,
)  # fmt: skip
from eformc.kernel.form import Item, Table
from eformc.kernel.values import Boolean, Choice, Choices, Date, Decimal, File, Integer, Money, Record, Text
from eformc.model.lowering import form_of
from eformc.portal.html.assets import engine_source
from eformc.wording.causes import cause_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TODAY = dates.parse("2026-11-23")
DATES = ["1912", "1980", "1980-02", "1980-05-17", "2000-02-29", "2001-02-29", "2026-11-23", "2026-11-24", "2026", "1799", "x"]


@pytest.fixture(scope="module")
def engine():
    """The script's functions `holds` and `judge`, in a page of their own."""
    script = engine_source().replace("export ", "") + "\nObject.assign(window, { holds, judge });"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        page = browser.new_page()
        page.add_script_tag(content=script)
        yield page
        browser.close()


# --- conditions ------------------------------------------------------------------------------------------------------

REFS = {
    Type.INTEGER: Ref(("n",), Type.INTEGER), Type.DECIMAL: Ref(("d",), Type.DECIMAL, scale=2),
    Type.DATE: Ref(("s", "day"), Type.DATE), Type.CODE: Ref(("c",), Type.CODE), Type.BOOLEAN: Ref(("b",), Type.BOOLEAN),
    Type.CODES: Ref(("cs",), Type.CODES), Type.TEXT: Ref(("t",), Type.TEXT),
}  # fmt: skip
VALUES = {
    "n": [0, 1, 2, 18, -1, 999999999999999, "x", True], "d": ["0.50", "12.00", "-1.25", "12", "bad"], "c": ["a", "b", 1],
    "b": [True, False, "true"], "cs": [["a"], ["a", "b"], "a"], "t": ["", "a", "Ấ"],
}  # fmt: skip


def number(draw, depth):
    kind = draw.randrange(8 if depth else 3)
    if kind == 0:
        return Literal(draw.choice([0, 1, 2, 18, 46]), Type.INTEGER)
    if kind < 3:
        return REFS[draw.choice([Type.INTEGER, Type.DECIMAL])]
    if kind == 3:
        return Calculate(draw.choice(list(Arithmetic)), number(draw, 0), Literal(draw.choice([1, 2, -3]), Type.INTEGER), Type.INTEGER)
    if kind == 4:
        return If(condition(draw, depth - 1), number(draw, 0), number(draw, 0))
    if kind == 5:
        return Call(Function.COUNT, (Ref(("rows",), Type.OBJECT),), Type.INTEGER)
    if kind == 6:
        return Call(Function.SUM, (Ref(("rows", "k"), Type.INTEGER),), Type.INTEGER)
    return Call(draw.choice([Function.AGE, Function.YEAR]), (REFS[Type.DATE],), Type.INTEGER)


def date(draw):
    literal = Literal(draw.choice(DATES[:9]), Type.DATE)
    return draw.choice([REFS[Type.DATE], literal, Call(Function.TODAY, (), Type.DATE)])


def condition(draw, depth):
    kind = draw.randrange(10 if depth else 5)
    if kind == 0:
        return Compare(draw.choice(list(Op)), number(draw, depth), number(draw, depth))
    if kind == 1:
        return Compare(draw.choice(list(Op)), date(draw), date(draw))
    if kind == 2:
        ref, value = draw.choice([(REFS[Type.CODE], "a"), (REFS[Type.TEXT], "Ấ"), (REFS[Type.BOOLEAN], True)])
        return Compare(draw.choice([Op.EQ, Op.NE]), ref, Literal(value, ref.type))
    if kind == 3:
        ref = draw.choice([REFS[Type.CODE], REFS[Type.CODES]])
        return In(ref, (Literal("a", Type.CODE), Literal("z", Type.CODE)))
    if kind == 4:
        return draw.choice([REFS[Type.BOOLEAN], Call(Function.PRESENT, (draw.choice(list(REFS.values())),), Type.BOOLEAN)])
    if kind == 5:
        return Not(condition(draw, depth - 1))
    if kind == 6:
        return If(condition(draw, depth - 1), condition(draw, depth - 1), condition(draw, depth - 1))
    both = tuple(condition(draw, depth - 1) for _ in range(draw.randrange(2, 4)))
    return And(both) if kind < 8 else Or(both)


def answers_of(draw):
    made = {name: draw.choice(values) for name, values in VALUES.items() if draw.random() < 0.8}
    if draw.random() < 0.8:
        made["s"] = {"day": draw.choice(DATES)}
    if draw.random() < 0.7:
        made["rows"] = [draw.choice([{"k": 1}, {"k": 20}, {}, {"k": "x"}, {"j": 1}]) for _ in range(draw.randrange(3))]
    return made


@pytest.mark.parametrize("count", [1_000, pytest.param(6_000, marks=pytest.mark.long)])
def test_the_page_and_the_evaluator_agree_on_conditions(engine, count):
    draw = random.Random(1)
    cases = [(condition(draw, 3), answers_of(draw)) for _ in range(count)]
    said = engine.evaluate(
        "([cases, today]) => cases.map(([e, answers]) => holds(e, { answers, today }))",
        [[(of_expression(e), answers) for e, answers in cases], {"y": 2026, "m": 11, "d": 23}],
    )
    for number_, ((expression, answers), theirs) in enumerate(zip(cases, said, strict=True)):
        ours = holds(expression, Scope(answers, TODAY))
        assert ours == theirs, f"{number_}: {expression} on {answers}: evaluator {ours}, page {theirs}"
    assert {None, True, False} == set(said)


# --- forms -----------------------------------------------------------------------------------------------------------

NOT_THE_PAGES = {"not-applicable", "not-in-list", "not-within", "unknown-field", "option-not-applicable", "not-canonical"}
"""What a page cannot give: what is hidden is not sent, codes are chosen, texts are made canonical before."""


def value_of(value, draw):
    """An answer as the page would decode it, good or bad."""
    match value:
        case Text(least, most, _, multiline):
            return draw.choice(["079200000001", "0912345678", "a@b.vn", "Ấ" * most, "𠀀" * most, "𠀀" * (most + 1), "x" * max(least - 1, 1), "a\tb", "a\nb" if multiline else "ab"])
        case Integer(low, high) | Money(_, _, low, high):
            return draw.choice([0, 1, -1, (low or 0) - 1, low or 0, (high or 10**14) + 1, high or 9])
        case Decimal(scale, low, high):
            return draw.choice([f"{n // 10**scale}.{n % 10**scale:0{scale}d}" for n in (0, 1, low or 0, high or 7, (high or 7) + 1)] + ["12", "x"])
        case Date():
            return draw.choice(DATES)
        case Choice(codes):
            return draw.choice([code.code for code in list(codes.codes)[:30]])
        case Choices(codes):
            return [code.code for code in codes.codes if draw.random() < 0.7] or [codes.codes[0].code]
        case Boolean(declaration):
            return True if declaration else draw.random() < 0.5
        case Record(_, parts):
            made = {part.name: value_of(part.value, draw) for part in parts if draw.random() < 0.8}
            return made or {parts[0].name: value_of(parts[0].value, draw)}
        case File(types, most):
            return {"name": draw.choice(["a.pdf", "x" * 256]), "media_type": draw.choice([types[0], "text/html"]), "size": draw.choice([1, most, most + 1]), "sha256": "0" * 64}


def put(answers, pointer, value):
    for token in pointer[:-1]:
        answers = answers.setdefault(token, {})
    answers[pointer[-1]] = value


def submission(form, draw):
    answers = {}
    for entry in form.entries:
        if draw.random() < 0.25:
            continue
        if isinstance(entry, Item):
            put(answers, entry.pointer, value_of(entry.value, draw))
            continue
        rows = []
        for _ in range(draw.randrange(1, 4)):
            row = {one.pointer[0]: value_of(one.value, draw) for one in entry.columns if draw.random() < 0.8}
            rows.append(row or {entry.columns[0].pointer[0]: value_of(entry.columns[0].value, draw)})
        put(answers, entry.pointer, rows)
    return answers


def of_a_file(form, pointer):
    return any(isinstance(e, Item) and isinstance(e.value, File) and pointer[: len(e.pointer)] == e.pointer != pointer for e in form.entries)


def expected(form, view, answers):
    """The evaluator's findings, as far as the page can know: held values are the server's, and so are hidden fields."""
    entries = {entry["p"]: entry for entry in page_data(view.data)["fields"]}
    columns = {(p, c["p"]): c for p, entry in entries.items() for c in entry.get("table", ())}
    found = set()
    for finding in evaluate(form, answers, TODAY).findings:
        if finding.warning or finding.code in NOT_THE_PAGES:
            continue
        pointer = finding.pointer[:-1] if of_a_file(form, finding.pointer) else finding.pointer
        whole = "".join(f"/{token}" for token in pointer)
        entry = next((entries[p] for p in entries if whole == p or whole.startswith(p + "/")), None)
        if entry is not None and "table" in entry and len(pointer) > 2:
            entry = columns.get((entry["p"], f"/{pointer[2]}"))
        at_entry = entry is not None and (whole == entry["p"] or (len(pointer) == 3 and pointer[1].isdigit()))
        if entry is None or (finding.code == "required" and at_entry and (entry.get("opt") or "known" in entry)):
            continue
        value, answer = at_place(form, pointer), looked_up(answers, pointer)
        cause = cause_of(value, finding.code, answer) if value is not None else None
        found.add((whole, cause[0] if cause else "not-a-number" if finding.code == "type" else finding.code))
    return found


def at_place(form, pointer):
    """The kind of value at a place of a submission, parts of records included."""
    for entry in form.entries:
        if pointer[: len(entry.pointer)] != entry.pointer:
            continue
        found, rest = entry, pointer[len(entry.pointer) :]
        if isinstance(entry, Table):
            found = next((one for one in entry.columns if rest[1 : 1 + len(one.pointer)] == one.pointer), None)
            rest = rest[1 + len(found.pointer) :] if found is not None else ()
        value = found.value if isinstance(found, Item) else None
        for name in rest:
            value = next((part.value for part in value.parts if part.name == name), None) if isinstance(value, Record) else None
        return value
    return None


def looked_up(answers, pointer):
    for token in pointer:
        try:
            answers = answers[int(token) if isinstance(answers, list) else token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return answers


def page_finds(view, found):
    known = {one.pointer for one in view.data.fields if isinstance(one, PageField) and one.known is not None}
    return {(p, "required" if code.startswith("required") else code) for p, code, *_ in found if not (code.startswith("required") and p in known)}


@pytest.mark.parametrize("name", ["everything", *PROCEDURES])
def test_the_page_and_the_evaluator_find_the_same_in_300_submissions(engine, procedures, tmp_path, name):
    if name == "everything":
        reasoned = compiled(EVERYTHING, tmp_path)
    else:
        reasoned = next(unit.reasoned for unit in procedures if unit.procedure.id == name)
    form, view, draw = form_of(reasoned.procedure), form_view(reasoned, "vi"), random.Random(name)
    tables = [entry.pointer for entry in form.entries if isinstance(entry, Table)]
    cases = [submission(form, draw) for _ in range(300)]
    said = engine.evaluate(
        "([data, cases, today]) => cases.map((answers) => judge(data, answers, today))",
        [page_data(view.data), cases, {"y": 2026, "m": 11, "d": 23}],
    )
    for number_, (answers, theirs) in enumerate(zip(cases, said, strict=True)):
        ours, page = expected(form, view, answers), page_finds(view, theirs)
        assert page == ours, f"{number_}: only the page {sorted(page - ours)}, only the evaluator {sorted(ours - page)}; tables {tables}"
