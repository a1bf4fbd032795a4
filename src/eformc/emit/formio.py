"""Form.io: a wizard of the form's pages, its questions by the keys of the submission, its conditions as JavaScript."""

from __future__ import annotations

from typing import Any

from eformc.emit.carrying import Construct, Losses, constructs_of
from eformc.emit.kind import File as BundleFile
from eformc.emit.kind import Output, Publication, json_bytes
from eformc.emit.scripted import scripted
from eformc.kernel.expressions import Expression, Pointer
from eformc.kernel.form import Constraint
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    CodeList,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
)
from eformc.kernel.words import say
from eformc.model.procedure import Attachment, Field, Group, Procedure
from eformc.wording.markup import plain
from eformc.wording.messages import ui

_LOST = {
    Construct.LANGUAGE: "a form of Form.io has one language; its translations stand elsewhere",
    Construct.OPTION_WHEN: "every option is always offered",
    Construct.WORKED_ROWS: "the greatest number of rows is kept",
    Construct.LIMIT: "judged by eformc",
    Construct.RECOMMENDED: "optional",
    Construct.HELD: "who answers is for prefill.json to say",
    Construct.DERIVED: "who answers is for prefill.json to say",
}
_PARTLY = {
    Construct.TEXT: "lengths are counted otherwise; twice the greatest is taken",
    Construct.DATE: "kept with a time of day behind it: its first ten characters are the date",
    Construct.PARTIAL_DATE: "a text with a pattern",
    Construct.DECIMAL: "a number, not the text of its digits",
    Construct.MONEY: "a number of minor units",
    Construct.PARTS_WITHIN: "the code is typed, not chosen",
    Construct.PAPER: "a list of files as Form.io keeps them",
    Construct.CHOICES: "in the order of choosing, any number of them",
}


