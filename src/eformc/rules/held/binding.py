"""Fixes that bind a field to the element it asks for: text edits, layout and comments elsewhere untouched."""

from __future__ import annotations

from eformc.diagnostics import Fix
from eformc.kernel.expressions import refs
from eformc.reasoning.reasoned import FieldReason, Reasoned
from eformc.source import Edit, Span

SURE = 0.9
"""From this confidence on a fix is safe."""


def binding_fix(reasoned: Reasoned, reason: FieldReason, replacement: str) -> tuple[Fix, ...]:
    """Replace a question of the form's own by the element; what else was said of it (`ref`, `when`, `optional`) stays."""
    spans = reason.field.spans
    settings = spans.get("settings")
    taken = any(other.id == replacement for other in reasoned.fields)
    declared = reason.subject in reasoned.procedure.subjects
    if settings is None or taken or not declared or reason.field.table is not None:
        return ()
    kept = [(key, spans[key]) for key in ("when", "optional", "recommended", "ref", "legal_basis") if key in spans]
    text = replacement + (": {" + ", ".join(f"{key}: {_flow(span)}" for key, span in kept) + "}" if kept else "")
    safe = reason.confidence >= SURE and not _is_read(reasoned, reason)
    field = reason.field.span
    title = {"en": f"Bind to {replacement}", "vi": f"Gắn với {replacement}"}
    return (Fix(title, (Edit(field.start, settings.end, text),), safe, field.path),)


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
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_read(reasoned: Reasoned, reason: FieldReason) -> bool:
    """Whether another field's condition or calculation reads this field by its present name."""
    for other in reasoned.fields:
        for expression in (other.field.when, other.field.derive):
            if expression is not None and any(ref.pointer == reason.field.pointer for ref in refs(expression)):
                return True
    constraints = reasoned.procedure.constraints
    return any(ref.pointer == reason.field.pointer for one in constraints for ref in refs(one.holds))
