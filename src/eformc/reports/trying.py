"""The rest that one person would still have to type: the lookups that were made for them, what came, what is left to ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.contract.plan import PlannedLookup
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Scope, holds
from eformc.kernel.expressions import Expression, Pointer, pointer_text
from eformc.kernel.words import say
from eformc.model.catalogue import Policy
from eformc.prefill import Fired, Held, Prefilled, State
from eformc.reasoning.planning import plan_of
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned
from eformc.wording.values import format_value

Json: TypeAlias = Any
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "lookups": "Lookups", "types": "Still to type ({count} of {needed})", "perhaps": "Perhaps, depending on answers", "comes": "Comes by itself",
        "later": "when {keys} is typed", "stage": "stage {stage}", "hops_1": "1 hop", "hops": "{hops} hops", "nothing": "nothing",
        "value": "answered", "none": "there is none", "no_record": "no record", "unavailable": "did not answer", "refused": "refused",
        "withheld": "withheld", "not_asked": "not asked", "because": "because: {registry} {state}", "key": "key {keys}",
    },
    "vi": {
        "lookups": "Tra cứu", "types": "Còn phải khai ({count} trên {needed})", "perhaps": "Có thể phải khai, tùy câu trả lời", "comes": "Tự có",
        "later": "khi đã khai {keys}", "stage": "lượt {stage}", "hops_1": "qua 1 bước", "hops": "qua {hops} bước", "nothing": "không có gì",
        "value": "có trả lời", "none": "không có", "no_record": "không có bản ghi", "unavailable": "không trả lời", "refused": "từ chối",
        "withheld": "không cung cấp", "not_asked": "chưa tra cứu", "because": "vì {registry} {state}", "key": "khóa {keys}",
    },
}  # fmt: skip


class ToType(Struct, frozen=True):
    """A question that is put. `sure` is false where a condition is not decided yet. `instead`: the registry's state it is
    put for, where it is held.
    """

    reason: FieldReason
    pointer: str
    sure: bool
    instead: Held | None = None


class Trial(Struct, frozen=True):
    """The outcome of a run for one person. `later`: lookups that wait for an answer."""

    reasoned: Reasoned
    prefilled: Prefilled
    to_type: tuple[ToType, ...]
    later: tuple[PlannedLookup, ...]
    needed: int

    def fired(self) -> list[Fired]:
        """The lookups that were made, in the plan's order: which of them answers first is chance."""
        order = [one.id for one in plan_of(self.reasoned).lookups]
        return sorted(self.prefilled.fired, key=lambda one: (order.index(one.id), one.row or 0))


def trial_of(reasoned: Reasoned, prefilled: Prefilled, typed: Json, today: Day) -> Trial:
    """The questions put to somebody for whom the registries answered so, with the answers in `typed`."""
    known = {tuple(at.split("/")[1:]): one.value for at, one in prefilled.held.items() if one.state is State.VALUE}
    scope = Scope(prefilled.instance(typed if isinstance(typed, dict) else {}), today, known=known)
    questions = tuple(_questions(reasoned, prefilled, scope))
    fired = {one.id for one in prefilled.fired}
    later = tuple(one for one in plan_of(reasoned).lookups if one.id not in fired)
    needed = sum(1 for reason in reasoned.fields if reason.system is None and _applies(reason, scope) is not False)
    return Trial(reasoned, prefilled, questions, later, needed)


def _questions(reasoned: Reasoned, prefilled: Prefilled, scope: Scope) -> Iterator[ToType]:
    for reason in reasoned.fields:
        applies = _applies(reason, scope)
        if reason.system is not None or applies is False:
            continue
        pointer = pointer_text((reason.field.table, "*", *reason.field.pointer) if reason.field.table else reason.field.pointer)
        if reason.is_asked:
            known = reason.known_when is not None and holds(reason.known_when, scope) is True
            if not known and _at(scope.answers, reason.field.pointer) is None:
                yield ToType(reason, pointer, applies is True)
        elif reason.origin is Origin.HELD and reason.policy is not Policy.HIDDEN:
            held = prefilled.held.get(pointer)
            if held is not None and held.state not in (State.VALUE, State.NONE, State.NOT_ASKED):
                yield ToType(reason, pointer, applies is True, held)


