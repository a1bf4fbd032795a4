"""How well recognition does on printed forms with gold labels: origin class, "need not be asked", registry, papers.

    python benchmarks/recognition.py FOLDER [--forms benchmarks/forms] [--misses]

FOLDER holds forms as YAML with `held:` labels; they are read as `examples/as-printed/` were made: labels, sections,
types and options only, no subjects. Each form is judged three times: with the whole catalogue; *leave-one-form-out*,
with no synonym that was learned from that form; and strictly so, with no title that stands only there either. A
wording counts as learned from a form if it stands on that form, on none of the others, and is not known from elsewhere
(`attested.yaml`, each with its source). Forms that nobody looked at while the catalogue was written are in `--forms`.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from msgspec.structs import replace

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.model.catalogue import Catalogue
from eformc.reasoning.explain import explain
from eformc.reasoning.reasoned import Reasoned
from eformc.reasoning.recognition import recognise, wordings_of
from eformc.reasoning.recognition.labels import folded, label
from eformc.workspace import Project, load_settings

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Gold:
    """One line or paper of a form: its id, section, label, and what is right. Debatable lines are not counted."""

    id: str
    section: str
    label: str
    origin: str
    registries: tuple[str, ...]
    paper: bool = False
    debatable: bool = False


def corpus(folder: Path) -> Iterator[tuple[str, list[Gold]]]:
    for path in sorted(folder.glob("*.yaml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines = []
        for section in form["sections"]:
            for field in section["fields"]:
                lines += [_gold(leaf, section["title"]) for leaf in field.get("columns", [field])]
        lines += [_gold(paper, "", paper=True) for paper in form.get("attachments", ())]
        yield form["id"].removeprefix("vn-"), lines


def _gold(leaf: Mapping, section: str, *, paper: bool = False) -> Gold:
    held = leaf["held"]
    origin = "held" if "source" in held else "derived" if "derived" in held else "repeated" if "repeat" in held else "asked"
    registries = tuple(one for one in (held.get("source"), leaf.get("alt", {}).get("source")) if one)
    return Gold(leaf["id"], section, leaf["label"], origin, registries, paper, leaf.get("certainty") == "arguable")


def tables(folder: Path) -> Iterator[tuple[str, list[Gold], bytes]]:
    """Forms as CSV with the gold in columns `origin`, `registry`."""
    for path in sorted(folder.glob("*.csv")):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        lines = [
            Gold(row["id"], row["section"], row["label"], row["origin"].rstrip("?"), tuple(row["registry"].split("|")), row["type"] == "file", row["origin"].endswith("?"))
            for row in rows if row["origin"]
        ]  # fmt: skip
        kept = [column for column in rows[0] if column not in ("origin", "registry", "element")]
        text = [kept, *([row[column] for column in kept] for row in rows)]
        yield path.stem, lines, "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in text).encode()


class Learned:
    """Which wordings were learned from one form only."""

    def __init__(self, forms: Mapping[str, list[Gold]]) -> None:
        self.said = {
            name: {f" {words} " for line in lines for text in (line.section, line.label) for words in (label(text), folded(text))}
            for name, lines in forms.items()
        }
        sources = yaml.safe_load((ROOT / "benchmarks" / "attested.yaml").read_text(encoding="utf-8"))
        self.attested = {folded(wording) for one in sources for wording in one["wordings"]}

    def stands(self, wording: str, form: str) -> bool:
        words = f" {wording} "
        return words in self.said[form] or (len(wording.split()) > 2 and any(words in one for one in self.said[form]))

    def only_from(self, text: str, form: str) -> bool:
        wording = folded(text)
        if wording in self.attested or not self.stands(wording, form):
            return False
        return not any(self.stands(wording, other) for other in self.said if other != form)

    def without(self, catalogue: Catalogue, form: str, *, titles: bool) -> Catalogue:
        """The catalogue less what was learned from a form."""

        def less(one):  # an element, relation or document
            title = {k: v for k, v in one.title.items() if not (titles and self.only_from(v, form))}
            return replace(one, title=title, synonyms=tuple(s for s in one.synonyms if not self.only_from(s, form)))

        entities = {
            name: replace(
                entity,
                elements={k: less(v) for k, v in entity.elements.items()},
                relations={k: less(v) for k, v in entity.relations.items()},
            )
            for name, entity in catalogue.entities.items()
        }
        return replace(catalogue, entities=entities, documents={k: less(v) for k, v in catalogue.documents.items()})


def judge(reasoned: Reasoned, lines: list[Gold], count: Counter, miss: Callable[[Gold, str], None]) -> None:
    fields = {ref: one for one in reasoned.fields for ref in one.field.ref}
    papers = {ref: one for one in reasoned.attachments for ref in one.attachment.ref}
    for line in lines:
        got = (papers if line.paper else fields)[line.id]
        if line.debatable:
            continue
        origin = got.origin.value
        if line.paper:
            count["papers"] += 1
            count["paper right"] += origin == line.origin
        else:
            count["fields"] += 1
            count["class"] += origin == line.origin
            count["said"] += origin != "asked"
            count["need"] += line.origin != "asked"
            count["right"] += origin != "asked" and line.origin != "asked"
            if line.origin == "held":
                count["held"] += 1
                count["registry"] += got.registry is not None and got.registry.id in line.registries
        if origin != line.origin:
            element = "" if line.paper or got.element is None else f" {got.subject}.{got.element.name} {got.confidence}"
            miss(line, f"{origin}{element}")


def row(name: str, count: Counter) -> str:
    def share(part: str, whole: str) -> str:
        return f"{count[part] / count[whole]:.3f}" if count[whole] else "  –  "

    figures = [share("class", "fields"), share("right", "said"), share("right", "need"), share("registry", "held"), share("paper right", "papers")]
    return f"{name:24}{count['fields']:7}  " + "".join(f"{figure:>10}" for figure in figures)


def main(folder: Path, unseen: Path, *, misses: bool) -> None:
    project = Project(load_settings(ROOT), "2026-11-24")
    catalogue = project.catalogue("vn")
    forms = dict(corpus(folder))
    learned = Learned(forms)
    print(f"{'':24}{'fields':>7}  {'class':>10}{'precision':>10}{'recall':>10}{'registry':>10}{'papers':>10}")
    for name, reduce in (
        ("all", lambda _: catalogue),
        ("leave one out", lambda form: learned.without(catalogue, form, titles=False)),
        ("leave one out, strictly", lambda form: learned.without(catalogue, form, titles=True)),
    ):
        count: Counter = Counter()
        for form, lines in forms.items():
            reduced = reduce(form)
            procedure = project.unit(ROOT / "examples" / "as-printed" / f"{form}.eform.yaml").procedure
            reasoned = explain(procedure, reduced, recognise(procedure, wordings_of(reduced)))
            judge(reasoned, lines, count, _shown(name, form) if misses else _quiet)
        print(row(name, count))
    whole: Counter = Counter()
    wordings = wordings_of(catalogue)
    for form, lines, data in tables(unseen):
        count = Counter()
        spec = IMPORTER.read(data, Heading(form, form, "person")).spec
        procedure = project.unit_of(form, spec.encode()).procedure
        judge(explain(procedure, catalogue, recognise(procedure, wordings)), lines, count, _shown("unseen", form) if misses else _quiet)
        print(row(f"  {form}", count))
        whole += count
    if whole:
        print(row("unseen, all", whole))


def _quiet(line: Gold, got: str) -> None:
    pass


def _shown(run: str, form: str) -> Callable[[Gold, str], None]:
    return lambda line, got: print(f"  {run}: {form} {line.id} [{line.section[:28]}] {line.label[:60]!r}: {line.origin}, got {got}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forms", type=Path, default=ROOT / "benchmarks" / "forms")
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    main(given.folder, given.forms, misses=given.misses)
