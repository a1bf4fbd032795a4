"""HTML forms: a procedure's view in each of its languages, rendered by the runtime.

The page that is built is the server's page with no answers yet, so that the way without script cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from eformc.emit.kind import Emitter, File, json_bytes
from eformc.kernel.expressions import And, Expression, Or, Pointer, refs
from eformc.kernel.same import Same
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Code,
    CodeList,
    Date,
    Decimal,
    Integer,
    Money,
    Part,
    Precision,
    Record,
    Strength,
    Text,
    Value,
)
from eformc.kernel.values import (
    File as FileValue,
)
from eformc.kernel.words import Words, say
from eformc.model.catalogue import Policy, Registry
from eformc.model.procedure import Attachment, Field, Group, Known, Page, Subject, expressions_of
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned
from eformc.runtime.condition_words import Named, in_words
from eformc.runtime.engine_data import of_expression, of_value, separators
from eformc.runtime.frozen import replace
from eformc.runtime.messages import FAULTS, MOST_LISTED, UI, language_name, required_code, ui
from eformc.runtime.render import Presentation, policy_in, render
from eformc.runtime.theme import NO_THEME, Theme
from eformc.runtime.view import (
    Block,
    Box,
    FormView,
    Held,
    HeldBlock,
    Link,
    Option,
    PageView,
    Question,
    Row,
    questions_of,
)

MOST_RADIOS = 8
"""Up to so many options are shown at once; more become a list to choose from."""
MOST_TIED = 4
"""Up to so many questions stand on one step."""
SECONDS_ASKED, SECONDS_SEEN, SECONDS_ATTACHED = 30, 5, 90
ROWS = 3
"""Rows a table shows where there is no script to add more."""


def form_view(reasoned: Reasoned, lang: str) -> FormView:
    """The finished view of a procedure's form in a language, with no answers yet."""
    return _view_of(Same(reasoned), lang)


@lru_cache(maxsize=8)
def _view_of(reasoned: Same[Reasoned], lang: str) -> FormView:
    """Of the forms looked at last: page and published form hold the same view."""
    return _Builder(reasoned.it, lang).form()


def emit(reasoned: Reasoned, lang: str, theme: Theme = NO_THEME) -> str:
    """The standalone page `form.<lang>.html`."""
    return render(form_view(reasoned, lang), presentation=Presentation(theme=theme)) + "\n"


