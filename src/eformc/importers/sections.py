"""Sections of a form that are about somebody: what is asked below “About the mother” is asked `of: mother`.

A section counts as somebody's only if its title says so and nothing else: a known person (the applicant, a relation, a
firm) by the whole of its words, or anybody whom words such as “information about” introduce. A section that only mentions
somebody is left to the author, with a comment; so is every question whose own label names somebody else, and what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from eformc.characters import normalized
from eformc.importers.form import ImportedForm, Page, Question, slug
from eformc.importers.words import Words
from eformc.model.catalogue import Catalogue, Entity

LONGEST = 7
"""Words of a phrase that names somebody whom no list foresees."""
MOST_SUBJECTS = 40


class Somebody(Struct, frozen=True):
    """A person or organisation by the phrases forms use, in small letters. `id`: of its subject, `applicant` for whoever logs in;
    `named_so`: the words are what such a thing is called anyway (a firm), and may stand anywhere.
    """

    id: str
    entity: str
    phrases: tuple[str, ...]
    named_so: bool = False


class People(Struct, frozen=True):
    """Everybody a section can be about. `about`, `behind`: words before and behind a phrase in a title; `heads`: words that a
    phrase for a person begins with; `joins`: words between two of them; `person`: the entity of people.
    """

    known: tuple[Somebody, ...] = ()
    about: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    person: str = "person"


class Finding(Struct, frozen=True):
    """A title's subject. `sure` is false where it only mentions somebody; `introduced`: the title says that it is about something."""

    id: str = ""
    entity: str = ""
    sure: bool = False
    introduced: bool = False


def people_of(catalogue: Catalogue | None, words: Words) -> People:
    """Everybody the catalogue of a country and the words of its forms know. The catalogue's own come first."""
    known: list[Somebody] = []
    heads: tuple[str, ...] = ()
    person = catalogue.login_entity if catalogue else "person"
    joins = {",", "/", *words.joins, *(catalogue.or_words if catalogue else ())}
    if catalogue is not None:
        login = catalogue.entities.get(catalogue.login_entity)
        known.append(_somebody("applicant", person, catalogue.applicant_words))
        for one in login.relations.values() if login else ():
            target = catalogue.entities.get(one.target)
            if target is not None and (one.target == person or _is_organisation(target)):
                known.append(_somebody(one.name, one.target, (*one.title.values(), *one.synonyms)))
        for entity in catalogue.entities.values():
            if entity.id != person and not entity.always and _is_organisation(entity):
                known.append(_somebody(entity.id, entity.id, (*(part for text in entity.title.values() for part in text.split(",")), *entity.synonyms), named_so=True))
        heads = tuple(_plain(one) for one in catalogue.person_words)
    known += [_somebody(name, person, phrases) for name, phrases in words.people.items()]
    return People(tuple(known), words.about, words.about_after, heads, tuple(sorted(joins)), words.section, person)


def _somebody(name: str, entity: str, phrases: Iterable[str], *, named_so: bool = False) -> Somebody:
    return Somebody(name, entity, tuple(dict.fromkeys(map(_plain, phrases))), named_so)


def _is_organisation(entity: Entity) -> bool:
    return any(element.autocomplete == "organization" for element in entity.elements.values())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w,/]+", " ", normalized(text).casefold()).split())


# --- a title ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4_096)
def subject_of(title: str, people: People) -> Finding:
    """The one a title is about: surely, perhaps, or nobody."""
    phrase, introduced = _without_frame(re.sub(r"\([^()]*\)", " ", title), people)
    found = next((one for one in people.known if phrase in one.phrases), None)
    if found is not None:
        return Finding(found.id, found.entity, sure=introduced or not found.named_so, introduced=introduced)
    joined = any(re.search(rf"(?:^|\s){re.escape(join)}(?:\s|$)" if join.isalpha() else re.escape(join), phrase) for join in people.joins)
    if introduced and not joined and len(phrase.split()) <= LONGEST and _begins(phrase, people.heads):
        return Finding(slug(phrase, set()), people.person, sure=True, introduced=True)
    named = [one for one in mentioned(phrase, people) if introduced or one.id != "applicant"]
    brief = len(phrase.split()) <= LONGEST - 2 and not title.rstrip().endswith("?")
    if (named and (introduced or brief)) or (introduced and _begins(phrase, people.heads)):
        return Finding(named[0].id if named else "", named[0].entity if named else people.person, introduced=introduced)
    return Finding(introduced=introduced)


