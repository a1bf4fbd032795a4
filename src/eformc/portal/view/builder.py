"""The view of a form in a language, of the form and its outline: everything that templates print is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.page_data import PageData, PageField, PageSum, PageTable, faults_of, of_written, own_words
from eformc.contract.page_layout import Columns, Mention, Outline, PageOutline, Place, Unasked
from eformc.contract.page_layout import Told as NoteTold
from eformc.contract.supplies import Supply
from eformc.kernel.expressions import And, Expression, Or, Pointer, both, pointer_text, refs
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import MOST_LISTED, Boolean, Choice, Choices, Money, Record, RowOf, RowsOf, Strength, Value
from eformc.kernel.values import File as FileValue
from eformc.kernel.words import Words, say
from eformc.model.catalogue import Policy
from eformc.model.nothing import says_nothing, unless_nothing, without
from eformc.portal.view.controls import QuestionText, id_of, joined_to_previous, name_of, question_of
from eformc.portal.view.gathering import gathered
from eformc.portal.view.row_options import with_row_options
from eformc.portal.view.sections import Edge, framed, notes_in_place, section_at
from eformc.portal.view.types import Block, FormView, Heading, Held, HeldBlock, Link, Note, PageView, Question, Row
from eformc.wording.conditions import Named, in_words
from eformc.wording.localization import Localizer
from eformc.wording.markup import AskedTitle, Prose
from eformc.wording.messages import FAULTS, language_name

MOST_TIED = 4
"""Up to so many questions stand on one step."""
SECONDS_ASKED, SECONDS_SEEN, SECONDS_ATTACHED = 30, 5, 90
ROWS = 3
"""Rows a table shows where there is no script to add more."""


class Views(Mapping[str, FormView]):
    """The views of a form by language, with no answers yet; each is made when it is first looked at."""

    def __init__(self, procedure: str, version: str, form: Form, supplies: Mapping[Pointer, Supply], outline: Outline) -> None:
        self._pages = _Pages(procedure, version, form, supplies, outline)
        self._made: dict[str, FormView] = {}

    def __getitem__(self, lang: str) -> FormView:
        if lang not in self._made:
            if lang not in self._pages.outline.languages:
                raise KeyError(lang)
            self._made[lang] = self.in_language(lang)
        return self._made[lang]

    def in_language(self, lang: str) -> FormView:
        """The view in any language: what the form does not say in it is said in another, and marked."""
        return _Viewing(self._pages, lang).form()

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages.outline.languages)

    def __len__(self) -> int:
        return len(self._pages.outline.languages)


class _Spot(Struct, frozen=True):
    """A field where it stands. `beyond`: what its condition asks beyond its page's, which stands in front of it. `shown`:
    system lines are the office's; hidden and repeated values are no questions.
    """

    item: Item
    place: Place
    pointer: str
    asked: bool
    known: Expression | None
    where: Words
    beyond: Expression | None
    shown: bool
    column: bool = False
    instead: tuple[str, ...] | None = None


class _TableSpot(Struct, frozen=True):
    table: Table
    help: Words
    more: Words
    columns: tuple[_Spot, ...]


class _Pages:
    """All that the languages have in common: where everything stands, and the numbers of the conditions."""

    def __init__(self, procedure: str, version: str, form: Form, supplies: Mapping[Pointer, Supply], outline: Outline) -> None:
        self.procedure, self.version = procedure, version
        self.form, self.outline = form, outline
        entries = iter(form.entries)
        self.pages = [(page, [_spot(page, n, place, next(entries, None), supplies) for n, place in enumerate(page.places)]) for page in outline.pages]
        folded = outline.attachments_more or ({},) * len(outline.attachments)
        papers = zip(entries, outline.attachments, folded, strict=True)
        self.papers = [(item, told, more) for item, told, more in papers if isinstance(item, Item)]
        self.fields = [one for _, spots in self.pages for spot in spots for one in (spot.columns if isinstance(spot, _TableSpot) else (spot,))]
        self.unlocking = [
            spot for _, spots in self.pages for spot in spots if isinstance(spot, _Spot) and spot.place.unlocks and spot.asked
        ]
        self.named = dict(_named(outline, self.pages))
        self.read = frozenset(outline.read)
        self.unless = frozenset(unless_nothing(spot.item.pointer) for spot in self.fields if spot.instead is not None)
        self.mentions = {one.name: n for n, one in enumerate(outline.mentions)}
        self.numbers: dict[Expression, int] = {}
        self._number_of: dict[IdentityKey[Expression], int] = {}

    def minutes(self) -> int:
        """The minutes the form takes, to the next five minutes: an estimate for somebody who types slowly."""
        papers = len(self.papers) + sum([spot.place.paper for spot in self.fields])
        asked = sum([spot.asked and not spot.place.system and not spot.place.paper for spot in self.fields])
        seen = sum([spot.shown and not spot.asked for spot in self.fields])
        seconds = SECONDS_ASKED * asked + SECONDS_SEEN * seen + SECONDS_ATTACHED * papers
        return -(-seconds // 300) * 5

    def rule(self, when: Expression | None) -> int | None:
        """The number of a condition: equal ones have one."""
        if when is None:
            return None
        found = self._number_of.get(identity_key(when))
        if found is None:
            found = self._number_of[identity_key(when)] = self.numbers.setdefault(when, len(self.numbers))
        return found


def _spot(page: PageOutline, number: int, place: Place | Columns, entry: Item | Table | None, supplies: Mapping[Pointer, Supply]) -> _Spot | _TableSpot:
    if isinstance(place, Place) and isinstance(entry, Item):
        section = section_at(page, number)
        around = page.when if section is None else both(page.when, page.sections[section].when)
        where = page.title if section is None else page.sections[section].title
        return _field(where, place, entry, supplies[entry.pointer], _beyond(entry.when, around))
    if isinstance(place, Columns) and isinstance(entry, Table):
        rows = (*entry.pointer, "*")
        columns = [
            _field(page.title, inner, column, supplies[(*rows, *column.pointer)], column.when, column=True)
            for inner, column in zip(place.places, entry.columns, strict=True)
        ]
        return _TableSpot(entry, place.help, place.more, tuple(columns))
    message = "the outline is not of this form"
    raise ValueError(message)


def _field(where: Words, place: Place, item: Item, supply: Supply, beyond: Expression | None, *, column: bool = False) -> _Spot:
    unasked = place.unasked
    shown = supply.asked or (not place.system and (unasked is None or unasked.policy is not Policy.HIDDEN))
    instead = tuple([pointer_text(one) for one in supply.instead_of]) if says_nothing(item.value) else None
    return _Spot(item, place, pointer_text(item.pointer), supply.asked, supply.known_when, where, beyond, shown, column, instead)


def _named(outline: Outline, pages: Iterable[tuple[PageOutline, list[_Spot | _TableSpot]]]) -> Iterator[tuple[Pointer, Named]]:
    """The names of everything a condition may read: facts, then the form's own fields."""
    for fact in outline.facts:
        yield fact.pointer, Named(fact.title, fact.codes)
    for _, spots in pages:
        for spot in spots:
            if isinstance(spot, _TableSpot):
                yield spot.table.pointer, Named(spot.table.title)
                for column in spot.columns:
                    yield column.item.pointer, _name(column.item)
                    yield (*spot.table.pointer, *column.item.pointer), _name(column.item)
            else:
                yield spot.item.pointer, _name(spot.item)


