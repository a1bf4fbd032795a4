"""The finished view of a form in one language: what templates print. Everything is decided here, nothing in them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    title: str
    id: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What is shown instead of a question. `value` is empty where it is not there yet."""

    value: str
    source: str
    correct_at: str
    open: bool
    """Whether the ordinary question stands open below (there is no value, or an answer or error to show)."""
    fallback: bool
    """Whether there is an ordinary question below at all (none for values the form works out)."""


@dataclass(frozen=True, slots=True)
class Box:
    """One text box of a control that has several (day, month, year)."""

    name: str
    id: str
    title: str
    value: str
    width: str
    autocomplete: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `control` names its template; `rule` the condition that shows it (a number of the engine's)."""

    control: str
    pointer: str
    name: str
    id: str
    title: str
    help: str = ""
    note: str = ""
    """"(optional)" or the like."""
    only_if: str = ""
    value: str = ""
    error: str = ""
    described_by: str = ""
    inputmode: str = ""
    autocomplete: str = ""
    width: str = ""
    unit: str = ""
    accept: str = ""
    options: tuple[Option, ...] = ()
    boxes: tuple[Box, ...] = ()
    parts: tuple[Question, ...] = ()
    rows: tuple[Row, ...] = ()
    add: str = ""
    rule: int | None = None
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    id: str
    title: str
    number: str
    help: str
    questions: tuple[Question, ...]
    rule: int | None = None
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class ErrorLine:
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    lang: str
    title: str


@dataclass(frozen=True, slots=True)
class FormView:
    """`engine` is the data of the page's script, as JSON text. `words` are the words templates print themselves."""

    lang: str
    title: str
    document_title: str
    agency: str
    about: str
    pages: tuple[PageView, ...]
    words: dict[str, str]
    engine: str
    count: str = ""
    help_place: str = ""
    not_asked: tuple[tuple[str, str], ...] = ()
    """(source, titles) of what is not asked because the state has it."""
    ending: tuple[str, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    links: tuple[Link, ...] = ()
    action: str = ""
    legal_basis: tuple[str, ...] = field(default=())
