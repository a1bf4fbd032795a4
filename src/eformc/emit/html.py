"""HTML forms: a procedure's view in each of its languages, rendered by the runtime.

The page that is built is the server's page with no answers yet, so that the way without script cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eformc.emit.kind import Emitter, File
from eformc.kernel.expressions import Expression
from eformc.kernel.printing import printed
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    CodeList,
    Date,
    Decimal,
    Integer,
    Money,
    Precision,
    Record,
    Strength,
    Text,
    Value,
)
from eformc.kernel.values import (
    File as FileValue,
)
from eformc.kernel.words import say
from eformc.model.catalogue import Policy
from eformc.model.procedure import Attachment, Field, Group, Known, Page
from eformc.reasoning.burden import burden
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned
from eformc.runtime.engine_data import of_expression, of_value, script_json
from eformc.runtime.messages import FAULTS, ui
from eformc.runtime.render import render
from eformc.runtime.view import Box, ErrorLine, FormView, Held, Link, Option, PageView, Question, Row

MOST_RADIOS = 8
"""Up to so many options are shown at once; more become a list to choose from."""
MOST_LISTED = 400
"""Longer code lists (communes) are asked by name."""
ROWS = 3
"""Rows a table shows where there is no script to add more."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known when a page is rendered: answers and held values by JSON Pointer, errors by JSON Pointer."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def form_view(reasoned: Reasoned, lang: str, filled: Filled | None = None) -> FormView:
    """The finished view of a procedure's form in a language."""
    return _Builder(reasoned, lang, filled or Filled()).form()


