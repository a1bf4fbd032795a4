"""A form as the reader sees it: places (sections, tables, blocks under one prefix) and the lines that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from eformc.model.procedure import Field, Group, Page, Procedure
from eformc.reasoning.recognition.labels import (
    after_comma,
    before_colon,
    folded,
    is_in_one_part,
    keys,
    opens_with_a_blank,
    own,
    plain,
    prefixed,
    remarks,
    segments,
    stripped,
)
from eformc.reasoning.recognition.wordings import Role, Wordings, Words, find, make_room, same

_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"\s*[-–—:]\s+")


class Said(Struct, frozen=True):
    """One way to take a label: the words that say what is asked, whose it is if the label names one, and what was set
    aside for that. `source`: how whose it is was found (`role`: a known one, of no id where it is the applicant; `other`:
    somebody whom the words set aside name; `section`: whose the place is); `piece`: only a part of the label is looked at.
    """

    words: Words
    role: Role | None = None
    source: str = ""
    aside: Words = ()
    piece: str = ""


class Place(Struct, frozen=True):
    """A section, a table or a block under one prefix. `id` serves as the id of somebody whom no list foresees."""

    id: str
    title: Words
    page: Page
    group: Group | None
    number: int
    parent: int
    likely: bool
    """True if lines of the receiving office stand here: the first and the last part of a form."""
    lines: tuple[int, ...]
    roles: tuple[tuple[Words, Role, int], ...]
    person: Words
    """The phrase of the title that names a person no list foresees; empty if none does."""
    office: bool
    """The title is the receiving office's."""
    letters: frozenset[str]
    """The title's words without marks."""


class Label(Struct, frozen=True):
    """The text of a line, taken apart. `letters`: its words without marks."""

    words: Words = ()
    letters: frozenset[str] = frozenset()
    numbers: bool = False
    """It asks for the number of some paper."""
    writes_out: bool = False
    """It asks for the line before once more, in words."""
    planned: bool = False
    """A remark says that it asks for what shall be."""
    blank: bool = False
    """It begins with a blank and a comma."""


class Line(Struct, frozen=True):
    """One line: its field, where it stands, and its label. `bare`: the form is typed without marks."""

    number: int
    field: Field
    place: int
    text: str
    label: Label
    bare: bool
    last: bool
    first: bool
    sayings: tuple[Said, ...]

    @property
    def words(self) -> Words:
        return self.label.words


class Form(Struct, frozen=True):
    """The places and lines of a procedure, in the order of print. `applicant`: the subject that logs in, if one does."""

    procedure: Procedure
    wordings: Wordings
    applicant: str
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    others: dict[Words, str]
    """Phrases for people whom no list foresees -> the id they go by in this form."""
    often: dict[Words, int]
    """The same phrases -> in how many labels they stand."""
    login: str
    """The entity that logs in."""
    self_role: Role


def title_of(thing: Page | Group | Field) -> str:
    """The title in the form's first language: the one that is printed."""
    return next(iter(thing.title.values()), "")


def form_of(procedure: Procedure, wordings: Wordings, applicant: str) -> Form:
    """Lay a procedure out as the reader sees it."""
    titles = [title_of(found) for _, found in procedure.fields() if found.element is None]
    marked = sum([not stripped(text).isascii() for text in titles])
    bare = wordings.marked and marked * 5 < len(titles)
    places, drafts = _laid_out(procedure, wordings, bare)
    others: dict[Words, str] = {}
    for place in places:
        if place.person:
            others.setdefault(place.person, place.id)
    lines = []
    for number, (found, at, text) in enumerate(drafts):
        first, last = number == 0, number >= len(drafts) - 2
        if found.element is not None:  # a bound line says what it is without words
            lines.append(Line(number, found, at, text, _WITHOUT_WORDS, bare, last, first, ()))
            continue
        read = _is_read(found) and not _says_nothing_held(wordings, places, places[at], text)
        sayings = sayings_of(wordings, places[at].title, text, bare) if read else ()
        lines.append(Line(number, found, at, text, _label(wordings, text, bare), bare, last, first, sayings))
    often: dict[Words, int] = {}
    for line in lines:
        for phrase in {said.aside for said in line.sayings if said.source == "other"} if line.sayings else ():
            often[phrase] = often.get(phrase, 0) + 1
    login = wordings.catalogue.login_entity
    return Form(procedure, wordings, applicant, tuple(places), tuple(lines), others, often, login, Role(applicant or login, login))


