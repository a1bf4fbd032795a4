"""Every text a citizen meets is short, free of jargon and written out: the real procedures with the catalogue's words
they show, the words of the page and of its errors; and what the findings say to authors.
"""

import re
import unicodedata

import pytest

from eformc.kernel.values import Record
from eformc.language.mistakes import KINDS
from eformc.portal.paper.words import PAPER
from eformc.rules import rules
from eformc.rules.author_text import Role
from eformc.rules.people.jargon import jargon_among
from eformc.rules.people.reading import limits, longest, sentences, words
from eformc.rules.people.texts import texts
from eformc.rules.people.unexplained_abbreviation import abbreviations_among
from eformc.wording.messages import FAULTS, UI

BLANK = re.compile(r"\{[a-z_]+\}")
A_TITLE = {"vi": "Nơi thường trú hiện nay", "en": "Place of residence"}
"""What stands in a blank when a message is measured: a title as the catalogue has them."""


def shown_by(unit):
    """(role, where, words) of all that a procedure's pages show."""
    for text in texts(unit.reasoned):
        yield text.role, text.id, text.words
    for reason in unit.reasoned.fields:
        yield Role.TITLE, reason.id, reason.field.title
        yield Role.PROSE, reason.id, reason.field.help
        yield Role.PROSE, reason.id, reason.reason if reason.field.derive is None and not reason.registry else {}
        if isinstance(reason.field.value, Record):
            for part in reason.field.value.parts:
                yield Role.TITLE, f"{reason.id}.{part.name}", part.title
                yield Role.PROSE, f"{reason.id}.{part.name}", part.help
        if reason.registry is not None:
            yield Role.TITLE, reason.registry.id, reason.registry.title
            yield Role.TITLE, reason.registry.id, reason.registry.holder
            yield Role.TITLE, reason.registry.id, reason.registry.correct_at
    for attachment in unit.procedure.attachments:
        yield Role.TITLE, attachment.id, attachment.title
        yield Role.PROSE, attachment.id, attachment.help


def complaints(catalogue, shown):
    plain = catalogue.plain_language
    for role, where, said in shown:
        for lang, blank in said.items():
            text = BLANK.sub(A_TITLE.get(lang, ""), blank)
            limit = limits(catalogue, lang)
            count, most = (words(text), limit.title) if role is Role.TITLE else (longest(text)[1], limit.sentence)
            if count > most:
                yield where, lang, f"{count} words, more than {most}: {text}"
            yield from ((where, lang, f"jargon: {word}") for word, _ in jargon_among(plain)(text))
            short = abbreviations_among(catalogue.abbreviations, plain.understood)(text)
            yield from ((where, lang, f"abbreviation: {one} in {text}") for one in short)
            if unicodedata.normalize("NFC", text) != text:
                yield where, lang, f"not NFC: {text}"


def test_the_eight_procedures_with_the_catalogues_words_are_easy_to_read(procedures):
    for unit in procedures:
        assert list(complaints(unit.reasoned.catalogue, shown_by(unit))) == [], unit.path


@pytest.mark.parametrize("said", [FAULTS, UI, PAPER], ids=["errors", "page", "paper"])
def test_the_pages_own_words_are_easy_to_read(procedures, said):
    catalogue = procedures[0].reasoned.catalogue
    assert list(complaints(catalogue, [(Role.PROSE, name, text) for name, text in said.items()])) == []
    assert [name for name, text in said.items() if set(text) < {"vi", "en"}] == []


def test_every_error_of_a_page_tells_what_to_do(procedures):
    """Or says outright what is taken: "must be 5 or more"."""
    catalogue = procedures[0].reasoned.catalogue
    remedies = [*catalogue.plain_language.remedies, "hãy", "cần", "chỉ", "cho phép", "không được", "needs", "takes", "remove", "tick", "type", "make", "agree", "rename", "use", "take"]
    tells = re.compile(rf"(?<!\w)(?:{'|'.join(remedies)})(?!\w)", re.IGNORECASE)
    facts = {"unknown-field", "twice", "order", "constraint"}  # of machines' making, or told in the author's words
    assert [(name, lang) for name, said in FAULTS.items() for lang, text in said.items() if name not in facts and not tells.search(text)] == []


def test_what_findings_say_to_authors_is_easy_to_read(procedures):
    catalogue = procedures[0].reasoned.catalogue
    for kind in [*KINDS.values(), *(rule.kind for rule in rules())]:
        said = [*kind.messages.values(), *kind.helps.values(), kind.why]
        long = [(lang, longest(re.sub(r"`[^`]*`", "x", text))) for one in said for lang, text in one.items()]
        assert [(kind.code, lang, text) for lang, (text, count) in long if count > limits(catalogue, lang).sentence] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Ghi số nhà.", ["Ghi số nhà."]),
        ("Ví dụ: 1.000 m². Bỏ trống nếu không có.", ["Ví dụ: 1.000 m².", "Bỏ trống nếu không có."]),
        ("Bạn là ai? Hãy chọn.", ["Bạn là ai?", "Hãy chọn."]),
        ("một\nhai", ["một", "hai"]),
        ("Nói “được.” Rồi đi.", ["Nói “được.”", "Rồi đi."]),
    ],
)
def test_sentences_end_where_readers_stop(text, expected):
    assert sentences(text) == expected


def test_words_are_counted_as_they_are_written_apart():
    assert words("Họ, chữ đệm và tên – ghi đủ (1)") == 8
    assert longest("Một hai. Ba bốn năm.") == ("Ba bốn năm.", 3)