def _name(item: Item) -> Named:
    return Named(item.title, item.value.codes if isinstance(item.value, Choice | Choices) else None)


_Made: TypeAlias = tuple[Question, _Spot | None] | NoteTold | Edge
"""One thing that stands on a page: a question with its place (none for a table), a note, or the bounds of a group."""


class _Viewing:
    def __init__(self, pages: _Pages, lang: str) -> None:
        self.all = pages
        self.outline = pages.outline
        self.rule = pages.rule
        self.lang = lang
        self.speech = Localizer(lang)
        self.say, self.ui = self.speech.say, self.speech.ui
        self.entries: list[PageField | PageTable] = []
        self.faults = {"type", "required"}
        self.conditions: dict[IdentityKey[Expression], str] = {}
        self.ambiguous = _ambiguous(pages.fields, lang)
        self.sources: dict[int, tuple[str, str, str, str]] = {}

    # --- the whole ------------------------------------------------------------------------------------------------

    def form(self) -> FormView:
        outline = self.outline
        pages = [self.page(page, spots) for page, spots in self.all.pages]
        if self.all.papers:
            questions = tuple(self.attachment(item, told, more, tied=n % MOST_TIED > 0) for n, (item, told, more) in enumerate(self.all.papers))
            rule = self.rule(_any([item.when for item, *_ in self.all.papers]))
            pages.append(PageView("attachments", self.ui("attachments"), "", "", questions, rule))
        pages = list(gathered([page for page in pages if page.blocks or page.notes], self.ui("optional")))
        if self.chooses():
            pages = list(with_row_options(tuple(pages), None, self.speech))
        attached = len(self.all.papers)
        numbered = tuple(replace(page, number=self.ui("part", n=n, of=len(pages))) for n, page in enumerate(pages, 1))
        title, agency = self.say(outline.title), self.say(outline.agency)
        needed = [spot for spot in self.all.fields if not spot.place.system and not spot.place.paper]
        multipart = attached > 0 or any(isinstance(spot.item.value, FileValue) for spot in self.all.fields)
        return FormView(
            lang=self.lang,
            title=title,
            document_title=title,
            agency=agency,
            about=self.prose(outline.about),
            pages=numbered,
            words=self.speech.ui_words(_WORDS),
            data=self.data(files=multipart),
            minutes=self.ui("minutes", n=self.all.minutes()),
            takes=self.all.minutes(),
            prepare=self.prepare(),
            keys=tuple([spot.pointer for spot in self.all.unlocking]),
            multipart=multipart,
            count=self.ui("count", typed=sum([spot.asked for spot in needed]), needed=len(needed)),
            help_place=self.ui("help_place", agency=agency) if agency else "",
            not_asked=self.not_asked(),
            ending=self.ending(),
            links=tuple([Link(f"form.{one}.html", one, language_name(one)) for one in outline.languages if one != self.lang]),
            unshown={spot.pointer: self.title_of(spot.item.pointer) for spot in self.all.fields if (not spot.shown or spot.known is not None) and not spot.column},
            tables=any(isinstance(spot, _TableSpot) for _, spots in self.all.pages for spot in spots),
            legal_basis=outline.legal_basis,
            numbered=tuple([pointer_text(one) for one in outline.numbered]),
            sources=tuple([self.speech.joined(" ", filter(None, (source, law, correct))) for source, correct, law, _ in self.sources.values()]),
            mentions=outline.mentions,
            chooses=self.chooses(),
            foreign=self.speech.foreign,
        )

    def chooses(self) -> bool:
        """True if rows are options of a question."""
        return any(isinstance(spot.item.value, RowOf | RowsOf) for spot in self.all.fields)

    def _words_of_some(self) -> tuple[str, ...]:
        """The names of words that only pages with certain questions need."""
        office_adds = any(one.place.unasked is not None and one.place.unasked.compute is not None for one in self.all.fields)
        needed = {"is_so": bool(self.all.unless), "row_named": self.chooses(), "office_adds": office_adds}
        return tuple([name for name, is_needed in needed.items() if is_needed])

    def prepare(self) -> tuple[str, ...]:
        """Things to have at hand: other people's numbers, and the papers to attach."""
        keys = [self.title_of(spot.item.pointer) for spot in self.all.unlocking]
        papers = [
            self.speech.joined(" ", (self.say(item.title), *(() if item.strength is Strength.REQUIRED else (self.ui("optional"),))))
            for item, *_ in self.all.papers
        ]
        papers += [self.of_rows(table.table, spot) for _, spots in self.all.pages for table in spots if isinstance(table, _TableSpot) for spot in table.columns if spot.place.paper]
        return (*dict.fromkeys(keys), *papers)

    def of_rows(self, table: Table, spot: _Spot) -> str:
        """A paper that is attached to each row, with what the rows are."""
        title = self.ui("titled", title=self.say(spot.item.title), where=self.say(table.title))
        return title if spot.place.strength is Strength.REQUIRED else self.speech.joined(" ", (title, self.ui("optional")))

    def not_asked(self) -> tuple[tuple[str, str], ...]:
        """Held values by source, hidden facts included: nothing is used unsaid."""
        by_source: dict[str, list[str]] = {}
        for spot in self.all.fields:
            unasked = spot.place.unasked
            if unasked is not None and unasked.held:
                number = unasked.source
                source = self.say(self.outline.sources[number].title) if number is not None else self.ui("from_login")
                by_source.setdefault(source, []).append(self.say(spot.item.title))
        return tuple((source, self.speech.joined(", ", dict.fromkeys(titles))) for source, titles in by_source.items())

    def ending(self) -> tuple[str, ...]:
        lines = [self.say(spot.item.title) for spot in self.all.fields if spot.place.system and not spot.asked]
        papers = [self.say(title) for title in self.outline.fetched]
        out = []
        if papers:
            out.append(self.ui("fetched", papers=self.speech.joined(", ", papers)))
        if lines:
            out.append(self.ui("system", lines=self.speech.joined(", ", dict.fromkeys(lines))))
        return tuple(out)

    def data(self, *, files: bool) -> PageData:
        """The data of the page's script. Made last: making the pages numbers the conditions."""
        return PageData(
            id=self.all.procedure,
            version=self.all.version,
            zone=self.outline.time_zone,
            lang=self.lang,
            held=not all(spot.asked for spot in self.all.fields),
            sums=tuple(self.sums()),
            rules=tuple(self.all.numbers),
            fields=tuple(self.entries),
            constraints=tuple([(one, self.say(one.message)) for one in self.all.form.constraints]),
            texts={code: self.speech.word(words) for code, words in FAULTS.items() if code in self.faults},
            words=self.speech.ui_words((*_SCRIPT_WORDS, *(_FILE_WORDS if files else ()), *self._words_of_some())),
            written=of_written(one.value for entry in self.entries for one in (entry.columns if isinstance(entry, PageTable) else (entry,))),
            tongues=self.speech.tongues(),
            mentions=tuple(map(_said, self.outline.mentions)),
            was=self.was(),
            whom=tuple([pointer_text(one) for one in self.outline.named]),
        )

    def sums(self) -> Iterator[PageSum]:
        """The values that a page which stands alone works out itself."""
        for _, spots in self.all.pages:
            for one in spots:
                table = pointer_text((*one.table.pointer, "*")) if isinstance(one, _TableSpot) else ""
                for spot in one.columns if isinstance(one, _TableSpot) else (one,):
                    compute, value = spot.place.unasked.compute if spot.place.unasked is not None else None, spot.item.value
                    if compute is None:
                        continue
                    said = {"true": self.ui("yes"), "false": self.ui("no")} if isinstance(value, Boolean) else {}
                    if isinstance(value, Choice):
                        said = {code.code: self.say(code.title) for code in value.codes.codes}
                    title = "" if spot.shown else self.title_of(spot.item.pointer)
                    yield PageSum(table + spot.pointer, value, compute, self.rule(spot.item.when), value.currency if isinstance(value, Money) else "", said, title)

    def was(self) -> tuple[tuple[str, str, Mapping[str, str]], ...]:
        """Former places with today's, and places with the codes that have another name now."""
        moved = [(old, new, dict[str, str]()) for old, new in self.outline.former.items()]
        fields = [(entry.pointer, entry) if isinstance(entry, PageField) else (f"{entry.pointer}/*{one.pointer}", one)
                  for entry in self.entries for one in (entry.columns if isinstance(entry, PageTable) else (entry,))]  # fmt: skip
        renamed = [(pointer, names) for at, one in fields for pointer, names in _renamed_codes(at, one.value)]
        return (*moved, *((pointer, pointer, names) for pointer, names in renamed))

    # --- pages ----------------------------------------------------------------------------------------------------

    def prose(self, words: Words, lead: str = "") -> str:
        """A text with markup, and words in front of it; nothing where there is none."""
        text = self.say(words)
        if not text:
            return ""
        places = self.all.mentions if "{" in text else {}
        return Prose.of(text, self.speech.lang_of(text), lead, places=places, unsaid=self.ui("not_said") if places else "")

    def told_if(self, when: Expression | None) -> str:
        """The condition of what is told."""
        return self.ui("told_if", when=in_words(when, self.all.named, self.speech)) if when is not None else ""

    def only_if(self, when: Expression | None) -> str:
        if when is None:
            return ""
        key = identity_key(when)
        if key not in self.conditions:
            self.conditions[key] = self.ui("only_if", when=in_words(when, self.all.named, self.speech))
        return self.conditions[key]

    def page(self, page: PageOutline, spots: list[_Spot | _TableSpot]) -> PageView:
        shown = [spot for spot in spots if isinstance(spot, _TableSpot) or spot.shown]
        titles = [self.say(spot.table.title if isinstance(spot, _TableSpot) else spot.item.title) for spot in shown]
        sections = [section_at(page, n) for n, spot in enumerate(spots) if isinstance(spot, _TableSpot) or spot.shown] if page.sections else []
        made: list[_Made] = []
        behind = [sum(isinstance(one, _TableSpot) or one.shown for one in spots[: note.before]) for note in page.notes]
        for n, (spot, title) in enumerate(zip(shown, titles, strict=True)):
            made += [note for note, before in zip(page.notes, behind, strict=True) if before == n]
            if sections and sections[n] != (sections[n - 1] if n else None):
                made.append(Edge(sections[n]))
            entry: Item | Table = spot.table if isinstance(spot, _TableSpot) else spot.item
            known_as = self.title_of(entry.pointer) if titles.count(title) > 1 else title
            if isinstance(spot, _TableSpot):
                made.append((self.table(spot, title, known_as), None))
            else:
                self.entries.append(self.entry(spot, title))
                made.append((self.question(spot, title, known_as), spot))
        made += [note for note, before in zip(page.notes, behind, strict=True) if before == len(shown)]
        blocks, notes, within = self.tied(page, made)
        headings = [self.heading(page, number) for number in range(len(page.sections))]
        return PageView(
            page.id, self.say(page.title), "", self.prose(page.help), blocks, self.rule(page.when), self.only_if(page.when),
            notes_in_place(notes, within) if page.notes else (), framed(headings, within) if headings else (), self.prose(page.more),
        )  # fmt: skip

    def heading(self, page: PageOutline, number: int) -> Heading:
        """The heading of a group. What only repeats its page's condition is not said again."""
        section = page.sections[number]
        rule = self.rule(section.when)
        return Heading(f"g-{page.id}-{number}", self.say(section.title), self.prose(section.help), self.prose(section.more), rule, self.only_if(_beyond(section.when, page.when)))

    def note(self, page: PageOutline, told: NoteTold, step: list[_Spot]) -> Note:
        """A note whose condition reads what is asked on a step stands on that step."""
        here = {spot.item.pointer for spot in step}
        tied = told.when is not None and any(ref.pointer in here for ref in refs(told.when))
        around = None if told.section is None else page.sections[told.section].when
        rule, only_if = self.rule(told.when), self.told_if(_beyond(told.when, around))
        lead = self.ui(_LEADS[told.kind]) if told.kind in _LEADS else ""
        return Note(self.prose(told.text, lead), rule, only_if, told.kind, told.printed, tied, told.when, section=told.section)

    def tied(self, page: PageOutline, questions: list[_Made]) -> tuple[tuple[Block, ...], list[list[Note]], list[int | None]]:
        """The blocks, each marked that stands on the step of the one before: held values after held values or after the
        key that brings them, and a question that is only asked because of an answer just given. With them the notes in
        front of each, and behind them all, and the number of the group that each stands in.
        """
        made: list[Block] = []
        notes: list[list[Note]] = [[]]
        within: list[int | None] = []
        step: list[_Spot] = []
        section: int | None = None
        for block, spots in self.blocks(questions):
            if isinstance(block, Edge):
                section = block.section
                continue
            if isinstance(block, NoteTold):
                notes[-1].append(self.note(page, block, step))
                continue
            notes.append([])
            within.append(section)
            first = len(within) < 2 or within[-2] != section
            tied = not first and len(step) < MOST_TIED and _belongs(block, spots, step)
            step = [*step, *spots] if tied else spots
            made.append(joined_to_previous(block) if tied else block)
        return tuple(made), notes, within

    def blocks(self, questions: Iterable[_Made]) -> Iterator[tuple[Block | NoteTold | Edge, list[_Spot]]]:
        """Held values in a row from one source stand in one block; what is worked out joins the block before it."""
        row: list[tuple[Question, _Spot]] = []
        told = _UNTOLD
        for one in questions:
            if isinstance(one, NoteTold | Edge):
                if row:
                    yield _held_block(row, told)
                    row = []
                yield one, []
                continue
            question_, spot = one
            if spot is None or question_.held is None:
                if row:
                    yield _held_block(row, told)
                    row = []
                yield question_, [spot] if spot is not None else []
                continue
            source = self.source(spot.place.unasked)
            if row and source[0] and told[0] and source[0] != told[0]:
                yield _held_block(row, told)
                row = []
            told = (told[0] or source[0], told[1] or source[1], told[2] or source[2], told[3] or source[3]) if row else source
            row.append((question_, spot))
        if row:
            yield _held_block(row, told)

    def source(self, unasked: Unasked | None) -> tuple[str, str, str, str]:
        """The origin of a held value, the place where it is corrected, the law by which it is used and who says it, in words; nothing
        for what is worked out.
        """
        number = unasked.source if unasked is not None else None
        if number is None:
            return _UNTOLD
        if number not in self.sources:
            source = self.outline.sources[number]
            correct, law = self.say(source.correct_at), self.say(source.legal_basis)
            self.sources[number] = (
                self.ui("from", registry=self.say(source.title), holder=self.say(source.holder)),
                self.ui("correct_at", place=correct) if correct else "",
                self.ui("law", law=law) if law else "",
                self.ui("said_by", holder=self.say(source.holder)),
            )
        return self.sources[number]

    def table(self, spot: _TableSpot, title: str, known_as: str) -> Question:
        table = spot.table
        base = pointer_text(table.pointer)
        shown = [(column, self.say(column.item.title)) for column in spot.columns if column.shown]
        rows = []
        for number in range(max(table.least, min(ROWS, table.most))):
            at = f"{base}/{number}"
            questions: list[_Made] = [(self.question(column, named, named, at), column) for column, named in shown]
            rows.append(Row(self.ui("row", title=title, n=number + 1), tuple([block for block, _ in self.blocks(questions) if not isinstance(block, NoteTold | Edge)])))
        columns = tuple([self.entry(column, named) for column, named in shown])
        optional = table.strength is not Strength.REQUIRED
        self.entries.append(PageTable(base, title, columns, table.least, table.most, optional, self.rule(table.when), self.rule(table.least_by), self.rule(table.most_by), own_words(table, self.lang)))
        self.faults |= {"required", "too-many-rows"} | ({"too-few-rows"} if table.least > 1 or table.least_by is not None else set())
        return Question(
            "table", base, name_of(base), id_of(base), known_as, self.table_help(spot), self.prose(spot.more), rows=tuple(rows),
            add=self.ui("add_row", title=title), rule=self.rule(table.when), only_if=self.only_if(without(table.when, self.all.unless)),
        )  # fmt: skip

    def table_help(self, spot: _TableSpot) -> str:
        """The help of a table, with how many rows it takes where that is worked out."""
        table = spot.table
        if table.least_by == table.most_by:
            numbers = {"rows_exactly": table.least_by}
        else:
            numbers = {"rows_at_least": table.least_by, "rows_at_most": table.most_by}
        said = [self.ui(name, n=in_words(one, self.all.named, self.speech)) for name, one in numbers.items() if one is not None]
        return self.speech.joined(" ", filter(None, (self.say(spot.help), *said)))

    def entry(self, spot: _Spot, title: str) -> PageField:
        """A field as the script knows it. Held and derived values are the server's to supply: not required here."""
        item, required = spot.item, spot.place.strength is Strength.REQUIRED
        if title in self.ambiguous:
            title = self.ui("titled", title=title, where=self.say(spot.where))
        self.faults |= faults_of(identity_key(item.value))
        owned = not spot.column and len(item.pointer) > 1 and item.pointer[0] in self.all.form.optional
        return PageField(
            spot.pointer,
            title,
            item.value,
            optional=not required or not spot.asked,
            owner=item.pointer[0] if owned else None,
            known=self.rule(spot.known),
            held=required and not spot.asked,
            rule=self.rule(item.when),
            own=own_words(item, self.lang),
            beside=item.beside,
            instead=spot.instead or (),
        )

    # --- questions --------------------------------------------------------------------------------------------------

    def question(self, spot: _Spot, title: str, known_as: str, base: str = "") -> Question:
        """One question. What only repeats its page's condition is not said again."""
        item, place, asked = spot.item, spot.place, spot.asked
        pointer = base + spot.pointer
        beyond = spot.beyond
        held = None if asked else self.held(spot)
        note = self.ui(_NOTES[place.strength]) if asked and place.strength in _NOTES and spot.instead is None else ""
        told = QuestionText(
            title, known_as, self.help(place), self.prose(place.more), note, place.autocomplete, place.unit,
            only_if=self.only_if(without(beyond, self.all.unless)) if beyond is not None else "",
            rule=self.rule(item.when) if beyond is not None else None,
            known=self.rule(spot.known) if asked else None,
            held=held,
        )  # fmt: skip
        own = len(item.pointer) == 1 and not spot.column
        made = question_of(item.value, pointer, told, self.speech, own=own, read=self.all.read, rule=self.rule)
        made = made if spot.instead is None else replace(made, instead=spot.instead, only_if=made.only_if or self.ui("nothing_then"))
        text = self.say(place.heading) if place.heading else ""
        if not text:
            return made
        return replace(made, title=AskedTitle.of(text, self.speech.lang_of(text), places=self.all.mentions, unsaid=self.ui("not_said")), shared=False)

    def attachment(self, item: Item, told: Words, more: Words, *, tied: bool) -> Question:
        pointer, title = pointer_text(item.pointer), self.say(item.title)
        optional = item.strength is not Strength.REQUIRED
        self.faults |= faults_of(identity_key(item.value))
        self.entries.append(PageField(pointer, title, item.value, optional, rule=self.rule(item.when), own=own_words(item, self.lang)))
        note = self.ui("optional") if optional else ""
        asked = QuestionText(title, title, self.say(told), self.prose(more), note, only_if=self.only_if(item.when), rule=self.rule(item.when), tied=tied)
        return question_of(item.value, pointer, asked, self.speech, own=True, read=self.all.read, rule=self.rule)

    def help(self, place: Place) -> str:
        """The help on how to answer, with the example of an answer where the help does not hold one."""
        told, example = self.say(place.help), self.say(place.example)
        if not example or example in told:
            return told
        return self.speech.joined(" ", filter(None, (told, self.ui("example", example=example))))

    def held(self, spot: _Spot) -> Held | None:
        unasked = spot.place.unasked
        if unasked is None:
            return None
        locked = unasked.policy is Policy.LOCKED
        if unasked.held:
            confirm = unasked.policy is Policy.CONFIRM and not spot.column
            return _held(self.ui("will_come"), "", locked=locked, confirm=confirm)
        note = self.say(unasked.note)
        if unasked.worked_from is not None:
            titles = [self.title_of(pointer) for pointer in unasked.worked_from]
            note = self.ui("worked_from", titles=self.speech.joined(", ", dict.fromkeys(titles)))
        return _held(self.ui("worked_out"), note, locked=locked, fallback=False)

    def title_of(self, pointer: Pointer) -> str:
        """The name people use for a value: its title and, where it is somebody's, whose."""
        named = self.all.named.get(pointer)
        title = self.say(named.title) if named else ".".join(pointer)
        role = self.outline.roles.get(pointer[0]) if len(pointer) > 1 else None
        return self.ui("titled", title=title, where=self.say(role)) if role is not None else title