_WITHOUT_WORDS = Label()


def _label(wordings: Wordings, text: str, bare: bool) -> Label:
    """A label taken apart, remembered: labels repeat across the forms of a country."""
    key = (text, bare)
    found: Label | None = wordings.labels.get(key)
    if found is None:
        make_room(wordings.labels)
        words = _words(wordings, own(text), bare)
        numbers = "number" in (wordings.paper_lines.get(words[:1]), wordings.paper_lines.get(words[-1:]))
        letters = frozenset([plain(word) for word in words])
        found = wordings.labels[key] = Label(words, letters, numbers, _writes_out(wordings, text), _is_planned(wordings, text), opens_with_a_blank(text))
    return found


def _is_read(found: Field) -> bool:
    """True if a line's words are looked at: not where its author said what it is (bound, worked out, asked on purpose)."""
    return found.element is None and found.derive is None and not found.asks


def _says_nothing_held(wordings: Wordings, places: Sequence[Place], place: Place, text: str) -> bool:
    """True if a label, or a heading over it, says in the catalogue's words that no fact is asked for that a registry holds."""
    if not wordings.empty and not wordings.beyond:
        return False
    words = wordings.words(text)
    if words in wordings.empty:
        return True
    if not wordings.beyond.isdisjoint(words) and not any(fit.exact for fit in wordings.fits(words)):
        return True
    return not wordings.beyond.isdisjoint(place.title) or (place.parent >= 0 and not wordings.beyond.isdisjoint(places[place.parent].title))


def _writes_out(wordings: Wordings, text: str) -> bool:
    words = " ".join([plain(word) for word in keys(text)])
    if not any(phrase in words for phrase in wordings.in_words):
        return False
    if any(phrase in words for phrase in wordings.not_in_words):
        return False
    return any(f" {phrase} " in f" {words} " for phrase in wordings.in_words)


def _is_planned(wordings: Wordings, text: str) -> bool:
    """True if a remark in brackets says a whole phrase for what shall be."""
    notes = [keys(remark) for remark in remarks(text)] if "(" in text else []
    return any(find(note, phrase) is not None for note in notes for phrase in wordings.planned if len(phrase) > 1)


def _laid_out(procedure: Procedure, wordings: Wordings, bare: bool) -> tuple[list[Place], list[tuple[Field, int, str]]]:
    """The places, and of every line its field, its place and its label without the prefix that became a place."""
    blocks: list[tuple[Page, Group | None, str, int, bool, list[int]]] = []
    drafts: list[tuple[Field, int, str]] = []
    end = len(procedure.pages) - 1
    for at, page in enumerate(procedure.pages):
        prefixes = _prefixes(page, wordings, bare)
        top = len(blocks)
        above, title = _part_of(blocks, title_of(page))
        blocks.append((page, None, title, above, at in (0, end), []))
        open_prefix, block, headed = "", top, top
        sections = {section.first + offset: section for section in page.sections for offset in range(section.count)}
        below = None
        for number, item in enumerate(page.items):
            if sections.get(number) is not below:  # a heading within the page begins a block of its own, or ends one
                below = sections.get(number)
                headed, open_prefix = top, ""
                if below is not None:
                    blocks.append((page, None, next(iter(below.title.values()), ""), top, at in (0, end), []))
                    headed = len(blocks) - 1
            if isinstance(item, Group):
                blocks.append((page, item, title_of(item), headed, at in (0, end), []))
                inside, open_prefix = len(blocks) - 1, ""
                for column in item.columns:
                    blocks[inside][5].append(len(drafts))
                    drafts.append((column, inside, in_own_language(wordings, title_of(column))))
                continue
            prefix, rest = prefixed(title_of(item)) if prefixes and item.element is None else ("", "")
            if not prefix or folded(prefix) not in prefixes:
                block, open_prefix, rest = headed, "", title_of(item)
            elif folded(prefix) != open_prefix:
                open_prefix = folded(prefix)
                blocks.append((page, None, prefix, headed, at in (0, end), []))
                block = len(blocks) - 1
            blocks[block][5].append(len(drafts))
            drafts.append((item, block, in_own_language(wordings, rest)))
    return [_place(wordings, number, block, bare) for number, block in enumerate(blocks)], drafts


