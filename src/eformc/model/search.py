"""Search of a catalogue by words: elements, relations, papers, registries and code lists, by every name they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from eformc.characters import normalized
from eformc.kernel.text import unaccented
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue, Entity

_LEAST = 0.5
_BETWEEN = re.compile(r"[\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class HitKind(StrEnum):
    """Things a catalogue describes."""

    ELEMENT = "element"
    RELATION = "relation"
    DOCUMENT = "document"
    REGISTRY = "registry"
    CODES = "codes"


class Hit(Struct, frozen=True):
    """A thing that a search found.

    `id` is what `eformc catalogue show` takes (`person.birth_date`, a paper's or a registry's id); `wording` is the name
    that matched; `likeness` is between 0 and 1 (1: the same text, marks included).
    """

    kind: HitKind
    id: str
    title: Words
    wording: str
    likeness: float


def search(catalogue: Catalogue, words: str) -> tuple[Hit, ...]:
    """Things with a name like `words`, best first; ties in the order of kinds and ids. Marks and case need not be typed."""
    wanted = _Wanted(words)
    if not wanted.tokens:
        return ()
    found = []
    for kind, thing, title, wordings in _named(catalogue):
        likeness, wording = max(((wanted.likeness(one), one) for one in wordings), default=(0.0, ""), key=lambda pair: pair[0])
        if likeness >= _LEAST:
            found.append(Hit(kind, thing, title, wording, round(likeness, 3)))
    order = list(HitKind)
    return tuple(sorted(found, key=lambda hit: (-hit.likeness, order.index(hit.kind), hit.id)))


def element_meant(entity: Entity, name: str) -> str | None:
    """The element of an entity that a name means by its wordings in any language (`ngay_sinh`, `dob`), or None where no
    element, or more than one, is called so.
    """
    wanted = _Wanted(name)
    called = _called(tuple([(one.name, (*one.title.values(), *one.synonyms)) for one in entity.elements.values()]))
    spellings = (wanted.text, "" if wanted.has_marks else wanted.plain, wanted.plain if len(wanted.tokens) == 1 else "")
    for spelling, by in zip(spellings, called, strict=True):
        found = by.get(spelling, frozenset()) if spelling else frozenset()
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


@lru_cache(maxsize=8)
def _called(elements: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Mapping[str, frozenset[str]], ...]:
    """Elements, each a name with wordings, by those: as written, without marks, by first letters."""
    found: tuple[dict[str, set[str]], ...] = ({}, {}, {})
    for name, wordings in elements:
        for wording in (name, *wordings):
            text, plain = _folded(wording)
            words = plain.split()
            for by, spelling in zip(found, (text, plain, "".join(word[0] for word in words) if len(words) > 1 else ""), strict=True):
                by.setdefault(spelling, set()).add(name)
    return tuple({spelling: frozenset(names) for spelling, names in by.items()} for by in found)


def _named(catalogue: Catalogue) -> Iterator[tuple[HitKind, str, Words, Iterable[str]]]:
    """Everything that can be found, with its names."""
    for entity in catalogue.entities.values():
        for element in entity.elements.values():
            yield HitKind.ELEMENT, element.id, element.title, (element.name, element.id, *element.title.values(), *element.synonyms)
        for relation in entity.relations.values():
            names = (relation.name, *relation.title.values(), *relation.synonyms)
            yield HitKind.RELATION, f"{entity.id}.{relation.name}", relation.title, names
    for document in catalogue.documents.values():
        yield HitKind.DOCUMENT, document.id, document.title, (document.id, *document.title.values(), *document.synonyms)
    for registry in catalogue.registries.values():
        names = (registry.id, *registry.title.values(), *registry.holder.values())
        yield HitKind.REGISTRY, registry.id, registry.title, names
    for thing in catalogue.code_lists:
        head = catalogue.list_heads.get(thing)
        title = head.title if head and head.title else {"en": thing}
        yield HitKind.CODES, thing, title, (thing, *title.values())


@lru_cache(maxsize=8192)
def _folded(wording: str) -> tuple[str, str]:
    """A wording's words as they are compared, with marks and without; a catalogue's are compared again and again."""
    text = " ".join(_BETWEEN.split(normalized(wording))).casefold().strip()
    return text, unaccented(text)


class _Wanted:
    """Words that are looked for, prepared once."""

    def __init__(self, words: str) -> None:
        self.text = " ".join(_BETWEEN.split(_HUMP.sub(" ", normalized(words.strip())))).casefold().strip()
        self.plain = unaccented(self.text)
        self.tokens = tuple(self.plain.split())
        self.has_marks = self.plain != self.text

    def likeness(self, wording: str) -> float:
        """Between 0 and 1: the same text, the same without marks, its first letters, all its words, nearly its letters."""
        text, plain = _folded(wording)
        if not plain:
            return 0.0
        if text == self.text:
            return 1.0
        if plain == self.plain:
            return 0.6 if self.has_marks else 0.98
        tokens = plain.split()
        if len(self.tokens) == 1 and len(tokens) > 1 and self.plain == "".join(token[0] for token in tokens):
            return 0.9
        share = min(1.0, len(self.plain) / len(plain))
        if not self.has_marks and all(token in tokens for token in self.tokens):
            return 0.6 + 0.25 * share
        if self.has_marks and all(token in text.split() for token in self.text.split()):
            return 0.6 + 0.25 * share
        if not self.has_marks and all(any(other.startswith(token) for other in tokens) for token in self.tokens):
            return 0.5 + 0.2 * share
        from rapidfuzz import fuzz

        near = fuzz.ratio(self.text if self.has_marks else self.plain, text if self.has_marks else plain) / 100
        return near * 0.8 if near >= 0.8 else 0.0
