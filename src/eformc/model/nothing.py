"""The answer that there is nothing: which entries of a page it stands for, and the condition that it puts in front of them."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.kernel.expressions import And, Call, Expression, Function, Not, Pointer, Ref, Type
from eformc.kernel.values import Boolean, Value
from eformc.model.procedure import Field, Group, Page


def says_nothing(value: Value) -> bool:
    """True of the kind of answer that there is nothing."""
    return isinstance(value, Boolean) and value.nothing


def unless_nothing(pointer: Pointer) -> Expression:
    """The condition of what does not apply once it is said at a place that there is nothing."""
    return Not(Call(Function.PRESENT, (Ref(pointer, Type.BOOLEAN),), Type.BOOLEAN))


def beside(page: Page, number: int) -> range:
    """The numbers of the items that the answer at an item stands for: those of its group, or of its whole page."""
    for section in page.sections:
        if section.first <= number < section.first + section.count:
            return range(section.first, section.first + section.count)
    return range(len(page.items))


def nothings(page: Page) -> Iterator[tuple[int, Field]]:
    """The answers of a page that there is nothing, with the numbers of their items."""
    yield from ((number, item) for number, item in enumerate(page.items) if isinstance(item, Field) and says_nothing(item.value))


def others(page: Page, number: int) -> tuple[Field | Group, ...]:
    """The items that the answer at an item stands for."""
    return tuple([page.items[one] for one in beside(page, number) if one != number])


def without(when: Expression | None, conditions: frozenset[Expression]) -> Expression | None:
    """A condition less some of its operands."""
    if when is None or not conditions:
        return when
    left = tuple([one for one in (when.operands if isinstance(when, And) else (when,)) if one not in conditions])
    return And(left) if len(left) > 1 else left[0] if left else None
