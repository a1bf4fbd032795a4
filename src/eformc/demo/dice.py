"""Chance from a seed. Only `random()` is drawn from: the one method whose numbers Python promises never to change."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Weighted(Struct, Generic[T], frozen=True):
    """Choices and their running sum of weights."""

    choices: tuple[T, ...]
    sums: tuple[float, ...]


def weighted(weights: Mapping[T, float]) -> Weighted[T]:
    """A table to draw from. There must be a choice of a weight above 0."""
    return Weighted(tuple(weights), tuple(accumulate(weights.values())))


class Dice:
    """One stream of chance. The same seed gives the same stream on every machine."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed).random

    def chance(self, share: float) -> bool:
        """True in this share of throws."""
        return self.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends inclusive."""
        return low + int(self.random() * (high - low + 1))

    def around(self, middle: float, spread: float) -> float:
        """Near the middle more often than far from it: a bell from -3 to 3 spreads."""
        return middle + (self.random() + self.random() + self.random() - 1.5) * 2 * spread

    def pick(self, some: Sequence[T]) -> T:
        return some[int(self.random() * len(some))]

    def draw(self, table: Weighted[T]) -> T:
        return table.choices[bisect(table.sums, self.random() * table.sums[-1], 0, len(table.choices) - 1)]


def scattered(number: int, places: int, salt: int) -> int:
    """A number below 10**places, another one for every `number` below that: serial numbers that do not count up.

    Multiplying by a number prime to ten is a permutation of the remainders.
    """
    size: int = 10**places
    return (number * 7_368_787 + salt) % size
