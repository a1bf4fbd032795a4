"""Answers to any form: right ones, ones an edit away from right, boundaries, and what nobody would type.

Drawn from a seeded source: the same seed gives the same answers, and a difference is found again by its number.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import TypeAlias

from eformc.kernel.dates import Day, moment_limit, parse
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import Json, Scope, evaluate, row_limits
from eformc.kernel.expressions import Pointer
from eformc.kernel.file_kinds import HEIC, UNKNOWN
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import (
    MAX_INTEGER,
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Part,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.verify.edges import beside, edges_of
from eformc.verify.samples import sample, sample_of

NAMES = ["Nguyễn Thị Hoa", "Trần Văn Bình", "H'Hen Niê", "Lê Thị Ngọc Ánh", "Đỗ Ỷ", "Vũ"]
NAUGHTY = [
    "", " ", "a ", " a", "a\u00a0", "\u00a0", "a\x07b", "a\nb", "a\r\nb", "Nguye\u0302\u0303n", "\u0301", "ﬁ", "𠀀", "👩‍👩‍👧", "\u200b", "\ufeff", "\u2028", "a\u202eb", "a\u200db", "क्\u200dष", "❤\ufe0f\ufe0f", "a\ufffd", "e" + "\u0323" * 31, "e" + "\u0323\u0301" * 20,
    "<script>", "{{7*7}}", "__proto__", "constructor", "null", "undefined", "NaN", "1e5", "0x1f", "١٢٣", "１２", "true", "x" * 300, "x" * 6000, "12\n", "-0",
]  # fmt: skip
NUMBERS = [0, -1, 1, 5, 5.0, 1.5, -0.0, MAX_INTEGER, MAX_INTEGER + 1, -MAX_INTEGER, 2**53, 2**53 + 1, 10**20, 1e300]
DATES = [
    "2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "1800-02-29", "2200-02-29", "1799-12-31", "1800-01-01", "2200-12-31", "2201-01-01", "1980", "1980-05", "1980-13", "1980-00",
    "1980-05-00", "1980-5-1", "20240229", "2024-W05-1", "2026-11-23", "2026-11-24", "+1980", "198", "1980-05-17T00:00", "1980--17",
]  # fmt: skip
TIMES = ["00:00", "23:59", "24:00", "05:60", "5:30", "05:30", "05:30:00", "0530", "٠٥:٣٠", "05.30", " 05:30", "-1:30", "12:00", ""]
Differs: TypeAlias = Callable[[Json], bool]
SOME_DATES = ["1980-05-17", "2000-02-29", "2024-12-31", "2026-01-01"]
EDGE = 0.4
"""The share of values that are one at which a condition of the form changes."""
ODD: list[Json] = [None, {}, [], [[]], True, False, "x", {"a": 1}, [None], {"": ""}, *NUMBERS]
WRONG_CHECK = 0.15
"""The share of numbers whose check digits are drawn like any other."""


class Answers:
    """Answers to one form. `today` is the day they are judged on."""

    def __init__(self, form: Form, today: Day, dice: Random) -> None:
        self.form, self.today, self.dice = form, today, dice
        self.edges = edges_of(form, today)

    def draw(self) -> Iterator[Json]:
        """Answers without end: one right one, then some that are an edit or a few away from it."""
        while True:
            right = self.right()
            yield right
            for _ in range(7):
                edited = copy.deepcopy(right)
                for _ in range(self.dice.choice([1, 1, 1, 2, 4])):
                    self.edit(edited)
                yield edited
            if self.dice.random() < 0.1:
                yield self.dice.choice(ODD)

    def right(self) -> Json:
        """Answers to everything that is asked; then, until it settles, without what does not apply."""
        answers: dict[str, Json] = {}
        leave_out = self.dice.choice([0.0, 0.2, 0.5])
        for entry in self.form.entries:
            if self.dice.random() < leave_out and entry.strength != "required":
                continue
            if isinstance(entry, Table):
                count = self.dice.randint(max(1, entry.least), max(1, min(entry.most, entry.least + 2)))
                _put(answers, entry.pointer, [self._row(entry) for _ in range(count)])
            else:
                _put(answers, entry.pointer, self.value(entry.value))
        self._fit_rows(answers)
        for _ in range(8):
            wrong = [one.pointer for one in evaluate(self.form, answers, self.today).findings if one.code in ("not-applicable", "option-not-applicable")]
            for pointer in wrong:
                _take(answers, pointer)
            if not wrong:
                break
        return {key: value for key, value in answers.items() if value not in ({}, [])}

    def _fit_rows(self, answers: dict[str, Json]) -> None:
        """As many rows as other answers want, where their number is worked out."""
        for table in self.form.entries:
            if isinstance(table, Table) and table.limits and table.pointer[0] in answers:
                least, most = row_limits(table, Scope(answers, self.today))
                count = self.dice.randint(min(max(1, least), most), min(most, max(1, least) + 2))
                _put(answers, table.pointer, [self._row(table) for _ in range(count)])

    def _row(self, table: Table) -> Json:
        row: dict[str, Json] = {}
        for column in table.columns:
            _put(row, column.pointer, self.value(column.value))
        return row

    def value(self, value: Value) -> Json:
        """A right answer of a kind."""
        dice = self.dice
        match value:
            case Text():
                return self._text(value)
            case Integer(low, high) | Money(_, _, low, high):
                least = low if low is not None else min(0, high or 0)
                most = high if high is not None else least + 10**dice.randint(0, 9)
                near = [number for number in self.edges.whole() if least <= number <= most]
                return dice.choice(near) if near and dice.random() < EDGE else dice.choice([least, most, dice.randint(least, most)])
            case Decimal(scale, low, high):
                least = low if low is not None else 0
                most = high if high is not None else least + 10**9
                near = [number for number in self.edges.scaled(scale) if least <= number <= most]
                number = dice.choice(near) if near and dice.random() < EDGE else dice.choice([least, most, dice.randint(least, most)])
                return decimal_text(number, scale)
            case Date(precision):
                cut = {"day": 10, "month": 7, "year": 4}.get(precision.value, dice.choice([4, 7, 10]))
                days = [date for date in self.edges.dates if len(date) == cut]
                return dice.choice(days) if days and dice.random() < EDGE else dice.choice([*SOME_DATES, str(self.today)])[:cut]
            case Time(low, high):
                times = [time for time in self.edges.times if (low or "") <= time <= (high or "24")]
                return dice.choice([low or "00:00", high or "23:59", *(times if dice.random() < EDGE else ())])
            case Moment():
                return self._moment(value)
            case RowOf():
                return dice.choice([1, 1, 2])
            case RowsOf(_, _, least, most):
                return list(range(1, dice.randint(max(1, least), max(least, most or 2)) + 1))
            case Choice(codes):
                return dice.choice([code.code for code in codes.codes])
            case Choices(codes, least, most):
                count = dice.randint(max(1, least), most or len(codes.codes))
                picked = set(dice.sample([code.code for code in codes.codes], min(count, len(codes.codes))))
                return [code.code for code in codes.codes if code.code in picked]
            case Boolean(declaration):
                return True if declaration else dice.random() < 0.5
            case Record():
                return self._record(value)
            case File(types, most):
                return {"name": dice.choice(["a.pdf", "ảnh chụp.jpg"]), "media_type": dice.choice(types), "size": dice.choice([1, most]), "sha256": "0a" * 32}

    def _moment(self, value: Moment) -> str:
        low, high = moment_limit(value.minimum, self.today, "00:00"), moment_limit(value.maximum, self.today, "23:59")
        near = [one for one in self.edges.moments if (low or "") <= one <= (high or "9")]
        days = [f"{date}T{time}" for date in (*SOME_DATES, str(self.today)) for time in ("00:00", "08:30", "23:59")]
        fitting = [one for one in (*days, *filter(None, (low, high))) if (low or "") <= one <= (high or "9")]
        return self.dice.choice(near if near and self.dice.random() < EDGE else fitting or days)

    def _text(self, value: Text) -> str:
        if value.pattern is not None:
            if value.checks and self.dice.random() < WRONG_CHECK:
                return sample(value.pattern, self.dice)
            return sample_of(value, self.dice)
        near = [text for text in self.edges.texts if value.least <= len(text) <= value.most]
        if near and self.dice.random() < EDGE:
            return self.dice.choice(near)
        text = self.dice.choice([*NAMES, "a" * value.most, "ễ" * value.least, "𠀀" * min(value.most, 5)])
        if value.multiline and self.dice.random() < 0.3:
            text = f"{text[: value.most // 2 - 1]}\n{text[: value.most // 2 - 1]}".strip() or "a"
        return text[: value.most].ljust(value.least, "a")

    def _record(self, value: Record) -> Json:
        made: dict[str, Json] = {}
        for part in value.parts:
            kind = part.value
            if isinstance(kind, Choice) and kind.parent_part is not None:
                fitting = [code.code for code in kind.codes.codes if code.parent == made.get(kind.parent_part)]
                if fitting:
                    made[part.name] = self.dice.choice(fitting)
            elif part.strength == "required" or self.dice.random() < 0.8:
                made[part.name] = self.value(kind)
        return made or {value.parts[0].name: self.value(value.parts[0].value)}

    # --- edits --------------------------------------------------------------------------------------------------------

    def edit(self, answers: Json) -> None:
        """One change for the worse, in place (now and then it changes nothing that matters)."""
        dice = self.dice
        entry = dice.choice(self.form.entries)
        kind = dice.randrange(10)
        if kind == 0:
            answers[dice.choice(["nobody_asked", "a/b", "m~n", "", "__proto__", "1"])] = dice.choice(ODD)
        elif kind == 1:
            _take(answers, entry.pointer)
        elif kind == 2 and len(entry.pointer) > 1:
            answers[entry.pointer[0]] = dice.choice([{}, [], None, "x", {"nobody_asked": 1}])
        elif isinstance(entry, Table):
            self._edit_table(answers, entry, kind)
        else:
            _put(answers, entry.pointer, self.wrong(entry, _at(answers, entry.pointer)))

    def _edit_table(self, answers: Json, table: Table, kind: int) -> None:
        rows = _at(answers, table.pointer)
        if not isinstance(rows, list) or not rows or kind < 4:
            least, most = row_limits(table, Scope(answers, self.today))
            many = [self._row(table)] * (self.dice.choice([least - 1, least, most]) if table.limits and most < table.most else most)
            odd: list[Json] = [[], [{}], None, {}, [[]], [self._row(table), *many], [self._row(table)]]
            _put(answers, table.pointer, self.dice.choice(odd))
            return
        row, column = self.dice.choice(rows), self.dice.choice(table.columns)
        if not isinstance(row, dict):
            return
        if kind == 4:
            row["nobody_asked"] = 1
        elif kind == 5:
            _take(row, column.pointer)
        else:
            _put(row, column.pointer, self.wrong(column, _at(row, column.pointer)))

    def wrong(self, item: Item, now: Json) -> Json:
        """Another answer: a boundary, another kind of value, something that looks right."""
        dice = self.dice
        if dice.random() < 0.15:
            return dice.choice(ODD)
        match item.value:
            case Text(least, most):
                edges = ["x" * most, "x" * (most + 1), "𠀀" * most, "𠀀" * (most + 1), "x" * max(least - 1, 0), "ễ" * max(least, 1)]
                typed = now if isinstance(now, str) else "a"
                return dice.choice([*NAUGHTY, *edges, *NAMES, typed + dice.choice([" ", "x", "\n", "1", "\u0301"]), typed[1:], typed[:-1]])
            case Integer(low, high) | Money(_, _, low, high):
                return dice.choice([*NUMBERS, "5", *_around(low), *_around(high)])
            case Decimal(scale, low, high):
                texts = ["1", ".5", "5.", "01.50", "-0." + "0" * scale, "0." + "0" * scale, "1," + "0" * scale, "9" * (15 - scale) + "." + "9" * scale, "9" * (16 - scale) + "." + "9" * scale]
                return dice.choice([*texts, 1, 1.5, *(decimal_text(n, scale) for n in (*_around(low), *_around(high)))])
            case Date():
                return dice.choice(DATES)
            case Time(first, last):
                return dice.choice([*TIMES, *(one for limit in (first, last) if limit for one in beside(limit))])
            case Moment(first, last):
                limits = [moment_limit(first, self.today, "00:00"), moment_limit(last, self.today, "23:59")]
                around = [f"{limit[:11]}{time}" for limit in limits if limit for time in beside(limit[11:])]
                return dice.choice([*around, *(f"{date}T{dice.choice(TIMES)}" for date in dice.sample(DATES, 4)), *TIMES[:3], "2026-10-17", "2026-10-17 05:30"])
            case RowOf():
                return dice.choice([*NUMBERS, 1, 2, 3, "1", [1]])
            case RowsOf(_, _, least, most):
                return dice.choice([[], [2, 1], [1, 1], [1, 2, 3, 4, 5, 6], ["1"], [0], [1.0], [True], 1, list(range(1, (most or least) + 2))])
            case Choice(codes):
                return dice.choice(["no such code", "", *(code.code for code in codes.codes[:40])])
            case Choices(codes):
                some = [code.code for code in codes.codes]
                return dice.choice([[], some, some[::-1], [some[0], some[0]], [*some[:1], "no such code"], [1], some[0]])
            case Boolean():
                return dice.choice([True, False, "true", 0, 1, None])
            case Record(_, parts):
                return self._wrong_record(parts, now)
            case File(types, most):
                made = {"name": "a.pdf", "media_type": types[0], "size": 1, "sha256": "0a" * 32}
                edit: dict[str, Json] = dice.choice([{"size": 0}, {"size": most + 1}, {"size": 1.5}, {"media_type": "text/html"}, {"sha256": "0A" * 32}, {"sha256": "0a"}, {"name": ""}, {"name": "x" * 256}, {"name": "a\x00"}, {"x": 1}, {}])
                if "media_type" in edit:
                    edit["media_type"] = dice.choice(["text/html", HEIC, UNKNOWN])
                if edit.get("name") == "a\x00":
                    edit["name"] = dice.choice(["a\x00", "a\n.pdf", "../a.pdf", "a\u202efdp.exe", "a.", " a.pdf", "a\U000e0001.pdf", "a\u200d.pdf", "a\ufffd.pdf"])
                return {**made, **edit}

    def _wrong_record(self, parts: tuple[Part, ...], now: Json) -> Json:
        made = dict(now) if isinstance(now, dict) else {}
        part = self.dice.choice(parts)
        if self.dice.random() < 0.3:
            made.pop(part.name, None)
            return made
        if self.dice.random() < 0.1:
            made["nobody_asked"] = 1
            return made
        made[part.name] = self.wrong(Item((part.name,), part.value, part.title), made.get(part.name))
        return made


def _around(limit: int | None) -> list[int]:
    return [] if limit is None else [limit - 1, limit, limit + 1]


def _at(answers: Json, pointer: Pointer) -> Json:
    for token in pointer:
        answers = answers.get(token) if isinstance(answers, dict) else None
    return answers


def _put(answers: Json, pointer: Pointer, value: Json) -> None:
    for token in pointer[:-1]:
        if not isinstance(answers.get(token), dict):
            answers[token] = {}
        answers = answers[token]
    answers[pointer[-1]] = value


def _take(answers: Json, pointer: Pointer) -> None:
    for token in pointer[:-1]:
        answers = answers[int(token)] if isinstance(answers, list) else answers.get(token) if isinstance(answers, dict) else None
    if isinstance(answers, dict):
        answers.pop(pointer[-1], None)


def shrunk(answers: Json, differs: Differs) -> Json:
    """The same difference in as few answers as possible: parts are taken out as long as it stays."""
    changed = True
    while changed:
        changed = False
        for smaller in _smaller(answers):
            if differs(smaller):
                answers, changed = smaller, True
                break
    return answers


def _smaller(answers: Json) -> Iterator[Json]:
    if isinstance(answers, dict):
        for key in list(answers):
            yield {name: value for name, value in answers.items() if name != key}
        for key, value in answers.items():
            yield from ({**answers, key: less} for less in _smaller(value))
    elif isinstance(answers, list):
        for number in range(len(answers)):
            yield answers[:number] + answers[number + 1 :]
        for number, value in enumerate(answers):
            yield from ([*answers[:number], less, *answers[number + 1 :]] for less in _smaller(value))
    elif isinstance(answers, str) and len(answers) > 8:
        yield answers[: len(answers) // 2]


def same_json(answers: Json) -> Json:
    """The answers as any JSON reader gets them: through text and back."""
    return json.loads(json.dumps(answers))


def day(text: str) -> Day:
    """An ISO date as a day. Raises `ValueError`."""
    found = parse(text)
    if found is None or found.precision != "day":
        message = f"no day: {text}"
        raise ValueError(message)
    return found
