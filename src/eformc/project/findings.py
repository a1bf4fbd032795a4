"""The findings shown in the end: findings of each spec and between specs, less those that comments set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from eformc.diagnostics import Diagnostic, Fix, Severity, sort_key
from eformc.diagnostics.families import FATAL, is_binding
from eformc.diagnostics.suppressions import Suppression
from eformc.language.mistakes import KINDS
from eformc.language.reading import MOST_FINDINGS
from eformc.project.rule_config import Terms
from eformc.project.rule_sources import crashed
from eformc.source import Edit, Span

if TYPE_CHECKING:
    from eformc.rules.rule import Told

UNIQUE = "EF110"

Suppressed = tuple[tuple[Diagnostic, Suppression], ...]


class SpecFindings(NamedTuple):
    """The findings of one spec among others: what is shown, in order, and what comments set aside."""

    shown: tuple[Diagnostic, ...] = ()
    suppressed: Suppressed = ()


class SpecResult(Struct, frozen=True):
    """The raw result of one spec, before comments set anything aside. `told`: by rule, for what is found between specs;
    `reasoned`: the spec could be understood; `catalogue`: the id of the one it was compiled with, "" without one.
    """

    path: str
    procedure: str = ""
    id_span: Span | None = None
    found: tuple[Diagnostic, ...] = ()
    comments: tuple[Suppression, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict)
    reasoned: bool = False
    catalogue: str = ""

    @property
    def translatable(self) -> bool:
        """True if nothing found in it alone forbids translating it, whatever the day and the comments."""
        return self.reasoned and not any(one.severity is Severity.ERROR and is_binding(one.code) for one in self.found)


def is_sound(*, reasoned: bool, findings: SpecFindings) -> bool:
    """True if a spec can be compiled: it could be understood, and shows no error of the language or of behaviour."""
    return reasoned and not _fatal(findings.shown)


def never_unsound(result: SpecResult, findings: SpecFindings, terms: Terms) -> bool:
    """True if a spec that is sound alone is so on any day and among any others, but for what rules between specs find."""
    return is_sound(reasoned=result.reasoned, findings=findings) and not terms.raises_warnings


def apply_suppressions(
    looked: Sequence[SpecResult], terms: Terms, *, alone: bool | None = None, only: str | None = None
) -> list[SpecFindings]:
    """For each spec what is shown, and what is set aside. `alone`: no other spec was looked at, so that
    a comment about findings between specs may be needed all the same. `only`: the path of the one that is asked for.
    """
    between = _between(looked, terms)
    lone = len(looked) < 2 if alone is None else alone
    first: dict[str, str] = {}
    out = []
    for one in looked:
        if only is not None and one.path != only:
            if one.procedure:
                first.setdefault(one.procedure, one.path)
            continue
        shown, aside = _set_aside(one, [*one.found, *between.get(one.path, ())], terms, alone=lone)
        if one.procedure and one.id_span is not None:
            if one.procedure in first:  # two specs of one id would write to one folder
                twice = KINDS[UNIQUE].at(
                    one.id_span, "duplicate-procedure", procedure=one.procedure,
                    args={"id": one.procedure, "path": first[one.procedure]},
                )  # fmt: skip
                shown = tuple(sorted((*shown, twice), key=sort_key))
            first.setdefault(one.procedure, one.path)
        out.append(SpecFindings(shown, aside))
    return out


def _fatal(diagnostics: Sequence[Diagnostic]) -> bool:
    """True if one of the findings means that the spec cannot be compiled."""
    return any(one.severity is Severity.ERROR and one.code.startswith(FATAL) for one in diagnostics)


def _between(looked: Sequence[SpecResult], terms: Terms) -> Mapping[str, list[Diagnostic]]:
    """The findings of rules between forms, by the path of the spec it is found in: what lies in a fragment, by the spec's id."""
    out: dict[str, list[Diagnostic]] = {}
    paths = {one.path for one in looked}
    by_id = {one.procedure: one.path for one in reversed(looked)}
    for code, rule in terms.between.items():
        told = [one.told[code] for one in looked if code in one.told]
        if rule.across is None or not told:
            continue
        try:
            for found in rule.across.join(told):
                path = found.span.path
                out.setdefault(path if path in paths else by_id.get(found.procedure, path), []).append(found)
        except Exception as error:  # noqa: BLE001 - whatever a rule, maybe not ours, may raise
            first = next(one for one in looked if code in one.told and one.id_span is not None)
            if first.id_span is not None:
                out.setdefault(first.path, []).append(crashed(rule, first.id_span, first.procedure, error))
    return out


