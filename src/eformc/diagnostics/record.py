"""The one record that every finding is, and the declaration of what can be found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct, field

from eformc.source import Edit, Span

T = TypeVar("T")
_BLANK = re.compile(r"\{([a-z_]+)\}")
LONGEST = 400
"""Characters of a spec's own text that a finding repeats at most."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return (Severity.INFO, Severity.WARNING, Severity.ERROR).index(self)


GATHERED = 5
"""So many findings of one kind in one file are shown as one line, where the kind has words for it."""

Arg: TypeAlias = "str | int | Mapping[str, str]"
"""A message's argument: a name or number, or a text in several languages."""

Confidence: TypeAlias = float
"""1.0 is certain (the author named it); below that, how sure the recognition is."""


class Kind(Struct, frozen=True):
    """Something that can be found: its code never changes its meaning.

    `messages`: message id -> language -> text with `{arguments}`; `helps` the way out, likewise. `why` explains the
    rule to its reader; `law` says what obliges (a blank such as `{once_only_law}` is the catalogue's to fill); `fix`
    what `lint --fix` does; `wrong` and `right` are an example each (spec text). A finding that `needs_law` is set aside
    only by a comment that cites the law and ends. One of `absence` says that something is not there: it waits while a
    part of the form cannot be understood.
    """

    code: str
    name: str
    severity: Severity
    messages: Mapping[str, Mapping[str, str]]
    helps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    right: str = ""
    since: str = "0.1"
    law: Mapping[str, str] = field(default_factory=dict)
    fix: Mapping[str, str] = field(default_factory=dict)
    needs_law: bool = False
    gathered: Mapping[str, str] = field(default_factory=dict)
    """Language -> text with `{count}`: said once where a form has `GATHERED` findings of the kind or more."""
    absence: bool = False
    edition: str = "2026"
    """The first edition of the rules that holds it (see `eformc.rules.editions`)."""

    def at(
        self,
        span: Span,
        message: str,
        *,
        severity: Severity | None = None,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
        confidence: Confidence = 1.0,
        procedure: str = "",
        field_id: str = "",
        args: Mapping[str, Arg] | None = None,
        verified: bool = True,
    ) -> Diagnostic:
        """A finding of this kind at a place; `args` fill the blanks of its message, long ones cut."""
        if args:
            args = {name: f"{one[:LONGEST]}…" if type(one) is str and len(one) > LONGEST else one for name, one in args.items()}
        return Diagnostic(
            self, message, args or {}, span, severity or self.severity, related, fixes, confidence, procedure, field_id, verified
        )


class Related(Struct, frozen=True):
    """Another place that belongs to the finding, and what it has to do with it."""

    span: Span
    text: Mapping[str, str]


class Fix(Struct, frozen=True):
    """A way to mend it as text edits on one file. Safe: keeps the meaning or is what the rule demands."""

    title: Mapping[str, str]
    edits: tuple[Edit, ...]
    safe: bool
    path: str


class Diagnostic(Struct, frozen=True):
    kind: Kind
    message: str
    args: Mapping[str, Arg]
    span: Span
    severity: Severity
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    confidence: Confidence = 1.0
    procedure: str = ""
    field_id: str = ""
    verified: bool = True
    """False where it rests on a law that nobody read, or on an article that nobody found in it."""

    @property
    def code(self) -> str:
        return self.kind.code

    def text(self, lang: str) -> str:
        """The message in a language (English where there is none)."""
        return filled(self.kind.messages[self.message], self.args, lang)

    def help(self, lang: str) -> str:
        """The way out in a language; may be empty."""
        words = self.kind.helps.get(self.message) or self.kind.helps.get("")
        return filled(words, self.args, lang) if words else ""


def filled(words: Mapping[str, str], args: Mapping[str, Arg], lang: str) -> str:
    """A text in a language (English where there is none) with its blanks filled, each once: a blank in an argument is
    text like any other.
    """
    template = words.get(lang) or words.get("en") or next(iter(words.values()), "")
    return _BLANK.sub(lambda blank: _worded(args[blank[1]], lang) if blank[1] in args else blank[0], template)


def _worded(value: Arg, lang: str) -> str:
    if isinstance(value, Mapping):
        return value.get(lang) or next(iter(value.values()), "")
    return str(value)


class Outcome(Struct, Generic[T], frozen=True):
    """The result of a stage: as much value as possible, and what there is to say."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """The order findings are shown in: path, place, code."""
    return diagnostic.span.path, diagnostic.span.start, diagnostic.span.end, diagnostic.code, diagnostic.message
