"""docs/rules is made from the rules: `UPDATE_GOLDEN=1 pytest tests/house` writes it (as `eformc rules --pages` does)."""

import os

from conftest import ROOT
from eformc.formats.rule_pages import pages_of

FOLDER = ROOT / "docs" / "rules"


def test_every_rule_has_its_page_and_no_page_is_left_over(project):
    pages = pages_of(project.terms().kinds.values(), project.laws())
    if os.environ.get("UPDATE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        for path in FOLDER.glob("*.md"):
            path.unlink()
        for name, text in pages.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert kept == pages, "if meant: UPDATE_GOLDEN=1 pytest tests/house"
