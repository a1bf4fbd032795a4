"""A plan as `prefill.json` of a bundle and back. The shape is published: `prefill.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, convert, field

from eformc.contract.bundles import NOT_OURS, BundleError, read_bundle
from eformc.contract.code_lists import code_list
from eformc.contract.codec import Lists, Writer, from_json
from eformc.contract.plan import Derivation, Fallback, Fill, GivenFact, Plan, PlannedLookup
from eformc.kernel.digits import Case, Digits, Place
from eformc.kernel.expressions import Expression
from eformc.kernel.values import Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Conversion, Policy, Shows, System

VERSION = 2


def plan_to_json(plan: Plan, shared: Lists) -> dict[str, Any]:
    """The content of `prefill.json`. `shared`: the code lists that are published once, by name; the map names those it
    uses under `lists`.
    """
    writer = Writer(shared)
    kinds, places = _kinds(plan)
    return {
        "prefill": VERSION,
        "procedure": plan.procedure,
        "version": plan.version,
        "catalogue": plan.catalogue,
        "title": dict(plan.title),
        "given": [{"pointer": one.pointer, "subject": one.subject, "element": one.element, "from": one.source} for one in plan.given],
        "lookups": [_lookup(one, writer) for one in plan.lookups],
        "derived": [_derived(one, writer) for one in plan.derived],
        "fallback": {at: _fallback(one) for at, one in plan.fallback.items()},
        "values": places,
        "kinds": {name: writer.to_json(value, Value) for name, value in kinds.items()},
        "lists": sorted(writer.lists),
    }


def _kinds(plan: Plan) -> tuple[dict[str, Value], dict[str, str]]:
    """Kinds of value by name, each once; and the name at every pointer. An element's kind has the element's id."""
    elements = {one.pointer: one.element for one in plan.given}
    elements |= {fill.pointer: fill.element for lookup in plan.lookups for fill in lookup.fills}
    kinds: dict[str, Value] = {}
    places: dict[str, str] = {}
    for pointer, value in plan.values.items():
        same = next((name for name, kind in kinds.items() if kind == value), None)
        name = same or (elements.get(pointer) if elements.get(pointer) not in kinds else None) or pointer
        kinds[name] = value
        places[pointer] = name
    return kinds, places


def _lookup(one: PlannedLookup, writer: Writer) -> dict[str, Any]:
    return {
        "id": one.id,
        "registry": one.registry,
        "lookup": one.lookup,
        "subject": one.subject,
        "given": dict(one.given),
        "fills": [_fill(fill) for fill in one.fills],
        "stage": one.stage,
        "shows": one.shows.value,
        **({"full_for": dict(one.full_for)} if one.full_for else {}),
        **_condition(one.when, one.when_text, writer),
        "purpose": dict(one.purpose),
        "legal_basis": dict(one.legal_basis),
        "source": dict(one.source),
        "holder": dict(one.holder),
        **({"freshness": dict(one.freshness)} if one.freshness else {}),
        "hops": one.hops,
    }


def _fill(fill: Fill) -> dict[str, Any]:
    return {
        "element": fill.element,
        "name": fill.name,
        "pointer": fill.pointer,
        "policy": fill.policy.value,
        "transform": fill.transform.value,
        "on_missing": fill.on_missing.value,
        "on_conflict": fill.on_conflict.value,
        "correction": fill.correction.value,
        **({} if fill.field else {"field": False}),
        **({"suggestion": True} if fill.suggestion else {}),
        **({"many": True} if fill.many else {}),
    }


def _derived(one: Derivation, writer: Writer) -> dict[str, Any]:
    how: dict[str, Any] = {}
    if one.system is not None:
        how["system"] = one.system.value
    elif one.compute is not None:
        how["compute"] = writer.to_json(one.compute, Expression)
    elif one.conversion is not None:
        how["conversion"] = one.conversion.value
        how |= {"lang": one.lang} if one.lang else {}
        how |= {"digits": _digits(one.digits)} if one.digits is not None else {}
    return {
        "pointer": one.pointer,
        "expression": one.expression,
        "inputs": list(one.inputs),
        "policy": one.policy.value,
        **_condition(one.when, one.when_text, writer),
        **how,
    }


def _digits(digits: Digits) -> dict[str, Any]:
    return {
        "length": digits.length,
        **({"take": list(digits.take)} if digits.take is not None else {}),
        "cases": [
            {
                "where": [{"digits": [place.first, place.last], "within": [list(one) for one in place.within]} for place in case.where],
                **({"gives": case.gives} if case.gives is not None else {"add": case.add}),
            }
            for case in digits.cases
        ],
    }


def _condition(when: Expression | None, text: str, writer: Writer) -> dict[str, Any]:
    return {} if when is None else {"when": text, "condition": writer.to_json(when, Expression)}


def _fallback(one: Fallback) -> dict[str, Any]:
    correct = {"correct_at": dict(one.correct_at)} if one.correct_at else {}
    return {"unavailable": one.unavailable, "no_record": one.no_record, "wrong": one.wrong, **correct}


class _Given(Struct, frozen=True, rename={"source": "from"}):
    pointer: str
    subject: str
    element: str
    source: str


class _Lookup(Struct, frozen=True):
    id: str
    registry: str
    lookup: str
    subject: str
    given: dict[str, str]
    fills: tuple[Fill, ...]
    stage: int
    hops: int
    purpose: Words
    legal_basis: Words
    source: Words
    holder: Words
    shows: Shows = Shows.MASKED
    full_for: dict[str, str] = field(default_factory=dict)
    freshness: Words = field(default_factory=dict)
    when: str = ""
    condition: Any = None


class _Place(Struct, frozen=True):
    digits: tuple[int, int]
    within: tuple[tuple[int, int], ...]


class _Case(Struct, frozen=True):
    where: tuple[_Place, ...]
    gives: str | None = None
    add: int = 0


class _Digits(Struct, frozen=True):
    length: int
    cases: tuple[_Case, ...]
    take: tuple[int, int] | None = None


class _Derived(Struct, frozen=True):
    pointer: str
    expression: str
    inputs: tuple[str, ...]
    policy: Policy
    conversion: Conversion | None = None
    compute: Any = None
    system: System | None = None
    lang: str = ""
    digits: _Digits | None = None
    when: str = ""
    condition: Any = None


class _Map(Struct, frozen=True):
    """`prefill.json` as it is written; conditions and kinds of value are read by `codec`."""

    prefill: Literal[2]
    procedure: str
    version: str
    catalogue: str
    title: Words
    given: tuple[_Given, ...]
    lookups: tuple[_Lookup, ...]
    derived: tuple[_Derived, ...]
    fallback: dict[str, Fallback]
    values: dict[str, str]
    kinds: dict[str, Any]


def plan_from_json(made: Mapping[str, Any], lists: Lists) -> Plan:
    """The plan of a `prefill.json`. `lists`: the code lists it names, by id. Raises `msgspec.ValidationError` (a `ValueError`) with
    the path of what has another type than the map has there, `KeyError`, `TypeError` or `ValueError` for what is no such map.
    """
    if made["prefill"] != VERSION:
        message = f"prefill version {made['prefill']}, where {VERSION} is read"
        raise ValueError(message)
    read = convert(made, _Map)
    kinds = {name: from_json(kind, Value, lists) for name, kind in read.kinds.items()}
    return Plan(
        procedure=read.procedure,
        version=read.version,
        catalogue=read.catalogue,
        title=read.title,
        given=tuple(GivenFact(one.pointer, one.subject, one.element, one.source) for one in read.given),
        lookups=tuple(_lookup_of(one, lists) for one in read.lookups),
        derived=tuple(_derivation_of(one, lists) for one in read.derived),
        fallback=read.fallback,
        values={pointer: kinds[name] for pointer, name in read.values.items()},
    )


def _lookup_of(one: _Lookup, lists: Lists) -> PlannedLookup:
    return PlannedLookup(
        id=one.id,
        registry=one.registry,
        lookup=one.lookup,
        subject=one.subject,
        given=one.given,
        fills=one.fills,
        stage=one.stage,
        hops=one.hops,
        when=from_json(one.condition, Expression, lists),
        when_text=one.when,
        shows=one.shows,
        full_for=one.full_for,
        source=one.source,
        holder=one.holder,
        purpose=one.purpose,
        legal_basis=one.legal_basis,
        freshness=one.freshness,
    )


def _derivation_of(one: _Derived, lists: Lists) -> Derivation:
    return Derivation(
        pointer=one.pointer,
        expression=one.expression,
        inputs=one.inputs,
        policy=one.policy,
        conversion=one.conversion,
        compute=from_json(one.compute, Expression, lists),
        system=one.system,
        lang=one.lang,
        digits=_digits_of(one.digits) if one.digits is not None else None,
        when=from_json(one.condition, Expression, lists),
        when_text=one.when,
    )


def _digits_of(one: _Digits) -> Digits:
    cases = tuple(Case(tuple(Place(*place.digits, place.within) for place in case.where), case.gives, case.add) for case in one.cases)
    return Digits(one.length, cases, one.take)


def load_plan(folder: Path, *, verify: bool = False) -> Plan:
    """The plan of a bundle's folder (`OUT/<procedure>`). `verify`: as for `load_form`. Raises `BundleError`."""
    path = folder / "prefill.json"
    try:
        made = json.loads(read_bundle(folder).get("prefill.json", b"") if verify else path.read_bytes())
        return plan_from_json(made, {name: code_list(folder.parent, name) for name in made["lists"]})
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror}"
    except NOT_OURS as error:
        message = f"{path}: not a map that eformc wrote ({type(error).__name__}: {error})"
    raise BundleError(message)
