"""Facts that the digits of a number say: the sex or the birth year in a national number, as a country's catalogue describes it."""

from __future__ import annotations

import re

from msgspec import Struct


class Place(Struct, frozen=True):
    """Digits `first` to `last` of a number, counted from 1, and the numbers they may be: ranges, both ends counted."""

    first: int
    last: int
    within: tuple[tuple[int, int], ...]


class Case(Struct, frozen=True):
    """The statement that holds where all of `where` hold: the code `gives`, or what is taken plus `add`."""

    where: tuple[Place, ...]
    gives: str | None = None
    add: int = 0


class Digits(Struct, frozen=True):
    """A number of `length` digits; `take`: the digits read off as a number; the first case that holds counts."""

    length: int
    cases: tuple[Case, ...]
    take: tuple[int, int] | None = None


def read_off(number: str, digits: Digits) -> str | int | None:
    """The code or the whole number that a number says; None where it is no such number or no case holds. Blanks, hyphens,
    dots and slashes between its digits do not count.
    """
    plain = _BETWEEN.sub("", number)
    if len(plain) != digits.length or not (plain.isascii() and plain.isdigit()):
        return None
    case = next((one for one in digits.cases if all(_holds(plain, place) for place in one.where)), None)
    if case is None or case.gives is not None:
        return case.gives if case is not None else None
    return case.add + (int(plain[digits.take[0] - 1 : digits.take[1]]) if digits.take is not None else 0)


_BETWEEN = re.compile(r"(?<=[0-9])[ ./-](?=[0-9])")


def _holds(plain: str, place: Place) -> bool:
    found = int(plain[place.first - 1 : place.last])
    return any(least <= found <= most for least, most in place.within)
