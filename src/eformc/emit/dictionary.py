"""The data dictionary of a form, for officials: every question, its source, its law, who sees it. CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io

from eformc.emit.carrying import Construct, Losses, constructs_of, kinds_of
from eformc.emit.kind import File, Output, Publication
from eformc.kernel.expressions import pointer_text
from eformc.kernel.values import Choice, Choices
from eformc.kernel.words import Words, say
from eformc.model.catalogue import Policy
from eformc.model.procedure import Group
from eformc.reasoning.reasoned import FieldReason, Origin

COLUMNS = (
    "pointer", "page", "table", "title", "help", "kind", "codes", "strength", "condition", "origin", "source", "element", "path",
    "shown", "legal_basis", "waiver",
)  # fmt: skip
_LOST = {
    Construct.PATTERN: "no column", Construct.LIMIT: "no column", Construct.OPTION_WHEN: "no column",
    Construct.PARTS_WITHIN: "no column", Construct.WORKED_ROWS: "no column", Construct.SECTION: "no column",
    Construct.NOTE: "no column", Construct.RULE: "no column",
}  # fmt: skip
_PARTLY = {Construct.RECORD: "one line, without its parts"}
_SHOWN = {
    Policy.LOCKED: {"en": "citizen sees it, cannot change it", "vi": "người dân xem được, không sửa"},
    Policy.CONFIRM: {"en": "citizen confirms it", "vi": "người dân xác nhận"},
    Policy.EDIT: {"en": "citizen sees and may change it", "vi": "người dân xem và sửa được"},
    Policy.HIDDEN: {"en": "only the office sees it", "vi": "chỉ cơ quan thấy"},
}
_FETCHED = {"en": "the office fetches it itself", "vi": "cơ quan tự lấy"}
_ASKED = {"en": "citizen answers", "vi": "người dân khai"}


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line."""
    text = " ".join(text.split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _row(reason: FieldReason, lang: str) -> list[str]:
    found = reason.field
    codes = found.value.codes if isinstance(found.value, Choice | Choices) else None
    shown: Words = _ASKED if reason.is_asked else _SHOWN[reason.policy or Policy.EDIT]
    law = say(found.legal_basis, lang) or (say(reason.registry.legal_basis.words, lang) if reason.registry is not None else "")
    return [
        pointer_text(found.place), say(reason.page.title, lang), say(reason.group.title, lang) if reason.group is not None else "",
        say(found.title, lang), say(found.help, lang), ", ".join(kinds_of(found.value)), codes.id if codes is not None else "",
        found.strength.value, found.when_text, reason.origin.value, say(reason.registry.title, lang) if reason.registry is not None else "",
        f"{reason.subject}.{reason.element.id}" if reason.element is not None else "",
        _path(reason), say(shown, lang), law,
        say(found.waiver.because, lang) if found.waiver is not None else "",
    ]  # fmt: skip


def _path(reason: FieldReason) -> str:
    """The lookups by which a held value arrives, or how its subject is known."""
    if reason.origin is not Origin.HELD:
        return ""
    return " > ".join(step.id for step in reason.steps) or (reason.via.value if reason.via is not None else "")


def dictionary_of(publication: Publication, lang: str) -> str:
    """The data dictionary in a language: a line for each question, in the form's order, then the papers."""
    reasoned = publication.reasoned
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for reason in reasoned.fields:
        writer.writerow([_safe(cell) for cell in _row(reason, lang)])
    tables = {item.id: item for page in reasoned.procedure.pages for item in page.items if isinstance(item, Group)}
    for paper in reasoned.attachments:
        one = paper.attachment
        table = say(tables[one.table].title, lang) if one.table in tables else ""
        cells = [
            pointer_text(one.place), "", table, say(one.title, lang), say(one.help, lang), "paper to attach", "", one.strength.value, one.when_text,
            paper.origin.value, "", one.document or "", "", say(_FETCHED if one.fetched else _ASKED, lang), "", "",
        ]  # fmt: skip
        writer.writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _emit(publication: Publication, losses: Losses) -> tuple[File, ...]:
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    languages = publication.reasoned.procedure.languages
    return tuple([File(f"dictionary.{lang}.csv", b"\xef\xbb\xbf" + dictionary_of(publication, lang).encode()) for lang in languages])


OUTPUT = Output("csv", "the data dictionary for officials: `dictionary.<lang>.csv`", _emit)