def in_own_language(wordings: Wordings, text: str) -> str:
    """A label without its translation ("Hộ chiếu số Passport Number"): the words at its end that only other languages of the catalogue say."""
    if text.isascii():
        return text
    found = wordings.own_language.get(text)
    if found is None:
        make_room(wordings.own_language)
        found = wordings.own_language[text] = _untranslated(wordings, text)
    return found


def _untranslated(wordings: Wordings, text: str) -> str:
    cut = len(text)
    for word in reversed(list(_WORD.finditer(text))):
        said = word[0].casefold()
        if said not in wordings.foreign:
            break
        cut = word.start()
    return text[:cut].rstrip(" (/-–") or text


def _part_of(blocks: Sequence[tuple[Page, Group | None, str, int, bool, list[int]]], title: str) -> tuple[int, str]:
    """The section that a title says it is a part of ("The seller - Home address"), -1 if none, and the rest of the title."""
    for number in range(len(blocks) - 1, -1, -1):
        page, group, _, parent, _, _ = blocks[number]
        whole = title_of(page).strip()
        if group is None and parent < 0 and whole and title.startswith(whole):
            dash = _PART.match(title, len(whole))
            if dash is not None and folded(title[dash.end() :]):
                return number, title[dash.end() :]
    return -1, title


def _prefixes(page: Page, wordings: Wordings, bare: bool) -> set[str]:
    """Prefixes of labels that make a block of their own: repeated on the page, its title, or a name for somebody."""
    count: dict[str, int] = {}
    naming: set[str] = set()
    for item in page.items:
        bound = isinstance(item, Field) and item.element is not None
        prefix = "" if bound else prefixed(title_of(item))[0]
        if not prefix:
            continue
        key = folded(prefix)
        count[key] = count.get(key, 0) + 1
        words = _words(wordings, prefix, bare)
        if next(_starts(words, wordings.offices, bare), None) is not None:
            count[key] = 0  # "Kính gửi: …" is a line, not a block
        elif wordings.roles_in(words, bare=bare) or key == folded(stripped(title_of(page))) or _person_in(wordings, words, bare):
            naming.add(key)
    return {key for key in naming if count[key]} | {key for key, times in count.items() if times > 1}


def _place(wordings: Wordings, number: int, block: tuple[Page, Group | None, str, int, bool, list[int]], bare: bool) -> Place:
    page, group, title, parent, likely, lines = block
    found = wordings.titles.get((title, bare))
    if found is None:
        make_room(wordings.titles)
        found = wordings.titles[(title, bare)] = _named_by(wordings, title, bare)
    words, roles, person, office, letters = found
    name = group.id if group is not None else slug(words) if parent >= 0 else page.id
    return Place(name, words, page, group, number, parent, likely, tuple(lines), roles, person, office, letters)


def _named_by(wordings: Wordings, title: str, bare: bool) -> tuple[Words, tuple[tuple[Words, Role, int], ...], Words, bool, frozenset[str]]:
    """The content of a title: its words, the roles it names, the person no list foresees, whether it is the office's."""
    words = _words(wordings, stripped(title), bare)
    roles = tuple(_roles_in(wordings, words, bare))
    office = next(_starts(words, wordings.offices, bare), None) is not None
    person = _person_in(wordings, words, bare)
    at = len(words) - len(person)
    if any(role.entity == wordings.catalogue.login_entity and begin <= at < begin + len(wording) for wording, role, begin in roles):
        person = ()  # the role is known
    return words, roles, person, office, frozenset(plain(word) for word in words)


