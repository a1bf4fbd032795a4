"""Random walks over one form, against the law of what is held (docs/semantics.md, section 15).

A walk is somebody with a browser and a registry that both do what they please: answers are typed, corrected, emptied;
rows come and go; ticks and doubts are set; registries fall silent, refuse, know nobody, change their minds; another one
logs in; pages are posted, left, opened again. After each post the laws are checked. At its end everybody must be able to
finish. A walk that breaks a law is made shorter as long as it still does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.held import Given, HeldValue
from eformc.contract.plan import Plan
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Scope, at, row_limits
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Item, Table
from eformc.kernel.values import Boolean, File, Money, Value
from eformc.portal.forms import PublishedForm
from eformc.portal.submission.envelope import Envelope
from eformc.portal.submission.holding import Turn, belonging, sent_as_held, turn
from eformc.portal.submission.judge import Submitted, submitted
from eformc.portal.submission.marks import mark_of
from eformc.portal.submission.rows import held_rows, row_id
from eformc.portal.view.check_answers import overview
from eformc.portal.view.populate import with_submission
from eformc.portal.view.types import blocks_of
from eformc.prefill import Answer, Authenticated, Prefilled, Refused, Request, SourceError, run
from eformc.verify.answers import Answers
from eformc.verify.strangers import given_away
from eformc.wording.messages import ui
from eformc.wording.values import format_value

Json: TypeAlias = Any
LENGTH = 40
"""Events of one walk."""
_FINISHING = 30
"""Posts in which everybody must be able to finish."""


class Event(Struct, frozen=True):
    """One thing that happens; `seed` draws what exactly. Alike events do the same on the same page."""

    what: str
    seed: int


class Broken(Exception):
    """A law that does not hold; the message says which, and where."""


class Fault(Struct, frozen=True):
    """The shortest walk found that breaks a law. `steps`: what happened, in words."""

    law: str
    steps: tuple[str, ...]
    seed: str


class Walked(Struct, frozen=True):
    """`events` that were walked; the fault that ended it, if one did."""

    events: int
    walks: int
    finished: int
    fault: Fault | None = None


EVENTS = ("answer", "answer", "answer", "key", "key", "empty", "tick", "tick", "doubt", "add_row", "drop_row", "registry", "person", "reload", "post", "post", "post", "send", "send")


def walked(form: PublishedForm, plan: Plan, today: Day, events: int, seed: str) -> Walked:
    """Walk a form until so many events have happened. The same seed walks the same ways."""
    done = walks = finished = 0
    while done < events:
        name = f"{seed}/{walks}"
        dice = Random(name)
        way: Sequence[Event] = [Event(dice.choice(EVENTS), dice.randrange(2**32)) for _ in range(min(LENGTH, events - done))]
        law, count, whole = _tried(form, plan, today, way, name)
        done, walks, finished = done + count, walks + 1, finished + whole
        if law is not None:
            way = _shortened(way[:count], partial(_breaks, form, plan, today, name))
            told: list[str] = []
            law = _tried(form, plan, today, way, name, told)[0] or law
            return Walked(done, walks, finished, Fault(law, tuple(told), name))
    return Walked(done, walks, finished)


def _tried(form: PublishedForm, plan: Plan, today: Day, way: Sequence[Event], seed: str, told: list[str] | None = None) -> tuple[str | None, int, bool]:
    """Walk one way: the law that was broken, how many events happened, whether it was sent at the end."""
    walk = _Walk(form, plan, today, seed, told if told is not None else [])
    count = 0
    try:
        for event in way:
            count += 1
            walk.happens(event)
        walk.finish()
    except Broken as broken:
        return str(broken), count, False
    finally:
        walk.close()
    return None, count, True


def _breaks(form: PublishedForm, plan: Plan, today: Day, seed: str, way: Sequence[Event]) -> bool:
    return _tried(form, plan, today, way, seed)[0] is not None


def _shortened(way: Sequence[Event], breaks: Callable[[Sequence[Event]], bool]) -> Sequence[Event]:
    """The events that are needed to break the law: chunks are left out while it stays broken."""
    size = max(1, len(way) // 2)
    while size:
        n = 0
        while n < len(way):
            shorter = [*way[:n], *way[n + size :]]
            if breaks(shorter):
                way = shorter
            else:
                n += size
        size //= 2
    return way


# --- the world -----------------------------------------------------------------------------------------------------------


class _Registries:
    """Every registry: a record for each key, drawn by it. `moods`: registry -> what it does; `salt`: changes its mind."""

    def __init__(self, plan: Plan, draw: Answers, seed: str) -> None:
        self.plan, self.draw, self.seed = plan, draw, seed
        self.moods: dict[str, str] = {}
        self.salt: dict[str, int] = {}
        self.kinds = {(one.registry, one.lookup, fill.name): (plan.values[fill.pointer], "*" in fill.pointer or fill.many) for one in plan.lookups for fill in one.fills}

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        mood = self.moods.get(request.registry, "")
        if mood == "silent":
            raise SourceError("connection")
        if mood == "refuses":
            raise Refused
        key = {name: one.reveal() for name, one in request.key.items()}
        dice = Random(f"{self.seed}/{self.salt.get(request.registry, 0)}/{request.registry}/{request.lookup}/{sorted(key.items())}")
        if mood == "nobody" or dice.random() < 0.1:
            return None
        count = dice.randint(0, 3)
        record: dict[str, Json] = {}
        for name in sorted(request.wanted):
            value, many = self.kinds[request.registry, request.lookup, name]
            if dice.random() < 0.07:
                record[name] = None
            elif dice.random() > 0.05 and not isinstance(value, File):
                drawn = Answers(self.draw.form, self.draw.today, dice)
                record[name] = [drawn.value(value) for _ in range(count)] if many else drawn.value(value)
        return Answer(key, record)

    async def close(self) -> None:
        """Nothing is held open."""


class _Page(Struct):
    """A page as the citizen has it before them. `came`: the answers it was made with; `typed`: those that stand in it now. Each
    row by its number on the page.
    """

    came: dict[str, Json]
    typed: dict[str, Json]
    shown: dict[str, str]
    rows: dict[str, str]
    ticks: dict[str, bool]
    doubts: set[str]
    left_out: frozenset[str]
    who: str
    checking: bool = False


class _Walk:
    """One walk. What it remembers by itself, not by marks: `corrected`, place -> the answers at the keys when something was
    said of what was shown there; `ticked`, first place of a block -> the values that were said to be right.
    """

    def __init__(self, form: PublishedForm, plan: Plan, today: Day, seed: str, told: list[str]) -> None:
        self.form, self.plan, self.today, self.told = form, plan, today, told
        self.loop = asyncio.new_event_loop()
        self.draw = Answers(form.form, today, Random(seed))
        self.registries = _Registries(plan, self.draw, seed)
        self.view = next(iter(form.views.values()))
        self.keys = plan.reads()
        self.roots: dict[str, list[str]] = {}
        asked_with = {pointer for one in plan.lookups for pointer in one.given.values()}
        for key, places in self.keys.items():  # keys alone: whether a condition matters depends on what it says
            for place in places if key in asked_with else ():
                self.roots.setdefault(place, []).append(key)
        self.corrected: dict[str, Json] = {}
        self.hidden: frozenset[str] = frozenset()
        self.ticked: dict[str, Json] = {}
        self.person = Authenticated({one.pointer: self.draw.value(plan.values[one.pointer]) for one in plan.given})
        self.page = self.fresh({})

    def close(self) -> None:
        self.loop.close()

    # --- events ---------------------------------------------------------------------------------------------------

    def happens(self, event: Event) -> None:
        dice = Random(event.seed)
        said = getattr(self, f"on_{event.what}")(dice)
        if said:
            self.told.append(f"{event.what}: {said}")

    def on_answer(self, dice: Random) -> str:
        return self.type_at(dice, dice.choice(self.form.form.entries), empty=False)

    def on_empty(self, dice: Random) -> str:
        return self.type_at(dice, dice.choice(self.form.form.entries), empty=True)

    def on_key(self, dice: Random) -> str:
        """A key that brings something is typed, from a few: so that one comes back."""
        entries = {pointer_text(one.pointer): one for one in self.form.form.entries}
        keys = [key for key in self.keys if key in entries or key.split("/*")[0] in entries]
        if not keys:
            return ""
        key = dice.choice(keys)
        entry = entries.get(key) or entries[key.split("/*")[0]]
        return self.type_at(dice, entry, empty=dice.random() < 0.2, few=True, column=key.rpartition("/*")[2] if "/*" in key else "")

    def type_at(self, dice: Random, entry: Item | Table, *, empty: bool, few: bool = False, column: str = "") -> str:
        some = Answers(self.form.form, self.today, Random(f"{entry.pointer}{dice.randrange(3)}") if few else dice)
        if isinstance(entry, Item):
            place = pointer_text(entry.pointer)
            if isinstance(entry.value, File) or not self.on_page(place, entry):
                return ""
            if place in self.page.shown and not self.is_question(entry.pointer):
                self.corrected[place] = self.corrected[place] if at(self.page.typed, entry.pointer) is not None and place in self.corrected else self.keys_of(place)
            return self.put(entry.pointer, None if empty else some.value(entry.value))
        rows = _rows_of(self.page, entry)
        number = dice.choice(rows) if rows else 0
        columns = [one for one in entry.columns if not isinstance(one.value, File) and (not column or pointer_text(one.pointer) == column)]
        if not columns:
            return ""
        chosen = dice.choice(columns)
        where = (*entry.pointer, str(number), *chosen.pointer)
        if not self.on_page(pointer_text(where), chosen):
            return ""
        return self.put(where, None if empty else some.value(chosen.value))

    def keys_of(self, place: str) -> Json:
        """The answers at the keys of a place by which the page shows it, and who is logged in. No server hears of a key that
        was typed and taken back on one page.
        """
        keys = [key for key in self.roots.get(place, ()) if "*" not in key]
        return [self.page.who, {key: None if key in self.hidden else _copy(at(self.page.came, tuple(key.split("/")[1:]))) for key in keys}]

    def values_of(self, first: str, view: Any) -> Json:
        """The values of a block as they stand."""
        block = next((one for one in blocks_of(view) if one.questions[0].pointer == first), None)
        return None if block is None else [found.value for one in block.questions if isinstance(found := self.held.get(one.pointer), HeldValue)]

    def on_page(self, pointer: str, item: Item) -> bool:
        """True if there is a control for a place: asked, or the question below a held value."""
        plain = tuple("*" if token.isdigit() else token for token in pointer.split("/")[1:])
        supply = self.form.supplies.get(plain)
        if supply is None or supply.asked:
            return True
        held = pointer in self.page.shown and len(self.page.shown[pointer].partition(".")[2]) == 12  # a value, no state
        return not supply.derived and pointer not in self.view.unshown and not (supply.locked and held) and item.pointer != ()

    def is_question(self, pointer: tuple[str, ...]) -> bool:
        supply = self.form.supplies.get(tuple("*" if token.isdigit() else token for token in pointer))
        return supply is None or supply.asked

    def put(self, pointer: tuple[str, ...], value: Json) -> str:
        supply = self.form.supplies.get(tuple("*" if token.isdigit() else token for token in pointer))
        if supply is not None and supply.derived:  # there is no control
            return ""
        place: Json = self.page.typed
        for n, token in enumerate(pointer[:-1]):
            if isinstance(place, dict) and pointer[n + 1].isdigit():
                place = place.setdefault(token, {})
            else:
                place = place.setdefault(token, {})
        if value is None:
            place.pop(pointer[-1], None)
        else:
            place[pointer[-1]] = value
        return f"{pointer_text(pointer)} = {value!r}"

    def on_tick(self, dice: Random) -> str:
        blocks = [one for one in blocks_of(self.shown_view()) if one.confirm and one.there]
        if not blocks:
            return ""
        first = dice.choice(blocks).questions[0].pointer
        self.page.ticks[first] = dice.random() < 0.7
        self.ticked[first] = self.values_of(first, self.shown_view())
        return f"{first} {self.page.ticks[first]}"

    def on_doubt(self, dice: Random) -> str:
        places = sorted(self.page.shown)
        if not places:
            return ""
        place = dice.choice(places)
        self.page.doubts ^= {place}
        return place

    def on_add_row(self, dice: Random) -> str:
        tables = [one for one in self.form.form.entries if isinstance(one, Table)]
        if not tables:
            return ""
        table = dice.choice(tables)
        rows = _rows_of(self.page, table)
        columns = [one for one in table.columns if not isinstance(one.value, File)]
        column = dice.choice(columns)
        if len(rows) >= table.most or not self.on_page(pointer_text((*table.pointer, "99", *column.pointer)), column):
            return ""
        return self.put((*table.pointer, str(max(rows, default=-1) + 1), *column.pointer), Answers(self.form.form, self.today, dice).value(column.value))

    def on_drop_row(self, dice: Random) -> str:
        """Rows that somebody typed can be taken out."""
        typed = [(table, number) for table in self.form.form.entries if isinstance(table, Table) for number in _rows_of(self.page, table) if f"{pointer_text(table.pointer)}/{number}" not in self.page.rows]
        if not typed:
            return ""
        table, number = dice.choice(typed)
        start = f"{pointer_text(table.pointer)}/{number}/"
        at(self.page.typed, table.pointer).pop(str(number), None)
        self.page.shown = {pointer: mark for pointer, mark in self.page.shown.items() if not pointer.startswith(start)}
        self.page.doubts = {pointer for pointer in self.page.doubts if not pointer.startswith(start)}
        return start

    def on_registry(self, dice: Random) -> str:
        names = sorted({one.registry for one in self.plan.lookups})
        if not names:
            return ""
        name, mood = dice.choice(names), dice.choice(["", "", "silent", "refuses", "nobody", "changes"])
        if mood == "changes":
            self.registries.salt[name] = dice.randrange(1000)
        else:
            self.registries.moods[name] = mood
        return f"{name} {mood or 'answers'}"

    def on_person(self, dice: Random) -> str:
        """Another one logs in, or nobody is; the page of the one before is opened anew by its owner's login only."""
        if dice.random() < 0.7:
            return ""
        given = {} if dice.random() < 0.3 else {one.pointer: Answers(self.form.form, self.today, dice).value(self.plan.values[one.pointer]) for one in self.plan.given}
        self.person = Authenticated(given)
        return "somebody else" if given else "nobody"

    def on_reload(self, dice: Random) -> str:
        """The page is opened anew; what was typed comes back from the draft, with the marks it was said under."""
        kept = self.page
        self.page = self.fresh({})
        if kept.who == self.page.who:
            self.page = replace_page(kept)
            self.post(final=False, change=True)
        return "with the draft" if kept.who == self.page.who else "without"

    def on_post(self, dice: Random) -> str:
        self.post(final=False, change=dice.random() < 0.3)
        return "check" if self.page.checking else "form"

    def on_send(self, dice: Random) -> str:
        return self.post(final=True, change=False).answer

    # --- the server -----------------------------------------------------------------------------------------------

    def prefilled(self, typed: Json) -> Prefilled:
        return self.loop.run_until_complete(run(self.plan, self.person, typed, {"*": self.registries}, today=self.today, deadline=10))

    def fresh(self, typed: dict[str, Json]) -> _Page:
        found = self.prefilled(typed)
        return self.page_of(typed, found.given(self.view.lang), found.who, Envelope(), frozenset(), checking=False)

    def shown_view(self) -> Any:
        return with_submission(self.view, _closed(self.page.typed), (), self.held)

    def page_of(self, typed: Json, held: Given, who: str, told: Envelope, left_out: frozenset[str], *, checking: bool) -> _Page:
        self.held = held
        marks = {pointer: mark for pointer, one in held.items() if (mark := mark_of(one)) and (not isinstance(one, HeldValue) or one.field)}
        rows: dict[str, str] = {}
        for table in self.form.form.entries:
            if isinstance(table, Table):
                base = pointer_text(table.pointer)
                rows |= {f"{base}/{n}": known for n in range(held_rows(base, held)) if (known := row_id(n, base, held))}
        return _Page(_numbered(typed), _numbered(typed), marks, rows, dict(told.held), set(told.doubted), left_out, who, checking)

    def post(self, *, final: bool, change: bool) -> Turn:
        page = self.page
        told = Envelope(
            "once", held=page.ticks, final=final, change=change, who=page.who, shown=page.shown, rows=page.rows, doubted=frozenset(page.doubts),
            left_out=page.left_out if page.checking else frozenset(),
        )  # fmt: skip
        if page.who != self.person.digest():
            self.page = self.fresh({})
            return Turn("over", Submitted({}, {}, (), (), (), self.today), told)
        typed, numbers = _compact(self.form, page.typed)
        before = self.prefilled(typed).given(self.view.lang)
        what = belonging(self.form.form, self.form.supplies, typed, told, numbers, before)
        found = self.prefilled(what.typed)
        held = found.given(self.view.lang)
        made = submitted(self.form.form, self.form.supplies, what.typed, self.today, held)
        view = with_submission(self.view, made.typed, (), held)
        turned = turn(tuple(blocks_of(view)), made, what.told, held, what.dropped)
        self.check(page, found, held, what.typed, turned, view)
        self.page = self.page_of(what.typed, held, found.who, turned.told, frozenset(made.left_out), checking=turned.answer == "check")
        self.hidden = made.hidden
        self.check_said(turned, view)
        return turned

    # --- the laws -------------------------------------------------------------------------------------------------

    def check_said(self, turned: Turn, view: Any) -> None:
        """Check that what was said belongs to what it was said of: judged without marks."""
        for place, keys in list(self.corrected.items()):
            stands = at(self.page.typed, tuple(place.split("/")[1:])) is not None
            if stands and keys != self.keys_of(place):
                msg = f"1: what was said of {place} still stands, though its keys have changed"
                raise Broken(msg)
            if not stands:
                del self.corrected[place]
        for first, right in turned.told.held.items():
            if right and first in self.ticked and self.values_of(first, view) != self.ticked[first]:
                msg = f"1: {first} is confirmed, and it was another value that was"
                raise Broken(msg)
        for first in [first for first in self.ticked if first not in turned.told.held]:
            del self.ticked[first]

    def check(self, page: _Page, found: Prefilled, held: Given, typed: Json, turned: Turn, view: Any) -> None:
        for pointer, one in found.held.items():
            for key, value in one.keys.items():
                if _value(typed, key) != value:
                    msg = f"1: {pointer} stands by {key} = {value!r}, and the answer is {_value(typed, key)!r}"
                    raise Broken(msg)
        marks = {pointer: mark_of(one) for pointer, one in held.items()}
        shown_then = set(page.shown.values())
        for pointer, right in turned.told.held.items():
            if right and marks.get(pointer, "") not in {"", *shown_then}:
                msg = f"1: {pointer} is confirmed, and the page showed something else"
                raise Broken(msg)
        for place, value in _leaves(self.form, typed):
            plain = tuple("*" if token.isdigit() else token for token in place)
            supply = self.form.supplies.get(plain)
            pointer = pointer_text(place)
            if supply is not None and not supply.asked and value is not None and not any(token.isdigit() for token in place):
                before, now = page.shown.get(pointer, "").partition(".")[0], marks.get(pointer, "").partition(".")[0]
                if before and before != now:
                    msg = f"1: what was said of {pointer} under other keys still stands"
                    raise Broken(msg)
        if turned.answer == "take":
            self.check_taken(page, held, turned, marks)
        parts = overview(view, turned.made.hidden, turned.made.left_out, turned.told.doubted)
        texts = [line.text for part in parts for line in part.lines]
        broken = given_away(self.plan, self.person, typed, found, self.view, held, " ".join(texts))
        if broken is not None:
            raise Broken(broken)
        if turned.answer in ("take", "check"):
            self.check_complete(turned, held, texts)

    def check_taken(self, page: _Page, held: Given, turned: Turn, marks: Mapping[str, str]) -> None:
        made = turned.made
        for pointer in sent_as_held(made, held):
            if page.shown.get(pointer) != marks[pointer] and not (any(token.isdigit() for token in pointer.split("/")) and marks[pointer] in page.shown.values()):
                msg = f"2: {pointer} is sent, and the page did not show it"
                raise Broken(msg)
        lost = [place for place, value in _leaves(self.form, made.typed) if value is not None and not made.applies(place) and pointer_text(place) not in page.left_out and len(place) < 3]
        if lost:
            msg = f"2: the answer at {pointer_text(lost[0])} is dropped, and no check said so"
            raise Broken(msg)
        if made.faults or made.missing:
            raise Broken("it was taken though something is wrong")
        there = [tuple(pointer.split("/")[1:]) for pointer, one in held.items() if isinstance(one, HeldValue) and one.value is not None]
        for place, supply in self.form.supplies.items():
            denied = [one for one in there for of in supply.instead_of if one[: len(of)] == of]
            if denied and at(made.answers, place) is not None:
                msg = f"10: {pointer_text(place)} says that there is nothing, and a registry has {pointer_text(denied[0])}"
                raise Broken(msg)
        told = {one.at for one in turned.disputed}
        for pointer, found in held.items():
            tokens = tuple(pointer.split("/")[1:])
            if not isinstance(found, HeldValue) or found.value is None or not found.field or len(tokens) > 2 or not made.applies(tokens):
                continue
            sent = at(made.answers, tokens)
            if sent is not None and (sent != found.value or pointer in page.doubts) and pointer not in told:
                msg = f"6: {pointer} is disputed, and the office is not told"
                raise Broken(msg)
        for block in blocks_of(self.shown_view()):
            first = block.questions[0].pointer
            said = any(at(made.typed, tuple(one.pointer.split("/")[1:])) is not None or one.pointer in page.doubts for one in block.questions)
            if block.confirm and block.there and not said and first not in page.ticks and any(one.pointer not in made.hidden for one in block.questions):
                msg = f"2: {first} was taken, and nobody said that it is right"
                raise Broken(msg)

    def check_complete(self, turned: Turn, held: Given, texts: Sequence[str]) -> None:
        """Everything that is in the submission stands on the check, word for word, or under the mask of the page."""
        for entry in self.form.form.entries:
            value = at(turned.made.answers, entry.pointer)
            numbers = turned.made.places.get(entry.pointer, ())
            pairs = [(entry.value, entry.pointer, value)] if isinstance(entry, Item) else [(one.value, (*entry.pointer, str(n), *one.pointer), at(row, one.pointer)) for n, row in zip(numbers, value or (), strict=False) for one in entry.columns]
            for kind, place, one in pairs:
                found = held.get(pointer_text(place))
                masked = isinstance(found, HeldValue) and found.masked and found.value == one
                said = found.text if masked and isinstance(found, HeldValue) else ""
                if one is not None and not isinstance(kind, File) and not _stands(said or _as_said(kind, one, self.view.lang), texts):
                    msg = f"2: {pointer_text(entry.pointer)} is sent as {one!r}, and the check does not say it: {texts}"
                    raise Broken(msg)

    def finish(self) -> None:
        """Everybody can finish, whatever registries do."""
        turned = self.post(final=False, change=True)
        for n in range(_FINISHING):
            turned = self.post(final=self.page.checking, change=False)
            if turned.answer == "take":
                return
            if turned.answer in ("check", "over"):
                continue
            self.mend(turned, Random(n))
        lines = self.form.errors(turned.made, self.view.lang, turned)
        msg = f"5: nobody can finish this: {turned.answer} {lines[:3]} {turned.made.missing[:3]} {turned.wanted[:3]}"
        raise Broken(msg)

    def tick(self, pointer: str) -> None:
        self.page.ticks[pointer] = True
        self.ticked[pointer] = self.values_of(pointer, self.shown_view())

    def mend(self, turned: Turn, dice: Random) -> None:
        """Do what the page asks for."""
        for first, name in turned.wanted:  # who does not know what is wrong says that it is right
            self.tick(first)
            self.told.append(f"finish: {name} {first}")
        wrong: list[tuple[str, ...]] = [one.pointer for one in turned.made.faults] + [tuple(pointer.split("/")[1:]) for pointer in turned.made.missing]
        right = Answers(self.form.form, self.today, dice)
        for pointer in wrong:
            for entry in self.form.form.entries:
                if isinstance(entry, Item) and pointer[: len(entry.pointer)] == entry.pointer:
                    self.put(entry.pointer, right.value(entry.value))
                elif isinstance(entry, Table) and pointer[: len(entry.pointer)] == entry.pointer:
                    self.mend_row(entry, pointer[len(entry.pointer) :], right, dice)
        broken = {finding.code for finding in turned.made.faults}
        if "constraint" in broken or dice.random() < 0.2:  # several values have to fit each other
            for place, value in _leaves(self.form, right.right()):
                if dice.random() < 0.7 and value is not None and self.is_question(place):
                    self.put(place, value)

    def mend_row(self, table: Table, place: tuple[str, ...], right: Answers, dice: Random) -> None:
        rows = _rows_of(self.page, table)
        if not place:
            if len(rows) > row_limits(table, Scope(self.page.typed, self.today))[1]:
                at(self.page.typed, table.pointer).pop(str(rows[-1]), None)
                return
            for column in table.columns:
                self.put((*table.pointer, str(len(rows)), *column.pointer), right.value(column.value))
            return
        number = rows[int(place[0])] if place[0].isdigit() and int(place[0]) < len(rows) else 0
        for column in table.columns:
            if place[1 : 1 + len(column.pointer)] == column.pointer:
                self.put((*table.pointer, str(number), *column.pointer), right.value(column.value))


