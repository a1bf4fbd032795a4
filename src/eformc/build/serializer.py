"""Findings as plain data, for a cache or another process, and back. Texts are read again only when a place is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from eformc.build.records import PackedDiagnostic, PackedFix, PackedRelated, PackedSpan, PackedSuppression
from eformc.diagnostics import Diagnostic, Fix, Kind, Related
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


class Serializer:
    """Writes spans by the number of their file."""

    def __init__(self) -> None:
        self.paths: dict[str, int] = {}

    def span(self, span: Span) -> PackedSpan:
        return self.paths.setdefault(span.path, len(self.paths)), span.start, span.end

    def diagnostic(self, one: Diagnostic) -> PackedDiagnostic:
        args = {name: dict(value) if isinstance(value, Mapping) else value for name, value in one.args.items()}
        span = self.span(one.span)
        related = tuple([PackedRelated(self.span(other.span), dict(other.text)) for other in one.related])
        return PackedDiagnostic(
            one.code, one.message, args, span, one.severity, related, tuple(map(_packed_fix, one.fixes)), one.confidence,
            one.procedure, one.field_id, one.verified,
        )  # fmt: skip

    def suppression(self, one: Suppression) -> PackedSuppression:
        return PackedSuppression(one.codes, one.reason, one.line, self.span(one.span), one.fault, one.because, one.until, one.whole_file)


def _packed_fix(fix: Fix) -> PackedFix:
    return PackedFix(dict(fix.title), tuple([(edit.start, edit.end, edit.text) for edit in fix.edits]), fix.safe, fix.path)


class Deserializer:
    """Reads them back; `paths` as a `Serializer` numbered them."""

    def __init__(self, paths: Sequence[str], texts: Texts, kinds: Mapping[str, Kind]) -> None:
        self.sources = [LateText(path, texts) for path in paths]
        self.kinds = kinds

    def span(self, packed: PackedSpan) -> Span:
        at, start, end = packed
        return Span(self.sources[at], start, end)

    def diagnostic(self, one: PackedDiagnostic) -> Diagnostic:
        return Diagnostic(
            self.kinds[one.code], one.message, one.args, self.span(one.span), one.severity,
            tuple([Related(self.span(other.span), other.text) for other in one.related]), tuple(map(_fix, one.fixes)),
            one.confidence, one.procedure, one.field_id, one.verified,
        )  # fmt: skip

    def diagnostics(self, packed: Iterable[PackedDiagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(map(self.diagnostic, packed))

    def suppression(self, one: PackedSuppression) -> Suppression:
        span = self.span(one.span)
        return Suppression(one.codes, one.reason, one.line, span, one.fault, one.because, one.until, one.whole_file)


def _fix(one: PackedFix) -> Fix:
    return Fix(one.title, tuple([Edit(*edit) for edit in one.edits]), one.safe, one.path)