class _Builder:
    def __init__(self, reasoned: Reasoned, lang: str) -> None:
        self.reasoned = reasoned
        self.procedure = reasoned.procedure
        self.lang = lang
        self.reasons = reasoned.by_id()
        self.names = dict(_names(reasoned))
        self.rules: list[Expression] = []
        self.foreign: dict[str, str] = {}
        self.entries: list[dict[str, Any]] = []
        self.registries: dict[str, Registry] = {}
        self.optional = frozenset(one.id for one in self.procedure.subjects.values() if one.optional)
        self.ambiguous = _ambiguous(reasoned, lang)
        calculated = {id(found.derive) for _, found in self.procedure.fields()}
        conditions = [one for one in expressions_of(self.procedure) if id(one) not in calculated]
        self.read = frozenset(ref.pointer for one in conditions for ref in refs(one))

    # --- the whole ------------------------------------------------------------------------------------------------

    def form(self) -> FormView:
        pages = [self.page(page) for page in self.procedure.pages]
        pages = [page for page in pages if page.blocks]
        attached = [one for one in self.procedure.attachments if not one.fetched]
        if attached:
            questions = tuple(
                replace(self.attachment(one), tied=number % MOST_TIED > 0) for number, one in enumerate(attached)
            )
            rule = self.rule(_any([one.when for one in attached]))
            pages.append(PageView("attachments", self.ui("attachments"), "", "", questions, rule))
        total = len(pages)
        numbered = tuple(replace(p, number=self.ui("part", n=n, of=total)) for n, p in enumerate(pages, 1))
        title = self.say(self.procedure.title)
        agency = self.say(self.procedure.agency)
        needed = [reason for reason in self.reasoned.fields if reason.system is None]
        return FormView(
            lang=self.lang,
            title=title,
            document_title=title,
            agency=agency,
            about=self.say(self.procedure.about),
            pages=numbered,
            words={name: self.ui(name) for name in _WORDS},
            engine=self.engine(files=bool(attached)),
            minutes=self.ui("minutes", n=self.minutes(len(attached))),
            prepare=self.prepare(),
            keys=tuple(_pointer(reason.field.pointer) for reason in self.unlocking()),
            multipart=bool(attached) or any(isinstance(r.field.value, FileValue) for r in self.reasoned.fields),
            count=self.ui("count", typed=sum(map(asks, needed)), needed=len(needed)),
            help_place=self.ui("help_place", agency=agency) if agency else "",
            not_asked=self.not_asked(),
            ending=self.ending(),
            links=self.links(),
            legal_basis=self.procedure.legal_basis,
            foreign=self.foreign,
        )

    def say(self, words: Words) -> str:
        """A text in the page's language, else in the first there is: then it is remembered in which."""
        text = say(words, self.lang)
        if text and self.lang not in words:
            self.foreign[text] = next(iter(words))
        return text

    def ui(self, name: str, **values: str | int) -> str:
        """The same of a word around the questions."""
        text = ui(name, self.lang, **values)
        if self.lang not in UI[name]:
            self.foreign[text] = "en"
        return text

    def unlocking(self) -> Iterator[FieldReason]:
        """The questions whose answer lets registries be asked for more."""
        for reason in self.reasoned.fields:
            if asks(reason) and reason.unlocks and reason.group is None:
                yield reason

    def minutes(self, papers: int) -> int:
        """How long the form takes, to the next five minutes: an estimate for somebody who types slowly."""
        asked = sum(1 for reason in self.reasoned.fields if asks(reason) and reason.system is None)
        seen = sum(1 for reason in self.reasoned.fields if not asks(reason) and self.shown(reason))
        seconds = SECONDS_ASKED * asked + SECONDS_SEEN * seen + SECONDS_ATTACHED * papers
        return -(-seconds // 300) * 5

    def prepare(self) -> tuple[str, ...]:
        """What to have at hand: other people's numbers, and the papers to attach."""
        keys = [self.title_of(reason.field.pointer) for reason in self.unlocking()]
        papers = [one for one in self.procedure.attachments if not one.fetched]
        notes = {one.id: "" if one.strength is Strength.REQUIRED else " " + self.ui("optional") for one in papers}
        return (*dict.fromkeys(keys), *(self.say(one.title) + notes[one.id] for one in papers))

    def links(self) -> tuple[Link, ...]:
        others = [lang for lang in self.procedure.languages if lang != self.lang]
        return tuple(Link(f"form.{lang}.html", lang, language_name(lang)) for lang in others)

    def not_asked(self) -> tuple[tuple[str, str], ...]:
        """What is held, by source, hidden facts included: nothing is used unsaid."""
        by_source: dict[str, list[str]] = {}
        for reason in self.reasoned.fields:
            if reason.origin is Origin.HELD and not asks(reason):
                source = self.say(reason.registry.title) if reason.registry else self.ui("from_login")
                by_source.setdefault(source, []).append(self.say(reason.field.title))
        return tuple((source, ", ".join(dict.fromkeys(titles))) for source, titles in by_source.items())

    def ending(self) -> tuple[str, ...]:
        lines = [self.say(r.field.title) for r in self.reasoned.fields if r.system is not None and not asks(r)]
        papers = [self.say(one.title) for one in self.procedure.attachments if one.fetched]
        out = []
        if papers:
            out.append(self.ui("fetched", papers=", ".join(papers)))
        if lines:
            out.append(self.ui("system", lines=", ".join(dict.fromkeys(lines))))
        return tuple(out)

    def engine(self, *, files: bool) -> dict[str, Any]:
        """The data of the page's script. Made last: building the pages collects its rules and fields."""
        constraints = [
            {
                "id": one.id,
                "at": _pointer(one.at),
                "holds": of_expression(one.holds),
                "text": self.say(one.message),
                **({"when": of_expression(one.when)} if one.when is not None else {}),
            }
            for one in self.procedure.constraints
        ]
        possible = self.possible()
        texts = {code: self.say(words) for code, words in FAULTS.items() if code in possible}
        held = not all(map(asks, self.reasoned.fields))
        names = (*_SCRIPT_WORDS, *(_FILE_WORDS if files else ()), *(("confirm_held",) if held else ()))
        return {
            "id": self.procedure.id,
            "version": self.procedure.version,
            **({"held": 1} if held else {}),
            "rules": [of_expression(rule) for rule in self.rules],
            "fields": self.entries,
            "constraints": constraints,
            "texts": texts,
            "words": {name: self.ui(name) for name in names},
        }

    def possible(self) -> frozenset[str]:
        """Codes of what can be wrong on this page: the words of the others are not sent."""
        columns = [column["v"] for entry in self.entries for column in entry.get("table", ())]
        kinds = [*columns, *(entry["v"] for entry in self.entries if "v" in entry)]
        found = {"type", *(entry["req"] for entry in self.entries if "req" in entry)}
        if any("table" in entry for entry in self.entries):
            found |= {"required", "too-few-rows", "too-many-rows", *(c["req"] for e in self.entries for c in e.get("table", ()))}
        while kinds:
            kind = kinds.pop()
            kinds.extend(part[1] for part in kind.get("parts", ()))
            found.update(part[2] for part in kind.get("parts", ()))
            found.update(_CODES.get(kind["k"], ()))
        return frozenset(found)

    # --- pages ----------------------------------------------------------------------------------------------------

    def rule(self, when: Expression | None) -> int | None:
        if when is None:
            return None
        if when not in self.rules:
            self.rules.append(when)
        return self.rules.index(when)

    def only_if(self, when: Expression | None) -> str:
        return self.ui("only_if", when=in_words(when, self.names, self.lang)) if when is not None else ""

    def page(self, page: Page) -> PageView:
        questions = []
        for item in page.items:
            if isinstance(item, Group):
                questions.append(self.table(item))
            elif self.shown(self.reasons[item.id]):
                self.entries.append(self.entry(item, self.reasons[item.id]))
                questions.append(self.question(self.reasons[item.id], item, page=page))
        titles = [one.title for one in questions]
        named = [replace(q, title=self.whose(q)) if titles.count(q.title) > 1 else q for q in questions]
        return PageView(
            page.id, self.say(page.title), "", self.say(page.help), self.tied(page, self.blocks(named)),
            self.rule(page.when), self.only_if(page.when),
        )  # fmt: skip

    def whose(self, question: Question) -> str:
        """The title of a question that stands beside another one of the same title."""
        return self.title_of(tuple(question.pointer.split("/")[1:]))

    def tied(self, page: Page, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks, each marked that stands on the step of the one before: held values after held values or after the
        key that brings them, and a question that is only asked because of an answer just given.
        """
        fields = {_pointer(item.pointer): item for item in page.items if not isinstance(item, Group)}
        made: list[Block] = []
        step: list[Field] = []
        for block in blocks:
            own = [fields[q.pointer] for q in questions_of(block) if q.pointer in fields]
            tied = bool(made) and len(step) < MOST_TIED and self.belongs(block, own, step, page)
            step = [*step, *own] if tied else own
            made.append(replace(block, tied=tied))
        return tuple(made)

    def belongs(self, block: Block, own: list[Field], step: list[Field], page: Page) -> bool:
        """Whether a block follows from what is asked on a step."""
        here = {one.pointer for one in step}
        if isinstance(block, HeldBlock):
            keys = {key for one in own for lookup in self.reasons[one.id].steps for key in lookup.keys}
            return bool(keys & here) or all(not asks(self.reasons[one.id]) for one in step)
        beyond = _beyond(own[0].when, page.when) if own else None
        return beyond is not None and any(ref.pointer in here for ref in refs(beyond))

    def shown(self, reason: FieldReason) -> bool:
        """System lines are the office's; hidden and repeated values are no questions."""
        return asks(reason) or (reason.system is None and reason.policy is not Policy.HIDDEN)

    def blocks(self, questions: Iterable[Question]) -> tuple[Block, ...]:
        """Held values in a row from one source stand in one block; what is worked out joins the block before it."""
        made: list[Block] = []
        for question in questions:
            if question.held is None:
                made.append(question)
                continue
            source, correct_at, law = self.source(question)
            last = made[-1] if made else None
            if isinstance(last, HeldBlock) and (not source or not last.source or source == last.source):
                joined = (*last.questions, question)
                rule = last.rule if last.rule == question.rule else None
                made[-1] = replace(
                    last, questions=joined, rule=rule, source=last.source or source,
                    correct_at=last.correct_at or correct_at, law=last.law or law,
                )  # fmt: skip
            else:
                made.append(HeldBlock((question,), source, correct_at, question.rule, law=law))
        return tuple(made)

    def source(self, question: Question) -> tuple[str, str, str]:
        """Where a held value comes from, where it is corrected and by which law it is used, in words; nothing for what
        is worked out.
        """
        registry = self.registries.get(question.pointer)
        if registry is None:
            return "", "", ""
        correct, law = self.say(registry.correct_at), self.say(registry.legal_basis)
        return (
            self.ui("from", registry=self.say(registry.title), holder=self.say(registry.holder)),
            self.ui("correct_at", place=correct) if correct else "",
            self.ui("law", law=law) if law else "",
        )

    def table(self, group: Group) -> Question:
        title = self.say(group.title)
        base = f"/{group.id}"
        count = max(group.at_least, min(ROWS, group.at_most))
        shown = [(column, self.reasons[column.id]) for column in group.columns if self.shown(self.reasons[column.id])]
        rows = tuple(
            Row(
                self.ui("row", title=title, n=number + 1),
                self.blocks(self.question(reason, column, f"{base}/{number}") for column, reason in shown),
            )
            for number in range(count)
        )
        entry: dict[str, Any] = {
            "p": base,
            "t": title,
            "table": [self.entry(column, reason) for column, reason in shown],
            "least": max(1, group.at_least),
            "most": group.at_most,
            "opt": int(group.strength is not Strength.REQUIRED or group.at_least == 0),
        }
        self.entries.append(_with_rule(entry, self.rule(group.when)))
        return Question(
            "table", base, _name(base), _id(base), title, self.say(group.help), rows=rows,
            add=self.ui("add_row"), rule=self.rule(group.when), only_if=self.only_if(group.when),
        )  # fmt: skip

    def entry(self, found: Field, reason: FieldReason) -> dict[str, Any]:
        """What the script knows of a field. Held and derived values are the server's to supply: not required here."""
        title = self.say(found.title)
        if found.id in self.ambiguous:
            title = self.ui("titled", title=title, where=self.say(reason.page.title))
        optional = found.strength is not Strength.REQUIRED or not asks(reason)
        entry = {
            "p": _pointer(found.pointer), "t": title, "v": of_value(found.value, self.lang), "opt": int(optional),
            "req": required_code(found.value),
        }  # fmt: skip
        if found.table is None and len(found.pointer) > 1 and found.pointer[0] in self.optional:
            entry["of"] = found.pointer[0]
        if reason.known_when is not None:
            entry["known"] = self.rule(reason.known_when)
        if not asks(reason) and found.strength is Strength.REQUIRED:
            entry["held"] = 1
        return _with_rule(entry, self.rule(found.when))

    # --- questions --------------------------------------------------------------------------------------------------

    def question(self, reason: FieldReason, found: Field, base: str = "", page: Page | None = None) -> Question:
        """One question. What only repeats its page's condition is not said again."""
        pointer = base + _pointer(found.pointer)
        asked = asks(reason)
        notes = {Strength.OPTIONAL: "optional", Strength.RECOMMENDED: "recommended"}
        note = self.ui(notes[found.strength]) if asked and found.strength in notes else ""
        beyond = _beyond(found.when, page.when if page is not None else None)
        made = Question(
            control="text",
            pointer=pointer,
            name=_name(pointer),
            id=_id(pointer),
            title=self.say(found.title),
            help=self.help(found),
            note=note,
            only_if=self.only_if(beyond),
            autocomplete=self.autocomplete(found),
            unit=found.unit or "",
            rule=self.rule(found.when) if beyond is not None else None,
            known=self.rule(reason.known_when) if asked else None,
            held=None if asked else self.held(reason),
        )
        if not asked and reason.registry is not None:
            self.registries[pointer] = reason.registry
        return self.control(made, found.value)

    def help(self, found: Field) -> str:
        """How to answer, with the example of an answer where the help does not hold one."""
        told, example = self.say(found.help), self.say(found.example)
        shown = self.ui("example", example=example) if example and example not in told else ""
        text = f"{told} {shown}".strip()
        if told in self.foreign:
            self.foreign[text] = self.foreign[told]
        return text

    def autocomplete(self, found: Field) -> str:
        """Only where the data subject is the person who logs in and types (WCAG 1.3.5)."""
        subject = self.procedure.subjects.get(found.subject or "")
        if subject is None or subject.known is not Known.LOGIN or found.element is None:
            return ""
        return found.element.autocomplete or ""

    def held(self, reason: FieldReason) -> Held:
        locked = reason.policy is Policy.LOCKED
        if reason.origin is Origin.HELD:
            confirm = reason.policy is Policy.CONFIRM and reason.group is None
            return Held(self.ui("will_come"), locked=locked, confirm=confirm)
        note = self.say(reason.reason)
        if reason.field.derive is not None:
            titles = [self.title_of(ref.pointer) for ref in refs(reason.field.derive)]
            note = self.ui("worked_from", titles=", ".join(dict.fromkeys(titles)))
        return Held(self.ui("worked_out"), note, locked=locked, fallback=False)

    def title_of(self, pointer: Pointer) -> str:
        """What people call a value: its title and, where it is somebody's, whose."""
        named = self.names.get(pointer)
        title = self.say(named.title) if named else ".".join(pointer)
        subject = self.procedure.subjects.get(pointer[0]) if len(pointer) > 1 else None
        return self.ui("titled", title=title, where=self.role_of(subject)) if subject else title

    def role_of(self, subject: Subject) -> str:
        """What a subject is to the others: its own title, or that of the relation that leads to it."""
        entity = self.reasoned.catalogue.entities.get(subject.entity)
        if subject.via is not None and entity is not None and subject.title == entity.title:
            owner = self.procedure.subjects.get(subject.via[0])
            of = self.reasoned.catalogue.entities.get(owner.entity) if owner is not None else None
            relation = of.relations.get(subject.via[1]) if of is not None else None
            if relation is not None:
                return self.say(relation.title)
        return self.say(subject.title)

    def attachment(self, attachment: Attachment) -> Question:
        pointer = _pointer(attachment.pointer)
        title = self.say(attachment.title)
        optional = attachment.strength is not Strength.REQUIRED
        entry = {
            "p": pointer, "t": title, "v": of_value(attachment.value, self.lang), "opt": int(optional),
            "req": required_code(attachment.value),
        }  # fmt: skip
        self.entries.append(_with_rule(entry, self.rule(attachment.when)))
        made = Question(
            "file", pointer, _name(pointer), _id(pointer), title, self.say(attachment.help),
            self.ui("optional") if optional else "", self.only_if(attachment.when), rule=self.rule(attachment.when),
        )  # fmt: skip
        return self.control(made, attachment.value)

    # --- controls ---------------------------------------------------------------------------------------------------

    def control(self, question: Question, value: Value) -> Question:
        """The control that asks for a kind of value, with its description tied to it."""
        made = self.of_value(question, value)
        return replace(made, described_by=f"{made.id}-help" if made.help else "")

    def of_value(self, q: Question, value: Value) -> Question:
        match value:
            case Text(_, most, _, multiline):
                control = "long_text" if multiline else "text"
                return replace(q, control=control, width=_width(most), inputmode=_inputmode(value))
            case Integer():
                return replace(q, control="number", inputmode="numeric", width="10")
            case Money(currency):
                return replace(q, control="number", inputmode="numeric", width="10", unit=q.unit or currency)
            case Decimal():
                return replace(q, control="number", inputmode="decimal", width="10")
            case Date(precision):
                return self.date(q, precision)
            case Choice(codes):
                return self.choice(q, codes)
            case Choices(codes):
                return replace(q, control="checkboxes", options=self.options(q, codes.codes))
            case Boolean(declaration):
                return self.boolean(q, declaration=declaration)
            case Record(kind, parts):
                made = tuple(self.part(q, part) for part in parts)
                return replace(q, control=kind if kind in _RECORDS else "group", parts=made)
            case FileValue(media_types, max_bytes):
                hint = self.ui("file_hint", mb=max_bytes // (1024 * 1024))
                return replace(q, control="file", accept=",".join(media_types), help=f"{q.help} {hint}".strip())

    def date(self, q: Question, precision: Precision) -> Question:
        names = {Precision.YEAR: ("year",), Precision.MONTH: ("month", "year")}.get(precision, ("day", "month", "year"))
        hints = {Precision.DAY: "date_hint", Precision.PARTIAL: "partial_hint"}
        hint = self.ui(hints[precision]) if precision in hints else ""
        boxes = tuple(
            Box(
                name, f"{q.name}.{name}", f"{q.id}-{name}", self.ui(name), "4" if name == "year" else "2",
                f"{q.autocomplete}-{name}" if q.autocomplete else "",
            )
            for name in names
        )  # fmt: skip
        return replace(q, control="date", boxes=boxes, help=f"{q.help} {hint}".strip())

    def choice(self, q: Question, codes: CodeList) -> Question:
        if len(codes.codes) > MOST_LISTED and not self.read_by_conditions(q.pointer):
            names = tuple(self.say(codes.by_code()[code].title) for code in codes.first if code in codes.by_code())
            return replace(q, control="text", width="30", by_name=codes, offered=names)
        first = [codes.by_code()[code] for code in codes.first if code in codes.by_code()]
        options = self.options(q, [*first, *(code for code in codes.codes if code.code not in codes.first)])
        return replace(q, control="radios" if len(options) <= MOST_RADIOS else "select", options=options)

    def read_by_conditions(self, pointer: str) -> bool:
        """Whether a condition of the page reads an answer: then the page has to have its code, not a name."""
        tokens = tuple(pointer.split("/")[1:])
        return tokens in self.read or tokens[2:] in self.read  # of a row: table and number stand before

    def options(self, q: Question, codes: Iterable[Code]) -> tuple[Option, ...]:
        return tuple(
            Option(code.code, self.say(code.title), f"{q.id}-{number}", rule=self.rule(code.when))
            for number, code in enumerate(codes)
        )

    def boolean(self, q: Question, *, declaration: bool) -> Question:
        if declaration:
            return replace(q, control="declaration", options=(Option("true", q.title, f"{q.id}-0"),))
        yes = Option("true", self.ui("yes"), f"{q.id}-0")
        no = Option("false", self.ui("no"), f"{q.id}-1")
        return replace(q, control="yes_no", options=(yes, no))

    def part(self, q: Question, part: Part) -> Question:
        pointer = f"{q.pointer}/{part.name}"
        note = "" if part.strength is Strength.REQUIRED else self.ui("optional")
        title, hint = self.say(part.title), self.say(part.help)
        made = Question("text", pointer, _name(pointer), _id(pointer), title, hint, note)
        return self.control(made, part.value)


_WORDS = (
    "errors", "start", "not_asked", "wrong", "choose", "check_and_send", "save", "back", "whole", "check", "check_help",
    "prepare", "typist", "self", "officer", "relative", "typed_name", "confirmer", "read", "heard", "sheet", "sign_owner",
    "sign_helper", "is_right", "right", "not_right", "what_now", "keep", "kept", "take", "bring", "print", "forget", "send",
    "change", "error",
)  # fmt: skip
_SCRIPT_WORDS = (
    "error", "complete", "titled", "group_mark", "part", "step", "begin", "next", "send", "whole", "one_by_one",
    "check", "change", "blank", "agreed", "restored", "new_version", "expired", "brought", "not_a_draft", "elsewhere",
    "offline", "forget",
)  # fmt: skip
_FILE_WORDS = ("preview", "decimal_mark")
_CODES = {
    "text": ("control-character", "too-short", "too-long", "pattern"),
    "int": ("not-a-number", "too-small", "too-large"),
    "dec": ("not-a-number", "too-small", "too-large"),
    "date": ("not-a-date", "precision", "too-early", "too-late"),
    "choices": ("too-few", "too-many"),
    "bool": ("must-accept",),
    "file": ("file-name", "file-type", "file-size"),
}  # fmt: skip
"""What can be wrong with a value of each kind that is typed on a page."""
_RECORDS = ("address", "identity_document")
"""Records with a control of their own; others are plain groups."""


def asks(reason: FieldReason) -> bool:
    """Whether the page asks: also for what was only recognised as held. A guess takes no question away; the lint tells
    the author, and the fix binds it.
    """
    return reason.origin is Origin.ASKED or not reason.bound


def _names(reasoned: Reasoned) -> Iterator[tuple[Pointer, Named]]:
    """What everything a condition may read is called: the elements of the subjects, then the form's own fields."""
    for subject in reasoned.procedure.subjects.values():
        entity = reasoned.catalogue.entities.get(subject.entity)
        for element in entity.elements.values() if entity else ():
            yield (subject.id, element.name), _named(element.title, element.value)
    for page in reasoned.procedure.pages:
        for item in page.items:
            if isinstance(item, Group):
                yield (item.id,), Named(item.title)
                for column in item.columns:
                    yield column.pointer, _named(column.title, column.value)
                    yield (item.id, *column.pointer), _named(column.title, column.value)
            else:
                yield item.pointer, _named(item.title, item.value)


def _named(title: Any, value: Value) -> Named:
    return Named(title, value.codes if isinstance(value, Choice | Choices) else None)


def _ambiguous(reasoned: Reasoned, lang: str) -> frozenset[str]:
    """Ids of fields whose title others have too: an error must say which one it means."""
    by_title: dict[str, list[str]] = {}
    for _, found in reasoned.procedure.fields():
        by_title.setdefault(say(found.title, lang), []).append(found.id)
    return frozenset(one for ids in by_title.values() if len(ids) > 1 for one in ids)


def _beyond(when: Expression | None, page: Expression | None) -> Expression | None:
    """What a field's condition asks beyond its page's, which stands in front of it."""
    own = when.operands if isinstance(when, And) else (when,) if when is not None else ()
    above = page.operands if isinstance(page, And) else (page,)
    left = tuple(one for one in own if one not in above)
    return And(left) if len(left) > 1 else left[0] if left else None


def _with_rule(entry: dict[str, Any], rule: int | None) -> dict[str, Any]:
    return entry if rule is None else {**entry, "w": rule}


def _any(conditions: list[Expression | None]) -> Expression | None:
    """When at least one of them holds; None where one of them always does."""
    distinct = tuple(dict.fromkeys(one for one in conditions if one is not None))
    if None in conditions or not distinct:
        return None
    return distinct[0] if len(distinct) == 1 else Or(distinct)


def _pointer(tokens: Pointer) -> str:
    return "".join(f"/{token}" for token in tokens)


def _name(pointer: str) -> str:
    """Prefixed, so that no field can take the place of a property of the form."""
    return "f" + pointer.replace("/", ".")


def _id(pointer: str) -> str:
    return "f" + pointer.replace("/", "-")


def _width(most: int) -> str:
    return "10" if most <= 12 else "20" if most <= 40 else "30"


def _inputmode(value: Text) -> str:
    """Digits where the pattern takes nothing else."""
    body = value.pattern.body if value.pattern else ""
    if separators(value) is None:
        return "email" if "\\x40" in body else ""
    return "tel" if "\\x2b" in body else "numeric"


def _emit(reasoned: Reasoned, theme: Theme = NO_THEME) -> tuple[File, ...]:
    """The pages, and `policies.json`: the Content Security Policy of each, with its hashes."""
    pages = {f"form.{lang}.html": emit(reasoned, lang, theme) for lang in reasoned.procedure.languages}
    policies = json_bytes({path: policy_in(page) for path, page in pages.items()})
    return (*(File(path, page.encode()) for path, page in pages.items()), File("policies.json", policies))


EMITTER = Emitter("html", _emit, _emit)
