"""A form on paper (A4), blank or filled: the same parts, numbers, questions and sources as on the page.

What is blank has lines to write on; what is known is printed. The view is finished here; the template only prints it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from itertools import chain, groupby
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Scope, evaluate, holds
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import File, Money, Record, RowOf, RowsOf, Text, Value, separators
from eformc.portal.html.environment import rendered, source_of
from eformc.portal.html.theme import NO_THEME, Theme
from eformc.portal.paper.words import PAPER
from eformc.portal.view.language_marking import mark_languages
from eformc.portal.view.mentions import read_out, with_said
from eformc.portal.view.types import (
    Block,
    FormView,
    Heading,
    HeldBlock,
    Note,
    PageView,
    Question,
    Row,
    numbers_in,
    questions_of,
)
from eformc.wording.localization import Localizer
from eformc.wording.markup import Prose
from eformc.wording.values import format_value, grouped

BESIDE = 120
"""Letters that stand beside a title; more stand below it."""


class Shape(StrEnum):
    """The shape of an answer on paper."""

    LINE = "line"
    LINES = "lines"
    TICKS = "ticks"
    DATE = "date"
    PARTS = "parts"
    ROWS = "rows"
    ATTACHED = "attached"
    PRINTED = "printed"
    """Nothing is to be written: the text stands there."""
    PRINTED_LONG = "printed-long"
    """The same, below its title: it would not fit beside it."""


class Tick(Struct, frozen=True):
    title: str
    chosen: bool = False
    help: str = ""


class PaperLine(Struct, frozen=True):
    """One question on paper. `number` is its part's number on the page and its own within: 2.3."""

    shape: Shape
    title: str
    number: str = ""
    help: str = ""
    more: str = ""
    note: str = ""
    only_if: str = ""
    text: str = ""
    unit: str = ""
    ticks: tuple[Tick, ...] = ()
    boxes: tuple[tuple[str, str], ...] = ()
    """The title and width of each box of a date."""
    parts: tuple[PaperLine, ...] = ()
    rows: tuple[PaperRow, ...] = ()


class PaperRow(Struct, frozen=True):
    title: str
    blocks: tuple[PaperBlock, ...]


class PaperBlock(Struct, frozen=True):
    """Lines that stand together. `held`: nobody but the office writes them; `told`: what is said of that, where it is said first."""

    lines: tuple[PaperLine, ...]
    held: bool = False
    told: str = ""
    heading: Heading | None = None
    """The heading of the group that begins here."""
    notes: tuple[tuple[str, str], ...] = ()
    """Notes in front of the lines: the condition (nothing where it is known), and the words."""


class PaperPart(Struct, frozen=True):
    number: str
    title: str
    help: str
    only_if: str
    blocks: tuple[PaperBlock, ...]
    more: str = ""


class PaperView(Struct, frozen=True):
    """`letterhead`: the lines a state prints on top of its forms. `identity`: the form's mark, procedure and version."""

    lang: str
    title: str
    about: str
    to: str
    letterhead: tuple[str, ...]
    identity: str
    parts: tuple[PaperPart, ...]
    ending: tuple[str, ...]
    who: tuple[PaperLine, ...]
    """Lines for whoever hands it in, at its head."""
    sources: tuple[str, ...]
    """Each registry once: what it is, by which law it is used, where it is corrected."""
    legal_basis: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def document_title(self) -> str:
        """The title where no marks can stand."""
        return str(self.title)


def paper_view(
    view: FormView, form: Form, *, answers: Any = None, today: Day | None = None, letterhead: str = "", identity: str = ""
) -> PaperView:
    """The paper of a page's view. `answers` is a submission (nested JSON), held values included, as far as there are
    any: then what does not apply is left out, and what is missing keeps its lines.
    """
    applies = evaluate(form, answers, today).applies if answers is not None and today is not None else {}
    hidden = frozenset(pointer_text(pointer) for pointer, does in applies.items() if not does)
    speech = Localizer(view.lang, view.foreign)
    view = mark_languages(with_said(view, read_out(view, answers, {})) if answers is not None else view)
    scope = Scope(answers, today) if answers is not None and today is not None else None
    maker = _Paper(speech, dict(_values(form)), answers, hidden, scope, () if answers is not None else (*view.data.whom, *view.numbered))
    parts = [maker.part(page, number) for number, page in enumerate(view.pages, 1)]
    return PaperView(
        view.lang, view.title, prose_on_paper(view.about), maker.word("to", agency=view.agency) if view.agency else "",
        tuple(filter(None, letterhead.splitlines())), identity, tuple(part for part in parts if part.blocks), view.ending,
        maker.who({q.pointer for page in view.pages for block in page.blocks for q in questions_of(block)}, view), view.sources,
        view.legal_basis, {name: maker.word(name) for name in PAPER},
    )  # fmt: skip


def render_paper(paper: PaperView, *, large: bool = False, theme: Theme = NO_THEME) -> str:
    """The paper as a standalone HTML page with its print style. `large`: for eyes that need large print."""
    style = source_of(theme, "paper.css").strip()
    return rendered(theme, "paper.html.j2", paper=paper, words=paper.words, style=style, large=large) + "\n"


