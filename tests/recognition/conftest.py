"""A form of a few lines, read by the reader alone."""

from collections.abc import Callable

import pytest

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.language.procedure import compile_procedure
from eformc.reasoning.recognition import recognise, wordings_of


@pytest.fixture
def wordings(project):
    return wordings_of(project.catalogue("vn"))


@pytest.fixture
def procedure(project) -> Callable:
    """(section, label, type[, table])… -> a procedure; a table's columns name the label of their table."""

    def make(*lines):
        ids = {label: f"r{number}" for number, (_, label, *_) in enumerate(lines)}
        rows = [
            ",".join(f'"{cell}"' for cell in (ids[label], section, label, kind, ids[rest[0]] if rest else ""))
            for section, label, kind, *rest in lines
        ]
        spec = IMPORTER.read("\n".join(["id,section,label,type,part_of", *rows]).encode(), Heading("a", "A", "person")).spec
        return compile_procedure("a", spec.encode(), project.catalogue, project.fragment).value.procedure

    return make


@pytest.fixture
def matches(procedure, wordings) -> Callable:
    """The same lines -> "subject.element" of each, empty where nothing was recognised."""

    def read(*lines):
        form = procedure(*lines)
        found = recognise(form, wordings).fields
        return [f"{found[one.id].subject}.{found[one.id].element}" if one.id in found else "" for _, one in form.fields()]

    return read
