"""The share of a build that one machine of several looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from msgspec import Struct

T = TypeVar("T")


class Shard(Struct, frozen=True):
    """Share `number` (from 1) of `of`."""

    number: int
    of: int

    def share(self, every: Iterable[T]) -> Iterator[T]:
        """This share of what comes in the same order on every machine."""
        return islice(every, self.number - 1, None, self.of)


def shard(text: str) -> Shard | None:
    """`2/5` as a share; None for anything else."""
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    made = Shard(int(found[1]), int(found[2])) if found else None
    return made if made is not None and made.number <= made.of else None
