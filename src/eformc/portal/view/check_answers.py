"""The answers of a filled view as they are checked before sending: the same lines as `overview` in script/check.mjs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from eformc.portal.view.row_options import boxes_text
from eformc.portal.view.types import (
    Block,
    CheckPart,
    FormView,
    HeldBlock,
    Line,
    PageView,
    Question,
    numbers_in,
    questions_of,
)
from eformc.wording.localization import Localizer
from eformc.wording.values import grouped


def overview(
    view: FormView,
    hidden: frozenset[str] = frozenset(),
    left_out: Collection[str] = (),
    doubted: Collection[str] = (),
) -> tuple[CheckPart, ...]:
    """The parts of a filled view with their answers. By JSON Pointers: `hidden` is what does not apply, `left_out` what was
    answered and is not sent, `doubted` what the office is asked to check.
    """
    lines = _Lines(view, hidden, frozenset(doubted))
    for number, page in enumerate(view.pages, 1):
        lines.numbers |= numbers_in(page, number)
    parts = [CheckPart(lines.joined(" – ", titles), tuple(lines.of(blocks))) for page in view.pages for titles, blocks in _grouped(page)]
    parts.append(CheckPart(view.words["office_adds"], view.adds))
    unsent = _Lines(view, frozenset(), frozenset())
    parts.append(CheckPart(view.words["not_sent"], tuple(line for page in view.pages for line in unsent.only(page.blocks, frozenset(left_out)))))
    return tuple(part for part in parts if part.lines)


def _grouped(page: PageView) -> Iterator[tuple[tuple[str, ...], tuple[Block, ...]]]:
    """The blocks of a page by its groups, each with the page's title and its heading's."""
    titles: tuple[str, ...] = (page.title,)
    blocks: list[Block] = []
    for n, block in enumerate(page.blocks):
        frame = page.frames[n] if page.frames else None
        if frame is not None and (frame.closes or frame.opens):
            yield titles, tuple(blocks)
            titles, blocks = (page.title, *((frame.opens.title,) if frame.opens else ())), []
        blocks.append(block)
    yield titles, tuple(blocks)


class _Lines:
    def __init__(self, view: FormView, hidden: frozenset[str], doubted: frozenset[str]) -> None:
        self.speech = Localizer(view.lang, view.foreign)
        self.hidden, self.doubted = hidden, doubted
        self.numbers: dict[str, str] = {}

    def only(self, blocks: tuple[Question | HeldBlock, ...], wanted: frozenset[str]) -> Iterator[Line]:
        """The answers typed at these places."""
        for block in blocks:
            for one in block.questions if isinstance(block, HeldBlock) else (block,):
                if one.pointer in wanted and not one.rows:
                    yield Line(one.title, self.said(one))
                for row in one.rows:
                    for line in self.only(row.blocks, frozenset([q.pointer for inner in row.blocks for q in questions_of(inner) if _filled(q)]) if one.pointer in wanted else wanted):
                        yield replace(line, title=self.joined(": ", (row.title, line.title)))

    def of(self, blocks: tuple[Question | HeldBlock, ...]) -> Iterator[Line]:
        for block in blocks:
            if isinstance(block, HeldBlock):
                yield from self.held(block)
            elif block.pointer in self.hidden or (block.instead is not None and not _filled(block)):
                continue
            elif block.rows:
                for row in block.rows:
                    if any(_filled(one) or (one.held is not None and one.held.state) for inner in row.blocks for one in questions_of(inner)):
                        for line in self.of(row.blocks):
                            yield replace(line, title=self.joined(": ", (row.title, line.title)), number=self.numbers.get(block.pointer, ""))
            else:
                yield self.line(block)

    def held(self, block: HeldBlock) -> Iterator[Line]:
        """A held value, or what was typed in its place."""
        for one in block.questions:
            if one.held is None or one.pointer in self.hidden:
                continue
            href = f"#{one.first_control()}" if one.held.fallback else ""
            line = self.line(one) if one.held.fallback and _filled(one) else None
            there = one.held.state == "value"
            if line is not None and (not there or line.text != one.held.value):
                yield replace(line, text=self.word("was_held", said=line.text, held=one.held.value)) if there else line
            elif one.pointer in self.doubted:
                yield Line(one.title, self.word("was_doubted", held=one.held.value), href, self.numbers.get(one.pointer, ""), held=True)
            else:
                yield Line(one.title, one.held.value, href, self.numbers.get(one.pointer, ""), held=one.held.state in ("value", "none"))

    def line(self, question: Question) -> Line:
        text = self.said(question)
        return Line(question.title, text or self.word("blank"), f"#{question.first_control()}", self.numbers.get(question.pointer, ""), own=bool(text))

    def joined(self, separator: str, texts: Iterable[str]) -> str:
        return self.speech.marked(self.speech.joined(separator, texts))

    def word(self, name: str, **values: str) -> str:
        return self.speech.marked(self.speech.ui(name, **values))

    def said(self, q: Question) -> str:
        """An answer as people read it."""
        if q.boxes:
            return boxes_text({box.part: box.value for box in q.boxes})
        if q.parts:
            parts = [text for text in map(self.said, q.parts) if text]
            if q.control == "identity_document":
                parts = list(map(grouped, parts))
            return self.joined(", ", reversed(parts) if q.control == "address" else parts)
        if q.control == "declaration":
            return self.word("agreed" if q.instead is None else "is_so") if q.options[0].chosen else ""
        if q.options:
            return self.joined(", ", (option.title for option in q.options if option.chosen))
        if q.control == "number":
            return re.sub(r"\B(?=([0-9]{3})+$)", self.speech.ui("group_mark"), q.value) if q.value.isdecimal() else q.value
        return grouped(q.value) if q.inputmode else q.value


def _filled(q: Question) -> bool:
    return (
        bool(q.value)
        or any(option.chosen for option in q.options)
        or any(box.value for box in q.boxes)
        or any(map(_filled, q.parts))
    )
