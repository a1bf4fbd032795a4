"""Helpers of the tests of importers: small inputs of another project, and forms as lists."""

import json
from pathlib import Path

import pytest

from conftest import ROOT
from eformc.importers.importer import Heading
from eformc.importers.words import words_of

INPUTS = ROOT.parent / "shared" / "review" / "import-inputs"
"""Small inputs of another project with what must come out; not everywhere."""
WORDS = words_of((ROOT / "specs" / "catalogue" / "vn" / "import-words.toml").read_text(encoding="utf-8"))

HEADING = Heading("form", "Form", "person", ("person",), WORDS, "en", titled=False)


def expected(folder):
    """(path, what must come out) of each small input of a folder; empty where they are not."""
    if not (INPUTS / "expect.json").is_file():
        return []
    value = json.loads((INPUTS / "expect.json").read_text(encoding="utf-8"))
    clock = value["xlsform/time-place-rank-sound.md"]  # written while a time of day could not be said
    clock["fields"][0]["type"] = "time"
    clock["lost"].remove("time of day")
    value["xlsform/date-arithmetic.md"]["lost"] = []  # written while no limit could be counted from today
    return [pytest.param(Path(name), given, id=name) for name, given in value.items() if name.startswith(f"{folder}/")]


def listed(form):
    """Every question as [label, type], in order; a declaration as such."""
    return [[next(iter(one.title.values())), "declaration" if one.settings.get("declaration") else one.type] for page in form.pages for one in page.questions]
