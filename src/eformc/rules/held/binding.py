"""Fixes that bind a field to the element it asks for: text edits, layout and comments elsewhere untouched."""

from __future__ import annotations

from eformc.diagnostics import Fix
from eformc.kernel.expressions import refs
from eformc.kernel.words import Words
from eformc.model.procedure import Known, Subject, expressions_of
from eformc.reasoning.reasoned import FieldReason, Reasoned
from eformc.rules.guess import sources_of
from eformc.source import Edit, Span

_KEPT = ("when", "optional", "recommended", "ref", "legal_basis")
"""Settings of a question that its element takes over."""


def binding_fix(reasoned: Reasoned, reason: FieldReason) -> tuple[Fix, ...]:
    """Replace a recognised question by its element; what else was said of it (`ref`, `when`, `optional`) stays. Questions
    that its value is found with are bound together with it, subjects it needs are declared.

    Safe only if every guess it rests on is certain and nothing reads these questions by their present names. None in a
    table of the form's own: its rows would have to become a subject.
    """
    guessed = [one for one in sources_of(reasoned, reason) if one.guess is not None and one.is_asked]
    edits: list[Edit] = []
    for one in (reason, *guessed):
        bound = _bound(reasoned, one)
        declared = _declaration(reasoned, one)
        if bound is None or declared is None:
            return ()
        edits += [bound, *declared]
    span = reason.field.span
    every = (reason, *guessed)
    if any(one.field.span.path != span.path for one in every):
        return ()
    safe = all(one.guess is not None and one.guess.certain and not _is_read(reasoned, one) for one in every)
    name = _element_of(reason)
    title = {"en": f"Bind to {name}", "vi": f"Gắn với {name}"}
    return (Fix(title, tuple(dict.fromkeys(edits)), safe, span.path),)


def declaring(reasoned: Reasoned, reason: FieldReason) -> Words | str:
    """The words that a subject has to be declared before a fact of it can be written; empty where it is."""
    subject = _undeclared(reasoned, reason)
    if subject is None:
        return ""
    written = f"`{subject.id}: {_as_declared(subject, ())}`"
    return {"en": f", with {written} under `subjects`", "vi": f", và khai báo {written} ở `subjects`"}


def _element_of(reason: FieldReason) -> str:
    return f"{reason.subject}.{reason.element.name}" if reason.element is not None else ""


def _bound(reasoned: Reasoned, reason: FieldReason) -> Edit | None:
    """The edit that writes the element in place of the question; None where that cannot be written there."""
    spans, group, name = reason.field.spans, reason.group, _element_of(reason)
    settings = spans.get("settings")
    rows = group is not None and (group.subject is None or group.subject != reason.subject)
    if settings is None or not name or rows or any(other.id == name for other in reasoned.fields):
        return None
    kept = ", ".join(f"{key}: {_flow(spans[key])}" for key in _KEPT if key in spans)
    return Edit(reason.field.span.start, settings.end, f"{name}: {{{kept}}}" if kept else name)


def _undeclared(reasoned: Reasoned, reason: FieldReason) -> Subject | None:
    """The subject of a guess, where the author did not declare it. The application and the like are there always."""
    found = reasoned.if_bound.procedure.subjects.get(reason.subject or "")
    return found if found is not None and found.id not in reasoned.procedure.subjects else None


def _declaration(reasoned: Reasoned, reason: FieldReason) -> tuple[Edit, ...] | None:
    """The edit that declares the subject of a guess behind the last one; none where it is declared, None where it cannot
    be: subjects that stand in braces, or in another file.
    """
    subject = _undeclared(reasoned, reason)
    if subject is None:
        return ()
    span = reason.field.span
    spans = [one.span for one in reasoned.procedure.subjects.values() if one.span is not None and one.span.path == span.path]
    last = max(spans, key=lambda one: one.start, default=None)
    if last is None:
        return None
    text = last.source.text
    start = text.rfind("\n", 0, last.start) + 1
    indent = text[start : last.start]
    if indent.strip() or not indent:
        return None
    at = _end_of_entry(text, last.start, len(indent))
    if at is None:
        return None
    return (Edit(at, at, f"{indent}{subject.id}: {_as_declared(subject, reasoned.procedure.languages)}\n"),)


def _end_of_entry(text: str, start: int, indent: int) -> int | None:
    """The start of the line behind an entry: the lines that are indented deeper than its key belong to it."""
    end = text.find("\n", start)
    while end >= 0:
        following = text[end + 1 : text.find("\n", end + 1) if "\n" in text[end + 1 :] else len(text)]
        if not following.strip() or len(following) - len(following.lstrip(" ")) <= indent:
            return end + 1
        end = text.find("\n", end + 1)
    return None


def _as_declared(subject: Subject, languages: tuple[str, ...]) -> str:
    """A subject as an author declares it; its title only in the form's languages."""
    parts = [f"is: {subject.entity}"]
    if subject.via is not None:
        parts.append(f"via: {'.'.join(subject.via)}")
    elif subject.known is Known.KEY:
        parts.append("known_by: key")
    if subject.many:
        parts.append("many: true")
    titles = [f"{lang}: {_quoted(subject.title[lang])}" for lang in languages if subject.title.get(lang)]
    if titles and subject.via is None:
        parts.append("title: {" + ", ".join(titles) + "}")
    return "{" + ", ".join(parts) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unasked_fix(reason: FieldReason, replacement: str) -> tuple[Fix, ...]:
    """Take `ask: true` away where nothing else is said."""
    spans = reason.field.spans
    others = [key for key in spans if key not in ("field", "settings", "ask")]
    if others or "settings" not in spans:
        return ()
    field = reason.field.span
    if field.text.partition(".")[2] == replacement.partition(".")[2]:
        replacement = field.text  # in a fragment the subject may go by another name
    title = {"en": "Do not ask again", "vi": "Không hỏi lại"}
    return (Fix(title, (Edit(field.start, spans["settings"].end, replacement),), True, field.path),)


def removing_fix(reasoned: Reasoned, reason: FieldReason) -> tuple[Fix, ...]:
    """Take an entry out, with its lines. Not safe: what is sent no longer has it. Not offered where another field reads
    it, or where its page or table would be left with nothing.
    """
    siblings = reason.group.columns if reason.group is not None else reason.page.items
    if len(siblings) < 2 or _is_read(reasoned, reason):
        return ()
    span, text = reason.field.span, reason.field.span.source.text
    settings = reason.field.spans.get("settings")
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", settings.end if settings is not None else span.end)
    if text[start : span.start].strip() != "-" or end < 0:
        return ()
    title = {"en": f"Take {reason.id} out", "vi": f"Bỏ {reason.id}"}
    return (Fix(title, (Edit(start, end + 1, ""),), False, span.path),)


def _flow(span: Span) -> str:
    """A value as it can stand in a flow mapping."""
    text = " ".join(span.text.split())
    if text.startswith("- "):
        text = "[" + ", ".join(part.strip() for part in text[2:].split(" - ")) + "]"
    plain = not any(char in text for char in "{}[],#:&*!|>'\"%@`") or text[:1] in "\"'["
    return text if plain else _quoted(text)


def _is_read(reasoned: Reasoned, reason: FieldReason) -> bool:
    """True if a condition, calculation or constraint of the form reads this field by its present name."""
    field = reason.field
    places = {field.pointer, (field.table, "*", *field.pointer)} if field.table else {field.pointer}
    return any(ref.pointer in places for one in expressions_of(reasoned.procedure) for ref in refs(one))
