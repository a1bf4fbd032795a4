"""The prefill map as a plan: what a portal looks up with which key, what becomes of it, what is asked instead.

Read from `prefill.json` of a bundle (`plan_from_json`) or made from a procedure (`eformc.emit.prefill.plan_of`): the
same plan. Pointers are JSON Pointers into the submission; `*` stands for every row of a repeating group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct, field

from eformc.contract.pointers import group_of
from eformc.kernel.digits import Digits
from eformc.kernel.expressions import Expression, pointer_text, refs
from eformc.kernel.values import Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Conversion, Policy, Shows, System


class Missing(StrEnum):
    """The treatment of a value that does not come: the question is put, or the place stays empty."""

    ASK = "ask"
    LEAVE = "leave"


class Conflict(StrEnum):
    """The treatment of an answer that differs from the registry's copy: the registry's is taken, the answer is taken and
    the officer sees both, the answer is simply taken.
    """

    REGISTRY = "registry"
    FLAG = "flag"
    ANSWER = "answer"


class Correction(StrEnum):
    """The place where a wrong value is mended: in the form, at the registry, nowhere (the citizen does not see it)."""

    HERE = "here"
    SOURCE = "source"
    NONE = "none"


class GivenFact(Struct, frozen=True):
    """A fact the caller knows at the start. `source`: `login`, `case` (what the portal hands in: no field) or `document:<id>`."""

    pointer: str
    subject: str
    element: str
    source: str


class Fill(Struct, frozen=True):
    """One value of a lookup. `name` is what the lookup calls it: the path of elements from the lookup's entity
    (`full_name`, `mother.full_name`). `field` false: a fact the form does not hold, the key of a later lookup or read
    by a condition. `suggestion`: often stale, offered in the question and still asked. `many`: it is of several things
    (a person's parcels), so the lookup gives a list; a place that is no row takes its value where there is but one.
    """

    element: str
    name: str
    pointer: str
    policy: Policy
    transform: Conversion = Conversion.COPY
    on_missing: Missing = Missing.ASK
    on_conflict: Conflict = Conflict.FLAG
    correction: Correction = Correction.HERE
    field: bool = True
    suggestion: bool = False
    many: bool = False


class PlannedLookup(Struct, frozen=True):
    """One lookup for one subject. `given`: what the lookup calls its key -> where the key stands. `stage`: 1 where every
    key is known at the start. `shows`: what of somebody else's record whoever typed the key sees; `full_for`: what the lookup
    calls a number in the record -> its element: who logs in with that number sees all of it. `source`, `holder`, `purpose`,
    `legal_basis`, `freshness`: words by language.
    """

    id: str
    registry: str
    lookup: str
    subject: str
    given: Mapping[str, str]
    fills: tuple[Fill, ...]
    stage: int
    hops: int
    when: Expression | None = None
    when_text: str = ""
    shows: Shows = Shows.MASKED
    full_for: Mapping[str, str] = field(default_factory=dict)
    source: Words = field(default_factory=dict)
    holder: Words = field(default_factory=dict)
    purpose: Words = field(default_factory=dict)
    legal_basis: Words = field(default_factory=dict)
    freshness: Words = field(default_factory=dict)


class Derivation(Struct, frozen=True):
    """A value that is worked out: by a calculation (`compute`), a conversion of `inputs`, or by the receiving system. `lang`:
    the language in which a conversion writes words; `digits`: what those of a number say.
    """

    pointer: str
    expression: str
    inputs: tuple[str, ...]
    policy: Policy = Policy.HIDDEN
    conversion: Conversion | None = None
    compute: Expression | None = None
    system: System | None = None
    when: Expression | None = None
    when_text: str = ""
    lang: str = ""
    digits: Digits | None = None


class Fallback(Struct, frozen=True):
    """The questions that are put when a field's source is down, has no answer, or the citizen says it is wrong."""

    unavailable: str = "ask"
    no_record: str = "ask"
    wrong: str = "ask"
    correct_at: Words = field(default_factory=dict)


class Plan(Struct, frozen=True):
    """A whole map. `values`: every pointer of the map -> the kind of value that may stand there."""

    procedure: str
    version: str
    catalogue: str
    title: Words
    given: tuple[GivenFact, ...]
    lookups: tuple[PlannedLookup, ...]
    derived: tuple[Derivation, ...]
    fallback: Mapping[str, Fallback]
    values: Mapping[str, Value]

    def keys(self) -> tuple[str, ...]:
        """The pointers of answers that set lookups going: keys that are neither given nor filled."""
        supplied = {one.pointer for one in self.given}
        supplied |= {fill.pointer for lookup in self.lookups for fill in lookup.fills if not fill.suggestion}
        return tuple(dict.fromkeys(key for lookup in self.lookups for key in lookup.given.values() if key not in supplied))

    def reads(self) -> dict[str, tuple[str, ...]]:
        """The pointers of answers that change what is held (keys of lookups, what conditions and calculations read), each with
        the places of the form that depend on it.
        """
        roots: dict[str, frozenset[str]] = {one.pointer: frozenset() for one in self.given}
        places: dict[str, list[str]] = {}
        for one in self.derived:
            beside = (one.pointer,)
            if one.when is not None:  # asked otherwise: it depends on its own answer, too
                roots[one.pointer] = frozenset(beside) | self._roots(roots, (*one.inputs, *_read_by(one.when, beside)))
        waits = [(lookup.given.values(), lookup.when, [(one.pointer, one) for one in lookup.fills if not one.suggestion]) for lookup in self.lookups]
        for read, when, fills in waits:
            found = self._roots(roots, (*read, *_read_by(when, read)))
            for pointer, fill in fills:
                roots[pointer] = found | (frozenset() if fill.policy in (Policy.LOCKED, Policy.HIDDEN) else frozenset([pointer]))
                for root in found if fill.field else ():
                    places.setdefault(root, []).append(pointer)
        for one in self.derived:
            beside = (one.pointer,)
            for root in self._roots(roots, (*one.inputs, *_read_by(one.when, beside), *_read_by(one.compute, beside))):
                places.setdefault(root, []).append(one.pointer)
        return {root: tuple(dict.fromkeys(found)) for root, found in sorted(places.items())}

    @staticmethod
    def _roots(roots: Mapping[str, frozenset[str]], read: Iterable[str]) -> frozenset[str]:
        """The places that others depend on: themselves, where nothing brings them."""
        return frozenset().union(*(roots.get(at, frozenset([at])) for at in read))

    def not_of_answers(self) -> frozenset[str]:
        """Pointers at which no answer counts: what the caller's login says, and facts that are no field of the form."""
        facts = {fill.pointer for lookup in self.lookups for fill in lookup.fills if not fill.field}
        return frozenset(facts | {one.pointer for one in self.given})


def _read_by(expression: Expression | None, beside: Iterable[str]) -> Iterator[str]:
    """The pointers an expression reads; a row's own in the group of what it stands beside."""
    group = group_of(beside)
    for ref in refs(expression) if expression is not None else ():
        yield pointer_text((group, "*", *ref.pointer) if ref.row and group is not None else ref.pointer)
