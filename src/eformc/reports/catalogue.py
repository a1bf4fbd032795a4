"""Answers of a catalogue: what is held, by whom, found with which key, by which law, called what.

`eformc catalogue` prints it; every answer exists as text in the author's language and as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from eformc.kernel.values import Choice, Choices
from eformc.kernel.words import Words, say
from eformc.model.catalogue import Catalogue, Document, Element, Entity, Lookup, Path, Registry
from eformc.model.laws import Citation
from eformc.model.search import Hit, HitKind

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "element": "data element", "relation": "relation", "document": "paper", "registry": "registry", "codes": "code list", "entity": "entity",
        "none": "Nothing in the catalogue is called like “{words}”. Try one word of it, or another name.",
        "more": "{n} more; `--all` shows them.", "matched": "called “{wording}”", "write": "In a spec", "type": "Type", "unit": "Unit",
        "example": "Example", "help": "Help", "also": "Also called", "parts": "Its parts are called", "lists": "Codes",
        "held": "Held by", "unheld": "No registry of the catalogue holds it: it has to be asked.", "law": "Law", "holder": "Holder",
        "by": "{registry}, found with {keys}", "suggested": "{registry}, found with {keys} (only suggested: the citizen may change it)",
        "unfound": "{registry}: held, but no lookup gives it", "finds": "{registry}: it is a key there", "login": "known of whoever logs in", "correct": "A wrong value is corrected at",
        "relations": "Also given of a relative", "papers": "Papers that say it", "sensitive": "Sensitive", "policy": "The citizen",
        "locked": "sees it and cannot change it on the form", "confirm": "sees it and confirms or corrects it", "edit": "sees it and may change it",
        "hidden": "does not see it", "derivable": "Follows from", "same_as": "The same as", "retired": "No longer exists since",
        "never": "Never true of whoever logs in.", "given": "found with", "gives": "gives", "suggests": "suggests", "documents": "Papers it replaces",
        "published": "Published for use", "yes": "yes", "no": "no", "fresh": "As fresh as", "restated": "What it says is held by", "restates": "It says",
        "instead": "Instead", "keys": "Key", "elements": "Data elements", "leads": "leads to", "many": "several", "count": "{n} codes", "since": "In force since", "shown": "{code}  {title}",
        "checked": "{id}: {entities} entities, {elements} data elements, {registries} registries, {papers} papers, {lists} code lists",
        "gaps": "What is missing", "complete": "Nothing is missing.", "no_title": "without a title in {lang}", "no_wording": "without a wording besides the title",
        "not_held": "held by no registry", "no_lookup": "held, but given by no lookup", "unverified": "citations not verified", "no_help": "without help",
    },
    "vi": {
        "element": "phần tử dữ liệu", "relation": "quan hệ", "document": "giấy tờ", "registry": "cơ sở dữ liệu", "codes": "danh mục mã", "entity": "đối tượng",
        "none": "Danh mục không có gì gọi là “{words}”. Hãy thử một từ trong đó, hoặc tên khác.",
        "more": "Còn {n} kết quả; `--all` để xem hết.", "matched": "còn gọi là “{wording}”", "write": "Trong tệp đặc tả viết", "type": "Kiểu", "unit": "Đơn vị",
        "example": "Ví dụ", "help": "Hướng dẫn", "also": "Còn gọi là", "parts": "Các phần còn gọi là", "lists": "Danh mục mã",
        "held": "Nơi đã có", "unheld": "Chưa cơ sở dữ liệu nào trong danh mục có: phải hỏi.", "law": "Căn cứ", "holder": "Cơ quan quản lý",
        "by": "{registry}, tra theo {keys}", "suggested": "{registry}, tra theo {keys} (chỉ gợi ý, người dân được sửa)",
        "unfound": "{registry}: đã có, nhưng chưa có cách tra cứu nào cho biết", "finds": "{registry}: là khóa để tra cứu", "login": "biết ngay khi đăng nhập", "correct": "Sai thì sửa tại",
        "relations": "Còn cho biết của người thân", "papers": "Giấy tờ ghi điều này", "sensitive": "Nhạy cảm", "policy": "Người dân",
        "locked": "nhìn thấy, không sửa trên biểu mẫu", "confirm": "nhìn thấy, xác nhận hoặc sửa", "edit": "nhìn thấy và được sửa",
        "hidden": "không nhìn thấy", "derivable": "Suy ra từ", "same_as": "Cùng là", "retired": "Không còn từ ngày",
        "never": "Không bao giờ đúng với người đang đăng nhập.", "given": "tra theo", "gives": "cho biết", "suggests": "gợi ý", "documents": "Giấy tờ được thay thế",
        "published": "Đã công bố khai thác", "yes": "rồi", "no": "chưa", "fresh": "Độ cập nhật", "restated": "Nội dung đã có tại", "restates": "Nội dung",
        "instead": "Thay bằng", "keys": "Khóa", "elements": "Phần tử dữ liệu", "leads": "dẫn tới", "many": "nhiều", "count": "{n} mã", "since": "Hiệu lực từ", "shown": "{code}  {title}",
        "checked": "{id}: {entities} đối tượng, {elements} phần tử dữ liệu, {registries} cơ sở dữ liệu, {papers} giấy tờ, {lists} danh mục mã",
        "gaps": "Còn thiếu gì", "complete": "Không thiếu gì.", "no_title": "chưa có tên bằng {lang}", "no_wording": "ngoài tên ra chưa có cách gọi nào khác",
        "not_held": "chưa cơ sở dữ liệu nào có", "no_lookup": "đã có, nhưng chưa có cách tra cứu nào cho biết", "unverified": "căn cứ chưa kiểm chứng", "no_help": "chưa có hướng dẫn",
    },
}  # fmt: skip
MOST_HITS = 12
_MOST_CODES = 20


class Source(Struct, frozen=True):
    """A registry that holds an element. `keys`: for each lookup that gives it, the elements the lookup needs."""

    registry: Registry
    keys: tuple[tuple[str, ...], ...]
    suggested: bool
    """Every lookup only suggests it."""


def sources_of(catalogue: Catalogue, element: Element) -> tuple[Source, ...]:
    """The registries that hold a data element, in the catalogue's order, each with the keys it is found with."""
    found = []
    for registry in catalogue.registries.values():
        held = (element.entity, (element.name,)) in registry.holds.values()
        giving = [one for one in registry.lookups if one.entity == element.entity and (element.name,) in (*one.gives, *one.suggests)]
        if held or giving:
            sure = [one for one in giving if (element.name,) in one.gives]
            found.append(Source(registry, tuple(_keys(one) for one in sure or giving), bool(giving) and not sure))
    return tuple(found)


