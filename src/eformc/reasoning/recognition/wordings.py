"""A catalogue's wordings: every wording of an element, a role and a paper, ready to be compared.

An index from words to wordings finds the few that can agree with a label; only those are looked at.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field

from eformc.model.catalogue import Catalogue, Element
from eformc.reasoning.recognition.labels import folded, keys, own, plain

T = TypeVar("T")
Words = tuple[str, ...]
"""Words as they are compared (`labels.keyed`); of a form typed without marks, their letters alone."""
REMEMBERED = 12_000
"""Labels whose words and wordings are remembered at once; about 30 MB."""
WEIGHED = 5_000
"""Labels whose candidates are remembered at once, with their evidence; about 25 MB."""
NEAR, WHOLE = 0.9, 0.99
"""The least that two shares together must come to; and a share that is all."""
ROUNDING = 1e-6
"""The amount by which sums may be off."""
KEPT = 14
"""Wordings that are looked at for one label, the nearest first."""


class Name(Struct, frozen=True):
    """One wording of an element: its words as they are compared, with marks and without; `weight` of all of them.
    `part`: a line of the element where it is taken apart (the family name of a full name).
    """

    element: Element
    words: Words
    keys: frozenset[str]
    plain: frozenset[str]
    weight: float
    part: bool = False


class Fit(Struct, frozen=True):
    """The agreement of a wording with some words: `said` are the words both have; the shares of each that are `said`, by
    weight; `exact`: they are the same words; `run`: one stands within the other as it is.
    """

    name: Name
    said: frozenset[str]
    of_label: float
    of_name: float
    exact: bool
    run: bool
    bare: bool
    """Only the letters agree: the label carries no marks, the wording does."""


class Posting(Struct, frozen=True):
    """The wordings that say a word, the shortest first: their numbers, and what all words of each weigh. `weight`: the
    word's own.
    """

    numbers: tuple[int, ...]
    lengths: tuple[float, ...]
    weight: float


class Role(Struct, frozen=True, cache_hash=True):
    """A subject the form speaks of: its id and entity, and the name of the applicant's relation that leads to it, if one
    does. An empty id is the applicant's own. `many`: there may be several; `rows`: they are the rows of a table.
    """

    subject: str
    entity: str
    relation: str = ""
    many: bool = False
    rows: bool = False


class Wordings(Struct, frozen=True, eq=False):
    """The index of one catalogue. `by_word`: the numbers of the wordings a word stands in; `always`: entities that every
    form has; `weights`: rare words weigh more than common ones. `memory`: what was found so far; it changes nothing
    but time.
    """

    catalogue: Catalogue
    names: tuple[Name, ...]
    by_word: Mapping[str, Posting]
    by_key: Mapping[str, Posting]
    always: frozenset[str]
    weights: Mapping[str, float]
    spread: Mapping[str, int]
    """Word -> of how many elements it is said: what is said of many tells little by itself."""
    roles: Mapping[str, tuple[tuple[int, Words, Role], ...]]
    """By first word, with its marks and without: (rank, wording, role); the longest wording has the lowest rank."""
    elsewhere: Mapping[str, Role]
    """Entities that nobody logs in as, with the role that leads to each: a relation of whoever logs in comes first."""
    documents: tuple[tuple[str, Words, frozenset[str]], ...]
    paper_weights: Mapping[str, float]
    """The same for the words of papers' names: "giấy" stands in most."""
    documents_by_word: Mapping[str, tuple[int, ...]]
    joining: frozenset[str]
    joining_bare: frozenset[str]
    of: frozenset[str]
    of_bare: frozenset[str]
    endings: tuple[str, ...]
    """Endings by which a word says whose fact follows."""
    empty: frozenset[Words]
    """Labels that by themselves do not say what is asked."""
    beyond: frozenset[str]
    """Words by which a heading or a label asks for what no registry holds."""
    marked: bool
    """Most wordings carry marks: a form without any was typed without them."""
    people: Mapping[str, tuple[Words, ...]]
    """By first word, with its marks and without: phrases that begin what names a person, the longest first."""
    offices: Mapping[str, tuple[Words, ...]]
    wishes: frozenset[str]
    foreign: frozenset[str]
    """Words that only titles in other languages than the first one say."""
    held: frozenset[str]
    """Ids of elements that some registry holds."""
    planned: tuple[Words, ...]
    """The same, phrase by phrase."""
    called: Mapping[str, tuple[frozenset[str], ...]]
    """By entity: the phrases that name such a thing, each as its words without marks."""
    either: tuple[str, ...]
    copies: tuple[Words, ...]
    expanded: Mapping[str, Words]
    in_words: tuple[str, ...]
    not_in_words: tuple[str, ...]
    address_phrases: Mapping[str, tuple[Words, ...]]
    """By first word, with its marks and without: what lines of an address are called."""
    vocabulary: Mapping[str, frozenset[str]]
    """By element id: every word of its wordings, without marks."""
    lines_of_papers: Mapping[str, Mapping[str, tuple[Element, ...]]]
    """By entity and kind of line (number, issued_on …): the elements whose wordings begin or end so."""
    paper_lines: Mapping[Words, str]
    """Phrases that are nothing but a line of a paper -> its kind."""
    named: Mapping[str, Element]
    """By entity: the element by which one is called."""
    wholes: Mapping[str, tuple[frozenset[str], ...]]
    """By entity: the elements that are lines of one structured value, with that value."""
    structured: tuple[tuple[Element, frozenset[tuple[str, str]]], ...]
    """Elements that have lines, each with (entity, name) of itself and of them."""
    beginnings: Mapping[tuple[str, Words], frozenset[str]]
    """By entity and words: the elements that have a longer wording which begins so."""
    memory: dict[tuple[Words, bool], tuple[Fit, ...]] = field(default_factory=dict)
    said: dict[str, Words] = field(default_factory=dict)
    sayings: dict[Any, Any] = field(default_factory=dict)
    options: dict[Any, Any] = field(default_factory=dict)
    places: dict[Any, Any] = field(default_factory=dict)
    titles: dict[Any, Any] = field(default_factory=dict)
    papers: dict[str, tuple[str, float] | None] = field(default_factory=dict)
    own_language: dict[str, str] = field(default_factory=dict)
    labels: dict[Any, Any] = field(default_factory=dict)
    kinship: dict[tuple[str, str], int] = field(default_factory=dict)

    def words(self, text: str) -> Words:
        """A label's words: abbreviations written out, joining words left out."""
        if text not in self.said:
            make_room(self.said)
            self.said[text] = self.plain(own(text)) or self.plain(text)
        return self.said[text]

    def plain(self, text: str) -> Words:
        """The same of a text that is taken as it stands."""
        return _plain(keys(text), self.expanded, self.joining)

    def weight(self, words: Collection[str]) -> float:
        """The weight of words; of one that no wording says, 1."""
        if not words:
            return 0.0
        weights = self.weights
        if len(words) == 1:
            return weights.get(next(iter(words)), 1.0)
        return sum([weights.get(word, 1.0) for word in sorted(words)])

    def roles_in(self, words: Words, *, bare: bool = False) -> list[tuple[Words, Role, int]]:
        """The roles that words name, longest wording first: (wording, role, where it begins)."""
        if self.roles.keys().isdisjoint(words):
            return []
        found = [
            (rank, wording, role, at)
            for at, word in enumerate(words)
            for rank, wording, role in self.roles.get(word, ())
            if same(words[at : at + len(wording)], wording, bare=bare)
        ]
        return [(wording, role, at) for _, wording, role, at in sorted(found, key=lambda one: (one[0], one[3]))]

    def fits(self, words: Words, *, bare: bool = False) -> tuple[Fit, ...]:
        """The wordings that can agree with these words, the nearest first. `bare`: compare the letters alone."""
        key = (words, bare)
        found = self.memory.get(key)
        if found is None:
            make_room(self.memory)
            found = self.memory[key] = tuple(self._fitting(words, bare))
        return found

    def _fitting(self, words: Words, bare: bool) -> list[Fit]:
        said = sorted({plain(word) for word in words} if bare else set(words))
        weights = {word: self.weights.get(word, 1.0) for word in said}
        whole = sum(weights[word] for word in said)
        rough = []
        for number in self._in_reach(weights, whole, self.by_word if bare else self.by_key):
            name = self.names[number]
            own = name.plain if bare else name.keys
            weight = sum([weights[word] for word in said if word in own])
            of_label, of_name = weight / whole, weight / name.weight
            near = of_label + of_name
            if near > NEAR or of_label > WHOLE:
                rough.append((-round(near, 9), number, of_label, of_name))
        rough.sort()
        kept: dict[tuple[str, str, bool], None] = {}
        out: list[Fit] = []
        for _, number, of_label, of_name in rough:
            name = self.names[number]
            one = (name.element.entity, name.element.name, name.part)
            if one in kept:
                continue
            kept[one] = None
            out.append(self._fit(name, words, frozenset(said), of_label, of_name, bare))
            if len(out) >= KEPT:
                break
        return out

    def _in_reach(self, weights: Mapping[str, float], whole: float, index: Mapping[str, Posting]) -> set[int]:
        """The numbers of the wordings that may be near some words. Rare words come first; of the many wordings that say
        only common ones, those that are too long to be near can be left out.
        """
        postings = sorted((index[word] for word in weights if word in index), key=lambda one: len(one.numbers))
        left = sum([one.weight for one in postings])
        found: set[int] = set()
        for one in postings:
            short = NEAR - left / whole  # what a wording that says nothing rarer has to make up by being short
            if short <= 0:
                found.update(one.numbers)
            else:
                found.update(one.numbers[: bisect_right(one.lengths, left / short + ROUNDING)])
            left -= one.weight
        return found

    def _fit(self, name: Name, words: Words, said: frozenset[str], of_label: float, of_name: float, bare: bool) -> Fit:
        own_words = tuple(plain(word) for word in name.words) if bare else name.words
        said_words = tuple(plain(word) for word in words) if bare else words
        run = (of_name > WHOLE and find(said_words, own_words) is not None) or (of_label > WHOLE and find(own_words, said_words) is not None)
        both = said & (name.plain if bare else name.keys)
        exact = frozenset(own_words) == frozenset(said_words)
        return Fit(name, both, min(1.0, of_label), min(1.0, of_name), exact, run, bare and name.words != own_words)


