"""What is shown in the end: findings of each spec and between specs, less those that comments set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eformc.diagnostics import Diagnostic, Severity, sort_key
from eformc.diagnostics.suppressions import Suppression
from eformc.language.mistakes import KINDS
from eformc.source import Span

FATAL = ("EF0", "EF1", "EF6")
"""Families whose errors mean that a spec cannot be compiled, and which no comment sets aside."""
UNIQUE = "EF110"

Aside = tuple[tuple[Diagnostic, Suppression], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at one spec alone gave. `told`: by rule, for what is found between specs."""

    path: str
    procedure: str = ""
    id_span: Span | None = None
    found: tuple[Diagnostic, ...] = ()
    comments: tuple[Suppression, ...] = ()
    told: Mapping[str, object] = field(default_factory=dict)


def settle(looked: Sequence[Looked], *, alone: bool | None = None) -> list[tuple[tuple[Diagnostic, ...], Aside]]:
    """For each spec what is shown, in order, and what comments set aside. `alone`: no other spec was looked at, so that
    a comment about findings between specs may be needed all the same.
    """
    between = _between(looked)
    lone = len(looked) < 2 if alone is None else alone
    first: dict[str, str] = {}
    out = []
    for one in looked:
        shown, aside = _set_aside(one, [*one.found, *between.get(one.path, ())], alone=lone)
        if one.procedure and one.id_span is not None:
            if one.procedure in first:  # two specs of one id would write to one folder
                twice = KINDS[UNIQUE].at(
                    one.id_span, "duplicate-procedure", procedure=one.procedure,
                    args={"id": one.procedure, "path": first[one.procedure]},
                )  # fmt: skip
                shown = tuple(sorted((*shown, twice), key=sort_key))
            first.setdefault(one.procedure, one.path)
        out.append((shown, aside))
    return out


def fatal(diagnostics: Sequence[Diagnostic]) -> bool:
    """Whether one of the findings means that the spec cannot be compiled."""
    return any(one.severity is Severity.ERROR and one.code.startswith(FATAL) for one in diagnostics)


def _between(looked: Sequence[Looked]) -> Mapping[str, list[Diagnostic]]:
    """What rules between forms find, by the path of the spec it is found in."""
    codes = {code for one in looked for code in one.told}
    out: dict[str, list[Diagnostic]] = {}
    if codes:
        from eformc.rules import rules

        for rule in rules():
            if rule.across is not None and rule.kind.code in codes:
                told: list[Any] = [one.told[rule.kind.code] for one in looked if rule.kind.code in one.told]
                for found in rule.across.join(told):
                    out.setdefault(found.span.path, []).append(found)
    return out


def _set_aside(one: Looked, diagnostics: list[Diagnostic], *, alone: bool) -> tuple[tuple[Diagnostic, ...], Aside]:
    """Findings that a comment sets aside are taken out; comments that are wrong or needed by nothing are put in."""
    if not one.comments:
        return tuple(sorted(set_of(diagnostics), key=sort_key)), ()
    kept: list[Diagnostic] = []
    aside: list[tuple[Diagnostic, Suppression]] = []
    used: set[tuple[int, str]] = set()
    for diagnostic in diagnostics:
        line = diagnostic.span.places()[0]
        same_file = diagnostic.span.path == one.path
        comment = next(
            (c for c in one.comments if c.well_formed and same_file and c.line == line and diagnostic.code in c.codes), None
        )
        if comment is None or diagnostic.code.startswith(FATAL):
            kept.append(diagnostic)
        else:
            aside.append((diagnostic, comment))
            used.add((comment.span.start, diagnostic.code))
    kept += _comment_findings(one.comments, used, needed=_between_codes() if alone else frozenset())
    return tuple(sorted(set_of(kept), key=sort_key)), tuple(aside)


def _between_codes() -> frozenset[str]:
    from eformc.rules import rules

    return frozenset(rule.kind.code for rule in rules() if rule.across is not None)


def known_codes() -> frozenset[str]:
    """Every code that can be found."""
    from eformc.rules import rules

    return frozenset(KINDS) | {rule.kind.code for rule in rules()}


def _comment_findings(
    comments: Sequence[Suppression], used: set[tuple[int, str]], needed: frozenset[str]
) -> Iterator[Diagnostic]:
    for comment in comments:
        if not comment.well_formed:
            yield KINDS["EF007"].at(comment.span, "malformed")
            continue
        for code in comment.codes:
            if code not in known_codes():
                yield KINDS["EF007"].at(comment.span, "unknown-code", args={"code": code})
            elif code.startswith(FATAL):
                yield KINDS["EF007"].at(comment.span, "not-suppressible", args={"code": code})
            elif (comment.span.start, code) not in used and code not in needed:
                yield KINDS["EF008"].at(comment.span, "unused", args={"code": code})


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
