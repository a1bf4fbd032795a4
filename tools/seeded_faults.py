"""Shows that the proof can fail: faults put into the evaluator, the page's script and the JSON Schema, one at a time,
each of which the readers' comparison has to find.

    python tools/seeded_faults.py [--only N] [--jobs 2]     # exit code 1 if one is not found

Each fault is made in a copy of `src`; a table says by which reader, on which form and after how many answers it was
found. What is compared is what `eformc verify` compares.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATES, EVALUATE, JUDGE, DECIMALS = "kernel/dates.py", "kernel/evaluate.py", "kernel/judge.py", "kernel/decimals.py"
SCRIPT, SCHEMA, CONDITIONS, DATA = "kernel/engine.mjs", "emit/json_schema.py", "emit/conditions.py", "contract/page_data.py"

FAULTS = [
    ("leap year every 4 years", DATES, "year % 100 != 0", "year % 100 != 1"),
    ("30 days in December", DATES, "31, 30, 31, 30, 31)", "31, 30, 31, 30, 30)"),
    ("year 1800 left out", DATES, "FIRST_YEAR <= numbers[0]", "FIRST_YEAR < numbers[0]"),
    ("`before` takes the same day", DATES, "if a.last() < b.first():\n        return True", "if a.last() <= b.first():\n        return True"),
    ("`before` is certain too early", DATES, "if a.first() >= b.last():", "if a.first() >= b.first():"),
    ("partial dates written alike are the same", DATES, "if a.day is not None and b.day is not None:", "if a.precision == b.precision:"),
    ("age counts the birthday a day late", DATES, "(now[1:] < born[1:])", "(now[1:] <= born[1:])"),
    ("decimal with leading zero", DECIMALS, 'or (len(whole) > 1 and whole[0] == "0")', ""),
    ("decimal of 16 digits", DECIMALS, "len(whole) + scale > 15", "len(whole) + scale > 16"),
    ("minus zero", DECIMALS, 'if text[0] == "-" and scaled == 0:', 'if text[0] == "+" and scaled == 0:'),
    ("`<` for `<=` in conditions", EVALUATE, "case Op.LE:\n            return bool(a <= b)", "case Op.LE:\n            return bool(a < b)"),
    ("unknown counts as false in `not`", EVALUATE, "return None if truth is None else not truth\n        case And", "return not truth\n        case And"),
    ("unknown ends an `and`", EVALUATE, "if truth is None:\n            result = None\n    return result", "if truth is None:\n            return None\n    return result"),
    ("unknown condition shows the field", EVALUATE, "applied = item.when is None or holds(item.when, scope) is True\n    if not applied:\n        if present:\n            findings.append(Finding(pointer", "applied = item.when is None or holds(item.when, scope) is not False\n    if not applied:\n        if present:\n            findings.append(Finding(pointer"),
    ("hidden answers are taken", EVALUATE, 'findings.append(Finding(pointer, "not-applicable"))', "pass"),
    ("recommended blocks", EVALUATE, '"required", warning=item.strength is Strength.RECOMMENDED', '"required", warning=False'),
    ("null is absent", EVALUATE, "return isinstance(parent, dict) and pointer[-1] in parent", "return isinstance(parent, dict) and parent.get(pointer[-1]) is not None"),
    ("unknown keys of rows are taken", EVALUATE, "for key in row if key not in names]", "for key in row if False]"),
    ("empty rows are taken", EVALUATE, "if not isinstance(row, dict) or not row:", "if not isinstance(row, dict):"),
    ("constraint broken when unknown", EVALUATE, "if holds(constraint.holds, within) is False:", "if holds(constraint.holds, within) is not True:"),
    ("sum over what is missing", EVALUATE, "return None if any(value is None for value in values) else sum(values)", "return sum(value or 0 for value in values)"),
    ("half rounded down", EVALUATE, "Function.ROUND_HALF_UP: half >= 0", "Function.ROUND_HALF_UP: half > 0"),
    ("half to the odd neighbour", EVALUATE, "whole % 2 == 1", "whole % 2 == 0"),
    ("the sign of what is rounded", EVALUATE, " * (-1 if number < 0 else 1)", ""),
    ("product not scaled back", EVALUATE, "return a * b // 10**COMMON", "return a * b"),
    ("no NFC", JUDGE, " or normalized(answer) != answer", ""),
    ("blanks at the end", JUDGE, "answer[0] in ends or answer[-1] in ends", "answer[0] in ends"),
    ("length in UTF-16 units", JUDGE, "if len(answer) > value.most:", 'if len(answer.encode("utf-16-le")) // 2 > value.most:'),
    ("dropped anchor", JUDGE, ".fullmatch(answer)", ".match(answer)"),
    ("true is a number", JUDGE, "if not isinstance(answer, int) or isinstance(answer, bool):\n        yield Fault(\"type\")\n        return\n    least", "if not isinstance(answer, int):\n        yield Fault(\"type\")\n        return\n    least"),
    ("off by one at the least number", JUDGE, "if answer < least:", "if answer <= least:"),
    ("code twice", JUDGE, "if len(set(places)) < len(places):", "if len(set(places)) > len(places):"),
    ("codes in any order", JUDGE, "elif places != sorted(places):", "elif False:"),
    ("commune of another province", JUDGE, "if code is not None and code.parent != answer", "if code is not None and code.parent == 0 and answer"),
    ("declaration not given", JUDGE, "elif value.declaration and not answer:", "elif False:"),
    ("a month ends on its day and no sooner", DATES, "min(day.day, days_in(year, month + 1))", "min(day.day, 28)"),
    ("a month is complete a day early", DATES, "other[1] - one[1] - (other[2] < one[2])", "other[1] - one[1] - (other[2] < one[2] - 1)"),
    ("time to an earlier date is rounded down", DATES, "return -counted(other, one)", "return -counted(other, one) - 1"),
    ("a limit before today lies behind it", DATES, 'if sign == "-" else int(count), unit)', 'if sign == "+" else int(count), unit)'),
    ("no row is true where none is known", EVALUATE, "if function is Function.ALL else _negated(_all(map(_negated, truths)))", "if function is Function.ALL else any(truths)"),
    ("rows that are not known are not counted", EVALUATE, "return None if truths is None or None in truths else", "return None if truths is None else"),
    ("rows that are worked out are not wanted", EVALUATE, "if table.least_by is None else _whole(table.least_by, scope, 0)", "if table.least_by is None else 1"),
    ("more rows are wanted than are taken", EVALUATE, "max(0, min(least, most, table.most))", "max(0, least)"),
    ("script: rows that are worked out have no end", SCRIPT, "most = Math.max(0, Math.min(whole(field.many, most), most));", ";"),
    ("schema: tables that may want no row are demanded", SCHEMA, "and not (isinstance(entry, Table) and entry.limits)", ""),
    ("two rows are alike in one column", EVALUATE, "elif values in seen:", "elif values[:1] in {one[:1] for one in seen}:"),
    ("a blank cell makes rows distinct", EVALUATE, "            sure = False\n", "            sure = True\n"),
    ("or_zero of what is wrong", EVALUATE, "return 0 if _blank(one, scope) else amount(one, scope)", "return amount(one, scope) or 0"),
    ("a rule of rows is asked in the first row only", EVALUATE, "for number, row in enumerate(rows if isinstance(rows, list) else ()):", "for number, row in enumerate(rows[:1] if isinstance(rows, list) else ()):"),
    ("24:00 is a time", DATES, 'text[:2] < "24"', 'text[:2] <= "24"'),
    ("an hour has 61 minutes", DATES, 'text[3:] < "60"', 'text[3:] <= "60"'),
    ("a moment on 30 February", DATES, " and parse(text[:10]) is not None", ""),
    ("the last day of moments ends as it begins", JUDGE, 'dates.moment_limit(value.maximum, today, "23:59")', 'dates.moment_limit(value.maximum, today, "00:00")'),
    ("off by a minute at the latest time", JUDGE, "if value.maximum is not None and answer > value.maximum:\n        yield Fault(\"too-late\"", "if value.maximum is not None and answer >= value.maximum:\n        yield Fault(\"too-late\""),
    ("a row behind the last one", EVALUATE, "not 1 <= number <= most", "not 1 <= number <= most + 1"),
    ("rows are counted from 0", EVALUATE, "not 1 <= number <= most", "not 0 <= number <= most"),
    ("rows in any order", JUDGE, "elif numbers != sorted(numbers):", "elif False:"),
    ("a row is no number in conditions", EVALUATE, "case Type.INTEGER | Type.ROW:", "case Type.INTEGER:"),
    ("script: a row behind the last one", SCRIPT, "(n < 1 || n > most)", "(n < 1 || n > most + 1)"),
    ("script: rows in any order", SCRIPT, "numbers.some((n, at) => at && n < numbers[at - 1])", "false"),
    ("script: 24:00 is a time", SCRIPT, "([01][0-9]|2[0-3]):[0-5][0-9]$/", "([01][0-9]|2[0-4]):[0-5][0-9]$/"),
    ("script: the last day of moments ends as it begins", SCRIPT, 'momentLimit(v.max, today, "23:59")', 'momentLimit(v.max, today, "00:00")'),
    ("script: times are not compared", SCRIPT, 'if (type === "time") return isTime(value) ? value : null;', 'if (type === "time") return null;'),
    ("schema: 24:00 is no time, nor is 23:00", SCHEMA, "2[0-3]):[0-5]", "2[0-2]):[0-5]"),
    ("schema: the first row cannot be chosen", SCHEMA, '{"type": "integer", "minimum": 1}', '{"type": "integer", "minimum": 2}'),
    ("script: 31 January and a month", SCRIPT, "x.d && Math.min(x.d, daysIn(y, m))", "x.d && Math.min(x.d, 30)"),
    ("script: years not completed", SCRIPT, "(y % 10000 < x % 10000 ? 1 : 0)", "(y % 10000 <= x % 10000 ? 1 : 0)"),
    ("script: any is all", SCRIPT, 'if (e[1] === "any") return not(all(truths(e, s), not));', 'if (e[1] === "any") return all(truths(e, s), (t) => t);'),
    ("script: rows that are not known are not counted", SCRIPT, "!found || found.includes(null) ? null", "!found ? null"),
    ("script: blanks of a sum", SCRIPT, "(blank(cell) ? 0n :", "(blank(cell) ? 1n :"),
    ("script: rules of rows are left out", SCRIPT, "if (!isObject(row) || (rule.when", "if (row || (rule.when"),
    ("schema: rules of rows are of the whole", SCHEMA, 'yield {"properties": {constraint.table: {"items": rule}}} if constraint.table is not None else rule', "yield rule"),
    ("script: leap year", SCRIPT, "y % 400 === 0", "y % 200 === 0"),
    ("script: `<=` for `<`", SCRIPT, 'case "<": return a < b;', 'case "<": return a <= b;'),
    ("script: unanchored pattern", SCRIPT, "v.re && !new RegExp(`^(?:${v.re})$`", "v.re && !new RegExp(`(?:${v.re})`"),
    ("script: UTF-16 length", SCRIPT, "const n = Array.from(x).length, out", "const n = x.length, out"),
    ("script: no NFC", SCRIPT, " || normalized(x) !== x", ""),
    ("script: age of a leap day", SCRIPT, "(n % 10000 < b % 10000 ? 1 : 0)", "(n % 10000 <= b % 10000 ? 1 : 0)"),
    ("script: unknown is false", SCRIPT, "const not = (t) => (t === null ? null : !t);", "const not = (t) => !t;"),
    ("script: rows may be empty", SCRIPT, "if (!isObject(row) || !Object.keys(row).length) return", "if (!isObject(row)) return"),
    ("script: 16 digits", SCRIPT, "const MOST = 999999999999999;", "const MOST = 9007199254740991;"),
    ("script data: no rule for options", DATA, "_some(parent=code.parent, w=rule(code.when))", "_some(parent=code.parent)"),
    ("script data: recommended is free", DATA, "free=entry.strength is Strength.OPTIONAL", "free=entry.strength is not Strength.REQUIRED"),
    ("schema: `if` without its required", CONDITIONS, "return _test(ref, {\"exclusiveMaximum\": value}, {\"minimum\": value})", "return Branch({\"properties\": {ref.pointer[0]: {\"exclusiveMaximum\": value}}}, at(ref.pointer, {\"minimum\": value}))"),
    ("schema: `<` for `<=`", CONDITIONS, 'return _test(ref, {"maximum": value}, {"exclusiveMinimum": value})', 'return _test(ref, {"exclusiveMaximum": value}, {"minimum": value})'),
    ("schema: `or` for `and`", CONDITIONS, 'return {"allOf": [getattr(branch, side) for branch in branches]}', 'return {"anyOf": [getattr(branch, side) for branch in branches]}'),
    ("schema: pattern unanchored", SCHEMA, '{"pattern": value.pattern.anchored()}', '{"pattern": value.pattern.body}'),
    ("schema: one character too many", SCHEMA, '"maxLength": value.most,', '"maxLength": value.most + 1,'),
    ("schema: one row too few", SCHEMA, '"minItems": 1 if table.limits else max(1, table.least),', '"minItems": 1,'),
    ("schema: nothing required under a condition", SCHEMA, "needs.append(_needed(pointer, form))", "pass"),
    ("schema: hidden is allowed", SCHEMA, "refuses.append(_refused(pointer))", "pass"),
    ("schema: other keys are allowed", SCHEMA, '        "additionalProperties": False,\n        **({"allOf": rules} if rules else {}),\n    }\n\n\ndef _is_wanted', '        **({"allOf": rules} if rules else {}),\n    }\n\n\ndef _is_wanted'),
    ("schema: decimals without the last digit", SCHEMA, "whole = 15 - value.scale", "whole = 14 - value.scale"),
    ("schema: codes twice", SCHEMA, '"uniqueItems": True,', '"uniqueItems": False,'),
]  # fmt: skip

DETECT = """
import sys
sys.path[:0] = [{src!r}, {verify!r}]
import json
from pathlib import Path
import jsonschema_rs
from specs import Draw, readable
from eformc.emit.json_schema import schema_of
from eformc.model.lowering import form_of
from eformc.verify.answers import day
from eformc.verify.readers import Judged, Schema, Script, ask_node
from eformc.verify.trial import trial
from eformc.project import Project, load_settings

