"""A finished view with answers, errors and held values put in: what a server shows when it shows a page again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from eformc.contract.held import Given, HeldState, HeldValue, Suggestion, Unheld, lack_of
from eformc.contract.page_data import PageField, PageTable
from eformc.kernel.dates import parse
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import pointer_text, refs
from eformc.kernel.form import Form
from eformc.kernel.values import Text
from eformc.kernel.words import say
from eformc.portal.submission.marks import mark_of
from eformc.portal.submission.rows import held_rows, row_id
from eformc.portal.view.mentions import read_out, with_said
from eformc.portal.view.names import names_of, near_text
from eformc.portal.view.row_options import with_row_options
from eformc.portal.view.types import Block, Box, ErrorLine, FormView, HeldBlock, Line, Question, Row, questions_of
from eformc.wording.findings import finding_text
from eformc.wording.localization import Localizer
from eformc.wording.messages import date_text, ui
from eformc.wording.written import two_readings

NO_ROWS: Mapping[str, tuple[int, int]] = MappingProxyType({})


def errors_of(view: FormView, form: Form, findings: Iterable[Finding], answers: Any = None) -> list[tuple[str, str]]:
    """The evaluator's findings, as (JSON Pointer, text) for `render`: the words the page's script uses. What only warns
    is left out. `answers`: the submission they were found in.
    """
    titles, speech = {at: one.title for at, one in view.data.places()}, Localizer(view.lang, view.foreign)
    return [(pointer_text(one.pointer), _error_text(form, one, speech, titles, answers)) for one in findings if not one.warning]


def _error_text(form: Form, finding: Finding, speech: Localizer, titles: Mapping[str, str], answers: Any) -> str:
    text, near = speech.marked(finding_text(form, finding, speech, titles, answers)), near_text(form, finding, answers, speech)
    return speech.joined(" ", (text, near)) if near else text


def title_in(view: FormView, pointer: str) -> str:
    """The title of a field, or of a column, at a place of a submission."""
    plain = re.sub("/[0-9]+(?=/)", "/*", pointer)
    return next((one.title for at, one in view.data.places() if at == plain), pointer)


def with_submission(
    view: FormView, answers: Any, errors: Sequence[tuple[str, str]], held: Given, rows: Mapping[str, tuple[int, int]] = NO_ROWS
) -> FormView:
    """The view with a submission's answers (nested JSON), errors (JSON Pointer, text) and held values in their places.
    Of several errors in one place the first is said: one thing to mend at a time.

    A held value is never an answer: it is shown beside the question that could replace it. A suggestion stands in its
    question where there are no answers yet; afterwards what is in the question is the citizen's. `rows`: the least and the
    greatest number of rows, by JSON Pointer, of tables where these answers say it.
    """
    firsts = dict(reversed(errors))
    errors = [(pointer, firsts[pointer]) for pointer in dict(errors)]
    started = _nested({at: one.value for at, one in held.items() if isinstance(one, Suggestion)}) if answers is None else answers
    limits = {one.pointer: (0, one.most) for one in view.data.fields if isinstance(one, PageTable)} | {**rows}
    fill = _Filling(started, firsts, held, Localizer(view.lang, view.foreign), limits, _digits(view), offers=answers is None)
    pages = tuple(replace(page, blocks=tuple(map(fill.block, page.blocks))) for page in view.pages)
    if view.chooses:
        pages = with_row_options(pages, started, fill.speech)
    targets = {HELPER: "e-name"}
    for page in pages:
        for block in page.blocks:
            if isinstance(block, HeldBlock):
                targets[HELD + block.questions[0].pointer] = f"{block.id}-right"
            for question in questions_of(block):
                targets.update(_targets(question))
    order = {target: n for n, target in enumerate(targets.values())}
    lines = tuple(ErrorLine("#" + target, text) for target, text in sorted([(_nearest(targets, at), text) for at, text in errors], key=lambda one: order.get(one[0], len(order))))
    prefix = f"{ui('error', view.lang)}: " if errors else ""
    known = dict(held_data(view, held))
    adds = [Line(title, found.text) for at, title in view.unshown.items() if isinstance(found := held.get(at), HeldValue) and found.value is not None]
    filled = replace(view, pages=pages)
    shown = with_said(filled, read_out(filled if view.chooses else view, started, held))
    return replace(
        shown,
        adds=tuple(adds),
        foreign=fill.speech.foreign,
        errors=lines,
        document_title=f"{prefix}{view.title}",
        helper_error=f"{prefix}{firsts[HELPER]}" if HELPER in firsts else "",
        data=replace(view.data, given=known or view.data.given, kept=bool(answers) or view.data.kept),
    )


def held_data(view: FormView, held: Given, *, words: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """The data the page's script is given for each place, by JSON Pointer: its `state`, the `value`, the `keys` (answers) it came by,
    its `mark`; `masked` in place of the value where it is somebody else's; with `words`, and where it stands nowhere on the page, `text`, `source` and `as_of` as people read them, and
    its `title` there.
    """
    read = frozenset(ref.pointer for rule in view.data.conditions() for ref in refs(rule))
    speech, digits = Localizer(view.lang, view.foreign), _digits(view)
    for pointer, found in held.items():
        if isinstance(found, Suggestion) or lack_of(found) is HeldState.NOT_ASKED:
            continue
        tokens = pointer.split("/")[1:]
        lack = lack_of(found)
        told: dict[str, Any] = {"state": lack.value.replace("-", "_") if lack is not None else "value"}
        keys = found.keys if isinstance(found, HeldValue | Unheld) else {}
        if lack is HeldState.NOBODY and words:
            told["text"] = _lacking(speech, lack, keys, digits)
        if isinstance(found, HeldValue):
            if not found.field and not _is_read(tokens, read):
                continue
            if found.masked:  # the value goes to no page; conditions that read it are the server's
                told["masked"] = 1
            else:
                told |= {"state": "none"} if found.value is None else {"value": found.value}
            if words or pointer in view.unshown:
                told |= {"text": found.text, "source": found.source, "as_of": _noted(speech, found)}
            if pointer in view.unshown:
                told["title"] = view.unshown[pointer]
        yield pointer, {**told, **({"keys": keys} if keys else {}), **({"mark": mark_of(found)} if not isinstance(found, HeldValue) or found.field else {})}


def _is_read(tokens: list[str], read: frozenset[tuple[str, ...]]) -> bool:
    """True if a condition of the page reads a fact; in a row it may be named without its table."""
    plain = tuple(token for token in tokens if not token.isdigit())
    return any(one in (plain, plain[1:]) for one in read)


def _digits(view: FormView) -> dict[str, int]:
    """JSON Pointer (`*` for a row) of keys that have a fixed number of digits -> that number."""
    texts = [(at, one.value) for at, one in view.data.places() if isinstance(one, PageField) and isinstance(one.value, Text)]
    return {at: text.least for at, text in texts if text.least == text.most}


def _lacking(speech: Localizer, lack: HeldState, keys: Mapping[str, Any], digits: Mapping[str, int]) -> str:
    """Why there is no value, in words; of a key that finds nobody first that it should be looked at again."""
    if lack is HeldState.NOBODY:
        counts = {count for at in keys if (count := digits.get(re.sub("/[0-9]+(?=/)", "/*", at))) is not None}
        return speech.ui("nobody_by_digits", n=counts.pop()) if len(counts) == 1 else speech.ui("nobody")
    return speech.ui(lack.value.replace("-", "_"))


def _noted(speech: Localizer, found: HeldValue) -> str:
    """The day of a record; and that a value is masked, since nothing else beside it would say so."""
    return speech.joined(" ", filter(None, (_of_day(speech, found.as_of), speech.ui("masked_note") if found.masked else "")))


def _of_day(speech: Localizer, as_of: str) -> str:
    """The day of a record."""
    day = parse(as_of)
    return speech.ui("as_of", date=date_text(day) if day is not None else as_of) if as_of else ""


HELPER = "e:typed_name"
"""In place of a pointer: an error of the name of whoever helps."""
HELD = "held:"
"""In front of the pointer of a block's first value: an error that is of the block, not of the value's question."""


class _Filling:
    def __init__(
        self, answers: Any, errors: Mapping[str, str], held: Given, speech: Localizer, limits: Mapping[str, tuple[int, int]], digits: Mapping[str, int],
        *, offers: bool,
    ) -> None:  # fmt: skip
        self.limits, self.digits = limits, digits
        self.answers = answers
        self.errors = errors
        self.held = held
        self.speech = speech
        self.ui = speech.ui
        self.offers = offers

    def block(self, block: Block) -> Block:
        if isinstance(block, HeldBlock):
            text = self.errors.get(HELD + block.questions[0].pointer, "")
            error = self.speech.joined(": ", (self.ui("error"), text)) if text else ""
            return _dated_once(replace(block, questions=tuple(self.said_once(block, self.question(one)) for one in block.questions), error=error))
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
        if text and made.kept:
            made = replace(made, kept=None)
        if made.rows:
            made = replace(made, rows=self.rows(made))
        help_text = self.speech.joined(" ", filter(None, (self.kept(made), made.help)))
        helped = f"{question.id}-help" if help_text else ""
        offered = self.offered(made.pointer)
        tied = [question.described_by, helped if helped not in question.described_by else "", f"{question.id}-error" if error else "", f"{question.id}-from" if offered else ""]
        return replace(
            made,
            error=error,
            help=help_text,
            offered_by=offered,
            described_by=" ".join(filter(None, tied)),
            parts=tuple([self.offering(made, self.question(one)) for one in made.parts]),
            rows=tuple(self.row(made, number, row) for number, row in enumerate(made.rows)),
            held=self.given(made),
            gone=made.instead is not None and self.is_there(made.instead),
            shared=False,
        )

    def offering(self, record: Question, part: Question) -> Question:
        """A part that is asked by name, with the names of the parent that is chosen beside it: offered by the browser itself."""
        answer = _at(self.answers, f"{record.pointer}/{part.within}") if part.by_name is not None and part.within else None
        if part.by_name is None or not isinstance(answer, str) or part.held is not None:
            return part
        return replace(part, offered=tuple(names_of(part.by_name, answer, self.speech.lang)), listed=f"{part.by_name.id}-{answer}")

    def is_there(self, places: tuple[str, ...]) -> bool:
        """True if a registry has a value at one of some places, or in a row of one."""
        there = [at for at, one in self.held.items() if isinstance(one, HeldValue) and one.value is not None]
        return any(at == place or at.startswith(place + "/") for place in places for at in there)

    def rows(self, table: Question) -> tuple[Row, ...]:
        """All rows that registries say there are, those that were typed and that are wanted, and one more where all of them are full."""
        there = held_rows(table.pointer, self.held)
        answer = _at(self.answers, table.pointer)
        full = max(there, len(answer) if isinstance(answer, list) else 0)
        least, most = self.limits.get(table.pointer, (0, full))
        return _rows(table, max(least, full + 1 if full and full < most else full), self.speech)

    def row(self, table: Question, number: int, row: Row) -> Row:
        known = row_id(number, table.pointer, self.held)
        start = f"{table.pointer}/{number}/"
        held = any(at.startswith(start) and not isinstance(one, Suggestion) for at, one in self.held.items())
        return replace(row, blocks=tuple(map(self.block, row.blocks)), held=held, id=known)

    def offered(self, pointer: str) -> str:
        """The origin of the value a question starts with."""
        match self.held.get(pointer) if self.offers else None:
            case Suggestion(_, source, as_of) if source:
                return self.speech.joined(" ", filter(None, (self.ui("suggested", source=source), _of_day(self.speech, as_of))))
            case _:
                return ""

    def kept(self, question: Question) -> str:
        return self.ui("file_kept", file=str(question.kept["name"])) if question.kept else ""

    def given(self, question: Question) -> Any:
        held, found = question.held, self.held.get(question.pointer)
        if held is None or found is None or isinstance(found, Suggestion):
            return held
        mark = mark_of(found)
        if isinstance(found, HeldValue):
            more = {"source": found.source, "as_of": _noted(self.speech, found), "mark": mark}
            if found.value is None:
                return replace(held, value=found.text or self.ui("none"), state="none", **more)
            return replace(held, value=found.text, fallback=held.fallback and not held.locked, state="value", **more)
        lack = lack_of(found)
        if lack is None or lack is HeldState.NOT_ASKED:
            return replace(held, value=self.ui("not_asked_yet"))
        keys = found.keys if isinstance(found, Unheld) else {}
        return replace(held, value=_lacking(self.speech, lack, keys, self.digits), missing=True, state=lack.value.replace("-", "_"), mark=mark)


def _dated_once(block: HeldBlock) -> HeldBlock:
    """A block whose values are all of one day says it once."""
    days = [q.held.as_of for q in block.questions if q.held is not None and q.held.as_of]
    if not block.said_by or len(days) < 2 or len(set(days)) > 1:
        return block
    once = [q if q.held is None else replace(q, held=replace(q.held, as_of="")) for q in block.questions]
    return replace(block, questions=tuple(once), as_of=days[0])


def answered(question: Question, answer: Any, speech: Localizer) -> Question:
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
    if question.control == "file":
        return replace(question, kept=answer) if isinstance(answer, dict) and answer.get("name") else question
    if question.parts:
        return question
    return replace(question, value=_named(question, _typed_again(question, answer), speech.lang))


def _typed_again(question: Question, answer: Any) -> str:
    """An answer as somebody would type it: an amount with its decimals; one digit more where a mark before three would be asked
    about (`two_readings`).
    """
    text = decimal_text(answer, question.minor) if question.minor and isinstance(answer, int) else str(answer)
    return f"{text}0" if question.inputmode == "decimal" and two_readings(text.removeprefix("-")) else text


def _named(question: Question, text: str, lang: str) -> str:
    code = question.by_name.by_code().get(text) if question.by_name is not None else None
    return say(code.title, lang) if code is not None else text


def _dated(boxes: tuple[Box, ...], text: str) -> tuple[Box, ...]:
    date, _, time = text.partition("T") if len(boxes) > 3 else ("", "", text) if boxes[0].part == "hour" else (text, "", "")
    year, month, day = (*date.split("-"), "", "")[:3]
    hour, _, minute = time.partition(":")
    values = {"day": day, "month": month, "year": year, "hour": hour, "minute": minute}
    return tuple(replace(box, value=values[box.part] if box.part in ("hour", "minute") else values[box.part].lstrip("0")) for box in boxes)


def _rows(table: Question, count: int, speech: Localizer) -> tuple[Row, ...]:
    """As many rows as there are answers, at least those of the empty page."""
    more = range(len(table.rows), count)
    return (*table.rows, *(_renumbered_row(table, number, speech) for number in more))


def _renumbered_row(table: Question, number: int, speech: Localizer) -> Row:
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
