"""The laws a catalogue lists, and the citations that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import ClassVar

from msgspec import Struct, field

from eformc.kernel.identity_cache import Structural
from eformc.kernel.struct import PartlyCompared
from eformc.kernel.text import unaccented
from eformc.kernel.words import Words
from eformc.source import Span


class Law(PartlyCompared, frozen=True):
    """A law, decree, circular or standard. `since` and `until` are the first and the last day it is in force (ISO dates).

    `names`: further ways people write it. `source`: the text that was read, on the day `read`. `places`: the articles
    read; a citation of another one is not verified. None: every one was read.
    """

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    id: str
    title: Words
    number: str = ""
    names: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    replaced_by: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    source: str = ""
    read: str | None = None
    places: tuple[str, ...] | None = None
    unverified: bool = False
    note: Words = field(default_factory=dict)
    span: Span | None = None


class LawWords(Struct, frozen=True):
    """The words by which laws are written in a country: `short` forms and what they stand for, words `ignored` between a law's kind and
    its number or year, and the words of `places` within a law in each language.
    """

    short: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    places: tuple[Words, ...] = ()


class Citation(PartlyCompared, frozen=True):
    """The legal basis of something: the text as people read it, and the ids of the laws it names. Not verified: nobody read
    the law, or the article, or found there what it is cited for.
    """

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    words: Words = field(default_factory=dict)
    laws: tuple[str, ...] = ()
    verified: bool = True
    span: Span | None = None

    def __bool__(self) -> bool:
        return bool(self.words)

    def noted(self) -> Words:
        """The text, and beside it that it is not verified."""
        if self.verified:
            return self.words
        return {lang: f"{text} ({NOT_VERIFIED.get(lang) or NOT_VERIFIED['en']})" for lang, text in self.words.items()}


NOT_VERIFIED: Words = {"vi": "chưa kiểm chứng", "en": "not verified"}


def noted(citations: Iterable[Citation]) -> Words:
    """Several citations as one text, beside each that is not verified that it is not."""
    several = [one.noted() for one in citations if one]
    langs = dict.fromkeys(lang for words in several for lang in words)
    return {lang: "; ".join(dict.fromkeys(words.get(lang) or next(iter(words.values())) for words in several)) for lang in langs}


class Named(Struct, frozen=True):
    """A law that a text names from `start` to `end`."""

    law: str
    start: int
    end: int


_TOKEN = re.compile(r"[^\W_]+(?:[./\-–:][^\W_]+)*")
_YEAR = re.compile(r"(?<![0-9])(?:1[89]|20)[0-9]{2}$")


class _Branch(Struct, frozen=True):
    """Names by their words: the law that is called by the words up to here, and the words that may follow."""

    law: str
    following: Mapping[str, _Branch]

    def longest(self, tokens: list[tuple[str, int, int]], at: int) -> tuple[str, int]:
        """The law with the longest name that stands at a token, and the token behind it; no law: an empty text."""
        here, law, after = self, "", at
        for step in range(at, len(tokens)):
            following = here.following.get(tokens[step][0])
            if following is None:
                break
            here = following
            if here.law:
                law, after = here.law, step + 1
        return law, after


class _Tokens(Struct, frozen=True):
    """Splits texts into the words that names are compared by. `short`: what short forms stand for."""

    short: Mapping[str, tuple[str, ...]]
    ignored: frozenset[str]

    def of(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each word of a text with its start and end."""
        for found in _TOKEN.finditer(text):
            token = _word(found[0])
            if token in self.ignored:
                continue
            for one in self.short.get(token, (token,)):
                yield one, found.start(), found.end()

    def words_of(self, text: str) -> tuple[str, ...]:
        """The words of a text."""
        return tuple(token for token, _, _ in self.of(text))


