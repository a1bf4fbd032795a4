"""Recipes for values of elements: a closed list, read from a description against the element they are for.

Whatever has no recipe gets a plain value of its kind, so that a catalogue's newest registry has something to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from eformc.demo import reading
from eformc.demo.description import ONLY_KEYS
from eformc.demo.dice import scattered, weighted
from eformc.demo.kitchen import Kitchen
from eformc.demo.life import FEMALE, YEAR
from eformc.demo.reading import DescriptionProblem, Entries
from eformc.demo.things import Maker, Scene, Thing, day_text, marital, to_head
from eformc.kernel.decimals import decimal_text
from eformc.kernel.text import unaccented
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.model.catalogue import Conversion, Element
from eformc.source import Mapping as Table
from eformc.source import Node, Scalar, Sequence

Json: TypeAlias = Any
Words: TypeAlias = Callable[[Thing, Scene], str]
_BLANK = re.compile(r"\{([a-z_]+)(?:[.:]([A-Za-z0-9_,-]*))?\}")


def maker_of(kitchen: Kitchen, element: Element, node: Node | None) -> Maker:
    """The recipe for values of an element. Raises `DescriptionProblem` where its recipe does not fit it."""
    if node is None:
        return _implied(kitchen, element)
    if isinstance(node, Scalar):
        return _written(kitchen, element, node)
    if isinstance(node, Sequence):
        return _any_of(kitchen, element, node)
    keys = reading.entries(node, (*ONLY_KEYS, *_KINDS, *_MORE))
    kinds = [key for key in keys if key in _KINDS]
    if len(kinds) != 1:
        raise DescriptionProblem(node.span, f"one of these is wanted: {', '.join(_KINDS)}")
    made = _KINDS[kinds[0]](kitchen, element, keys)
    only = kitchen.world.only_of(keys)
    if only is None:
        return made
    return lambda thing, at: made(thing, at) if kitchen.world.holds(only, thing, at) else None


# --- recipes ----------------------------------------------------------------------------------------------------------


def _written(kitchen: Kitchen, element: Element, node: Node, series: tuple[str, ...] = ()) -> Maker:
    """Text with blanks, or a value written as text."""
    pattern = reading.text(node)
    value = element.value
    match value:
        case Integer() | Money():
            whole = reading.whole(node)
            return lambda thing, at: whole
        case Boolean():
            yes = reading.one_of(node, ("true", "false"), "answer") == "true"
            return lambda thing, at: yes
        case Choice(codes):
            reading.one_of(node, codes.by_code(), "code")
            return lambda thing, at: pattern
        case Text(least, most):
            words = template(kitchen, node, series)
            return lambda thing, at: words(thing, at)[:most].ljust(least, ".")
        case Time() | Moment():
            return template(kitchen, node, series)
        case Date() | Decimal() | Choices() | RowOf() | RowsOf() | Record() | File():
            raise DescriptionProblem(node.span, f"text is no {type(value).__name__.lower()}")


def _any_of(kitchen: Kitchen, element: Element, node: Sequence) -> Maker:
    makers = [_written(kitchen, element, one) for one in node.items]

    def make(thing: Thing, at: Scene) -> Json:
        return kitchen.dice.pick(makers)(thing, at)

    return make


def _choose(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    node = keys["choose"]
    weights = reading.weights(node)
    spans = {key.text: key for key, _ in node} if isinstance(node, Table) else {text.text: text for text in reading.items(node) if isinstance(text, Scalar)}
    table = weighted({name: weights[name] for name in weights})
    makers = {name: _written(kitchen, element, spans[name]) for name in weights}

    def make(thing: Thing, at: Scene) -> Json:
        return makers[kitchen.dice.draw(table)](thing, at)

    return make


def _form(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    return _written(kitchen, element, keys["form"], reading.texts(keys["series"]) if "series" in keys else ())


def _is(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    fact = FACTS[reading.one_of(keys["is"], FACTS, "fact")]
    span, value = keys["is"].span, element.value
    if isinstance(value, Record):
        full = any(part.name == "detail" and part.strength == "required" for part in value.parts) or reading.text(keys["is"]) != "birth_home"
        names = {part.name for part in value.parts}
        return lambda thing, at: _address(fact(thing, at, kitchen), names, full=full)
    if isinstance(value, Date):
        precision = value.precision
        return lambda thing, at: _dated(fact(thing, at, kitchen), precision)
    if isinstance(value, Text | Integer | Time | Moment):
        return lambda thing, at: fact(thing, at, kitchen)
    raise DescriptionProblem(span, f"`{reading.text(keys['is'])}` is no {type(value).__name__.lower()}")


def _by(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    word = _STATES[reading.one_of(keys["by"], _STATES, "state")]
    if "codes" not in keys:
        raise DescriptionProblem(keys["by"].span, "`codes` is missing: which code is which state?")
    codes = reading.entries(keys["codes"])
    known = element.value.codes.by_code() if isinstance(element.value, Choice) else None
    table = {state: reading.text(node) if known is None else reading.one_of(node, known, "code") for state, node in codes.items()}
    return lambda thing, at: table.get(word(thing, at, kitchen), table.get("other"))


def _amount(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    low, high = reading.span_of_two(keys["amount"])
    step = reading.whole(keys["step"]) if "step" in keys else 1
    scale = element.value.scale if isinstance(element.value, Decimal) else None
    if scale is not None:
        return lambda thing, at: decimal_text(kitchen.dice.between(low * 10**scale, high * 10**scale), scale)
    return lambda thing, at: kitchen.dice.between(low // step, high // step) * step


def _after(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    """A day some years or days after an event, or after another element's day; never later than today unless `future`."""
    name = reading.text(keys["after"])
    days = _span_of_days(keys)
    future = "future" in keys
    precision = element.value.precision if isinstance(element.value, Date) else Precision.DAY
    if name not in _EVENTS:
        entity = kitchen.world.catalogue.entities[element.entity]
        reading.one_of(keys["after"], (*_EVENTS, *entity.elements), "event")

    def make(thing: Thing, at: Scene) -> Json:
        start = _EVENTS[name](thing, at) if name in _EVENTS else _ordinal(kitchen.fact(thing, at, name))
        if start is None:
            return None
        latest = start + days[1] if future else min(start + days[1], at.today)
        return _dated(kitchen.dice.between(start + days[0], latest), precision) if start + days[0] <= latest else None

    return make


