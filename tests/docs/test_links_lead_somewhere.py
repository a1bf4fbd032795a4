"""Links, pictures and anchors of the documentation lead to what is there, and every page can be reached."""

import re
import unicodedata
from urllib.parse import unquote

import pytest
import yaml
from documents import anchors, links, name_of, pages

from conftest import ROOT

RULES = sorted((ROOT / "docs" / "rules").glob("*.md"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
FRONT = [ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CODE_OF_CONDUCT.md"]


class Settings(yaml.SafeLoader):
    """mkdocs.yml names Python functions; they are not called here."""


Settings.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: suffix)
SITE = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Settings)


@pytest.mark.parametrize("page", [*pages(), *RULES, *DECISIONS, *FRONT], ids=name_of)
def test_every_link_leads_somewhere(page):
    broken = []
    for line, target in links(page):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        inside = page.is_relative_to(ROOT / "docs") and not there.is_relative_to(ROOT / "docs")
        if not there.exists() or inside or (anchor and anchor not in anchors(there)):
            broken.append(f"{name_of(page)}:{line}: {target}" + (" (no part of the site)" if inside else ""))
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("page", [*pages(), *RULES, *DECISIONS, *FRONT], ids=name_of)
def test_letters_are_composed_and_no_other_letter_stands_in_for_one(page):
    text = page.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not set("ÐƉɖ") & set(text)  # they look like Đ and đ


def in_navigation(entries):
    for entry in entries:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            yield from in_navigation(value) if isinstance(value, list) else [value]


def test_every_page_stands_in_the_navigation():
    listed = list(in_navigation(SITE["nav"]))
    there = [path.relative_to(ROOT / "docs").as_posix() for path in pages() if path.is_relative_to(ROOT / "docs")]
    assert sorted(one for one in listed if not one.startswith(("rules/", "decisions/"))) == sorted(there)
    assert sorted(one for one in listed if one.startswith("decisions/")) == [f"decisions/{path.name}" for path in DECISIONS]
    assert "rules/index.md" in listed


def test_every_rule_is_linked_from_the_list_of_rules():
    targets = {target for _, target in links(ROOT / "docs" / "rules" / "index.md")}
    assert {path.name for path in RULES} - {"index.md"} <= targets


def test_the_front_door_names_every_verb():
    files = {path.stem.strip("_"): path.read_text(encoding="utf-8") for path in (ROOT / "src" / "eformc" / "cli").glob("*.py")}
    verbs = {name for name, text in files.items() if "COMMAND" in text and name != "init"}
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("| verb | does |")[1].split("\n\n")[0]
    assert {"build", "lint", "try"} <= verbs
    assert {verb for verb in verbs if not re.search(rf"`{verb}[ `]", table)} == set()
