"""The words forms use around their questions: English ones here, those of a country beside its catalogue.

A catalogue's own stand in `import-words.toml` in its folder, under the names of the fields of `Words`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

import msgspec
from msgspec import Struct, field

from eformc.characters import normalized


class WordsProblem(Exception):
    """A file of words that cannot be used; the message says why."""


class Words(Struct, frozen=True):
    """Lists of words and beginnings of lines, compared without regard to case; `types` by field type, in the order in
    which they are tried; `columns` by column of a table of questions; `messages` by use and language.
    """

    letterhead: tuple[str, ...] = ()
    """Lines above the title that every form of the country carries."""
    addressee: tuple[str, ...] = ("to:", "attention:")
    """Beginnings of the line that names whom the form is for."""
    signature: tuple[str, ...] = ("signature", "signed", "sign here", "applicant's signature")
    """Words where somebody signs."""
    office: tuple[str, ...] = ("for office use", "official use", "office use only")
    """Beginnings of the part that the office fills in."""
    notes: tuple[str, ...] = ("notes", "note:", "instructions", "guidance", "how to fill in")
    """Beginnings of the part with notes and guidance."""
    attachments: tuple[str, ...] = ("attachments", "enclosures", "attached documents", "documents attached", "enclosed:")
    """Beginnings of a list of papers."""
    declaration: tuple[str, ...] = ("i declare", "i certify", "i confirm that", "we declare")
    """Words of a line that is agreed to."""
    optional: tuple[str, ...] = ("if any", "optional", "if applicable")
    """Words in a label by which it may be left empty."""
    yes: tuple[str, ...] = ("yes",)
    no: tuple[str, ...] = ("no",)
    other: tuple[str, ...] = ("other", "others")
    """Words of an option behind which something is written."""
    row_number: tuple[str, ...] = ("no.", "no", "#", "nr")
    """Headers of a column that numbers rows."""
    day: tuple[str, ...] = ("day", "date")
    month: tuple[str, ...] = ("month",)
    year: tuple[str, ...] = ("year",)
    """Words before the blanks of a date written out."""
    place_date: tuple[str, ...] = ("place and date",)
    """Lines with the place and day of filing, beside those that are told by their date."""
    section: tuple[str, ...] = ("part", "section")
    """Words before the number of a part of the form."""
    about: tuple[str, ...] = ("information about", "details of", "details about", "about", "particulars of", "information on")
    """Words that introduce whom a section is about."""
    about_after: tuple[str, ...] = ("information", "details", "info", "data", "particulars")
    """Words behind whom a section is about."""
    joins: tuple[str, ...] = ("and", "or", "with")
    """Words between two that a section is about."""
    people: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "applicant": ("applicant", "yourself", "you"),
            "spouse": ("spouse", "husband", "wife"),
            "mother": ("mother",),
            "father": ("father",),
            "child": ("child",),
            "guardian": ("guardian", "legal guardian"),
            "representative": ("representative", "legal representative", "authorised representative", "authorized representative"),
            "witness": ("witness",),
        }
    )
    """Those whom sections of forms are about, by the id of the subject."""
    counted: tuple[str, ...] = ("number of", "how many")
    """Beginnings of labels that ask for a number of things."""
    numbers: tuple[str, ...] = ()
    """Words of labels that begin so but ask for a number that names something."""
    citations: tuple[str, ...] = ("pursuant to", "based on")
    """Beginnings of lines that cite what an application rests on."""
    speaker: tuple[str, ...] = ("i", "we")
    """Words by which somebody who declares something calls himself."""
    units: tuple[str, ...] = ("cm", "km", "kg", "m", "m2", "m²", "ha", "%")
    """Units behind a number, or in brackets in its label."""
    money_units: tuple[str, ...] = ("usd", "eur")
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"sex": ("Male", "Female"), "gender": ("Male", "Female")})
    """Options of labels that need none on paper."""
    sentence: tuple[str, ...] = ("of", "at", "by", "from", "to", "in", "with", "and", "is", "was")
    """Words that begin the rest of a sentence behind a blank."""
    types: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "email": ("e-mail", "email"),
            "phone": ("telephone", "phone", "mobile"),
            "year": ("year of birth", "year"),
            "month": ("month",),
            "date": ("date of", "date", "born on"),
            "money": ("amount", "price", "fee", "income", "salary"),
            "address": ("address", "place of residence"),
            "long_text": ("describe", "explain", "details"),
        }
    )
    columns: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "id": ("id", "no", "number", "code"),
            "section": ("section", "part", "group", "page"),
            "label": ("label", "question", "field", "title"),
            "type": ("type", "data type", "kind"),
            "options": ("options", "choices", "values"),
            "required": ("required", "mandatory"),
            "condition": ("condition", "when", "shown if"),
            "subject": ("subject", "about"),
            "part_of": ("part_of", "part of", "table"),
        }
    )
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field types by the names people give them in a column `type`."""
    true: tuple[str, ...] = ("true", "yes", "1", "x")
    """Words that people write in a column `required`."""
    rule: Mapping[str, str] = field(default_factory=lambda: {"en": "These answers do not go together. Check them again."})
    """The message of a rule whose source gives none, by language."""

    def with_more(self, text: str) -> Words:
        """These words and those of a file of words (TOML). Raises `WordsProblem`."""
        try:
            given = msgspec.convert(tomllib.loads(normalized(text)), type=dict[str, list[str] | dict[str, str | list[str]]])
        except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
            raise WordsProblem(str(error)) from error
        mine = msgspec.structs.asdict(self)
        unknown = sorted(set(given) - set(mine))
        if unknown:
            message = f"`{unknown[0]}` is not a list of words; known: {', '.join(mine)}"
            raise WordsProblem(message)
        for key, more in given.items():
            mine[key] = _joined(mine[key], more)
        return msgspec.convert(mine, type=Words)


def _joined(mine: object, more: list[str] | dict[str, str | list[str]]) -> object:
    if isinstance(more, list):
        return (*more, *(mine if isinstance(mine, tuple) else ()))
    out = dict(mine) if isinstance(mine, Mapping) else {}
    for key, value in more.items():
        out[key] = value if isinstance(value, str) else (*value, *out.get(key, ()))
    return out


ENGLISH = Words()


@lru_cache(maxsize=32)
def words_of(text: str) -> Words:
    """The English words and those of a file of words (TOML). Raises `WordsProblem`."""
    return ENGLISH.with_more(text)
