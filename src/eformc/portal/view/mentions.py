"""Answers in the texts of a page, read out as people say them: the same as `mention` in script/check.mjs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from eformc.contract.held import Given, HeldValue
from eformc.contract.page_layout import Mention
from eformc.kernel.expressions import pointer_text
from eformc.kernel.values import Integer, RowOf, RowsOf
from eformc.portal.view.types import Block, FormView, Frame, HeldBlock, PageView, Question, questions_of
from eformc.wording.markup import AskedTitle, Prose
from eformc.wording.messages import shown
from eformc.wording.values import format_value


def read_out(view: FormView, answers: Any, held: Given) -> dict[str, str]:
    """The answers that the texts of a view read, by the names that stand in them. `answers`: a submission (nested JSON)."""
    return dict(_told(view, answers, held))


def _told(view: FormView, answers: Any, held: Given) -> Iterator[tuple[str, str]]:
    for one in view.mentions:
        at = pointer_text(one.pointer)
        answer = _at(answers, one)
        given = held.get(at)
        if one.value is None:
            rows = {place.split("/")[2] for place in held if place.startswith(f"{at}/")}
            count = max(len(answer) if isinstance(answer, list) else 0, len(rows))
            if count:
                yield one.name, str(count)
        elif isinstance(one.value, RowOf | RowsOf):
            chosen = [option.title for page in view.pages for block in page.blocks for q in questions_of(block) if q.pointer == at for option in q.options if option.chosen]
            if chosen:
                yield one.name, ", ".join(chosen)
        elif answer not in (None, ""):
            yield one.name, shown(answer, view.lang) if isinstance(one.value, Integer) and isinstance(answer, int) else format_value(one.value, answer, view.lang)
        elif isinstance(given, HeldValue) and given.value is not None:
            yield one.name, given.text or format_value(one.value, given.value, view.lang)


def _at(answers: Any, one: Mention) -> Any:
    for token in one.pointer:
        answers = answers.get(token) if isinstance(answers, dict) else None
    return answers


def with_said(view: FormView, said: Mapping[str, str]) -> FormView:
    """The view whose texts say the answers that there are."""
    if not view.mentions:
        return view
    return replace(view, about=_prose(view.about, said), pages=tuple([_page(page, said) for page in view.pages]))


def _prose(text: str, said: Mapping[str, str]) -> str:
    return text.saying(said) if isinstance(text, Prose) and text.places else text


def _page(page: PageView, said: Mapping[str, str]) -> PageView:
    notes = tuple([tuple([replace(note, text=_prose(note.text, said)) for note in some]) for some in page.notes])
    frames = tuple([_frame(one, said) for one in page.frames])
    blocks = tuple([_block(one, said) for one in page.blocks])
    return replace(page, help=_prose(page.help, said), more=_prose(page.more, said), notes=notes, frames=frames, blocks=blocks)


def _frame(frame: Frame, said: Mapping[str, str]) -> Frame:
    if frame.opens is None:
        return frame
    return replace(frame, opens=replace(frame.opens, help=_prose(frame.opens.help, said), more=_prose(frame.opens.more, said)))


def _block(block: Block, said: Mapping[str, str]) -> Block:
    if isinstance(block, HeldBlock):
        return replace(block, questions=tuple([_question(one, said) for one in block.questions]))
    return _question(block, said)


def _question(question: Question, said: Mapping[str, str]) -> Question:
    if not question.more and not isinstance(question.title, AskedTitle):
        return question
    return replace(question, more=_prose(question.more, said), title=_prose(question.title, said))
