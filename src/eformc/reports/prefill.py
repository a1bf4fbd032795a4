"""The results of a prefill: the instance, and for each place where its value comes from or why there is none."""

from __future__ import annotations

import json
from typing import Any

from eformc.emit.form import published
from eformc.kernel.dates import Day
from eformc.kernel.words import Words, say
from eformc.portal.submission.judge import submitted
from eformc.prefill import Held, Prefilled, State
from eformc.reasoning.planning import plan_of
from eformc.reasoning.reasoned import Reasoned
from eformc.wording.values import read_out

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "value": "", "none": "there is none", "no_record": "no record", "unavailable": "not available", "refused": "refused",
        "withheld": "withheld", "not_asked": "not asked yet", "given": "known at the start", "derived": "worked out",
        "lookups": "Lookups", "values": "Values", "as_of": "as of {day}", "events": "REPORT TO THE OPERATOR",
        "mismatch": "{registry} answered for somebody else ({lookup}); the answer was dropped", "none_fired": "none",
    },
    "vi": {
        "value": "", "none": "không có", "no_record": "không có bản ghi", "unavailable": "chưa lấy được", "refused": "bị từ chối",
        "withheld": "không được cung cấp", "not_asked": "chưa tra cứu", "given": "biết từ đầu", "derived": "tính ra",
        "lookups": "Tra cứu", "values": "Giá trị", "as_of": "tính đến {day}", "events": "BÁO CHO NGƯỜI VẬN HÀNH",
        "mismatch": "{registry} trả lời cho người khác ({lookup}); câu trả lời đã bị bỏ", "none_fired": "không có",
    },
}  # fmt: skip


def prefill_json(reasoned: Reasoned, prefilled: Prefilled, typed: Any, today: Day) -> str:
    """The instance (what applies, with the answers given so far) and the provenance, for programs."""
    form = published(reasoned)
    made = submitted(form.form, form.supplies, typed, today, prefilled.given(reasoned.procedure.languages[0]))
    laws = {step.id: reasoned.catalogue.registries[step.lookup.registry] for step in reasoned.steps}
    value = {
        "procedure": prefilled.procedure,
        "version": prefilled.version,
        "instance": made.answers,
        "provenance": [_provenance(at, one, laws[one.lookup].legal_basis.noted() if one.lookup else {}) for at, one in prefilled.held.items()],
        "lookups": [
            {
                "id": one.id, "registry": one.registry, "lookup": one.lookup, "outcome": one.outcome.value,
                **({"row": one.row} if one.row is not None else {}), **({"kind": one.kind} if one.kind else {}),
            }
            for one in prefilled.fired
        ],
        "events": [{"kind": one.kind, "lookup": one.lookup, "registry": one.registry} for one in prefilled.events],
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _provenance(at: str, one: Held, legal_basis: Words) -> dict[str, Any]:
    return {
        "pointer": at,
        "state": one.state.value,
        **({"value": one.value} if one.state is State.VALUE else {}),
        **({"kind": one.kind} if one.kind else {}),
        "policy": one.policy.value,
        "lookup": one.lookup or None,
        "source": dict(one.source),
        "legal_basis": dict(legal_basis),
        "as_of": one.as_of or None,
        **({} if one.field else {"field": False}),
        **({"suggestion": True} if one.suggestion else {}),
    }


def prefill_text(reasoned: Reasoned, prefilled: Prefilled, lang: str) -> str:
    """The same for reading: who was asked, and place by place what came."""
    words = _WORDS.get(lang, _WORDS["en"])
    given = {one.pointer for one in plan_of(reasoned).given}
    lines = [f"{prefilled.procedure}: {say(reasoned.procedure.title, lang)}", "", words["lookups"]]
    for fired in prefilled.fired:
        row = f" [{fired.row}]" if fired.row is not None else ""
        outcome = words[fired.outcome.value] or "✓"
        lines.append(f"  {fired.id}{row}  {outcome}{f' ({fired.kind})' if fired.kind else ''}")
    lines += [f"  {words['none_fired']}"] if not prefilled.fired else []
    lines += ["", words["values"]]
    for at, one in prefilled.held.items():
        text = read_out(one.of, one.value, lang) if one.state is State.VALUE and one.of is not None else words[one.state.value]
        origin = say(one.source, lang) or (words["given"] if at in given else words["derived"])
        dated = f", {words['as_of'].format(day=one.as_of)}" if one.as_of else ""
        lines.append(f"  {at:36} {text}  ({origin}{dated}{f', {one.kind}' if one.kind else ''})")
    if prefilled.events:
        lines += ["", words["events"]]
        lines += [f"  {words['mismatch'].format(registry=one.registry, lookup=one.lookup)}" for one in prefilled.events]
    return "\n".join(lines) + "\n"
