"""Codes that are asked by name, of lists too long for a page: which code a text means, and which it might mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache

from msgspec import Struct

from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.text import unaccented
from eformc.kernel.values import MOST_LISTED, Code, CodeList

MOST_GUESSES = 5
_NEAR = 0.72
"""The least likeness (0 to 1) of a name that somebody may have meant."""


class Guess(Struct, frozen=True):
    """A code that a text might mean. `former`: the name that it had, and where, if the text is that."""

    code: Code
    former: tuple[str, str] | None = None


class _Name(Struct, frozen=True):
    """A name of a code: its words without marks; as one run, from each of its words on."""

    code: Code
    words: tuple[str, ...]
    runs: tuple[str, ...]
    former: tuple[str, str] | None = None


def code_of(codes: CodeList, typed: str, parent: str | None = None) -> str | None:
    """The code that a text means. A list that is too long for a page is asked by name: then the name of exactly one
    code (of the parent, where there is one), written with or without marks, blanks or the word for its level (or with its first
    letters: `P. Ba Đình`), is that code.
    """
    if not typed or len(codes.codes) <= MOST_LISTED or typed in codes.by_code():
        return typed or None
    within = [code for code in codes.codes if parent is None or code.parent == parent]
    exact = [code for code in within if typed in (*code.title.values(), *code.also)]
    if len(exact) == 1:
        return exact[0].code
    names = [name for name in _names(identity_key(codes.codes)) if parent is None or name.code.parent == parent]
    for found in _meant(names, typed):
        if found:
            return found[0].code.code if len({one.code.code for one in found}) == 1 else typed
    return typed


def guesses(codes: CodeList, typed: str, parent: str | None = None, most: int = MOST_GUESSES) -> tuple[Guess, ...]:
    """The codes that a text might mean, the likeliest first: by a name that is or was theirs; else by a part of one, by likeness, and
    those of another parent by the very name.
    """
    if not typed or len(codes.codes) <= MOST_LISTED:
        return ()
    every, former = _names(identity_key(codes.codes)), _former(identity_key(codes.codes))
    near = [name for name in every if parent is None or name.code.parent == parent]
    was = [name for name in former if parent is None or name.code.parent == parent]
    found = [*_first(_meant(near, typed)), *_first(_meant(was, typed))]
    found = found or [*_part(near, typed), *_like((*near, *was), typed), *_first(_meant(every, typed))]
    made: dict[str, Guess] = {}
    for one in found:
        made.setdefault(one.code.code, Guess(one.code, one.former))
    return tuple(made.values())[:most]


def of_parent(codes: CodeList, parent: str) -> tuple[Code, ...]:
    """The codes of a parent, in the list's order."""
    return tuple([code for code in codes.codes if code.parent == parent])


@lru_cache(maxsize=16)
def _names(codes: IdentityKey[Sequence[Code]]) -> tuple[_Name, ...]:
    return tuple([_name(code, text) for code in codes() for text in dict.fromkeys((*code.title.values(), *code.also))])


@lru_cache(maxsize=16)
def _former(codes: IdentityKey[Sequence[Code]]) -> tuple[_Name, ...]:
    return tuple([_name(code, name, (name, of)) for code in codes() for name, of in code.former])


def _name(code: Code, text: str, former: tuple[str, str] | None = None) -> _Name:
    words = _words(text)
    return _Name(code, words, tuple(["".join(words[n:]) for n in range(len(words))]), former)


def _words(text: str) -> tuple[str, ...]:
    plain = unaccented(text).replace(".", " ").replace("-", " ").replace(",", " ")
    return tuple(plain.split())


def _meant(names: Sequence[_Name], typed: str) -> Iterator[list[_Name]]:
    """The names that a text says, the surest way first: as it is; without blanks; without the first word; with letters for it."""
    words = _words(typed)
    run = "".join(words)
    yield [name for name in names if name.words == words]
    yield [name for name in names if name.runs[:1] == (run,)]
    yield [name for name in names if run in name.runs[1:]]
    yield [name for name in names if _shortened(name.words, words)]


def _shortened(name: Sequence[str], words: Sequence[str]) -> bool:
    """True for a name whose first words are said by their first letters: `p ba dinh`, `tt soc son`."""
    if len(words) < 2:
        return False
    letters = words[0]
    return 0 < len(letters) < len(name) and "".join(word[0] for word in name[: len(letters)]) == letters and "".join(name[len(letters) :]) == "".join(words[1:])


def _first(found: Iterator[list[_Name]]) -> list[_Name]:
    return next((one for one in found if one), [])


def _part(names: Sequence[_Name], typed: str) -> list[_Name]:
    """Names that hold what was typed, with or without its first word."""
    words = _words(typed)
    wanted = {" ".join(words), " ".join(words[1:])} - {""}
    return [name for name in names if any(f" {one} " in f" {' '.join(name.words)} " for one in wanted if len(one) > 2)]


def _like(names: Sequence[_Name], typed: str) -> list[_Name]:
    run = "".join(_words(typed))
    by_run: dict[str, list[_Name]] = {}
    for name in names:
        for one in name.runs[:2]:
            by_run.setdefault(one, []).append(name)
    return [name for one in get_close_matches(run, by_run, MOST_GUESSES, _NEAR) for name in by_run[one]]
