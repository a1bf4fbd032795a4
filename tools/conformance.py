"""Writes the conformance kit: cases that any runtime in any language can be held to (docs/conformance.md).

    python tools/conformance.py [FOLDER]        # default: tests/conformance

Everything is drawn from seeds: the same eformc writes the same bytes.
"""

import json
import re
import sys
from itertools import islice
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "verify"))

from msgspec.structs import replace  # noqa: E402
from specs import Draw, readable  # noqa: E402

from eformc.contract.page_data import of_form  # noqa: E402
from eformc.kernel.evaluate import evaluate  # noqa: E402
from eformc.model.lowering import form_of  # noqa: E402
from eformc.project import Project, load_settings  # noqa: E402
from eformc.verify.answers import Answers, day, same_json  # noqa: E402
from eformc.verify.readers import findings_json  # noqa: E402

TODAY = "2026-11-23"
FORMS, CASES = 42, 40
CODES = frozenset(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8").split("\n## 13. Findings")[1].split("\n## ")[0], re.MULTILINE))
SUBJECTS = "{applicant: {is: person, known_by: login}}"
LONG = 60
"""Code lists with more codes stand once, in lists.json."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        path.unlink()
    for name, text in kit().items():
        (folder / name).write_text(text, encoding="utf-8")


def project_of_kit() -> Project:
    """The project that the kit's specs compile in: with the catalogues of `examples/numbers`."""
    settings = load_settings(ROOT)
    numbers = {folder.name: folder.relative_to(ROOT).as_posix() for folder in sorted((ROOT / "examples" / "numbers").iterdir())}
    return Project(replace(settings, catalogues={**settings.catalogues, **numbers}, catalogue="vn"), TODAY)


def specs_of_numbers(project: Project) -> list[str]:
    """A spec for each catalogue that describes numbers: all their kinds, a telephone, an amount, in rows too."""
    made = []
    for name in sorted(project.catalogue_folders()):
        catalogue = project.catalogue(name)
        kinds = list(catalogue.numbers) if catalogue is not None else []
        ask = [f"      - {kind}_of_payer: {{title: {kind}, type: text, number: {kind}{', optional: true' if n % 2 else ''}}}" for n, kind in enumerate(kinds)]
        rows = [f"          - {{{kinds[-1]}_paid: {{title: In rows, type: text, number: {kinds[-1]}}}}}", "          - {amount: {title: Amount, type: money, min: 1, optional: true}}"] if kinds else []
        head = [f"procedure: numbers-{name}", f"catalogue: {name}", f"title: Numbers of {name}", f"subjects: {SUBJECTS if name == 'vn' else '{}'}", "pages:", "  - page: one", "    title: Numbers", "    fields:"]
        phone = ["      - phone: {title: Telephone, type: phone, recommended: true}", f"      - twice: {{title: Again, type: text, number: {kinds[0] if kinds else ''}, when: present(phone)}}"]
        table = ["      - payments:", "          title: Payments", "          type: table", "          at_most: 3", "          columns:", *("    " + row[4:] for row in rows)]
        rule = ["constraints:", f"  - {{holds: {kinds[0]}_of_payer != twice, message: Two different ones., at: twice}}"] if kinds else []
        made += ["\n".join([*head, *ask, *phone, *table, *rule]) + "\n"] if kinds else []
    return made


def kit() -> dict[str, str]:
    """File name -> text."""
    project = project_of_kit()
    lists: dict[str, dict] = {}
    files = {}
    found: set[str] = set()
    seed = 0
    written = specs_of_numbers(project)
    forms = FORMS + len(written)
    while len(files) < forms or found < CODES:
        spec = written.pop() if written else Draw(seed).spec()
        seed += not spec.startswith("procedure: numbers-")
        unit = project.unit_of("drawn.eform.yaml", spec.encode())
        if not readable(unit):
            continue
        form = form_of(unit.procedure)
        cases = [same_json(answers) for answers in islice(Answers(form, day(TODAY), Random(f"kit/{seed}")).draw(), CASES)]
        judged = [{"answers": answers, "findings": findings_json(evaluate(form, answers, day(TODAY)).findings)} for answers in cases]
        codes = {finding[1] for one in judged for finding in one["findings"]}
        if len(files) >= forms and codes <= found:
            continue  # beyond the first forms only those that show a finding not seen yet
        found |= codes
        for one in judged:
            one["valid"] = all(warning for *_, warning in one["findings"])
        data = _short(of_form(form), lists)
        files[f"{unit.procedure.id}.json"] = _text({"kit": 1, "today": TODAY, "spec": spec, "form": data, "cases": judged})
    files["lists.json"] = _text(lists)
    return files


def _short(value, lists):
    """The same data with long code lists named instead of repeated."""
    if isinstance(value, dict) and len(value.get("codes", ())) > LONG:
        name = next((name for name, found in lists.items() if found["codes"] == value["codes"]), None) or f"list{len(lists)}"
        lists[name] = {"codes": value["codes"], "order": value["order"]}
        return {**{key: one for key, one in value.items() if key not in ("codes", "order")}, "list": name}
    if isinstance(value, dict):
        return {key: _short(one, lists) for key, one in value.items()}
    return [_short(one, lists) for one in value] if isinstance(value, list) else value


def _text(value) -> str:
    """One case to a line, so that a change of one verdict is one line of a diff."""
    if "cases" not in value:
        return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=True)}" for name, one in value.items()) + "\n}\n"
    head = {key: one for key, one in value.items() if key != "cases"}
    lines = [f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=True)}" for name, one in head.items()]
    cases = ",\n".join(json.dumps(one, ensure_ascii=True) for one in value["cases"])
    return "{\n" + ",\n".join(lines) + f',\n"cases": [\n{cases}\n]\n}}\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "conformance")
