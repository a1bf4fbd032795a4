"""What a catalogue's words say: every wording of an element, a role and a paper, ready to be compared.

An index from words to wordings finds the few that can agree with a label; only those are scored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from eformc.kernel.text import canonical
from eformc.model.catalogue import Catalogue, Element, Relation
from eformc.reasoning.recognition.labels import folded, label

Words = tuple[str, ...]
REMEMBERED = 50_000
"""Labels whose words and shortlists are remembered at once; about 20 MB."""


class Name(Struct, frozen=True):
    """One wording of an element: its words as they are compared."""

    element: Element
    words: Words
    set: frozenset[str]
    texts: frozenset[str]
    """The wording as written, in lower case: two that differ in their marks only (khoa, khóa) are told apart by it."""


class Fit(NamedTuple):
    """How a wording and a label agree, whatever stands around: the shares of each that are `common` words of both, by
    weight; `exact`: they are the same; `begins`: the wording begins with the label; `within`: it stands in the label.
    """

    name: Name
    exact: bool
    begins: bool
    within: bool
    common: int
    of_label: float
    of_name: float


HALF_THE_LABEL = 0.55
"""How much of a label's words a wording must account for: the rest would be about something else."""


class Role(Struct, frozen=True):
    """A subject the form speaks of: its id and entity, and the applicant's relation that leads to it, if one does. An
    empty id is the applicant's own.
    """

    subject: str
    entity: str
    relation: Relation | None = None


class Wordings(Struct, frozen=True, eq=False):
    """The index of one catalogue. `exact`: by entity and words the wordings of just these words, in any order; `full`:
    by words the entities of which they are a wording; `always`: entities that every form has; `weights`: rare words weigh more than common ones. `memory`: shortlists found so far,
    by entity and words; it changes nothing but time.
    """

    catalogue: Catalogue
    names: Mapping[str, tuple[Name, ...]]
    by_word: Mapping[str, Mapping[str, tuple[int, ...]]]
    exact: Mapping[str, Mapping[frozenset[str], tuple[Name, ...]]]
    full: Mapping[Words, frozenset[str]]
    always: tuple[str, ...]
    weights: Mapping[str, float]
    roles: Mapping[str, tuple[tuple[int, Words, Role], ...]]
    """By first word: (rank, wording, role); the longest wording has the lowest rank."""
    elsewhere: Mapping[str, Role]
    """Entities that nobody logs in as, with the role that leads to each: a relation of whoever logs in comes first."""
    documents: tuple[tuple[str, Words], ...]
    joining: frozenset[str]
    either: tuple[str, ...]
    copies: tuple[Words, ...]
    expanded: Mapping[str, Words]
    in_words: tuple[str, ...]
    not_in_words: tuple[str, ...]
    memory: dict[tuple[str, Words], tuple[Fit, ...]] = field(default_factory=dict)
    said: dict[str, Words] = field(default_factory=dict)

    def words(self, text: str) -> Words:
        """A label's words: folded, abbreviations written out, joining words left out."""
        if text not in self.said:
            _make_room(self.said)
            self.said[text] = self.plain(label(text))
        return self.said[text]

    def plain(self, text: str) -> Words:
        """The same of a text that is folded already."""
        return _plain(text, self.expanded, self.joining)

    def weight(self, words: Iterable[str]) -> float:
        return sum(self.weights.get(word, 1.0) for word in sorted(words))

    def roles_in(self, words: Words) -> list[tuple[Words, Role, int]]:
        """The roles that words name, longest wording first: (wording, role, where it begins)."""
        found = [
            (rank, wording, role, at)
            for at, word in enumerate(words)
            for rank, wording, role in self.roles.get(word, ())
            if words[at : at + len(wording)] == wording
        ]
        return [(wording, role, at) for _, wording, role, at in sorted(found, key=lambda one: (one[0], one[3]))]

    def of_just(self, entity: str, words: Words) -> tuple[Name, ...]:
        """The wordings of an entity that are made of just these words."""
        return self.exact.get(entity, {}).get(frozenset(words), ())

    def in_full(self, entity: str, words: Words) -> bool:
        """Whether these words are a wording of an entity."""
        return entity in self.full.get(words, ())

    def shortlist(self, entity: str, words: Words) -> tuple[Fit, ...]:
        """The wordings of an entity that can agree with these words, in the catalogue's order."""
        key = (entity, words)
        found = self.memory.get(key)
        if found is None:
            _make_room(self.memory)
            found = self.memory[key] = tuple(self._fitting(entity, words))
        return found

    def _fitting(self, entity: str, words: Words) -> Iterator[Fit]:
        said = sorted(set(words))
        index, names = self.by_word.get(entity, {}), self.names.get(entity, ())
        shared: dict[int, float] = {}  # the weight of what a wording has in common with the label
        for word in said:
            weight = self.weights.get(word, 1.0)
            for number in index.get(word, ()):
                shared[number] = shared.get(number, 0.0) + weight
        whole = self.weight(said)
        for number in sorted(shared):
            of_label = shared[number] / whole
            if of_label >= HALF_THE_LABEL:
                name = names[number]
                begins = name.words[: len(words)] == words
                within = len(name.words) > 1 and find(words, name.words) is not None
                common = len(name.set.intersection(said))
                yield Fit(name, words == name.words, begins, within, common, of_label, shared[number] / self.weight(name.set))


