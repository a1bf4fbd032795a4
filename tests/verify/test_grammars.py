"""Dates, decimals and patterns, exhaustively or in great number: Python, browser and validators read them alike."""

import json
import random
import re

import jsonschema_rs
import pytest
from playwright.sync_api import sync_playwright
from test_readers import ARGS, valid_by_ajv

from eformc.contract.page_data import of_expression
from eformc.emit.kind import json_bytes
from eformc.emit.schema_values import SchemaParts as Output
from eformc.emit.schema_values import schema_of_value as of_value
from eformc.kernel import dates, patterns
from eformc.kernel.decimals import decimal_text, scaled_decimal
from eformc.kernel.evaluate import Scope, amount
from eformc.kernel.expressions import ROUNDINGS, Arithmetic, Calculate, Call, Literal, Ref, Type
from eformc.kernel.values import Date, Precision, Text
from eformc.portal.html.assets import engine_source
from eformc.verify.samples import sample

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def page():
    script = engine_source().replace("export ", "") + "\nObject.assign(window, { day, scaled, amount });"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        page = browser.new_page()
        page.add_script_tag(content=script)
        yield page
        browser.close()


def ask(page, run, value):
    return json.loads(page.evaluate(f"(text) => JSON.stringify(JSON.parse(text).map({run}))", json.dumps(value)))


def schema_of_value(value):
    out = Output("vi")
    schema = of_value(value, ("x",), out)
    return json.loads(json_bytes({**schema, "$defs": out.defs}))


def test_every_day_from_1800_to_2200_and_every_impossible_one(page):
    days = [f"{year}-{month:02d}-{day:02d}" for year in range(1799, 2202) for month in range(14) for day in range(33)]
    months = [f"{year}-{month:02d}" for year in range(1799, 2202) for month in range(14)]
    years = [f"{year:04d}" for year in (*range(1700, 2300), 0, 1, 9999)]
    odd = ["", "-", "1980-", "1980-1-1", "19800517", "1980/05/17", "1980-05-17 ", "1980-05-17\n", "١٩٨٠", "１９８０", "1980-W05-1", "+1980", "80-05-17", "1980-05-17T00:00Z", "1980-05-1７"]
    every = [*days, *months, *years, *odd]
    ours = [dates.parse(text) for text in every]
    theirs = ask(page, "(one) => day(one)", every)
    for text, mine, said in zip(every, ours, theirs, strict=True):
        assert (None if mine is None else {"y": mine.year, "m": mine.month or 0, "d": mine.day or 0}) == said, text
    assert sum(1 for day in ours[: len(days)] if day is not None) == 146_462
    exact = {Precision.DAY: "day", Precision.MONTH: "month", Precision.YEAR: "year"}
    for precision in Precision:
        validator = jsonschema_rs.Draft202012Validator(schema_of_value(Date(precision)))
        for text, mine in zip(every, ours, strict=True):
            wanted = mine is not None and (precision is Precision.PARTIAL or mine.precision == exact[precision])
            assert validator.is_valid(text) == wanted, (precision, text)
    ajv = valid_by_ajv(schema_of_value(Date(Precision.DAY)), [*days[::7], *odd])
    assert ajv == [dates.parse(text) is not None and len(text) == 10 for text in [*days[::7], *odd]]