class LawNames(Structural, frozen=True):
    """Finds laws in texts, in the ways people write them: id, title, number with or without its kind, short forms. Case,
    diacritics and ignored words do not matter; the longest name counts. `languages`: of the catalogue. Made by `law_names`.
    """

    words: LawWords
    languages: tuple[str, ...]
    _tokens: _Tokens
    _names: _Branch
    _read: Mapping[str, tuple[tuple[str, ...], ...] | None]
    _laws: Mapping[str, Law]

    def named_in(self, text: str) -> tuple[Named, ...]:
        """The laws that a text names, in its order."""
        tokens = list(self._tokens.of(text))
        found: list[Named] = []
        at = 0
        while at < len(tokens):
            law, after = self._names.longest(tokens, at)
            if law:
                found.append(Named(law, tokens[at][1], tokens[after - 1][2]))
            at = after if law else at + 1
        return tuple(found)

    def cited(self, words: Words) -> Citation:
        """A text in one or more languages as a citation."""
        laws: dict[str, bool] = {}
        for text in words.values():
            named = self.named_in(text)
            for at, one in enumerate(named):
                end = named[at + 1].start if at + 1 < len(named) else len(text)
                laws[one.law] = laws.get(one.law, True) and self._was_read(one.law, text[one.end : end])
        return Citation(words, tuple(laws), all(laws.values()))

    def _was_read(self, law: str, rest: str) -> bool:
        """True if the law was read, and the place in it that the rest of a text names, if it names one."""
        if self._laws[law].unverified:
            return False
        places = self._read[law]
        tokens = [(token, 0, 0) for token in self._tokens.words_of(rest.partition(";")[0])]
        if places is None or not any(any(char.isdigit() for char in token) for token, _, _ in tokens):
            return True
        return any(self._stands(place, tokens, at) for place in places for at in range(len(tokens)))

    def translated(self, text: str, language: str, languages: Iterable[str]) -> Words:
        """A citation written in one language, in all of them: laws by their titles, places by the words for them."""
        named = self.named_in(text)
        out = {language: text}
        for lang in languages if named else ():
            parts, at = [], 0
            for one in named:
                title = self._laws[one.law].title
                own = text[one.start : one.end]
                by_id = own == one.law
                parts += [_places_in(self.words, text[at : one.start], language, lang), title.get(lang, own) if by_id or lang != language else own]
                at = one.end
            out[lang] = "".join([*parts, _places_in(self.words, text[at:], language, lang)])
        return out

    @staticmethod
    def _stands(name: tuple[str, ...], tokens: list[tuple[str, int, int]], at: int) -> bool:
        return len(tokens) - at >= len(name) and all(tokens[at + step][0] == name[step] for step in range(len(name)))


def law_names(laws: Iterable[Law], words: LawWords, languages: tuple[str, ...] = ()) -> LawNames:
    """The names of some laws; where two are called alike, the first one is meant."""
    by_id = {law.id: law for law in laws}
    tokens = _Tokens({unaccented(short): _plain(long) for short, long in words.short.items()}, frozenset(map(unaccented, words.ignored)))
    named = [(name, law.id) for law in by_id.values() for name in dict.fromkeys(map(tokens.words_of, _names(law))) if name]
    read = {
        law.id: None if law.places is None else tuple([tokens.words_of(form) for place in law.places for form in _in_all(words, place)])
        for law in by_id.values()
    }
    return LawNames(words, languages, tokens, _branch(named, 0), read, by_id)


def _branch(named: list[tuple[tuple[str, ...], str]], depth: int) -> _Branch:
    """The names that share their first `depth` words."""
    law, longer = "", dict[str, list[tuple[tuple[str, ...], str]]]()
    for name, of in named:
        if len(name) == depth:
            law = law or of
        else:
            longer.setdefault(name[depth], []).append((name, of))
    return _Branch(law, {word: _branch(some, depth + 1) for word, some in longer.items()})


def _places_in(words: LawWords, text: str, language: str, lang: str) -> str:
    for one in words.places if lang != language else ():
        if language in one and lang in one:
            text = re.sub(rf"(?<!\w){re.escape(one[language])}(?!\w)", one[lang], text)
    return text


def _in_all(words: LawWords, place: str) -> Iterator[str]:
    """A place within a law in every language its words are known in."""
    yield place
    for lang, other in {(a, b) for one in words.places for a in one for b in one if a != b}:
        yield _places_in(words, place, lang, other)


def _names(law: Law) -> Iterator[str]:
    """The ways a law is written: each name also with its number in place of the year, or with the number's end left out."""
    yield law.id
    if law.number:
        yield law.number
    cut = "/".join(law.number.split("/")[:2])
    for name in (*law.title.values(), *law.names):
        yield name
        if law.number and law.number in name:
            yield name.replace(law.number, cut)
        elif law.number and (year := _YEAR.search(name)):
            yield f"{name[: year.start()]}{cut}"
            yield f"{name[: year.start()]}{law.number}"


@lru_cache(maxsize=4096)
def _word(word: str) -> str:
    """A word as words are compared; citations use the same few again and again."""
    return unaccented(word).replace("–", "-")


def _plain(text: str) -> tuple[str, ...]:
    return tuple(unaccented(found[0]) for found in _TOKEN.finditer(text))
