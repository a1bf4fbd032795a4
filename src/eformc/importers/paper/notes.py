"""Notes and guidance of a printed form: each becomes the help of the question that its mark or number names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.fuzz import ratio

from eformc.importers.form import ImportedForm, one_line
from eformc.importers.paper.kinds import plain_of
from eformc.importers.words import Words

LONGEST_HELP = 400
_MARKED = re.compile(r"^\s*\(\s*(\d{1,2}|\*{1,3})\s*\)\s*[:.]?\s*(.*)$")
_NUMBERED = re.compile(r"^\s*\[?\s*(\d{1,2}(?:\.\d{1,2})*[a-z]?)\s*\]?\s*[.)/:-]?\s+(.*)$|^\s*\[\s*(\d{1,2}(?:\.\d{1,2})*[a-z]?)\s*\]\s*[.:]?(.*)$")
ALIKE = 80


class Notes:
    """Collects the lines of notes, then hands each to its question."""

    def __init__(self, words: Words, given: Mapping[str, str]) -> None:
        self.words = words
        self.by_mark: dict[str, str] = {mark: text for mark, text in given.items() if text}
        self.by_number: dict[str, list[str]] = {}

    def add(self, line: str) -> None:
        """A line of the part with notes."""
        text = one_line(line)
        if found := _MARKED.match(text):
            self.by_mark.setdefault(found[1], found[2])
        elif found := _NUMBERED.match(text):
            number, rest = (found[1], found[2]) if found[1] else (found[3], found[4])
            self.by_number.setdefault(_bare(number), []).append(rest.strip(" .:"))

    def help(self, form: ImportedForm, marks: Mapping[str, tuple[str, ...]]) -> None:
        """Give every question the note its mark names, or the guidance for its number if that names it too."""
        for one in form.questions():
            title = next(iter(one.title.values()), "")
            for mark in marks.get(one.id, ()):
                text = self.by_mark.get(mark, "")
                if mark.startswith("ref "):
                    text = self._guidance(_bare(mark.removeprefix("ref ")), title)
                if text and not one.help:
                    one.help = {"": text[:LONGEST_HELP]}

    def _guidance(self, number: str, title: str) -> str:
        """The guidance of a line's number, behind the line's own words."""
        for text in self.by_number.get(number, ()):
            said, colon, rest = text.partition(":")
            if colon and rest.strip() and ratio(plain_of(said), plain_of(title)) >= ALIKE:
                return rest.strip()[:1].upper() + rest.strip()[1:]
        return ""


def _bare(number: str) -> str:
    return ".".join(part.lstrip("0") or "0" for part in number.split("."))
