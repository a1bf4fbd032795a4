"""A finished view with answers, errors and held values put in: what a server shows when it shows a page again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from eformc.kernel.dates import parse
from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Form
from eformc.kernel.words import say
from eformc.runtime.finding_words import finding_text
from eformc.runtime.messages import date_text, ui
from eformc.runtime.speech import Speech
from eformc.runtime.view import (
    Block,
    Box,
    ErrorLine,
    FormView,
    Given,
    HeldBlock,
    HeldState,
    HeldValue,
    Question,
    Row,
    Suggestion,
    questions_of,
)


def errors_of(view: FormView, form: Form, findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """What the evaluator found, as (JSON Pointer, text) for `render`: the words the page's script uses. What only warns
    is left out.
    """
    titles, speech = {}, Speech(view.lang, view.foreign)
    for entry in view.engine["fields"]:
        titles[entry["p"]] = entry["t"]
        titles.update({f"{entry['p']}/*{column['p']}": column["t"] for column in entry.get("table", ())})
    return [
        (pointer_text(finding.pointer), speech.marked(finding_text(form, finding, speech, titles)))
        for finding in findings
        if not finding.warning
    ]


def filled(view: FormView, answers: Any, errors: Sequence[tuple[str, str]], held: Given) -> FormView:
    """The view with a submission's answers (nested JSON), errors (JSON Pointer, text) and held values in their places.
    Of several errors in one place the first is said: one thing to mend at a time.

    A held value is never an answer: it is shown beside the question that could replace it. A suggestion stands in its
    question where there are no answers yet; afterwards what is in the question is the citizen's.
    """
    firsts = dict(reversed(errors))
    errors = [(pointer, firsts[pointer]) for pointer in dict(errors)]
    started = _nested({at: one.value for at, one in held.items() if isinstance(one, Suggestion)}) if answers is None else answers
    fill = _Filling(started, firsts, held, Speech(view.lang, view.foreign), offers=answers is None)
    pages = tuple(replace(page, blocks=tuple(map(fill.block, page.blocks))) for page in view.pages)
    targets = {}
    for page in pages:
        for block in page.blocks:
            for question in questions_of(block):
                targets.update(_targets(question))
    lines = tuple(ErrorLine("#" + _nearest(targets, pointer), text) for pointer, text in errors)
    prefix = f"{ui('error', view.lang)}: " if errors else ""
    known = _nested({at: one.value for at, one in held.items() if isinstance(one, HeldValue) and one.value is not None})
    return replace(
        view,
        pages=pages,
        foreign=fill.speech.foreign,
        errors=lines,
        document_title=f"{prefix}{view.title}",
        engine={**view.engine, **({"given": known} if known else {}), **({"kept": 1} if answers else {})},
    )


class _Filling:
    def __init__(self, answers: Any, errors: Mapping[str, str], held: Given, speech: Speech, *, offers: bool) -> None:
        self.answers = answers
        self.errors = errors
        self.held = held
        self.speech = speech
        self.ui = speech.ui
        self.offers = offers

    def block(self, block: Block) -> Block:
        if isinstance(block, HeldBlock):
            return replace(block, questions=tuple(self.said_once(block, self.question(one)) for one in block.questions))
        return self.question(block)

    def said_once(self, block: HeldBlock, question: Question) -> Question:
        """A source that the block names is not said again of each value."""
        held = question.held
        if held is None or not held.source or held.source not in block.source:
            return question
        return replace(question, held=replace(held, source=""))

    def question(self, question: Question) -> Question:
        text = self.errors.get(question.pointer, "")
        error = self.speech.joined(": ", (self.ui("error"), text)) if text else ""
        made = answered(question, _at(self.answers, question.pointer), self.speech)
        help_text = self.speech.joined(" ", filter(None, (self.offered(made.pointer), made.help)))
        helped = f"{question.id}-help" if help_text else ""
        tied = [question.described_by, helped if helped not in question.described_by else "", f"{question.id}-error" if error else ""]
        return replace(
            made,
            error=error,
            help=help_text,
            described_by=" ".join(filter(None, tied)),
            parts=tuple(map(self.question, made.parts)),
            rows=tuple(replace(row, blocks=tuple(map(self.block, row.blocks))) for row in made.rows),
            held=self.given(made),
            shared=False,
        )

    def offered(self, pointer: str) -> str:
        """Where what a question starts with comes from."""
        match self.held.get(pointer) if self.offers else None:
            case Suggestion(_, source, as_of) if source:
                return self.speech.joined(" ", filter(None, (self.ui("suggested", source=source), self.dated(as_of))))
            case _:
                return ""

    def dated(self, as_of: str) -> str:
        """Of which day a record is."""
        day = parse(as_of)
        return self.ui("as_of", date=date_text(day) if day is not None else as_of) if as_of else ""

    def given(self, question: Question) -> Any:
        held, found = question.held, self.held.get(question.pointer)
        if held is None or found is None or isinstance(found, Suggestion):
            return held
        match found:
            case HeldValue(text, None, source, as_of):
                said = text or self.ui("none")
                return replace(held, value=said, state="none", source=source, as_of=self.dated(as_of))
            case HeldValue(text, _, source, as_of):
                return replace(
                    held, value=text, fallback=held.fallback and not held.locked, state="value", source=source,
                    as_of=self.dated(as_of),
                )  # fmt: skip
            case HeldState.NOT_ASKED:
                return replace(held, value=self.ui("not_asked_yet"))
            case HeldState.NO_RECORD | HeldState.UNAVAILABLE | HeldState.REFUSED | HeldState.WITHHELD:
                return replace(held, value=self.ui(found.value.replace("-", "_")), missing=True, state=found.value)


def answered(question: Question, answer: Any, speech: Speech) -> Question:
    """The question with an answer kept as it was given, faulty ones included; nothing is chosen that was not."""
    if answer is None:
        return question
    if question.boxes:
        return replace(question, boxes=_dated(question.boxes, str(answer)))
    if question.options:
        said = answer if isinstance(answer, list) else [answer]
        chosen = {{True: "true", False: "false"}[one] if isinstance(one, bool) else one for one in said if isinstance(one, str | bool)}
        options = tuple(replace(option, chosen=option.value in chosen) for option in question.options)
        return replace(question, options=options)
    if question.rows:
        return replace(question, rows=_rows(question, len(answer) if isinstance(answer, list) else 0, speech))
    if question.parts or question.control == "file":
        return question
    return replace(question, value=_named(question, str(answer), speech.lang))


def _named(question: Question, text: str, lang: str) -> str:
    code = question.by_name.by_code().get(text) if question.by_name is not None else None
    return say(code.title, lang) if code is not None else text


def _dated(boxes: tuple[Box, ...], text: str) -> tuple[Box, ...]:
    year, month, day = (*text.split("-"), "", "")[:3]
    values = {"day": day, "month": month, "year": year}
    return tuple(replace(box, value=values[box.part].lstrip("0")) for box in boxes)


def _rows(table: Question, count: int, speech: Speech) -> tuple[Row, ...]:
    """As many rows as there are answers, at least those of the empty page."""
    more = range(len(table.rows), count)
    return (*table.rows, *(_renumbered_row(table, number, speech) for number in more))


def _renumbered_row(table: Question, number: int, speech: Speech) -> Row:
    first = table.rows[0]
    blocks = tuple(_renumbered_block(block, table, number) for block in first.blocks)
    *before, (last, lang) = speech.runs(first.title)
    return Row(speech.noted((*before, (last.removesuffix("1") + str(number + 1), lang))), blocks)


def _renumbered_block(block: Block, table: Question, number: int) -> Block:
    if isinstance(block, HeldBlock):
        return replace(block, questions=tuple(_renumbered(one, table, number) for one in block.questions))
    return _renumbered(block, table, number)


def _renumbered(question: Question, table: Question, number: int) -> Question:
    def named(text: str) -> str:
        return text.replace(f"{table.name}.0.", f"{table.name}.{number}.", 1)

    def id_of(text: str) -> str:
        return text.replace(f"{table.id}-0-", f"{table.id}-{number}-")

    return replace(
        question,
        pointer=question.pointer.replace(f"{table.pointer}/0/", f"{table.pointer}/{number}/", 1),
        name=named(question.name),
        id=id_of(question.id),
        described_by=id_of(question.described_by),
        options=tuple(replace(one, id=id_of(one.id)) for one in question.options),
        boxes=tuple(replace(one, id=id_of(one.id), name=named(one.name)) for one in question.boxes),
        parts=tuple(_renumbered(part, table, number) for part in question.parts),
    )


def _at(value: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        if isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return None
    return value


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by pointer as one object; what stands in rows is left out: no condition outside them reads it."""
    made: dict[str, Any] = {}
    for pointer, value in values.items():
        tokens = pointer.split("/")[1:]
        if any(token.isdigit() for token in tokens):
            continue
        place = made
        for token in tokens[:-1]:
            place = place.setdefault(token, {})
        place[tokens[-1]] = value
    return made


def _targets(question: Question) -> dict[str, str]:
    found = {question.pointer: question.first_control()}
    for part in question.parts:
        found |= _targets(part)
    for row in question.rows:
        for block in row.blocks:
            for inner in questions_of(block):
                found |= _targets(inner)
    return found


def _nearest(targets: Mapping[str, str], pointer: str) -> str:
    while pointer and pointer not in targets:
        pointer = pointer.rpartition("/")[0]
    return targets.get(pointer, "main")