# --- parts ---------------------------------------------------------------------------------------------------------------


def replace_page(page: _Page) -> _Page:
    """The page with what was kept of it: it is no check any longer."""
    return replace(page, checking=False, left_out=frozenset())


def _numbered(typed: Json) -> dict[str, Json]:
    """Answers with the rows of tables by number."""
    return {name: {str(n): dict(row) for n, row in enumerate(value) if isinstance(row, dict)} if isinstance(value, list) and all(isinstance(one, dict) for one in value) else _copy(value) for name, value in typed.items()}


def _closed(typed: Json) -> dict[str, Json]:
    """The answers with rows as a list, as far as there are any."""
    return {name: [value.get(str(n), {}) for n in range(1 + max(map(int, value)))] if isinstance(value, dict) and value and all(key.isdigit() for key in value) else value for name, value in typed.items()}


def _compact(form: PublishedForm, typed: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, list[int]]]:
    """Answers as a server reads them from a post, and the numbers that the rows had on the page."""
    made: dict[str, Json] = {}
    numbers: dict[str, list[int]] = {}
    tables = {one.pointer[0]: one for one in form.form.entries if isinstance(one, Table)}
    for name, value in typed.items():
        if name in tables and isinstance(value, dict):
            rows = sorted((int(number), row) for number, row in value.items() if row)
            if rows:
                made[name] = [_copy(row) for _, row in rows]
                numbers[f"/{name}"] = [number for number, _ in rows]
        elif value not in ({}, None):
            made[name] = _copy(value)
    return made, numbers


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copy(one) for name, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _rows_of(page: _Page, table: Table) -> list[int]:
    base = pointer_text(table.pointer)
    typed = at(page.typed, table.pointer)
    numbers = {int(number) for number, row in (typed.items() if isinstance(typed, dict) else ()) if row}
    numbers |= {int(pointer[len(base) + 1 :].split("/")[0]) for pointer in (*page.shown, *(f"{row}/" for row in page.rows)) if pointer.startswith(f"{base}/")}
    return sorted(numbers)


