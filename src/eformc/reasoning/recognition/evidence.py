"""Evidence for and against taking a line for a fact: small functions, each one kind of evidence.

Each gives a number, mostly between 0 and 1; `fitted.WEIGHTS` says how much it counts. `WORDS` looks at the label and a
wording alone, `AROUND` at what was understood before and around the line, `LINE` at a line that may be no fact at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from eformc.model.catalogue import Element
from eformc.reasoning.recognition.labels import plain
from eformc.reasoning.recognition.lines import Line, Place, Said
from eformc.reasoning.recognition.wordings import Fit, Role, Wordings, Words

_KINDS: Final[Mapping[str, str]] = {
    "date": "date", "partial_date": "date", "year": "year", "month": "month", "datetime": "date", "address": "address",
    "identity_document": "document", "money": "money", "integer": "number", "decimal": "number", "choice": "choice",
    "choices": "choices", "yes_no": "yes_no", "text": "text", "long_text": "long", "phone": "phone", "email": "email",
    "file": "file",
}  # fmt: skip
_NOT_TELLING = frozenset(
    {"date", "number", "place", "name", "code", "type", "address", "amount", "start", "status", "birth", "of", "count"}
)
"""Parts of element names that do not tell one paper or benefit from another."""


COMMON: Final = 0.6
"""The least weight of a word that the wording does not account for."""


class Taken(Struct, frozen=True):
    """One way to take a line: these words of it, for this wording."""

    wordings: Wordings
    place: Place
    line: Line
    said: Said
    fit: Fit
    rivals: int
    """The number of elements the same words could as well be said of."""
    unexplained: Words
    """The label's words that the wording does not say."""
    kin: Words
    """Those of them that other wordings of the same fact say."""
    unsaid: Words


class Around(Struct, frozen=True):
    """The knowledge there is when a line is taken for a fact of somebody. `context`: the words of what stands before and above
    it. `last`: the element of the line before, if it was understood; `unread`: there was one that was not, `paper`: which asked for
    the number of something.
    """

    wordings: Wordings
    place: Place
    line: Line
    element: Element
    unsaid: Words
    generic: float
    context: frozenset[str]
    last: Element | None
    unread: bool
    paper: bool
    role: Role
    source: str
    place_role: Role
    carried: Role | None
    often: int
    taken: int
    """0: nobody was asked for it yet; 1: asked for in another place; 2: asked for in this one."""
    part: bool
    candidate_piece: str = ""
    applicant: Role | None = None


# --- words ----------------------------------------------------------------------------------------------------------


def same_words(one: Taken) -> float:
    """The label says the wording and nothing else."""
    return 1.0 if one.fit.exact else 0.0


def all_words(one: Taken) -> float:
    """Every word of the label stands in the wording."""
    return 1.0 if not one.unexplained and not one.kin else 0.0


def longer_is_surer(one: Taken) -> float:
    """The weight of what both say: three common words are better evidence than one."""
    return min(3.0, one.wordings.weight(one.fit.said))


def unexplained_words(one: Taken) -> float:
    """The weight of the label's words that the wording does not account for: a common word changes what is asked as well."""
    weights = one.wordings.weights
    return min(3.0, sum([max(COMMON, weights.get(word, 1.0)) for word in one.unexplained]))


def unexplained_share(one: Taken) -> float:
    """The share of the label that the wording does not account for."""
    return one.wordings.weight(one.unexplained) / one.wordings.weight(set(one.said.words)) if one.unexplained else 0.0


def words_of_its_kin(one: Taken) -> float:
    """The weight of words that other wordings of the same fact say."""
    return min(2.0, one.wordings.weight(one.kin))


def unexplained_by_the_title(one: Taken) -> float:
    """The unexplained words that the section's title says as well: they name the matter, not another fact."""
    if not one.unexplained:
        return 0.0
    known = [word for word in one.unexplained if word in one.place.title]
    return one.wordings.weight(known) / one.wordings.weight(one.unexplained)


def unsaid_words(one: Taken) -> float:
    """The weight of the wording's words that the label leaves out."""
    return min(3.0, one.wordings.weight(one.unsaid))


