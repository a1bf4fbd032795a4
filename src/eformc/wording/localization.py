"""Texts in one language, and the language of each run that is not in it (WCAG 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from markupsafe import Markup, escape

from eformc.kernel.words import Words
from eformc.wording.messages import FAULTS, UI, shown, spoken_words

Runs: TypeAlias = tuple[tuple[str, str], ...]
"""A text in pieces, each with its language; none where that is the page's."""
_BLANK = re.compile(r"\{(\w+)\}")


class Spoken(str):
    """A text that stands on a page with the languages it is in; elsewhere a text like any other."""

    __slots__ = ("runs",)
    runs: Runs

    def __html__(self) -> str:
        span = Markup('<span lang="{}">{}</span>')
        return Markup().join(span.format(lang, text) if lang else escape(text) for text, lang in self.runs)


@lru_cache(maxsize=128)
def _known(lang: str, names: tuple[str, ...]) -> Mapping[str, str] | None:
    """Words by name, where they are all known in a language."""
    return {name: UI[name][lang] for name in names} if all(lang in UI[name] for name in names) else None


class Speech:
    """Texts in one language; those that are not, or not all, are remembered with their runs (`foreign`)."""

    __slots__ = ("_words", "foreign", "lang")

    def __init__(self, lang: str, foreign: Mapping[str, Runs] | None = None) -> None:
        self.lang = lang
        self._words = spoken_words(lang)
        self.foreign: dict[str, Runs] = dict(foreign or {})

    def say(self, words: Words) -> str:
        """A text in the language, else in the first there is."""
        text = words.get(self.lang)
        if text is not None:
            return text
        for lang, text in words.items():
            return self.noted(((text, lang),)) if text else text
        return ""

    def ui(self, name: str, **values: str | int) -> str:
        """The same of a word around the questions, with its blanks filled in."""
        lang = "" if self.lang in UI[name] else "en"
        return self.composed(self._words[name], lang, values) if values or lang else self._words[name]

    def ui_words(self, names: tuple[str, ...]) -> dict[str, str]:
        """Words around the questions that have no blanks, by name."""
        known = _known(self.lang, names)
        return {name: self.ui(name) for name in names} if known is None else dict(known)

    def fault(self, code: str, title: str, args: Mapping[str, str | int]) -> str:
        """The fault of an answer, in words. The page's script says the same (`say` in engine.mjs)."""
        limits = {key: shown(value, self.lang) for key, value in args.items()}
        return self.word(FAULTS.get(code, FAULTS["type"]), title=title, **limits)

    def word(self, words: Words, **values: str | int) -> str:
        """A text of the program's own, with its blanks filled in; in English where it is not known in the language."""
        lang = "" if self.lang in words else "en"
        return self.composed(words[lang or self.lang], lang, values) if values or lang else words[self.lang]

    def composed(self, template: str, lang: str, values: Mapping[str, str | int]) -> str:
        """A text with blanks in some language, filled with texts in theirs."""
        if not lang and not self.mixed(values.values()):
            for key, value in values.items():
                template = template.replace("{" + key + "}", str(value))
            return template
        runs: list[tuple[str, str]] = []
        for number, piece in enumerate(_BLANK.split(template)):
            if number % 2 and piece in values:
                runs += self.runs(values[piece])
            else:
                runs.append((f"{{{piece}}}" if number % 2 else piece, lang))
        return self.noted(runs)

    def joined(self, separator: str, texts: Iterable[str]) -> str:
        """Texts one after the other, each in its language."""
        every = list(texts)
        if not self.mixed(every):
            return separator.join(every)
        runs: list[tuple[str, str]] = []
        for number, text in enumerate(every):
            runs += ((separator, ""), *self.runs(text)) if number else self.runs(text)
        return self.noted(runs)

    def mixed(self, texts: Collection[str | int]) -> bool:
        """True if any of some texts is, or holds, another language."""
        return Spoken in map(type, texts) or (bool(self.foreign) and not self.foreign.keys().isdisjoint(texts))

    def cut(self, text: str, end: str) -> str:
        """A text without another at its end, and without the blanks before that."""
        left = text.removesuffix(end).rstrip()
        runs: list[tuple[str, str]] = []
        for piece, lang in self.runs(text):
            here = piece[: max(0, len(left) - sum(len(one) for one, _ in runs))]
            runs.append((here, lang))
        return self.noted(runs)

    def runs(self, text: str | int) -> Runs:
        """The pieces of a text; a number is in no language."""
        if isinstance(text, Spoken):
            return text.runs
        return self.foreign.get(text, ((text, ""),)) if isinstance(text, str) else ((str(text), ""),)

    def noted(self, runs: Iterable[tuple[str, str]]) -> str:
        """The text of its pieces, remembered if any is in another language."""
        made: list[tuple[str, str]] = []
        for text, lang in runs:
            if made and made[-1][1] == lang:
                made[-1] = (made[-1][0] + text, lang)
            elif text:
                made.append((text, lang))
        whole = "".join(text for text, _ in made)
        if any(lang for _, lang in made):
            self.foreign[whole] = tuple(made)
        return whole

    def marked(self, text: str) -> str:
        """The text as it stands on a page."""
        if isinstance(text, Spoken) or text not in self.foreign:
            return text
        made = Spoken(text)
        made.runs = self.foreign[text]
        return made

    def tongues(self) -> Runs:
        """Every run in another language that has a letter, the longest first: what the page's script looks for."""
        pieces = ((piece.strip(), lang) for runs in self.foreign.values() for text, lang in runs if lang for piece in _BLANK.split(text)[::2])
        found = {one for one in pieces if any(map(str.isalpha, one[0]))}
        return tuple(sorted(found, key=lambda one: (-len(one[0]), one)))

    def lang_of(self, text: str) -> str:
        """The language of a text that is all in one other than the page's."""
        langs = {lang for _, lang in self.foreign.get(text, ())}
        return langs.pop() if len(langs) == 1 else ""
