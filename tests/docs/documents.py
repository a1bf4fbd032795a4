"""The documentation as it is written: pages, fenced blocks with their marks, headings, links. CommonMark with tables."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from conftest import ROOT

MARK = re.compile(r"<!-- (.*?) -->", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block. `marks` stand in HTML comments right before it, `title` is the file it is shown as."""

    page: str
    line: int
    language: str
    title: str
    marks: tuple[str, ...]
    text: str

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    def marked(self, name: str) -> str | None:
        """What a mark says behind its name, or None."""
        return next((mark.removeprefix(name).strip(": ") for mark in self.marks if mark.split(":")[0].split()[0] == name), None)


def pages() -> list[Path]:
    """Every page that people read: the front door, the folder `docs`, without the pages made of the rules."""
    return [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@lru_cache
def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def marks(page: Path) -> list[str]:
    """What stands in HTML comments anywhere on a page."""
    return [mark for token in tokens(page) if token.type == "html_block" for mark in MARK.findall(token.content)]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, top to bottom."""
    found: list[Block] = []
    before: tuple[str, ...] = ()
    for token in tokens(page):
        if token.type == "fence":
            language, _, more = token.info.partition(" ")
            title = re.search(r'title="([^"]*)"', more)
            found.append(Block(name_of(page), token.map[0] + 1, language, title[1] if title else "", before, token.content))
        if token.type == "html_block":
            before = (*before, *MARK.findall(token.content))
        elif token.level == 0 or token.type == "fence":
            before = ()
    return found


def slug(heading: str) -> str:
    """The anchor of a heading, as the site and GitHub make it."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFC", heading)).strip().lower())


def plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def anchors(page: Path) -> set[str]:
    """The headings' anchors; a heading that stands twice has a number behind it."""
    found: set[str] = set()
    stream = tokens(page)
    for opening, inline in pairwise(stream):
        if opening.type == "heading_open":
            anchor, n = slug(plain(inline)), 1
            while anchor in found:
                anchor, n = f"{slug(plain(inline))}_{n}", n + 1
            found.add(anchor)
    return found


def links(page: Path) -> list[tuple[int, str]]:
    """Line and target of every link and picture, those in HTML included."""
    found: list[tuple[int, str]] = []
    for token in tokens(page):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            found += [(line, target) for target in re.findall(r'(?:href|src)="([^"]*)"', token.content)]
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                found.append((line, str(target)))
            if child.type == "html_inline":
                found += [(line, one) for one in re.findall(r'(?:href|src)="([^"]*)"', child.content)]
    return found