def other_head(one: Taken) -> float:
    """The word that says what is meant (the first, or the last one, as the language has it) is another one."""
    at = 0 if one.wordings.catalogue.head_first else -1
    return (one.said.words[at] not in one.fit.said) * 0.6 + (plain(one.fit.name.words[at]) not in {plain(word) for word in one.fit.said}) * 0.4


def in_one_piece(one: Taken) -> float:
    """The words stand together, in the wording's order."""
    return 1.0 if one.fit.run else 0.0


def one_word(one: Taken) -> float:
    """A single word says little."""
    return 1.0 if len(one.said.words) == 1 else 0.0


def without_marks(one: Taken) -> float:
    """Only the letters agree, since the label is typed without marks."""
    return 1.0 if one.fit.bare else 0.0


def wish(one: Taken) -> float:
    """True if the words that the wording does not explain ask for what shall be ("new", "applied for")."""
    return 1.0 if any(word in one.wordings.wishes for word in one.unexplained) else 0.0


def wish_in_brackets(one: Taken) -> float:
    """A remark says that the line asks for what shall be ("planned")."""
    return 1.0 if one.line.label.planned else 0.0


def only_a_piece(one: Taken) -> float:
    """The part before a colon, or after a comma, was looked at alone."""
    return 1.0 if one.said.piece in ("head", "rest") else 0.0


def only_a_remark(one: Taken) -> float:
    """The words stand in brackets."""
    return 1.0 if one.said.piece == "remark" else 0.0


def one_of_several(one: Taken) -> float:
    """The words are one of the alternatives that the label names."""
    return 1.0 if one.said.piece == "either" else 0.0


def same_kind(one: Taken) -> float:
    """The answer is of the kind the fact is."""
    asked, held = kinds(one.line, one.fit.name.element)
    return 1.0 if asked == held and asked not in ("text", "long") else 0.0


def other_kind(one: Taken) -> float:
    """The answer is of a kind that cannot hold the fact."""
    asked, held = kinds(one.line, one.fit.name.element)
    return 0.0 if asked == held or may_be(asked, held) else 1.0


def free_text(one: Taken) -> float:
    """The line leaves room for a story; facts of registries are short."""
    asked, held = kinds(one.line, one.fit.name.element)
    return 1.0 if asked == "long" and held != "long" else 0.0


def kinds(line: Line, element: Element) -> tuple[str, str]:
    return _KINDS.get(line.field.type, "text"), _KINDS.get(element.type, "text")


def may_be(asked: str, held: str) -> bool:
    """True if a fact of one kind may be asked by an answer of another: a form's text line may ask for anything."""
    if asked in ("text", "long") or {asked, held} in ({"date", "year"}, {"date", "month"}, {"document", "choice"}, {"yes_no", "choice"}):
        return held != "file"
    return held in ("text", "long") and asked in ("choice", "number", "address", "document", "phone")


WORDS: Final[Mapping[str, Callable[[Taken], float]]] = {
    one.__name__: one
    for one in (
        same_words, all_words, longer_is_surer, unexplained_words, unexplained_share, words_of_its_kin, unexplained_by_the_title,
        unsaid_words, other_head, in_one_piece, one_word, without_marks, wish, wish_in_brackets, only_a_piece, only_a_remark,
        one_of_several, same_kind, other_kind, free_text,
    )
}  # fmt: skip


# --- what stands around ----------------------------------------------------------------------------------------------


def said_around(one: Around) -> float:
    """True if the part of the wording that the label leaves out is said by the title or the line before."""
    return min(2.0, one.wordings.weight([word for word in one.unsaid if plain(word) in one.context])) if one.unsaid else 0.0


def said_nowhere(one: Around) -> float:
    """True if the part of the wording that the label leaves out is said nowhere around."""
    return min(2.0, one.wordings.weight([word for word in one.unsaid if plain(word) not in one.context])) if one.unsaid else 0.0


def half_said(one: Around) -> float:
    """Words that many facts are called by, and nothing around that says which of them is meant."""
    return one.generic if any(plain(word) not in one.context for word in one.unsaid) else 0.0


