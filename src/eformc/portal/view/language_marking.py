"""Texts that are not in the language of their page: marked with their own, so that they are read aloud in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from msgspec.structs import replace

from eformc.portal.view.types import Block, FormView, Heading, Held, HeldBlock, Note, PageView, Question, Row
from eformc.wording.localization import LanguageRuns, Localizer
from eformc.wording.messages import UI

T = TypeVar("T", Question, Held, Heading, Note, PageView, FormView)
_TEXTS: Mapping[type, tuple[str, ...]] = {
    Question: ("title", "help", "note", "only_if", "offered_by", "add", "error"),
    Held: ("value", "note", "source", "as_of"),
    Note: ("only_if",),
    Heading: ("title", "only_if"),
    PageView: ("title", "number", "only_if"),
    FormView: ("title", "agency", "count", "minutes", "help_place"),
}


def mark_languages(view: FormView) -> FormView:
    """The view with each text that fell back to another language marked; the same view where none did."""
    fallen = _fallen(view.lang)
    if not fallen and not view.foreign:
        return view
    speech = Localizer(view.lang, {**fallen, **view.foreign})
    marks = _Marks(speech)
    words = {name: text if name == "choose" else marks.text(text) for name, text in view.words.items()}  # no markup in an option
    made = marks.of(replace(view, words=words, pages=tuple(map(marks.page, view.pages))))
    return replace(
        made,
        prepare=tuple(map(marks.text, made.prepare)),
        ending=tuple(map(marks.text, made.ending)),
        sources=tuple(map(marks.text, made.sources)),
        not_asked=tuple((marks.text(source), marks.text(titles)) for source, titles in made.not_asked),
        errors=tuple(replace(line, text=marks.text(line.text)) for line in made.errors),
        foreign=speech.foreign,
    )


@lru_cache(maxsize=16)
def _fallen(lang: str) -> Mapping[str, LanguageRuns]:
    """The program's own words that are not known in a language."""
    return {texts["en"]: ((texts["en"], "en"),) for texts in UI.values() if lang not in texts}


class _Marks:
    def __init__(self, speech: Localizer) -> None:
        self.speech = speech
        self.text = speech.marked

    def of(self, it: T) -> T:
        return replace(it, **{name: self.text(getattr(it, name)) for name in _TEXTS[type(it)]})

    def page(self, page: PageView) -> PageView:
        notes = tuple(tuple(map(self.of, some)) for some in page.notes)
        frames = tuple(replace(one, opens=self.of(one.opens)) if one.opens is not None else one for one in page.frames)
        return self.of(replace(page, blocks=tuple(map(self.block, page.blocks)), notes=notes, frames=frames))

    def block(self, block: Block) -> Block:
        if isinstance(block, HeldBlock):
            told = {name: self.text(getattr(block, name)) for name in ("source", "correct_at", "law", "said_by", "as_of")}
            return replace(block, questions=tuple(map(self.question, block.questions)), **told)
        return self.question(block)

    def question(self, q: Question) -> Question:
        listed = q.control == "select"
        options = tuple(
            replace(one, lang=self.speech.lang_of(one.title)) if listed else replace(one, title=self.text(one.title), help=self.text(one.help))
            for one in q.options
        )
        held = q.held and self.of(q.held)
        rows = tuple(Row(self.text(row.title), tuple(map(self.block, row.blocks))) for row in q.rows)
        boxes = tuple(replace(box, title=self.text(box.title)) for box in q.boxes)
        parts = tuple(map(self.question, q.parts))
        return self.of(replace(q, options=options, held=held, rows=rows, boxes=boxes, parts=parts, shared=False))
