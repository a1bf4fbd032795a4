"""Offers for the cursor: keys, subjects, elements, codes, types, registries' papers, fragments.

The text with a mark put in at the cursor is read by the language's own reader; where the rest of a half-typed file
cannot be read, what stands before the cursor is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from pathlib import Path

from lsprotocol.types import CompletionItem, CompletionItemKind, Position, Range, TextEdit

from eformc.kernel.expressions import CALLED
from eformc.kernel.text import unaccented
from eformc.kernel.values import Choice, Choices
from eformc.kernel.words import Words, say
from eformc.language.fieldtypes import field_types
from eformc.lsp.files import Files, Open
from eformc.lsp.names import Role, names_of
from eformc.lsp.trail import KINDS_OF_FILE, Spot, keys_of, spot_at
from eformc.model.catalogue import Catalogue, Document, Entity, Registry
from eformc.source import Mapping, Node, Scalar, read

_MARK = "zqmark"
_CLOSERS = ("", ":", ": x", "}", "]", "]}", "}]", '"', '"}')
MOST = 1000
"""Items sent at once; of more, those that fit what is typed come first, and the editor asks again."""


def completions(files: Files, file: Open, position: Position, lang: str) -> list[CompletionItem]:
    """Items for a place of an open file, in a stable order."""
    offset = file.lines.offset(file.source, position)
    found = _marked(file, offset)
    if found is None:
        return [_item(key, "", CompletionItemKind.Keyword) for key in KINDS_OF_FILE] if not file.text.strip() else []
    spot, root = found
    catalogue = files.project(file.path).catalogue(_catalogue_of(root))
    typed = spot.scalar.text.partition(_MARK)[0]
    items = list(_Offers(files, file, root, catalogue, lang).at(spot, typed))
    word = len(typed) - len(typed.rstrip("abcdefghijklmnopqrstuvwxyz_0123456789-"))
    begin = len(typed) - word if "." not in typed else len(typed) - len(typed.rpartition(".")[2])
    start = file.lines.position(file.source, offset - (len(typed) - begin))
    if len(items) > MOST:
        sought = unaccented(typed[begin:])
        items.sort(key=lambda item: sought not in unaccented(item.filter_text or item.label))
    for item in items:
        item.text_edit = TextEdit(Range(start, position), item.insert_text or item.label)
        item.insert_text = None
    return items[:MOST]


def _marked(file: Open, offset: int) -> tuple[Spot, Mapping] | None:
    """The place where the mark lands, in the first reading of the text that has it."""
    text = file.source.text
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    rest = text[offset:end].lstrip("abcdefghijklmnopqrstuvwxyz_0123456789.") if text[offset:end].strip() else ""
    for after in (text[end:], ""):
        for closer in _CLOSERS:
            made = f"{text[:offset]}{_MARK}{rest or closer}{after}"
            _, root, _ = read(file.path, made.encode("utf-8", "replace"))
            spot = spot_at(root, offset + 1) if isinstance(root, Mapping) else None
            if spot is not None and isinstance(root, Mapping) and _MARK in spot.scalar.text:
                return spot, root
            if rest:
                break
    return None


def _catalogue_of(root: Mapping) -> str | None:
    found = root.get("catalogue")
    return found.text if isinstance(found, Scalar) else None


class _Offers:
    """The entries that are offered, by the shape the language wants."""

    def __init__(self, files: Files, file: Open, root: Mapping, catalogue: Catalogue | None, lang: str) -> None:
        self.files, self.file, self.root, self.catalogue, self.lang = files, file, root, catalogue, lang
        best = file.best()
        self.named = [*names_of(root), *(names_of(best.root) if best is not file else [])]
        self.entities = _entities(root) | (_entities(best.root) if isinstance(best.root, Mapping) else {})

    def at(self, spot: Spot, typed: str) -> Iterator[CompletionItem]:
        key = spot.above[-1] if spot.above else ""
        if spot.shape in ("[=field+]", "=field+") or (spot.is_key and not spot.table and spot.shape.startswith("=field")):
            yield from self.fields(typed)
        elif spot.shape.startswith(("=attachment+", "[=attachment+")):
            yield from self.documents()
        elif spot.is_key and spot.table:
            yield from self.keys(spot)
        elif "|" in spot.shape:
            yield from (_item(word, "", CompletionItemKind.EnumMember) for word in spot.shape.strip("[]").split("|"))
        elif spot.shape == "bool":
            yield from (_item(word, "", CompletionItemKind.Value) for word in ("true", "false"))
        elif spot.shape == "type":
            yield from (_item(name, "", CompletionItemKind.TypeParameter) for name in (*field_types(), "table"))
        elif spot.shape in ("expression", "count"):
            yield from self.expression(typed)
        else:
            yield from self.names(key, typed, spot)

    def keys(self, spot: Spot) -> Iterator[CompletionItem]:
        there = set(spot.mapping.keys()) if spot.mapping else set()
        for key in keys_of(spot.table).values():
            if key.name not in there:
                yield _item(key.name, key.vi if self.lang == "vi" else key.en, CompletionItemKind.Property, insert=f"{key.name}: ")

    def names(self, key: str, typed: str, spot: Spot) -> Iterator[CompletionItem]:
        catalogue = self.catalogue
        owner = spot.table
        match key:
            case "is":
                yield from self.titled(catalogue.entities if catalogue else {}, CompletionItemKind.Class)
            case "known_by":
                yield from (_item(word, "", CompletionItemKind.EnumMember) for word in ("login", "key", "nobody"))
                yield from self.documents()
            case "same_as" | "of" if owner != "lookup":
                yield from self.subjects()
                if owner == "attachment":
                    yield from self.tables()
            case "via":
                yield from self.relations(typed)
            case "at":
                yield from self.fields(typed)
            case "codes":
                own = {one.name for one in self.named if one.role is Role.CODE_LIST}
                yield from (_item(name, "", CompletionItemKind.Enum) for name in sorted({*own, *(catalogue.code_lists if catalogue else ())}))
            case "catalogue":
                yield from (_item(name, "", CompletionItemKind.Module) for name in self.files.project(self.file.path).catalogue_folders())
            case "use":
                yield from (_item(name, "", CompletionItemKind.Module) for name in self.fragments())
            case "produces" | "restates" | "documents":
                yield from self.documents()
            case "registries" | "restated_by":
                yield from self.titled(catalogue.registries if catalogue else {}, CompletionItemKind.Module)
            case _:
                if "with" in spot.above[-2:]:
                    yield from self.subjects()

    def fields(self, typed: str) -> Iterator[CompletionItem]:
        """`subject.` gives its elements; before the point, subjects and `use`."""
        owner, dot, _ = typed.partition(".")
        if dot:
            yield from self.elements(owner)
        else:
            yield from self.subjects(after=".")
            yield _item("use", "", CompletionItemKind.Keyword, insert="use: ")
            yield _item("note", "", CompletionItemKind.Keyword, insert="note: ")

    def elements(self, owner: str) -> Iterator[CompletionItem]:
        entity = self.catalogue.entities.get(self.entities.get(owner, "")) if self.catalogue else None
        for name, element in entity.elements.items() if entity else ():
            yield _named(name, element.title, element.synonyms, self.lang, CompletionItemKind.Field)

    def subjects(self, after: str = "") -> Iterator[CompletionItem]:
        for name, entity in self.entities.items():
            yield _item(name, entity, CompletionItemKind.Variable, insert=name + after)

    def tables(self) -> Iterator[CompletionItem]:
        found = {one.name for one in self.named if one.role is Role.FIELD and one.settings is not None and "columns" in one.settings}
        yield from (_item(name, "", CompletionItemKind.Variable) for name in sorted(found))

    def relations(self, typed: str) -> Iterator[CompletionItem]:
        owner, dot, _ = typed.partition(".")
        if not dot:
            yield from self.subjects(after=".")
            return
        entity = self.catalogue.entities.get(self.entities.get(owner, "")) if self.catalogue else None
        for name, relation in entity.relations.items() if entity else ():
            yield _named(name, relation.title, relation.synonyms, self.lang, CompletionItemKind.Field)

    def documents(self) -> Iterator[CompletionItem]:
        yield from self.titled(self.catalogue.documents if self.catalogue else {}, CompletionItemKind.File)

    def titled(self, things: Map[str, Entity | Document | Registry], kind: CompletionItemKind) -> Iterator[CompletionItem]:
        for name, thing in things.items():
            synonyms = () if isinstance(thing, Registry) else thing.synonyms
            yield _named(name, thing.title, synonyms, self.lang, kind)

    def fragments(self) -> list[str]:
        found: set[str] = set()
        folder = Path(self.file.path).parent
        root = self.files.project(self.file.path).settings.root
        for place in (folder, *folder.parents):
            found |= {path.stem for path in (place / "fragments").glob("*.y*ml")}
            if place == root:
                break
        return sorted(found)

    def expression(self, typed: str) -> Iterator[CompletionItem]:
        """Names; behind a comparison the codes of what is compared; behind `subject.` its elements."""
        before = typed.rstrip("abcdefghijklmnopqrstuvwxyz_0123456789")
        words = before.replace('"', " ").replace("'", " ").split()
        if before.endswith("."):
            owner = before[:-1].split()[-1].lstrip("(!-[") if before[:-1].split() else ""
            yield from self.elements(owner)
            return
        if before.endswith(('"', "'")) and len(words) > 1:
            yield from self.codes(next((word for word in reversed(words) if word.replace("_", "a").replace(".", "a").isalnum() and word != "in"), ""))
            return
        for name in dict.fromkeys(one.name for one in self.named if one.role is Role.FIELD and one.defines):
            yield _item(name, "", CompletionItemKind.Variable)
        yield from self.subjects(after=".")
        for name in (function.value for function in CALLED):
            yield _item(name, "", CompletionItemKind.Function, insert=f"{name}(")

    def codes(self, name: str) -> Iterator[CompletionItem]:
        unit = self.file.best().unit
        procedure = unit.procedure if unit else None
        for _, found in procedure.fields() if procedure else ():
            if found.id in (name, name.rpartition(".")[2]) and isinstance(found.value, Choice | Choices):
                for code in found.value.codes.codes[:MOST]:
                    yield _item(code.code, say(code.title, self.lang), CompletionItemKind.EnumMember)


def _entities(root: Node) -> dict[str, str]:
    """Subject -> its entity, as written."""
    found: dict[str, str] = {}
    subjects = root.get("subjects") if isinstance(root, Mapping) else None
    for key, value in subjects if isinstance(subjects, Mapping) else ():
        entity = value.get("is") if isinstance(value, Mapping) else None
        if _MARK not in key.text:
            found[key.text] = entity.text if isinstance(entity, Scalar) else ""
    return found


def _named(name: str, title: Words, synonyms: Iterable[str], lang: str, kind: CompletionItemKind) -> CompletionItem:
    """An item that an editor also finds by the words of its titles and synonyms, typed with marks or without."""
    wordings = [one.casefold() for one in (*title.values(), *synonyms)]
    item = _item(name, say(title, lang), kind)
    item.filter_text = " ".join(dict.fromkeys((name, *(unaccented(one) for one in wordings), *wordings)))
    return item


def _item(label: str, detail: str, kind: CompletionItemKind, insert: str | None = None) -> CompletionItem:
    return CompletionItem(label=label, kind=kind, detail=detail or None, insert_text=insert)