def _applies(reason: FieldReason, scope: Scope) -> bool | None:
    conditions: list[Expression | None] = [reason.group.when if reason.group else None, reason.field.when if not reason.field.table else None]
    found = [holds(one, scope) for one in conditions if one is not None]
    return False if False in found else True if all(one is True for one in found) else None


def _at(answers: Json, pointer: Pointer) -> Json:
    for token in pointer:
        answers = answers.get(token) if isinstance(answers, dict) else None
    return answers


# --- text -----------------------------------------------------------------------------------------------------------------


def trial_text(trial: Trial, who: str, lang: str) -> str:
    """For reading in a terminal."""
    words = _WORDS.get(lang, _WORDS["en"])
    plan = {one.id: one for one in plan_of(trial.reasoned).lookups}
    sure, perhaps = [one for one in trial.to_type if one.sure], [one for one in trial.to_type if not one.sure]
    lines = [f"{say(trial.reasoned.procedure.title, lang)} · {who}", "", words["lookups"]]
    for fired in trial.fired():
        lines += _lookup(plan[fired.id], words[fired.outcome.value] + (f" ({fired.kind})" if fired.kind else ""), words, lang)
    for one in trial.later:
        lines += _lookup(one, words["later"].format(keys=", ".join(one.given.values())), words, lang)
    lines += ["", words["types"].format(count=len(sure), needed=trial.needed), *(_typed(one, words, lang) for one in sure)]
    lines += [] if sure else [f"  {words['nothing']}"]
    if perhaps:
        lines += ["", words["perhaps"], *(_typed(one, words, lang) for one in perhaps)]
    lines += ["", words["comes"]]
    for at, held in trial.prefilled.held.items():
        if held.state is State.VALUE and held.lookup and held.field and held.of is not None:
            dated = f", {held.as_of}" if held.as_of else ""
            lines.append(f"  {at}: {format_value(held.of, held.value, lang)} ({say(held.source, lang)}{dated})")
    return "\n".join(lines) + "\n"


def _lookup(one: PlannedLookup, outcome: str, words: dict[str, str], lang: str) -> list[str]:
    hops = words["hops_1"] if one.hops == 1 else words["hops"].format(hops=one.hops)
    keys = words["key"].format(keys=", ".join(one.given.values()))
    return [
        f"  {one.id}: {outcome}",
        f"    {say(one.source, lang)}; {words['stage'].format(stage=one.stage)}, {keys}, {hops}; {say(one.legal_basis, lang)}",
    ]


def _typed(one: ToType, words: dict[str, str], lang: str) -> str:
    line = f"  {one.pointer}: {say(one.reason.field.title, lang)}"
    if one.instead is not None:
        line += f" ({words['because'].format(registry=say(one.instead.source, lang), state=words[one.instead.state.value])})"
    return line


# --- JSON -----------------------------------------------------------------------------------------------------------------


def trial_json(trial: Trial, citizen: str, lang: str) -> str:
    """For programs."""
    plan = {one.id: one for one in plan_of(trial.reasoned).lookups}
    value = {
        "procedure": trial.reasoned.procedure.id,
        "citizen": citizen,
        "needed": trial.needed,
        "to_type": [_question_json(one, lang) for one in trial.to_type if one.sure],
        "perhaps": [_question_json(one, lang) for one in trial.to_type if not one.sure],
        "lookups": [
            {**_lookup_json(plan[one.id]), "outcome": one.outcome.value, **({"kind": one.kind} if one.kind else {})} for one in trial.fired()
        ]
        + [{**_lookup_json(one), "outcome": State.NOT_ASKED.value} for one in trial.later],
        "held": {
            at: {"state": one.state.value, **({"value": one.value} if one.state is State.VALUE else {}), "lookup": one.lookup or None, "as_of": one.as_of or None}
            for at, one in trial.prefilled.held.items()
        },
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _question_json(one: ToType, lang: str) -> dict[str, Json]:
    return {
        "pointer": one.pointer, "field": one.reason.id, "title": say(one.reason.field.title, lang), "origin": one.reason.origin.value,
        **({"because": one.instead.state.value, "lookup": one.instead.lookup} if one.instead is not None else {}),
    }  # fmt: skip


def _lookup_json(one: PlannedLookup) -> dict[str, Json]:
    return {
        "id": one.id, "registry": one.registry, "lookup": one.lookup, "subject": one.subject, "stage": one.stage, "hops": one.hops,
        "given": dict(one.given), "legal_basis": dict(one.legal_basis),
    }  # fmt: skip