class _Components:
    """The components of one procedure's form, in a language."""

    def __init__(self, procedure: Procedure, losses: Losses) -> None:
        self.procedure, self.losses, self.lang = procedure, losses, procedure.languages[0]

    def all(self) -> list[Any]:
        """The panels, and what is hidden behind them: rules that stand at no single question."""
        panels = []
        for page in self.procedure.pages:
            inner: list[Any] = [made for item in page.items for made in [self.table(item) if isinstance(item, Group) else self.question(item, ".".join(item.pointer))]]
            for number, note in enumerate(page.notes):
                html = {"type": "content", "key": f"{page.id}_note_{number}", "html": plain(say(note.text, self.lang)), "input": False}
                inner.insert(min(note.before + number, len(inner)), html | self.shown(note.when, ("pages", page.id)))
            if page.sections:
                self.losses.lose(("pages", page.id), Construct.SECTION, "questions stand without its heading")
            panels.append({"type": "panel", "key": f"page_{page.id}", "title": say(page.title, self.lang), "input": False, "components": inner, **self.shown(page.when, ("pages", page.id))})
        papers = [one for one in self.procedure.attachments if not one.fetched and one.table is None]
        if papers:
            inner = [self.question(one, ".".join(one.pointer)) for one in papers]
            panels.append({"type": "panel", "key": "page_attachments", "title": ui("attachments", self.lang), "input": False, "components": inner})
        return panels

    def shown(self, when: Expression | None, place: Pointer) -> dict[str, Any]:
        if when is None:
            return {}
        script = scripted(when)
        if script is None:
            self.losses.lose(place, Construct.CONDITION, "not a comparison of answers: always shown, and not required")
            return {"validate": {"required": False}}
        return {"customConditional": f"show = {script.true};"}

    def table(self, group: Group) -> dict[str, Any]:
        columns = [self.question(column, ".".join(column.pointer)) for column in group.columns]
        columns += [self.question(paper, paper.id) for paper in self.procedure.papers_in(group.id)]
        least = 0 if group.strength is not Strength.REQUIRED else group.at_least
        if least == 0:  # Form.io judges a first row where there is none
            self.losses.part((group.id,), Construct.TABLE, "no column is required, as no row is")
            _ask_for_nothing(columns)
        limits = {"required": least > 0, "minLength": least or "", "maxLength": group.at_most}
        made = {"type": "editgrid", "key": group.id, "label": say(group.title, self.lang), "description": plain(say(group.help, self.lang)), "input": True, "validate": limits, "components": columns}
        return made | self.shown(group.when, (group.id,))

    def question(self, found: Field | Attachment, key: str) -> dict[str, Any]:
        required = found.strength is Strength.REQUIRED and not (isinstance(found, Field) and found.element is not None and found.element.system is not None)
        made = self.of_value(found.value, key)
        if isinstance(found.value, Record) and not required:  # Form.io asks for the parts of a value that is not there
            self.losses.part(found.place, Construct.RECORD, "its parts are not required, as it is not")
            _ask_for_nothing(made["components"])
        made |= {"key": key, "label": say(found.title, self.lang), "input": True}
        if found.help:
            made["description"] = plain(say(found.help, self.lang))
        made["validate"] = {**made.get("validate", {}), "required": required, **self._rule(found)}
        return made | self.shown(found.when, found.place)

    def _rule(self, found: Field | Attachment) -> dict[str, Any]:
        """The rules that stand at a question, as its own validation."""
        here = [one for one in self.procedure.constraints if one.place == found.place]
        made: list[tuple[Constraint, str]] = []
        for one in here:
            broken = scripted(one.holds)
            guard = scripted(one.when) if one.when is not None else None
            if broken is None or (one.when is not None and guard is None):
                self.losses.lose(one.place, Construct.RULE, "not a comparison of answers: judged by eformc")
            else:
                made.append((one, f"({guard.true}) && ({broken.false})" if guard is not None else broken.false))
        if not made:
            return {}
        said = "".join(f"({script}) ? {_quoted(say(one.message, self.lang))} : " for one, script in made)
        return {"custom": f"valid = {said}true;"}

    def of_value(self, value: Value, key: str) -> dict[str, Any]:
        match value:
            case Text():
                limits = {"minLength": value.least, "maxLength": 2 * value.most}  # it counts halves of characters beyond U+FFFF
                pattern = {"pattern": value.pattern.body} if value.pattern is not None else {}
                return {"type": "textarea" if value.multiline else "textfield", "validate": limits | pattern}
            case Integer(low, high) | Money(_, _, low, high):
                limits = {name: limit for name, limit in (("min", low), ("max", high)) if limit is not None}
                return {"type": "number", "decimalLimit": 0, "validate": limits}
            case Decimal():
                return {"type": "number", "decimalLimit": value.scale, "requireDecimal": True}
            case Date():
                if value.precision is Precision.DAY:
                    return {"type": "datetime", "enableTime": False, "format": "yyyy-MM-dd"}
                return {"type": "textfield", "validate": {"pattern": "[0-9]{4}(\\x2d[0-9]{2}){0,2}"}}
            case Time():
                return {"type": "textfield", "validate": {"pattern": "([01][0-9]|2[0-3]):[0-5][0-9]"}}
            case Moment():
                return {"type": "textfield", "validate": {"pattern": "[0-9]{4}\\x2d[0-9]{2}\\x2d[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]"}}
            case RowOf():  # the number of a row: it has no options that follow rows
                return {"type": "number", "decimalLimit": 0, "validate": {"min": 1}}
            case RowsOf():
                return {"type": "number", "decimalLimit": 0, "multiple": True, "validate": {"min": 1}}
            case Choice():
                if value.parent_part is not None:
                    return {"type": "textfield"}
                return {"type": "radio", "values": self.options(value.codes)} if len(value.codes.codes) <= 7 else {"type": "select", "data": {"values": self.options(value.codes)}}
            case Choices():
                return {"type": "select", "multiple": True, "data": {"values": self.options(value.codes)}}
            case Boolean():
                both = [{"value": "true", "label": ui("yes", self.lang)}, {"value": "false", "label": ui("no", self.lang)}]
                return {"type": "checkbox"} if value.declaration else {"type": "radio", "dataType": "boolean", "values": both}
            case Record():
                parts = [{**self.of_value(part.value, part.name), "key": part.name, "label": say(part.title, self.lang), "input": True} for part in value.parts]
                for made, part in zip(parts, value.parts, strict=True):
                    made["validate"] = {**made.get("validate", {}), "required": part.strength is Strength.REQUIRED}
                return {"type": "container", "tree": True, "components": parts}
            case File():
                return {"type": "file", "storage": "base64", "filePattern": ",".join(value.media_types), "fileMaxSize": f"{value.max_bytes // 1024}KB"}

    def options(self, codes: CodeList) -> list[dict[str, str]]:
        return [{"value": code.code, "label": say(code.title, self.lang) or code.code} for code in codes.codes]


def _ask_for_nothing(components: list[dict[str, Any]]) -> None:
    """Make components, and those within them, ones that nothing is missed without."""
    for one in components:
        one["validate"] = {**one.get("validate", {}), "required": False}
        _ask_for_nothing(one.get("components", []))


def _quoted(text: str) -> str:
    made = json_bytes(plain(text)).decode().strip()
    return made.replace("<", "\\u003c")


def form_of(publication: Publication, losses: Losses) -> dict[str, Any]:
    """The definition of a procedure's form."""
    procedure = publication.reasoned.procedure
    components = _Components(procedure, losses).all()
    name = procedure.id.replace("-", "")
    return {"title": say(procedure.title, procedure.languages[0]), "name": name, "path": procedure.id, "type": "form", "display": "wizard", "components": components}


def _emit(publication: Publication, losses: Losses) -> tuple[BundleFile, ...]:
    made = form_of(publication, losses)
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    return (BundleFile("formio.json", json_bytes(made)),)


OUTPUT = Output("formio", "a wizard of Form.io: `formio.json`", _emit)