def same_paper(one: Around) -> float:
    """The line before asked for another line of the same paper or benefit."""
    return min(1.0, related(one.wordings, one.last, one.element) / 2) if one.last is not None and one.role == one.carried else 0.0


def other_paper(one: Around) -> float:
    """Words that many facts are called by ("date of issue") after a line about something else."""
    if one.last is None or (one.role == one.carried and related(one.wordings, one.last, one.element)):
        return 0.0
    return one.generic


def after_the_unread(one: Around) -> float:
    """Words that many facts are called by after a line that was not understood: they speak of that."""
    return one.generic if one.unread and one.last is None and not _is_dated_at_a_place(one) else 0.0


def after_an_unread_paper(one: Around) -> float:
    """The same after the number of a paper that was not understood."""
    return one.generic if one.unread and one.last is None and one.paper and not _is_dated_at_a_place(one) else 0.0


def _is_dated_at_a_place(one: Around) -> bool:
    """True for the day and place of filing, "…, day month year": a paper's day has no blank before it."""
    return one.element.system is not None and (one.line.label.blank or one.candidate_piece == "rest")


def said_of_many(one: Around) -> float:
    """The number of facts the same words are said of."""
    return one.generic


def named_by_the_label(one: Around) -> float:
    return 1.0 if one.source == "role" else 0.0


def named_once(one: Around) -> float:
    """Somebody whom only this label names."""
    return 1.0 if one.source == "other" and one.often == 1 else 0.0


def named_often(one: Around) -> float:
    """Somebody whom several labels or a title name."""
    return 1.0 if one.source == "other" and one.often > 1 else 0.0


def of_the_place(one: Around) -> float:
    return 1.0 if one.source == "place" else 0.0


def of_the_line_before(one: Around) -> float:
    return 1.0 if one.source == "carried" else 0.0


def of_the_applicant(one: Around) -> float:
    """Nobody but the one who applies was named, though the place is another's."""
    return 1.0 if one.source == "self" else 0.0


def of_another_thing(one: Around) -> float:
    """A fact of a thing or record that the place does not speak of."""
    return 1.0 if one.source == "elsewhere" else 0.0


def never_spoken_of(one: Around) -> float:
    """A fact of a thing that neither the label nor what stands around calls by a word: "job title" need not be a permit's."""
    if one.source != "elsewhere":
        return 0.0
    said = one.context.union([plain(word) for word in one.line.words])
    return 0.0 if any(said >= called for called in one.wordings.called.get(one.element.entity, ())) else 1.0


def words_of_another_thing(one: Around) -> float:
    """The same where many facts are called so."""
    return one.generic if one.source == "elsewhere" else 0.0


def asked_before(one: Around) -> float:
    """The form asked for it before, in another place."""
    return 1.0 if one.taken == 1 else 0.0


def asked_just_now(one: Around) -> float:
    """The same place asked for it before."""
    return 1.0 if one.taken == 2 and not one.part and not _begins_another(one) else 0.0


def _begins_another(one: Around) -> bool:
    """True for a name asked again in a block of people: the next one begins there."""
    return one.source == "place" and not one.role.relation and one.wordings.named.get(one.role.entity) is one.element and one.applicant != one.role


def part_of_it(one: Around) -> float:
    """A line of a value that was taken apart."""
    return 1.0 if one.part else 0.0


def outside_the_row(one: Around) -> float:
    """A row of a table is about somebody or something of its own, not about what the rest of the form is about."""
    return 1.0 if one.place.group is not None and not one.role.rows and not one.role.many and one.element.system is None else 0.0


def the_offices_line(one: Around) -> float:
    return 1.0 if one.element.system is not None else 0.0


def where_the_office_writes(one: Around) -> float:
    """A line of the receiving office in the first or last part of the form."""
    return 1.0 if one.element.system is not None and one.place.likely else 0.0


def dated_at_a_place(one: Around) -> float:
    """The blank before the date is for the place where the form is made out."""
    return 1.0 if one.element.system is not None and _is_dated_at_a_place(one) else 0.0


