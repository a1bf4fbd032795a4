"""Norwegian forms: marks of prefill that NAV set itself, found again; what is called held, for counting by hand.

    python benchmarks/norway.py FOLDER [--set-aside] [--sample N] [--missed]

FOLDER holds `forms/` and `translations/` (../shared/corpora/formio). Without `--set-aside` the forms of
`norway-set-aside.md` are left out; with it only they are read, which was done once. A mark counts as found if the question
it stands on is taken for the right fact of whoever logs in. `--sample` prints so many of the questions called held,
drawn by a fixed seed, as rows to be judged by hand; `--missed` prints the marks that were not found.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from eformc.importers.formio import read_formio
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.words import words_of
from eformc.importers.writing import spec_text
from eformc.project import Project, load_settings
from eformc.reasoning.reasoned import Reasoned

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "specs" / "catalogue" / "no"
MARKS = {"sokerFornavn": "given_name", "sokerEtternavn": "family_name", "sokerIdentifikasjonsnummer": "national_id", "sokerAdresser": "home_address"}
SEED = 20261129


class Form(NamedTuple):
    """A form as it was read: its definition, the place of each question in it, and what was reasoned of its spec."""

    name: str
    value: dict[str, Any]
    places: dict[str, str]
    reasoned: Reasoned
    seconds: float


def set_aside() -> set[str]:
    return set(re.findall(r"`(nav\w+\.json)`", (ROOT / "benchmarks" / "norway-set-aside.md").read_text(encoding="utf-8")))


def forms(folder: Path, *, only_set_aside: bool) -> list[Form]:
    """The forms of one half, imported and reasoned about; those that ask nothing are named on standard error."""
    project = Project(load_settings(ROOT / "examples" / "norway"), "2026-11-28")
    words = words_of((CATALOGUE / "import-words.toml").read_text(encoding="utf-8"))
    kept = set_aside()
    out = []
    for path in sorted((folder / "forms").glob("*.json")):
        if (path.name in kept) != only_set_aside:
            continue
        start = time.process_time()
        value = json.loads(path.read_text(encoding="utf-8"))
        texts = json.loads((folder / "translations" / path.name).read_text(encoding="utf-8"))
        heading = Heading(path.stem, path.stem, "person", ("person",), words, "en", titled=False, texts={lang[:2]: some for lang, some in texts.items() if some})
        try:
            form = read_formio(value, heading)
        except ImportProblem as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)
            continue
        places = {f"{one.id}.{part.id}": part.place.where for one in form.questions() for part in one.columns}
        places |= {one.id: one.place.where for page in form.pages for one in page.questions}
        reasoned = project.reasoned_of("form.eform.yaml", spec_text(form, heading).encode())
        if reasoned is None:
            print(f"{path.name}: cannot be understood", file=sys.stderr)
            continue
        out.append(Form(path.stem, value, places, reasoned, time.process_time() - start))
    return out


def marked(form: Form) -> dict[str, str]:
    """The marks of a form: the place of a component -> the element its value is filled in from."""
    found: dict[str, str] = {}

    def look(components: list[Any], pointer: str) -> None:
        for at, one in enumerate(components):
            here = f"{pointer}/{at}"
            mark = one.get("prefillKey")
            if isinstance(mark, str) and mark in MARKS:
                found[here] = MARKS[mark]
            look(one.get("components") or [], f"{here}/components")

    look(form.value["components"], "/components")
    return found


def judge_marks(all_forms: list[Form], *, missed: bool) -> Counter[str]:
    count: Counter[str] = Counter()
    for form in all_forms:
        by_place = {form.places.get(one.field.id, ""): one for one in form.reasoned.if_bound.fields}
        for place, element in marked(form).items():
            one = by_place.get(place)
            right = one is not None and one.element is not None and one.element.name == element and one.subject == "applicant"
            count["marks"] += 1
            count["found"] += right
            count[f"{element} marks"] += 1
            count[f"{element} found"] += right
            if missed and not right:
                got = f"{one.subject}.{one.element.name}" if one is not None and one.element is not None else one and one.origin.value
                print(f"missed {form.name} {place} {element}: {got}")
    return count


def held(all_forms: list[Form], *, words: bool) -> list[list[str]]:
    """The questions called held, as rows: form, place in it, subject, element, registry; `words`: the page and the label, too."""
    out = []
    for form in all_forms:
        for one in form.reasoned.if_bound.fields:
            if one.origin.value == "held" and one.element is not None and one.registry is not None:
                row = [form.name, form.places[one.field.id], str(one.subject), one.element.id, one.registry.id]
                out.append([*row, _first(one.page.title), _first(one.field.title)] if words else row)
    return out


def _first(words: Any) -> str:
    return next(iter(words.values()), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set-aside", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--words", action="store_true", help="with the labels, to read them; they are not kept")
    given = parser.parse_args()
    found = forms(given.folder, only_set_aside=given.set_aside)
    count = judge_marks(found, missed=given.missed)
    rows = held(found, words=given.words)
    asked = sum(len(one.reasoned.fields) for one in found)
    print(f"forms {len(found)}, questions {asked}, called held {len(rows)}", file=sys.stderr)
    for name in ("", *(f"{one} " for one in MARKS.values())):
        print(f"marks {name or 'in all '}{count[f'{name}found']} of {count[f'{name}marks']}", file=sys.stderr)
    print(f"CPU a form, import to report: mean {sum(one.seconds for one in found) / max(1, len(found)):.3f} s, most {max(one.seconds for one in found):.3f} s", file=sys.stderr)
    if given.sample:
        drawn = rows if given.sample >= len(rows) else sorted(random.Random(SEED).sample(rows, given.sample))
        csv.writer(sys.stdout, delimiter="\t", lineterminator="\n").writerows([["form", "place", "subject", "element", "registry"], *drawn])


if __name__ == "__main__":
    main()
