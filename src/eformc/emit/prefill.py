"""The prefill map: which lookups to make with which keys, what each fills, what is worked out, what to ask instead.

Its shape is published as a JSON Schema (`prefill.schema.json` beside this file, `eformc schema prefill`). Pointers are
JSON Pointers into the submission; `*` stands for every row of a repeating group. A fill with `"field": false` is a
fact the form does not hold: it is only the key of a later lookup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from eformc.emit.kind import Emitter, File, json_bytes
from eformc.kernel.expressions import Expression, pointer_text, refs
from eformc.kernel.printing import printed
from eformc.model.catalogue import Conversion, Element, Policy, System
from eformc.model.procedure import Known
from eformc.reasoning.reasoned import Fact, FieldReason, Origin, Reasoned, Step

VERSION = 1


def prefill_of(reasoned: Reasoned) -> dict[str, Any]:
    """The prefill map of a procedure as JSON."""
    return _Map(reasoned).all()


def published_schema() -> dict[str, Any]:
    """The JSON Schema of prefill maps."""
    return dict(json.loads((FilePath(__file__).with_name("prefill.schema.json")).read_text(encoding="utf-8")))


class _Map:
    def __init__(self, reasoned: Reasoned) -> None:
        self.reasoned = reasoned
        self.procedure = reasoned.procedure
        self.by_fact: dict[Fact, FieldReason] = {}
        for reason in reasoned.fields:
            if reason.element is not None and reason.subject is not None and reason.origin is not Origin.REPEATED:
                self.by_fact.setdefault((reason.subject, reason.element.name), reason)
        self.stages: dict[str, int] = {}

    def all(self) -> dict[str, Any]:
        return {
            "prefill": VERSION,
            "procedure": self.procedure.id,
            "version": self.procedure.version,
            "catalogue": self.reasoned.catalogue.id,
            "given": self.given(),
            "lookups": [self.lookup(step) for step in self.reasoned.steps],
            "derived": list(self.derived()),
            "fallback": {self.pointer_of(reason): self.fallback(reason) for reason in self.held()},
        }

    # --- pointers -------------------------------------------------------------------------------------------------

    def pointer_of(self, reason: FieldReason) -> str:
        tokens = (reason.field.table, "*", *reason.field.pointer) if reason.field.table else reason.field.pointer
        return pointer_text(tokens)

    def pointer(self, fact: Fact) -> str:
        """Where a fact stands in the submission, or would stand if it were a field."""
        fact = self.shared(fact)
        if fact in self.by_fact:
            return self.pointer_of(self.by_fact[fact])
        node, name = fact
        owner, *relations = node.split(".")
        many = owner in self.procedure.subjects and self.procedure.subjects[owner].many
        return pointer_text((owner, *(["*"] if many else []), *relations, name))

    def shared(self, fact: Fact) -> Fact:
        """A fact of `applicant.spouse` is the fact of the subject that is known `via` it."""
        for subject in self.procedure.subjects.values():
            if subject.via is not None and ".".join(subject.via) == fact[0]:
                return subject.id, fact[1]
        return fact

    # --- given, lookups ---------------------------------------------------------------------------------------------

    def given(self) -> list[dict[str, Any]]:
        """Facts known at the start that the map makes use of."""
        used = {self.shared(key) for step in self.reasoned.steps for key in step.keys} | set(self.by_fact)
        out = []
        for subject in self.procedure.subjects.values():
            if subject.known is Known.LOGIN:
                names, source = self.reasoned.catalogue.login_gives, "login"
            elif subject.known is Known.DOCUMENT and subject.document:
                key = self.reasoned.catalogue.documents[subject.document].key
                names = (key,) if key else self.reasoned.catalogue.entities[subject.entity].key
                source = f"document:{subject.document}"
            else:
                continue
            for name in names:
                if (subject.id, name) in used:
                    out.append(
                        {
                            "pointer": self.pointer((subject.id, name)),
                            "subject": subject.id,
                            "element": f"{subject.entity}.{name}",
                            "from": source,
                        }
                    )
        return out

    def stage(self, step: Step) -> int:
        """1 for a lookup whose keys are known at the start; one more than whatever it waits for otherwise."""
        if step.id not in self.stages:
            self.stages[step.id] = 1 + max((self._ready(key) for key in step.keys), default=0)
        return self.stages[step.id]

    def _ready(self, key: Fact) -> int:
        wanted = self.shared(key)
        for other in self.reasoned.steps:
            gives = any(self.shared(fact) == wanted for fact in self._gives(other))
            if gives and wanted not in {self.shared(other_key) for other_key in other.keys}:
                return self.stage(other)
        reason = self.by_fact.get(wanted)
        return 1 if reason is not None and reason.origin is Origin.ASKED else 0

    def _gives(self, step: Step) -> Iterable[Fact]:
        for path in step.lookup.gives:
            yield ".".join((step.subject, *path[:-1])), path[-1]

    def lookup(self, step: Step) -> dict[str, Any]:
        registry = self.reasoned.catalogue.registries[step.lookup.registry]
        fills = list(self.fills(step))
        when = self.common_condition(step)
        return {
            "id": step.id,
            "registry": step.lookup.registry,
            "lookup": step.lookup.id,
            "subject": step.subject,
            "given": {".".join(path): self.pointer(key) for path, key in zip(step.lookup.given, step.keys, strict=True)},
            "fills": fills,
            "stage": self.stage(step),
            **({"when": printed(when)} if when is not None else {}),
            "legal_basis": dict(registry.legal_basis),
            "hops": step.hops,
        }

    def fills(self, step: Step) -> Iterable[dict[str, Any]]:
        """Only what the form uses, and keys that later lookups need."""
        needed = {self.shared(key) for other in self.reasoned.steps if other is not step for key in other.keys}
        needed |= {source for reason in self.reasoned.fields for source in reason.derived_from}
        for path, fact in zip(step.lookup.gives, self._gives(step), strict=True):
            wanted = self.shared(fact)
            reason = self.by_fact.get(wanted)
            if reason is not None and reason.steps and reason.steps[-1] == step and reason.origin is Origin.HELD:
                yield self.fill(path, fact, reason.policy or Policy.CONFIRM, field=True)
            elif reason is None and wanted in needed and wanted not in {self.shared(key) for key in step.keys}:
                yield self.fill(path, fact, Policy.HIDDEN, field=False)
        for path in step.lookup.suggests:
            fact = (".".join((step.subject, *path[:-1])), path[-1])
            if self.shared(fact) in self.by_fact:
                yield {**self.fill(path, fact, Policy.EDIT, field=True), "suggestion": True}

    def fill(self, path: tuple[str, ...], fact: Fact, policy: Policy, *, field: bool) -> dict[str, Any]:
        entity = self.reasoned.catalogue.resolve(self._entity(fact[0].split(".")[0]), (*fact[0].split(".")[1:], fact[1]))
        return {
            "element": entity.id if entity else ".".join(path),
            "pointer": self.pointer(fact),
            "policy": policy.value,
            "transform": Conversion.COPY.value,
            **({} if field else {"field": False}),
        }

    def _entity(self, subject: str) -> str:
        return self.procedure.subjects[subject].entity

    def common_condition(self, step: Step) -> Expression | None:
        """The condition all fields that need the lookup share (no sense in asking a registry for what is not shown)."""
        conditions: list[Expression | None] = []
        for reason in self.reasoned.fields:
            if step in reason.steps:
                group = reason.group.when if reason.group else None
                conditions.append(group if reason.field.table else reason.field.when)
        first = conditions[0] if conditions else None
        return first if first is not None and all(one == first for one in conditions) else None

    # --- derived, fallback --------------------------------------------------------------------------------------------

    def derived(self) -> Iterable[dict[str, Any]]:
        for reason in self.reasoned.fields:
            entry = self.derivation(reason)
            if entry is not None:
                yield {"pointer": self.pointer_of(reason), **entry}

    def derivation(self, reason: FieldReason) -> dict[str, Any] | None:
        if reason.system is not None:
            return {"expression": _SYSTEM[reason.system], "inputs": []}
        if reason.field.derive is not None:
            inputs = ["".join(f"/{token}" for token in ref.pointer) for ref in refs(reason.field.derive)]
            return {"expression": printed(reason.field.derive), "inputs": inputs}
        if reason.origin is Origin.DERIVED or reason.derived_from:
            inputs = [self.pointer(fact) for fact in reason.derived_from]
            name = reason.conversion.value if reason.conversion else Conversion.COPY.value
            arguments = ", ".join(f"{subject}.{element}" for subject, element in reason.derived_from)
            return {"expression": f"{name}({arguments})", "inputs": inputs}
        if reason.repeats is not None:
            first = self.reasoned.by_id()[reason.repeats]
            return {"expression": first.id, "inputs": [self.pointer_of(first)]}
        if reason.known_when is not None and reason.element is not None and reason.subject is not None:
            return self.same_subject(reason, reason.element, reason.subject, reason.known_when)
        return None

    def same_subject(
        self, reason: FieldReason, element: Element, subject: str, when: Expression
    ) -> dict[str, Any] | None:
        """A subject that may be another one: under the condition its key is the other one's."""
        same = next((one for one in self.procedure.subjects[subject].same_as if one.when == when), None)
        if same is None:
            return None
        source = (same.subject, element.name)
        return {
            "expression": f"{same.subject}.{element.name}",
            "inputs": [self.pointer(source)],
            "when": printed(when),
        }

    def held(self) -> list[FieldReason]:
        return [reason for reason in self.reasoned.fields if reason.origin is Origin.HELD]

    def fallback(self, reason: FieldReason) -> Mapping[str, Any]:
        """What happens when the value is not there or is not right: the question comes back, nobody is blocked."""
        registry = reason.registry
        return {
            "unavailable": "ask",
            "no_record": "ask",
            "wrong": "ask",
            **({"correct_at": dict(registry.correct_at)} if registry and registry.correct_at else {}),
        }


_SYSTEM = {
    System.ADDRESSEE: "system(addressee)",
    System.FILING_DATE: "today()",
    System.FILING_PLACE: "system(filing_place)",
    System.SIGNATURE: "system(signature)",
}


def _emit(reasoned: Reasoned) -> tuple[File, ...]:
    return (File("prefill.json", json_bytes(prefill_of(reasoned))),)


EMITTER = Emitter("prefill", _emit)