NO_NUMBERS: Mapping[str, str] = MappingProxyType({})
"""Within a row nothing is numbered but the row."""


class _Paper:
    """`values`: the kind of value by pointer, `*` for a row. `hidden`: pointers of what does not apply."""

    def __init__(self, speech: Localizer, values: Mapping[str, Value], answers: Any, hidden: frozenset[str], scope: Scope | None = None, written: Collection[str] = ()) -> None:
        self.speech = speech
        self.values = values
        self.answers = answers
        self.hidden = hidden
        self.scope = scope
        self.written = written
        self.told_once = False
        self.marked = speech.marked

    def part(self, page: PageView, number: int) -> PaperPart:
        blocks = tuple(self.blocks(page, numbers_in(page, number)))
        only_if = "" if self.answers is not None else page.only_if
        return PaperPart(page.number, page.title, prose_on_paper(page.help), only_if, blocks, prose_on_paper(page.more))

    def blocks(self, page: PageView, numbers: Mapping[str, str]) -> Iterator[PaperBlock]:
        """The blocks with something on them, the heading of a group in front of its first, and the notes that apply."""
        heading: Heading | None = None
        for n, block in enumerate((*page.blocks, None)):
            frame = page.frames[n] if page.frames else None
            notes = page.notes[n] if page.notes else ()
            if frame is not None and (frame.closes or frame.opens is not None):
                heading = frame.opens
                yield from self.noted(tuple([note for note in notes if note.tied or note.alone]))
                notes = tuple([note for note in notes if not (note.tied or note.alone)])
            made = list(self.block(block, numbers)) if block is not None else []
            if heading is not None and made:
                told = replace(heading, help=prose_on_paper(heading.help), more=prose_on_paper(heading.more))
                made[0] = replace(made[0], heading=told if self.answers is None else replace(told, only_if=""))
                heading = None
            if made:
                made[0] = replace(made[0], notes=tuple(self.told(notes)))
                yield from made
            else:
                yield from self.noted(notes)

    def noted(self, notes: tuple[Note, ...]) -> Iterator[PaperBlock]:
        """Notes without lines below them, if any apply."""
        told = tuple(self.told(notes))
        if told:
            yield PaperBlock((), notes=told)

    def told(self, notes: tuple[Note, ...]) -> Iterator[tuple[str, str]]:
        for note in notes:
            if not note.printed:
                continue
            if self.scope is None or note.when is None:
                yield note.only_if, prose_on_paper(note.text)
            elif holds(note.when, self.scope) is True:
                yield "", prose_on_paper(note.text)

    def block(self, block: Block, numbers: Mapping[str, str] = NO_NUMBERS) -> Iterator[PaperBlock]:
        """The lines that apply. Numbers do not move up: 2.3 is the same question on every sheet."""
        shown = [one for one in questions_of(block) if one.pointer not in self.hidden]
        for office, run in groupby(shown, lambda one: isinstance(block, HeldBlock) and one.pointer not in self.written):
            make = self.held if office else self.line
            lines = tuple([replace(make(one), number=numbers.get(one.pointer, "")) for one in run])
            told = "" if not office or self.told_once else self.word("held_filled" if any(line.text for line in lines) else "held")
            self.told_once = self.told_once or bool(told)
            yield PaperBlock(lines, held=office, told=told)

    def who(self, shown: Collection[str], view: FormView) -> tuple[PaperLine, ...]:
        """Lines for the name and the number of whoever hands a blank sheet in, as far as the form has none: nobody is logged in on paper."""
        wanted = (("name", view.data.whom), ("number", view.numbered)) if self.answers is None else ()
        return tuple([PaperLine(Shape.LINE, self.word(name)) for name, places in wanted if not any(one in shown for one in places)])

    def held(self, question: Question) -> PaperLine:
        """A value nobody writes: printed where it is known; else a line for the office."""
        text = self.text(question)
        note = question.held.note if question.held is not None and not text else ""
        shape = Shape.PRINTED_LONG if len(text) > BESIDE else Shape.PRINTED
        return PaperLine(shape, prose_on_paper(question.title), note=note, text=text)

    def line(self, q: Question) -> PaperLine:
        text = "" if q.rows or q.control == "declaration" else self.text(q)
        only_if = q.only_if if self.answers is None else ""
        made = PaperLine(Shape.LINE, prose_on_paper(q.title), help=q.help, more=prose_on_paper(q.more), note=q.note, only_if=only_if, text=text, unit=q.unit)
        if q.rows:
            return replace(made, shape=Shape.ROWS, help=self.with_word(q.help, "more_rows"), rows=tuple(self.rows(q)))
        if q.rows_of and self.answers is not None:
            return replace(made, shape=Shape.PRINTED if text else Shape.LINE)
        if q.control in ("radios", "yes_no", "checkboxes", "declaration"):
            return self.ticks(q, made)
        if q.control == "file":
            return replace(made, shape=Shape.ATTACHED, text="×" if text else "", help=self.without_hint(q))
        if text:
            amount = isinstance(self.values.get(q.pointer), Money)  # its currency is in the text
            return replace(made, shape=Shape.PRINTED, unit="" if amount else q.unit)
        if q.parts:
            return replace(made, shape=Shape.PARTS, parts=tuple(self.line(part) for part in q.parts))
        if q.boxes:
            return replace(made, shape=Shape.DATE, boxes=tuple((box.title, box.width) for box in q.boxes))
        return replace(made, shape=Shape.LINES if q.control == "long_text" else Shape.LINE)

    def ticks(self, q: Question, made: PaperLine) -> PaperLine:
        given = _at(self.answers, q.pointer)
        said = given if isinstance(given, list) else [str(given).lower() if isinstance(given, bool) else given]
        ticks = tuple(Tick(option.title, option.value in said, option.help) for option in q.options)
        told = "" if q.help else {"checkboxes": "several", "radios": "one"}.get(q.control, "")
        title = "" if q.control == "declaration" else made.title
        return replace(made, shape=Shape.TICKS, title=title, text="", ticks=ticks, help=self.with_word(q.help, told))

    def rows(self, table: Question) -> Iterator[PaperRow]:
        """A row for each that was given; as many as the page shows where there is none."""
        given = _at(self.answers, table.pointer)
        for number in range(len(given) if isinstance(given, list) and given else len(table.rows)):
            row = _row(table, number)
            blocks = tuple(chain.from_iterable(map(self.block, row.blocks)))
            yield PaperRow(self.word("row", n=number + 1), blocks)

    def text(self, q: Question) -> str:
        """The answer as it is printed; nothing where there is none."""
        given = _at(self.answers, q.pointer)
        value = self.values.get(_pattern(q.pointer))
        if given is None or given == "" or value is None:
            return ""
        if isinstance(value, RowOf | RowsOf):
            return ", ".join(self.row_named(value, one) for one in (given if isinstance(given, list) else [given]))
        text = format_value(value, given, self.speech.lang)
        return grouped(text) if isinstance(value, Text) and separators(value) is not None else text

    def row_named(self, value: RowOf | RowsOf, number: Any) -> str:
        """A row that was chosen, by what it is known by and its number."""
        at = f"/{value.table}/{number - 1 if isinstance(number, int) else number}/{'/'.join(value.named)}"
        kind, found = self.values.get(_pattern(at)), _at(self.answers, at)
        named = format_value(kind, found, self.speech.lang) if value.named and kind is not None and found is not None else ""
        return self.speech.ui("row_named", row=named, n=number) if named else self.word("row", n=number)

    def without_hint(self, q: Question) -> str:
        """The help of a file, without what the page says of files: paper has no megabytes."""
        value = self.values.get(_pattern(q.pointer))
        if not isinstance(value, File):
            return q.help
        hint = self.speech.ui("file_hint", mb=value.max_bytes // (1024 * 1024))
        return self.marked(self.speech.cut(q.help, hint))

    def with_word(self, text: str, name: str) -> str:
        return self.marked(self.speech.joined(" ", filter(None, (text, self.word(name))))) if name else text

    def word(self, name: str, **values: str | int) -> str:
        return self.marked(self.speech.word(PAPER[name], **values))


def prose_on_paper(text: str) -> str:
    """A text with markup as it is printed."""
    return text.on_paper() if isinstance(text, Prose) else text


def _pattern(pointer: str) -> str:
    """A JSON Pointer with `*` for a row."""
    return "/".join("*" if token.isdigit() else token for token in pointer.split("/"))


def _values(form: Form) -> Iterator[tuple[str, Value]]:
    for entry in form.entries:
        if isinstance(entry, Table):
            for column in entry.columns:
                yield from _of_item(pointer_text((*entry.pointer, "*")), column)
        else:
            yield from _of_item("", entry)


def _of_item(base: str, item: Item) -> Iterator[tuple[str, Value]]:
    pointer = base + pointer_text(item.pointer)
    yield pointer, item.value
    if isinstance(item.value, Record):
        yield from ((f"{pointer}/{part.name}", part.value) for part in item.value.parts)


def _row(table: Question, number: int) -> Row:
    """A row of the page with the pointers of the row of that number."""
    first = table.rows[0]

    def moved(q: Question) -> Question:
        pointer = q.pointer.replace(f"{table.pointer}/0/", f"{table.pointer}/{number}/", 1)
        return replace(q, pointer=pointer, parts=tuple(moved(part) for part in q.parts))

    blocks = tuple(
        replace(block, questions=tuple(moved(one) for one in block.questions)) if isinstance(block, HeldBlock) else moved(block)
        for block in first.blocks
    )
    return Row(first.title, blocks)


def _at(answers: Any, pointer: str) -> Any:
    found = answers
    for token in pointer.split("/")[1:]:
        if isinstance(found, list) and token.isdigit() and int(token) < len(found):
            found = found[int(token)]
        elif isinstance(found, dict):
            found = found.get(token)
        else:
            return None
    return found
