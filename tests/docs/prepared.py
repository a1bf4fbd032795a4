"""What a page takes for granted before its first block: files in the scratch copy, names in its Python, placeholders."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import ROOT, TODAY
from eformc.kernel import dates
from eformc.portal.forms import load_form
from eformc.portal.html.receipt import Receipt
from eformc.portal.html.render import Presentation
from eformc.portal.html.theme import read_theme
from eformc.portal.submission.decode import Posted
from eformc.portal.submission.envelope import envelope
from eformc.prefill import Answer, Authenticated, Request, Sensitive
from eformc.prefill.seal import Seals

NUMBER = "097180000001"


@dataclass
class Prepared:
    """`stands_for`: what a page writes for short -> what is run in its place."""

    folder: Path
    built: Path
    names: dict[str, Any] = field(default_factory=dict)
    stands_for: dict[str, str] = field(default_factory=dict)


def prepare(page: str, folder: Path, built: Path) -> Prepared:
    """Make ready what `page` takes for granted. `built`: the bundles of the real procedures."""
    made = Prepared(folder, built)
    PAGES.get(page, lambda one: None)(made)
    return made


def paper(made: Prepared) -> None:
    shutil.copy(ROOT / "examples" / "answers" / "khai-sinh.json", made.folder / "answers.json")


def survey(made: Prepared) -> None:
    shutil.copytree(ROOT / "examples" / "as-printed", made.folder / "forms", ignore=shutil.ignore_patterns("*.toml"))
    (made.folder / "cases.csv").write_text("form,cases\nkhai-sinh,1200\n", encoding="utf-8")


def portals(made: Prepared) -> None:
    shutil.copytree(made.built, made.folder / "build")


def prefill(made: Prepared) -> None:
    """Registries in SQLite, a settings file that names them, the form of `docs/portals.md`, one who logged in."""
    portals(made)
    paper(made)
    eformc(made.folder, "demo", "--people", "60", "-o", "registry.sqlite")
    (made.folder / "sources.toml").write_text('[sources."*"]\nurl = "sqlite:registry.sqlite"\n')
    me = Authenticated({"/applicant/personal_id": NUMBER})
    made.names = {
        "Path": Path, "Request": Request, "Answer": Answer, "Sensitive": Sensitive, "Seals": Seals,
        "number": NUMBER, "answers": {}, "posted": {}, "today": dates.parse(TODAY), "subject": me, "key": bytes(32), "now": 1_800_000_000,
        "form": load_form(made.folder / "build" / "khai-sinh"),
    }  # fmt: skip
    made.stands_for = {"Authenticated({...})": 'Authenticated({"/applicant/personal_id": number})', "locked=[...]": "locked=[]"}


def diff(made: Prepared) -> None:
    """A repository with a tag and a commit, a build, a migration and a draft."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    (made.folder / ".gitignore").write_text("build/\n")
    for line in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v2"], ["commit", "-qm", "two", "--allow-empty"]):
        subprocess.run([*git, *line], cwd=made.folder, check=True)
    portals(made)
    made.names = {"migration": {"migration": 1, "moves": [], "drops": [], "again": []}, "draft": {"a": 1}}


def pages_of_a_form(made: Prepared) -> None:
    """What a server has at hand when a post arrives."""
    portals(made)
    (made.folder / "theme.toml").write_text('name = {vi = "Tỉnh Đồng Tháp", en = "Dong Thap Province"}\n', encoding="utf-8")
    made.names = {
        "Path": Path, "load_form": load_form, "Presentation": Presentation, "read_theme": read_theme, "envelope": envelope, "Receipt": Receipt,
        "posted": Posted({"f.relation_to_child": ["father"]}), "today": dates.parse(TODAY), "held": {}, "reference": "A-1", "steps": "",
    }  # fmt: skip


def scaling(made: Prepared) -> None:
    """The shares of the other jobs."""
    for share in (1, 3, 4, 5):
        eformc(made.folder, "build", "--shard", f"{share}/5", "-o", f"share-{share}")


def eformc(folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "eformc", "--quiet", *arguments], cwd=folder, check=True)


PAGES: dict[str, Callable[[Prepared], None]] = {
    "docs/paper.md": paper, "docs/portals.md": portals, "docs/prefill.md": prefill, "docs/diff.md": diff,
    "docs/pages.md": pages_of_a_form, "docs/scaling.md": scaling, "docs/survey.md": survey,
}  # fmt: skip