class _Builder:
    def __init__(self, reasoned: Reasoned, lang: str, filled: Filled) -> None:
        self.reasoned = reasoned
        self.procedure = reasoned.procedure
        self.lang = lang
        self.filled = filled
        self.reasons = reasoned.by_id()
        self.rules: list[Expression] = []
        self.entries: list[dict[str, Any]] = []
        self.first_controls: dict[str, str] = {}

    # --- the whole ------------------------------------------------------------------------------------------------

    def form(self) -> FormView:
        pages = [self.page(page) for page in self.procedure.pages]
        pages = [page for page in pages if page.questions]
        attached = [one for one in self.procedure.attachments if not one.fetched]
        if attached:
            questions = tuple(self.attachment(one) for one in attached)
            pages.append(PageView("attachments", ui("attachments", self.lang), "", "", questions))
        total = len(pages)
        numbered = tuple(replace(p, number=ui("part", self.lang, n=n, of=total)) for n, p in enumerate(pages, 1))
        title = say(self.procedure.title, self.lang)
        agency = say(self.procedure.agency, self.lang)
        errors = tuple(
            ErrorLine("#" + self.first_controls.get(pointer, "main"), text) for pointer, text in self.filled.errors.items()
        )
        prefix = ui("error", self.lang) + ": " if errors else ""
        counted = burden(self.reasoned)
        return FormView(
            lang=self.lang,
            title=title,
            document_title=f"{prefix}{title}",
            agency=agency,
            about=say(self.procedure.about, self.lang),
            pages=numbered,
            words={name: ui(name, self.lang) for name in _WORDS},
            engine=script_json(self.engine()),
            count=ui("count", self.lang, typed=counted.typed, needed=counted.needed),
            help_place=ui("help_place", self.lang, agency=agency) if agency else "",
            not_asked=self.not_asked(),
            ending=self.ending(),
            errors=errors,
            links=self.links(),
            legal_basis=self.procedure.legal_basis,
        )

    def links(self) -> tuple[Link, ...]:
        others = [lang for lang in self.procedure.languages if lang != self.lang]
        names = {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}
        return tuple(Link(f"form.{lang}.html", lang, names.get(lang, lang)) for lang in others)

    def not_asked(self) -> tuple[tuple[str, str], ...]:
        """What is held, by source, hidden facts included: nothing is used unsaid."""
        by_source: dict[str, list[str]] = {}
        for reason in self.reasoned.fields:
            if reason.origin is Origin.HELD:
                source = say(reason.registry.title, self.lang) if reason.registry else ui("from_login", self.lang)
                by_source.setdefault(source, []).append(say(reason.field.title, self.lang))
        return tuple((source, ", ".join(dict.fromkeys(titles))) for source, titles in by_source.items())

    def ending(self) -> tuple[str, ...]:
        lines = [say(r.field.title, self.lang) for r in self.reasoned.fields if r.system is not None]
        papers = [say(one.title, self.lang) for one in self.procedure.attachments if one.fetched]
        out = []
        if papers:
            out.append(ui("fetched", self.lang, papers=", ".join(papers)))
        if lines:
            out.append(ui("system", self.lang, lines=", ".join(dict.fromkeys(lines))))
        return tuple(out)

    def engine(self) -> dict[str, Any]:
        constraints = [
            {
                "id": one.id,
                "at": "".join(f"/{token}" for token in one.at),
                "holds": of_expression(one.holds),
                "text": say(one.message, self.lang),
                **({"when": of_expression(one.when)} if one.when is not None else {}),
            }
            for one in self.procedure.constraints
        ]
        texts = {code: words.get(self.lang) or words["en"] for code, words in FAULTS.items()}
        words = {name: ui(name, self.lang) for name in ("error", "errors", "complete")}
        return {
            "id": self.procedure.id,
            "rules": [of_expression(rule) for rule in self.rules],
            "fields": self.entries,
            "constraints": constraints,
            "texts": texts,
            "words": words,
        }

    # --- pages ----------------------------------------------------------------------------------------------------

    def rule(self, when: Expression | None) -> int | None:
        if when is None:
            return None
        if when not in self.rules:
            self.rules.append(when)
        return self.rules.index(when)

    def only_if(self, when: Expression | None) -> str:
        return ui("only_if", self.lang, when=self.in_words(when)) if when is not None else ""

    def in_words(self, when: Expression) -> str:
        """A condition as people read it: titles for names, texts for codes."""
        return _ConditionWords(self.reasoned, self.lang).of(when)

    def page(self, page: Page) -> PageView:
        questions = []
        for item in page.items:
            if isinstance(item, Group):
                questions.append(self.table(item))
            else:
                reason = self.reasons[item.id]
                if self.shown(reason):
                    questions.append(self.question(reason, item))
        return PageView(
            page.id, say(page.title, self.lang), "", say(page.help, self.lang), tuple(questions),
            self.rule(page.when), self.only_if(page.when),
        )  # fmt: skip

    def shown(self, reason: FieldReason) -> bool:
        """System lines are the office's; hidden and repeated values are no questions."""
        if reason.system is not None:
            return False
        return reason.origin is Origin.ASKED or reason.policy is not Policy.HIDDEN

    def table(self, group: Group) -> Question:
        title = say(group.title, self.lang)
        base = f"/{group.id}"
        count = max(group.at_least, min(ROWS, group.at_most))
        columns = [(column, self.reasons[column.id]) for column in group.columns]
        shown = [(column, reason) for column, reason in columns if self.shown(reason)]
        rows = tuple(
            Row(
                ui("row", self.lang, title=title, n=number + 1),
                tuple(self.question(reason, column, f"{base}/{number}") for column, reason in shown),
            )
            for number in range(count)
        )
        entry: dict[str, Any] = {
            "p": base,
            "t": title,
            "table": [self.entry(column, reason, "") for column, reason in shown],
            "least": max(1, group.at_least),
            "most": group.at_most,
            "opt": int(group.strength is not Strength.REQUIRED or group.at_least == 0),
        }
        self.entries.append(_with_rule(entry, self.rule(group.when)))
        return Question(
            "table", base, f"f.{group.id}", f"f-{group.id}", title, say(group.help, self.lang), rows=rows,
            add=ui("add_row", self.lang), rule=self.rule(group.when), only_if=self.only_if(group.when),
        )  # fmt: skip

    def entry(self, found: Field, reason: FieldReason, base: str) -> dict[str, Any]:
        """What the script knows of a field. Held and derived values are the server's to supply: not required here."""
        pointer = base + "".join(f"/{token}" for token in found.pointer)
        optional = found.strength is not Strength.REQUIRED or reason.origin is not Origin.ASKED
        entry = {"p": pointer, "t": say(found.title, self.lang), "v": of_value(found.value), "opt": int(optional)}
        if reason.known_when is not None:
            entry["known"] = self.rule(reason.known_when)
        return _with_rule(entry, self.rule(found.when))

    # --- questions --------------------------------------------------------------------------------------------------

    def question(self, reason: FieldReason, found: Field, base: str = "") -> Question:
        if not base:
            self.entries.append(self.entry(found, reason, ""))
        pointer = base + "".join(f"/{token}" for token in found.pointer)
        note = ui("optional", self.lang) if found.strength is Strength.OPTIONAL else ""
        note = ui("recommended", self.lang) if found.strength is Strength.RECOMMENDED else note
        made = Question(
            control="text",
            pointer=pointer,
            name=_name(pointer),
            id=_id(pointer),
            title=say(found.title, self.lang),
            help=say(found.help, self.lang),
            note=note if reason.origin is Origin.ASKED else "",
            only_if=self.only_if(found.when),
            autocomplete=self.autocomplete(found),
            unit=found.unit or "",
            rule=self.rule(found.when),
        )
        made = self.control(made, found.value)
        if reason.origin is not Origin.ASKED:
            made = replace(made, held=self.held(reason, pointer, made))
        return made

    def autocomplete(self, found: Field) -> str:
        """Only where the data subject is the person who logs in and types (WCAG 1.3.5)."""
        subject = self.procedure.subjects.get(found.subject or "")
        if subject is None or subject.known is not Known.LOGIN or found.element is None:
            return ""
        return found.element.autocomplete or ""

    def held(self, reason: FieldReason, pointer: str, question: Question) -> Held:
        value = self.filled.held.get(pointer, "")
        registry = reason.registry
        if reason.origin is Origin.HELD and registry is not None:
            holder = say(registry.holder, self.lang)
            source = ui("from", self.lang, registry=say(registry.title, self.lang), holder=holder)
            correct = say(registry.correct_at, self.lang)
        else:
            source, correct = say(reason.reason, self.lang), ""
        waiting = "worked_out" if reason.origin is Origin.DERIVED else "will_come"
        return Held(
            value=value or ui(waiting, self.lang),
            source=source,
            correct_at=ui("correct_at", self.lang, place=correct) if correct else "",
            open=bool(question.error),
            fallback=reason.origin is Origin.HELD and (reason.policy is not Policy.LOCKED or not value),
        )

    def attachment(self, attachment: Attachment) -> Question:
        pointer = "".join(f"/{token}" for token in attachment.pointer)
        title = say(attachment.title, self.lang)
        optional = attachment.strength is not Strength.REQUIRED
        entry = {"p": pointer, "t": title, "v": of_value(attachment.value), "opt": int(optional)}
        self.entries.append(_with_rule(entry, self.rule(attachment.when)))
        made = Question(
            "file", pointer, _name(pointer), _id(pointer), title, say(attachment.help, self.lang),
            ui("optional", self.lang) if optional else "", self.only_if(attachment.when), rule=self.rule(attachment.when),
        )  # fmt: skip
        return self.control(made, attachment.value)

    # --- controls ---------------------------------------------------------------------------------------------------

    def control(self, question: Question, value: Value) -> Question:
        """The control that asks for a kind of value, with its error and its description tied to it."""
        answer = self.filled.answers.get(question.pointer)
        error = self.filled.errors.get(question.pointer, "")
        made = replace(self.of_value(question, value, answer), error=error)
        self.first_controls[question.pointer] = _first_control(made)
        described = [f"{made.id}-help"] if made.help else []
        described += [f"{made.id}-error"] if error else []
        return replace(made, described_by=" ".join(described))

    def of_value(self, q: Question, value: Value, answer: Any) -> Question:
        text = answer if isinstance(answer, str) else "" if answer is None else str(answer)
        match value:
            case Text(_, most, _, multiline):
                control = "long_text" if multiline else "text"
                return replace(q, control=control, value=text, width=_width(most), inputmode=_inputmode(value))
            case Integer() | Money():
                unit = value.currency if isinstance(value, Money) else q.unit
                return replace(q, control="text", value=text, inputmode="numeric", width="10", unit=unit)
            case Decimal():
                return replace(q, control="text", value=text, inputmode="decimal", width="10")
            case Date(precision):
                return self.date(q, precision, text)
            case Choice(codes):
                return self.choice(q, codes, answer)
            case Choices(codes):
                chosen = answer if isinstance(answer, list) else []
                return replace(q, control="checkboxes", options=self.options(q, codes, chosen))
            case Boolean(declaration):
                return self.boolean(q, answer, declaration=declaration)
            case Record(_, parts):
                return self.record(q, parts, answer)
            case FileValue(media_types, max_bytes):
                hint = ui("file_hint", self.lang, mb=max_bytes // (1024 * 1024))
                return replace(q, control="file", accept=",".join(media_types), help=f"{q.help} {hint}".strip())

    def date(self, q: Question, precision: Precision, text: str) -> Question:
        year, month, day = (*text.split("-"), "", "")[:3]
        auto = q.autocomplete
        boxes = [
            Box(f"{q.name}.day", f"{q.id}-day", ui("day", self.lang), day, "2", f"{auto}-day" if auto else ""),
            Box(f"{q.name}.month", f"{q.id}-month", ui("month", self.lang), month, "2", f"{auto}-month" if auto else ""),
            Box(f"{q.name}.year", f"{q.id}-year", ui("year", self.lang), year, "4", f"{auto}-year" if auto else ""),
        ]
        kept = {Precision.YEAR: boxes[2:], Precision.MONTH: boxes[1:]}.get(precision, boxes)
        hints = {Precision.DAY: "date_hint", Precision.PARTIAL: "partial_hint"}
        hint = ui(hints[precision], self.lang) if precision in hints else ""
        return replace(q, control="date", boxes=tuple(kept), help=f"{q.help} {hint}".strip())

    def choice(self, q: Question, codes: CodeList, answer: Any) -> Question:
        chosen = [answer] if isinstance(answer, str) else []
        if len(codes.codes) > MOST_LISTED:
            known = codes.by_code().get(chosen[0]) if chosen else None
            shown = say(known.title, self.lang) if known else (chosen[0] if chosen else "")
            return replace(q, control="text", value=shown, width="30")
        options = self.options(q, codes, chosen)
        return replace(q, control="radios" if len(options) <= MOST_RADIOS else "select", options=options)

    def options(self, q: Question, codes: CodeList, chosen: list[Any]) -> tuple[Option, ...]:
        first = [codes.by_code()[code] for code in codes.first if code in codes.by_code()]
        ordered = [*first, *(code for code in codes.codes if code.code not in codes.first)]
        return tuple(
            Option(code.code, say(code.title, self.lang), f"{q.id}-{number}", code.code in chosen)
            for number, code in enumerate(ordered)
        )

    def boolean(self, q: Question, answer: Any, *, declaration: bool) -> Question:
        if declaration:
            option = Option("true", q.title, f"{q.id}-0", answer is True)
            return replace(q, control="declaration", options=(option,))
        yes = Option("true", ui("yes", self.lang), f"{q.id}-0", answer is True)
        no = Option("false", ui("no", self.lang), f"{q.id}-1", answer is False)
        return replace(q, control="radios", options=(yes, no))

    def record(self, q: Question, parts: tuple[Any, ...], answer: Any) -> Question:
        made = []
        for part in parts:
            pointer = f"{q.pointer}/{part.name}"
            inner = Question(
                "text", pointer, _name(pointer), _id(pointer), say(part.title, self.lang), say(part.help, self.lang),
                "" if part.strength is Strength.REQUIRED else ui("optional", self.lang),
            )  # fmt: skip
            value = answer.get(part.name) if isinstance(answer, dict) else None
            filled = replace(self.filled, answers={pointer: value} if value is not None else {})
            builder = _Builder(self.reasoned, self.lang, filled)
            made.append(builder.control(inner, part.value))
            self.first_controls.update(builder.first_controls)
        return replace(q, control="group", parts=tuple(made))


_WORDS = ("optional", "errors", "contents", "start", "not_asked", "held", "wrong", "choose", "send", "save", "complete")


def _with_rule(entry: dict[str, Any], rule: int | None) -> dict[str, Any]:
    return entry if rule is None else {**entry, "w": rule}


def _name(pointer: str) -> str:
    """Prefixed, so that no field can take the place of a property of the form."""
    return "f" + pointer.replace("/", ".")


def _id(pointer: str) -> str:
    return "f" + pointer.replace("/", "-")


def _first_control(question: Question) -> str:
    if question.boxes:
        return question.boxes[0].id
    if question.parts:
        return _first_control(question.parts[0])
    if question.options and question.control != "select":
        return question.options[0].id
    return question.id


def _width(most: int) -> str:
    return "10" if most <= 12 else "20" if most <= 40 else "30"


def _inputmode(value: Text) -> str:
    """Digits where the pattern takes nothing else."""
    body = value.pattern.body if value.pattern else ""
    if body and not set(body) - set("[0-9]{}(?:|),\\x2d"):
        return "numeric"
    return "tel" if "\\x2b[1-9]" in body else "email" if "\\x40" in body else ""


class _ConditionWords:
    """Conditions for readers: "Quan hệ với trẻ là Mẹ"."""

    def __init__(self, reasoned: Reasoned, lang: str) -> None:
        self.lang = lang
        self.fields = {found.pointer: found for _, found in reasoned.procedure.fields() if found.table is None}

    def of(self, when: Expression) -> str:
        from eformc.kernel.expressions import And, Calculate, Call, Compare, Function, If, In, Literal, Not, Op, Or, Ref

        vi = self.lang == "vi"
        match when:
            case And(operands):
                return (" và " if vi else " and ").join(self.of(operand) for operand in operands)
            case Or(operands):
                return (" hoặc " if vi else " or ").join(self.of(operand) for operand in operands)
            case Compare(Op.EQ, Ref() as ref, Literal(value, _)):
                return f"{self.title(ref)} {'là' if vi else 'is'} {self.code(ref, value)}"
            case Compare(Op.NE, Ref() as ref, Literal(value, _)):
                return f"{self.title(ref)} {'không phải là' if vi else 'is not'} {self.code(ref, value)}"
            case In(Ref() as ref, options):
                codes = (" hoặc " if vi else " or ").join(self.code(ref, option.value) for option in options)
                return f"{self.title(ref)} {'là' if vi else 'is'} {codes}"
            case Call(Function.PRESENT, (Ref() as ref,)):
                return f"{'đã trả lời' if vi else 'answered:'} {self.title(ref)}"
            case Not(operand):
                return f"{'không phải' if vi else 'not'} ({self.of(operand)})"
            case Ref():
                return self.title(when)
            case Compare() | In() | Call() | Literal() | Calculate() | If():
                return printed(when)

    def title(self, ref: Any) -> str:
        found = self.fields.get(ref.pointer)
        return f"“{say(found.title, self.lang)}”" if found else ".".join(ref.pointer)

    def code(self, ref: Any, value: object) -> str:
        if isinstance(value, bool):
            return ui("yes" if value else "no", self.lang)
        found = self.fields.get(ref.pointer)
        codes = found.value.codes if found and isinstance(found.value, Choice | Choices) else None
        known = codes.by_code().get(str(value)) if codes else None
        return f"“{say(known.title, self.lang)}”" if known else str(value)


def _emit(reasoned: Reasoned) -> tuple[File, ...]:
    return tuple(
        File(f"form.{lang}.html", render(form_view(reasoned, lang)).encode() + b"\n")
        for lang in reasoned.procedure.languages
    )


EMITTER = Emitter("html", _emit)

