"""Texts that a pattern matches, drawn from its syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from random import Random

from eformc.characters import normalized
from eformc.kernel.check_digits import checked
from eformc.kernel.patterns import Alt, Chars, Pattern, Repeat, Seq, Tree
from eformc.kernel.values import Text

MOST_REPEATS = 3
"""The number of times that a part without bound is repeated beyond the least."""


def sample(pattern: Pattern, dice: Random) -> str:
    """One text that the whole pattern matches."""
    return _sample(pattern.tree, dice)


MOST_TRIES = 2_000
"""So many texts of a pattern are drawn until the check digits of one hold."""
OFTEN_FEW = 0.8
"""The share of parts with very many repeats that are drawn with few: texts of many such parts keep within their limits."""
VARIED = 2
"""Digits of a drawn text that are varied until its check digits hold: drawing anew would take many times as long."""


def sample_of(value: Text, dice: Random) -> str:
    """One text that fits a kind of text with a pattern, length and check digits included; nothing for a kind without one."""
    pattern, text = value.pattern, ""
    for _ in range(MOST_TRIES if pattern is not None else 0):
        text = sample(pattern, dice) if pattern is not None else text
        if not value.least <= len(text) <= value.most or normalized(text) != text:
            continue
        for one in _variants(text, dice) if value.checks else (text,):
            if checked(value.checks, one) and (one == text or (pattern is not None and re.fullmatch(pattern.body, one))):
                return one
    return text


def _variants(text: str, dice: Random) -> Iterator[str]:
    """A text, then the same with some of its digits changed in every way."""
    yield text
    digits = [at for at, char in enumerate(text) if char.isascii() and char.isdigit()]
    places = dice.sample(digits, min(VARIED, len(digits)))
    for chosen in product("0123456789", repeat=len(places)):
        varied = list(text)
        for at, digit in zip(places, chosen, strict=True):
            varied[at] = digit
        yield "".join(varied)


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
            few = most is None or (most - least > MOST_REPEATS and dice.random() < OFTEN_FEW)
            count = dice.randint(least, least + MOST_REPEATS if few or most is None else most)
            return "".join(_sample(body, dice) for _ in range(count))