_LEADS = {"warning": "important", "stop": "no_further"}
_UNTOLD = ("", "", "", "")
_NOTES = {Strength.OPTIONAL: "optional", Strength.RECOMMENDED: "recommended"}
_WORDS = (
    "errors", "start", "not_asked", "wrong", "choose", "check_and_send", "save", "back", "whole", "check", "check_help",
    "prepare", "typist", "self", "officer", "relative", "typed_name", "confirmer", "read", "heard", "sheet", "sign_owner", "sheet_date", "call_back",
    "sign_helper", "is_right", "right", "not_right", "what_now", "keep", "kept", "take", "bring", "print", "forget", "send",
    "change", "error", "doubt", "drop_row", "office_adds", "not_sent", "more_help", "anything_more", "optional", "no_answer", "drop_file", "see_more",
)  # fmt: skip
_SCRIPT_WORDS = (
    "error", "complete", "titled", "group_mark", "part", "step", "begin", "next", "send", "whole", "one_by_one",
    "check", "change", "blank", "agreed", "restored", "new_version", "expired", "brought", "not_a_draft", "elsewhere",
    "forget", "not_sent", "files_again", "forget_sure", "forget_yes", "forget_not", "forgotten", "undo",
    "for_whom", "somebody", "read_out",
)  # fmt: skip
_FILE_WORDS = ("preview", "decimal_mark", "drop_file")


