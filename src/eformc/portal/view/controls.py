"""Controls for the kinds of value: its boxes, options and parts, in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.kernel.expressions import Expression, Pointer, pointer_text
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import (
    MOST_LISTED,
    Boolean,
    Choice,
    Choices,
    Code,
    CodeList,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Part,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
    separators,
)
from eformc.portal.view.types import Block, Box, Held, Option, Question
from eformc.wording.localization import LanguageRuns, Localizer

MOST_RADIOS = 8
"""Up to so many options are shown at once; more become a list to choose from."""
RECORDS = ("address", "identity_document")
"""Records with a control of their own; others are plain groups."""
Rule: TypeAlias = Callable[[Expression | None], int | None]
"""The number that a condition has on the page."""


class Control(Struct, frozen=True):
    """The control that asks for a value: fields of a `Question`. `hint` stands after its help; `unit` where it has none of its own."""

    fields: Mapping[str, Any]
    hint: str = ""
    unit: str = ""


class QuestionText(Struct, frozen=True):
    """The words around a control; see `Question`. `named` is the title where another question beside it has the same."""

    title: str
    named: str
    help: str
    more: str = ""
    note: str = ""
    autocomplete: str = ""
    unit: str = ""
    only_if: str = ""
    rule: int | None = None
    known: int | None = None
    held: Held | None = None
    tied: bool = False


class _Made(Struct, frozen=True):
    """`conditional`: whether an option has a condition; `long`: whether a list is in it that is too long for a page."""

    question: Question
    foreign: Mapping[str, LanguageRuns]
    conditional: bool
    long: bool


def question_of(value: Value, pointer: str, told: QuestionText, speech: Localizer, *, own: bool, read: frozenset[Pointer], rule: Rule) -> Question:
    """The question that asks for a value at a place. `own`: it is the form's own; others are remembered, where they do not
    depend on answers: elements of a catalogue stand in the same places of many forms. `read`: the places whose answers
    conditions read: there the page must have codes, not names; `rule` numbers the conditions of options.
    """
    made = None if own or told.more else _kept(identity_key(value), pointer, speech.lang, told)
    if made is None or made.conditional or (made.long and _is_read(pointer, read)):
        made = _made(value, pointer, speech.lang, told, read, rule)
    if made.foreign:
        speech.foreign.update(made.foreign)
    if speech.foreign and told.help and made.question.help != told.help:
        speech.joined(" ", (told.help, made.question.help[len(told.help) + 1 :]))
    return made.question


@lru_cache(maxsize=1024)
def _kept(value: IdentityKey[Value], pointer: str, lang: str, told: QuestionText) -> _Made:
    return _made(value(), pointer, lang, told, frozenset(), lambda _: None, shared=True)


@lru_cache(maxsize=1024)
def _tied(question: IdentityKey[Question]) -> Question:
    return replace(question(), tied=True)


def joined_to_previous(block: Block) -> Block:
    """The same on the step of what comes before it; of a question that many forms share, one that they share."""
    if isinstance(block, Question) and block.shared:
        return _tied(identity_key(block))
    return replace(block, tied=True)


def _made(
    value: Value, pointer: str, lang: str, told: QuestionText, read: frozenset[Pointer], rule: Rule, *, shared: bool = False
) -> _Made:
    speech = Localizer(lang)
    controls = _Controls(speech, read, rule)
    control = controls.of(value, pointer, told.title, told.autocomplete)
    question = _question(
        control, pointer, told.named, told.help, told.unit, more=told.more, note=told.note, autocomplete=told.autocomplete, only_if=told.only_if,
        rule=told.rule, known=told.known, held=told.held, tied=told.tied, shared=shared,
    )  # fmt: skip
    return _Made(question, speech.foreign, controls.conditional, controls.long)


def _question(control: Control, pointer: str, title: str, help_: str, unit: str, **more: Any) -> Question:
    at = id_of(pointer)
    told = f"{help_} {control.hint}".strip() if control.hint else help_
    return Question(
        pointer=pointer, name=name_of(pointer), id=at, title=title, help=told, unit=unit or control.unit,
        described_by=f"{at}-help" if told else "", **control.fields, **more,
    )  # fmt: skip


def _is_read(pointer: str, read: frozenset[Pointer]) -> bool:
    """True if a condition reads what stands at a pointer or below; of a row, table and number stand before."""
    tokens = tuple(pointer.split("/")[1:])
    return any(one[: len(at)] == at for at in (tokens, tokens[2:]) if at for one in read)


@lru_cache(maxsize=256)
def _listed(codes: IdentityKey[CodeList], lang: str) -> tuple[tuple[Option, ...], Mapping[str, LanguageRuns]] | None:
    """The options of a list to choose from, the same in every place, and which of their titles are in another language;
    None where options have conditions, whose numbers are the page's own.
    """
    controls = _Controls(Localizer(lang), frozenset(), lambda _: None)
    options = controls.options("", _in_order(codes()))
    return None if controls.conditional else (options, controls.speech.foreign)


class _Controls:
    """`conditional` and `long` are found on the way; see `_Made`."""

    def __init__(self, speech: Localizer, read: frozenset[Pointer], rule: Rule) -> None:
        self.speech = speech
        self.read = read
        self.rule = rule
        self.conditional = self.long = False

    def of(self, value: Value, pointer: str, title: str, autocomplete: str = "") -> Control:
        match value:
            case Text(_, most, _, multiline):
                return _typed("long_text" if multiline else "text", _inputmode(value), _width(most))
            case Integer():
                return _typed("number", "numeric", "10")
            case Money(currency, minor):
                control = _typed("number", "decimal" if minor else "numeric", "10", currency)
                return replace(control, fields={**control.fields, "minor": minor})
            case Decimal():
                return _typed("number", "decimal", "10")
            case Date(precision):
                return self.date(pointer, precision, autocomplete)
            case Time():
                return Control({"control": "date", "boxes": self.boxes(pointer, ("hour", "minute"))}, self.speech.ui("time_hint"))
            case Moment():
                boxes = self.boxes(pointer, ("day", "month", "year", "hour", "minute"))
                return Control({"control": "date", "boxes": boxes}, self.speech.ui("moment_hint"))
            case RowOf(table, named):
                return Control({"control": "radios", "rows_of": pointer_text((table,)), "named_by": pointer_text(named)})
            case RowsOf(table, named):
                return Control({"control": "checkboxes", "rows_of": pointer_text((table,)), "named_by": pointer_text(named)})
            case Choice(codes):
                return self.choice(pointer, codes)
            case Choices(codes):
                return Control({"control": "checkboxes", "options": self.options(pointer, codes.codes)})
            case Boolean(declaration):
                return self.boolean(pointer, title, declaration=declaration)
            case Record(kind, parts):
                made = tuple([self.part(pointer, part) for part in parts])
                return Control({"control": kind if kind in RECORDS else "group", "parts": made})
            case File(media_types, max_bytes):
                hint = self.speech.ui("file_hint", mb=max_bytes // (1024 * 1024))
                return Control({"control": "file", "accept": ",".join(media_types)}, hint)

    def date(self, pointer: str, precision: Precision, autocomplete: str) -> Control:
        names = {Precision.YEAR: ("year",), Precision.MONTH: ("month", "year")}.get(precision, ("day", "month", "year"))
        hints = {Precision.DAY: "date_hint", Precision.PARTIAL: "partial_hint"}
        boxes = self.boxes(pointer, names, autocomplete)
        return Control({"control": "date", "boxes": boxes}, self.speech.ui(hints[precision]) if precision in hints else "")

    def boxes(self, pointer: str, names: Iterable[str], autocomplete: str = "") -> tuple[Box, ...]:
        """A box for each part of a date or a time."""
        name, at = name_of(pointer), id_of(pointer)
        return tuple([
            Box(
                one, f"{name}.{one}", f"{at}-{one}", self.speech.ui(one), "4" if one == "year" else "2",
                f"{autocomplete}-{one}" if autocomplete else "",
            )
            for one in names
        ])  # fmt: skip

    def choice(self, pointer: str, codes: CodeList) -> Control:
        if len(codes.codes) > MOST_LISTED and not self.read_by_conditions(pointer):
            self.long = True
            names = tuple(self.speech.say(codes.by_code()[code].title) for code in codes.first if code in codes.by_code())
            return Control({"control": "text", "width": "30", "by_name": codes, "offered": names})
        if len(codes.codes) <= MOST_RADIOS or any(code.help for code in codes.codes):  # a list to choose from shows no help
            return Control({"control": "radios", "options": self.options(pointer, _in_order(codes))})
        listed = _listed(identity_key(codes), self.speech.lang)
        if listed is None:
            return Control({"control": "select", "options": self.options("", _in_order(codes))})
        self.speech.foreign.update(listed[1])
        return Control({"control": "select", "options": listed[0]})

    def read_by_conditions(self, pointer: str) -> bool:
        tokens = tuple(pointer.split("/")[1:])
        return tokens in self.read or tokens[2:] in self.read  # of a row: table and number stand before

    def options(self, pointer: str, codes: Iterable[Code]) -> tuple[Option, ...]:
        """The options of a place; without one those of a list, where they have no ids."""
        at, say = id_of(pointer), self.speech.say
        return tuple([
            Option(code.code, say(code.title), f"{at}-{number}" if pointer else "", rule=None if code.when is None else self.numbered(code.when), help=say(code.help))
            for number, code in enumerate(codes)
        ])  # fmt: skip

    def numbered(self, when: Expression) -> int | None:
        self.conditional = True
        return self.rule(when)

    def boolean(self, pointer: str, title: str, *, declaration: bool) -> Control:
        at = id_of(pointer)
        if declaration:
            return Control({"control": "declaration", "options": (Option("true", title, f"{at}-0"),)})
        yes = Option("true", self.speech.ui("yes"), f"{at}-0")
        no = Option("false", self.speech.ui("no"), f"{at}-1")
        return Control({"control": "yes_no", "options": (yes, no)})

    def part(self, pointer: str, part: Part) -> Question:
        pointer = f"{pointer}/{part.name}"
        note = "" if part.strength is Strength.REQUIRED else self.speech.ui("optional")
        title = self.speech.say(part.title)
        made = self.of(part.value, pointer, title)
        within = part.value.parent_part if isinstance(part.value, Choice) else None
        return _question(made, pointer, title, self.speech.say(part.help), "", note=note, within=within or "")


def name_of(pointer: str) -> str:
    """The name of a place's control; prefixed, so that no field can take the place of a property of the form."""
    return "f" + pointer.replace("/", ".")


def id_of(pointer: str) -> str:
    """The id of a place's question."""
    return "f" + pointer.replace("/", "-")


def _typed(control: str, inputmode: str, width: str, unit: str = "") -> Control:
    return Control({"control": control, "inputmode": inputmode, "width": width}, unit=unit)


def _in_order(codes: CodeList) -> Iterable[Code]:
    """The codes as they are offered: those that most people need first."""
    if not codes.first:
        return codes.codes
    first = [codes.by_code()[code] for code in codes.first if code in codes.by_code()]
    return [*first, *(code for code in codes.codes if code.code not in codes.first)]


def _width(most: int) -> str:
    return "10" if most <= 12 else "20" if most <= 40 else "30"


def _inputmode(value: Text) -> str:
    """Digits where the pattern takes nothing else."""
    body = value.pattern.body if value.pattern else ""
    if separators(value) is None:
        return "email" if "\\x40" in body else ""
    return "tel" if "\\x2b" in body else "numeric"