def relatives_of(catalogue: Catalogue, element: Element) -> tuple[tuple[Registry, str, Path], ...]:
    """The lookups that give an element of a relative: the registry, the entity that is looked up and the path from it."""
    found: dict[tuple[str, str, Path], tuple[Registry, str, Path]] = {}
    for registry in catalogue.registries.values():
        for lookup in registry.lookups:
            for path in lookup.gives:
                if len(path) > 1 and path[-1] == element.name and _end(catalogue, lookup.entity, path) == element.entity:
                    found[registry.id, lookup.entity, path] = registry, lookup.entity, path
    return tuple(found.values())


def _keys(lookup: Lookup) -> tuple[str, ...]:
    return tuple(".".join((lookup.entity, *path)) for path in lookup.given)


def _finds(registry: Registry, element: Element) -> bool:
    """The element is a key of one of the registry's lookups."""
    return any(one.entity == element.entity and (element.name,) in one.given for one in registry.lookups)


def _end(catalogue: Catalogue, entity: str, path: Path) -> str:
    for name in path[:-1]:
        entity = catalogue.entities[entity].relations[name].target
    return entity


# --- search ---------------------------------------------------------------------------------------------------------------


def search_text(hits: tuple[Hit, ...], words: str, lang: str, *, every: bool = False) -> str:
    """The results of a search, a line each."""
    said = _WORDS.get(lang, _WORDS["en"])
    if not hits:
        return said["none"].format(words=words) + "\n"
    shown = hits if every else hits[:MOST_HITS]
    wide, kinds = max(len(hit.id) for hit in shown), max(len(said[hit.kind.value]) for hit in shown)
    lines = []
    for hit in shown:
        title = say(hit.title, lang)
        also = "" if hit.wording in (title, hit.id, hit.id.rpartition(".")[2]) else f"  ({said['matched'].format(wording=hit.wording)})"
        lines.append(f"{hit.id:{wide}}  {said[hit.kind.value]:{kinds}}  {title}{also}")
    lines += [said["more"].format(n=len(hits) - len(shown))] if len(shown) < len(hits) else []
    return "\n".join(lines) + "\n"