def _set_aside(
    one: SpecResult, diagnostics: list[Diagnostic], terms: Terms, *, alone: bool
) -> tuple[tuple[Diagnostic, ...], Suppressed]:
    """Findings that a comment sets aside are taken out; comments that are wrong or needed by nothing are put in."""
    counted = [terms.weighed(diagnostic) for diagnostic in diagnostics if terms.counts(diagnostic)]
    if not one.comments:
        return tuple(sorted(set_of(counted), key=sort_key)), ()
    speaking = _speaking(one.comments)
    kept: list[Diagnostic] = []
    aside: list[tuple[Diagnostic, Suppression]] = []
    used: set[tuple[int, str]] = set()
    for diagnostic in counted:
        line = diagnostic.span.places()[0]
        places = ((diagnostic.code, line), (diagnostic.code, 0)) if diagnostic.span.path == one.path else ()
        numbers = [speaking[place] for place in places if place in speaking]
        comment = one.comments[min(numbers)] if numbers else None
        if comment is None or is_binding(diagnostic.code):
            kept.append(diagnostic)
            continue
        used.add((comment.span.start, diagnostic.code))
        if _ended(comment, terms) or _lacking(comment, diagnostic.code, terms):
            kept.append(diagnostic)
        else:
            aside.append((diagnostic, comment))
    whole = not any(one.severity is Severity.ERROR and is_binding(one.code) for one in diagnostics)  # a comment may be needed again when a mistake is mended
    said = [one_ for one_ in _comment_findings(one.comments, used, terms, alone=alone) if whole or one_.code != "EF008"]
    kept += said[:MOST_FINDINGS]
    if len(said) > MOST_FINDINGS:
        args = {"count": len(said) - MOST_FINDINGS, "limit": MOST_FINDINGS}
        kept.append(KINDS["EF002"].at(said[MOST_FINDINGS].span, "too-many-findings", args=args))
    return tuple(sorted(set_of(kept), key=sort_key)), tuple(aside)


def _speaking(comments: Sequence[Suppression]) -> Mapping[tuple[str, int], int]:
    """The number of the first comment that speaks for a code on a line; line 0: in the whole file."""
    found: dict[tuple[str, int], int] = {}
    for number, comment in enumerate(comments):
        for code in comment.codes if comment.well_formed else ():
            found.setdefault((code, 0 if comment.whole_file else comment.line), number)
    return found


def _ended(comment: Suppression, terms: Terms) -> bool:
    return bool(comment.until) and comment.until < terms.today


def _lacking(comment: Suppression, code: str, terms: Terms) -> str:
    """The part that a comment about held data lacks, as a message of EF007."""
    kind = terms.kinds.get(code)
    if kind is None or not kind.needs_law:
        return ""
    return "no-law" if not comment.because else "" if comment.until else "no-end"


def _comment_findings(
    comments: Sequence[Suppression], used: set[tuple[int, str]], terms: Terms, *, alone: bool
) -> Iterator[Diagnostic]:
    for comment in comments:
        if comment.fault:
            yield KINDS["EF007"].at(comment.span, comment.fault, args={"until": comment.until})
            continue
        for code in comment.codes:
            needed = (comment.span.start, code) in used
            lacking = _lacking(comment, code, terms)
            looked_for = code in terms.wanted and not (alone and code in terms.between)
            if code not in terms.kinds:
                yield KINDS["EF007"].at(comment.span, "unknown-code", args={"code": code})
            elif is_binding(code):
                yield KINDS["EF007"].at(comment.span, "not-suppressible", args={"code": code})
            elif lacking:
                yield KINDS["EF007"].at(comment.span, lacking, args={"code": code})
            elif needed and _ended(comment, terms):
                yield KINDS["EF016"].at(comment.span, "ended", args={"code": code, "until": comment.until})
            elif not needed and looked_for:
                yield KINDS["EF008"].at(
                    comment.span, "unused", args={"code": code}, fixes=_removal(comment) if len(comment.codes) == 1 else ()
                )


def _removal(comment: Suppression) -> tuple[Fix, ...]:
    """The comment taken out: with its line where it stands alone, with the space before it where not."""
    source, span = comment.span.source, comment.span
    start, end = span.start, span.end
    line_start = source.text.rfind("\n", 0, start) + 1
    if source.text[line_start:start].strip():
        start = line_start + len(source.text[line_start:start].rstrip())
    else:
        start, end = line_start, min(end + 1, len(source.text))
    title = {"en": "Delete the comment", "vi": "Xóa chú thích"}
    return (Fix(title, (Edit(start, end, ""),), True, source.path),)


def set_of(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Each finding once: a fragment used twice says the same thing twice."""
    if len(diagnostics) < 2:
        return diagnostics
    seen: set[tuple[object, ...]] = set()
    out = []
    for diagnostic in diagnostics:
        key = (*sort_key(diagnostic), diagnostic.text("en"))
        if key not in seen:
            seen.add(key)
            out.append(diagnostic)
    return out
