"""Rows of a table as the options of a question, named as people know them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from eformc.portal.view.types import Block, HeldBlock, Option, PageView, Question, questions_of
from eformc.wording.localization import Localizer


def with_row_options(pages: tuple[PageView, ...], answers: Any, speech: Localizer) -> tuple[PageView, ...]:
    """The pages whose questions offer the rows that stand on them. `answers`: a submission (nested JSON), whose numbers of rows are chosen."""
    return _Offering(pages, answers, speech).pages()


class _Offering:
    def __init__(self, pages: tuple[PageView, ...], answers: Any, speech: Localizer) -> None:
        self.before = pages
        self.answers = answers
        self.speech = speech
        self.tables = {one.pointer: one for page in pages for block in page.blocks for one in questions_of(block) if one.rows}

    def pages(self) -> tuple[PageView, ...]:
        return tuple([replace(page, blocks=tuple(map(self.block, page.blocks))) for page in self.before])

    def block(self, block: Block) -> Block:
        if isinstance(block, HeldBlock):
            return replace(block, questions=tuple(map(self.question, block.questions)))
        return self.question(block)

    def question(self, question: Question) -> Question:
        if question.rows:
            rows = tuple([replace(row, blocks=tuple(map(self.block, row.blocks))) for row in question.rows])
            return replace(question, rows=rows)
        table = self.tables.get(question.rows_of) if question.rows_of else None
        if table is None:
            return question
        answer = _at(self.answers, question.pointer)
        chosen = answer if isinstance(answer, list) else [answer]
        names = [self.named(table, n, question.named_by) for n in range(len(table.rows))]
        options = [
            Option(str(n), self.speech.ui("row_named", row=name, n=n + 1) if name else row.title, f"{question.id}-{n}", n + 1 in chosen)
            for n, (name, row) in enumerate(zip(names, table.rows, strict=True))
        ]
        return replace(question, options=tuple(options))

    def named(self, table: Question, number: int, named_by: str) -> str:
        """The words that a row is known by; nothing where they are not there."""
        place = f"{table.pointer}/{number}{named_by}"
        for block in table.rows[number].blocks if named_by else ():
            for one in questions_of(block):
                if one.pointer == place:
                    held = one.held.value if one.held is not None and one.held.state == "value" else ""
                    return self.said(one) or held
        return ""

    def said(self, q: Question) -> str:
        if q.boxes:
            return boxes_text({box.part: box.value for box in q.boxes})
        if q.parts:
            parts = [text for text in map(self.said, q.parts) if text]
            return ", ".join(reversed(parts) if q.control == "address" else parts)
        return ", ".join(option.title for option in q.options if option.chosen) if q.options else q.value


def boxes_text(values: dict[str, str]) -> str:
    """The text of the boxes of a date or a time, as people read it: 17/5/1980 05:30."""
    date = "/".join(text for part in ("day", "month", "year") if (text := values.get(part, "")))
    time = [values.get(part, "") for part in ("hour", "minute")]
    clock = ":".join(text.rjust(2, "0") for text in time) if all(time) else "".join(time)
    return " ".join(filter(None, (date, clock)))


def _at(answers: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        if isinstance(answers, list) and token.isdigit() and int(token) < len(answers):
            answers = answers[int(token)]
        else:
            answers = answers.get(token) if isinstance(answers, dict) else None
    return answers
