"""docs/semantics.md says what the code does: every example in it is run, every closed list in it is compared."""

import ast
import importlib
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

import eformc.kernel
from conftest import ROOT, TODAY
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates, decimals, patterns
from eformc.kernel.evaluate import Scope, evaluate, holds
from eformc.kernel.expressions import CALLED, pointer_text
from eformc.kernel.printing import printed
from eformc.kernel.text import typed
from eformc.model.lowering import form_of
from eformc.portal.submission import decode
from eformc.portal.submission.decode import Posted

sys.path.insert(0, str(ROOT / "tests" / "verify"))
from specs import readable

KERNEL = Path(eformc.kernel.__file__).parent


# --- reading the document ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    section: str
    info: str
    text: str


def blocks(text):
    """The fenced blocks of a Markdown text, each with the number and words of its section."""
    section, info, lines = "", None, []
    for line in text.splitlines():
        if info is None and line.startswith("## "):
            section = "-".join(re.findall("[a-z0-9]+", line.lower()))
        elif info is None and line.startswith("```"):
            info, lines = line.removeprefix("```").strip(), []
        elif info is not None and line == "```":
            yield Block(section, info, "\n".join(lines))
            info = None
        elif info is not None:
            lines.append(line)
    assert info is None, "a block is not closed"


def objects(text):
    """The JSON values that stand one after the other in a text."""
    text, at = text.strip(), 0
    while at < len(text):
        value, end = json.JSONDecoder().raw_decode(text, at)
        yield value
        at = end + len(text[end:]) - len(text[end:].lstrip())


TEXT = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
BLOCKS = list(blocks(TEXT))
FORMS = {block.info.removeprefix("yaml form="): block.text for block in BLOCKS if block.info.startswith("yaml form=")}
EXAMPLES = [(block.section, one) for block in BLOCKS if block.info == "json example" for one in objects(block.text)]


def named():
    counts = Counter()
    for section, example in EXAMPLES:
        counts[section] += 1
        yield pytest.param(example, id=f"{section}-{counts[section]}")


