"""Groups of a page: the questions and notes below one heading, and the conditions they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eformc.kernel.expressions import Expression, both
from eformc.language.drafts import Draft, GroupDraft
from eformc.language.fragments import Conditions, Heading
from eformc.language.notes import Condition
from eformc.model.procedure import Section


class Sections:
    """The groups of the page that is read, each with the items that stand below its heading."""

    def __init__(self) -> None:
        self._found: list[tuple[Heading, set[int]]] = []

    def number(self, heading: Heading | None) -> int | None:
        """The number of a heading; of a new one the next."""
        if heading is None:
            return None
        for number, (one, _) in enumerate(self._found):
            if one is heading:
                return number
        self._found.append((heading, set()))
        return len(self._found) - 1

    def placed(self, heading: Heading | None, item: int) -> None:
        """Note that an item of the page stands below a heading."""
        number = self.number(heading)
        if number is not None:
            self._found[number][1].add(item)

    def finished(self, typed: Condition) -> Iterator[Section]:
        """The groups in the page's order; one without items has a count of 0."""
        for heading, items in self._found:
            condition = conjunction(heading.when, typed)
            yield Section(heading.title, min(items, default=0), len(items), heading.help, condition, heading.span, heading.more)


def conjunction(conditions: Iterable[tuple], typed: Condition) -> Expression | None:  # type: ignore[type-arg]
    """All of some conditions that stand in no table, as one."""
    found: Expression | None = None
    for reader, scalar in conditions:
        found = both(found, typed(reader, scalar, None))
    return found


def shared_conditions(draft: GroupDraft) -> Conditions:
    """The conditions of groups and fragments that all columns of a subject's table stand under: they are the table's."""
    first: Draft | None = draft.columns[0] if draft.columns else None
    if first is None:
        return ()
    return tuple([one for one in first.extra_when if all(one in column.extra_when for column in draft.columns)])