@lru_cache(maxsize=256)
def _held(value: str, note: str, *, locked: bool, confirm: bool = False, fallback: bool = True) -> Held:
    """Alike ones are one: questions are remembered by what is said in them."""
    return Held(value, note, locked=locked, confirm=confirm, fallback=fallback)


def _said(one: Mention) -> str:
    """An answer that texts read as the page's script finds it (`PageData.mentions`)."""
    at = pointer_text(one.pointer)
    return f"#{at}" if one.value is None else f"{at} {one.value.currency}" if isinstance(one.value, Money) else at


def _belongs(block: Block, own: list[_Spot], step: list[_Spot]) -> bool:
    """True if a block follows from what is asked on a step."""
    here = {spot.item.pointer for spot in step}
    if isinstance(block, HeldBlock):
        brought = any(spot.place.unasked is not None and not here.isdisjoint(spot.place.unasked.keys) for spot in own)
        unless = any(spot.beyond is not None and any(ref.pointer in here for ref in refs(spot.beyond)) for spot in own)
        return brought or unless or not any(spot.asked for spot in step)
    beyond = own[0].beyond if own else None
    return beyond is not None and any(ref.pointer in here for ref in refs(beyond))


def _held_block(row: list[tuple[Question, _Spot]], told: tuple[str, str, str, str]) -> tuple[Block, list[_Spot]]:
    questions = tuple([question_ for question_, _ in row])
    rule = questions[0].rule
    source, correct_at, law, said_by = told
    alike = all(one.rule == rule for one in questions)
    return HeldBlock(questions, source, correct_at, rule if alike else None, law=law, said_by=said_by), [spot for _, spot in row]


