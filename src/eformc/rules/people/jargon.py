"""EF503 jargon: a word of offices that people do not use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.identity_cache import memoize_by_identity
from eformc.model.catalogue import Jargon, PlainLanguage
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

_SPEC = "note: {{title: {{vi: Ghi chú, en: Note}}, type: text, help: {{vi: {help}, en: Say what else we should know.}}}}"

KIND = Kind(
    "EF503",
    "jargon",
    Severity.INFO,
    {
        "jargon": {
            "en": "“{word}” is a word of offices.",
            "vi": "“{word}” là từ của cơ quan, không phải của người dân.",
        },
    },
    {"": {"en": "{instead}", "vi": "{instead}"}},
    {
        "en": "Who does not know the word cannot do what it asks.",
        "vi": "Không hiểu từ thì không làm theo được.",
    },
    wrong=spec(_SPEC.format(help="Ghi theo quy định.")),
    right=spec(_SPEC.format(help="Ghi điều cần nói thêm.")),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    found_in = jargon_among(form.reasoned.catalogue.plain_language)
    for text in form.texts:
        for said in text.words.values():
            for word, term in found_in(said):
                yield form.found(KIND, text.span, "jargon", field_id=text.id, word=word, instead=term.instead)


@memoize_by_identity(1)
def jargon_among(plain: PlainLanguage) -> Callable[[str], tuple[tuple[str, Jargon], ...]]:
    """For a catalogue's jargon what gives those of a text, as they are written there: titles and options repeat from form
    to form.
    """
    terms = plain.jargon
    anything = _any_of(tuple(word for term in terms for word in (*term.words, *term.not_in)))
    patterns = [(term, _any_of(term.not_in) if term.not_in else None, _any_of(term.words)) for term in terms]

    @lru_cache(maxsize=8192)
    def found_in(text: str) -> tuple[tuple[str, Jargon], ...]:
        if not anything.search(text):
            return ()
        return tuple(
            (found[0], term)
            for term, innocent, pattern in patterns
            if (found := pattern.search(innocent.sub(" ", text) if innocent else text))
        )

    return found_in


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)


RULE = Rule(KIND, _check)