def same(words: Words, wording: Words, *, bare: bool) -> bool:
    """True if two runs of words are the same; `bare`: by their letters alone."""
    if words == wording:
        return True
    return bare and len(words) == len(wording) and all(plain(a) == plain(b) for a, b in zip(words, wording, strict=True))


def without_copy(words: Words, copies: tuple[Words, ...]) -> Words:
    """A copy of a paper says what the paper says: "bản sao …" is left out, wherever it begins the words."""
    for phrase in copies:
        if words[: len(phrase)] == phrase and len(words) > len(phrase):
            return without_copy(words[len(phrase) :], copies)
    return words


def make_room(memory: dict[Any, Any], limit: int = REMEMBERED) -> None:
    """Labels repeat across the forms of a country; what is remembered of them stays small."""
    if len(memory) >= limit:
        memory.clear()


def _plain(words: Words, expanded: Mapping[str, Words], joining: frozenset[str]) -> Words:
    out = words
    if not expanded.keys().isdisjoint(words):
        out = tuple([one for word in words for one in expanded.get(word, (word,))])
    if joining.isdisjoint(out):
        return out
    return tuple([word for word in out if word not in joining]) or out


def wordings_of(catalogue: Catalogue) -> Wordings:
    """Build the index of a catalogue."""
    joining = frozenset(word for text in catalogue.joining_words for word in keys(text))
    expanded = {keys(short)[0]: keys(long) for short, long in catalogue.abbreviations.items() if len(keys(short)) == 1}

    def said(text: str) -> Words:
        return _plain(keys(text), expanded, joining)

    spread = _spread(catalogue, said)
    letters = {word: 1 / (1 + math.log(count)) for word, count in spread.items()}
    names = tuple(_names(catalogue, said, letters))
    weights = letters | {word: letters.get(plain(word), 1.0) for name in names for word in name.words}  # words of parts are no element's
    roles = tuple(_roles(catalogue, said))
    copies = tuple(sorted((said(text) for text in catalogue.copy_words), key=len, reverse=True))
    leading = {role.entity: role for _, role in sorted(roles, key=lambda one: bool(one[1].relation)) if role.subject}
    papers = tuple(
        (document.id, words, frozenset(words))
        for document in catalogue.documents.values()
        for wording in (*document.title.values(), *document.synonyms)
        if (words := without_copy(said(wording), copies))
    )
    of_names = dict.fromkeys(name.element.entity for name in names)
    return Wordings(
        catalogue=catalogue,
        names=names,
        by_word=_postings(names, _index(names, lambda name: name.plain), weights),
        by_key=_postings(names, _index(names, lambda name: name.keys), weights),
        always=frozenset(entity.id for entity in catalogue.entities.values() if entity.always),
        weights=weights,
        spread=spread,
        roles=_by_first_word(roles),
        elsewhere={of: leading[of] for of in of_names if of in leading and of != catalogue.login_entity},
        documents=papers,
        paper_weights=_paper_weights(papers),
        documents_by_word=_index(papers, lambda paper: paper[2]),
        joining=joining,
        joining_bare=frozenset(plain(word) for word in joining),
        of=frozenset(word for text in catalogue.of_words for word in keys(text)),
        of_bare=frozenset(plain(word) for text in catalogue.of_words for word in keys(text)),
        endings=catalogue.owner_endings,
        empty=frozenset(said(text) for text in catalogue.empty_labels),
        beyond=frozenset(word for text in catalogue.beyond_words for word in keys(text)),
        marked=sum(not all(word.isascii() for word in name.words) for name in names) * 2 >= len(names),
        people=_by_start(_phrases(_owning(catalogue.person_words, catalogue.owner_endings), said)),
        offices=_by_start(_phrases(catalogue.office_words, said)),
        wishes=frozenset(word for text in catalogue.wish_words for word in keys(text)),
        foreign=_foreign(catalogue),
        held=frozenset(
            element.id
            for registry in catalogue.registries.values() for entity, path in registry.holds.values()
            if (element := catalogue.resolve(entity, path)) is not None
        ),
        planned=tuple(keys(text) for text in catalogue.wish_words),
        called=_called(roles),
        either=tuple(folded(word) for word in catalogue.or_words),
        copies=copies,
        expanded=expanded,
        in_words=tuple(folded(phrase) for phrase in catalogue.in_words),
        not_in_words=tuple(folded(phrase) for phrase in catalogue.not_in_words),
        address_phrases=_by_start(sorted(set(_address_parts(catalogue)), key=lambda one: (-len(one), one))),
        vocabulary=_vocabulary(names),
        lines_of_papers=_lines_of_papers(catalogue, names, said),
        paper_lines={said(text): kind for kind, texts in reversed(list(catalogue.paper_words.items())) for text in texts if said(text)},
        named=_named(catalogue),
        wholes={
            entity.id: tuple(frozenset((element.name, *element.made_of)) for element in entity.elements.values() if element.made_of)
            for entity in catalogue.entities.values()
        },
        structured=tuple(
            (element, frozenset((entity.id, name) for name in (element.name, *element.made_of)))
            for entity in catalogue.entities.values() for element in entity.elements.values() if element.made_of
        ),
        beginnings=_beginnings(names),
    )