def search_json(hits: tuple[Hit, ...], words: str) -> str:
    """The results of a search: `{words, hits: [{kind, id, title, wording, likeness}]}`."""
    found = [{"kind": one.kind.value, "id": one.id, "title": dict(one.title), "wording": one.wording, "likeness": one.likeness} for one in hits]
    return _printed({"words": words, "hits": found})


# --- one thing ------------------------------------------------------------------------------------------------------------


def show_json(catalogue: Catalogue, kind: HitKind | None, thing: str) -> str:
    """One thing of the catalogue as JSON; `kind` None: an entity."""
    return _printed(_value(catalogue, kind, thing))


def show_text(catalogue: Catalogue, kind: HitKind | None, thing: str, lang: str) -> str:
    """One thing of the catalogue for reading; `kind` None: an entity."""
    said = _WORDS.get(lang, _WORDS["en"])
    lines: list[str]
    match kind:
        case None:
            lines = _entity_lines(catalogue.entities[thing], lang, said)
        case HitKind.ELEMENT:
            entity, _, name = thing.partition(".")
            lines = _element_lines(catalogue, catalogue.entities[entity].elements[name], lang, said)
        case HitKind.RELATION:
            entity, _, name = thing.partition(".")
            relation = catalogue.entities[entity].relations[name]
            many = f" ({said['many']})" if relation.many else ""
            lines = [*_head(thing, relation.title, said["relation"], lang), f"{said['leads']}: {relation.target}{many}"]
            lines += _listed(said["also"], relation.synonyms)
        case HitKind.DOCUMENT:
            lines = _document_lines(catalogue, catalogue.documents[thing], lang, said)
        case HitKind.REGISTRY:
            lines = _registry_lines(catalogue.registries[thing], lang, said)
        case _:
            codes = catalogue.code_lists[thing].codes
            head = catalogue.list_heads[thing]
            lines = [f"{thing}: {say(head.title, lang)} ({said['codes']}, {said['count'].format(n=len(codes))})"]
            lines += [f"{said['since']}: {head.valid_from}"] if head.valid_from else []
            lines += ["  " + said["shown"].format(code=one.code, title=say(one.title, lang)) for one in codes[:_MOST_CODES]]
            lines += ["  …"] if len(codes) > _MOST_CODES else []
    return "\n".join(lines) + "\n"


def _head(thing: str, title: Words, kind: str, lang: str) -> list[str]:
    return [f"{thing}: {say(title, lang)} ({kind})"]


def _listed(label: str, names: Iterable[str]) -> list[str]:
    names = list(names)
    return [f"{label}: {'; '.join(names)}"] if names else []


def _law(citation: Citation, lang: str) -> str:
    return say(citation.noted(), lang)


