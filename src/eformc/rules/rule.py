"""What a rule is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.catalogue import Registry
from eformc.reasoning.reasoned import Reasoned
from eformc.source import Span


@dataclass(frozen=True, slots=True)
class Form:
    """A reasoned procedure on a day (ISO date): what a rule is given."""

    reasoned: Reasoned
    today: str

    def found(self, kind: Kind, span: Span, message: str, *, field_id: str = "", **args: Any) -> Diagnostic:
        """A finding in this procedure."""
        return kind.at(span, message, procedure=self.reasoned.procedure.id, field_id=field_id, **args)


@dataclass(frozen=True, slots=True)
class Rule:
    kind: Kind
    check: Callable[[Form], Iterator[Diagnostic]]


def severity_of(registry: Registry | None) -> Severity:
    """By the law: usable data of a registry that its holder published may not be asked again (error); held but not yet
    published: warning. Without a registry the value follows from the form itself: error."""
    return Severity.ERROR if registry is None or registry.published else Severity.WARNING