def _foreign(catalogue: Catalogue) -> frozenset[str]:
    elements = [one for entity in catalogue.entities.values() for one in entity.elements.values()]
    own = {word for one in elements for text in (*one.synonyms, *one.title.values()) if not text.isascii() for word in folded(text).split()}
    texts = [text for one in elements for lang, text in one.title.items() if lang not in catalogue.languages[:1]]
    return frozenset([word for text in texts for word in folded(text).split() if word not in own])


def _called(roles: Iterable[tuple[Words, Role]]) -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for words, role in roles:
        found[role.entity] = (*found.get(role.entity, ()), frozenset([plain(word) for word in words]))
    return found


def _beginnings(names: Iterable[Name]) -> dict[tuple[str, Words], frozenset[str]]:
    out: dict[tuple[str, Words], set[str]] = {}
    for name in names:
        for size in range(1, len(name.words)):
            out.setdefault((name.element.entity, name.words[:size]), set()).add(name.element.name)
    return {key: frozenset(some) for key, some in out.items()}


def _paper_weights(papers: Iterable[tuple[str, Words, frozenset[str]]]) -> dict[str, float]:
    of: dict[str, set[str]] = {}
    for name, _, words in papers:
        for word in words:
            of.setdefault(word, set()).add(name)
    return {word: 1 / (1 + math.log(len(names))) for word, names in sorted(of.items())}


