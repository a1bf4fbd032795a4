"""The law of what is somebody else's, judged apart from the code that keeps it: whose record each value is of, by its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from eformc.contract.held import Given, HeldValue
from eformc.contract.plan import Plan, PlannedLookup
from eformc.contract.pointers import group_of, in_row, tokens_of, value_of
from eformc.kernel.json_text import compact
from eformc.model.catalogue import Policy, Shows
from eformc.portal.view.populate import held_data
from eformc.portal.view.types import FormView
from eformc.prefill import Authenticated, Prefilled, State

Json: TypeAlias = Any
_LEAST = 8
"""Letters of a value that cannot stand in a text by chance."""


def given_away(plan: Plan, person: Authenticated, typed: Json, found: Prefilled, view: FormView, held: Given, texts: str) -> str | None:
    """The law that is broken: a value of somebody else's that reaches the page (`texts`: what its check says), or one of one's own
    that is masked. None where none is.
    """
    theirs = strange(plan, person, typed, found)
    for pointer, one in found.held.items():
        if one.lookup and one.state is State.VALUE and not one.suggestion and one.masked != (pointer in theirs):
            return f"9: {pointer} is {'masked, and it is their own' if one.masked else 'shown, and it is somebody else’s'}"
    told = dict(held_data(view, held, words=True))
    open_ = compact([typed, [one.value for one in found.held.values() if not one.masked and one.state is State.VALUE], dict(person.given)])
    for pointer in theirs:
        value = found.held[pointer].value
        secret = compact(value).strip('"')
        if "value" in told.get(pointer, {}) or (len(secret) >= _LEAST and secret not in open_ and (secret in compact(told) or secret in texts)):
            return f"9: what {pointer} holds of somebody else goes to the page"
        given = held.get(pointer)
        if given is not None and not (isinstance(given, HeldValue) and given.masked):
            return f"9: {pointer} is somebody else's, and the page does not know"
    return None


def strange(plan: Plan, person: Authenticated, typed: Json, found: Prefilled) -> frozenset[str]:
    """The places whose values are somebody else's, of those that lookups gave, and that the catalogue does not show whole."""
    own = {_number(pointer, value) for pointer, value in person.given.items()}
    reads = list(_reads(plan, typed, found))
    left = [*reads]
    while True:
        opened = next((one for one in left if all(_number(name, key) in own for name, key in one[1])), None)
        if opened is None:
            break
        left.remove(opened)
        own |= {_number(at, found.held[at].value) for at in opened[2] if found.held[at].state is State.VALUE}
    return frozenset(at for lookup, _, places in left if lookup.shows is not Shows.FULL for at in places if found.held[at].state is State.VALUE and not found.held[at].suggestion)


def _reads(plan: Plan, typed: Json, found: Prefilled) -> Iterator[tuple[PlannedLookup, list[tuple[str, Json]], list[str]]]:
    """The lookups that were made: names and values of the key, and the places they filled."""
    for one in plan.lookups:
        rows = sorted({fired.row for fired in found.fired if fired.id == one.id}, key=str)
        for row in rows:
            keys = [(name, _at(in_row(pointer, row) if group_of([pointer]) else pointer, typed, found.held)) for name, pointer in one.given.items()]
            here = [at for at, held in found.held.items() if held.lookup == one.id and (row is None or f"/{row}/" in at)]
            yield one, keys, here


def _number(name: str, value: Json) -> tuple[str, str]:
    """A value of an element, by the last name of its path or place: the same digits under another name are another number."""
    return name.replace(".", "/").rpartition("/")[2], compact(value)


def _at(pointer: str, typed: Json, held: Mapping[str, Any]) -> Json:
    """The value that stands at a key: the registry's, unless the citizen has corrected it."""
    one, said = held.get(pointer), value_of(typed, tokens_of(pointer))
    stands = one is not None and one.state is State.VALUE and (said is None or one.policy in (Policy.LOCKED, Policy.HIDDEN))
    return one.value if stands and one is not None else said