def _roles_in(wordings: Wordings, words: Words, bare: bool) -> list[tuple[Words, Role, int]]:
    """The known roles some words name; not where a longer phrase names somebody else ("người khai thay")."""
    found = wordings.roles_in(words, bare=bare)
    if not found:
        return found
    longer = list(_starts(words, wordings.people, bare))
    return [one for one in found if not any(at == one[2] and size > len(one[0]) for at, size in longer)]


def slug(words: Words) -> str:
    """An id for somebody, out of the words that name them."""
    text = re.sub("[^a-z0-9]+", "_", "_".join(plain(word) for word in words)).strip("_")[:40].strip("_")
    return text if text[:1].isalpha() else f"p_{text}"


def _words(wordings: Wordings, text: str, bare: bool) -> Words:
    words = wordings.words(text) if text else ()
    if not bare:
        return words
    joining = wordings.joining_bare
    kept = tuple(plain(word) for word in words if plain(word) not in joining)
    return kept or tuple(plain(word) for word in words)


def _starts(words: Words, phrases: Mapping[str, tuple[Words, ...]], bare: bool) -> Iterator[tuple[int, int]]:
    """The offset at which one of the phrases begins, and its length; the first place and the longest phrase first."""
    if phrases.keys().isdisjoint(words):
        return
    for at, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if same(words[at : at + len(phrase)], phrase, bare=bare):
                yield at, len(phrase)


def _person_in(wordings: Wordings, words: Words, bare: bool) -> Words:
    """The phrase for a person in some words: from the first word that begins one to the end."""
    found = next(_starts(words, wordings.people, bare), None)
    return words[found[0] :] if found is not None else ()


def sayings_of(wordings: Wordings, title: Words, text: str, bare: bool) -> tuple[Said, ...]:
    """The ways to take a label under a title, remembered: labels repeat across the forms of a country."""
    key = (title, text, bare)
    found = wordings.sayings.get(key)
    if found is None:
        make_room(wordings.sayings)
        words = _words(wordings, own(text), bare)
        plainly = bool(words) and _says_one_thing(wordings, title, text, words, bare)
        found = wordings.sayings[key] = (Said(words),) if plainly else tuple(_sayings(wordings, title, text, bare))
    return found


def _says_one_thing(wordings: Wordings, title: Words, text: str, words: Words, bare: bool) -> bool:
    """True if there is but one way to take a label: it has no parts, and names nobody. Most labels are such."""
    return (
        is_in_one_part(text, wordings.either)
        and wordings.roles.keys().isdisjoint(words)
        and wordings.people.keys().isdisjoint(words)
        and words[-1] not in title
        and words[:1] != title[:1]
        and (wordings.of_bare if bare else wordings.of).isdisjoint(_of_words(text, bare))
    )


def _of_words(text: str, bare: bool) -> tuple[str, ...]:
    spoken = keys(own(text))
    return tuple([plain(word) for word in spoken]) if bare else spoken


def _sayings(wordings: Wordings, title: Words, text: str, bare: bool) -> Iterator[Said]:
    """The ways to take a label, none twice."""
    seen: set[tuple[Words, Role | None, str]] = set()
    tail = _of_another(wordings, own(text), _words(wordings, own(text), bare), bare)
    for piece, part in _pieces(wordings, text):
        words = _words(wordings, part, bare)
        if not words:
            continue
        for said in _taken_apart(wordings, title, part, words, bare):
            # "CCCD/Hộ chiếu của người nhận": whose it is, is said once
            once = piece == "either" and tail and said.source == "" and words[-len(tail) :] != tail
            one = _of_tail(wordings, said.words, tail, bare) if once else said
            key = (one.words, one.role, one.source)
            if one.words and key not in seen:
                seen.add(key)
                yield Said(one.words, one.role, one.source, one.aside, piece)


