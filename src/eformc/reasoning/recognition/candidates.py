"""Candidates for what a line may be asking for: wordings that agree with its label, each with the evidence of the words alone."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec import Struct

from eformc.model.catalogue import Element
from eformc.reasoning.recognition.evidence import LINE, WORDS, Taken
from eformc.reasoning.recognition.fitted import WEIGHTS
from eformc.reasoning.recognition.labels import plain, segments
from eformc.reasoning.recognition.lines import Form, Line, Said
from eformc.reasoning.recognition.wordings import WEIGHED, Fit, Wordings, Words, make_room, same

LOOKED_AT = 8
"""Candidates of one line that are carried further."""
FAR = 3.5
"""Candidates that fall so far behind the best one by their words are not looked at."""
FARTHER = 0.5
"""The same of the shares of words that both say, which is seen sooner."""
MOSTLY = 0.99
ADDRESS_LINE, ADDRESS_SHARE = "address_line", 0.8


class Candidate(Struct, frozen=True):
    """An element a line may ask for, by these words; `words` is what the words alone say for it. `element` is None for a
    line of an address that was taken apart: whose address it is, the form around it says.
    """

    element: Element | None
    kind: str
    """The name an element is looked for under, where there is none yet: "address", or a line of a paper."""
    said: Said
    part: bool
    words: float
    evidence: dict[str, float]
    unsaid: Words
    generic: float
    exact: bool
    bare: bool


class Options(Struct, frozen=True):
    """All that a line may be: candidates, and what speaks for its being a question of the form's own."""

    candidates: tuple[Candidate, ...]
    nothing: float
    nothing_evidence: dict[str, float]


def options_of(form: Form, line: Line) -> Options:
    """The candidates of a line, the likeliest by its words first; remembered, since labels repeat."""
    memory, key = form.wordings.options, (form.places[line.place].title, line.text, line.field.type, line.bare)
    found = memory.get(key)
    if found is None:
        make_room(memory, WEIGHED)
        found = memory[key] = _options(form, line)
    return found


def _options(form: Form, line: Line) -> Options:
    evidence = {name: value for name, weigh in LINE.items() if (value := weigh(line, form.wordings))}
    found: dict[tuple[object, ...], Candidate] = {}
    for one in _candidates(form, line):
        key = (one.element.id if one.element else one.kind, one.said.role, one.said.source, one.part)
        if key not in found or one.words > found[key].words:
            found[key] = one
    ranked = sorted(found.values(), key=lambda one: -round(one.words, 6))[:LOOKED_AT]
    best = ranked[0].words if ranked else 0.0
    return Options(tuple(one for one in ranked if one.words > best - FAR), total(evidence), evidence)


def total(evidence: dict[str, float]) -> float:
    """The sum of pieces of evidence, added in the order they are named."""
    weights = WEIGHTS
    return sum([weights.get(name, 0.0) * value for name, value in evidence.items()])


def _candidates(form: Form, line: Line) -> Iterator[Candidate]:
    for said in line.sayings:
        fits = form.wordings.fits(said.words, bare=line.bare)
        alike = {fit.name.element.id for fit in fits if fit.of_label > MOSTLY}
        generic = math.log2(len(alike)) / 3 if alike else 0.0
        nearest = max([fit.of_label + fit.of_name for fit in fits], default=0.0)
        for fit in fits:
            if fit.of_label + fit.of_name < nearest - FARTHER and not fit.of_label > MOSTLY:
                continue
            yield _candidate(form, line, said, fit, generic if fit.of_label > MOSTLY else 0.0)
        if not said.piece and _address_share(form.wordings, said.words, bare=line.bare) >= ADDRESS_SHARE:
            evidence = {ADDRESS_LINE: 1.0}
            yield Candidate(None, "address", said, part=True, words=total(evidence), evidence=evidence, unsaid=(), generic=0.0, exact=False, bare=line.bare)
        kind = form.wordings.paper_lines.get(said.words) if not said.piece else None
        if kind is not None:
            evidence = {"line_of_a_paper": 1.0}
            yield Candidate(None, kind, said, part=False, words=total(evidence), evidence=evidence, unsaid=(), generic=0.0, exact=True, bare=line.bare)
    yield from _listed(form, line)
    yield from _named_alone(form, line)


def _candidate(form: Form, line: Line, said: Said, fit: Fit, generic: float) -> Candidate:
    words = tuple(dict.fromkeys(said.words))
    known = form.wordings.vocabulary[fit.name.element.id]
    other = [word for word in words if (plain(word) if line.bare else word) not in fit.said]
    kin = tuple(word for word in other if plain(word) in known)
    unexplained = tuple(word for word in other if plain(word) not in known)
    name_words = [plain(word) for word in fit.name.words] if line.bare else fit.name.words
    unsaid = tuple(word for word in dict.fromkeys(name_words) if word not in fit.said)
    taken = Taken(form.wordings, form.places[line.place], line, said, fit, 0, unexplained, kin, unsaid)
    evidence = {name: value for name, weigh in WORDS.items() if (value := weigh(taken))}
    return Candidate(fit.name.element, "", said, fit.name.part, total(evidence), evidence, unsaid, generic, fit.exact, fit.bare)


def _named_alone(form: Form, line: Line) -> Iterator[Candidate]:
    """A line that says nothing but who or what ("Cơ sở", "Chủ hộ") asks for the name."""
    for wording, role, at in form.wordings.roles_in(line.words, bare=line.bare)[:1]:
        element = form.wordings.named.get(role.entity)
        if element is not None and at == 0 and len(wording) == len(line.words):
            evidence = {"named_alone": 1.0}
            said = Said(line.words, role, "role", line.words)
            yield Candidate(element, "", said, part=False, words=total(evidence), evidence=evidence, unsaid=(), generic=0.0, exact=False, bare=line.bare)


def _listed(form: Form, line: Line) -> Iterator[Candidate]:
    """A structured value by its lines: "số, ngày cấp, nơi cấp" names an identity document."""
    parts, either = segments(line.text, form.wordings.either)
    if len(parts) < 2 or (either and line.field.type != "identity_document"):
        return
    named: list[set[tuple[str, str]]] = []
    for part in parts:
        words = form.wordings.plain(part)
        fits = form.wordings.fits(words, bare=line.bare) if words else ()
        named.append({(fit.name.element.entity, fit.name.element.name) for fit in fits if fit.exact})
    if sum(1 for some in named if some) < 2:
        return
    for element, lines in form.wordings.structured:
        count = sum(1 for some in named if some & lines)
        if count > 1:
            evidence = {"lists_its_lines": count / len(parts)}
            yield Candidate(element, "", Said(line.words), part=False, words=total(evidence), evidence=evidence, unsaid=(), generic=0.0, exact=False, bare=line.bare)


def _address_share(wordings: Wordings, words: Words, *, bare: bool) -> float:
    """The share of a label that is names of lines of an address."""
    if wordings.address_phrases.keys().isdisjoint(words):
        return 0.0
    at, covered = 0, 0
    while at < len(words):
        phrases = wordings.address_phrases.get(words[at], ())
        size = next((len(phrase) for phrase in phrases if same(words[at : at + len(phrase)], phrase, bare=bare)), 0)
        covered += size
        at += size or 1
    return covered / len(words) if words else 0.0


def is_address_line(wordings: Wordings, line: Line) -> bool:
    return _address_share(wordings, line.words, bare=line.bare) >= ADDRESS_SHARE


