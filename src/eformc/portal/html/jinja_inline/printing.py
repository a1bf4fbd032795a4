"""Functions that compiled templates call: escaping, and texts that many pages share."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from markupsafe import escape

from eformc.kernel.same import same


def text(value: Any) -> str:
    """As `markupsafe.escape`, but that text stays text: what is written is only joined."""
    kind = type(value)
    if kind is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            return str(escape(value))
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


def remembered(macro: Callable[[Any], str]) -> Callable[[Any], str]:
    """A macro that reads nothing but a list, which many pages share: what it gave of those it was given last."""
    known = lru_cache(maxsize=256)(lambda it: macro(it()))
    return lambda given: known(same(given)) if type(given) is tuple else macro(given)


class Printed:
    """The texts printed of values that many pages share, by being them. For pages without a theme and without answers:
    what a question looks like on them follows from the question and its language.
    """

    MOST = 4096

    def __init__(self) -> None:
        self._texts: dict[tuple[Any, int], tuple[Any, str]] = {}

    def of(self, it: Any, piece: Callable[..., str], context: Any, given: tuple[Any, ...]) -> str:
        """The text a piece prints of it. It stays alive with that, so that no other takes its place."""
        found = self._texts.get((piece, id(it)))
        if found is None:
            if len(self._texts) >= self.MOST:
                self._texts.clear()
            found = self._texts[piece, id(it)] = it, piece(context, *given)
        return found[1]


def printing(piece: Callable[..., str], at: int) -> Callable[..., str]:
    """A piece that prints one of its arguments alone: where a page is given `printed`, what many share is printed once."""

    def print_(context: Any, *given: Any) -> str:
        printed, it = context.parent.get("printed"), given[at]
        return piece(context, *given) if printed is None or not it.shared else printed.of(it, piece, context, given)

    return print_
