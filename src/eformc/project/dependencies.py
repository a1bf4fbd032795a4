"""The parts of a catalogue that a procedure reads: its parts by digest, and a catalogue that remembers which were asked for.

Everybody depends on the *frame*: what there is, under which names, how lookups and derivations lead from fact to fact,
and whatever reasoning walks over as a whole. Elements, registries, documents and code lists are parts by themselves, read
by name. Laws are found in a spec's own texts by the names of all of them. Recognition compares a question of the form's own with the words of all elements: it reads `wordings`. Where
anything was found that a catalogue's words may stand in, a spec depends on all of it. When in doubt, depend on more:
`tests/workspace/test_incremental.py` changes any part and compares with a build from nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar, overload

from msgspec import Struct
from msgspec.structs import replace

from eformc.kernel.struct import compared
from eformc.kernel.values import LongCodes, Record
from eformc.model.catalogue import Catalogue, Element, Entity
from eformc.model.procedure import Procedure
from eformc.reasoning.reasoned import Reasoned

V = TypeVar("V")
D = TypeVar("D")

WHOLE, FRAME, WORDINGS, ADDRESS, IDENTITY, LAW_NAMES = "*", "frame", "wordings", "address", "identity_document", "laws"

_SHOWN_ONLY = ("title", "help", "example", "synonyms", "autocomplete", "unit", "sensitive", "value", "span")
"""Parts of an element that nobody reads who walks over all elements: it shows where the element itself is used."""
_SAID = ("title", "synonyms", "autocomplete")
"""Parts of an element that recognition compares or looks at, besides the frame."""


class TrackedMapping(dict[str, V]):
    """A catalogue's mapping that notes which entries were asked for by name."""

    __slots__ = ("prefix", "read")

    def __init__(self, entries: Mapping[str, V], prefix: str, read: set[str]) -> None:
        super().__init__(entries)
        self.prefix, self.read = prefix, read

    def __getitem__(self, key: str) -> V:
        self.read.add(self.prefix + key)
        return super().__getitem__(key)

    @overload
    def get(self, key: str, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: str, default: V, /) -> V: ...
    @overload
    def get(self, key: str, default: D, /) -> V | D: ...
    def get(self, key: str, default: V | D | None = None, /) -> V | D | None:
        """The entry, noted even where it is not there: it might come."""
        self.read.add(self.prefix + key)
        return super().get(key, default)


def watched(catalogue: Catalogue, read: set[str]) -> Catalogue:
    """The same catalogue; what is asked for by name is added to `read`."""
    entities = {
        name: replace(entity, elements=TrackedMapping(entity.elements, f"element:{name}.", read))
        for name, entity in catalogue.entities.items()
    }
    return replace(
        catalogue,
        entities=entities,
        registries=TrackedMapping(catalogue.registries, "registry:", read),
        documents=TrackedMapping(catalogue.documents, "document:", read),
        code_lists=TrackedMapping(catalogue.code_lists, "codes:", read),
        laws=TrackedMapping(catalogue.laws, "law:", read),
    )


def parts_read(procedure: Procedure | None, reasoned: Reasoned | None, read: Iterable[str], *, found: bool) -> tuple[str, ...]:
    """The parts a result depends on, `found` if the language found fault with the spec, or nothing could be reasoned."""
    if procedure is None or reasoned is None or found:
        return (WHOLE,)
    parts = {FRAME, LAW_NAMES, *read}
    for reason in reasoned.fields:
        parts |= {f"registry:{step.lookup.registry}" for step in reason.steps}
        if reason.registry is not None:
            parts.add(f"registry:{reason.registry.id}")
        if isinstance(reason.field.value, Record):
            parts.add(reason.field.value.kind)
    own = any(one.element is None and one.derive is None and not one.asks for _, one in procedure.fields())
    if own or any(one.document is None and not one.asks for one in procedure.attachments):
        parts.add(WORDINGS)
    return tuple(sorted(parts))


