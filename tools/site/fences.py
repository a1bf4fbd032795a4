"""A Markdown extension for the site: the info string of a fence may hold more than a language, as CommonMark has it.

Python-Markdown takes "json example" for no fence at all. The words behind the language are for the tests that run the
blocks; a `title="…"` is shown. So `json example` and `yaml form=small title="a"` become `json` and `yaml title="a"`.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

OPENING = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[A-Za-z0-9_+-]+)(?P<more> .*)?$")
BEFORE_SUPERFENCES = 100


class Fences(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [opening(line) for line in lines]


def opening(line: str) -> str:
    """The line as Python-Markdown reads it, if it opens a fence; else as it is."""
    found = OPENING.match(line)
    if found is None:
        return line
    title = re.search(r' title="[^"]*"', found["more"] or "")
    return found["indent"] + found["fence"] + found["language"] + (title[0] if title else "")


class FencesExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.preprocessors.register(Fences(md), "eformc-fences", BEFORE_SUPERFENCES)


def makeExtension(**settings: Any) -> FencesExtension:  # noqa: N802 - Python-Markdown's name
    return FencesExtension(**settings)