def _vocabulary(names: Iterable[Name]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name in names:
        found[name.element.id] = found.get(name.element.id, frozenset()) | name.plain
    return found


def _lines_of_papers(catalogue: Catalogue, names: Iterable[Name], said: Callable[[str], Words]) -> dict[str, dict[str, tuple[Element, ...]]]:
    phrases = sorted(((said(text), kind) for kind, texts in catalogue.paper_words.items() for text in texts if said(text)), key=lambda one: (-len(one[0]), one))
    found: dict[str, dict[str, list[Element]]] = {}
    for name in names:
        kind = next((kind for words, kind in phrases if words in (name.words[: len(words)], name.words[-len(words) :])), None)
        if kind is not None:
            of_kind = found.setdefault(name.element.entity, {}).setdefault(kind, [])
            if all(one is not name.element for one in of_kind):
                of_kind.append(name.element)
    return {entity: {kind: tuple(some) for kind, some in kinds.items()} for entity, kinds in found.items()}


def _named(catalogue: Catalogue) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for entity in catalogue.entities.values():
        element = next((one for one in entity.elements.values() if one.autocomplete in ("name", "organization")), None)
        if element is not None:
            found[entity.id] = element
    return found


def _owning(texts: Iterable[str], endings: tuple[str, ...]) -> tuple[str, ...]:
    """Phrases for somebody, as they are and as they say whose a fact is: the child, the child's."""
    return tuple([text + ending for text in texts for ending in ("", *endings)])


def _phrases(texts: Iterable[str], said: Callable[[str], Words]) -> tuple[Words, ...]:
    return tuple(sorted({said(text) for text in texts if said(text)}, key=lambda words: (-len(words), words)))


def _by_start(phrases: Iterable[Words]) -> dict[str, tuple[Words, ...]]:
    found: dict[str, list[Words]] = {}
    for words in phrases:
        for first in {words[0], plain(words[0])}:
            found.setdefault(first, []).append(words)
    return {word: tuple(some) for word, some in found.items()}


def _spread(catalogue: Catalogue, said: Callable[[str], Words]) -> dict[str, int]:
    """Word -> of how many elements of the catalogue it is said."""
    spread: dict[str, int] = {}
    for entity in catalogue.entities.values():
        for element in entity.elements.values():
            of_element = {plain(word) for text in (*element.title.values(), *element.synonyms) for word in said(text)}
            for word in sorted(of_element):
                spread[word] = spread.get(word, 0) + 1
    return spread


def _names(catalogue: Catalogue, said: Callable[[str], Words], weights: Mapping[str, float]) -> Iterator[Name]:
    for entity in catalogue.entities.values():
        for element in entity.elements.values():
            seen: set[tuple[Words, bool]] = set()
            wordings = [(text, False) for text in (*element.title.values(), *element.synonyms)]
            for text, part in [*wordings, *((text, True) for text in element.part_words)]:
                words = said(text)
                if words and (words, part) not in seen:
                    seen.add((words, part))
                    bare = frozenset(plain(word) for word in words)
                    yield Name(element, words, frozenset(words), bare, sum(weights.get(word, 1.0) for word in sorted(bare)), part)


def _address_parts(catalogue: Catalogue) -> Iterator[Words]:
    """Names of the lines of an address that was taken apart."""
    record = catalogue.address
    for part in record.parts if record else ():
        for text in part.title.values():
            yield from (keys(one) for one in (text, *text.split(",")) if keys(one))
    yield from (keys(text) for text in catalogue.address_words if keys(text))


def _index(names: Iterable[T], words_of: Callable[[T], Iterable[str]]) -> dict[str, tuple[int, ...]]:
    """Word -> the numbers of the names it stands in."""
    index: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        for word in sorted(words_of(name)):
            index.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in index.items()}


