"""A foreign form as every reader hands it over: one small model, written as a spec by `writing`.

Ids are final here: a reader gives them with `Names` before it translates conditions, which name fields by id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct, field

from eformc.characters import cleaned, normalized
from eformc.importers.losses import NOWHERE, Loss, Place, Skipped
from eformc.kernel.text import unaccented

Texts: TypeAlias = Mapping[str, str]
"""A text by language. The empty language is the form's own, whichever that is."""
LONGEST_ID = 40
RESERVED = frozenset({"applicant", "application"})
_NO_IDS = frozenset({"null", "true", "false", "in"})


class Option(Struct):
    code: str
    title: Texts
    when: str = ""


class Block(Struct):
    """A heading within a page, over the questions that belong to it."""

    title: Texts


class Question(Struct):
    """One question. `settings`: what its type takes beside options and columns, as the spec writes it. `block`: the heading it
    stands below.
    """

    id: str
    title: Texts
    type: str = "text"
    place: Place = NOWHERE
    help: Texts = {}
    example: Texts = {}
    settings: dict[str, Any] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    columns: list[Question] = field(default_factory=list)
    when: str = ""
    derive: str = ""
    policy: str = ""
    optional: bool = False
    of: str = ""
    ref: tuple[str, ...] = ()
    block: Block | None = None
    within: tuple[str, ...] = ()
    """Names or titles of the groups and objects it stands in, below its page, from the outermost."""


class Page(Struct):
    id: str
    title: Texts
    questions: list[Question] = field(default_factory=list)
    place: Place = NOWHERE
    help: Texts = {}
    when: str = ""


class Paper(Struct):
    """A paper to be attached."""

    id: str
    title: Texts
    place: Place = NOWHERE
    help: Texts = {}
    when: str = ""
    optional: bool = False
    of: str = ""
    ref: tuple[str, ...] = ()


class Rule(Struct):
    """A rule over several answers, shown at the field `at`."""

    holds: str
    message: Texts
    at: str
    when: str = ""


class ImportedForm(Struct):
    """A form as a reader made it of a file. `title`: as the file gives it; the heading's where it gives none. `languages`: in
    order, where the file has texts in several. `subjects`: id -> entity, beside the applicant.
    """

    pages: list[Page] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    subjects: dict[str, str] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    title: Texts = {}

    def questions(self) -> Iterator[Question]:
        """Every question, tables before their columns."""
        for page in self.pages:
            for one in page.questions:
                yield one
                yield from one.columns

    def lose(self, construct: str, place: Place, source: str = "", *, kept: str = "lost", at: str = "") -> None:
        """Note a construct that did not fit, once a place and text."""
        loss = Loss(construct, place, shortened(source), kept, at)
        if loss not in self.losses:
            self.losses.append(loss)


def shortened(text: str, most: int = 300) -> str:
    """A text on one line without controls, cut where it is long."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def one_line(text: str) -> str:
    """A text without controls, its blanks one each."""
    return " ".join("".join(char if char >= " " and not "\x7f" <= char <= "\x9f" else " " for char in text).split())


def in_words(name: str) -> str:
    """A property's name as people read it: `vaFileNumber` is “Va file number”."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.-]+", " ", name)
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in spaced.split()]
    text = one_line(normalized(cleaned(" ".join(words), multiline=False)))[:600].strip()
    return text[:1].upper() + text[1:]


def slug(text: str, taken: set[str]) -> str:
    """An id out of a label: Latin letters, at most 40, unique."""
    base = re.sub("[^a-z0-9]+", "_", unaccented(text)).strip("_")[:LONGEST_ID].strip("_") or "f"
    base = base if base[0].isalpha() and base not in _NO_IDS else f"f_{base}"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name)
    return name


class Names:
    """Gives ids to the questions and papers of one form, each once. `subjects` and words of the language are taken."""

    def __init__(self, subjects: Iterator[str] | tuple[str, ...] = ()) -> None:
        self.taken: set[str] = {*RESERVED, *subjects}

    def give(self, text: str) -> str:
        """An id of a label or of a name in the source."""
        return slug(text, self.taken)
