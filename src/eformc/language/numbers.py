"""A catalogue's kinds of numbers (account, tax and citizens' numbers with their check digits) and its plan of telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map

from eformc.kernel import patterns
from eformc.kernel.check_digits import Algorithm, Check, checked
from eformc.kernel.values import Beginning, Text
from eformc.kernel.words import Words
from eformc.language.laws import Citations
from eformc.language.reading import Reader
from eformc.source import Mapping, Scalar

_WHERE: Map[str, Words] = {
    "number_kind": {"en": "a kind of number", "vi": "một loại số"},
    "check": {"en": "a check of a number", "vi": "một cách kiểm tra số"},
    "phone_range": {"en": "a range of telephone numbers", "vi": "một dải số điện thoại"},
}
_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
_LENGTH = re.compile(r"([0-9]{1,2})(?:-([0-9]{1,2}))?")
ABROAD = (7, 15)
"""The least and the most digits of a telephone number behind the +, by ITU-T E.164."""


def read_numbers(reader: Reader, head: Mapping, citations: Citations) -> dict[str, Text]:
    """The kinds of numbers by id; faulty ones are reported and left out."""
    found = {}
    for key, value in reader.mapping(head, "numbers") or ():
        node = reader.table(value, "number_kind", _WHERE["number_kind"])
        if node is None or reader.as_id(key) is None:
            continue
        reader.words(node, "title")
        citations.read(reader, node, "source", of_law=False)
        made = _number(reader, node)
        if made is not None:
            found[key.text] = made
    return found


def _number(reader: Reader, node: Mapping) -> Text | None:
    scalar = reader.scalar(node, "pattern")
    checks = tuple(one for item in reader.items(node, "checks", "[=check]") if (one := _check(reader, item)) is not None)
    apart, capitals = reader.text(node, "apart") or "", reader.boolean(node, "capitals")
    example = reader.scalar(node, "example")
    if scalar is None:
        return None
    try:
        pattern = patterns.parse(scalar.text)
    except patterns.PatternError as error:
        reader.say("EF602", scalar.span, error.reason, **error.args_)
        return None
    least, most = patterns.lengths(pattern.tree)
    made = Text(max(least, 1), most or 250, pattern, checks=checks, apart=apart, upper=capitals)
    if example is not None and not reader.faulty(node):
        fits = re.fullmatch(pattern.body, example.text) is not None and checked(checks, example.text)
        if not fits:
            reader.say("EF014", example.span, "no-such-number", value=example.text[:40])
    return made


def _check(reader: Reader, item: object) -> Check | None:
    node = reader.table(item, "check", _WHERE["check"])  # type: ignore[arg-type]
    way = reader.one_of(node, "way", [one.value for one in Algorithm]) if node is not None else None
    if node is None or way is None:
        return None
    weights, modulus, remainder = reader.scalars(node, "weights"), reader.integer(node, "modulus"), reader.integer(node, "leaves")
    for one in weights:
        if not re.fullmatch("-?[0-9]{1,4}", one.text):
            reader.say("EF014", one.span, "not-a-number", value=one.text[:40])
            return None
    if way != Algorithm.WEIGHTED:
        for key in ("weights", "modulus", "leaves"):
            if key in node:
                reader.say("EF115", (node.key(key) or reader_head(node)).span, "both", a=key, b=f"way: {way}", key="", type="", known="")
                return None
        return Check(Algorithm(way))
    for key, there in (("weights", bool(weights)), ("modulus", bool(modulus and modulus > 1))):
        if not there:
            what = {"en": "a weight for each character, and what the sum is divided by", "vi": "trọng số của từng ký tự, và số chia"}
            reader.say("EF011", reader.head(node), "missing-key", key=key, where=_WHERE["check"], what=what)
            return None
    return Check(Algorithm.WEIGHTED, tuple(int(one.text) for one in weights), modulus or 0, remainder or 0)


def reader_head(node: Mapping) -> Scalar:
    """The first key of a mapping."""
    return node.entries[0][0]


# --- telephones ----------------------------------------------------------------------------------------------------------


def read_plan(reader: Reader, node: Mapping, code: str) -> tuple[patterns.Pattern, tuple[Beginning, ...]] | None:
    """The pattern of a country's telephone numbers as they are dialled there, or with + from abroad, and their beginnings; None
    where there is no plan.
    """
    plan: list[Beginning] = []
    for item in reader.items(node, "plan", "[=phone_range]"):
        one = reader.table(item, "phone_range", _WHERE["phone_range"])
        if one is None:
            continue
        reader.words(one, "title")
        begins, length = reader.scalar(one, "begins"), reader.scalar(one, "digits")
        if begins is None or length is None:
            continue
        size = _LENGTH.fullmatch(length.text)
        prefixes = list(_prefixes(begins.text))
        if size is None or int(size[1]) < 3 or int(size[2] or size[1]) > ABROAD[1] + 1 or int(size[2] or size[1]) < int(size[1]):
            reader.say("EF014", length.span, "not-digits", value=length.text[:40])
        elif not prefixes or any(len(prefix) >= int(size[1]) for prefix in prefixes):
            reader.say("EF014", begins.span, "not-digits", value=begins.text[:40])
        else:
            for wide in sorted({len(prefix) for prefix in prefixes}):
                body = joined([prefix for prefix in prefixes if len(prefix) == wide])
                plan.append(Beginning(body, int(size[1]), int(size[2] or size[1])))
    if not plan or reader.faulty(node):
        return None
    return patterns.parse(f"({'|'.join([*_bodies(plan), *_abroad(code)])})"), tuple(plan)


def _prefixes(text: str) -> Iterator[str]:
    """`032-034 09` as 032, 033, 034, 09; nothing where it cannot be read."""
    for part in text.replace(",", " ").split():
        found = _RANGE.fullmatch(part)
        low, high = (found[1], found[2] or found[1]) if found is not None else ("", "")
        if found is None or len(low) != len(high) or int(low) > int(high) or int(high) - int(low) > 1000:
            return
        yield from (str(number).rjust(len(low), "0") for number in range(int(low), int(high) + 1))


def joined(prefixes: Iterable[str]) -> str:
    """A pattern of prefixes of one length: those that go on alike share a character class."""
    by_rest: dict[tuple[str, ...], list[str]] = {}
    rests: dict[str, list[str]] = {}
    for prefix in sorted(set(prefixes)):
        rests.setdefault(prefix[0], []).append(prefix[1:])
    for first, rest in rests.items():
        by_rest.setdefault(tuple(rest), []).append(first)
    branches = [_class(firsts) + (joined(rest) if rest[0] else "") for rest, firsts in by_rest.items()]
    return branches[0] if len(branches) == 1 else f"({'|'.join(branches)})"


def _class(digits: list[str]) -> str:
    return digits[0] if len(digits) == 1 else f"[{''.join(digits)}]"


def _bodies(plan: Iterable[Beginning]) -> Iterator[str]:
    for one in plan:
        wide = max(patterns.lengths(patterns.parse(one.body).tree)[0], 1)
        low, high = one.least - wide, one.most - wide
        yield f"{one.body}[0-9]{{{low}}}" if low == high else f"{one.body}[0-9]{{{low},{high}}}"


def _abroad(code: str) -> Iterator[str]:
    """Numbers of other countries: + and what does not begin with this country's code."""
    least, most = ABROAD
    for at, digit in enumerate(code):
        others = [one for one in "0123456789" if one != digit and (at or one != "0")]
        wide = at + 1
        yield rf"\+{code[:at]}{_class(others)}[0-9]{{{least - wide},{most - wide}}}"