def _element_lines(catalogue: Catalogue, element: Element, lang: str, said: dict[str, str]) -> list[str]:
    owner = "applicant" if element.entity == catalogue.login_entity else element.entity
    lines = [*_head(element.id, element.title, said["element"], lang), f"{said['write']}: `{owner}.{element.name}`"]
    lines += [f"{said['type']}: {element.type}" + (f" ({element.unit})" if element.unit else "")]
    for label, words in (("help", element.help), ("example", element.example)):
        lines += [f"{said[label]}: {say(words, lang)}"] if words else []
    lines += _listed(said["also"], element.synonyms) + _listed(said["parts"], element.part_words)
    if isinstance(element.value, Choice | Choices):
        shown = [f"{one.code} {say(one.title, lang)}" for one in element.value.codes.codes[:6]]
        lines += _listed(said["lists"], [*shown, *(["…"] if len(element.value.codes.codes) > 6 else [])])
    lines += _holding_lines(catalogue, element, lang, said)
    lines.append(f"{said['policy']}: {said[element.policy.value]}")
    lines += [f"{said['sensitive']}: {_law(element.sensitive, lang)}"] if element.sensitive else []
    lines += [said["never"]] if element.never_of_login else []
    if element.derivable:
        lines.append(f"{said['derivable']}: {', '.join(element.derivable.elements)} ({say(element.derivable.how, lang)})")
    if element.same_as:
        lines.append(f"{said['same_as']}: {element.same_as.element} ({element.same_as.since})")
    if element.retired:
        lines.append(f"{said['retired']}: {element.retired.on} ({_law(element.retired.law, lang)})")
    return lines


def _holding_lines(catalogue: Catalogue, element: Element, lang: str, said: dict[str, str]) -> list[str]:
    sources, lines = sources_of(catalogue, element), []
    login = element.entity == catalogue.login_entity and element.name in catalogue.login_gives
    for one in sources:
        title = say(one.registry.title, lang)
        for keys in one.keys:
            lines.append("  " + said["suggested" if one.suggested else "by"].format(registry=title, keys=" + ".join(keys)))
        lines += [] if one.keys else ["  " + said["finds" if _finds(one.registry, element) else "unfound"].format(registry=title)]
        lines.append(f"    {said['holder']}: {say(one.registry.holder, lang)}. {said['law']}: {_law(one.registry.legal_basis, lang)}")
        lines.append(f"    {said['correct']}: {say(one.registry.correct_at, lang)}")
    lines = [f"{said['held']}:", *lines] if lines else ([] if login else [said["unheld"]])
    lines = [f"{said['held']}: {said['login']}", *lines] if login else lines
    related = [f"{'.'.join((entity, *path))} ({say(registry.title, lang)})" for registry, entity, path in relatives_of(catalogue, element)]
    papers = [say(paper.title, lang) for paper in catalogue.documents.values() if element.id in paper.restates]
    return lines + _listed(said["relations"], related) + _listed(said["papers"], papers)


def _document_lines(catalogue: Catalogue, document: Document, lang: str, said: dict[str, str]) -> list[str]:
    lines = _head(document.id, document.title, said["document"], lang) + _listed(said["also"], document.synonyms)
    lines += _listed(said["restated"], (say(catalogue.registries[one].title, lang) for one in document.restated_by))
    lines += _listed(said["restates"], document.restates)
    lines += [f"{said['law']}: {_law(document.law, lang)}"] if document.law else []
    lines += [f"{said['instead']}: {say(document.instead, lang)}"] if document.instead else []
    return lines + ([f"{said['retired']}: {document.retired.on}"] if document.retired else [])


