"""The UI schema of JSON Forms: pages as categories, sections, order, rules; and the words in every language for its `i18n`."""

from __future__ import annotations

from typing import Any

from eformc.emit.carrying import Construct, Losses, constructs_of
from eformc.emit.conditions import truth
from eformc.emit.kind import File as BundleFile
from eformc.emit.kind import Output, Publication, json_bytes
from eformc.emit.openapi import lost_by_schema
from eformc.kernel.expressions import Expression, Pointer, both, refs
from eformc.kernel.values import Boolean, Choice, Choices, File, Record, Text, Value
from eformc.kernel.words import Words, say
from eformc.model.procedure import Attachment, Field, Group, Page, Procedure
from eformc.wording.markup import plain
from eformc.wording.messages import ui

_LOST = {
    Construct.RECOMMENDED: "optional, as nothing is refused without it",
    Construct.HELD: "who answers is for prefill.json to say",
    Construct.DERIVED: "who answers is for prefill.json to say",
}
_PARTLY = {
    Construct.PARTS_WITHIN: "the code is typed, and judged by the schema",
    Construct.PAPER: "the properties of a file, to be filled by a renderer of the portal's own",
}


class _Layout:
    """The elements of one form, and its words by language and key."""

    def __init__(self, procedure: Procedure, losses: Losses) -> None:
        self.procedure, self.losses = procedure, losses
        self.words: dict[str, dict[str, str]] = {lang: {} for lang in procedure.languages}

    def say(self, key: str, words: Words) -> None:
        for lang, said in self.words.items():
            if words:
                said[key] = plain(say(words, lang))

    def rule(self, when: Expression | None, place: Pointer) -> dict[str, Any]:
        if when is None:
            return {}
        branch = truth(when) if not any(ref.row for ref in refs(when)) else None
        if branch is None:
            self.losses.lose(place, Construct.CONDITION, "no schema says it; always shown")
            return {}
        return {"rule": {"effect": "SHOW", "condition": {"scope": "#", "schema": branch.true, "failWhenUndefined": True}}}

    def page(self, page: Page) -> dict[str, Any]:
        elements: list[Any] = []
        key = f"pages.{page.id}"
        self.say(f"{key}.label", page.title)
        inside: list[tuple[int, list[Any]]] = []
        for number, section in enumerate(page.sections):
            self.say(f"{key}.{number}.label", section.title)
            group: list[Any] = []
            inside += [(at, group) for at in range(section.first, section.first + section.count)]
            elements.append((section.first, {"type": "Group", "label": f"{key}.{number}.label", "i18n": f"{key}.{number}", "elements": group}))
        grouped = dict(inside)
        for number, note in enumerate(page.notes):
            self.say(f"{key}.note{number}.text", note.text)
            text = {"type": "Label", "text": f"{key}.note{number}.text", "i18n": f"{key}.note{number}", **self.rule(both(page.when, note.when), ("pages", page.id))}
            elements.append((note.before - 0.5, text))
        for number, item in enumerate(page.items):
            made = self.table(item) if isinstance(item, Group) else self.controls(item, "#")
            (grouped[number].extend(made) if number in grouped else elements.extend((number, one) for one in made))
        ordered = [one for _, one in sorted(elements, key=lambda pair: pair[0])]
        if rule := self.rule(page.when, ("pages", page.id)):  # a category that is hidden would have JSON Forms open its neighbours instead
            ordered = [{"type": "VerticalLayout", "elements": ordered, **rule}]
        return {"type": "Category", "label": f"{key}.label", "i18n": key, "elements": ordered}

    def controls(self, found: Field | Attachment, base: str) -> list[Any]:
        key = ".".join(found.place).replace(".*", "")
        self.say(f"{key}.label", found.title)
        self.say(f"{key}.description", found.help)
        scope = base + "".join(f"/properties/{token}" for token in found.pointer)
        made = self.of_value(found.value, key, scope)
        rule = self.rule(found.when, found.place)
        return [{**one, **rule} for one in made] if rule else made

    def of_value(self, value: Value, key: str, scope: str) -> list[Any]:
        if isinstance(value, Record):
            for part in value.parts:
                self.say(f"{key}.{part.name}.label", part.title)
            parts = [one for part in value.parts for one in self.of_value(part.value, f"{key}.{part.name}", f"{scope}/properties/{part.name}")]
            return [{"type": "Group", "label": f"{key}.label", "i18n": key, "elements": parts}]
        options: dict[str, Any] = {"i18n": key}
        if isinstance(value, File):  # an object: its control has no label
            return [{"type": "Group", "label": f"{key}.label", "i18n": key, "elements": [{"type": "Control", "scope": scope}]}]
        match value:
            case Text():
                options |= {"multi": True} if value.multiline else {}
            case Choice() | Choices():
                if not (isinstance(value, Choice) and value.parent_part):
                    for code in value.codes.codes:
                        self.say(f"{key}.{code.code}", code.title)
            case Boolean() if not value.declaration:
                for lang, said in self.words.items():
                    said |= {f"{key}.true": ui("yes", lang), f"{key}.false": ui("no", lang)}
            case _:  # nothing to say beside the schema
                pass
        return [{"type": "Control", "scope": scope, "label": f"{key}.label", "i18n": key, "options": options}]

    def table(self, group: Group) -> list[Any]:
        self.say(f"{group.id}.label", group.title)
        self.say(f"{group.id}.description", group.help)
        detail = [one for column in group.columns for one in self.controls(column, "#")]
        detail += [one for paper in self.procedure.papers_in(group.id) for one in self.controls(paper, "#")]
        options = {"i18n": group.id, "detail": {"type": "VerticalLayout", "elements": detail}}
        return [{"type": "Control", "scope": f"#/properties/{group.id}", "label": f"{group.id}.label", "i18n": group.id, "options": options, **self.rule(group.when, (group.id,))}]


def layout_of(publication: Publication, losses: Losses) -> dict[str, Any]:
    """The UI schema of a procedure's form for `schema.json`, and its words."""
    procedure = publication.reasoned.procedure
    layout = _Layout(procedure, losses)
    pages = [layout.page(page) for page in procedure.pages]
    papers = [one for one in procedure.attachments if not one.fetched and one.table is None]
    if papers:
        for lang, said in layout.words.items():
            said["pages.attachments.label"] = ui("attachments", lang)
        elements = [one for paper in papers for one in layout.controls(paper, "#")]
        pages.append({"type": "Category", "label": "pages.attachments.label", "i18n": "pages.attachments", "elements": elements})
    return {"uischema": {"type": "Categorization", "elements": pages}, "translations": layout.words}


def _emit(publication: Publication, losses: Losses) -> tuple[BundleFile, ...]:
    lost_by_schema(publication, losses)
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    return (BundleFile("ui.jsonforms.json", json_bytes(layout_of(publication, losses))),)


OUTPUT = Output("ui-jsonforms", "the UI schema of JSON Forms and its words: `ui.jsonforms.json`", _emit)