def _renamed_codes(pointer: str, value: Value) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Places of a value where a code is chosen from a list, with the codes that have another name now."""
    if isinstance(value, Record):
        for part in value.parts:
            yield from _renamed_codes(f"{pointer}/{part.name}", part.value)
    elif isinstance(value, Choice | Choices) and len(value.codes.codes) <= MOST_LISTED and value.codes.renamed():
        yield pointer, dict(value.codes.renamed())


def _ambiguous(fields: Iterable[_Spot], lang: str) -> frozenset[str]:
    """Titles that several fields have: an error must say which one it means."""
    titles = [say(spot.item.title, lang) for spot in fields]
    return frozenset(title for title, count in Counter(titles).items() if count > 1)


def _beyond(when: Expression | None, page: Expression | None) -> Expression | None:
    """The part of a field's condition beyond its page's, which stands in front of it."""
    own = when.operands if isinstance(when, And) else (when,) if when is not None else ()
    above = page.operands if isinstance(page, And) else (page,)
    left = tuple(one for one in own if one not in above)
    return And(left) if len(left) > 1 else left[0] if left else None


def _any(conditions: list[Expression | None]) -> Expression | None:
    """A condition that holds when at least one of them does; None where one of them always does."""
    distinct = tuple(dict.fromkeys(one for one in conditions if one is not None))
    if None in conditions or not distinct:
        return None
    return distinct[0] if len(distinct) == 1 else Or(distinct)