def _leaves(form: PublishedForm, typed: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    for entry in form.form.entries:
        value = at(typed, entry.pointer)
        if isinstance(entry, Item):
            yield entry.pointer, value
        else:
            for number, row in enumerate(value if isinstance(value, list) else ()):
                yield from (((*entry.pointer, str(number), *one.pointer), at(row, one.pointer)) for one in entry.columns)


def _value(typed: Json, pointer: str) -> Json:
    for token in pointer.split("/")[1:]:
        if isinstance(typed, list) and token.isdigit() and int(token) < len(typed):
            typed = typed[int(token)]
        elif isinstance(typed, dict):
            typed = typed.get(token)
        else:
            return None
    return typed


def _as_said(kind: Value, one: Json, lang: str) -> str:
    """An answer as it stands on a check: amounts may do without their unit, a declaration is agreed to."""
    if isinstance(kind, Boolean) and kind.declaration:
        return ui("is_so" if kind.nothing else "agreed", lang)
    return format_value(kind, one, lang).rpartition(" ")[0] if isinstance(kind, Money) else format_value(kind, one, lang)


def _stands(text: str, texts: Sequence[str]) -> bool:
    """True if a text stands on the check; blanks and marks between digits do not count."""
    wanted = _bare(text)
    return any(wanted in _bare(one) for one in texts)


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).casefold()