def _make_room(memory: dict[Any, Any]) -> None:
    """Labels repeat across the forms of a country; what is remembered of them stays small."""
    if len(memory) >= REMEMBERED:
        memory.clear()


def _plain(text: str, expanded: Mapping[str, Words], joining: frozenset[str]) -> Words:
    out: list[str] = []
    for word in text.split():
        out += expanded.get(word, (word,))
    kept = tuple(word for word in out if word not in joining)
    return kept or tuple(out)


def wordings_of(catalogue: Catalogue) -> Wordings:
    """Build the index of a catalogue."""
    joining = frozenset(word for text in catalogue.joining_words for word in folded(text).split())
    expanded = {folded(short): tuple(folded(long).split()) for short, long in catalogue.abbreviations.items()}

    def plain(text: str) -> Words:
        return _plain(folded(text), expanded, joining)

    names: dict[str, list[Name]] = {}
    seen: dict[str, int] = {}
    for entity in catalogue.entities.values():
        for element in entity.elements.values():
            said: dict[Words, set[str]] = {}
            for text in (*element.title.values(), *element.synonyms):
                said.setdefault(plain(text), set()).add(canonical(text).casefold())
            for words, texts in said.items():
                if words:
                    names.setdefault(entity.id, []).append(Name(element, words, frozenset(words), frozenset(texts)))
                    for word in sorted(set(words)):
                        seen[word] = seen.get(word, 0) + 1
    exact: dict[str, dict[frozenset[str], tuple[Name, ...]]] = {of: {} for of in names}
    full: dict[Words, set[str]] = {}
    for of, some in names.items():
        for name in some:
            exact[of][name.set] = (*exact[of].get(name.set, ()), name)
            full.setdefault(name.words, set()).add(of)
    roles = tuple(_roles(catalogue, plain))
    leading = {role.entity: role for _, role in sorted(roles, key=lambda one: one[1].relation is not None) if role.subject}
    return Wordings(
        catalogue=catalogue,
        names={key: tuple(value) for key, value in names.items()},
        by_word={of: _by_word(some) for of, some in names.items()},
        exact=exact,
        full={words: frozenset(of) for words, of in full.items()},
        always=tuple(entity.id for entity in catalogue.entities.values() if entity.always),
        weights={word: 1 / (1 + math.log(count)) for word, count in seen.items()},
        roles=_by_first_word(roles),
        elsewhere={of: leading[of] for of in names if of in leading and of != catalogue.login_entity},
        documents=tuple(
            (document.id, plain(wording))
            for document in catalogue.documents.values()
            for wording in (*document.title.values(), *document.synonyms)
        ),
        joining=joining,
        either=tuple(folded(word) for word in catalogue.or_words),
        copies=tuple(sorted((plain(text) for text in catalogue.copy_words), key=len, reverse=True)),
        expanded=expanded,
        in_words=tuple(folded(phrase) for phrase in catalogue.in_words),
        not_in_words=tuple(folded(phrase) for phrase in catalogue.not_in_words),
    )


def _by_word(names: Iterable[Name]) -> dict[str, tuple[int, ...]]:
    """Word -> the numbers of the names it stands in."""
    index: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        for word in name.set:
            index.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in index.items()}


def _roles(catalogue: Catalogue, plain: Callable[[str], Words]) -> Iterator[tuple[Words, Role]]:
    """Wordings of roles, longest first: relations of whoever logs in, then other entities."""
    out: list[tuple[Words, Role]] = []
    login = catalogue.entities.get(catalogue.login_entity)
    for relation in login.relations.values() if login else ():
        role = Role(relation.name, relation.target, relation)
        out += [(plain(text), role) for text in (*relation.title.values(), *relation.synonyms)]
    out += [(plain(text), Role("", catalogue.login_entity)) for text in catalogue.applicant_words if login]
    for entity in catalogue.entities.values():
        if entity.id != catalogue.login_entity and not entity.always:
            parts = [part for text in entity.title.values() for part in text.split(",")]
            out += [(plain(part), Role(entity.id, entity.id)) for part in parts]
    yield from sorted((one for one in out if one[0]), key=lambda one: (-len(one[0]), one[0]))


def _by_first_word(roles: Iterable[tuple[Words, Role]]) -> dict[str, tuple[tuple[int, Words, Role], ...]]:
    out: dict[str, list[tuple[int, Words, Role]]] = {}
    for rank, (wording, role) in enumerate(roles):
        out.setdefault(wording[0], []).append((rank, wording, role))
    return {word: tuple(some) for word, some in out.items()}


def find(words: Words, wording: Words) -> int | None:
    """Where a wording stands within words, as a run; None if it does not."""
    for at in range(len(words) - len(wording) + 1):
        if words[at : at + len(wording)] == wording:
            return at
    return None
