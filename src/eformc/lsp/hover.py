"""The text about the thing under the cursor: a fact's registry, path, hops and law; a key's purpose; a finding's rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eformc.kernel.words import Words
from eformc.language.shapes import text_of
from eformc.language.tables import Key
from eformc.lsp.files import Files, Open
from eformc.lsp.names import Named, Role, names_of
from eformc.lsp.trail import keys_of, spot_at
from eformc.model.catalogue import Catalogue, Registry
from eformc.model.procedure import Known
from eformc.reasoning.reasoned import FieldReason, Origin, Step, Via
from eformc.source import Mapping, Span

_WORDS: dict[str, Words] = {
    "asked": {"en": "asked of the citizen", "vi": "người dân phải khai"},
    "held": {"en": "held, not asked", "vi": "Nhà nước đã có, không hỏi"},
    "derived": {"en": "worked out", "vi": "tính ra"},
    "repeated": {"en": "asked before in this form", "vi": "đã hỏi ở trên"},
    "registry": {"en": "Registry", "vi": "Cơ sở dữ liệu"},
    "path": {"en": "Path", "vi": "Đường đi"},
    "hops": {"en": "lookups", "vi": "lần tra cứu"},
    "law": {"en": "Law", "vi": "Căn cứ"},
    "holder": {"en": "Kept by", "vi": "Cơ quan quản lý"},
    "published": {"en": "published for use in place of papers", "vi": "đã công bố dùng thay giấy tờ"},
    "not-published": {"en": "not yet published for use in place of papers", "vi": "chưa công bố dùng thay giấy tờ"},
    "sensitive": {"en": "Sensitive", "vi": "Dữ liệu nhạy cảm"},
    "retired": {"en": "No longer in use since", "vi": "Không còn dùng từ"},
    "login": {"en": "login", "vi": "đăng nhập"},
    "relation": {"en": "a relation", "vi": "quan hệ"},
    "key_field": {"en": "a key that is asked", "vi": "khóa được hỏi"},
    "document": {"en": "a document", "vi": "giấy tờ"},
    "key": {"en": "known by a key that is asked", "vi": "biết qua khóa được hỏi"},
    "system": {"en": "written by the office", "vi": "cơ quan tự ghi"},
    "nobody": {"en": "no registry knows it yet", "vi": "chưa có ở cơ sở dữ liệu nào"},
    "reason": {"en": "Why", "vi": "Vì sao"},
}


def hover(files: Files, file: Open, offset: int, langs: Sequence[str]) -> tuple[str, Span] | None:
    """Markdown and the place it is about; in each of the languages, one after the other."""
    named = next((one for one in reversed(names_of(file.root)) if one.span.start <= offset <= one.span.end), None)
    catalogue = _catalogue(files, file)
    if named is not None:
        parts = ["\n\n".join(_of_name(named, file, catalogue, lang)) for lang in langs]
        if any(parts):
            return "\n\n---\n\n".join(part for part in parts if part), named.span
    spot = spot_at(file.root, offset)
    if spot is not None and spot.is_key and spot.scalar.text in keys_of(spot.table):
        key = keys_of(spot.table)[spot.scalar.text]
        return "\n\n---\n\n".join(_of_key(key, lang) for lang in langs), spot.scalar.span
    return None


def _catalogue(files: Files, file: Open) -> Catalogue | None:
    procedure = file.unit.procedure if file.unit else None
    return files.project(file.path).catalogue(procedure.catalogue if procedure else None)


def _of_key(key: Key, lang: str) -> str:
    return f"`{key.name}` {key.vi if lang == 'vi' else key.en}"


def _of_name(named: Named, file: Open, catalogue: Catalogue | None, lang: str) -> Iterator[str]:
    match named.role:
        case Role.ELEMENT | Role.FIELD:
            yield from _of_fact(named, file, catalogue, lang)
        case Role.SUBJECT:
            yield from _of_subject(named, file, catalogue, lang)
        case Role.REGISTRY:
            registry = catalogue.registries.get(named.name) if catalogue else None
            if registry is not None:
                yield from _of_registry(registry, lang)
        case Role.ENTITY | Role.DOCUMENT | Role.CODE_LIST:
            yield from _of_title(named, catalogue, lang)
        case Role.FRAGMENT | Role.RELATION | Role.PAGE | Role.PROCEDURE:
            pass


def _of_title(named: Named, catalogue: Catalogue | None, lang: str) -> Iterator[str]:
    if catalogue is None:
        return
    document, entity = catalogue.documents.get(named.name), catalogue.entities.get(named.name)
    if named.role is Role.DOCUMENT and document is not None:
        yield f"**{_plain(_say(document.title, lang))}**"
        for name in document.restated_by:
            if name in catalogue.registries:
                yield from _of_registry(catalogue.registries[name], lang)
        if document.law:
            yield f"{_word('law', lang)}: {_plain(_say(document.law.noted(), lang))}"
    elif named.role is Role.ENTITY and entity is not None:
        yield f"**{_plain(_say(entity.title, lang))}**"
    elif named.role is Role.CODE_LIST and named.name in catalogue.code_lists:
        codes = catalogue.code_lists[named.name]
        yield f"`{codes.scheme}` ({len(codes.codes)})"


def _of_subject(named: Named, file: Open, catalogue: Catalogue | None, lang: str) -> Iterator[str]:
    procedure = file.unit.procedure if file.unit else None
    subject = procedure.subjects.get(named.name) if procedure else None
    if subject is None:
        return
    entity = catalogue.entities.get(subject.entity) if catalogue else None
    kind = f" ({_plain(_say(entity.title, lang))})" if entity else ""
    yield f"**{_plain(_say(subject.title, lang))}**{kind}"
    document = catalogue.documents.get(subject.document or "") if catalogue else None
    how = _word(subject.known.value, lang)
    yield f"{how}: {_plain(_say(document.title, lang))}" if document and subject.known is Known.DOCUMENT else how
    if subject.via:
        yield f"`{'.'.join(subject.via)}`"
    for same in subject.same_as:
        yield f"= `{same.subject}`" + (f" (`{same.when_text}`)" if same.when_text else "")


def _of_fact(named: Named, file: Open, catalogue: Catalogue | None, lang: str) -> Iterator[str]:
    reasoned = file.unit.reasoned if file.unit else None
    name = f"{named.owner}.{named.name}" if named.owner else named.name
    reason = (reasoned.by_id().get(name) or reasoned.by_id().get(named.name)) if reasoned else None
    if reason is not None:
        yield from _of_reason(reason, lang)
    elif named.role is Role.FIELD and not named.owner and (given := _defined(file, named.name)):
        yield f"`{given}`"
    elif catalogue is not None and named.role is Role.ELEMENT:
        subject = reasoned.procedure.subjects.get(named.owner) if reasoned else None
        element = catalogue.element(subject.entity if subject else named.owner, named.name)
        if element is not None:
            yield f"**{_plain(_say(element.title, lang))}** `{element.id}` ({element.type})"
            for registry in catalogue.registries.values():
                if any(entity == element.entity and path == (element.name,) for entity, path in registry.holds.values()):
                    yield from _of_registry(registry, lang)


def _defined(file: Open, name: str) -> str:
    """The expression that a name of `define` stands for; empty for another name."""
    given = file.root.get("define") if isinstance(file.root, Mapping) else None
    return text_of(given.get(name)) if isinstance(given, Mapping) else ""


def _of_reason(reason: FieldReason, lang: str) -> Iterator[str]:
    field, element = reason.field, reason.element
    yield f"**{_plain(_say(field.title, lang))}** `{element.id if element else field.id}` ({field.type})"
    yield f"*{_word(reason.origin.value, lang)}*"
    if reason.registry is not None and reason.origin is Origin.HELD:
        yield from _of_registry(reason.registry, lang)
        yield f"{_word('path', lang)}: {_path(reason.steps, reason.via, lang)} ({reason.hops} {_word('hops', lang)})"
    if reason.reason:
        yield f"{_word('reason', lang)}: {_plain(_say(reason.reason, lang))}"
    if element is not None and element.sensitive:
        yield f"{_word('sensitive', lang)}: {_plain(_say(element.sensitive.noted(), lang))}"
    if element is not None and element.retired:
        yield f"{_word('retired', lang)} {element.retired.on}: {_plain(_say(element.retired.law.noted(), lang))}"


def _path(steps: Sequence[Step], via: Via | None, lang: str) -> str:
    start = _word(via.value, lang) if via else ""
    return " → ".join([start, *(f"`{step.subject}` {step.lookup.registry}/{step.lookup.id}" for step in steps)])


def _of_registry(registry: Registry, lang: str) -> Iterator[str]:
    state = _word("published" if registry.published else "not-published", lang)
    yield f"{_word('registry', lang)}: **{_plain(_say(registry.title, lang))}** (`{registry.id}`), {state}"
    yield f"{_word('holder', lang)}: {_plain(_say(registry.holder, lang))}"
    yield f"{_word('law', lang)}: {_plain(_say(registry.legal_basis.noted(), lang))}"


def _say(words: Words, lang: str) -> str:
    return words.get(lang) or next(iter(words.values()), "")


def _word(name: str, lang: str) -> str:
    return _WORDS[name].get(lang) or _WORDS[name]["en"]


def _plain(text: str) -> str:
    """Text that is no markup."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else char for char in text)
