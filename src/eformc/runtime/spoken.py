"""Texts that are not in the language of their page: marked with their own, so that they are read aloud in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

from markupsafe import Markup, escape

from eformc.runtime.frozen import replace
from eformc.runtime.messages import UI
from eformc.runtime.view import Block, FormView, HeldBlock, PageView, Question, Row


class Spoken(str):
    """A text that stands on a page with its language (WCAG 3.1.2); elsewhere a text like any other."""

    __slots__ = ("lang",)
    lang: str

    def __html__(self) -> str:
        return Markup('<span lang="{}">{}</span>').format(self.lang, escape(str(self)))


T = TypeVar("T", Question, PageView, FormView)
_TEXTS: Mapping[type, tuple[str, ...]] = {
    Question: ("title", "help", "note", "only_if", "add"),
    PageView: ("title", "help", "number", "only_if"),
    FormView: ("title", "agency", "about", "count", "minutes", "help_place"),
}


def spoken(view: FormView) -> FormView:
    """The view with each text that fell back to another language marked; the same view where none did."""
    foreign = {texts["en"]: "en" for texts in UI.values() if view.lang not in texts} | dict(view.foreign)
    if not foreign:
        return view
    marks = _Marks(foreign)
    words = {name: text if name == "choose" else marks.text(text) for name, text in view.words.items()}  # no markup in an option
    made = marks.of(replace(view, words=words, pages=tuple(map(marks.page, view.pages))))
    return replace(made, prepare=tuple(map(marks.text, made.prepare)), ending=tuple(map(marks.text, made.ending)))


class _Marks:
    def __init__(self, foreign: Mapping[str, str]) -> None:
        self.foreign = foreign

    def text(self, text: str) -> str:
        if text not in self.foreign:
            return text
        made = Spoken(text)
        made.lang = self.foreign[text]
        return made

    def of(self, it: T) -> T:
        return replace(it, **{name: self.text(getattr(it, name)) for name in _TEXTS[type(it)]})

    def page(self, page: PageView) -> PageView:
        return self.of(replace(page, blocks=tuple(map(self.block, page.blocks))))

    def block(self, block: Block) -> Block:
        if isinstance(block, HeldBlock):
            return replace(block, questions=tuple(map(self.question, block.questions)))
        return self.question(block)

    def question(self, q: Question) -> Question:
        listed = q.control == "select"
        options = tuple(
            replace(one, lang=self.foreign.get(one.title, "")) if listed else replace(one, title=self.text(one.title))
            for one in q.options
        )
        held = q.held and dataclasses.replace(q.held, value=self.text(q.held.value), note=self.text(q.held.note))
        rows = tuple(Row(self.text(row.title), tuple(map(self.block, row.blocks))) for row in q.rows)
        boxes = tuple(replace(box, title=self.text(box.title)) for box in q.boxes)
        return self.of(replace(q, options=options, held=held, rows=rows, boxes=boxes, parts=tuple(map(self.question, q.parts))))
