"""A printed form, block by block: what is asked on which page, which lines are no questions, which papers are wanted.

Nothing is guessed silently: a label out of a sentence is reported, and every line that asks nothing is listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from eformc.importers.form import ImportedForm, Names, Option, Page, Paper, Question, one_line, slug
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.losses import Place, Skipped
from eformc.importers.paper.blocks import BLANK, BOX, DATE, FILLED, MONTH, Block, Grid, Line
from eformc.importers.paper.grids import Digits, Loose, Pair, Rows, lines_of, mentions, read_grid
from eformc.importers.paper.kinds import begins_with, choices_in, kind_of, one_of, plain_of, says
from eformc.importers.paper.lines import Asked, Chosen, asked_by, blank_only, is_yes_no, label_of, without_number
from eformc.importers.paper.notes import Notes

DEEPEST = 6
"""Grids within grids that are read."""
SHORTEST_DECLARATION = 6
"""Words of a sentence that somebody agrees to."""
WIDEST_HEAD = 16
"""Blocks at the beginning in which the title is looked for."""


def read_blocks(blocks: list[Block], notes: Mapping[str, str], heading: Heading) -> ImportedForm:
    """The form that blocks print; `notes` by their mark. Raises `ImportProblem` if nothing is asked."""
    reader = _Reader(heading, Notes(heading.words, notes))
    reader.read(blocks)
    form = reader.form
    form.pages = [page for page in form.pages if page.questions]
    if not form.pages:
        message = "nothing to fill in was found: no dots, underscores, dotted tabs, boxes, form fields or empty cells"
        raise ImportProblem(message)
    reader.notes.help(form, reader.marks)
    return form


class _Reader:
    def __init__(self, heading: Heading, notes: Notes) -> None:
        self.heading = heading
        self.words = heading.words
        self.notes = notes
        self.form = ImportedForm()
        self.names = Names()
        self.pages: set[str] = set()
        self.marks: dict[str, tuple[str, ...]] = {}
        """Marks of notes and printed numbers, by the id of the question."""
        self.pending: Line | None = None
        """The line before, where it may be the title of what comes next."""
        self.mode = "form"
        """The part of the form that the lines belong to: `form`, `office`, `notes`, `papers`, `addressee`, `end` (below a signature)."""
        self.boxes: Question | None = None
        """The choice that boxes of the next line go on with."""

    # --- the whole ------------------------------------------------------------------------------------------------

    def read(self, blocks: list[Block]) -> None:
        start = self.head(blocks)
        for at, block in enumerate(blocks[start:], start):
            self.block(block, blocks[at + 1] if at + 1 < len(blocks) else None, 0)

    def head(self, blocks: list[Block]) -> int:
        """Find the title; what stands above it is the letterhead. Returns where the form begins."""
        for at, block in enumerate(blocks[:WIDEST_HEAD]):
            if isinstance(block, Line) and self.is_title(block):
                parts, end = [block.words], at + 1
                while end < len(blocks) and isinstance(more := blocks[end], Line) and self.is_title(more, goes_on=True):
                    parts.append(more.words)
                    end += 1
                for above in blocks[:at]:
                    self.skip_all("letterhead", above)
                self.form.title = {"": one_line(" ".join(parts))[:200]}
                return end
            if isinstance(block, Line) and block.filled and not self.is_letterhead(block) and not self.is_above(blocks, at):
                break
        return 0

    def is_above(self, blocks: list[Block], at: int) -> bool:
        """A title still comes within the next lines."""
        return any(isinstance(one, Line) and self.is_title(one) for one in blocks[at + 1 : at + 6])

    def is_title(self, line: Line, *, goes_on: bool = False) -> bool:
        text = line.words
        if (line.filled and (goes_on or not re.fullmatch(rf"[^{FILLED}:,]+[{BLANK}]", line.text))) or BOX in line.text:
            return False
        if not text or self.is_letterhead(line) or begins_with(text, (*self.words.notes, *self.words.addressee)):
            return False
        letters = [char for char in text if char.isalpha()]
        capital = len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.8 * len(letters)
        return capital and len(text.split()) >= (1 if goes_on or line.filled else 2) and not re.match(r"\s*(?:[IVX]+|[A-H]|\d+)\s*[.)]", text)

    def is_letterhead(self, line: Line) -> bool:
        return says(line.words, self.words.letterhead)

    def block(self, block: Block, following: Block | None, depth: int) -> None:
        if isinstance(block, Line):
            self.line(block, following)
        elif depth < DEEPEST:
            self.grid(block, depth)

    def skip(self, kind: str, line: Line) -> None:
        if text := one_line(re.sub(f"[{FILLED}]", "…", line.text).replace(BOX, "□")):
            self.form.skipped.append(Skipped(kind, line.place, text[:300]))

    def skip_all(self, kind: str, block: Block) -> None:
        for line in lines_of(block):
            self.skip(kind, line)

    # --- lines ----------------------------------------------------------------------------------------------------

    def line(self, line: Line, following: Block | None) -> None:
        text = line.words
        if not text and not line.filled:
            return None
        if self.mode == "notes" or self.begins_notes(line):
            return self.note(line)
        if self.is_letterhead(line) and not line.filled:
            return self.skip("letterhead", line)
        if begins_with(without_number(text), self.words.office):
            self.mode = "office"
            return self.skip("office", line)
        if self.is_section(line, following):
            return self.section(line)
        if self.mode == "office":
            return self.skip("office", line)
        return self.content(line, text, following)

    def content(self, line: Line, text: str, following: Block | None) -> None:
        if begins_with(label_of(text).text, self.words.addressee) or begins_with(text, self.words.addressee):
            self.mode = "addressee"
            return self.skip("addressee", line)
        if self.mode == "addressee" and (blank_only(line.text) or re.match(r"\s*[-–•]", line.text)):
            return self.skip("addressee", line)
        if self.mode == "addressee":
            self.mode = "form"
        if self.is_place_and_date(line):
            return self.skip("place and date", line)
        if self.is_signature(line, text):
            self.mode = "end"
            return self.skip("signature", line)
        if self.is_declaration(line, text, following):
            return self.declaration(line)
        if begins_with(label_of(text).text, self.words.citations):
            return self.skip("citation", line)
        if self.begins_papers(line, following):
            self.mode = "papers"
            return self.skip("text", line)
        if self.mode == "papers" and self.paper(line):
            return None
        if line.filled:
            return self.asked(line)
        if line.text.rstrip().endswith(":") and self.begins_group(following):
            return self.section(line)
        self.pending = line
        self.boxes = None
        return self.skip("text", line)

    def is_declaration(self, line: Line, text: str, following: Block | None) -> bool:
        """A sentence that is agreed to; one that ends in a colon above blanks asks what is agreed to."""
        if not says(text, self.words.declaration) or len(text.split()) < SHORTEST_DECLARATION:
            return False
        if text.endswith(":") and isinstance(following, Line) and blank_only(following.text):
            return False
        return not line.filled or says(text, self.words.speaker)

    def begins_group(self, following: Block | None) -> bool:
        """The next line has a label and a blank of its own."""
        return isinstance(following, Line) and following.filled and BOX not in following.text and bool(label_of(following.words).text)

    def begins_notes(self, line: Line) -> bool:
        return not line.filled and begins_with(without_number(line.words), self.words.notes)

    def note(self, line: Line) -> None:
        """Notes fill the rest of the form where their heading stands alone."""
        text = line.words
        if self.mode != "notes":
            _, colon, rest = text.partition(":")
            if not colon or not rest.strip():
                self.mode = "notes"
        self.notes.add(line.text if not line.number else f"[{line.number.strip('[]. ')}] {line.text}")
        self.skip("note", line)

    def is_place_and_date(self, line: Line) -> bool:
        day = "|".join(map(re.escape, self.words.day))
        if re.search(rf"(?:^|[{BLANK}]|^[^:]{{1,40}})\s*,\s*(?:{day})?\s*{DATE}[\s.]*$", line.text, re.IGNORECASE):
            return True
        if re.fullmatch(rf"\W*(?:{day})\s*{DATE}[\s.]*", line.text, re.IGNORECASE):
            return self.pending is None or not self.pending.text.rstrip().endswith(":")
        return begins_with(line.words, self.words.place_date)

    def is_signature(self, line: Line, text: str) -> bool:
        if re.match(r"\s*(?:[IVX]+|\d+)\s*[.)]", text) or BOX in line.text:
            return False
        brief = len(text.split()) <= 12
        named = begins_with(text.strip("( "), self.words.signature)
        signed = re.search(r"\(", text) is not None and says(text, self.words.signature)
        return brief and (signed or (named and (not line.filled or self.mode == "end" or begins_with(text, self.words.signature[-4:]) or len(text.split()) <= 4)))

    def is_section(self, line: Line, following: Block | None) -> bool:
        """A heading: numbered in Roman, in capitals, or bold on its own."""
        text = line.words
        if line.filled or not text or len(text) > 200:
            return False
        if re.match(r"\s*(?:[IVX]{1,5}|[A-H])\s*[.):/-]\s*\S", text) or re.fullmatch(r"[IVX]{1,5}\.?\)?", line.number.strip()):
            return True
        if re.match(rf"(?:{'|'.join(map(re.escape, self.words.section))})\s+(?:[IVX]+|\d+|[A-H])\b", text, re.IGNORECASE):
            return True
        letters = [char for char in text if char.isalpha()]
        capital = len(letters) >= 6 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)
        heading = capital or (line.strong and len(text.split()) <= 15 and not text.endswith((".", ",", ";")))
        return heading and not self.is_signature(line, text) and not says(text, self.words.declaration) and self.asks(following)

    def asks(self, following: Block | None) -> bool:
        """Note that what comes next is not where somebody signs."""
        return not (isinstance(following, Line) and self.is_signature(following, following.words))

    def section(self, line: Line) -> None:
        title = without_number(line.words)
        self.mode = "form"
        self.pending = line
        self.boxes = None
        self.page(title or line.words, line.place)

    def page(self, title: str, place: Place) -> Page:
        title = one_line(title)[:160]
        page = Page(slug(title, self.pages), {"": title}, place=place)
        self.form.pages.append(page)
        return page

    # --- questions ------------------------------------------------------------------------------------------------

    def add(self, label: str, kind: str, place: Place, asked: Asked | None = None) -> Question:
        """A question on the present page."""
        if not self.form.pages:
            self.page(next(iter(self.form.title.values()), "") or self.heading.title, place)
        one = Question(self.names.give(label), {"": label}, kind, place, optional=says(label, self.words.optional))
        if asked:
            one.ref = (asked.ref,) if asked.ref else ()
            self.marks[one.id] = (*asked.notes, *((f"ref {asked.ref}",) if asked.ref else ()))
            if asked.unsure:
                self.form.lose("label out of a sentence", place, label, kept="partly", at=one.id)
        self.form.pages[-1].questions.append(one)
        return one

    def last(self) -> Question | None:
        page = self.form.pages[-1] if self.form.pages else None
        return page.questions[-1] if page and page.questions else None

    def asked(self, line: Line) -> None:
        if blank_only(line.text) and (self.pending is None or not self.pending.words):
            return self.lengthen(line)
        pending, self.pending = self.pending, None
        if re.fullmatch(r"\W*\d[\d.]*\W*", line.words):  # the next number of a list
            pending = None
        for one in asked_by(line, self.words):
            if one.mark == BOX:
                self.chosen(one, line.place, pending)
            else:
                self.blank(one, line.place, pending)
            pending = None
        return None

    def lengthen(self, line: Line) -> None:
        """A line of blanks alone goes on with the answer before."""
        last = self.last()
        if last is None:
            self.form.lose("label not found", line.place)
        elif last.type == "text":
            last.type = "long_text"

    def blank(self, asked: Asked, place: Place, pending: Line | None) -> None:
        label = asked.label
        if not label and pending is not None:
            own = label_of(pending.words, pending.number)
            if not own.text:
                return
            asked, label = Asked(own.text, asked.mark, own.ref, own.notes), own.text
            kind = "long_text"
        elif not label:
            return
        else:
            kind = "text"
        self.boxes = None
        found = {DATE: "date", MONTH: "month"}.get(asked.mark) or self.kind(label, asked)
        one = self.add(label, found if found != "text" else kind, place, asked)
        if one.type == "decimal" and asked.unit:
            one.settings["unit"] = asked.unit
        self.give(one, asked.options or (self.options_of(label) if asked.mark == BLANK else ()), place)

    def options_of(self, label: str) -> tuple[Chosen, ...]:
        """Options in brackets behind a label, or those that everybody knows."""
        known = next((options for name, options in self.words.answers.items() if plain_of(label) == name), ())
        return tuple(map(Chosen, choices_in(label, self.words) or known))

    def kind(self, label: str, asked: Asked) -> str:
        kind = kind_of(label, self.words)
        if asked.unit and one_of(asked.unit, self.words.money_units):
            return "money"
        return "decimal" if kind == "text" and asked.unit and (asked.unit == "%" or one_of(asked.unit, self.words.units)) else kind

    def give(self, one: Question, options: tuple[Chosen, ...], place: Place) -> None:
        """Make a choice of a question that offers options; each with something to write gets a question of its own."""
        if is_yes_no(options, self.words):
            one.type = "yes_no"
            return
        known = {next(iter(option.title.values())) for option in one.options}
        taken = {option.code for option in one.options}
        for option in options:
            if option.text in known:
                continue
            code = slug(option.text, taken)
            one.options.append(Option(code, {"": option.text}))
            known.add(option.text)
            if option.written:
                more = self.add(f"{next(iter(one.title.values()))}: {option.text}", kind_of(option.text, self.words), place)
                more.when = f'{one.id} == "{code}"'
                more.optional = False
        if len(one.options) >= 2:
            one.type = "choice"

    def chosen(self, asked: Asked, place: Place, pending: Line | None) -> None:
        """Boxes: a choice, a yes or no, or more options of the choice before."""
        label = asked.label
        if not label and pending is not None:
            own = label_of(pending.words, pending.number)
            label, asked = own.text, Asked(own.text, BOX, own.ref, (*own.notes, *asked.notes), asked.options)
        if not label and self.boxes is not None:
            self.give(self.boxes, asked.options, place)
            return
        if not label and len(asked.options) == 1:
            one = self.add(asked.options[0].text, "yes_no", place, asked)
            if asked.options[0].written:
                more = self.add(f"{asked.options[0].text}: …", "text", place)
                more.when = one.id
            return
        if not label and not asked.options:
            self.form.lose("label not found", place)
            return
        title = label or (next(iter(self.form.pages[-1].title.values())) if self.form.pages else self.heading.title)
        one = self.add(title, "yes_no", place, asked)
        self.give(one, asked.options, place)
        self.boxes = one

    def declaration(self, line: Line) -> None:
        text = one_line(re.sub(f"[{FILLED}{BOX}]+", "…", line.text)).strip(" -–+*;")
        text = without_number(text) + ("." if text.endswith(".") else "")
        one = self.last()
        if one and one.settings.get("declaration") and one.place == line.place:
            return self.skip("text", line)
        added = self.add(text[:300], "yes_no", line.place)
        added.settings["declaration"] = True
        self.pending = None
        return None

    # --- papers ---------------------------------------------------------------------------------------------------

    def begins_papers(self, line: Line, following: Block | None) -> bool:
        """A heading of papers: words for them, and a list below or behind them."""
        text = without_number(line.words)
        if not begins_with(text, self.words.attachments) or len(text.split()) > 25:
            return False
        if not line.filled:
            return line.text.rstrip().endswith(":") or self.listed(following)
        return False

    def listed(self, block: Block | None) -> bool:
        return isinstance(block, Line) and bool(re.match(r"\s*(?:[-–+•*]|\d{1,2}[.)]|[a-z][.)])\s*\w", block.text))

    def paper(self, line: Line) -> bool:
        """Take a line of a list as a paper; a line that is none ends the list."""
        if not re.match(r"\s*(?:[-–+•*]|\d{1,2}[.)]|[a-z][.)])\s*\w", line.text) and not line.number:
            self.mode = "form"
            return False
        label = label_of(line.words, line.number)
        if label.text:
            paper = Paper(self.names.give(label.text), {"": label.text}, line.place, optional=says(label.text, self.words.optional))
            paper.ref = (label.ref,) if label.ref else ()
            self.form.papers.append(paper)
        return True

    # --- grids ----------------------------------------------------------------------------------------------------

    def grid(self, grid: Grid, depth: int) -> None:
        if self.mode in ("notes", "office"):
            self.skip_all("note" if self.mode == "notes" else "office", grid)
            return
        brief = len(grid.rows) <= 3
        if mentions(grid, self.words.letterhead) and not self.form.pages and brief:
            self.skip_all("letterhead", grid)
            return
        if brief and len(grid.rows[0] if grid.rows else ()) > 1 and mentions(grid, self.words.signature):
            self.skip_all("signature", grid)
            return
        for one in read_grid(grid, self.words):
            self.part(one, grid.place, depth)

    def part(self, one: Rows | Digits | Pair | Loose, place: Place, depth: int) -> None:
        if isinstance(one, Loose):
            self.block(one.block, None, depth + 1)
            return
        pending, self.pending = self.pending, None
        title = label_of(without_number(pending.words), pending.number).text if pending else ""
        if isinstance(one, Pair):
            self.pair(one, place)
        elif isinstance(one, Digits):
            label = label_of(one.label).text or title
            if label:
                added = self.add(label, "text", place, Asked(label, BLANK, *self.printed(one.label, pending)))
                added.settings["max_length"] = one.count
            elif (last := self.last()) is not None and last.type in ("text", "phone"):
                last.type, last.settings = "text", {"max_length": one.count}
            else:
                self.form.lose("label not found", place)
        else:
            self.table(one, place, title, pending)

    def printed(self, label: str, pending: Line | None) -> tuple[str]:
        return (label_of(label).ref or (label_of(pending.words, pending.number).ref if pending else ""),)

    def pair(self, one: Pair, place: Place) -> None:
        own = label_of(one.label)
        if own.text:
            added = self.add(own.text, kind_of(own.text, self.words), place, Asked(own.text, BLANK, own.ref, own.notes))
            self.give(added, self.options_of(own.text), place)

    def column_kind(self, label: str) -> str:
        """The type a column's own header asks for, else the header above it."""
        above, _, own = label.rpartition(": ")
        found = kind_of(own, self.words)
        return kind_of(above, self.words) if found == "text" and above else found

    def table(self, one: Rows, place: Place, title: str, pending: Line | None) -> None:
        title = title or (next(iter(self.form.pages[-1].title.values())) if self.form.pages else "") or self.heading.title
        ref = label_of(pending.words, pending.number).ref if pending else ""
        added = self.add(title, "table", place, Asked(title, BLANK, ref))
        names = Names()
        names.taken = set()
        for label in one.columns:
            column = Question(names.give(label), {"": label}, self.column_kind(label), place)
            column.optional = begins_with(label, self.words.notes) or says(label, self.words.optional)
            options = self.options_of(label)
            if is_yes_no(options, self.words):
                column.type = "yes_no"
            elif len(options) >= 2:
                taken: set[str] = set()
                texts = dict.fromkeys(option.text for option in options)
                column.type, column.options = "choice", [Option(slug(text, taken), {"": text}) for text in texts]
            added.columns.append(column)