def _without_frame(title: str, people: People) -> tuple[str, bool]:
    """The phrase of a title without its number and the words around it, and whether there were such words."""
    text = title.strip().rstrip(":.")
    parts = "|".join(map(re.escape, people.section))
    text = re.sub(rf"^(?:(?:{parts})\s+)?(?:[IVX]{{1,5}}|\d{{1,3}}(?:\.\d+)*|[A-H])\s*[.):/-]+\s*", "", text, flags=re.IGNORECASE)
    phrase = _plain(re.sub(r"['’]s\b", "", text))
    introduced = False
    for word in sorted(people.about, key=len, reverse=True):
        if phrase.startswith(f"{word} "):
            phrase, introduced = phrase[len(word) + 1 :], True
            break
    for word in sorted(people.behind, key=len, reverse=True):
        if phrase.endswith(f" {word}"):
            phrase, introduced = phrase[: -len(word) - 1], True
            break
    return re.sub(r"^(?:the|a|an|your) (?=.)", "", phrase), introduced


def _begins(phrase: str, heads: Iterable[str]) -> bool:
    return any(phrase == head or phrase.startswith(f"{head} ") for head in heads)


def mentioned(text: str, people: People) -> list[Somebody]:
    """Known people and organisations whose words stand in a text, longest words first, each part of the text taken once."""
    left = f" {_plain(text).replace(',', ' , ').replace('/', ' / ')} "
    left = re.sub(" +", " ", left)
    found: list[Somebody] = []
    phrases = sorted(((phrase, one) for one in people.known for phrase in one.phrases if phrase), key=lambda pair: -len(pair[0]))
    for phrase, one in phrases:
        if f" {phrase} " in left:
            left = left.replace(f" {phrase} ", " | ")
            if one not in found:
                found.append(one)
    return found


# --- a form -------------------------------------------------------------------------------------------------------


def give_subjects(form: ImportedForm, people: People) -> None:
    """Say of whom a section's questions are. A form that says it itself stays as it is."""
    if form.subjects or any(one.of for one in form.questions()):
        return
    taken = {one.id for page in form.pages for one in page.questions} | {one.id for one in form.papers}
    ids: dict[str, str] = {}
    for page in form.pages:
        told: set[tuple[str, ...]] = set()
        strayed = False
        for one in page.questions:
            within = tuple(_sections(page, one))
            found, title = _innermost(within, people)
            if not found.entity:
                continue
            if not found.sure or _doubted(within[: len(within) - len(one.within)], found, title, people):
                if within not in told:
                    told.add(within)
                    form.lose("section about somebody", one.place, title, kept="partly", at=one.id)
                continue
            strayed = strayed or _names_another(one, found, people)
            if strayed or one.type == "table" or one.settings.get("declaration") or len(ids) >= MOST_SUBJECTS:
                continue
            one.of = found.id if found.id == "applicant" else _declared(form, found, ids, taken)


def _sections(page: Page, one: Question) -> Iterator[str]:
    """The titles a question stands below, from the outermost."""
    yield next(iter(page.title.values()), "")
    if one.block is not None:
        yield next(iter(one.block.title.values()), "")
    yield from one.within


def _innermost(titles: Sequence[str], people: People) -> tuple[Finding, str]:
    for title in reversed(titles):
        found = subject_of(title, people)
        if found.entity:
            return found, title
    return Finding(), ""


def _doubted(printed: Sequence[str], found: Finding, title: str, people: People) -> bool:
    """True if the name of a group within the form says one thing, and a title that is printed introduces another."""
    if title in printed:
        return False
    others = (subject_of(one, people) for one in printed)
    return any(one.introduced and one.id != found.id for one in others)


def _names_another(one: Question, found: Finding, people: People) -> bool:
    """The question's own label names somebody else: it, and what follows, may be about that one."""
    label = next(iter(one.title.values()), "")
    return any(other.id != found.id for other in mentioned(label, people))


def _declared(form: ImportedForm, found: Finding, ids: dict[str, str], taken: set[str]) -> str:
    name = ids.get(found.id)
    if name is None:
        name = ids[found.id] = slug(found.id, taken)
        form.subjects[name] = found.entity
    return name
