"""A rule, and the form it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from eformc.diagnostics import Arg, Diagnostic, Fix, Kind, Related, Severity
from eformc.model.laws import Citation, noted
from eformc.rules.day import Day
from eformc.source import Span

if TYPE_CHECKING:
    from eformc.model.catalogue import Registry
    from eformc.reasoning.reasoned import Reasoned
    from eformc.rules.author_text import Text


class Form(Struct, frozen=True):
    """A reasoned procedure on a day: what a rule is given."""

    reasoned: Reasoned
    day: Day
    texts: tuple[Text, ...] = ()
    """The author's own texts, for the rules that read them (see `form_on`)."""

    def found(
        self,
        rule: Kind,
        span: Span,
        message: str,
        /,
        *,
        field_id: str = "",
        severity: Severity | None = None,
        confidence: float = 1.0,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
        **args: Arg | Citation | tuple[Citation, ...],
    ) -> Diagnostic:
        """A finding in this procedure; `args` fill the blanks of its message. One that rests on citations of which one is
        not verified is a warning at most.
        """
        cited = {name: (value,) if isinstance(value, Citation) else value for name, value in args.items() if isinstance(value, Citation | tuple)}
        verified = all(one.verified for several in cited.values() for one in several)
        level = severity or rule.severity
        return rule.at(
            span, message, procedure=self.reasoned.procedure.id, field_id=field_id, confidence=confidence, related=related,
            severity=level if verified or level is not Severity.ERROR else Severity.WARNING, fixes=fixes, verified=verified,
            args={name: noted(cited[name]) if name in cited else value for name, value in args.items()},  # type: ignore[misc]
        )  # fmt: skip


class Told(Struct, frozen=True):
    """The facts one form tells a rule that looks at several: `facts` are plain data (what JSON can hold), `spans` the places
    they speak of by number. Forms need not be held together for such a rule, nor read again when they did not change.
    """

    facts: Any
    spans: tuple[Span, ...] = ()


class Across(Struct, frozen=True):
    """A rule between forms, in two steps: what it wants to know of each, and what follows from all (by procedure)."""

    tell: Callable[[Form], Told]
    join: Callable[[Sequence[Told]], Iterator[Diagnostic]]


class Rule(Struct, frozen=True):
    """`check` looks at one form; `across` at all forms of a run together; `between` at an old and a new version, and
    the places that the new one breaks (`eformc diff`).
    """

    kind: Kind
    check: Callable[[Form], Iterator[Diagnostic]]
    across: Across | None = None
    between: Callable[[Reasoned, Reasoned, Sequence[str]], Iterator[Diagnostic]] | None = None


def no_check(form: Form) -> Iterator[Diagnostic]:
    """For rules that only look at several forms together, or at two versions of one."""
    return iter(())


def severity_of(registry: Registry | None) -> Severity:
    """By the law: usable data of a registry that its holder published may not be asked again (error); held but not yet
    published: warning. Without a registry the value follows from the form itself: error.
    """
    return Severity.ERROR if registry is None or registry.published else Severity.WARNING