assert sys.modules["eformc"].__file__.startswith({src!r})

def rust(schema, cases):
    validator = jsonschema_rs.Draft202012Validator(dict(schema))
    return [validator.is_valid(answers) for answers in cases]

project = Project(load_settings(Path({root!r})), "2026-11-23")
readers = [Schema("jsonschema-rs", rust), Script("script", ask_node)]
for seed in range(100):
    unit = project.unit_of("x.yaml", Draw(seed).spec().encode())
    if not readable(unit):
        continue
    found = trial(Judged(form_of(unit.procedure), schema_of(unit.procedure), day("2026-11-23")), readers, 900, f"faults/{{seed}}").difference
    if found:
        print(json.dumps([found.reader, unit.procedure.id, found.number]))
        break
"""


def detect(fault) -> tuple[str, str]:
    """How a fault is found: by whom and when; empty where it is not."""
    name, path, old, new = fault
    with tempfile.TemporaryDirectory() as folder:
        src = Path(folder) / "src"
        shutil.copytree(ROOT / "src", src, ignore=shutil.ignore_patterns("__pycache__", "_data"))
        for shared in ("specs", "templates"):
            (Path(folder) / shared).symlink_to(ROOT / shared)
        text = (src / "eformc" / path).read_text(encoding="utf-8")
        if text.count(old) != 1:
            return name, f"the fault's place stands {text.count(old)} times in {path}"
        (src / "eformc" / path).write_text(text.replace(old, new), encoding="utf-8")
        program = DETECT.format(src=str(src), verify=str(ROOT / "tests" / "verify"), root=str(ROOT))
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1]
        return name, f"found: a reader fails ({last[:70]})"
    if not done.stdout.strip():
        return name, "NOT FOUND"
    reader, form, number = json.loads(done.stdout)
    return name, f"found by {reader} on {form}, answer {number}"


def main(only: int | None, jobs: int) -> int:
    chosen = FAULTS if only is None else [FAULTS[only]]
    with ThreadPoolExecutor(jobs) as pool:
        results = []
        for name, how in pool.map(detect, chosen):
            print(f"{name:46} {how}", flush=True)
            results.append((name, how))
    missed = [name for name, how in results if not how.startswith("found")]
    print(f"{len(results) - len(missed)} of {len(results)} faults found")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    sys.exit(main(given.only, given.jobs))
