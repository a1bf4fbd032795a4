"""Differences between two versions, place by place, before it is known whom it hurts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from eformc.diff.change import Change
from eformc.diff.facets import code_conditions, code_titles, codes_of, facets_of, order_of
from eformc.diff.moves import Renames
from eformc.diff.places import ROW, entries
from eformc.diff.side import About, Side
from eformc.diff.words import WHAT
from eformc.kernel.expressions import Pointer
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.printing import printed
from eformc.kernel.words import Words

MOST_NAMED = 12
"""So many codes are named; the rest are counted."""
_NOTHING = About({}, asked=False)


def differences(old: Side, new: Side, renames: Renames) -> list[Change]:
    """Every change of form, texts and heading, in the order of the new form, what is gone at its end."""
    moves, before = renames.places, renames.form(old.form)
    ours, theirs = entries(before), entries(new.form)
    back = {target: source for source, target in moves.items()}
    found: list[Change] = []
    for place, entry in theirs.items():
        was = back.get(place, place)
        found += _at(place, ours.get(place), entry, old.about.get(was, _NOTHING), new.about.get(place, _NOTHING), back.get(place))
        found += _renamed_codes(place, entry, renames)
    for place, entry in ours.items():
        column_of_what_is_gone = ROW in place and place[:1] not in theirs
        if place not in theirs and not column_of_what_is_gone:
            found.append(Change("removed", back.get(place, place), entry.title))
    found += _of_subjects(before, new.form)
    found += _of_rules(before, new.form)
    found += _of_the_whole(old, new)
    if not found and _shuffled(before, new.form):
        found.append(Change("order", (), {}))
    return found


def _at(
    place: Pointer, one: Item | Table | None, other: Item | Table, about: About, about_now: About, was: Pointer | None
) -> Iterator[Change]:
    title = about_now.title or other.title
    if one is None:
        yield Change("added", place, title)
        return
    if was is not None:
        yield Change("moved", place, title, {"old": _dotted(was)}, was=was)
    yield from _facets(place, one, other, title)
    yield from _codes(place, one, other, title)
    if about.asked != about_now.asked and _NOTHING not in (about, about_now):
        yield Change("now-asked" if about_now.asked else "now-held", place, title)
    elif about.policy != about_now.policy and about.policy and about_now.policy:
        yield Change("policy", place, title, {"old": about.policy, "new": about_now.policy})
    for what, value in about_now.meaning.items():
        former = about.meaning.get(what, value)
        if former != value and not (was is not None and what != "unit"):
            yield Change("meaning", place, title, {"what": _what(what), "old": former or "–", "new": value or "–"})
    yield from _texts(place, one, other, about, about_now)


def _facets(place: Pointer, one: Item | Table, other: Item | Table, title: Words) -> Iterator[Change]:
    before, after = facets_of(one), facets_of(other)
    names = dict.fromkeys((*before, *after))
    if before["type"] != after["type"]:
        names = dict.fromkeys(("type", "strength", "condition"))
    for name in names:
        old, new = before.get(name, "–"), after.get(name, "–")
        if old != new:
            words = name in ("strength", "declaration") or name.endswith(".strength")
            args = {"old": WHAT.get(old, old), "new": WHAT.get(new, new)} if words else {"old": old, "new": new}
            yield Change("facet", place, title, {"what": _what(name), "facet": name.rpartition(".")[2], **args})


def _codes(place: Pointer, one: Item | Table, other: Item | Table, title: Words) -> Iterator[Change]:
    if isinstance(one, Table) or isinstance(other, Table) or type(one.value) is not type(other.value) or one.value == other.value:
        return
    before, after = codes_of(one.value), codes_of(other.value)
    gone, come = _named_codes(before, after), _named_codes(after, before)
    if gone:
        yield Change("codes-removed", place, title, {"codes": gone})
    if come:
        yield Change("codes-added", place, title, {"codes": come})
    earlier, later = set(before), set(after)
    if [code for code in before if code in later] != [code for code in after if code in earlier]:
        yield Change("codes-reordered", place, title)
    old, new = code_conditions(one.value), code_conditions(other.value)
    for code in dict.fromkeys((*old, *new)):
        if old.get(code) != new.get(code) and code in before and code in after:
            yield Change("code-condition", place, title, {"code": code, "old": old.get(code, "–"), "new": new.get(code, "–")})


def _renamed_codes(place: Pointer, entry: Item | Table, renames: Renames) -> Iterator[Change]:
    """Codes that have another name, of a record those of its parts."""
    parts = {at: names for at, names in renames.codes.items() if at[: len(place)] == place and len(at) - len(place) in (0, 1) and ROW not in at[len(place) :]}
    for names in parts.values() if isinstance(entry, Item) else ():
        more = f" … ({len(names)})" if len(names) > MOST_NAMED else ""
        pairs = [f"{old} → {new}" for old, new in names.items()]
        yield Change("codes-renamed", place, entry.title, {"codes": ", ".join(pairs[:MOST_NAMED]) + more})


def _named_codes(codes: list[str], others: list[str]) -> str:
    there = set(others)
    gone = [code for code in codes if code not in there]
    more = f" … ({len(gone)})" if len(gone) > MOST_NAMED else ""
    return ", ".join(gone[:MOST_NAMED]) + more


def _texts(place: Pointer, one: Item | Table, other: Item | Table, about: About, about_now: About) -> Iterator[Change]:
    before, after = {"title": one.title, **about.texts}, {"title": other.title, **about_now.texts}
    for what, words in after.items():
        if what in before and dict(before[what]) != dict(words) and (about.texts or what == "title"):
            yield Change("text", place, other.title, {"what": _what(what)})
    if isinstance(one, Item) and isinstance(other, Item) and one.value != other.value:
        old, new = code_titles(one.value), code_titles(other.value)
        if any(code in old and old[code] != title for code, title in new.items()):
            yield Change("text", place, other.title, {"what": _what("codes")})


def _of_subjects(one: Form, other: Form) -> Iterator[Change]:
    names = {entry.pointer[0] for entry in one.entries} & {entry.pointer[0] for entry in other.entries}
    for name in sorted((one.optional ^ other.optional) & names):
        yes, no = WHAT["true"], WHAT["false"]
        old, new = (yes, no) if name in one.optional else (no, yes)
        yield Change("subject-optional", (name,), {}, {"old": old, "new": new})


def _of_rules(one: Form, other: Form) -> Iterator[Change]:
    def meaning(rule: Constraint) -> tuple[object, ...]:
        return rule.holds, rule.place, rule.when

    before, after = {meaning(rule) for rule in one.constraints}, {meaning(rule) for rule in other.constraints}
    for rule in other.constraints:
        if meaning(rule) not in before:
            yield Change("rule-added", rule.place, {}, {"rule": _rule(rule), "id": rule.id})
    for rule in one.constraints:
        if meaning(rule) not in after:
            yield Change("rule-removed", rule.place, {}, {"rule": _rule(rule)})


def _rule(rule: Constraint) -> str:
    when = f" (when {printed(rule.when)})" if rule.when is not None else ""
    return f"{printed(rule.holds)}{when}"


def _of_the_whole(old: Side, new: Side) -> Iterator[Change]:
    if old.pages and new.pages:
        for name, title in new.pages.items():
            if name not in old.pages:
                yield Change("page-added", (), {}, {"page": title or name})
        for name, title in old.pages.items():
            if name not in new.pages:
                yield Change("page-removed", (), {}, {"page": title or name})
    for language in old.languages:
        if language not in new.languages:
            yield Change("language-removed", (), {}, {"language": language})
    for language in new.languages:
        if language not in old.languages:
            yield Change("language-added", (), {}, {"language": language})
    before = {"procedure": old.procedure, "version": old.version, **old.heading}
    after = {"procedure": new.procedure, "version": new.version, **new.heading}
    for what, value in after.items():
        if before.get(what, value) != value:
            yield Change("heading", (), {}, {"what": _what(what), "old": before[what] or "–", "new": value or "–", "facet": what})
    if dict(old.title) != dict(new.title):
        yield Change("text", (), new.title, {"what": _what("title")})


def _shuffled(one: Form, other: Form) -> bool:
    places = order_of(one)
    at = [places.index(place) for place in order_of(other) if place in places]
    return any(first > second for first, second in pairwise(at))


def _what(name: str) -> Words | str:
    part, _, last = name.rpartition(".")
    words = WHAT.get(last)
    return {lang: f"{part}: {text}" if part else text for lang, text in words.items()} if words else name


def _dotted(place: Pointer) -> str:
    return ".".join(step for step in place if step != ROW)