def _pieces(wordings: Wordings, text: str) -> Iterator[tuple[str, str]]:
    """The label and those parts of it that may say by themselves what is asked: ("", whole), ("either", one of them) …"""
    yield "", own(text)
    head = before_colon(text)
    if head:
        yield "head", head
    rest = after_comma(text) if "," in text else ""
    if rest:
        yield "rest", own(rest)
    parts, alternatives = segments(text, wordings.either)
    if alternatives:
        yield from (("either", part) for part in parts)
    yield from (("remark", remark) for remark in remarks(text)[:2] if len(remark) > 3)


def _of_tail(wordings: Wordings, words: Words, tail: Words, bare: bool) -> Said:
    role = next((role for wording, role, at in _roles_in(wordings, tail, bare) if at == 0 and len(wording) == len(tail)), None)
    return Said(words, role, "role" if role is not None else "other", tail)


def _taken_apart(wordings: Wordings, title: Words, text: str, words: Words, bare: bool) -> Iterator[Said]:
    yield Said(words)
    named = len(words)
    for wording, role, at in _roles_in(wordings, words, bare):
        if at in (0, len(words) - len(wording)) and len(words) > len(wording):
            rest = words[:at] + words[at + len(wording) :]
            if len(wording) == 1 and at and not _is_a_fact(wordings, rest, bare):
                continue  # a syllable of another word
            named = min(named, at) if at else named
            yield Said(rest, role, "role", wording)
    rest = _without_title(title, words)
    if rest:
        yield Said(rest, None, "section")
    before = _before_a_fact(wordings, words, bare)
    if before:
        yield Said(words[len(before) :], None, "other", before)
    other = _of_another(wordings, text, words, bare)
    if other and len(words) - len(other) < named and not _is_a_fact(wordings, words, bare):
        yield Said(words[: len(words) - len(other)], None, "other", other)


def _is_a_fact(wordings: Wordings, words: Words, bare: bool) -> bool:
    """True if words are just what some fact is called."""
    return any(fit.exact for fit in wordings.fits(words, bare=bare))


def name_of(form: Form, phrase: Words) -> str:
    """The id by which somebody whom no list foresees goes in this form."""
    name = form.others.get(phrase)
    if name is None:
        name = slug(phrase)
        relations = form.wordings.catalogue.entities[form.login].relations if form.login in form.wordings.catalogue.entities else {}
        while name in relations or name in form.wordings.catalogue.entities or name == form.applicant:
            name = f"{name}_2"
    return name


def _without_title(title: Words, words: Words) -> Words:
    """A label that ends with words of its section's title, or begins with all of it, says them only to name whom it is
    about.
    """
    if words[-1] in title:
        if find(title, words) is not None:
            return ()
        for size in range(len(words) - 1, 1, -1):
            if find(title, words[-size:]) is not None:
                return words[:-size]
    return words[len(title) :] if title and words[: len(title)] == title and len(words) > len(title) else ()


def _before_a_fact(wordings: Wordings, words: Words, bare: bool) -> Words:
    """The words at a label's beginning that name somebody no list foresees, by the ending of the last of them: "the doctor's
    name".
    """
    if not wordings.endings:
        return ()
    start, size = next(_starts(words, wordings.people, bare), (1, 0))
    last = max((at for at in range(start + size, len(words)) if plain(words[at - 1]).endswith(wordings.endings)), default=0)
    return words[:last] if start == 0 and last and not wordings.roles_in(words[:last], bare=bare) else ()


def _of_another(wordings: Wordings, text: str, words: Words, bare: bool) -> Words:
    """The words at a label's end that name somebody: after a word for "of", or from a word for a person on."""
    spoken = keys(text)
    of = wordings.of_bare if bare else wordings.of
    tail: tuple[str, ...] = ()
    if bare or not of.isdisjoint(spoken):
        at = next((at for at in range(1, len(spoken) - 1) if (plain(spoken[at]) if bare else spoken[at]) in of), None)
        tail = spoken[at + 1 :] if at is not None else ()
    size = sum(1 for word in tail if word not in wordings.joining)
    if size and size < len(words):
        return words[-size:]
    person = _person_in(wordings, words[1:], bare)
    return person if person and len(person) < len(words) else ()


