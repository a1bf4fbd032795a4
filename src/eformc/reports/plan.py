"""The reasoning for one form: by which path every value arrives, what keys unlock, what is left to ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from eformc.kernel.words import say
from eformc.model.catalogue import doubted_of
from eformc.model.citations import cited_in
from eformc.model.laws import noted
from eformc.model.procedure import Known
from eformc.reasoning.burden import burden
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned, Step
from eformc.reasoning.smallest import Question, smallest

_WORDS = {
    "en": {
        "lookups": "Lookups", "given": "given", "hop": "hop", "hops": "hops", "asked": "asked", "held": "held", "derived": "derived",
        "repeated": "repeated", "unlocks": "unlocks {n} fields: {fields}", "path": "path", "known": "not asked when {when}",
        "other": "another person's record", "papers": "Papers", "fetched": "fetched by the office", "attach": "to attach",
        "stands": "The form as it stands: {typed} of {needed} fields typed ({effort}).",
        "could": "The form as it could be: {smallest} questions ({effort}).",
        "effort": "effort {n}", "add": "Ask in addition", "drop": "Ask no longer", "questions": "Questions that remain",
        "comes": "gives {n}: {fields}", "waived": "asked again under {law}, until {until}",
        "missing": "What is missing", "unheld": "No registry of the catalogue holds it",
        "unreached": "{registry} holds it, not reachable: its key {keys} is not known (asking for it would reach: {fields})",
        "suggested": "{registry} holds it and only suggests it",
        "suggestions": "Suggestions by the words of questions (guesses; nothing is built on them)", "guess": "perhaps {fact}: {origin} ({percent} %)",
        "unpublished": "{registry} holds it, but its holder has not yet published it as usable",
        "unverified": "Held under {law}", "own": "Only the citizen can say it", "key": "A key: it finds the rest", "no_end": "no end given",
    },
    "vi": {
        "lookups": "Tra cứu", "given": "theo", "hop": "bước", "hops": "bước", "asked": "phải khai", "held": "đã có", "derived": "tính ra",
        "repeated": "lặp lại", "unlocks": "mở ra {n} mục: {fields}", "path": "đường đi", "known": "không hỏi khi {when}",
        "other": "hồ sơ của người khác", "papers": "Giấy tờ", "fetched": "cơ quan tự tra cứu", "attach": "phải nộp",
        "stands": "Biểu mẫu hiện nay: phải khai {typed} trên {needed} mục ({effort}).",
        "could": "Biểu mẫu có thể đạt: {smallest} câu hỏi ({effort}).",
        "effort": "công sức {n}", "add": "Nên hỏi thêm", "drop": "Không cần hỏi nữa", "questions": "Những câu còn phải hỏi",
        "comes": "cho biết {n} mục: {fields}", "waived": "hỏi lại theo {law}, đến {until}",
        "missing": "Còn thiếu gì", "unheld": "Chưa cơ sở dữ liệu nào trong danh mục có",
        "unreached": "{registry} đã có, nhưng chưa tra được: chưa biết khóa {keys} (nếu hỏi khóa này thì có: {fields})",
        "suggested": "{registry} đã có và chỉ gợi ý",
        "suggestions": "Gợi ý theo câu chữ của câu hỏi (chỉ là phỏng đoán; không dựa vào đó để dựng biểu mẫu)", "guess": "có thể là {fact}: {origin} ({percent} %)",
        "unpublished": "{registry} đã có, nhưng cơ quan chủ quản chưa công bố khai thác",
        "unverified": "Đã có theo {law}", "own": "Chỉ người dân mới biết", "key": "Là khóa: có nó thì tra được phần còn lại", "no_end": "không nêu thời hạn",
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
        state = words["attach"] if paper.origin is Origin.ASKED else words["fetched"]
        law = paper.document.law if paper.document is not None and paper.registry is not None else None
        doubted = f" ({say(law.noted(), lang)})" if law is not None and not law.verified else ""
        lines.append(f"  {paper.attachment.name:28} {state}  {say(paper.reason, lang)}{doubted}")
    suggestions = [_suggestion(one, words) for one in reasoned.recognised.values()]
    lines += ["", words["suggestions"], *suggestions] if suggestions else []
    return "\n".join([*lines, "", *_could_be(reasoned, lang, words)]) + "\n"


def _suggestion(reason: FieldReason, words: dict[str, str]) -> str:
    """The fact a question is taken for, and what its value would be if it were bound."""
    fact = f"`{reason.subject}.{reason.element.name}`" if reason.element is not None else f"`{reason.writes_out}`"
    percent = round(reason.guess.confidence * 100) if reason.guess is not None else 100
    return f"  {reason.id:32} {words['guess'].format(fact=fact, origin=words[reason.origin.value], percent=percent)}"


def _could_be(reasoned: Reasoned, lang: str, words: dict[str, str]) -> list[str]:
    """The form as it stands, as it could be, and what stands between the two."""
    counted, found, by_id = burden(reasoned), smallest(reasoned), reasoned.by_id()

    def effort(cost: int) -> str:
        return words["effort"].format(n=cost)

    def label(name: str) -> str:
        reason = by_id[name]
        subject = reasoned.procedure.subjects.get(reason.subject or "")
        whose = f" · {say(subject.title, lang)}" if subject is not None and subject.known is not Known.LOGIN else ""
        return say(reason.field.title, lang) + whose

    lines = [
        words["stands"].format(typed=counted.typed, needed=counted.needed, effort=effort(found.cost_now)),
        words["could"].format(smallest=len(found.questions), effort=effort(found.cost)),
    ]
    if found.added:
        lines += ["", words["add"]]
        lines += [f"  {_asked_of(reasoned, question, lang)}  {_comes(question, words, label)}" for question in found.added]
    if found.dropped:
        lines += ["", words["drop"], *(f"  {name:32} {label(name)}" for name in found.dropped)]
    lines += ["", words["questions"]]
    for question in found.questions:
        if question.field is not None:
            why = _why(reasoned, question, lang, words)
            lines.append(f"  {label(question.field):44} {effort(question.cost):12} {why}")
            if question.unlocks:
                lines.append(f"      {_comes(question, words, label)}")
    missing = _missing(reasoned, lang, words)
    return [*lines, *(["", words["missing"], *missing] if missing else [])]


def _asked_of(reasoned: Reasoned, question: Question, lang: str) -> str:
    subject, name = question.fact or ("", "")
    of = reasoned.procedure.subjects[subject]
    element = reasoned.catalogue.element(of.entity, name)
    return f"{subject}.{name}: {say(element.title, lang) if element else name} · {say(of.title, lang)}"


def _comes(question: Question, words: dict[str, str], label: Callable[[str], str]) -> str:
    return words["comes"].format(n=len(question.unlocks), fields=", ".join(label(name) for name in question.unlocks))


def _why(reasoned: Reasoned, question: Question, lang: str, words: dict[str, str]) -> str:
    if question.waiver is not None:
        return words["waived"].format(law=say(cited_in(reasoned.index.law_names, question.waiver.because).noted(), lang), until=question.waiver.until or words["no_end"])
    if question.unlocks:
        return words["key"]
    reason = reasoned.by_id().get(question.field or "")
    return say(reason.reason, lang) if reason is not None and question.fact is not None else words["own"]


def _missing(reasoned: Reasoned, lang: str, words: dict[str, str]) -> list[str]:
    """Changes to catalogue or law that would be needed for the form to shrink further, or to stand on firm ground."""
    by_id = reasoned.by_id()
    asked = [by_id[one.field] for one in smallest(reasoned).questions if one.field and one.fact and not one.unlocks and not one.waiver]
    unheld = [one for one in asked if one.unreached is None]
    lines = [f"  {words['unheld']}: " + ", ".join(say(one.field.title, lang) for one in unheld)] if unheld else []
    beyond: dict[tuple[str, str], list[str]] = {}
    for one in asked:
        if one.unreached is not None:
            keys = ", ".join(f"`{'.'.join(key)}`" for key in one.unreached.missing)
            beyond.setdefault((say(one.unreached.registry.title, lang), keys), []).append(say(one.field.title, lang))
    for (registry, keys), fields in beyond.items():
        said = words["unreached"] if keys else words["suggested"] + ": {fields}"
        lines.append("  " + said.format(registry=registry, keys=keys, fields=", ".join(fields)))
    waiting: dict[str, list[str]] = {}
    doubted: dict[str, list[str]] = {}
    for one in reasoned.fields:
        if one.registry is not None and not one.registry.published and one.origin is Origin.HELD:
            waiting.setdefault(say(one.registry.title, lang), []).append(say(one.field.title, lang))
    for one in reasoned.fields:
        if one.registry is not None and one.origin is Origin.HELD and (law := noted(doubted_of(one.registry))):
            doubted.setdefault(say(law, lang), []).append(say(one.field.title, lang))
    lines += [f"  {words['unverified'].format(law=law)}: {', '.join(fields)}" for law, fields in doubted.items()]
    return lines + [f"  {words['unpublished'].format(registry=name)}: {', '.join(fields)}" for name, fields in waiting.items()]


def _step(step: Step, words: dict[str, str]) -> str:
    keys = ", ".join(".".join(key) for key in step.keys)
    return f"{words['given']} {keys}; {step.hops} {words['hop' if step.hops == 1 else 'hops']}" + (f"; {words['other']}" if step.hops > 1 else "")


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
    counted, found = burden(reasoned), smallest(reasoned)
    value: dict[str, Any] = {
        "procedure": reasoned.procedure.id,
        "needed": counted.needed,
        "typed": counted.typed,
        "smallest": len(found.questions),
        "effort": found.cost_now,
        "smallest_effort": found.cost,
        "questions": [
            {
                "field": question.field,
                "subject": question.fact[0] if question.fact else None,
                "element": question.fact[1] if question.fact else None,
                "effort": question.cost,
                "unlocks": list(question.unlocks),
                "waiver": question.waiver.kind if question.waiver else None,
                "verified": question.waiver is None or cited_in(reasoned.index.law_names, question.waiver.because).verified,
            }
            for question in found.questions
        ],
        "add": [".".join(question.fact) for question in found.added if question.fact],
        "drop": list(found.dropped),
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
                "holder": reason.unreached.registry.id if reason.unreached else None,
                "missing_keys": [".".join(key) for key in reason.unreached.missing] if reason.unreached else [],
                "law": say(reason.registry.legal_basis.noted(), lang) if reason.registry else "",
                "verified": not doubted_of(reason.registry),
            }
            for reason in reasoned.fields
        ],
        "suggestions": [
            {
                "field": reason.id,
                "subject": reason.subject,
                "element": reason.element.name if reason.element else None,
                "origin": reason.origin.value,
                "confidence": round(reason.guess.confidence, 2) if reason.guess else 1.0,
            }
            for reason in reasoned.recognised.values()
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
