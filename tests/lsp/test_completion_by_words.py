"""Completion finds what the catalogue calls by the words that are typed, not by the id alone."""

import pytest

pytest.importorskip("lsprotocol")
from lsprotocol.types import Position

from conftest import ROOT, TODAY
from eformc.kernel.text import unaccented
from eformc.lsp.completion import completions
from eformc.lsp.files import Files

EXAMPLE = ROOT / "specs/procedures/xac-nhan-hon-nhan.eform.yaml"


def fits(filtered, typed):
    """As editors match: the letters that are typed stand in the text in this order."""
    letters = iter(filtered)
    return all(letter in letters for letter in typed)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("ngay sinh", "birth_date"), ("ngày sinh", "birth_date"), ("dan toc", "ethnicity"), ("birth", "birth_date"), ("marital", "marital_status")],
)
def test_elements_are_found_by_their_words(typed, wanted):
    text = EXAMPLE.read_text(encoding="utf-8")
    at = text.index("applicant.", text.index("pages:")) + len("applicant.")
    before = text[:at]
    files = Files(TODAY)
    file = files.edit("file:///x", EXAMPLE.as_posix(), 1, text)
    items = completions(files, file, Position(before.count("\n"), at - before.rindex("\n") - 1), "vi")
    found = next(item for item in items if item.label == wanted)
    assert fits(found.filter_text, typed)
    assert fits(found.filter_text, unaccented(typed))
    entity = files.project(file.path).catalogue(None).entities["person"]
    assert {item.label for item in items} == set(entity.elements)