def _registry_lines(registry: Registry, lang: str, said: dict[str, str]) -> list[str]:
    lines = _head(registry.id, registry.title, said["registry"], lang)
    lines += [f"{said['holder']}: {say(registry.holder, lang)}", f"{said['law']}: {_law(registry.legal_basis, lang)}"]
    by = f" ({_law(registry.published_by, lang)})" if registry.published_by else ""
    lines.append(f"{said['published']}: {said['yes' if registry.published else 'no']}{by}")
    lines += [f"{said['fresh']}: {say(registry.freshness, lang)}"] if registry.freshness else []
    lines.append(f"{said['correct']}: {say(registry.correct_at, lang)}")
    lines += _listed(said["documents"], registry.documents)
    for lookup in registry.lookups:
        lines.append(f"{lookup.id}: {said['given']} {' + '.join(_keys(lookup))}")
        for label, paths in (("gives", lookup.gives), ("suggests", lookup.suggests)):
            lines += [f"  {said[label]}: {', '.join('.'.join((lookup.entity, *path)) for path in paths)}"] if paths else []
    return lines


def _entity_lines(entity: Entity, lang: str, said: dict[str, str]) -> list[str]:
    lines = [*_head(entity.id, entity.title, said["entity"], lang), f"{said['keys']}: {', '.join(entity.key) or '—'}", f"{said['elements']}:"]
    wide = max((len(name) for name in entity.elements), default=0)
    lines += [f"  {name:{wide}}  {say(one.title, lang)}" for name, one in entity.elements.items()]
    for name, relation in entity.relations.items():
        lines.append(f"  {name:{wide}}  {say(relation.title, lang)} ({said['leads']} {relation.target})")
    return lines


def _value(catalogue: Catalogue, kind: HitKind | None, thing: str) -> dict[str, Any]:
    if kind is None:
        entity = catalogue.entities[thing]
        relations = {name: {"target": one.target, "many": one.many, "title": dict(one.title)} for name, one in entity.relations.items()}
        titles = {name: dict(one.title) for name, one in entity.elements.items()}
        return {"kind": "entity", "id": thing, "title": dict(entity.title), "key": list(entity.key), "elements": titles, "relations": relations}
    entity_id, _, name = thing.partition(".")
    match kind:
        case HitKind.ELEMENT:
            return _element_value(catalogue, catalogue.entities[entity_id].elements[name])
        case HitKind.RELATION:
            relation = catalogue.entities[entity_id].relations[name]
            return {"kind": kind.value, "id": thing, "title": dict(relation.title), "synonyms": list(relation.synonyms), "target": relation.target, "many": relation.many}
        case HitKind.DOCUMENT:
            paper = catalogue.documents[thing]
            held = {"restated_by": list(paper.restated_by), "restates": list(paper.restates), "law": dict(paper.law.noted()), "instead": dict(paper.instead)}
            return {"kind": kind.value, "id": thing, "title": dict(paper.title), "synonyms": list(paper.synonyms), **held}
        case HitKind.REGISTRY:
            return _registry_value(catalogue.registries[thing])
        case HitKind.CODES:
            codes = [{"code": one.code, "title": dict(one.title)} for one in catalogue.code_lists[thing].codes]
            head = catalogue.list_heads[thing]
            return {"kind": kind.value, "id": thing, "title": dict(head.title), "valid_from": head.valid_from, "codes": codes}


def _element_value(catalogue: Catalogue, element: Element) -> dict[str, Any]:
    held = [
        {"registry": one.registry.id, "keys": [list(keys) for keys in one.keys], "suggested": one.suggested, "law": dict(one.registry.legal_basis.noted())}
        for one in sources_of(catalogue, element)
    ]
    related = [{"registry": registry.id, "path": ".".join((entity, *path))} for registry, entity, path in relatives_of(catalogue, element)]
    return {
        "kind": "element", "id": element.id, "title": dict(element.title), "type": element.type, "help": dict(element.help),
        "synonyms": list(element.synonyms), "policy": element.policy.value, "held": held, "of_relatives": related,
        "login": element.entity == catalogue.login_entity and element.name in catalogue.login_gives,
        "sensitive": dict(element.sensitive.noted()) if element.sensitive else None,
        "papers": [one.id for one in catalogue.documents.values() if element.id in one.restates],
    }  # fmt: skip


