"""Texts that a pattern matches, drawn from its syntax tree."""

from __future__ import annotations

from random import Random

from eformc.kernel.check_digits import checked
from eformc.kernel.patterns import Alt, Chars, Pattern, Repeat, Seq, Tree
from eformc.kernel.values import Text

MOST_REPEATS = 3
"""The number of times that a part without bound is repeated beyond the least."""


def sample(pattern: Pattern, dice: Random) -> str:
    """One text that the whole pattern matches."""
    return _sample(pattern.tree, dice)


MOST_TRIES = 20_000
"""So many texts of a pattern are drawn until the check digits of one hold."""


def sample_of(value: Text, dice: Random) -> str:
    """One text that fits a kind of text with a pattern, check digits included; nothing for a kind without one."""
    text = ""
    for _ in range(MOST_TRIES if value.pattern is not None else 0):
        text = sample(value.pattern, dice) if value.pattern is not None else text
        if checked(value.checks, text):
            break
    return text


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
