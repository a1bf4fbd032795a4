"""A stored burden that later reports may not exceed: what citizens type and attach, per procedure.

The file is JSON: `{"baseline": 1, "procedures": {"khai-sinh": {"typed": 8, "attachments_typed": 4}}}`. Procedures that
are new since it was written are free; one that is gone is not missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from eformc.reports.figures import Figures

_COUNTED = ("typed", "attachments_typed")


class BaselineError(Exception):
    """A baseline that cannot be read; the message says which and why."""


class Growth(Struct, frozen=True):
    """A procedure that asks more than it did: `what` is `typed` or `attachments_typed`."""

    procedure: str
    what: str
    before: int
    now: int


def baseline_text(figures: Figures) -> str:
    """The burden of today as a baseline file."""
    procedures = {row.id: {what: getattr(row.burden, what) for what in _COUNTED} for row in figures.rows}
    return json.dumps({"baseline": 1, "procedures": procedures}, indent=2, sort_keys=True) + "\n"


def read_baseline(name: str, data: bytes) -> dict[str, dict[str, int]]:
    """The stored burden. Raises `BaselineError` with the file's name."""
    try:
        found = json.loads(data.decode("utf-8"))
        if found["baseline"] == 1:
            return {str(of): {what: int(counts[what]) for what in _COUNTED} for of, counts in found["procedures"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    message = f"{name}: not a baseline; write one with `eformc report --write-baseline {name}`"
    raise BaselineError(message)


def growths(figures: Figures, stored: dict[str, dict[str, int]]) -> Iterator[Growth]:
    """The burdens that grew since the baseline was written."""
    for row in figures.rows:
        for what, before in stored.get(row.id, {}).items():
            now = getattr(row.burden, what)
            if now > before:
                yield Growth(row.id, what, before, now)