def _registry_value(registry: Registry) -> dict[str, Any]:
    lookups = [
        {"id": one.id, "given": list(_keys(one)), "gives": [".".join((one.entity, *path)) for path in one.gives], "suggests": [".".join((one.entity, *path)) for path in one.suggests]}
        for one in registry.lookups
    ]  # fmt: skip
    return {
        "kind": "registry", "id": registry.id, "title": dict(registry.title), "holder": dict(registry.holder), "law": dict(registry.legal_basis.noted()),
        "published": registry.published, "correct_at": dict(registry.correct_at), "documents": list(registry.documents), "lookups": lookups,
    }  # fmt: skip


# --- what is missing ------------------------------------------------------------------------------------------------------


def gaps_of(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The gaps of a catalogue, by kind of gap: the ids it concerns. Gaps are no mistakes."""
    elements = [one for entity in catalogue.entities.values() for one in entity.elements.values() if one.system is None and one.retired is None]
    found: dict[str, tuple[str, ...]] = {}
    for lang in catalogue.languages:
        titles = [(one.id, one.title) for one in elements]
        titles += [(one.id, one.title) for one in catalogue.registries.values()]
        titles += [(one.id, one.title) for one in catalogue.documents.values()]
        found[f"no_title:{lang}"] = tuple(thing for thing, title in titles if lang not in title)
    sources = {one.id: sources_of(catalogue, one) for one in elements}
    login = {f"{catalogue.login_entity}.{name}" for name in catalogue.login_gives}
    derived = {one.id for one in elements if one.derivable or one.same_as or relatives_of(catalogue, one)}
    found["no_wording"] = tuple(one.id for one in elements if not one.synonyms)
    found["not_held"] = tuple(thing for thing, held in sources.items() if not held and thing not in login | derived)
    reached = login | derived | {one.id for one in elements if any(_finds(source.registry, one) for source in sources[one.id])}
    found["no_lookup"] = tuple(thing for thing, held in sources.items() if held and not any(one.keys for one in held) and thing not in reached)
    cited = [(registry.id, one) for registry in catalogue.registries.values() for one in (registry.legal_basis, registry.published_by)]
    cited += [(paper.id, paper.law) for paper in catalogue.documents.values()]
    found["unverified"] = tuple(dict.fromkeys(thing for thing, citation in cited if citation and not citation.verified))
    return {kind: ids for kind, ids in found.items() if ids}


def check_text(catalogue: Catalogue, lang: str) -> str:
    """The size of a catalogue and what it leaves open."""
    said, gaps = _WORDS.get(lang, _WORDS["en"]), gaps_of(catalogue)
    lines = [said["checked"].format(**_size(catalogue))]
    lines.append(f"{said['gaps']}:" if gaps else said["complete"])
    for kind, ids in gaps.items():
        name, _, language = kind.partition(":")
        lines.append(f"  {len(ids):4}  {said[name].format(lang=language)}: {', '.join(_short(ids))}")
    return "\n".join(lines) + "\n"


def check_json(catalogue: Catalogue, mistakes: int) -> str:
    """The size of a catalogue and what it leaves open, as JSON: `{catalogue, mistakes: n, size: {…}, gaps: {kind: [ids]}}`; `eformc lint` says the mistakes."""
    size, gaps = _size(catalogue), {kind: list(ids) for kind, ids in gaps_of(catalogue).items()}
    return _printed({"catalogue": size.pop("id"), "mistakes": mistakes, "size": size, "gaps": gaps})


def _size(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": catalogue.id, "entities": len(catalogue.entities), "elements": sum(len(one.elements) for one in catalogue.entities.values()),
        "registries": len(catalogue.registries), "papers": len(catalogue.documents), "lists": len(catalogue.code_lists),
    }  # fmt: skip


def _short(ids: tuple[str, ...]) -> Iterator[str]:
    yield from ids[:6]
    if len(ids) > 6:
        yield "…"


def _printed(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