def _ago(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    """A day before today, never before birth."""
    length = YEAR if "years_ago" in keys else 1.0
    low, high = reading.span_of_two(keys["years_ago" if "years_ago" in keys else "days_ago"])
    days = (int(low * length), int(high * length))
    precision = element.value.precision if isinstance(element.value, Date) else Precision.DAY

    def make(thing: Thing, at: Scene) -> Json:
        oldest = max(at.today - days[1], thing.person.born)
        return _dated(kitchen.dice.between(oldest, max(oldest, at.today - days[0])), precision)

    return make


def _span_of_days(keys: Entries) -> tuple[int, int]:
    for name, length in (("years", YEAR), ("days", 1.0)):
        if name in keys:
            low, high = reading.span_of_two(keys[name])
            return int(low * length), int(high * length)
    return 0, 3650


def _trait(kitchen: Kitchen, element: Element, keys: Entries) -> Maker:
    name = reading.one_of(keys["trait"], kitchen.world.description.traits, "trait")
    return lambda thing, at: kitchen.world.has_trait(name, thing.person, at)


_KINDS: Mapping[str, Callable[[Kitchen, Element, Entries], Maker]] = {
    "is": _is, "by": _by, "choose": _choose, "form": _form, "amount": _amount, "after": _after, "years_ago": _ago, "days_ago": _ago, "trait": _trait,
}  # fmt: skip
_MORE = ("codes", "series", "step", "years", "days", "future")


# --- what recipes read ------------------------------------------------------------------------------------------------

Fact: TypeAlias = Callable[[Thing, Scene, Kitchen], Json]


def _history(thing: Thing, at: Scene, kitchen: Kitchen) -> str:
    lines = []
    for since, place in thing.person.homes:
        where = kitchen.world.address_text(kitchen.world.address(place, at))
        lines.append(f"{date.fromordinal(since).year}: {where}")
    return "\n".join(lines[-6:])


FACTS: Mapping[str, Fact] = {
    "name": lambda thing, at, kitchen: kitchen.world.name(thing.person),
    "birth_date": lambda thing, at, kitchen: thing.person.born,
    "death_date": lambda thing, at, kitchen: thing.person.died,
    "marriage_date": lambda thing, at, kitchen: thing.union.day if thing.union else None,
    "number": lambda thing, at, kitchen: kitchen.world.number(thing.person, at),
    "time_of_death": lambda thing, at, kitchen: kitchen.world.time_of_death(thing.person),
    "marriages": lambda thing, at, kitchen: len(thing.person.unions),
    "home": lambda thing, at, kitchen: kitchen.world.address(thing.person.homes[-1][1], at),
    "birth_home": lambda thing, at, kitchen: kitchen.world.address(thing.person.homes[0][1], at),
    "origin": lambda thing, at, kitchen: kitchen.world.origin(thing.person, at),
    "residence_history": _history,
}
_STATES: Mapping[str, Callable[[Thing, Scene, Kitchen], str]] = {
    "sex": lambda thing, at, kitchen: "female" if thing.person.sex == FEMALE else "male",
    "marital": lambda thing, at, kitchen: marital(thing.person, at.today),
    "to_head": lambda thing, at, kitchen: to_head(thing.person, at.today),
    "group": lambda thing, at, kitchen: kitchen.world.groups[thing.person.group],
}
_EVENTS: Mapping[str, Callable[[Thing, Scene], int | None]] = {
    "birth": lambda thing, at: thing.person.born,
    "death": lambda thing, at: thing.person.died,
    "marriage": lambda thing, at: thing.union.day if thing.union else None,
}


def _ordinal(text: Json) -> int | None:
    return date.fromisoformat(text).toordinal() if isinstance(text, str) and len(text) == 10 else None


def _dated(day: int | None, precision: Precision) -> str | None:
    cut = {Precision.MONTH: 7, Precision.YEAR: 4}.get(precision, 10)
    return None if day is None else day_text(day)[:cut]


def _address(address: Mapping[str, str] | None, names: set[str], *, full: bool) -> dict[str, str] | None:
    if address is None:
        return None
    return {key: value for key, value in address.items() if key in names and (full or key != "detail")}


# --- text with blanks -------------------------------------------------------------------------------------------------


def template(kitchen: Kitchen, node: Node, series: tuple[str, ...] = ()) -> Words:
    """`"GKS-{serial:6}"` and the like: what stands in braces is filled in for each thing."""
    pattern, at = reading.text(node), 0
    pieces: list[str | Words] = []
    for found in _BLANK.finditer(pattern):
        pieces += [pattern[at : found.start()], _blank(kitchen, node, found[1], found[2] or "", series)]
        at = found.end()
    pieces.append(pattern[at:])
    if "{" in "".join(piece for piece in pieces if isinstance(piece, str)):
        raise DescriptionProblem(node.span, f"a blank in `{pattern}` cannot be read; blanks: {', '.join(_BLANKS)}")
    return lambda thing, at: "".join(piece if isinstance(piece, str) else piece(thing, at) for piece in pieces)


def _blank(kitchen: Kitchen, node: Node, name: str, argument: str, series: tuple[str, ...]) -> Words:
    if name not in _BLANKS:
        raise DescriptionProblem(node.span, f"unknown blank `{{{name}}}`; known: {', '.join(_BLANKS)}")
    return _BLANKS[name](kitchen, node, argument, series)


def _serial(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
    if not argument:
        return lambda thing, at: str(thing.number + 1)
    places, salt = int(argument), kitchen.salt
    room = 10**places * max(1, len(series))

    def serial(thing: Thing, at: Scene) -> str:
        if thing.number >= room:
            raise DescriptionProblem(node.span, f"`{reading.text(node)}` has room for {room} only")
        return str(scattered(thing.number, places, salt)).zfill(places)

    return serial


def _series(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
    digits = re.search(r"\{serial:([0-9]+)\}", reading.text(node))
    if not series or digits is None:
        raise DescriptionProblem(node.span, "`{series}` wants a list `series` and `{serial:N}` beside it")
    size = 10 ** int(digits[1])
    return lambda thing, at: series[min(thing.number // size, len(series) - 1)]


def _digits(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
    places = int(argument)
    return lambda thing, at: str(kitchen.dice.between(0, 10**places - 1)).zfill(places)


def _number(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
    low, high = (int(part) for part in argument.split("-"))
    return lambda thing, at: str(kitchen.dice.between(low, high))


def _word(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
    words = kitchen.world.description.words.get(argument)
    if words is None:
        raise DescriptionProblem(node.span, f"`words` has no list `{argument}`")
    return lambda thing, at: kitchen.dice.pick(words)


def _place(which: int) -> Callable[[Kitchen, Node, str, tuple[str, ...]], Words]:
    def blank(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
        return lambda thing, at: kitchen.world.level_title(kitchen.world.address(thing.person.homes[which][1], at), argument)

    return blank


def _of_person(words: Callable[[Thing, Kitchen], str]) -> Callable[[Kitchen, Node, str, tuple[str, ...]], Words]:
    return lambda kitchen, node, argument, series: lambda thing, at: words(thing, kitchen)


def _element(kitchen: Kitchen, node: Node, argument: str, series: tuple[str, ...]) -> Words:
    return lambda thing, at: str(kitchen.fact(thing, at, argument) or "") if argument else ""


_BLANKS: Mapping[str, Callable[[Kitchen, Node, str, tuple[str, ...]], Words]] = {
    "serial": _serial,
    "series": _series,
    "d": _digits,
    "n": _number,
    "word": _word,
    "home": _place(-1),
    "birth": _place(0),
    "name": _of_person(lambda thing, kitchen: kitchen.world.name(thing.person)),
    "plain": _of_person(lambda thing, kitchen: "".join(filter(str.isalnum, unaccented(kitchen.world.name(thing.person))))),
    "born": _of_person(lambda thing, kitchen: day_text(thing.person.born)[:4]),
    "yy": _of_person(lambda thing, kitchen: day_text(thing.person.born)[2:4]),
    "century_sex": _of_person(lambda thing, kitchen: str((date.fromordinal(thing.person.born).year // 100 - 19) * 2 + thing.person.sex)),
    "of": _element,
}


# --- without a recipe -------------------------------------------------------------------------------------------------


def _implied(kitchen: Kitchen, element: Element) -> Maker:
    """The recipe that the catalogue itself implies for a value: another element's, worked out of one, made of several; else any value
    of its kind.
    """
    if element.same_as is not None:
        other = element.same_as.element.rsplit(".", 1)[-1]
        return lambda thing, at: kitchen.fact(thing, at, other)
    if element.derivable is not None and element.derivable.conversion is Conversion.YEAR_OF_DATE:
        source = element.derivable.elements[0]
        return lambda thing, at: (kitchen.fact(thing, at, source) or "")[:4] or None
    if isinstance(element.value, Record) and element.made_of:
        pairs = list(zip([part.name for part in element.value.parts], element.made_of, strict=False))
        return lambda thing, at: _made_of(kitchen, thing, at, pairs)
    return _plain(kitchen, element, element.value)


def _made_of(kitchen: Kitchen, thing: Thing, at: Scene, pairs: list[tuple[str, str]]) -> Json:
    made = {part: kitchen.fact(thing, at, name) for part, name in pairs}
    return None if None in made.values() else made


def _plain(kitchen: Kitchen, element: Element, value: Value) -> Maker:
    dice, world = kitchen.dice, kitchen.world
    match value:
        case Text():
            return _plain_text(kitchen, element, value)
        case Integer(low, high) | Money(_, _, low, high):
            least = low if low is not None else 0
            return lambda thing, at: dice.between(least, min(high if high is not None else least + 50, least + 1000))
        case Decimal(scale, low, high):
            least = low or 0
            return lambda thing, at: decimal_text(dice.between(least, high if high is not None else least + 1000 * 10**scale), scale)
        case Date(precision):
            return lambda thing, at: _dated(dice.between(thing.person.born, thing.person.died or at.today), precision)
        case Time():
            return lambda thing, at: f"{dice.between(6, 20):02d}:{dice.between(0, 59):02d}"
        case Moment():
            return lambda thing, at: f"{_dated(dice.between(thing.person.born, thing.person.died or at.today), Precision.DAY)}T{dice.between(6, 20):02d}:00"
        case RowOf() | RowsOf():  # of no element of a catalogue
            return lambda thing, at: None
        case Choice(codes):
            return lambda thing, at: dice.pick(codes.codes).code
        case Choices(codes, least, _):
            return lambda thing, at: [code.code for code in codes.codes[: max(1, least)]]
        case Boolean(declaration):
            return lambda thing, at: declaration or dice.chance(0.5)
        case Record():
            names = {part.name for part in value.parts}
            return lambda thing, at: _address(world.address(thing.person.homes[-1][1], at), names, full=True) if value.kind == "address" else None
        case File(types, _):
            return lambda thing, at: {"name": f"{element.name}.{types[0].rsplit('/', 1)[-1]}", "media_type": types[0], "size": dice.between(20_000, 400_000), "sha256": f"{dice.between(0, 16**12):012x}" * 5 + "0000"}


def _plain_text(kitchen: Kitchen, element: Element, value: Text) -> Maker:
    from eformc.verify.samples import sample_of

    if value.pattern is not None:
        body, places = re.compile(value.pattern.body, re.ASCII), max(value.least, 9)

        def make(thing: Thing, at: Scene) -> Json:
            digits = str(scattered(thing.number, places, kitchen.salt)).zfill(places)
            return digits if body.fullmatch(digits) else sample_of(value, kitchen.world.sampler) if value.pattern else digits

        return make
    title = next(iter(element.title.values()), element.name)
    return lambda thing, at: f"{title} {thing.number + 1}"[: value.most].strip().ljust(value.least, ".")