@pytest.mark.long
def test_a_million_decimal_operations(page):
    dice = random.Random(7)
    done = 0
    for number in range(20):
        op, first, second = list(Arithmetic)[number % 4], dice.randint(1, 3), dice.randint(1, 3)
        scale = first + second if op is Arithmetic.MUL else max(first, second)
        expression = Calculate(op, Ref(("a",), Type.DECIMAL, scale=first), Ref(("b",), Type.DECIMAL, scale=second), Type.DECIMAL, scale)
        if op is Arithmetic.DIV or number % 4 == 0:
            places = Literal(number % 7, Type.INTEGER)
            expression = Call(sorted(ROUNDINGS)[number // 4 % 4], (expression, places), Type.DECIMAL, number % 7)
        pairs = [[_decimal(dice, first), _decimal(dice, second)] for _ in range(50_000)]
        tree = json.dumps(of_expression(expression))
        said = ask(page, f"([a, b]) => {{ const n = amount({tree}, {{ answers: {{ a, b }} }}); return n === null ? null : String(n); }}", pairs)
        for (a, b), theirs in zip(pairs, said, strict=True):
            ours = amount(expression, Scope({"a": a, "b": b}, None))
            assert (None if ours is None else str(ours)) == theirs, (op, a, b)
        done += len(pairs)
    assert done == 1_000_000


def _decimal(dice, scale):
    if dice.random() < 0.02:
        return dice.choice(["", "1", ".5", "1,5", "01.50", "-0." + "0" * scale, "1e5", "9" * 16 + "." + "0" * scale])
    return decimal_text(dice.randint(-(10 ** dice.randint(1, 15)) + 1, 10 ** dice.randint(1, 15) - 1), scale)


def test_decimals_are_read_alike(page):
    dice = random.Random(8)
    texts = [_decimal(dice, 2) for _ in range(5000)] + [text + tail for text in ("0.50", "-1.25") for tail in ("", " ", "\n", "0", ".", "٣")]
    said = ask(page, "(one) => { const n = scaled(one, 2); return n === null ? null : String(n); }", texts)
    for text, theirs in zip(texts, said, strict=True):
        ours = scaled_decimal(text, 2)
        assert (None if ours is None else str(ours)) == theirs, text


def drawn_pattern(dice, depth=3):
    """A pattern's source in the portable subset."""
    kind = dice.randrange(8 if depth else 3)
    if kind < 3:
        return dice.choice(["a", "b", "0", "[0-9]", "[a-c]", "[aàáảãạ]", "\\.", "\\-", "[+\\-]", " ", "ễ", "[A-Z]", "𠀀", "/", "&", "~", "@"])
    if kind < 5:
        return "".join(drawn_pattern(dice, depth - 1) for _ in range(dice.randint(1, 3)))
    if kind == 5:
        return "(" + "|".join(drawn_pattern(dice, depth - 1) for _ in range(dice.randint(1, 3))) + ")"
    return "(" + drawn_pattern(dice, depth - 1) + ")" + dice.choice(["?", "{2}", "{1,3}", "*", "+", "{0,2}"])


def test_a_hundred_thousand_pairs_of_pattern_and_text(page):
    dice = random.Random(9)
    pairs = taken = matched = 0
    while pairs < 100_000:
        try:
            pattern = patterns.parse(drawn_pattern(dice))
        except patterns.PatternError:
            continue
        taken += 1
        texts = [sample(pattern, dice) for _ in range(25)]
        texts += [_mangled(text, dice) for text in texts for _ in range(3)]
        ours = [re.fullmatch(pattern.body, text, re.ASCII) is not None for text in texts]
        assert all(ours[:25]), pattern
        run = f"(text) => new RegExp({json.dumps('^(?:' + pattern.body + ')$')}, 'u').test(text)"
        assert ask(page, run, texts) == ours, pattern
        validator = jsonschema_rs.Draft202012Validator({"type": "string", "pattern": pattern.anchored(), "not": {"pattern": "\\x0a"}})
        assert [validator.is_valid(text) for text in texts] == [one and "\n" not in text for one, text in zip(ours, texts, strict=True)], pattern
        pairs, matched = pairs + len(texts), matched + sum(ours)
    assert taken > 900
    assert 0.25 < matched / pairs < 0.9


def _mangled(text, dice):
    kind = dice.randrange(5)
    at = dice.randint(0, len(text))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + dice.choice("ab0-. ễ\n𠀀A١") + text[at:]
    if kind == 2:
        return text + dice.choice(["\n", " ", "a", "\u0301"])
    return text.swapcase() if kind == 3 else text[::-1]


def test_lengths_are_code_points_everywhere(page):
    texts = ["𠀀" * 5, "𠀀" * 6, "ễ" * 5, "e\u0302\u0303" * 5, "👩‍👩‍👧", "a" * 5, "a" * 6]
    validator = jsonschema_rs.Draft202012Validator(schema_of_value(Text(1, 5)))
    assert [validator.is_valid(text) for text in texts] == [len(text) <= 5 for text in texts]
    assert ask(page, "(one) => Array.from(one).length", texts) == [len(text) for text in texts]
