"""A plan as `prefill.json` of a bundle and back, written and checked by msgspec. The shape is published: `prefill.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from msgspec import UNSET, Struct, UnsetType, convert
from msgspec.structs import asdict

from eformc.contract.bundles import NOT_OURS, BundleError, read_bundle
from eformc.contract.code_lists import code_list
from eformc.contract.codec import Lists, Reader, ValueInJson, Writer, expression_in_json
from eformc.contract.plan import (
    Conflict,
    Correction,
    Derivation,
    Fallback,
    Fill,
    GivenFact,
    Missing,
    Plan,
    PlannedLookup,
)
from eformc.kernel.digits import Case, Digits, Place
from eformc.kernel.expressions import Expression
from eformc.kernel.json_text import as_json
from eformc.kernel.values import Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Conversion, Policy, Shows, System
from eformc.safe_files import read_without_waiting

VERSION: Literal[2] = 2
T = TypeVar("T")


class _Given(Struct, frozen=True, rename={"source": "from"}):
    pointer: str
    subject: str
    element: str
    source: str


class _Fill(Struct, frozen=True):
    """`field`, `suggestion` and `many` are written where they are not the default; the others always."""

    element: str
    name: str
    pointer: str
    policy: Policy
    transform: Conversion = Conversion.COPY
    on_missing: Missing = Missing.ASK
    on_conflict: Conflict = Conflict.FLAG
    correction: Correction = Correction.HERE
    field: bool | UnsetType = UNSET
    suggestion: bool | UnsetType = UNSET
    many: bool | UnsetType = UNSET


class _Lookup(Struct, frozen=True, kw_only=True):
    id: str
    registry: str
    lookup: str
    subject: str
    given: Mapping[str, str]
    fills: tuple[_Fill, ...]
    stage: int
    shows: Shows = Shows.MASKED
    full_for: Mapping[str, str] | UnsetType = UNSET
    when: str | UnsetType = UNSET
    condition: Expression | UnsetType = UNSET
    purpose: Words
    legal_basis: Words
    source: Words
    holder: Words
    freshness: Words | UnsetType = UNSET
    hops: int


class _Place(Struct, frozen=True):
    digits: tuple[int, int]
    within: tuple[tuple[int, int], ...]


class _Case(Struct, frozen=True):
    where: tuple[_Place, ...]
    gives: str | UnsetType = UNSET
    add: int | UnsetType = UNSET


class _Digits(Struct, frozen=True, kw_only=True):
    length: int
    take: tuple[int, int] | UnsetType = UNSET
    cases: tuple[_Case, ...]


class _Derived(Struct, frozen=True, kw_only=True):
    pointer: str
    expression: str
    inputs: tuple[str, ...]
    policy: Policy
    when: str | UnsetType = UNSET
    condition: Expression | UnsetType = UNSET
    system: System | UnsetType = UNSET
    compute: Expression | UnsetType = UNSET
    conversion: Conversion | UnsetType = UNSET
    lang: str | UnsetType = UNSET
    digits: _Digits | UnsetType = UNSET


class _Fallback(Struct, frozen=True):
    unavailable: str = "ask"
    no_record: str = "ask"
    wrong: str = "ask"
    correct_at: Words | UnsetType = UNSET


class _Map(Struct, frozen=True):
    """`prefill.json` as it is written."""

    prefill: Literal[2]
    procedure: str
    version: str
    catalogue: str
    title: Words
    given: tuple[_Given, ...]
    lookups: tuple[_Lookup, ...]
    derived: tuple[_Derived, ...]
    fallback: Mapping[str, _Fallback]
    values: Mapping[str, str]
    kinds: Mapping[str, ValueInJson]
    lists: tuple[str, ...] = ()


def _unless(value: T, default: object) -> T | UnsetType:
    return UNSET if value == default else value


def _or(value: T | UnsetType, default: T) -> T:
    return default if isinstance(value, UnsetType) else value


# --- writing --------------------------------------------------------------------------------------------------------------


def plan_to_json(plan: Plan, shared: Lists) -> dict[str, Any]:
    """The content of `prefill.json`. `shared`: the code lists that are published once, by name; the map names those it
    uses under `lists`.
    """
    writer = Writer(shared)
    named, places = _kinds(plan)
    kinds = {name: writer.value(value) for name, value in named.items()}
    made = _Map(
        prefill=VERSION,
        procedure=plan.procedure,
        version=plan.version,
        catalogue=plan.catalogue,
        title=plan.title,
        given=tuple([_Given(one.pointer, one.subject, one.element, one.source) for one in plan.given]),
        lookups=tuple(map(_lookup, plan.lookups)),
        derived=tuple(map(_derived, plan.derived)),
        fallback={at: _Fallback(one.unavailable, one.no_record, one.wrong, _unless(one.correct_at, {})) for at, one in plan.fallback.items()},
        values=places,
        kinds=kinds,
        lists=tuple(sorted(writer.lists)),
    )
    return dict(as_json(made))


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


def _lookup(one: PlannedLookup) -> _Lookup:
    return _Lookup(
        id=one.id,
        registry=one.registry,
        lookup=one.lookup,
        subject=one.subject,
        given=one.given,
        fills=tuple(map(_fill, one.fills)),
        stage=one.stage,
        shows=one.shows,
        full_for=_unless(one.full_for, {}),
        when=UNSET if one.when is None else one.when_text,
        condition=_condition(one.when),
        purpose=one.purpose,
        legal_basis=one.legal_basis,
        source=one.source,
        holder=one.holder,
        freshness=_unless(one.freshness, {}),
        hops=one.hops,
    )


def _fill(one: Fill) -> _Fill:
    return _Fill(**asdict(one) | {"field": _unless(one.field, default=True), "suggestion": _unless(one.suggestion, default=False), "many": _unless(one.many, default=False)})


def _condition(one: Expression | None) -> Any:
    return UNSET if one is None else expression_in_json(one)


def _derived(one: Derivation) -> _Derived:
    how: dict[str, Any] = {}
    if one.system is not None:
        how["system"] = one.system
    elif one.compute is not None:
        how["compute"] = _condition(one.compute)
    elif one.conversion is not None:
        how |= {"conversion": one.conversion, "lang": _unless(one.lang, ""), "digits": UNSET if one.digits is None else _digits(one.digits)}
    when = UNSET if one.when is None else one.when_text
    return _Derived(pointer=one.pointer, expression=one.expression, inputs=one.inputs, policy=one.policy, when=when, condition=_condition(one.when), **how)


def _digits(digits: Digits) -> _Digits:
    cases = [
        _Case(
            tuple([_Place((place.first, place.last), place.within) for place in case.where]),
            UNSET if case.gives is None else case.gives,
            case.add if case.gives is None else UNSET,
        )
        for case in digits.cases
    ]
    return _Digits(length=digits.length, take=UNSET if digits.take is None else digits.take, cases=tuple(cases))


# --- reading --------------------------------------------------------------------------------------------------------------


def plan_from_json(made: Mapping[str, Any], lists: Lists) -> Plan:
    """The plan of a `prefill.json`. `lists`: the code lists it names, by id. Raises `msgspec.ValidationError` (a `ValueError`) with
    the path of what has another type than the map has there, `KeyError`, `TypeError` or `ValueError` for what is no such map.
    """
    if made["prefill"] != VERSION:
        message = f"prefill version {made['prefill']}, where {VERSION} is read"
        raise ValueError(message)
    read, reader = convert(made, _Map), Reader(lists)
    kinds = {name: reader.value(kind) for name, kind in read.kinds.items()}
    return Plan(
        procedure=read.procedure,
        version=read.version,
        catalogue=read.catalogue,
        title=read.title,
        given=tuple([GivenFact(one.pointer, one.subject, one.element, one.source) for one in read.given]),
        lookups=tuple(map(_lookup_of, read.lookups)),
        derived=tuple(map(_derivation_of, read.derived)),
        fallback={at: Fallback(one.unavailable, one.no_record, one.wrong, _or(one.correct_at, {})) for at, one in read.fallback.items()},
        values={pointer: kinds[name] for pointer, name in read.values.items()},
    )


def _lookup_of(one: _Lookup) -> PlannedLookup:
    return PlannedLookup(
        id=one.id,
        registry=one.registry,
        lookup=one.lookup,
        subject=one.subject,
        given=one.given,
        fills=tuple(map(_fill_of, one.fills)),
        stage=one.stage,
        hops=one.hops,
        when=_or(one.condition, None),
        when_text=_or(one.when, ""),
        shows=one.shows,
        full_for=_or(one.full_for, {}),
        source=one.source,
        holder=one.holder,
        purpose=one.purpose,
        legal_basis=one.legal_basis,
        freshness=_or(one.freshness, {}),
    )


def _fill_of(one: _Fill) -> Fill:
    return Fill(**asdict(one) | {"field": _or(one.field, default=True), "suggestion": _or(one.suggestion, default=False), "many": _or(one.many, default=False)})


def _derivation_of(one: _Derived) -> Derivation:
    return Derivation(
        pointer=one.pointer,
        expression=one.expression,
        inputs=one.inputs,
        policy=one.policy,
        conversion=_or(one.conversion, None),
        compute=_or(one.compute, None),
        system=_or(one.system, None),
        lang=_or(one.lang, ""),
        digits=_digits_of(one.digits) if isinstance(one.digits, _Digits) else None,
        when=_or(one.condition, None),
        when_text=_or(one.when, ""),
    )


def _digits_of(one: _Digits) -> Digits:
    cases = [Case(tuple([Place(*place.digits, place.within) for place in case.where]), _or(case.gives, None), _or(case.add, 0)) for case in one.cases]
    return Digits(one.length, tuple(cases), _or(one.take, None))


def load_plan(folder: Path, *, verify: bool = False) -> Plan:
    """The plan of a bundle's folder (`OUT/<procedure>`). `verify`: as for `load_form`. Raises `BundleError`."""
    path = folder / "prefill.json"
    try:
        made = json.loads(read_bundle(folder).get("prefill.json", b"") if verify else read_without_waiting(path))
        return plan_from_json(made, {name: code_list(folder.parent, name) for name in made["lists"]})
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror}"
    except NOT_OURS as error:
        message = f"{path}: not a map that eformc wrote ({type(error).__name__}: {error})"
    raise BundleError(message)
