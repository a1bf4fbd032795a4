"""The prefill map of a procedure as a plan: which lookups with which keys, what each fills, what is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

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
from eformc.kernel.expressions import Expression, Ref, pointer_text, refs
from eformc.kernel.printing import printed
from eformc.kernel.values import Strength, Value
from eformc.model.catalogue import Conversion, Element, Path, Policy, System
from eformc.model.nothing import nothings, unless_nothing, without
from eformc.model.procedure import Known, same_subjects
from eformc.reasoning.lookup_cover import calls_of, fewest, sharing
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned, Step, Via
from eformc.reasoning.subject_graph import Fact, fact_at
from eformc.wording.numbers import LANGUAGES


def plan_of(reasoned: Reasoned) -> Plan:
    """The plan of a procedure."""
    return _Planner(reasoned).plan()


class _Planner:
    def __init__(self, reasoned: Reasoned) -> None:
        self.reasoned = reasoned
        self.procedure = reasoned.procedure
        self.catalogue = reasoned.catalogue
        self.by_fact: dict[Fact, FieldReason] = {}
        for reason in reasoned.fields:
            fact = reason.fact
            if fact is not None and reason.origin is not Origin.REPEATED:
                self.by_fact.setdefault(fact, reason)
        self.by_id = reasoned.by_id()
        self.subjects = reasoned.subjects
        self.same = same_subjects(self.procedure.subjects)
        self.shared = sharing(self.subjects)
        self.calls = calls_of(reasoned.index.lookups, self.subjects)
        self.givers = fewest(reasoned)
        self.steps = tuple(dict.fromkeys(self.givers.values()))
        self.takers: dict[Step, list[FieldReason]] = {}
        """The fields whose values take a lookup."""
        for reason in reasoned.fields:
            for step in self.way(reason):
                self.takers.setdefault(step, []).append(reason)
        self.deciding = {self.givers.get(self.shared(fact)) for fact in reasoned.read}
        """The lookups that give what conditions and calculations read beside the form."""
        self.unless = frozenset(unless_nothing(found.pointer) for page in self.procedure.pages for _, found in nothings(page))
        """Conditions that wait for nobody to say that there is nothing: that is said once registries were asked."""
        self.stages: dict[str, int] = {}
        self.values: dict[str, Value] = {}

    def plan(self) -> Plan:
        """All of it; `values` last: the other parts name the places."""
        given = tuple(self.given())
        lookups = tuple(sorted(map(self.lookup, self.steps), key=lambda one: (one.stage, one.hops, one.id)))
        derived = tuple(self.derived())
        fallback = {self.pointer_of(reason): self.fallback(reason) for reason in self.held()}
        return Plan(
            self.procedure.id, self.procedure.version, self.catalogue.id, self.procedure.title, given, lookups, derived,
            fallback, dict(sorted(self.values.items())),
        )  # fmt: skip

    # --- pointers -------------------------------------------------------------------------------------------------

    def pointer_of(self, reason: FieldReason) -> str:
        pointer = _place(reason)
        self.values.setdefault(pointer, reason.field.value)
        return pointer

    def pointer(self, fact: Fact) -> str:
        """The place of a fact in the submission, or the one it would have if it were a field."""
        fact = self.shared(fact)
        if fact in self.by_fact:
            return self.pointer_of(self.by_fact[fact])
        node, name = fact
        owner, *relations = node.split(".")
        many = owner in self.procedure.subjects and self.procedure.subjects[owner].many
        pointer = pointer_text((owner, *(["*"] if many else []), *relations, name))
        element = self.element(fact)
        if element is not None:
            self.values.setdefault(pointer, element.value)
        return pointer

    def element(self, fact: Fact) -> Element | None:
        owner, *relations = fact[0].split(".")
        return self.catalogue.resolve(self.procedure.subjects[owner].entity, (*relations, fact[1]))

    # --- given, lookups ---------------------------------------------------------------------------------------------

    def given(self) -> Iterator[GivenFact]:
        """Facts known at the start that the map makes use of."""
        used = {self.shared(key) for step in self.steps for key in step.keys} | set(self.by_fact)
        used |= {self.shared(source) for reason in self.reasoned.fields for source in reason.derived_from}
        used |= {(self.same.get(one.subject, one.subject), name) for id_, name in self.by_fact if id_ in self.procedure.subjects for one in self.procedure.subjects[id_].same_as}
        used |= {fact for fact in self.reasoned.read if self.procedure.subjects[fact[0]].known is Known.CASE}
        seeing = any(step.lookup.full_for and self.is_typed(step) for step in self.steps)
        for subject in self.subjects:
            document = self.procedure.subjects[subject.id].document
            source = {Known.LOGIN: "login", Known.CASE: "case"}.get(subject.known, f"document:{document}")
            for name in subject.start:
                if (subject.id, name) in used or (seeing and subject.known is Known.LOGIN):
                    yield GivenFact(self.pointer((subject.id, name)), subject.id, f"{subject.entity}.{name}", source)

    def stage(self, step: Step) -> int:
        """1 for a lookup whose keys are known at the start; one more than whatever it waits for otherwise."""
        if step.id not in self.stages:
            self.stages[step.id] = 1  # of a lookup that waits for itself: the rules find it
            self.stages[step.id] = 1 + max((self._ready(step, fact) for fact in self.waits_for(step)), default=0)
        return self.stages[step.id]

    def waits_for(self, step: Step) -> Iterator[Fact]:
        """The facts that must be there before a lookup is made: its key, and what its condition reads of registries."""
        yield from map(self.shared, step.keys)
        when = self.common_condition(step)
        for ref in refs(when) if when is not None else ():
            if len(ref.pointer) > 1:
                yield self.shared((ref.pointer[0], ref.pointer[1]))

    def _ready(self, step: Step, fact: Fact) -> int:
        giver = self.givers.get(fact)
        if giver is not None and giver != step:
            return self.stage(giver)
        reason = self.by_fact.get(fact)
        return 1 if reason is not None and reason.origin is Origin.ASKED else 0

    def way(self, reason: FieldReason) -> frozenset[Step]:
        """The lookups that a field's value takes: the one that gives it, those that give its key, and so on. What repeats another
        takes those of the other.
        """
        reason = self.by_id.get(reason.repeats or "", reason)
        todo = [fact for fact in (*self._own(reason), *map(self.shared, reason.derived_from)) if fact in self.givers]
        found: set[Step] = set()
        while todo:
            step = self.givers[todo.pop()]
            if step not in found:
                found.add(step)
                todo += [fact for fact in map(self.shared, step.keys) if fact in self.givers]
        return frozenset(found)

    def _own(self, reason: FieldReason) -> tuple[Fact, ...]:
        fact = reason.fact
        if fact is None or reason.element is None or reason.origin is not Origin.HELD:
            return ()
        twin = reason.element.same_as
        return (fact, *([(fact[0], twin.element)] if twin is not None else []))

    def lookup(self, step: Step) -> PlannedLookup:
        registry = self.catalogue.registries[step.lookup.registry]
        when = self.common_condition(step)
        return PlannedLookup(
            id=step.id,
            registry=step.lookup.registry,
            lookup=step.lookup.id,
            subject=step.subject,
            given={".".join(path): self.pointer(key) for path, key in zip(step.lookup.given, step.keys, strict=True)},
            fills=tuple(replace(one, many=True) if self.of_many(step, one.name) else one for one in self.fills(step)),
            stage=self.stage(step),
            hops=step.hops,
            when=when,
            when_text=printed(when) if when is not None else "",
            shows=step.lookup.shows,
            full_for={".".join(path): self._element_of(step, path) for path in step.lookup.full_for} if self.is_typed(step) else {},
            source=registry.title,
            holder=registry.holder,
            purpose=self.procedure.title,
            legal_basis=registry.legal_basis.words,
            freshness=registry.freshness,
        )

    def is_typed(self, step: Step) -> bool:
        """True if a key of a lookup is asked: whoever types it may look up somebody else."""
        asked = [reason for key in map(self.shared, step.keys) if (reason := self.by_fact.get(key)) is not None and reason.origin is Origin.ASKED]
        return step.via is Via.KEY_FIELD or bool(asked)

    def _element_of(self, step: Step, path: Path) -> str:
        element = self.catalogue.resolve(step.lookup.entity, path)
        return element.id if element is not None else ".".join(path)

    def of_many(self, step: Step, name: str) -> bool:
        """True if an element is reached through a relation to several things."""
        entity = self.catalogue.entities.get(step.lookup.entity)
        for relation in name.split(".")[:-1]:
            found = entity.relations.get(relation) if entity is not None else None
            if found is None or found.many:
                return found is not None
            entity = self.catalogue.entities.get(found.target)
        return False

    def fills(self, step: Step) -> Iterator[Fill]:
        """Only what the form uses, and keys that later lookups need."""
        for path, wanted in self.calls[step.id].paths:
            if self.givers.get(wanted) != step:
                continue
            reason = self.by_fact.get(wanted)
            if reason is None or reason.origin is not Origin.HELD:
                yield self.hidden(path, wanted)
            else:
                yield self.fill(path, wanted, reason)
        for path in step.lookup.suggests:
            wanted = self.shared(fact_at(step.subject, path))
            reason = self.by_fact.get(wanted)
            if reason is not None and reason.origin is Origin.ASKED:
                yield from self.suggested(path, wanted, reason)

    def _element_id(self, fact: Fact, path: Path) -> str:
        found = self.element(fact)
        return found.id if found else ".".join(path)

    def hidden(self, path: Path, fact: Fact) -> Fill:
        return Fill(
            self._element_id(fact, path), ".".join(path), self.pointer(fact), Policy.HIDDEN, on_missing=Missing.LEAVE,
            on_conflict=Conflict.REGISTRY, correction=Correction.NONE, field=False,
        )  # fmt: skip

    def fill(self, path: Path, fact: Fact, reason: FieldReason) -> Fill:
        policy = reason.policy or Policy.CONFIRM
        conflict, correction = _TREATED[policy]
        leave = policy is Policy.HIDDEN or reason.field.strength is Strength.OPTIONAL
        return Fill(
            self._element_id(fact, path), ".".join(path), self.pointer(fact), policy,
            on_missing=Missing.LEAVE if leave else Missing.ASK, on_conflict=conflict, correction=correction,
        )  # fmt: skip

    def suggested(self, path: Path, fact: Fact, reason: FieldReason) -> Iterator[Fill]:
        """The value a question is started with: asked all the same. Only a value of the question's own kind can be."""
        element = self.element(fact)
        if element is not None and type(element.value) is type(reason.field.value):
            yield Fill(
                self._element_id(fact, path), ".".join(path), self.pointer(fact), Policy.EDIT,
                on_conflict=Conflict.ANSWER, suggestion=True,
            )  # fmt: skip

    def common_condition(self, step: Step) -> Expression | None:
        """The condition all fields that need the lookup share (no sense in asking a registry for what is not shown).
        None where a condition or a calculation needs it, too.
        """
        if step in self.deciding:
            return None
        conditions = [
            without((reason.group.when if reason.group else None) if reason.field.table else reason.field.when, self.unless)
            for reason in self.takers.get(step, ())
        ]
        first = conditions[0] if conditions else None
        return first if first is not None and all(one == first for one in conditions) else None

    # --- derived, fallback --------------------------------------------------------------------------------------------

    def derived(self) -> Iterator[Derivation]:
        for reason in self.reasoned.fields:
            found = self.derivation(reason, _place(reason), reason.policy or Policy.HIDDEN)
            if found is not None:
                self.values.setdefault(found.pointer, reason.field.value)
                yield found

    def derivation(self, reason: FieldReason, at: str, policy: Policy) -> Derivation | None:
        """The derivation of a field's value; None for what is asked or looked up."""
        if reason.system is not None:
            return Derivation(at, _SYSTEM[reason.system], (), policy, system=reason.system)
        if reason.field.derive is not None:
            inputs = tuple(self._read(reason, ref) for ref in refs(reason.field.derive))
            return Derivation(at, printed(reason.field.derive), inputs, policy, compute=reason.field.derive)
        if reason.derived_from:
            inputs = tuple(self.pointer(fact) for fact in reason.derived_from)
            conversion = reason.conversion or Conversion.COPY
            arguments = ", ".join(f"{subject}.{element}" for subject, element in reason.derived_from)
            computable = reason.conversion is not None or len(inputs) == 1
            made = conversion if computable else None
            derivable = reason.element.derivable if reason.element is not None else None
            digits = derivable.digits if derivable is not None and made is Conversion.DIGITS else None
            return Derivation(at, f"{conversion.value}({arguments})", inputs, policy, made, lang=self.lang(made), digits=digits)
        if reason.repeats is not None:
            first = self.by_id[reason.repeats]
            return Derivation(at, first.id, (self.pointer_of(first),), policy, Conversion.COPY)
        if reason.known_when is not None and reason.element is not None and reason.subject is not None:
            return self.same_subject(reason.element, reason.subject, reason.known_when, at)
        return self.twin(reason, at, policy)

    def lang(self, conversion: Conversion | None) -> str:
        """The language words are written in: the first of the form's that eformc has words of."""
        return next((one for one in self.procedure.languages if one in LANGUAGES), "") if conversion is Conversion.IN_WORDS else ""

    def _read(self, reason: FieldReason, ref: Ref) -> str:
        return pointer_text((reason.field.table, "*", *ref.pointer) if ref.row and reason.field.table else ref.pointer)

    def same_subject(self, element: Element, subject: str, when: Expression, at: str) -> Derivation | None:
        """A subject that may be another one: under the condition its key is the other one's."""
        same = next((one for one in self.procedure.subjects[subject].same_as if one.when == when), None)
        if same is None:
            return None
        source = self.pointer((self.same.get(same.subject, same.subject), element.name))
        return Derivation(
            at, f"{same.subject}.{element.name}", (source,), Policy.LOCKED, Conversion.COPY, when=when, when_text=printed(when)
        )

    def twin(self, reason: FieldReason, at: str, policy: Policy) -> Derivation | None:
        """One number under another name (`same_as`), where the registry gives it under the first."""
        same, own = reason.element.same_as if reason.element is not None else None, reason.fact
        if reason.origin is not Origin.HELD or same is None or own is None:
            return None
        if not reason.steps or own in self.calls[reason.steps[-1].id].gives:
            return None
        source = self.pointer((own[0], same.element))
        return Derivation(at, f"{reason.subject}.{same.element}", (source,), policy, Conversion.COPY)

    def held(self) -> Iterable[FieldReason]:
        return (reason for reason in self.reasoned.fields if reason.origin is Origin.HELD)

    def fallback(self, reason: FieldReason) -> Fallback:
        """The fallback for a value that is not there or not right: the question comes back, nobody is blocked."""
        return Fallback(correct_at=dict(reason.registry.correct_at) if reason.registry else {})


def _place(reason: FieldReason) -> str:
    found = reason.field
    return pointer_text((found.table, "*", *found.pointer) if found.table else found.pointer)


_TREATED = {
    Policy.LOCKED: (Conflict.REGISTRY, Correction.SOURCE),
    Policy.CONFIRM: (Conflict.FLAG, Correction.HERE),
    Policy.EDIT: (Conflict.ANSWER, Correction.HERE),
    Policy.HIDDEN: (Conflict.REGISTRY, Correction.NONE),
}
_SYSTEM = {
    System.ADDRESSEE: "system(addressee)",
    System.FILING_DATE: "today()",
    System.FILING_PLACE: "system(filing_place)",
    System.SIGNATURE: "system(signature)",
}
