"""Every fenced block of README.md and docs/ is done as a reader would do it: files written, lines run, output compared."""

from pathlib import Path

import pytest
from documents import blocks, marks, name_of, pages
from prepared import prepare
from session import Session

from conftest import ROOT
from eformc.build.assets import assets
from eformc.build.bundle import bundle_of, write_bundles

ELSEWHERE = {
    "docs/semantics.md": "tests/semantics/test_document.py",
    "docs/settings.md": "tests/house/test_settings_reference.py",
    "docs/own-rules.md": "tests/rules/test_own_rules_document.py",
}
"""Pages whose blocks another test runs."""
PAGES = [page for page in pages() if blocks(page) and page.name != "ARCHITECTURE.md" and name_of(page) not in ELSEWHERE]
SLOW = ("docs/demonstration.md", "docs/paper.md", "docs/portal-java.md", "docs/prefill.md", "docs/scaling.md")
"""Pages whose blocks take many seconds: left to `make test-long`."""
MOST_SKIPPED = 3


@pytest.fixture(scope="session")
def built(procedures, project, tmp_path_factory):
    """The bundles of the real procedures."""
    out = tmp_path_factory.mktemp("built") / "build"
    write_bundles([bundle_of(unit.reasoned, ()) for unit in procedures], out, assets([project.catalogue("vn")]))
    return out


@pytest.mark.parametrize("page", [pytest.param(page, marks=pytest.mark.long if name_of(page) in SLOW else []) for page in PAGES], ids=name_of)
def test_every_block_is_run(page, tmp_path, built):
    session = Session(tmp_path, marks(page))
    made = prepare(name_of(page), session.folder, built)
    session.names, session.stands_for = made.names, made.stands_for
    try:
        for block in blocks(page):
            session.do(block)
    finally:
        session.close()


@pytest.mark.parametrize(("page", "test"), ELSEWHERE.items())
def test_what_is_run_elsewhere_is_run_there(page, test):
    assert Path(page).name in (ROOT / test).read_text(encoding="utf-8")


def test_few_blocks_are_skipped():
    skipped = [block.where for page in pages() for block in blocks(page) if block.marked("skip") is not None]
    assert len(skipped) <= MOST_SKIPPED, skipped
