"""The readers of a form: each is asked for its verdict and compared with the definition (`kernel.evaluate`)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from eformc.characters import too_many_marks
from eformc.contract.page_data import of_form
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Finding, Json, at, evaluate
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Form
from eformc.kernel.text import BLANKS
from eformc.portal.html.assets import engine_path

_NODE_SCRIPT = Path(__file__).with_name("node.mjs")
Said: TypeAlias = list[list[Any]]
"""Findings as JSON, sorted: [pointer, code, args, warning]."""


class Judged(Struct, frozen=True):
    """A form with its schema and the day it is judged on."""

    form: Form
    schema: Mapping[str, Any]
    today: Day


class ReaderError(Exception):
    """A reader that could not be asked; the message says why."""


class Reader(Protocol):
    """One reader. `differences`: for each of the answers, what it says where that is not what the definition says
    (`findings`), else None.
    """

    name: str

    def differences(self, judged: Judged, cases: Sequence[Json], findings: Sequence[tuple[Finding, ...]]) -> list[str | None]: ...


def findings_json(findings: Iterable[Finding]) -> Said:
    """The definition's findings as every runtime writes them."""
    made = [[pointer_text(one.pointer), one.code, dict(one.args), one.warning] for one in findings]
    return sorted(made, key=lambda one: json.dumps(one, sort_keys=True))


# --- the page's script --------------------------------------------------------------------------------------------


Ask: TypeAlias = Callable[[Mapping[str, Any], Sequence[Json], Mapping[str, int]], list[Said]]
"""Runs the script: the form's data, answers, the day -> what it finds in each."""


class Script:
    """The page's script: it must find the very same things at the same places."""

    def __init__(self, name: str, ask: Ask) -> None:
        self.name, self._ask = name, ask
        self._data: dict[int, tuple[Form, Mapping[str, Any]]] = {}

    def differences(self, judged: Judged, cases: Sequence[Json], findings: Sequence[tuple[Finding, ...]]) -> list[str | None]:
        """See `Reader`."""
        if id(judged.form) not in self._data:
            self._data = {id(judged.form): (judged.form, of_form(judged.form))}
        today = {"y": judged.today.year, "m": judged.today.month or 0, "d": judged.today.day or 0}
        said = self._ask(self._data[id(judged.form)][1], cases, today)
        out: list[str | None] = []
        for theirs, ours in zip(said, findings, strict=True):
            found = sorted(theirs, key=lambda one: json.dumps(one, sort_keys=True))
            same = json.dumps(found, sort_keys=True) == json.dumps(findings_json(ours), sort_keys=True)
            out.append(None if same else json.dumps(found, ensure_ascii=False))
        return out


def ask_node(form: Mapping[str, Any], cases: Sequence[Json], today: Mapping[str, int]) -> list[Said]:
    """Run the script in Node.js. Raises `ReaderError`."""
    node = shutil.which("node")
    if node is None:
        message = "node is not installed"
        raise ReaderError(message)
    text = json.dumps({"engine": engine_path().as_uri(), "form": form, "cases": list(cases), "today": today})
    done = subprocess.run([node, str(_NODE_SCRIPT)], input=text.encode(), capture_output=True, check=False)  # noqa: S603  (our own script)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").splitlines()
        message = f"the page's script failed in node: {next((line for line in lines if 'Error' in line), 'no reason given')}"
        raise ReaderError(message)
    found: list[Said] = json.loads(done.stdout)
    return found


# --- JSON Schema -----------------------------------------------------------------------------------------------------


class Schema:
    """A JSON Schema validator: it must refuse what has a finding the schema can say, and nothing else. What it cannot
    say stands in the schema itself, under `x-eformc-runtime-rules`.
    """

    def __init__(self, name: str, valid: Callable[[Mapping[str, Any], Sequence[Json]], list[bool]], every: int = 1) -> None:
        self.name, self._valid, self.every = name, valid, every

    def differences(self, judged: Judged, cases: Sequence[Json], findings: Sequence[tuple[Finding, ...]]) -> list[str | None]:
        """See `Reader`. A slow validator is asked for one case of `every`."""
        picked = range(0, len(cases), self.every)
        verdicts = self._valid(judged.schema, [cases[number] for number in picked])
        out: list[str | None] = [None] * len(cases)
        for number, valid in zip(picked, verdicts, strict=True):
            wanted = expected(judged.schema, cases[number], findings[number])
            if wanted is not None and wanted != valid:
                out[number] = "valid" if valid else "not valid"
        return out


