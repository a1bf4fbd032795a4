"""The reasoning for one form: by which path every value arrives, what keys unlock, what is left to ask."""

from __future__ import annotations

import json
from typing import Any

from eformc.kernel.words import say
from eformc.reasoning.burden import burden
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned, Step
from eformc.reasoning.smallest import smallest

_WORDS = {
    "en": {
        "lookups": "Lookups", "given": "given", "hops": "hops", "asked": "asked", "held": "held", "derived": "derived",
        "repeated": "repeated", "unlocks": "unlocks {n} fields: {fields}", "path": "path", "known": "not asked when {when}",
        "ends": "As written: {typed} of {needed} typed. Smallest form: {smallest} questions.", "other": "another person's record",
        "papers": "Papers", "fetched": "fetched by the office", "attach": "to attach",
    },
    "vi": {
        "lookups": "Tra cứu", "given": "theo", "hops": "bước", "asked": "phải khai", "held": "đã có", "derived": "tính ra",
        "repeated": "lặp lại", "unlocks": "mở ra {n} mục: {fields}", "path": "đường đi", "known": "không hỏi khi {when}",
        "ends": "Hiện tại: phải khai {typed} trên {needed}. Biểu mẫu nhỏ nhất: {smallest} câu hỏi.", "other": "hồ sơ của người khác",
        "papers": "Giấy tờ", "fetched": "cơ quan tự tra cứu", "attach": "phải nộp",
    },
}  # fmt: skip


def plan_text(reasoned: Reasoned, lang: str) -> str:
    """The plan for reading."""
    words = _WORDS.get(lang, _WORDS["en"])
    lines = [f"{reasoned.procedure.id}: {say(reasoned.procedure.title, lang)}", "", words["lookups"]]
    lines += [f"  {step.id}  ({_step(step, words)})" for step in reasoned.steps]
    page = None
    for reason in reasoned.fields:
        if reason.page.id != page:
            page = reason.page.id
            lines += ["", say(reason.page.title, lang)]
        lines += _field(reason, lang, words)
    if reasoned.attachments:
        lines += ["", words["papers"]]
    for paper in reasoned.attachments:
        state = words["attach"] if paper.origin is Origin.ASKED or not paper.attachment.fetched else words["fetched"]
        lines.append(f"  {paper.attachment.id:28} {state}  {say(paper.reason, lang)}")
    counted = burden(reasoned)
    ends = words["ends"].format(typed=counted.typed, needed=counted.needed, smallest=len(smallest(reasoned).questions))
    return "\n".join([*lines, "", ends]) + "\n"


def _step(step: Step, words: dict[str, str]) -> str:
    keys = ", ".join(".".join(key) for key in step.keys)
    return f"{words['given']} {keys}; {step.hops} {words['hops']}" + (f"; {words['other']}" if step.hops > 1 else "")


def _field(reason: FieldReason, lang: str, words: dict[str, str]) -> list[str]:
    lines = [f"  {reason.id:32} {words[reason.origin.value]:10} {say(reason.reason, lang)}"]
    if reason.steps:
        lines.append(f"      {words['path']}: " + " → ".join(step.id for step in reason.steps))
    if reason.unlocks:
        lines.append("      " + words["unlocks"].format(n=len(reason.unlocks), fields=", ".join(reason.unlocks)))
    if reason.known_when_text:
        lines.append("      " + words["known"].format(when=reason.known_when_text))
    return lines


def plan_json(reasoned: Reasoned, lang: str) -> str:
    """The plan for programs."""
    counted = burden(reasoned)
    value: dict[str, Any] = {
        "procedure": reasoned.procedure.id,
        "needed": counted.needed,
        "typed": counted.typed,
        "smallest": len(smallest(reasoned).questions),
        "lookups": [
            {
                "id": step.id,
                "registry": step.lookup.registry,
                "lookup": step.lookup.id,
                "subject": step.subject,
                "given": [".".join(key) for key in step.keys],
                "hops": step.hops,
                "via": step.via.value,
            }
            for step in reasoned.steps
        ],
        "fields": [
            {
                "field": reason.id,
                "origin": reason.origin.value,
                "registry": reason.registry.id if reason.registry else None,
                "via": reason.via.value if reason.via else None,
                "hops": reason.hops,
                "path": [step.id for step in reason.steps],
                "unlocks": list(reason.unlocks),
                "known_when": reason.known_when_text or None,
                "reason": say(reason.reason, lang),
            }
            for reason in reasoned.fields
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
