"""Registries' data in two versions: lookups, the keys they are given, the elements they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from eformc.diff.change import Change, Harm, Who
from eformc.diff.moves import Moves
from eformc.diff.side import Side

_HARM = (Harm(Who.PREFILL),)
_Lookups: TypeAlias = dict[tuple[str, str, str], Mapping[str, Any]]


def provider_changes(old: Side, new: Side, moves: Moves) -> Iterator[Change]:
    """Every change a registry's holder would see. What is asked less hurts nobody."""
    owners = {source[0]: target[0] for source, target in moves.items() if len(source) > 1 and len(target) > 1}
    before, after = _lookups(old.prefill, owners), _lookups(new.prefill, {})
    for key, lookup in after.items():
        args = {"registry": lookup["registry"], "lookup": f"{lookup['lookup']} ({lookup['subject']})"}
        if key not in before:
            yield Change("lookup-added", (), {}, {**args, "keys": ", ".join(lookup["given"])}, _HARM)
        else:
            yield from _changed(before[key], lookup, args)
    for key, lookup in before.items():
        if key not in after:
            yield Change("lookup-removed", (), {}, {"registry": lookup["registry"], "lookup": f"{lookup['lookup']} ({lookup['subject']})"})


def _lookups(prefill: Mapping[str, Any], owners: Mapping[str, str]) -> _Lookups:
    """By registry, lookup and subject; a subject that was renamed is the same to a registry."""
    found: _Lookups = {}
    for lookup in prefill["lookups"]:
        subject, dot, rest = lookup["subject"].partition(".")
        found[lookup["registry"], lookup["lookup"], owners.get(subject, subject) + dot + rest] = lookup
    return found


def _changed(one: Mapping[str, Any], other: Mapping[str, Any], args: Mapping[str, str]) -> Iterator[Change]:
    keys, keys_now = (", ".join(lookup["given"]) for lookup in (one, other))
    if keys != keys_now:
        yield Change("lookup-keys", (), {}, {**args, "old": keys, "new": keys_now}, _HARM)
    if one.get("when") != other.get("when"):
        yield Change("lookup-when", (), {}, {**args, "old": one.get("when", "–"), "new": other.get("when", "–")}, _HARM)
    asked, asked_now = ([fill["element"] for fill in lookup["fills"]] for lookup in (one, other))
    more = [element for element in asked_now if element not in asked]
    less = [element for element in asked if element not in asked_now]
    if more:
        yield Change("elements-added", (), {}, {**args, "elements": ", ".join(more)}, _HARM)
    if less:
        yield Change("elements-removed", (), {}, {**args, "elements": ", ".join(less)})