def parts_of(catalogue: Catalogue) -> dict[str, str]:
    """Every part of a catalogue -> the digest of its meaning (where it stands in its file is no meaning)."""
    elements = [element for entity in catalogue.entities.values() for element in entity.elements.values()]
    out = {
        FRAME: _digest(_frame(catalogue)),
        WORDINGS: _digest([
            [[element.id, *(getattr(element, name) for name in _SAID)] for element in elements],
            [[document.id, document.title, document.synonyms] for document in catalogue.documents.values()],
            [[part.name, part.title] for part in catalogue.address.parts] if catalogue.address else None,
        ]),
        ADDRESS: _digest(catalogue.address),
        IDENTITY: _digest(catalogue.identity_document),
        LAW_NAMES: _digest([catalogue.law_words, [[law.id, law.title, law.number, law.names, law.places, law.unverified] for law in catalogue.laws.values()]]),
    }  # fmt: skip
    out.update((f"element:{element.id}", _digest(element)) for element in elements)
    for prefix, entries in (("registry", catalogue.registries), ("document", catalogue.documents), ("codes", catalogue.code_lists), ("law", catalogue.laws)):
        out.update((f"{prefix}:{name}", _digest(entry)) for name, entry in entries.items())
    return out


def digest_of(parts: Mapping[str, str], names: Iterable[str]) -> str:
    """One digest of several parts; a part that is not there is a state like any other."""
    return _sum("\n".join(f"{name} {parts.get(name, '')}" for name in names))


def _frame(catalogue: Catalogue) -> list[object]:
    """The whole catalogue but for what is a part by itself."""
    own = ("entities", "registries", "documents", "code_lists", "address", "identity_document", "laws", "law_words", "citations", "list_heads")
    return [
        *(getattr(catalogue, name) for name in catalogue.__struct_fields__ if name not in own),
        [_entity_frame(entity) for entity in catalogue.entities.values()],
        [
            [one.id, one.holds, [[lookup.id, lookup.entity, lookup.given, lookup.gives, lookup.suggests] for lookup in one.lookups]]
            for one in catalogue.registries.values()
        ],
        list(catalogue.documents),
        [[name, len(codes.codes)] for name, codes in catalogue.code_lists.items()],
        catalogue.address is None,
        catalogue.identity_document is None,
    ]


def _entity_frame(entity: Entity) -> list[object]:
    elements: Mapping[str, Element] = entity.elements
    kept = [name for name in Element.__struct_fields__ if name not in _SHOWN_ONLY]
    return [
        *(getattr(entity, name) for name in entity.__struct_fields__ if name != "elements"),
        [[name, *(getattr(element, one) for one in kept)] for name, element in elements.items()],
    ]


def _digest(value: object) -> str:
    return _sum(repr(_plain(value)))


def _sum(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _plain(value: object) -> object:
    """A value as something whose `repr` says all there is to it, in its order, and nothing else."""
    kind = type(value)
    if kind is str or value is None:  # most of it
        return value
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return [(key, _plain(entry)) for key, entry in value.items()]
    if isinstance(value, Struct):
        return (kind.__name__, *[_plain(getattr(value, name)) for name in _compared(type(value))])
    if isinstance(value, LongCodes):
        return ("codes", value.digest())
    if isinstance(value, Mapping):
        return [(key, _plain(entry)) for key, entry in value.items()]
    if isinstance(value, str | int | float | None):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, frozenset | set):
        return sorted(map(repr, map(_plain, value)))
    if isinstance(value, Iterable):
        return [_plain(entry) for entry in value]
    message = f"a {kind.__name__} is no part of a catalogue"
    raise TypeError(message)


@lru_cache(maxsize=64)
def _compared(kind: type[Struct]) -> tuple[str, ...]:
    """The fields by which values of a kind are told apart."""
    return compared(kind)
