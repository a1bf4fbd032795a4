"""UI schemas of React JSON Schema Form, one a language: words, order, widgets, labels of codes. The schema holds the rules."""

from __future__ import annotations

from typing import Any

from eformc.emit.carrying import Construct, Losses, constructs_of
from eformc.emit.kind import File, Output, Publication, json_bytes
from eformc.emit.openapi import lost_by_schema
from eformc.kernel.form import Item, Table
from eformc.kernel.values import Boolean, Choice, Choices, CodeList, Date, Precision, Record, Text, Value
from eformc.kernel.words import say
from eformc.model.lowering import form_of
from eformc.model.procedure import Group, Procedure
from eformc.wording.markup import plain
from eformc.wording.messages import ui

MOST_RADIOS = 7
_LOST = {
    Construct.PAGE: "questions stand by whose they are, in one page",
    Construct.SECTION: "questions stand by whose they are",
    Construct.NOTE: "there is no place for a note",
    Construct.RECOMMENDED: "optional, as nothing is refused without it",
    Construct.HELD: "who answers is for prefill.json to say",
    Construct.DERIVED: "who answers is for prefill.json to say",
}
_PARTLY = {
    Construct.PARTS_WITHIN: "the code is typed, and judged by the schema",
    Construct.PAPER: "the properties of a file, to be filled by a widget of the portal's own",
}


def _names(codes: CodeList, lang: str) -> dict[str, Any]:
    return {"ui:enumNames": [say(code.title, lang) or code.code for code in codes.codes]}


def widget_of(value: Value, lang: str) -> dict[str, Any]:
    """The widget that shows a kind of value best."""
    match value:
        case Text():
            return {"ui:widget": "textarea"} if value.multiline else {}
        case Date():
            return {"ui:widget": "date"} if value.precision is Precision.DAY else {}
        case Boolean():
            return {"ui:widget": "checkbox"} if value.declaration else {"ui:widget": "radio", "ui:enumNames": [ui("yes", lang), ui("no", lang)]}
        case Choice() if value.parent_part is None:
            return {"ui:widget": "radio" if len(value.codes.codes) <= MOST_RADIOS else "select", **_names(value.codes, lang)}
        case Choices():
            return {"ui:widget": "checkboxes", **_names(value.codes, lang)}
        case Record():
            parts = {part.name: {"ui:title": say(part.title, lang), **widget_of(part.value, lang)} for part in value.parts}
            return {"ui:order": [part.name for part in value.parts], **parts}
        case _:  # an input as the schema makes it: numbers, files, codes within codes
            return {}


def _of_item(item: Item, procedure: Procedure, lang: str, base: tuple[str, ...] = ()) -> dict[str, Any]:
    told = _helps(procedure).get((*base, *item.pointer))
    return {"ui:title": say(item.title, lang), **({"ui:description": plain(say(told, lang))} if told else {}), **widget_of(item.value, lang)}


def _helps(procedure: Procedure) -> dict[tuple[str, ...], Any]:
    every = [one for page in procedure.pages for item in page.items for one in (item.columns if isinstance(item, Group) else (item,))]
    return {found.place: found.help for found in every if found.help} | {one.place: one.help for one in procedure.attachments if one.help}


def ui_schema(procedure: Procedure, lang: str) -> dict[str, Any]:
    """The UI schema of a procedure's form in a language, for `schema.json`."""
    made: dict[str, Any] = {"ui:title": say(procedure.title, lang)}
    for entry in form_of(procedure).entries:
        if isinstance(entry, Table):
            columns = {item.pointer[-1]: _of_item(item, procedure, lang, (*entry.pointer, "*")) for item in entry.columns}
            made[entry.pointer[0]] = {"ui:title": say(entry.title, lang), "items": {"ui:order": [*columns], **columns}}
        elif len(entry.pointer) == 1:
            made[entry.pointer[0]] = _of_item(entry, procedure, lang)
        else:
            subject = procedure.subjects.get(entry.pointer[0])
            title = say(subject.title, lang) if subject is not None else ui("attachments", lang) if entry.pointer[0] == "attachments" else ""
            group = made.setdefault(entry.pointer[0], {**({"ui:title": title} if title else {}), "ui:order": []})
            group["ui:order"].append(entry.pointer[1])
            group[entry.pointer[1]] = _of_item(entry, procedure, lang)
    return {"ui:order": [key for key in made if not key.startswith("ui:")], **made}


def _emit(publication: Publication, losses: Losses) -> tuple[File, ...]:
    lost_by_schema(publication, losses)
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    procedure = publication.reasoned.procedure
    return tuple([File(f"ui.rjsf.{lang}.json", json_bytes(ui_schema(procedure, lang))) for lang in procedure.languages])


OUTPUT = Output("ui-rjsf", "UI schemas of React JSON Schema Form: `ui.rjsf.<lang>.json`", _emit)