def rows(section):
    """The cells of the tables of one section, headings left out."""
    found = re.search(rf"^## {re.escape(section)}\b.*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, section
    for line in found[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            yield [cell.strip("`") for cell in cells]


# --- forms of the examples ---------------------------------------------------------------------------------------------


def titled(items):
    """A list of questions, each with a title: its name where it has none."""
    for item in items:
        for name, settings in item.items() if isinstance(item, dict) else ():
            if isinstance(settings, dict) and "type" in settings:
                settings.setdefault("title", name)
                titled(settings.get("columns", ()))
    return items


def attached(item):
    name, settings = next(iter(item.items())) if isinstance(item, dict) else (item, {})
    return {name: {"title": name, **settings}}


def spec_of(body, constraints=()):
    """A whole spec, as JSON (which YAML 1.2 takes in), of what a form of the document says."""
    pages = [{"page": "one", "fields": body["fields"]}, *body.get("pages", ())]
    pages = [{**page, "title": page["page"], "fields": titled(page["fields"])} for page in pages]
    spec = {
        "procedure": "example",
        "title": "example",
        "subjects": {"applicant": {"is": "person", "known_by": "login"}, **body.get("subjects", {})},
        "pages": pages,
        "constraints": [{"message": "message", **one} for one in [*body.get("constraints", ()), *constraints]],
    }
    for key in ("attachments", "evidence"):
        if key in body:
            spec[key] = [attached(one) for one in body[key]]
    return json.dumps(spec, ensure_ascii=False, default=str)


class Bench:
    def __init__(self, project):
        self.project = project

    def unit(self, body, constraints=()):
        return self.project.unit_of("example.eform.yaml", spec_of(body, constraints).encode())

    def procedure(self, body, constraints=()):
        unit = self.unit(body, constraints)
        assert unit.sound, [d.text("en") for d in unit.diagnostics if d.code.startswith(("EF0", "EF1", "EF6"))]
        return unit.procedure

    def with_condition(self, example):
        """The unit of the example's form with the condition as a constraint: it may be of any truth there."""
        body = load(example["form"])
        at = next(name for item in body["fields"] for name in (item if isinstance(item, dict) else [item]))
        return self.unit(body, [{"holds": example["condition"], "at": at}])

    def condition(self, example):
        unit = self.with_condition(example)
        assert readable(unit), [d.text("en") for d in unit.diagnostics]
        return unit.procedure.constraints[-1].holds


@pytest.fixture(scope="module")
def bench(project):
    return Bench(project)


def load(form):
    return YAML(typ="safe", pure=True).load(FORMS[form])


def day(text):
    found = dates.parse(text)
    assert found is not None, text
    return found


def tokens(pointer):
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def known_of(example):
    return {tokens(pointer): value for pointer, value in example.get("known", {}).items()}


def judged(bench, procedure, example, answers, prefix=""):
    """The verdict; the findings are those of the example, and the schema stands to it as section 14 says."""
    verdict = evaluate(form_of(procedure), answers, day(example.get("today", TODAY)), known_of(example))
    found = [[pointer_text(f.pointer).removeprefix(prefix), f.code, dict(f.args)] for f in verdict.findings]
    wanted = example["findings"]
    assert [one[: len(two)] for one, two in zip(found, wanted, strict=False)] == wanted[: len(found)], found
    assert len(found) == len(wanted), found
    accepts = jsonschema_rs.Draft202012Validator(schema_of(procedure)).is_valid(answers)
    says = {said_by_schema()[f.code] for f in verdict.findings if not f.warning}
    if not says or says == {"no"}:
        assert accepts or "known" in example, "the schema refuses what it has to accept"
    if "yes" in says:
        assert not accepts, "the schema accepts what it has to refuse"
    if "schema" in example:
        assert example["schema"] == ("accepts" if accepts else "refuses")
    return verdict


def said_by_schema():
    return {row[0]: row[2] for row in rows("13")}


# --- shapes of examples ------------------------------------------------------------------------------------------------


def form(bench, example):
    verdict = judged(bench, bench.procedure(load(example["form"])), example, example["answers"])
    assert verdict.valid is example["valid"]
    applies = {pointer_text(pointer): value for pointer, value in verdict.applies.items()}
    assert {pointer: applies[pointer] for pointer in example.get("applies", {})} == example.get("applies", {})


def field(bench, example):
    procedure = bench.procedure({"fields": [{"x": dict(example["field"])}]})
    verdict = judged(bench, procedure, example, {"x": example["value"]}, prefix="/x")
    assert verdict.valid is (example["findings"] == [])


def condition(bench, example):
    scope = Scope(example["answers"], day(example.get("today", TODAY)), known=known_of(example))
    truth = holds(bench.condition(example), scope)
    assert ("unknown" if truth is None else truth) == example["is"]


def reads(bench, example):
    assert printed(bench.condition(example)) == example["reads"]


def refused(bench, example):
    assert example["refused"] in {found.code for found in bench.with_condition(example).diagnostics}


def matches(bench, example):
    pattern = patterns.parse(example["pattern"])
    assert bool(re.fullmatch(pattern.body, example["text"], re.ASCII)) is example["matches"]
    schema = jsonschema_rs.Draft202012Validator({"pattern": pattern.anchored()})
    assert schema.is_valid(example["text"]) is example["matches"]


def refused_pattern(bench, example):
    with pytest.raises(patterns.PatternError) as found:
        patterns.parse(example["pattern"])
    assert found.value.reason == example["refused"]


def printed_pattern(bench, example):
    pattern = patterns.parse(example["pattern"])
    assert (pattern.body, pattern.anchored()) == (example["printed"], example["anchored"])


def written(bench, example):
    (item, *_) = form_of(bench.procedure({"fields": [{"f": example["field"]}]})).entries
    names = [f"f.{part}" for part in ("day", "month", "year")] if example["written"][1:] else ["f"]
    posted = Posted({name: [text] for name, text in zip(names, example["written"], strict=True)})
    assert decode.value_of(item.value, "f", posted, item.beside) == example["becomes"]


def canonical_text(bench, example):
    made = typed(example["typed"], multiline=example.get("multiline", False))
    assert (made, len(made)) == (example["canonical"], example.get("length", len(made)))


def decimal(bench, example):
    scaled = decimals.scaled_decimal(example["decimal"], example["scale"])
    assert scaled == example["scaled"]
    assert scaled is None or decimals.decimal_text(scaled, example["scale"]) == example["decimal"]


def date(bench, example):
    found = dates.parse(example["date"])
    assert (found is not None) is example["valid"]
    assert found is None or str(found) == example["date"]


def age(bench, example):
    assert list(dates.age(day(example["born"]), day(example["on"]))) == example["age"]


def runtime_rules(bench, example):
    schema = schema_of(bench.procedure(load(example["form"])))
    assert [[rule["pointer"], rule["rule"]] for rule in schema["x-eformc-runtime-rules"]] == example["runtime_rules"]


SHAPES = [
    ({"form", "answers", "valid", "findings"}, {"today", "known", "applies", "schema"}, form),
    ({"field", "value", "findings"}, {"today", "schema"}, field),
    ({"condition", "form", "answers", "is"}, {"today", "known"}, condition),
    ({"condition", "form", "reads"}, set(), reads),
    ({"condition", "form", "refused"}, set(), refused),
    ({"pattern", "text", "matches"}, set(), matches),
    ({"pattern", "refused"}, set(), refused_pattern),
    ({"pattern", "printed", "anchored"}, set(), printed_pattern),
    ({"field", "written", "becomes"}, set(), written),
    ({"typed", "canonical"}, {"multiline", "length"}, canonical_text),
    ({"decimal", "scale", "scaled"}, set(), decimal),
    ({"date", "valid"}, set(), date),
    ({"born", "on", "age"}, set(), age),
    ({"form", "runtime_rules"}, set(), runtime_rules),
]


def shape_of(example):
    keys = set(example)
    found = [run for needs, takes, run in SHAPES if needs <= keys <= needs | takes]
    assert len(found) == 1, f"an example of unknown shape: {sorted(keys)}"
    return found[0]


@pytest.mark.parametrize("example", list(named()))
def test_the_example_is_so(bench, example):
    shape_of(example)(bench, example)


# --- the document as a whole -------------------------------------------------------------------------------------------


def emitted():
    """Every code that the kernel can find, with the names of its arguments, read out of its source."""
    found = {}
    for path in KERNEL.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Finding", "Fault"):
                code, *rest = node.args[1 if node.func.id == "Finding" else 0 :]
                either = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
                args = [pair.elts[0].value for pair in rest[0].elts] if rest and isinstance(rest[0], ast.Tuple) else []
                for one in either:
                    if isinstance(one, ast.Constant):
                        found.setdefault(one.value, set()).update(args)
    return found


def findings():
    """(code, is an error) of every finding in the examples."""
    for _, example in EXAMPLES:
        for one in example.get("findings", ()):
            yield one[1], not example.get("valid", False)


def test_the_closed_list_of_findings_is_the_kernels():
    listed = {row[0]: set(re.findall("[a-z]+", row[1])) for row in rows("13")}
    assert listed == emitted()
    assert {row[2] for row in rows("13")} <= {"yes", "partly", "no"}


def test_every_finding_stands_in_an_example():
    assert {code for code, error in findings() if error} == set(emitted())
    assert "required" in {code for code, error in findings() if not error}, "no example of a warning"


def test_every_argument_stands_in_an_example():
    given = {(one[1], name) for _, example in EXAMPLES for one in example.get("findings", ()) for name in dict(*one[2:])}
    assert given == {(code, name) for code, names in emitted().items() for name in names}


def test_the_list_of_refused_patterns_is_the_kernels_and_each_stands_in_an_example():
    source = (KERNEL / "patterns.py").read_text(encoding="utf-8")
    reasons = set(re.findall(r'PatternError\(\s*"([a-z-]+)"', source))
    assert {row[0] for row in rows("11")} == reasons
    assert {example["refused"] for _, example in EXAMPLES if "pattern" in example and "refused" in example} == reasons


def test_every_function_is_described_and_stands_in_an_example():
    conditions = " ".join(example.get("condition", "") for _, example in EXAMPLES)
    described = {row[0].partition("(")[0] for row in rows("5") if "(" in row[0] and row[0].endswith(")")}
    assert described == {function.value for function in CALLED}
    assert set(re.findall(r"(\w+)\(", conditions)) >= described


def test_the_limits_are_the_codes():
    limits = list(rows("Appendix B"))
    assert limits
    for place, value, *_ in limits:
        module, _, name = place.rpartition(".")
        assert getattr(importlib.import_module(f"eformc.{module}"), name) == int(value), place


def test_there_are_enough_examples_and_every_form_is_used():
    assert len(EXAMPLES) >= 60
    assert set(FORMS) == {example["form"] for _, example in EXAMPLES if "form" in example}
    sections = {section.partition("-")[0] for section, _ in EXAMPLES}
    assert sections >= {str(number) for number in range(2, 15)}, "a section without an example"
    assert {block.info for block in BLOCKS if "example" in block.info} == {"json example"}


def test_every_shape_is_described_and_an_unknown_one_is_refused():
    described = {frozenset(re.findall("`([a-z_]+)`", row[1])) for row in _shape_rows()}
    assert described == {frozenset(needs) for needs, _, _ in SHAPES}
    with pytest.raises(AssertionError, match="unknown shape"):
        shape_of({"date": "2026-11-23", "valid": True, "why": "?"})


def _shape_rows():
    part = TEXT[TEXT.index("## Appendix A") : TEXT.index("## Appendix B")]
    for line in part.splitlines():
        if line.startswith("| ") and "`" in line:
            yield [cell.strip() for cell in line.strip("|").split("|")]
