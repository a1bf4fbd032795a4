"""The data-flow statement of a procedure, for the data-protection officer: who is asked what about whom, why, by which law.

Made of the very map that is run: what does not stand here is not asked for.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from eformc.contract.plan import Fill, Plan, PlannedLookup
from eformc.kernel.expressions import refs
from eformc.kernel.words import Words, say
from eformc.model.catalogue import Element, Shows
from eformc.model.citations import cited
from eformc.reasoning.planning import plan_of
from eformc.reasoning.reasoned import Reasoned
from eformc.wording.conditions import Named, in_words
from eformc.wording.localization import Localizer

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Data-flow statement", "version": "version {version}", "purpose": "Purpose", "law": "Legal basis of the procedure",
        "given": "Known at the start", "login": "by logging in", "document": "from a document: {name}",
        "reads": "What is read", "read": "{n}. {registry}", "holder": "Holder", "basis": "Legal basis", "about": "About",
        "key": "Found with", "when": "Only if", "always": "Whenever the key is known", "hops": "Lookups from the start",
        "other": "{n} (the record of somebody else)", "elements": "Data elements", "freshness": "As fresh as", "sensitive": "sensitive: {law}",
        "shown": "shown to the citizen; a wrong value is corrected at the source", "confirm": "shown to the citizen, who confirms or corrects it",
        "edit": "shown to the citizen, who may change it", "hidden": "used, not shown", "fact": "not kept: it finds, decides or works out something else",
        "suggestion": "offered in the question", "nothing": "No registry is read.", "total": "{elements} data elements from {registries} registries in at most {lookups} lookups.",
        "sent": "What each registry learns: the key, the names of the elements, the procedure. Nothing else is sent.",
        "seen": "Shown to", "own": "who is logged in, whole: what leads to it is their own",
        "masked": "whoever types the number, under a mask; whole to the person, to an officer, and where one's own record gives the number", "named": "; also to who logs in with: {names}",
        "full": "whoever types the number, whole",
    },
    "vi": {
        "title": "Bản mô tả luồng dữ liệu cá nhân", "version": "phiên bản {version}", "purpose": "Mục đích", "law": "Căn cứ pháp lý của thủ tục",
        "given": "Dữ liệu biết từ đầu", "login": "nhờ đăng nhập", "document": "từ giấy tờ: {name}",
        "reads": "Dữ liệu được tra cứu", "read": "{n}. {registry}", "holder": "Cơ quan quản lý", "basis": "Căn cứ pháp lý", "about": "Về",
        "key": "Tra cứu theo", "when": "Chỉ khi", "always": "Khi đã biết khóa tra cứu", "hops": "Số lần tra cứu nối tiếp",
        "other": "{n} (hồ sơ của người khác)", "elements": "Các mục dữ liệu", "freshness": "Độ cập nhật", "sensitive": "nhạy cảm: {law}",
        "shown": "cho người dân xem; sai thì sửa tại nơi quản lý", "confirm": "cho người dân xem để xác nhận hoặc sửa",
        "edit": "cho người dân xem và được sửa", "hidden": "dùng nhưng không hiển thị", "fact": "không lưu: chỉ để tra cứu, xét điều kiện hoặc tính mục khác",
        "suggestion": "gợi ý sẵn trong câu hỏi", "nothing": "Không tra cứu cơ sở dữ liệu nào.", "total": "{elements} mục dữ liệu, {registries} cơ sở dữ liệu, nhiều nhất {lookups} lần tra cứu.",
        "sent": "Mỗi cơ sở dữ liệu chỉ nhận: khóa tra cứu, tên các mục dữ liệu, mã thủ tục. Không gửi gì khác.",
        "seen": "Cho ai xem", "own": "người đăng nhập, đầy đủ: khóa tra cứu là của chính họ",
        "masked": "người gõ số, che bớt; đầy đủ với chính người đó, với cán bộ, và khi hồ sơ của người gõ đã có số này", "named": "; và với người đăng nhập bằng: {names}",
        "full": "bất kỳ ai gõ số, đầy đủ",
    },
}  # fmt: skip


def data_flow(reasoned: Reasoned, lang: str) -> dict[str, Any]:
    """The statement as data, its texts in one language."""
    plan, words = plan_of(reasoned), _WORDS.get(lang, _WORDS["en"])
    typed = _found_by_typing(plan)
    reads = [_read(reasoned, one, lang, words, typed=one.id in typed) for one in plan.lookups]
    return {
        "procedure": plan.procedure,
        "version": plan.version,
        "title": say(plan.title, lang),
        "legal_basis": [say(cited(reasoned.index.law_names, text).noted(), lang) for text in reasoned.procedure.legal_basis],
        "given": [
            {"element": one.element, "about": _subject(reasoned, one.subject, lang), "title": _title(reasoned, one.element, lang), "from": _from(reasoned, one.source, lang, words)}
            for one in plan.given
        ],
        "reads": reads,
        "totals": {
            "lookups": len(reads),
            "registries": len({one["registry"] for one in reads}),
            "elements": sum(len(one["elements"]) for one in reads),
        },
    }


def _found_by_typing(plan: Plan) -> frozenset[str]:
    """The lookups whose record is found by a number that somebody types, or that leads from there."""
    typed = set(plan.keys())
    found: set[str] = set()
    for one in plan.lookups:  # in firing order
        if typed & set(one.given.values()):
            found.add(one.id)
            typed |= {fill.pointer for fill in one.fills}
    return frozenset(found)


def _seen_by(reasoned: Reasoned, one: PlannedLookup, lang: str, words: Mapping[str, str], *, typed: bool) -> str:
    """The people who are shown a record, and how much of it."""
    if not typed or one.shows is Shows.FULL:
        return words["full" if typed else "own"]
    names = [_title_in(reasoned, one, name, lang) for name in one.full_for]
    return words["masked"] + (words["named"].format(names=", ".join(names)) if names else "")


def _title_in(reasoned: Reasoned, one: PlannedLookup, name: str, lang: str) -> str:
    """A number of a record in words, such as the personal number of the mother."""
    found = next((lookup for lookup in reasoned.catalogue.registries[one.registry].lookups if lookup.id == one.lookup), None)
    titles, entity = [], found.entity if found is not None else ""
    for step in name.split(".")[:-1]:
        relation = reasoned.catalogue.entities[entity].relations[step]
        titles.append(say(relation.title, lang))
        entity = relation.target
    element = reasoned.catalogue.element(entity, name.rpartition(".")[2])
    return f"{say(element.title, lang) if element is not None else name} ({', '.join(titles)})"


def _read(reasoned: Reasoned, one: PlannedLookup, lang: str, words: Mapping[str, str], *, typed: bool) -> dict[str, Any]:
    return {
        "registry": one.registry,
        "source": say(one.source, lang),
        "holder": say(one.holder, lang),
        "lookup": one.lookup,
        "about": _subject(reasoned, one.subject, lang),
        "purpose": say(one.purpose, lang),
        "legal_basis": say(reasoned.catalogue.registries[one.registry].legal_basis.noted(), lang),
        "verified": reasoned.catalogue.registries[one.registry].legal_basis.verified,
        "key": [_at(reasoned, pointer, lang) for pointer in one.given.values()],
        "when": in_words(one.when, dict(_names(reasoned, one)), Localizer(lang)) if one.when is not None else "",
        "stage": one.stage,
        "hops": one.hops,
        "freshness": say(one.freshness, lang),
        "seen": _seen_by(reasoned, one, lang, words, typed=typed),
        "elements": [
            {
                "element": fill.element,
                "title": _title(reasoned, fill.element, lang),
                "use": _use(fill, words),
                "sensitive": _sensitive(reasoned, fill.element, lang),
            }
            for fill in one.fills
        ],
    }


def _element(reasoned: Reasoned, name: str) -> Element | None:
    entity, _, element = name.partition(".")
    return reasoned.catalogue.element(entity, element)


def _title(reasoned: Reasoned, name: str, lang: str) -> str:
    element = _element(reasoned, name)
    return say(element.title, lang) if element is not None else name


def _sensitive(reasoned: Reasoned, name: str, lang: str) -> str:
    element = _element(reasoned, name)
    return say(element.sensitive.noted(), lang) if element is not None and element.sensitive else ""


def _subject(reasoned: Reasoned, name: str, lang: str) -> str:
    return say(reasoned.procedure.subjects[name].title, lang)


def _at(reasoned: Reasoned, pointer: str, lang: str) -> str:
    """A place of the form in words: a question of its own, or the element, and whose."""
    tokens = tuple(pointer.split("/")[1:])
    subject, name = tokens[0], tokens[-1]
    if len(tokens) == 1 or subject not in reasoned.procedure.subjects:
        return next((say(field.title, lang) for _, field in reasoned.procedure.fields() if field.pointer == tokens), name)
    element = reasoned.catalogue.element(reasoned.procedure.subjects[subject].entity, name)
    title = say(element.title, lang) if element is not None else name
    return f"{title} ({_subject(reasoned, subject, lang)})"


def _names(reasoned: Reasoned, one: PlannedLookup) -> Iterator[tuple[tuple[str, ...], Named]]:
    """The names of the places that a condition reads."""
    fields = {field.pointer: field for _, field in reasoned.procedure.fields()}
    for ref in refs(one.when) if one.when is not None else ():
        field = fields.get(ref.pointer)
        subject = reasoned.procedure.subjects.get(ref.pointer[0])
        element = reasoned.catalogue.element(subject.entity, ref.pointer[-1]) if subject is not None else None
        title: Words | None = field.title if field is not None else element.title if element is not None else None
        value = field.value if field is not None else element.value if element is not None else None
        if title is not None:
            yield ref.pointer, Named(title, getattr(value, "codes", None))


def _from(reasoned: Reasoned, source: str, lang: str, words: Mapping[str, str]) -> str:
    kind, _, name = source.partition(":")
    return words["login"] if kind == "login" else words["document"].format(name=say(reasoned.catalogue.documents[name].title, lang))


def _use(fill: Fill, words: Mapping[str, str]) -> str:
    if fill.suggestion:
        return words["suggestion"]
    return words["fact"] if not fill.field else words["shown" if fill.policy.value == "locked" else fill.policy.value]


def data_flow_json(reasoned: Reasoned, lang: str) -> str:
    """The statement for programs."""
    return json.dumps(data_flow(reasoned, lang), ensure_ascii=False, indent=2) + "\n"


def data_flow_text(reasoned: Reasoned, lang: str) -> str:
    """The statement for reading and filing."""
    made, words = data_flow(reasoned, lang), _WORDS.get(lang, _WORDS["en"])
    lines = [f"{words['title']}: {made['title']} ({words['version'].format(version=made['version'])})", ""]
    lines += [f"{words['law']}: {'; '.join(made['legal_basis'])}", ""] if made["legal_basis"] else []
    lines += [words["given"], *(f"  {one['title']} ({one['about']}): {one['from']}" for one in made["given"]), ""]
    lines += [words["reads"] if made["reads"] else words["nothing"]]
    for number, one in enumerate(made["reads"], 1):
        lines += ["", words["read"].format(n=number, registry=one["source"])]
        lines += [f"   {name}: {text}" for name, text in _rows(one, words)]
        lines += [f"     - {element['title']}: {element['use']}{_note(element, words)}" for element in one["elements"]]
    return "\n".join([*lines, "", words["total"].format(**made["totals"]), words["sent"]]) + "\n"


def _rows(one: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield words["holder"], one["holder"]
    yield words["about"], one["about"]
    yield words["purpose"], one["purpose"]
    yield words["basis"], one["legal_basis"]
    yield words["key"], ", ".join(one["key"])
    yield words["when"], one["when"] or words["always"]
    yield words["hops"], words["other"].format(n=one["hops"]) if one["hops"] > 1 else str(one["hops"])
    if one["freshness"]:
        yield words["freshness"], one["freshness"]
    yield words["seen"], one["seen"]
    yield words["elements"], str(len(one["elements"]))


def _note(element: Mapping[str, str], words: Mapping[str, str]) -> str:
    return f" ({words['sensitive'].format(law=element['sensitive'])})" if element["sensitive"] else ""


def data_flow_html(reasoned: Reasoned, lang: str) -> str:
    """The statement as a page to print: no script, nothing loaded."""
    made, words = data_flow(reasoned, lang), _WORDS.get(lang, _WORDS["en"])

    def text(value: str) -> str:
        return html.escape(value)

    parts = [f"<h1>{text(words['title'])}</h1>", f"<p>{text(made['title'])} ({text(words['version'].format(version=made['version']))})</p>"]
    if made["legal_basis"]:
        parts.append(f"<p>{text(words['law'])}: {text('; '.join(made['legal_basis']))}</p>")
    parts.append(f"<h2>{text(words['given'])}</h2><ul>")
    parts += [f"<li>{text(one['title'])} ({text(one['about'])}): {text(one['from'])}</li>" for one in made["given"]]
    parts.append(f"</ul><h2>{text(words['reads'] if made['reads'] else words['nothing'])}</h2>")
    for number, one in enumerate(made["reads"], 1):
        parts.append(f"<h3>{text(words['read'].format(n=number, registry=one['source']))}</h3><dl>")
        parts += [f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in _rows(one, words)]
        parts.append("</dl><ul>")
        parts += [f"<li>{text(element['title'])}: {text(element['use'] + _note(element, words))}</li>" for element in one["elements"]]
        parts.append("</ul>")
    parts.append(f"<p>{text(words['total'].format(**made['totals']))} {text(words['sent'])}</p>")
    head = f'<!doctype html>\n<html lang="{text(lang)}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{text(words["title"])}: {text(made["title"])}</title>\n<style>{_STYLE}</style>\n<main>\n'
    return head + "\n".join(parts) + "\n</main>\n</html>\n"


_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;color:#111;margin:0}main{max-width:46rem;margin:0 auto;padding:1rem}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}"
    "h3{margin-top:2rem}@media(max-width:30rem){dl{grid-template-columns:1fr}}@media print{h3{break-after:avoid}}"
)
