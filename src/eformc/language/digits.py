"""A catalogue's description of what the digits of a number say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map

from eformc.kernel.digits import Case, Digits, Place
from eformc.kernel.words import Words
from eformc.language.reading import Reader
from eformc.source import Mapping, Scalar

_WHERE: Map[str, Words] = {
    "digits": {"en": "`digits`", "vi": "`digits`"},
    "digit_case": {"en": "a case of `digits`", "vi": "một trường hợp của `digits`"},
}
_PLACE = re.compile(r"([1-9][0-9]?)(?:-([1-9][0-9]?))?")
_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def read_digits(reader: Reader, node: Mapping) -> Digits | None:
    """The description at `digits`; None where it is absent or faulty, which is reported."""
    found = reader.mapping(node, "digits")
    if found is None or reader.table(found, "digits", _WHERE["digits"]) is None:
        return None
    length = reader.integer(found, "length")
    if length is None:
        return None
    scalar = reader.scalar(found, "take")
    take = _place(reader, scalar, length) if scalar is not None else None
    cases = []
    for item in reader.items(found, "cases", "[=digit_case]"):
        one = reader.table(item, "digit_case", _WHERE["digit_case"])
        if one is not None:
            places = tuple(_places(reader, one, length))
            gives, add = reader.text(one, "gives"), reader.integer(one, "add")
            if gives is not None and add is not None:
                reader.say("EF115", reader.head(one), "both", a="gives", b="add", key="", type="", known="")
            cases.append(Case(places, gives, add or 0))
    return Digits(length, tuple(cases), take)


def _places(reader: Reader, case: Mapping, length: int) -> Iterator[Place]:
    for key, value in reader.mapping(case, "where") or ():
        at = _place(reader, key, length)
        if at is None:
            continue
        if not isinstance(value, Scalar):
            reader.wrong_shape(value, "text", f"where.{key.text}")
            continue
        ranges = [_RANGE.fullmatch(part) for part in value.text.replace(",", " ").split()]
        if not ranges or any(one is None for one in ranges):
            reader.say("EF014", value.span, "not-digits", value=value.text[:40])
            continue
        yield Place(*at, tuple((int(one[1]), int(one[2] or one[1])) for one in ranges if one))


def _place(reader: Reader, scalar: Scalar, length: int) -> tuple[int, int] | None:
    """`4` or `7-9` as first and last digit of a number of `length` digits."""
    found = _PLACE.fullmatch(scalar.text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last <= length:
        reader.say("EF014", scalar.span, "no-such-digits", value=scalar.text[:40], length=length)
        return None
    return first, last
