"""Conditions that read what a page must not have: the server says if they hold (docs/semantics.md, section 15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from eformc.contract.held import Given, HeldValue
from eformc.kernel.evaluate import Scope, at, holds
from eformc.kernel.expressions import Expression, Pointer, pointer_text, refs
from eformc.kernel.form import Form, Table
from eformc.portal.submission.judge import Submitted

Truths: TypeAlias = Mapping[str, Any]
"""Number of a condition -> if it holds; of one that is asked in rows JSON Pointer of a row -> if it holds there. `c:` and the id
of a rule that the server alone can judge -> None."""


def truths(form: Form, conditions: Sequence[Expression], made: Submitted, held: Given) -> dict[str, Any]:
    """Say of each condition of a page that reads a masked value if it holds. `conditions`: in the page's order."""
    masked = frozenset(tuple(token for token in one.split("/")[1:] if not token.isdigit()) for one, found in held.items() if isinstance(found, HeldValue) and found.masked)
    if not masked:
        return {}
    scope = Scope(made.answers, made.today, None, made.known)
    told: dict[str, Any] = {}
    for number, one in enumerate(conditions):
        if reads(one, masked):
            in_rows = any(ref.row for ref in refs(one))
            told[str(number)] = dict(_in_rows(form, one, made, scope)) if in_rows else holds(one, scope) is True
    judged = (one.id for one in form.constraints if reads(one.holds, masked) or (one.when is not None and reads(one.when, masked)))
    return told | {f"c:{id_}": None for id_ in judged}


def reads(condition: Expression, masked: frozenset[Pointer]) -> bool:
    """True if a condition reads one of these places (without the number of a row), or the rows they stand in."""
    return any(_same(ref.pointer, place) or (ref.row and _same(ref.pointer, place[1:])) for ref in refs(condition) for place in masked)


def _same(read: Pointer, place: Pointer) -> bool:
    length = min(len(read), len(place))
    return length > 0 and read[:length] == place[:length]


def _in_rows(form: Form, condition: Expression, made: Submitted, scope: Scope) -> Iterator[tuple[str, bool]]:
    for table in form.entries:
        rows = at(made.whole, table.pointer) if isinstance(table, Table) else None
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            yield f"{pointer_text(table.pointer)}/{number}", holds(condition, Scope(scope.answers, scope.today, row, scope.known)) is True
