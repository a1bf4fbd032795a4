"""The finished view of a form in one language: what templates print. Everything is decided here, nothing in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec import field as default

from eformc.contract.page_data import PageData
from eformc.contract.page_layout import Mention
from eformc.kernel.expressions import Expression
from eformc.kernel.values import CodeList


class Option(Struct, frozen=True):
    """`rule` is the condition that offers it (a number of the page's rules). In a list to choose from it has no `id`."""

    value: str
    title: str
    id: str
    chosen: bool = False
    rule: int | None = None
    help: str = ""
    lang: str = ""
    """The language of the title where it is not the page's and cannot be marked within (in a list)."""


class Held(Struct, frozen=True):
    """The content shown instead of a question: the value, or what is said while it is not there."""

    value: str
    note: str = ""
    """The way a value that is worked out comes about."""
    locked: bool = False
    fallback: bool = True
    """True if there is an ordinary question below: none for what the form works out, nor for a locked value that is
    there."""
    missing: bool = False
    """The registry was asked and has no answer: the ordinary question stands open."""
    confirm: bool = False
    """True if the citizen is asked if it is right."""
    state: str = ""
    """"value", "none" (known to be none), or the state of a registry that has no answer; nothing before it was asked."""
    source: str = ""
    as_of: str = ""
    mark: str = ""
    """The mark posted back to say that this was shown (`portal.submission.holding`)."""


class Box(Struct, frozen=True):
    """One text box of a date. `part` is day, month or year."""

    part: str
    name: str
    id: str
    title: str
    width: str
    autocomplete: str = ""
    value: str = ""


class Question(Struct, frozen=True):
    """One question. `control` names its template; `rule` is the condition that shows it and `known` the one under which
    its answer is known and it is not asked (numbers of the page's rules).
    """

    control: str
    pointer: str
    name: str
    id: str
    title: str
    help: str = ""
    more: str = ""
    """Help to fold out."""
    note: str = ""
    """"(optional)" or the like."""
    only_if: str = ""
    offered_by: str = ""
    """The origin of the answer that it starts with."""
    value: str = ""
    error: str = ""
    """The fault of the answer, with the word for "error" in front."""
    described_by: str = ""
    inputmode: str = ""
    autocomplete: str = ""
    width: str = ""
    unit: str = ""
    minor: int = 0
    """The decimals of an amount of money."""
    accept: str = ""
    kept: Mapping[str, Any] | None = None
    """A file that came with an earlier post and need not be chosen again, as a submission says it."""
    options: tuple[Option, ...] = ()
    boxes: tuple[Box, ...] = ()
    parts: tuple[Question, ...] = ()
    rows: tuple[Row, ...] = ()
    add: str = ""
    rule: int | None = None
    known: int | None = None
    held: Held | None = None
    tied: bool = False
    """True if it stands on the same step as what comes before it."""
    rows_of: str = ""
    """JSON Pointer of the table whose rows are the options, and `named_by`, in a row, what they are called by."""
    named_by: str = ""
    by_name: CodeList | None = None
    """A code list too long for a page: its codes are asked by name."""
    within: str = ""
    """The part beside it whose code its codes belong to."""
    listed: str = ""
    """The id of the list of names that it is offered, where it is not that of its code list."""
    offered: tuple[str, ...] = ()
    """The names that most people need of such a list; the browser offers them."""
    instead: tuple[str, ...] | None = None
    """The places (JSON Pointers) of which an answer says that there is nothing, as far as registries may have them."""
    gone: bool = False
    """True if it is not put: a registry has what it says there is nothing of."""
    shared: bool = False
    """True if many forms have it as it is: an element of a catalogue, with no answer yet."""

    def first_control(self) -> str:
        """The id of what takes the focus when an error links here."""
        if self.boxes:
            return self.boxes[0].id
        if self.parts:
            return self.parts[0].first_control()
        if self.rows:
            return next((q.first_control() for block in self.rows[0].blocks for q in questions_of(block)), self.id)
        return self.options[0].id if self.options and self.control != "select" else self.id


class HeldBlock(Struct, frozen=True):
    """Values in a row that nobody types, with the one source they come from."""

    questions: tuple[Question, ...]
    source: str
    correct_at: str
    rule: int | None = None
    control: str = "held"
    law: str = ""
    tied: bool = False
    error: str = ""
    said_by: str = ""
    """The holder who says so, in few words; `source`, `law` and `correct_at` stand at the end of the page."""
    as_of: str = ""
    """The day of all of its values, where they have one."""

    @property
    def name(self) -> str:
        """The `name` of the question whether it is right: the envelope's, not the submission's."""
        return f"e.held{self.questions[0].name[1:]}"

    @property
    def id(self) -> str:
        return f"h{self.questions[0].id[1:]}"

    @property
    def confirm(self) -> bool:
        return any(q.held is not None and q.held.confirm for q in self.questions)

    @property
    def there(self) -> bool:
        """True if every value is there, or known to be none."""
        return all(q.held is None or not q.held.confirm or q.held.state in ("value", "none") for q in self.questions)

    @property
    def fallbacks(self) -> tuple[Question, ...]:
        return tuple([q for q in self.questions if q.held is not None and q.held.fallback])

    @property
    def sure(self) -> tuple[Question, ...]:
        """The values that are there: of each one can say that it is wrong."""
        return tuple([q for q in self.questions if q.held is not None and q.held.state == "value"])

    def disputed(self, envelope: Any) -> bool:
        """True if the citizen has said that one of its values is wrong."""
        return envelope.held.get(self.questions[0].pointer) is False or any(q.pointer in envelope.doubted for q in self.questions)

    @property
    def open(self) -> bool:
        """True if a question below has something to show: no value, an answer, an error."""
        return any(map(_is_open, self.fallbacks))


Block: TypeAlias = Question | HeldBlock


def questions_of(block: Block) -> tuple[Question, ...]:
    return block.questions if isinstance(block, HeldBlock) else (block,)


def _is_open(question: Question) -> bool:
    if question.shared:  # no answer yet
        return question.held is not None and question.held.missing
    return bool(
        question.error
        or question.value
        or any(map(_CHOSEN, question.options))
        or any(map(_VALUE, question.boxes))
        or any(map(_is_open, question.parts))
        or (question.held is not None and question.held.missing)
    )


_CHOSEN, _VALUE = attrgetter("chosen"), attrgetter("value")


class Row(Struct, frozen=True):
    """`held`: whether a registry says that there is this row; `id`: by which the row is known again."""

    title: str
    blocks: tuple[Block, ...]
    held: bool = False
    id: str = ""


class Note(Struct, frozen=True):
    """A note that a page tells. `tied`: it stands on the step before it; `alone`: on a step of its own, outside the group beside it;
    `printed`: on paper too; `when`: for paper that is filled; `section`: the number of its group.
    """

    text: str
    rule: int | None = None
    only_if: str = ""
    kind: str = "info"
    printed: bool = True
    tied: bool = False
    when: Expression | None = None
    alone: bool = False
    section: int | None = None


class Heading(Struct, frozen=True):
    """The heading of a group of blocks."""

    id: str
    title: str
    help: str = ""
    more: str = ""
    rule: int | None = None
    only_if: str = ""


class Frame(Struct, frozen=True):
    """The bounds of groups in front of a block: the heading of one that opens there, and whether one closes."""

    opens: Heading | None = None
    closes: bool = False


class PageView(Struct, frozen=True):
    """`notes`: for each block what stands in front of it, and at last what stands behind them all; empty where there are
    none. `frames`: the same of groups. `steps`: number of the block that begins a step -> its kind, where no single question
    names it ("many", "free": see `gathering`).
    """

    id: str
    title: str
    number: str
    help: str
    blocks: tuple[Block, ...]
    rule: int | None = None
    only_if: str = ""
    notes: tuple[tuple[Note, ...], ...] = ()
    frames: tuple[Frame, ...] = ()
    more: str = ""
    steps: Mapping[int, str] = default(default_factory=dict)


class ErrorLine(Struct, frozen=True):
    href: str
    text: str


class Line(Struct, frozen=True):
    """One answer on the check page. `href` leads to where it is changed; nothing where it cannot be."""

    title: str
    text: str
    href: str = ""
    number: str = ""
    """The number that it has on the paper form."""
    held: bool = False
    """True if it was on record, and nobody typed it."""
    own: bool = False
    """True if it was typed."""


class CheckPart(Struct, frozen=True):
    title: str
    lines: tuple[Line, ...]


class Link(Struct, frozen=True):
    href: str
    lang: str
    title: str


class FormView(Struct, frozen=True):
    """`data` is what the page's script is told. `words` are the words templates print themselves."""

    lang: str
    title: str
    document_title: str
    agency: str
    about: str
    pages: tuple[PageView, ...]
    words: Mapping[str, str]
    data: PageData
    count: str = ""
    minutes: str = ""
    takes: int = 0
    """The minutes it takes."""
    unshown: Mapping[str, str] = default(default_factory=dict)
    """JSON Pointer -> title of values that stand on no page: lines of the office, hidden values, answers that are known
    without being asked. The check says them."""
    adds: tuple[Line, ...] = ()
    """Their values in this submission."""
    tables: bool = False
    """True if rows can be taken out."""
    prepare: tuple[str, ...] = ()
    """Things to have at hand: numbers of other people, papers to attach."""
    keys: tuple[str, ...] = ()
    """JSON Pointers of the questions whose answer lets registries be asked for more."""
    multipart: bool = False
    """True if a file can be attached."""
    help_place: str = ""
    not_asked: tuple[tuple[str, str], ...] = ()
    """(source, titles) of what is not asked because the state has it."""
    ending: tuple[str, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    helper_error: str = ""
    """The fault of the name of whoever helps."""
    links: tuple[Link, ...] = ()
    action: str = ""
    legal_basis: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    """JSON Pointers of what a login gives: the number by which somebody is known."""
    sources: tuple[str, ...] = ()
    """Each registry once: what it is, by which law it is used, where it is corrected."""
    mentions: tuple[Mention, ...] = ()
    """Answers that its texts read."""
    chooses: bool = False
    """True if rows are options of a question."""
    foreign: Mapping[str, tuple[tuple[str, str], ...]] = default(default_factory=dict)
    """Texts that are not, or not all, in the page's language -> their pieces and the language of each (`Localizer`)."""


def numbers_in(page: PageView, number: int) -> dict[str, str]:
    """JSON Pointer of each question of a page -> its number on paper: the page's and its own within, such as 2.3."""
    every = [question.pointer for block in page.blocks for question in questions_of(block)]
    return {pointer: f"{number}.{n}" for n, pointer in enumerate(every, 1)}


def whose_of(view: FormView) -> str:
    """The name of the person a filled view is for, as far as it is there."""
    every = {q.pointer: q for page in view.pages for block in page.blocks for q in questions_of(block)}
    found = [every[at] for at in view.data.whom if at in every]
    return " ".join(filter(None, [q.value or (q.held.value if q.held is not None and q.held.state == "value" else "") for q in found]))


def blocks_of(view: FormView) -> Iterator[HeldBlock]:
    """The blocks of held values of a view that stand in no row."""
    for page in view.pages:
        for block in page.blocks:
            if isinstance(block, HeldBlock):
                yield block