def at_the_very_end(one: Around) -> float:
    return 1.0 if one.element.system is not None and (one.line.last or one.line.first) else 0.0


AROUND: Final[Mapping[str, Callable[[Around], float]]] = {
    one.__name__: one
    for one in (
        said_around, said_nowhere, half_said, same_paper, other_paper, after_the_unread, after_an_unread_paper, said_of_many, named_by_the_label,
        named_once, named_often, of_the_place, of_the_line_before, of_the_applicant, of_another_thing, never_spoken_of,
        words_of_another_thing, asked_before, asked_just_now, part_of_it, outside_the_row, the_offices_line, where_the_office_writes,
        dated_at_a_place, at_the_very_end,
    )
}  # fmt: skip


_OF_SOURCE: Final[Mapping[str, str]] = {
    "named_by_the_label": "role", "named_once": "other", "named_often": "other", "of_the_place": "place", "of_the_line_before": "carried",
    "of_the_applicant": "self", "of_another_thing": "elsewhere", "never_spoken_of": "elsewhere", "words_of_another_thing": "elsewhere",
}  # fmt: skip
"""Evidence that only one way to know whose it is can show."""
_OF_UNSAID: Final = frozenset({"said_around", "said_nowhere", "half_said"})
_OF_GENERIC: Final = frozenset({"half_said", "other_paper", "after_the_unread", "after_an_unread_paper", "said_of_many", "words_of_another_thing"})
_OF_SYSTEM: Final = frozenset({"the_offices_line", "where_the_office_writes", "dated_at_a_place", "at_the_very_end"})


@lru_cache(maxsize=64)
def around_of(source: str, unsaid: bool, generic: bool, system: bool) -> tuple[tuple[str, Callable[[Around], float]], ...]:
    """The evidence of `AROUND` that can be there at all: most of it is about other lines."""
    return tuple(
        (name, weigh)
        for name, weigh in AROUND.items()
        if _OF_SOURCE.get(name, source) == source
        and (unsaid or name not in _OF_UNSAID)
        and (generic or name not in _OF_GENERIC)
        and (system or name not in _OF_SYSTEM)
    )


def related(wordings: Wordings, a: Element, b: Element) -> int:
    """The nearness of two facts as lines of one paper or benefit: 2 for lines of one document, else the number of telling
    words that their names share.
    """
    if a.entity != b.entity or a.name == b.name:
        return 0
    key = (a.id, b.name)
    found = wordings.kinship.get(key)
    if found is None:
        found = wordings.kinship[key] = _related(wordings, a, b)
    return found


def _related(wordings: Wordings, a: Element, b: Element) -> int:
    if a.name in b.made_of or b.name in a.made_of:
        return 2
    for whole in wordings.wholes.get(a.entity, ()):
        if a.name in whole and b.name in whole:
            return 2
    return min(4, 2 * len((set(a.name.split("_")) & set(b.name.split("_"))) - _NOT_TELLING))


# --- a line that may be no fact ---------------------------------------------------------------------------------------


def a_line(_: Line, __: Wordings) -> float:
    """Every line may be a question of the form's own."""
    return 1.0


def a_story(line: Line, _: Wordings) -> float:
    """The line leaves room for a story."""
    return 1.0 if line.field.type == "long_text" else 0.0


def a_choice(line: Line, _: Wordings) -> float:
    return 1.0 if line.field.type in ("choice", "choices", "yes_no") else 0.0


def a_wish(line: Line, wordings: Wordings) -> float:
    """The label asks for what shall be."""
    return 1.0 if any(word in wordings.wishes for word in line.words) else 0.0


def many_words(line: Line, _: Wordings) -> float:
    """Long labels are sentences, not names of facts."""
    return min(2.0, math.log2(max(1, len(line.words) - 3)) / 2) if len(line.words) > 4 else 0.0


LINE: Final[Mapping[str, Callable[[Line, Wordings], float]]] = {
    one.__name__: one for one in (a_line, a_story, a_choice, a_wish, many_words)
}
