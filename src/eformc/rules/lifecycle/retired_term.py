"""EF302 retired-term: a text of the form names a level, paper or body that no longer exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import Choice, Choices
from eformc.kernel.words import Words
from eformc.model.catalogue import RetiredTerm
from eformc.model.procedure import Group
from eformc.reasoning.reasoned import Reasoned
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule
from eformc.source import Span

KIND = Kind(
    "EF302",
    "retired-term",
    Severity.WARNING,
    {
        "term": {
            "en": "“{word}” names what has not existed since {on}: {title}.",
            "vi": "“{word}” chỉ thứ không còn từ ngày {on}: {title}.",
        },
    },
    {"": {"en": "{instead} ({law})", "vi": "{instead} ({law})"}},
    {
        "en": "Old words send people looking for offices and papers that are gone.",
        "vi": "Từ cũ khiến người dân đi tìm cơ quan, giấy tờ không còn nữa.",
    },
    wrong=spec("note: {title: {vi: Số sổ hộ khẩu cũ, en: Note}, type: text}"),
    law={"en": "The catalogue cites the law of each retired term (`retired_terms:`).", "vi": "Danh mục nêu căn cứ của từng từ ngữ đã bỏ (`retired_terms:`)."},
    right=spec("note: {title: {vi: Ghi chú, en: Note}, type: text}"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    named_in = _finder(tuple(identity_key(term) for term in form.reasoned.catalogue.retired_terms if form.day.reached(term.on)))
    for words, span, name in _texts(form.reasoned):
        for text in words.values():
            for word, term in named_in(text):
                yield form.found(
                    KIND, span, "term", field_id=name, word=word, on=term.on, title=term.title, instead=term.instead,
                    law=term.law,
                )  # fmt: skip


@lru_cache(maxsize=8)
def _finder(terms: tuple[IdentityKey[RetiredTerm], ...]) -> Callable[[str], tuple[tuple[str, RetiredTerm], ...]]:
    """For some terms which of them a text names: titles and options repeat from form to form."""
    patterns = [(term, _innocent(term), _pattern(term.words)) for term in (one() for one in terms)]
    anything = re.compile("|".join(pattern.pattern for _, innocent, own in patterns for pattern in (*innocent, own)) or r"(?!)", re.IGNORECASE)

    @lru_cache(maxsize=8192)
    def named_in(text: str) -> tuple[tuple[str, RetiredTerm], ...]:
        if not anything.search(text):  # as of most
            return ()
        return tuple(
            (found[0], term)
            for term, innocent, pattern in patterns
            if (found := pattern.search(_without(text, innocent)))
        )

    return named_in


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)


def _innocent(term: RetiredTerm) -> list[re.Pattern[str]]:
    return [re.compile(re.escape(phrase), re.IGNORECASE) for phrase in term.not_in]


def _without(text: str, innocent: list[re.Pattern[str]]) -> str:
    """The text less the phrases in which the word is innocent."""
    for phrase in innocent:
        text = phrase.sub(" ", text)
    return text


def _texts(reasoned: Reasoned) -> Iterator[tuple[Words, Span, str]]:
    """The author's own texts: titles of pages, questions and their options (elements' texts are the catalogue's)."""
    procedure = reasoned.procedure
    for page in procedure.pages:
        yield page.title, page.spans["page"], page.id
        for item in page.items:
            if isinstance(item, Group) and item.subject is None:
                yield item.title, item.span, item.id
    for field in (one.field for one in reasoned.fields):
        if field.element is None or "title" in field.spans:
            yield field.title, field.span, field.id
        if field.element is None and isinstance(field.value, Choice | Choices) and field.value.codes.scheme is None:
            for code in field.value.codes.codes:
                yield code.title, field.span, field.id
    for attachment in procedure.attachments:
        if attachment.document is None and not attachment.fetched:
            yield attachment.title, attachment.span, attachment.id


RULE = Rule(KIND, _check)