def _postings(names: tuple[Name, ...], index: Mapping[str, tuple[int, ...]], weights: Mapping[str, float]) -> dict[str, Posting]:
    out = {}
    for word, numbers in index.items():
        short_first = sorted(numbers, key=lambda number: (names[number].weight, number))
        out[word] = Posting(tuple(short_first), tuple(names[number].weight for number in short_first), weights.get(word, 1.0))
    return out


def _roles(catalogue: Catalogue, said: Callable[[str], Words]) -> Iterator[tuple[Words, Role]]:
    """Wordings of roles, longest first: relations of whoever logs in, then other entities."""
    out: list[tuple[Words, Role]] = []
    endings = catalogue.owner_endings
    login = catalogue.entities.get(catalogue.login_entity)
    for relation in login.relations.values() if login else ():
        role = Role(relation.name, relation.target, relation.name, relation.many)
        out += [(said(text), role) for text in _owning((*relation.title.values(), *relation.synonyms), endings)]
    out += [(said(text), Role("", catalogue.login_entity)) for text in _owning(catalogue.applicant_words, endings) if login]
    for entity in catalogue.entities.values():
        if entity.id != catalogue.login_entity and not entity.always:
            parts = [part for text in entity.title.values() for part in text.split(",")]
            out += [(said(part), Role(entity.id, entity.id)) for part in _owning((*parts, *entity.synonyms), endings)]
    seen: set[Words] = set()
    for words, role in sorted((one for one in out if one[0]), key=lambda one: (-len(one[0]), one[0])):
        if words not in seen:
            seen.add(words)
            yield words, role


def _by_first_word(roles: Iterable[tuple[Words, Role]]) -> dict[str, tuple[tuple[int, Words, Role], ...]]:
    out: dict[str, list[tuple[int, Words, Role]]] = {}
    for rank, (wording, role) in enumerate(roles):
        for first in {wording[0], plain(wording[0])}:
            out.setdefault(first, []).append((rank, wording, role))
    return {word: tuple(some) for word, some in out.items()}


def find(words: Words, wording: Words) -> int | None:
    """The place of a wording within words, as a run; None if it does not."""
    for at in range(len(words) - len(wording) + 1):
        if words[at : at + len(wording)] == wording:
            return at
    return None
