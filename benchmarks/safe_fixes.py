"""Bindings of `lint --fix` on printed forms with gold labels: how many are right, whether a second run is silent.

    python benchmarks/safe_fixes.py FOLDER [--unsafe] [--verbose]

FOLDER holds forms as YAML with `held:` labels (`../shared/corpus`, `benchmarks/fresh`). Each is written as the table an
agency would have, imported and mended. A binding is right if the gold names the same element of the same subject: a fact
that is held or repeated by its registry and name, a line that is derived by being derived here, too, a key that is asked
(`lookup_key`) by being a key. Subjects are the same if the applicant is whoever the gold
says logs in, and every other gold subject has one subject here and the other way round.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Known
from eformc.project import Project, load_settings
from eformc.project.analysis import SpecAnalysis
from eformc.project.fixes import fixed
from eformc.reasoning.reasoned import FieldReason, Origin

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ("id", "section", "label", "type", "options", "required", "part_of")


def leaves(form: Mapping) -> Iterator[tuple[str, Mapping]]:
    for section in form["sections"]:
        for field in section["fields"]:
            for leaf in field.get("columns") or [field]:
                yield section["title"], leaf


def table(form: Mapping) -> bytes:
    """The form as a CSV, without labels."""
    rows = [COLUMNS]
    for section in form["sections"]:
        for field in section["fields"]:
            for leaf, of in [(field, ""), *((column, field["id"]) for column in field.get("columns") or [])]:
                options = "|".join(str(one) for one in leaf.get("options") or [])
                required = str(leaf.get("required", "")).lower().replace("unknown", "")
                rows.append((leaf["id"], section["title"], leaf["label"], leaf["type"], options, required, of))
    rows += [(paper["id"], "Thành phần hồ sơ", paper["label"], "file", "", "", "") for paper in form.get("attachments") or []]
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows).encode()


def is_right(reason: FieldReason, gold: Mapping, catalogue: Catalogue) -> bool:
    """True if a bound field is the element that the gold names; its subject is left aside."""
    element = reason.element
    for label in (gold["held"], gold.get("alt") or {}):
        if "source" in label:
            registry = catalogue.registries.get(label["source"])
            held = registry.holds.get(label.get("element", "")) if registry is not None else None
            if held is not None and element is not None and element.id == f"{held[0]}.{held[1][-1]}":
                return True
            # the gold's name of a fact may be one that no registry of the catalogue uses
            if element is not None and element.name == label.get("element"):
                return True
        elif ("derived" in label and (reason.system is not None or reason.origin in (Origin.DERIVED, Origin.REPEATED))) or ("repeat" in label and reason.origin is Origin.REPEATED):
            return True
    if element is not None and element.derivable is not None and element.derivable.elements in _named_by(gold, catalogue):
        return True  # the year of birth is held with the day
    keys = catalogue.entities[element.entity].key if element is not None else ()
    return bool(gold.get("lookup_key")) and element is not None and element.name in keys


def _named_by(gold: Mapping, catalogue: Catalogue) -> set[tuple[str, ...]]:
    """The elements that a gold label names, each as what something may be worked out of."""
    held = [(label, catalogue.registries.get(label.get("source", ""))) for label in (gold["held"], gold.get("alt") or {})]
    return {(registry.holds[label["element"]][1][-1],) for label, registry in held if registry and label.get("element") in registry.holds}


def wrong_subjects(unit: SpecAnalysis, golds: Mapping[str, Mapping]) -> set[str]:
    """Bound fields whose subject is another one than the gold's."""
    ours: dict[str, Counter] = {}
    pairs = []
    for reason in unit.reasoned.fields:
        gold = golds.get(reason.field.ref[0]) if reason.field.ref else None
        if gold is not None and reason.bound and reason.element is not None and reason.system is None and reason.subject is not None:
            pairs.append((reason, gold.get("subject", "applicant")))
            ours.setdefault(reason.subject, Counter())[gold.get("subject", "applicant")] += 1
    applies = {"applicant", *(gold.get("subject", "") for gold in golds.values() if gold["held"].get("via") == "login")}
    login = {name for name, subject in unit.procedure.subjects.items() if subject.known is Known.LOGIN}
    wrong = set()
    for reason, subject in pairs:
        mine = reason.subject in login
        # a registry's own thing (a business, a marriage) may stand under the applicant's login here and apart there
        person = reason.element.entity == unit.reasoned.catalogue.login_entity
        if person and (mine != (subject in applies) or (not mine and ours[reason.subject].most_common(1)[0][0] != subject)):
            wrong.add(reason.id)
    return wrong


def judge(project: Project, name: str, form: Mapping, *, unsafe: bool, verbose: bool) -> Counter:
    golds = {leaf["id"]: leaf for _, leaf in leaves(form)}
    spec = IMPORTER.read(table(form), Heading(name, name, "person")).spec
    after, count = fixed(project, f"{name}.eform.yaml", spec, unsafe=unsafe)
    again, more = fixed(project, f"{name}.eform.yaml", after, unsafe=unsafe)
    unit = project.unit_of(f"{name}.eform.yaml", after.encode())
    wrong = wrong_subjects(unit, golds)
    found = Counter(forms=1, fixes=count, silent=int(more == 0 and again == after), sound=int(unit.sound))
    for reason in unit.reasoned.fields:
        if not reason.bound or reason.element is None or not reason.field.ref or reason.field.ref[0] not in golds:
            continue
        gold = golds[reason.field.ref[0]]
        right = is_right(reason, gold, unit.reasoned.catalogue) and reason.id not in wrong
        kind = "right" if right else "arguable" if gold.get("certainty") == "arguable" else "wrong"
        found[kind] += 1
        if verbose and not right:
            print(f"  {name} {gold['id']} {gold['label'][:50]!r} ({gold.get('subject')}): {kind} {reason.id}, gold {gold['held']}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unsafe", action="store_true", help="also the unsafe fixes")
    parser.add_argument("--verbose", action="store_true", help="each binding that is not right")
    given = parser.parse_args()
    project = Project(load_settings(ROOT), "2026-11-28")
    total: Counter = Counter()
    for path in sorted(given.folder.glob("*.yaml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = judge(project, path.stem, form, unsafe=given.unsafe, verbose=given.verbose)
        total += found
        print(f"{path.stem:36} fixes {found['fixes']:3}  right {found['right']:3}  wrong {found['wrong']:2}  arguable {found['arguable']:2}")
    print(dict(total))
    return 1 if total["wrong"] or total["silent"] < total["forms"] else 0


if __name__ == "__main__":
    sys.exit(main())
