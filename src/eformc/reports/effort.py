"""The effort that a form takes, as its page is: steps, questions, words and minutes. For agencies to gate on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from eformc.emit.form import published
from eformc.kernel.words import say
from eformc.portal.view.types import Block, FormView, HeldBlock, Question
from eformc.rules.people.reading import longest, words

if TYPE_CHECKING:
    from eformc.project.analysis import Project


class Effort(Struct, frozen=True):
    """`steps`: those that everybody takes; `most_steps`: with every condition met. `questions` are asked, `optional` of them may be
    left out. `words`: the median of a question's title and help; `wordiest`: the question with the most, `most_words`.
    `sentence`: the words of the longest sentence of help. `minutes`: for somebody who types slowly, to the next five.
    """

    procedure: str
    title: str
    steps: int
    most_steps: int
    questions: int
    optional: int
    words: float
    most_words: int
    wordiest: str
    sentence: int
    minutes: int


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "procedure": "Procedure", "steps": "Steps", "most_steps": "at most", "questions": "Questions", "optional": "optional",
        "words": "Words a question", "most_words": "at most", "sentence": "Longest sentence", "minutes": "Minutes",
        "over": "{procedure}: {what} {found} is over {most}",
    },
    "vi": {
        "procedure": "Thủ tục", "steps": "Số bước", "most_steps": "nhiều nhất", "questions": "Câu hỏi", "optional": "không bắt buộc",
        "words": "Số tiếng mỗi câu", "most_words": "nhiều nhất", "sentence": "Câu dài nhất", "minutes": "Số phút",
        "over": "{procedure}: {what} {found}, quá {most}",
    },
}  # fmt: skip
_COLUMNS = ("steps", "most_steps", "questions", "optional", "words", "most_words", "sentence", "minutes")


def effort_of(project: Project, path: str, data: bytes, *, lang: str) -> Effort | None:
    """Measure the page of one spec in a language. None for what cannot be understood."""
    reasoned = project.reasoned_of(path, data)
    if reasoned is None:
        return None
    views = published(reasoned).views
    view = views[lang] if lang in views else next(iter(views.values()))
    return measured(reasoned.procedure.id, say(reasoned.procedure.title, lang), view)


def measured(procedure: str, title: str, view: FormView) -> Effort:
    """The effort of a page."""
    steps = [(page.rule is None, block) for page in view.pages for block in page.blocks if not block.tied]
    asked = [question for page in view.pages for block in page.blocks for question in _asked(block)]
    optional = view.words["optional"]
    said = [(words(f"{one.title} {one.help}"), one.title) for one in asked] or [(0, "")]
    most, wordiest = max(said, key=lambda one: one[0])
    return Effort(
        procedure, title,
        steps=sum(sure and _is_sure(block) for sure, block in steps),
        most_steps=len(steps),
        questions=len(asked),
        optional=sum(one.note == optional for one in asked),
        words=median([count for count, _ in said]),
        most_words=most,
        wordiest=wordiest,
        sentence=max((longest(one.help)[1] for one in asked), default=0),
        minutes=view.takes,
    )  # fmt: skip


def _is_sure(block: Block) -> bool:
    return block.rule is None and (isinstance(block, HeldBlock) or block.known is None)


def _asked(block: Block) -> Iterator[Question]:
    """The questions of a block; of a table its columns, once."""
    if isinstance(block, HeldBlock):
        return
    if not block.rows:
        yield block
    for inner in block.rows[0].blocks if block.rows else ():
        yield from _asked(inner)


def printed(rows: Sequence[Effort], lang: str) -> str:
    """A table for a terminal: a row per procedure."""
    names = _WORDS.get(lang, _WORDS["en"])
    table = [[names["procedure"], *(names[one] for one in _COLUMNS)]]
    table += [[row.procedure, *(f"{getattr(row, one):g}" for one in _COLUMNS)] for row in rows]
    widths = [max(len(line[at]) for line in table) for at in range(len(table[0]))]
    lines = ["  ".join([line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]) for line in table]
    return "\n".join(lines) + "\n"


def printed_json(rows: Sequence[Effort]) -> str:
    """For programs."""
    return json.dumps({"procedures": [asdict(row) for row in rows]}, ensure_ascii=False, indent=2) + "\n"


def over(rows: Sequence[Effort], most: Mapping[str, int | None], lang: str) -> list[str]:
    """Lines about what is more than a gate allows. `most`: the greatest figure by its name in `Effort`."""
    names = _WORDS.get(lang, _WORDS["en"])
    return [
        names["over"].format(procedure=row.procedure, what=names[name].lower(), found=f"{getattr(row, name):g}", most=limit)
        for row in rows
        for name, limit in most.items()
        if limit is not None and getattr(row, name) > limit
    ]
