"""All forms of an agency in one look: what they ask, what of it the state holds, by whom, under which law, and what that costs.

Plain values, made of the rows of the burden report; `survey_pages` prints them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from eformc.characters import normalized
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue
from eformc.model.laws import Citation
from eformc.reports.figures import Line, Row

SHARED_BY = 3
"""Forms that have to ask the same before it counts as shared."""
FIRST = 10
"""Forms that are named to begin with."""
MOST_SHARED = 40
"""Shared questions that are listed."""


class Question(Struct, frozen=True):
    """A question of a form. `origin`: asked, held, derived, repeated or a system's; `of`: the subject it is about; `registry` and
    `element`: of a held one, by id.
    """

    label: Words
    page: Words
    origin: str
    registry: str = ""
    element: str = ""
    of: str = ""


class Form(Struct, frozen=True):
    """A form. `digest`: of all that it was read from; `cases`: a year, None where nobody said."""

    id: str
    title: Words
    digest: str
    questions: tuple[Question, ...]
    papers: int = 0
    needless_papers: int = 0
    cases: int | None = None

    def count(self, origin: str) -> int:
        return sum(1 for one in self.questions if one.origin == origin)

    @property
    def asked(self) -> int:
        """Questions that people are asked now."""
        return sum(1 for one in self.questions if one.origin != "system")

    @property
    def needless(self) -> int:
        """Questions that need not be asked: held, worked out or asked before."""
        return self.count("held") + self.count("derived") + self.count("repeated")

    @property
    def spared(self) -> int:
        """Answers a year that need not be given; without a number of cases, the needless questions."""
        return self.needless * (1 if self.cases is None else self.cases)


class Holder(Struct, frozen=True):
    """A registry as the report names it. `law`: what it rests on; `verified`: somebody read that."""

    id: str
    title: Words
    holder: Words
    law: Words
    verified: bool


class Survey(Struct, frozen=True):
    """The forms in their order, and the registries and facts that they name, by id."""

    day: str
    forms: tuple[Form, ...]
    holders: Mapping[str, Holder]
    facts: Mapping[str, Words]
    refused: tuple[str, ...] = ()

    @property
    def with_cases(self) -> bool:
        return any(one.cases is not None for one in self.forms)


class Saving(Struct, frozen=True):
    """The questions, forms and answers a year that an agreement with one registry would save."""

    holder: Holder
    questions: int
    forms: int
    answers: int


class Shared(Struct, frozen=True):
    """Something that many forms ask: a fact (`held` by a registry) or a question in the same words."""

    words: Words
    forms: int
    times: int
    registry: str = ""


class Change(Struct, frozen=True):
    """The difference to the report before: forms that came and went, and the sums then."""

    day: str
    new: tuple[str, ...]
    gone: tuple[str, ...]
    other: tuple[str, ...]
    asked: int
    needless: int


def form_of(row: Row, digest: str) -> Form:
    """A form out of its row in the burden report, as it would be if every suggestion were right."""
    spared = sum(1 for one in row.papers if one.recognised is not None or one.origin != "asked")
    return Form(row.id, row.title, digest, tuple(_question(line) for line in row.lines), len(row.papers), spared)


def _question(line: Line) -> Question:
    found = line.recognised
    if line.system:
        return Question(line.label, line.section, "system")
    if found is None:
        return Question(line.label, line.section, line.origin, line.registry or "", line.element or "", line.subject or "")
    return Question(line.label, line.section, found.origin, found.registry or "", found.element or "", found.subject or "")


def survey_of(forms: Iterable[Form], catalogue: Catalogue, day: str, cases: Mapping[str, int], refused: Iterable[str] = ()) -> Survey:
    """The survey of some forms. `cases`: form -> how often it is handed in a year."""
    counted = tuple(msgspec.structs.replace(one, cases=cases.get(one.id)) for one in forms)
    named = {question.registry for one in counted for question in one.questions if question.registry}
    holders = {name: _holder(catalogue, name) for name in sorted(named) if name in catalogue.registries}
    ids = {question.element for one in counted for question in one.questions if question.element}
    facts = {element.id: element.title for entity in catalogue.entities.values() for element in entity.elements.values() if element.id in ids}
    return Survey(day, counted, holders, facts, tuple(refused))


def _holder(catalogue: Catalogue, name: str) -> Holder:
    one = catalogue.registries[name]
    law: Citation = one.legal_basis
    return Holder(name, one.title, one.holder, law.words, law.verified)


def savings(survey: Survey) -> list[Saving]:
    """The savings by an agreement with each registry, the most first."""
    questions: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    for form in survey.forms:
        own = Counter(one.registry for one in form.questions if one.origin == "held" and one.registry)
        for name, count in own.items():
            questions[name] += count
            forms[name] += 1
            answers[name] += count * (1 if form.cases is None else form.cases)
    found = [Saving(survey.holders[name], questions[name], forms[name], answers[name]) for name in questions if name in survey.holders]
    return sorted(found, key=lambda one: (-one.answers, -one.questions, one.holder.id))


def shared_facts(survey: Survey) -> list[Shared]:
    """Facts that registries hold and several forms ask of whoever it is, the most often asked first."""
    times: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    holder: dict[str, str] = {}
    for form in survey.forms:
        own = Counter(one.element for one in form.questions if one.origin == "held" and one.element)
        times.update(own)
        forms.update(dict.fromkeys(own, 1))
        holder.update({one.element: one.registry for one in form.questions if one.origin == "held" and one.registry})
    found = [Shared(survey.facts.get(name, {}), forms[name], count, holder.get(name, "")) for name, count in times.items() if forms[name] >= SHARED_BY]
    return sorted(found, key=lambda one: (-one.forms, -one.times, sorted(one.words.items())))[:MOST_SHARED]


def shared_questions(survey: Survey) -> list[Shared]:
    """Questions that nobody holds and several forms ask in the same words: one answer could do for all."""
    times: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    words: dict[str, Words] = {}
    for form in survey.forms:
        own: Counter[str] = Counter()
        for one in form.questions:
            if one.origin == "asked" and (key := _key(one.label)):
                own[key] += 1
                words.setdefault(key, one.label)
        times.update(own)
        forms.update(dict.fromkeys(own, 1))
    found = [Shared(words[key], forms[key], count) for key, count in times.items() if forms[key] >= SHARED_BY]
    return sorted(found, key=lambda one: (-one.forms, -one.times, sorted(one.words.items())))[:MOST_SHARED]


def _key(label: Words) -> str:
    return " ".join(normalized(next(iter(label.values()), "")).casefold().split()).rstrip(" ?:.")


def to_begin_with(survey: Survey) -> list[Form]:
    """The forms by which most is spared, the most first."""
    worth = [one for one in survey.forms if one.needless]
    return sorted(worth, key=lambda one: (-one.spared, -one.needless, one.id))[:FIRST]


def changes(survey: Survey, before: Survey) -> Change:
    """The difference to the report before."""
    old = {one.id: one for one in before.forms}
    new = {one.id: one for one in survey.forms}
    other = [name for name, one in new.items() if name in old and [q.origin for q in one.questions] != [q.origin for q in old[name].questions]]
    return Change(
        before.day, tuple(name for name in new if name not in old), tuple(name for name in old if name not in new), tuple(other),
        sum(one.asked for one in before.forms), sum(one.needless for one in before.forms),
    )  # fmt: skip


class SurveyProblem(Exception):
    """A file that is no survey, or no table of cases; the message says why."""


def survey_json(survey: Survey) -> bytes:
    return msgspec.json.format(msgspec.json.encode(survey), indent=1) + b"\n"


def read_survey(data: bytes) -> Survey:
    """A survey that was written before. Raises `SurveyProblem`."""
    try:
        return msgspec.json.decode(data, type=Survey)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
        raise SurveyProblem(str(problem)) from problem


def cases_of(text: str, known: Iterable[str]) -> dict[str, int]:
    """Form -> cases a year, of a table with the columns `form` and `cases`. Raises `SurveyProblem` with the line."""
    import csv
    import io

    names = set(known)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";" if ";" in text.partition("\n")[0] else ",", restkey="")
    out: dict[str, int] = {}
    try:
        rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
        if not {"form", "cases"} <= set(rows.fieldnames):
            message = "line 1: the columns have to be `form` and `cases`"
            raise SurveyProblem(message)
        for row in rows:
            form, number = (row.get("form") or "").strip(), (row.get("cases") or "").replace(" ", "").replace("\u00a0", "")
            if form not in names:
                message = f"line {rows.line_num}: there is no form `{form[:60]}`"
                raise SurveyProblem(message)
            if not (number.isascii() and number.isdigit()) or len(number) > 12:
                message = f"line {rows.line_num}: `{number[:40]}` is no number of cases, such as 1200"
                raise SurveyProblem(message)
            out[form] = out.get(form, 0) + int(number)
    except csv.Error as problem:
        message = f"line {rows.line_num}: no table: {problem}; save it as “CSV UTF-8” with the columns `form` and `cases`"
        raise SurveyProblem(message) from problem
    return out
