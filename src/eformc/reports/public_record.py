"""The public record of exceptions: comments that set a finding aside, waivers, rules that the settings leave out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from eformc.diagnostics.pages import plain
from eformc.diagnostics.visible import visible, visible_path
from eformc.formats.json import json_text
from eformc.kernel.words import Words, say
from eformc.model.citations import cited
from eformc.model.procedure import Spans, Waiver
from eformc.project import Project, Unit


class Entry(Struct, frozen=True):
    """`kind`: comment, waiver or settings. `status`: used, unused, ended, refused (it does not hold), or, of settings,
    in force. `rule`: a code, a selector of the settings, or the kind of a waiver. `message`: what was found and set aside.
    """

    kind: str
    file: str
    line: int
    procedure: str
    field: str
    rule: str
    reason: str
    because: str
    until: str
    status: str
    message: Words


def entries_of(project: Project, units: Iterable[Unit]) -> list[Entry]:
    """All of them, the settings' first, then by file and line."""
    found = [*_of_settings(project)]
    for unit in units:
        found += sorted((*_of_comments(unit), *_of_waivers(unit, project.today)), key=lambda one: (one.line, one.rule))
    return found


def _of_settings(project: Project) -> Iterator[Entry]:
    settings = project.settings
    file = project.relative(str(settings.file)) if settings.file else ""
    for selector in settings.ignore:
        yield Entry("settings", file, 0, "", "", selector, "", "", "", "in force", {})
    for table in settings.files:
        for selector in table.ignore:
            where = ", ".join(table.match)
            yield Entry("settings", file, 0, "", where, selector, table.reason, "", "", "in force", {})


def _of_comments(unit: Unit) -> Iterator[Entry]:
    said = {
        (one.span.start, one.code): one for one in unit.diagnostics if one.code in ("EF007", "EF008", "EF016")
    }  # fmt: skip
    status = {"EF007": "refused", "EF008": "unused", "EF016": "ended"}
    for comment in unit.looked.comments:
        line, _ = unit.source.place(comment.span.start)
        for code in comment.codes or ("",):
            aside = [found for found, by in unit.suppressed if by is comment and found.code == code]
            about = next((one for at, one in said.items() if at[0] == comment.span.start and _names(one.args, code)), None)
            first = aside[0] if aside else None
            yield Entry(
                "comment", unit.path, line, first.procedure if first else unit.looked.procedure,
                first.field_id if first else "", code, comment.reason, _noted(unit, comment.because), comment.until,
                "used" if aside else status[about.code] if about else "unused",
                {lang: first.text(lang) for lang in ("vi", "en")} if first else {},
            )  # fmt: skip


def _names(args: Mapping[str, object], code: str) -> bool:
    return args.get("code", code) == code


def _of_waivers(unit: Unit, today: str) -> Iterator[Entry]:
    procedure = unit.procedure
    if procedure is None:
        return
    waived = [
        *((field.id, field.title, field.waiver, field.spans) for _, field in procedure.fields()),
        *((one.id, one.title, one.waiver, one.spans) for one in procedure.attachments),
    ]
    for name, title, waiver, spans in waived:
        if waiver is not None:
            yield _of_waiver(unit, procedure.id, name, title, waiver, spans, today)


def _noted(unit: Unit, because: str) -> str:
    """A citation, and beside it that it is not verified."""
    return say(cited(unit.reasoned.index.law_names, because).noted(), "vi") if because and unit.reasoned is not None else because


def _of_waiver(
    unit: Unit, procedure: str, name: str, title: Words, waiver: Waiver, spans: Spans, today: str
) -> Entry:
    line = spans.get("waive", spans["field"]).places()[0]
    ended = waiver.until is not None and waiver.until < today
    because = _noted(unit, waiver.because.get("vi") or next(iter(waiver.because.values()), ""))
    return Entry(
        "waiver", unit.path, line, procedure, name, waiver.kind, "", because, waiver.until or "",
        "ended" if ended else "used", title,
    )  # fmt: skip


# --- printing -----------------------------------------------------------------------------------------------------

_WORDS = {
    "en": {
        "none": "Nothing is set aside.", "title": "Exceptions", "law": "law", "until": "until",
        "heads": ("where", "kind", "rule", "of", "reason", "law", "until", "status"),
    },
    "vi": {
        "none": "Không có ngoại lệ nào.", "title": "Các ngoại lệ", "law": "căn cứ", "until": "đến",
        "heads": ("ở đâu", "loại", "quy tắc", "của", "lý do", "căn cứ", "đến ngày", "tình trạng"),
    },
}  # fmt: skip
_STATUS = {
    "used": "đang dùng", "unused": "không còn cần", "ended": "hết hạn", "refused": "không hợp lệ", "in force": "có hiệu lực",
}  # fmt: skip
_KIND = {"comment": "chú thích", "waiver": "ngoại lệ", "settings": "cấu hình"}


def _text(found: list[Entry], lang: str) -> str:
    words = _WORDS.get(lang, _WORDS["en"])
    if not found:
        return f"{words['none']}\n"
    out = []
    for one in found:
        law = f"; {words['law']}: {one.because}" if one.because and one.because != one.reason else ""
        end = f"; {words['until']} {one.until}" if one.until else ""
        kind, status = (_KIND[one.kind], _STATUS[one.status]) if lang == "vi" else (one.kind, one.status)
        reason = f": {one.reason}" if one.reason else ""
        where = visible_path(f"{one.file}:{one.line}" if one.line else one.file)
        out.append(f"{where}: {kind} {visible(f'{one.rule} {one.field}'.strip())} ({status}){visible(reason + law + end)}\n")
        message = one.message.get(lang) or one.message.get("en", "")
        if message:
            out.append(f"   {visible(message)}\n")
    return "".join(out)


def _json(found: list[Entry], lang: str) -> str:
    names = Entry.__struct_fields__
    return json_text({"suppressions": [{name: _plain(getattr(one, name)) for name in names} for one in found]})


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _csv(found: list[Entry], lang: str) -> str:
    """UTF-8, with a header; what a spreadsheet would run as a formula begins with an apostrophe."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    names = Entry.__struct_fields__
    table.writerow(names)
    for one in found:
        cells = [getattr(one, name) for name in names]
        table.writerow([_cell(cell.get(lang) or cell.get("en", "") if isinstance(cell, Mapping) else cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> str:
    text = visible(str(value))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _markdown(found: list[Entry], lang: str) -> str:
    words = _WORDS.get(lang, _WORDS["en"])
    if not found:
        return f"# {words['title']}\n\n{words['none']}\n"
    heads = words["heads"]
    rows = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for one in found:
        kind, status = (_KIND[one.kind], _STATUS[one.status]) if lang == "vi" else (one.kind, one.status)
        where = f"{one.file}:{one.line}" if one.line else one.file
        cells = (where, kind, one.rule, one.field, one.reason, one.because, one.until, status)
        rows.append("| " + " | ".join(plain(visible(cell)).replace("|", "\\|") for cell in cells) + " |")
    return f"# {words['title']}\n\n" + "\n".join(rows) + "\n"


PRINTERS: Mapping[str, Callable[[list[Entry], str], str]] = {
    "text": _text, "json": _json, "csv": _csv, "md": _markdown,
}  # fmt: skip
