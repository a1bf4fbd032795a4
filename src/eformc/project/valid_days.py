"""Days on which findings hold: what was found stays true until the next day that a rule looked at."""

from __future__ import annotations

from collections.abc import Sequence


def holding(days: Sequence[tuple[str, str]], today: str) -> list[int]:
    """Places in a list of days (after, before) of those that a day lies within."""
    return [at for at, (after, before) in enumerate(days) if after < today and (not before or today < before)]


def holds_on(span: Sequence[str], today: str) -> bool:
    """True if what was found within a span of days (see `rules.day`) is what would be found today."""
    first, after, before, last = span
    return first <= today and after < today and (not before or today < before) and (not last or today <= last)