def expected(schema: Mapping[str, Any], answers: Json, findings: Iterable[Finding]) -> bool | None:
    """The schema's verdict on answers with these findings: True valid, False not; None where it may say either."""
    says = {_said_of(schema, answers, finding) for finding in findings if not finding.warning}
    return False if True in says else None if None in says else True


def _said_of(schema: Mapping[str, Any], answers: Json, finding: Finding) -> bool | None:
    """True if the schema can say a finding; None where it may or may not."""
    rules = [rule for rule in schema["x-eformc-runtime-rules"] if _covers(rule["pointer"], finding.pointer)]
    args = dict(finding.args)
    match finding.code:
        case "not-canonical":
            text = _value(answers, finding.pointer)
            return isinstance(text, str) and (text[0] in BLANKS + "\n" or text[-1] in BLANKS + "\n")
        case "too-early" | "too-late" | "order" | "too-many-marks" | "check-digit":
            return False
        case "no-such-row":  # below 1 there is none; how many there are is not said
            return any(isinstance(one, int | float) and not isinstance(one, bool) and one < 1 for one in _listed(_value(answers, finding.pointer)))
        case "file-name":  # how many marks stand in it is not said
            name = _value(answers, finding.pointer)
            return None if isinstance(name, str) and too_many_marks(name) >= 0 else True
        case "too-small" | "too-large":
            return None if any(isinstance(limit, str) for limit in args.values()) else True
        case "required":
            return not any(rule["rule"] in ("applies-when", "rows") for rule in rules)
        case "too-few-rows" | "too-many-rows" if any(rule["rule"] == "rows" for rule in rules):
            count = len(_value(answers, finding.pointer))
            return not count or count > schema["properties"][finding.pointer[0]]["maxItems"]
        case "not-applicable":  # where it cannot be said, the value itself may still be one that is refused
            return None if any(rule["rule"] == "applies-when" for rule in rules) else True
        case "option-not-applicable":
            return not any(rule["rule"] == "option-when" and rule.get("option") == args.get("option") for rule in rules)
        case "constraint":
            every = schema["x-eformc-runtime-rules"]
            return not any(rule["rule"] == "constraint" and rule.get("id") == args.get("constraint") for rule in every)
        case _:  # every other code is said (docs/semantics.md, section 13)
            return True


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _covers(pointer: str, place: tuple[str, ...]) -> bool:
    tokens = tuple(pointer.split("/")[1:])
    return len(tokens) == len(place) and all(mine in ("*", theirs) for mine, theirs in zip(tokens, place, strict=True))


def _value(answers: Json, place: tuple[str, ...]) -> Json:
    for token in place:
        answers = answers[int(token)] if isinstance(answers, list) else at(answers, (token,))
    return answers


def valid_by_jsonschema(schema: Mapping[str, Any], cases: Sequence[Json]) -> list[bool]:
    """The verdicts of the `jsonschema` package."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema)
    return [validator.is_valid(answers) for answers in cases]


def readers() -> tuple[list[Reader], list[str]]:
    """The readers that can be asked on this machine, and why others cannot."""
    found: list[Reader] = [Schema("jsonschema", valid_by_jsonschema, every=10)]
    missing = []
    try:
        import jsonschema_rs
    except ImportError:
        missing.append("jsonschema-rs: not installed")
    else:

        def valid_by_rust(schema: Mapping[str, Any], cases: Sequence[Json]) -> list[bool]:
            validator = jsonschema_rs.Draft202012Validator(dict(schema))
            return [validator.is_valid(answers) for answers in cases]

        found.append(Schema("jsonschema-rs", valid_by_rust))
    if shutil.which("node"):
        found.append(Script("script (node)", ask_node))
    else:
        missing.append("the page's script: node is not installed")
    return found, missing


def judge(judged: Judged, answers: Json) -> tuple[Finding, ...]:
    """The findings of the definition."""
    return evaluate(judged.form, answers, judged.today).findings
