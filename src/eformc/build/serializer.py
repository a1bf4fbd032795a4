"""Findings as plain data, for a cache or another process, and back. Texts are read again only when a place is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eformc.diagnostics import Diagnostic, Fix, Kind, Related, Severity
from eformc.diagnostics.suppressions import Suppression
from eformc.source import Edit, SourceText, Span

Texts = Callable[[str], str]
"""The text of a file by the path it is shown under, as the reader of YAML gives it."""


class LateText(SourceText):
    """A source whose text is read when it is first wanted."""

    __slots__ = ("_read", "_text")

    def __init__(self, path: str, read: Texts) -> None:  # not its base's: there is no text yet
        self.path = path
        self._line_starts = []
        self._read = read
        self._text: str | None = None

    @property
    def text(self) -> str:  # type: ignore[override]
        found = self._text
        if found is None:
            found = self._read(self.path)
            self._text = found
        return found


class Packer:
    """Writes spans by the number of their file."""

    def __init__(self) -> None:
        self.paths: dict[str, int] = {}

    def span(self, span: Span) -> list[int]:
        return [self.paths.setdefault(span.path, len(self.paths)), span.start, span.end]

    def diagnostic(self, one: Diagnostic) -> list[Any]:
        return [
            one.code,
            one.message,
            {name: dict(value) if isinstance(value, Mapping) else value for name, value in one.args.items()},
            self.span(one.span),
            one.severity.value,
            [[self.span(related.span), dict(related.text)] for related in one.related],
            [
                [dict(fix.title), [[edit.start, edit.end, edit.text] for edit in fix.edits], fix.safe, fix.path]
                for fix in one.fixes
            ],
            one.confidence,
            one.procedure,
            one.field_id,
            one.verified,
        ]

    def suppression(self, one: Suppression) -> list[Any]:
        return [list(one.codes), one.reason, one.line, self.span(one.span), one.fault, one.because, one.until, one.whole_file]


class Unpacker:
    """Reads them back; `paths` as a `Packer` numbered them."""

    def __init__(self, paths: Sequence[str], texts: Texts, kinds: Mapping[str, Kind]) -> None:
        self.sources = [LateText(path, texts) for path in paths]
        self.kinds = kinds

    def span(self, packed: Sequence[int]) -> Span:
        at, start, end = packed
        return Span(self.sources[at], start, end)

    def diagnostic(self, packed: Sequence[Any]) -> Diagnostic:
        code, message, args, span, severity, related, fixes, confidence, procedure, field_id, verified = packed
        return Diagnostic(
            self.kinds[code],
            message,
            args,
            self.span(span),
            Severity(severity),
            tuple(Related(self.span(at), text) for at, text in related),
            tuple(
                Fix(title, tuple(Edit(*edit) for edit in edits), safe, path) for title, edits, safe, path in fixes
            ),
            confidence,
            procedure,
            field_id,
            verified,
        )

    def diagnostics(self, packed: Iterable[Sequence[Any]]) -> tuple[Diagnostic, ...]:
        return tuple(self.diagnostic(one) for one in packed)

    def suppression(self, packed: Sequence[Any]) -> Suppression:
        codes, reason, line, span, *rest = packed
        return Suppression(tuple(codes), reason, line, self.span(span), *rest)
