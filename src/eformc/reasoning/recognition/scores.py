"""How well a wording agrees with a label, and what stands around it adds."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from eformc.model.catalogue import Element
from eformc.reasoning.recognition.labels import folded
from eformc.reasoning.recognition.wordings import HALF_THE_LABEL, Fit, Wordings, Words

ENOUGH = 0.74
"""Below this eformc does not guess."""
WORTH_ASKING = 0.6
"""From here to `ENOUGH` eformc asks the author whether this is the fact."""
WORDS_ENOUGH = 0.64
"""What the words alone must give before anything around them counts."""
EXACT = 1.3
"""The very words of a wording, three or more."""
SAME_MARKS = 0.06
"""Written with the very same marks: more than a tie is worth."""
OTHER_HEAD = 0.85
"""Of two phrases whose heads differ (lý do, ngày) the rest says less."""
NEAR = 0.12
"""What the line before, the section and a fitting kind of answer each can add."""

_KINDS: Mapping[str, str] = {
    "date": "date", "partial_date": "date", "year": "year", "month": "month", "datetime": "date", "address": "address",
    "identity_document": "document", "money": "money", "integer": "number", "decimal": "number", "choice": "choice",
    "choices": "choice", "yes_no": "yes_no", "text": "text", "long_text": "text", "phone": "phone", "email": "email",
    "file": "file",
}  # fmt: skip
_NOT_TELLING = frozenset(
    {"date", "number", "place", "name", "code", "type", "address", "amount", "start", "status", "birth", "of"}
)
"""Parts of element names that do not tell one paper or benefit from another."""


class Around(Struct, frozen=True):
    """What stands around a label: the element of the line before, the words of the section's title, the kind of answer,
    and whether it is a place where lines of the receiving office stand (`likely`: first or last part of the form).
    """

    last: Element | None
    section: frozenset[str]
    type: str
    likely: bool
    written: str = ""
    """The label in lower case, marks kept."""


class Guess(Struct, frozen=True):
    """An element and how sure it is, 0 to 1."""

    element: Element
    confidence: float


def best(wordings: Wordings, entity: str, words: Words, around: Around) -> Guess | None:
    """The element of an entity (or of one that every form has) that fits best, if it is worth asking about at all.

    Ties go to the element that comes first in the catalogue.
    """
    found: tuple[float, Element] | None = None
    for of in (entity, *wordings.always):
        for fit in wordings.shortlist(of, words):
            name, score = fit.name, _score(wordings, fit, words, around.last)
            if score < WORDS_ENOUGH - (ENOUGH - WORTH_ASKING):
                continue
            likely = around.likely or fit.exact
            sure = score >= WORDS_ENOUGH
            score += _context(name.element, around, likely=likely)
            score = score if sure else min(score, ENOUGH - 0.001)
            score += SAME_MARKS if around.written in name.texts else 0.0
            if found is None or score > found[0] + 1e-9:
                found = (score, name.element)
    if found is None or found[0] < WORTH_ASKING:
        return None
    return Guess(found[1], min(0.99, round(found[0], 3)))


def _score(wordings: Wordings, fit: Fit, words: Words, last: Element | None) -> float:
    """How well a wording covers a label: 1 for the same words; rare words weigh more than common ones."""
    name, of_label = fit.name, fit.of_label
    near = related(last, name.element) if last is not None else 0
    if fit.exact:
        # said in full: nothing that only stands near may win over it
        return EXACT if len(words) > 2 else 1.0 if near or last is None else 0.98
    of_a_record = name.element.entity != wordings.catalogue.login_entity and name.element.system is None
    if of_a_record and last is None and len(words) <= 2 and fit.begins:
        # the first line of a section about one record ("Số" under a marriage certificate)
        return 0.8
    if of_label < HALF_THE_LABEL or (not near and 2 * fit.common < len(name.set)):
        return 0.0
    score = 2 * of_label * fit.of_name / (of_label + fit.of_name)
    if wordings.catalogue.head_first and words[0] not in name.set and name.words[0] not in words:
        score *= OTHER_HEAD
    if fit.within:
        score = max(score, 0.6 + 0.3 * of_label)
    # a short line ("Số", "Ngày cấp") under a paper just named says only the part of the wording that is its own
    if of_label > 0.999 and near and len(words) <= 4:
        score = max(score, 0.95 + 0.02 * near)
    return score


def _context(element: Element, around: Around, *, likely: bool) -> float:
    if element.system is not None:
        return NEAR if likely else -0.1
    asked, held = _KINDS.get(around.type, "text"), _KINDS.get(element.type, "text")
    out = NEAR / 2 if asked == held else 0.0 if _may_be(asked, held) else -0.3
    if around.last is not None:
        out += NEAR * min(2, related(around.last, element))
    if around.section & _title(element):
        out += NEAR / 3
    return out


def _may_be(asked: str, held: str) -> bool:
    """Whether a fact of one kind may be asked by an answer of another: a form's text line may ask for anything."""
    if asked == "text" or {asked, held} in ({"date", "year"}, {"date", "month"}, {"document", "choice"}, {"yes_no", "choice"}):
        return True
    return held == "text" and asked in ("choice", "number", "address", "document")


def _title(element: Element) -> frozenset[str]:
    return frozenset(word for wording in element.title.values() for word in folded(wording).split())


def related(a: Element, b: Element) -> int:
    """Facts of one paper or one benefit share part of their names: how many words."""
    if a.entity != b.entity or a.name == b.name:
        return 0
    common = set(a.name.split("_")) & set(b.name.split("_"))
    return len(common - _NOT_TELLING)
