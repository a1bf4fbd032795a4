"""Texts that a pattern matches, drawn from its syntax tree."""

from __future__ import annotations

from random import Random

from eformc.kernel.patterns import Alt, Chars, Pattern, Repeat, Seq, Tree

MOST_REPEATS = 3
"""The number of times that a part without bound is repeated beyond the least."""


def sample(pattern: Pattern, dice: Random) -> str:
    """One text that the whole pattern matches."""
    return _sample(pattern.tree, dice)


def _sample(tree: Tree, dice: Random) -> str:
    match tree:
        case Chars(ranges):
            low, high = dice.choice(ranges)
            return chr(dice.randint(low, high))
        case Seq(items):
            return "".join(_sample(item, dice) for item in items)
        case Alt(branches):
            return _sample(dice.choice(branches), dice)
        case Repeat(body, least, most):
            count = dice.randint(least, least + MOST_REPEATS if most is None else most)
            return "".join(_sample(body, dice) for _ in range(count))
