"""The answers of a filled view as they are checked before sending: the same lines as `overview` in page/check.mjs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from eformc.runtime.read_out import grouped
from eformc.runtime.speech import Speech
from eformc.runtime.view import CheckPart, FormView, HeldBlock, Line, Question


def overview(view: FormView, hidden: frozenset[str] = frozenset()) -> tuple[CheckPart, ...]:
    """The parts of a filled view with their answers. `hidden`: JSON Pointers of what does not apply."""
    parts = (CheckPart(page.title, tuple(_Lines(view, hidden).of(page.blocks))) for page in view.pages)
    return tuple(part for part in parts if part.lines)


class _Lines:
    def __init__(self, view: FormView, hidden: frozenset[str]) -> None:
        self.speech = Speech(view.lang, view.foreign)
        self.hidden = hidden

    def of(self, blocks: tuple[Question | HeldBlock, ...]) -> Iterator[Line]:
        for block in blocks:
            if isinstance(block, HeldBlock):
                yield from self.held(block)
            elif block.pointer in self.hidden:
                continue
            elif block.rows:
                for row in block.rows:
                    if any(_filled(one) for inner in row.blocks for one in _questions(inner)):
                        for line in self.of(row.blocks):
                            yield replace(line, title=self.joined(": ", (row.title, line.title)))
            else:
                yield self.line(block)

    def held(self, block: HeldBlock) -> Iterator[Line]:
        """A held value, or what was typed in its place."""
        for one in block.questions:
            if one.held is None or one.pointer in self.hidden:
                continue
            typed = one.held.fallback and _filled(one)
            href = f"#{one.first_control()}" if one.held.fallback else ""
            yield self.line(one) if typed else Line(one.title, one.held.value, href)

    def line(self, question: Question) -> Line:
        text = self.said(question) or self.word("blank")
        return Line(question.title, text, f"#{question.first_control()}")

    def joined(self, separator: str, texts: Iterable[str]) -> str:
        return self.speech.marked(self.speech.joined(separator, texts))

    def word(self, name: str) -> str:
        return self.speech.marked(self.speech.ui(name))

    def said(self, q: Question) -> str:
        """An answer as people read it."""
        if q.boxes:
            return "/".join(box.value for box in q.boxes if box.value)
        if q.parts:
            parts = [text for text in map(self.said, q.parts) if text]
            if q.control == "identity_document":
                parts = list(map(grouped, parts))
            return self.joined(", ", reversed(parts) if q.control == "address" else parts)
        if q.control == "declaration":
            return self.word("agreed") if q.options[0].chosen else ""
        if q.options:
            return self.joined(", ", (option.title for option in q.options if option.chosen))
        if q.control == "number":
            return re.sub(r"\B(?=([0-9]{3})+$)", self.speech.ui("group_mark"), q.value) if q.value.isdecimal() else q.value
        return grouped(q.value) if q.inputmode else q.value


def _questions(block: Question | HeldBlock) -> tuple[Question, ...]:
    return block.fallbacks if isinstance(block, HeldBlock) else (block,)


def _filled(q: Question) -> bool:
    return (
        bool(q.value)
        or any(option.chosen for option in q.options)
        or any(box.value for box in q.boxes)
        or any(map(_filled, q.parts))
    )
