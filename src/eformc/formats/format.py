"""What a format is given and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from eformc.diagnostics import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order they are shown, and what was looked at. `suppressed`: finding -> reason."""

    diagnostics: tuple[Diagnostic, ...]
    version: str
    lang: str
    procedures: int
    files: tuple[str, ...]
    color: bool = False
    suppressed: tuple[tuple[Diagnostic, str], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        return sum(1 for diagnostic in self.diagnostics if diagnostic.severity is severity)


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    print: Callable[[Report], str]


def visible(text: str) -> str:
    """Text that can forge nothing: control characters and escapes shown as `\\u{..}`, on one line."""
    return "".join(char if char >= " " and not "\x7f" <= char <= "\x9f" else f"\\u{{{ord(char):x}}}" for char in text)


def fingerprint(diagnostic: Diagnostic) -> str:
    """Stable across edits elsewhere: no line numbers, only what is found where in the form."""
    import hashlib

    parts = (
        diagnostic.code,
        diagnostic.message,
        diagnostic.span.path,
        diagnostic.procedure,
        diagnostic.field_id,
        diagnostic.span.text,
        diagnostic.text("en"),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
