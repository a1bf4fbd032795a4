"""Printed forms with gold labels: what each line asks for, and what was found of it.

Two shapes: YAML with `held:` labels (`forms`), and tables with the columns `origin`, `registry`, `element` (`tables`).
Both are read as an agency would hand them in: labels, sections, types and options, no subjects.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.language.procedure import compile_procedure
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Procedure
from eformc.project import Project
from eformc.reasoning.recognition.labels import folded, label

ROOT = Path(__file__).resolve().parent.parent


class Gold(Struct, frozen=True):
    """One line or paper of a form: its id, section, label, and what is right. `origins`: (origin, registry), the second
    one where two are; `elements`: what it asks for, as `entity.element`, if a registry holds it; `mine`: it is the
    applicant's, None where nobody said or it may be. `what`: what it is worked out of, in words. Debatable lines are not counted.
    """

    id: str
    section: str
    label: str
    origins: tuple[tuple[str, str], ...]
    elements: tuple[str, ...] = ()
    subject: str = ""
    mine: bool | None = None
    what: str = ""
    paper: bool = False
    debatable: bool = False

    @property
    def origin(self) -> str:
        return self.origins[0][0]

    @property
    def registries(self) -> tuple[str, ...]:
        return tuple(registry for origin, registry in self.origins if origin == "held")


class Labelled(Struct, frozen=True):
    """A form with its gold, and the table that is imported."""

    name: str
    lines: tuple[Gold, ...]
    table: bytes


def forms(folder: Path, catalogue: Catalogue) -> Iterator[Labelled]:
    """The forms of a folder of YAML files."""
    for path in sorted(folder.glob("*.yaml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        leaves = list(_leaves(form))
        own = {leaf.get("subject") for _, leaf, _ in leaves if leaf["held"].get("via") == "login"}
        by_id = {leaf["id"]: leaf for _, leaf, _ in leaves}
        lines = tuple(_gold(catalogue, leaf, section, by_id, own, paper=paper) for section, leaf, paper in leaves)
        yield Labelled(form["id"].removeprefix("vn-"), lines, _table(form))


def _leaves(form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    for section in form["sections"]:
        for field in section["fields"]:
            for leaf in field.get("columns", [field]):
                yield section["title"], leaf, False
    for paper in form.get("attachments", ()):
        yield "", paper, True


def _origin(held: Mapping[str, Any]) -> tuple[str, str]:
    if "source" in held:
        return "held", held["source"]
    return ("derived", "") if "derived" in held else ("repeated", "") if "repeat" in held else ("asked", "")


def _gold(catalogue: Catalogue, leaf: Mapping[str, Any], section: str, by_id: Mapping[str, Any], own: set[str | None], *, paper: bool) -> Gold:
    said = [one for one in (leaf["held"], leaf.get("alt")) if one]
    elements: list[str] = []
    for one in said:
        target: Any = one
        while "repeat" in target and target["repeat"] in by_id:
            target = by_id[target["repeat"]]["held"]
        element = held_as(catalogue, target.get("source", ""), str(target.get("element", "")))
        if element:
            elements.append(element)
    subject = leaf.get("subject") or ""
    what = str(leaf["held"].get("derived", ""))
    either = subject not in own and any(one.get("via") == "login" for one in said)
    mine = None if either else subject in own
    return Gold(
        leaf["id"], section, leaf["label"], tuple(_origin(one) for one in said), tuple(elements), subject, mine, what,
        paper, leaf.get("certainty") == "arguable",
    )  # fmt: skip


def held_as(catalogue: Catalogue, registry: str, name: str) -> str:
    """The element that a registry's own name stands for; empty if it is not there."""
    found = catalogue.registries.get(registry)
    if found is None or name not in found.holds:
        return ""
    entity, path = found.holds[name]
    element = catalogue.resolve(entity, path)
    return element.id if element is not None else ""


def _table(form: Mapping[str, Any]) -> bytes:
    columns = ["id", "section", "label", "type", "options", "required", "part_of"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()

    def row(section: str, leaf: Mapping[str, Any], part_of: str = "", kind: str = "") -> None:
        required = str(leaf.get("required", "")).lower().replace("unknown", "")
        options = "|".join(map(str, leaf.get("options") or ()))
        writer.writerow({"id": leaf["id"], "section": section, "label": leaf["label"], "type": kind or leaf["type"], "options": options, "required": required, "part_of": part_of})

    for section in form["sections"]:
        for field in section["fields"]:
            row(section["title"], field)
            for column in field.get("columns") or ():
                row(section["title"], column, field["id"])
    for paper in form.get("attachments") or ():
        row("Thành phần hồ sơ", paper, kind="file")
    return text.getvalue().encode()


def tables(folder: Path, catalogue: Catalogue) -> Iterator[Labelled]:
    """Forms as CSV with the gold in columns `origin`, `registry`, `element`."""
    for path in sorted(folder.glob("*.csv")):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        lines = tuple(_row(catalogue, row) for row in rows if row["origin"])
        kept = [column for column in rows[0] if column not in ("origin", "registry", "element")]
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([kept, *([row[column] for column in kept] for row in rows)])
        yield Labelled(path.stem, lines, text.getvalue().encode())


def _row(catalogue: Catalogue, row: Mapping[str, str]) -> Gold:
    origin, registries = row["origin"].rstrip("?"), row["registry"].split("|")
    elements = tuple(found for one in registries if (found := held_as(catalogue, one, row["element"])))
    return Gold(
        row["id"], row["section"], row["label"], tuple((origin, one) for one in registries), elements, paper=row["type"] == "file",
        debatable=row["origin"].endswith("?"),
    )  # fmt: skip


def procedure_of(project: Project, form: Labelled) -> Procedure:
    """The form as `eformc import` makes a spec of it."""
    spec = IMPORTER.read(form.table, Heading(form.name, form.name, "person")).spec
    found = compile_procedure(form.name, spec.encode(), project.catalogue, project.fragment).value
    assert found is not None and found.procedure is not None, form.name  # noqa: PT018
    return found.procedure


class Learned:
    """The wordings that were learned from one form only."""

    def __init__(self, forms: Mapping[str, tuple[Gold, ...]]) -> None:
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
        """True if a wording stands on this form, on none of the others, and is not known from elsewhere."""
        wording = folded(text)
        if wording in self.attested or not self.stands(wording, form):
            return False
        return not any(self.stands(wording, other) for other in self.said if other != form)

    def without(self, catalogue: Catalogue, form: str, *, titles: bool) -> Catalogue:
        """The catalogue less what was learned from a form."""

        def kept(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(text for text in texts if not self.only_from(text, form))

        def less(one):  # an element, relation or document
            title = {k: v for k, v in one.title.items() if not (titles and self.only_from(v, form))}
            return replace(one, title=title, synonyms=kept(one.synonyms))

        entities = {
            name: replace(
                entity,
                elements={k: replace(less(v), part_words=kept(v.part_words)) for k, v in entity.elements.items()},
                relations={k: less(v) for k, v in entity.relations.items()},
                synonyms=kept(entity.synonyms),
            )
            for name, entity in catalogue.entities.items()
        }
        return replace(
            catalogue, entities=entities, documents={k: less(v) for k, v in catalogue.documents.items()},
            applicant_words=kept(catalogue.applicant_words), office_words=kept(catalogue.office_words),
            person_words=kept(catalogue.person_words), address_words=kept(catalogue.address_words),
        )  # fmt: skip
