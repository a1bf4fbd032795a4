"""A page's post as a submission: the texts of its controls, read as values of the form.

The page's script reads the same texts by the same rules (`decode` in engine.mjs); tests compare the two. A text that
cannot be read as its kind of value is kept as it was typed: the evaluator finds it, and the page shows it again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

from eformc.kernel.decimals import scaled_decimal
from eformc.kernel.expressions import Pointer, pointer_text
from eformc.kernel.file_kinds import cleaned, kind_of
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.text import BLANKS, typed
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
    separators,
)
from eformc.portal.submission.chosen import chosen_rows, renumbered
from eformc.portal.submission.code_names import code_of
from eformc.wording.written import bare_number, read_date, scaled_number, two_readings

Json: TypeAlias = Any
MOST_ROWS = 1000
"""Rows of one repeating group that are read from a post: a page offers far fewer."""


class Posted(Struct, frozen=True):
    """A post of a page. `texts`: name of a control -> its texts, in the page's order; `files`: name of a control ->
    `{"name", "media_type", "size", "sha256", "head"}` of the file that came with it. `head`: its first 64 bytes, which tell
    its kind; without them `media_type` is taken as it is.
    """

    texts: Mapping[str, Sequence[str]]
    files: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a control; of several with one name the last."""
        texts = self.texts.get(name)
        return texts[-1] if texts else ""


def control_name(pointer: Pointer) -> str:
    """The `name` of the control that asks for a value: prefixed, so that it cannot clobber a property of the form."""
    return "f" + pointer_text(pointer).replace("/", ".")


def decoded(form: Form, posted: Posted) -> dict[str, Json]:
    """Everything that was typed, nested as a submission. Rows that were left empty are left out, but for those of a registry that are chosen."""
    answers: dict[str, Json] = {}
    chosen = _chosen(form, posted, _rows_held(posted))
    for entry in form.entries:
        value = _rows(entry, posted, chosen) if isinstance(entry, Table) else value_of(entry.value, control_name(entry.pointer), posted, entry.beside)
        if value is not None:
            put(answers, entry.pointer, value)
    return renumbered(form, answers, row_numbers(form, posted)) if any(chosen_rows(form)) else answers


def row_numbers(form: Form, posted: Posted) -> dict[str, list[int]]:
    """JSON Pointer of a table -> the numbers on the page of the rows that `decoded` reads, in their order."""
    chosen = _chosen(form, posted, _rows_held(posted))
    tables = [one for one in form.entries if isinstance(one, Table)]
    return {(at := pointer_text(one.pointer)): [number for number, _ in _numbered_rows(one, posted, chosen.get(at, _NONE))] for one in tables}


def put(answers: dict[str, Json], pointer: Pointer, value: Json) -> None:
    """Set a value at its place, making the objects it stands in (in place of what is none)."""
    for token in pointer[:-1]:
        if not isinstance(answers.get(token), dict):
            answers[token] = {}
        answers = answers[token]
    answers[pointer[-1]] = value


_NONE: frozenset[int] = frozenset()


def _rows(table: Table, posted: Posted, chosen: Mapping[str, frozenset[int]]) -> list[Json] | None:
    return [row for _, row in _numbered_rows(table, posted, chosen.get(pointer_text(table.pointer), _NONE))] or None


def _numbered_rows(table: Table, posted: Posted, chosen: frozenset[int]) -> list[tuple[int, Json]]:
    base = control_name(table.pointer)
    numbered = re.compile(rf"{re.escape(base)}\.([0-9]{{1,6}})\.")
    names = (*posted.texts, *posted.files)
    numbers = sorted({*chosen, *(int(found[1]) for name in names if (found := numbered.match(name)))})[:MOST_ROWS]
    rows = [(number, _row(table, f"{base}.{number}", posted)) for number in numbers]
    return [(number, row) for number, row in rows if row or number in chosen]


def _chosen(form: Form, posted: Posted, held: Collection[str]) -> dict[str, frozenset[int]]:
    """JSON Pointer of a table -> the rows that registries gave and that are chosen somewhere: they are there with nothing typed in them."""
    found: dict[str, set[int]] = {}
    for table, item, value in chosen_rows(form):
        at = pointer_text((value.table,))
        name = re.escape(control_name(item.pointer)[1:])
        asked = re.compile(rf"{re.escape(control_name(table.pointer))}\.[0-9]{{1,6}}{name}" if table is not None else f"f{name}")
        texts = [typed(text) for one, some in posted.texts.items() if asked.fullmatch(one) for text in some]
        found.setdefault(at, set()).update(int(text) for text in texts if re.fullmatch("[0-9]{1,6}", text) and f"{at}/{text}" in held)
    return {at: frozenset(numbers) for at, numbers in found.items()}


def _rows_held(posted: Posted) -> frozenset[str]:
    """The places (JSON Pointers) of the rows that registries gave, as the page names them."""
    return frozenset(text.partition(" ")[0] for text in posted.texts.get("e.row", ()))


def _row(table: Table, base: str, posted: Posted) -> dict[str, Json]:
    row: dict[str, Json] = {}
    for column in table.columns:
        value = value_of(column.value, base + control_name(column.pointer)[1:], posted, column.beside)
        if value is not None:
            put(row, column.pointer, value)
    return row


def value_of(value: Value, name: str, posted: Posted, beside: tuple[str, ...] = ()) -> Json:
    """The value of that kind that was typed into a control; None where nothing was. `beside`: as in `Item`."""
    match value:
        case Text():
            return _text(value, posted.text(name))
        case Money(_, minor) if minor:
            return _money(typed(posted.text(name)), value, beside)
        case Integer() | Money():
            return _whole(typed(posted.text(name)), beside)
        case Decimal():
            return _decimal(typed(posted.text(name)), value, beside)
        case Date():
            return _date(*(typed(posted.text(f"{name}.{part}")) for part in ("day", "month", "year")))
        case Time():
            return _time(*(typed(posted.text(f"{name}.{part}")) for part in ("hour", "minute")))
        case Moment():
            day = _date(*(typed(posted.text(f"{name}.{part}")) for part in ("day", "month", "year")))
            time = _time(*(typed(posted.text(f"{name}.{part}")) for part in ("hour", "minute")))
            return f"{day or ''}T{time or ''}" if day or time else None
        case RowOf():
            return _row_of_page(typed(posted.text(name)))
        case RowsOf():
            return [_row_of_page(text) for text in posted.texts.get(name, ())] or None
        case Choice(codes):
            return code_of(codes, typed(posted.text(name)))
        case Choices():
            return list(posted.texts.get(name, ())) or None
        case Boolean():
            return {"true": True, "false": False}.get(typed(posted.text(name)))
        case Record():
            return _record(value, name, posted)
        case File():
            found = posted.files.get(name)
            return _described(value, found) if found else None


def _described(value: File, one: Mapping[str, Json]) -> dict[str, Json]:
    """A file as it came, as a submission says it: its kind by its first bytes where they are known, its name clean."""
    made = {key: inner for key, inner in one.items() if key != "head"}
    name, told = typed(str(one.get("name", ""))), str(one.get("media_type", ""))
    if "head" in one:
        told = kind_of(value.media_types, name, one["head"], told)
    return {**made, "name": cleaned(value.media_types, name, told), "media_type": told}


def _text(value: Text, text: str) -> str | None:
    one = typed(text, multiline=value.multiline)
    between = separators(value)
    if between is not None:
        one = "".join(char for char in one if char not in BLANKS + between) or one
    if value.upper:
        one = re.sub("[a-z]+", lambda found: found[0].upper(), one)
    for begins, kept in value.beginnings:
        made = kept + one.removeprefix(begins)
        if one.startswith(begins) and value.pattern is not None and re.fullmatch(value.pattern.body, made):
            return made
    return one or None


_GROUPED = re.compile(r"-?[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*")


def _whole(one: str, beside: tuple[str, ...]) -> int | str | None:
    if not one:
        return None
    # a lone mark is a group's only before exactly three digits: 12.5 is not 125
    number = bare_number(one, beside)
    plain = number.replace(" ", "")
    digits = re.sub("[.,]", "", plain) if _GROUPED.fullmatch(plain) else plain
    if re.fullmatch("-?[0-9]{1,16}", digits):
        return int(digits)
    scaled = scaled_number(number)
    return one if scaled is None else scaled


def _decimal(one: str, value: Decimal, beside: tuple[str, ...]) -> str | None:
    if not one:
        return None
    number = bare_number(one, beside)
    bare = number.replace(" ", "")
    scaled = scaled_number(number)
    if scaled is not None:
        bare = str(scaled)
    elif _in_doubt(bare, value):
        return one
    first = re.search("[.,]", bare)
    groups = first[0] if first and "," in bare and "." in bare else ""
    plain = (bare.replace(groups, "") if groups else bare).replace(",", ".", 1)
    found = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]*))?", plain)
    rest = (found[3] or "").rstrip("0") if found is not None else ""
    if found is None or len(rest) > value.scale:
        return one
    whole = re.sub("^0+(?=[0-9])", "", found[2])
    return f"{found[1]}{whole}.{rest.ljust(value.scale, '0')}"


def _money(one: str, value: Money, beside: tuple[str, ...]) -> int | str | None:
    """An amount in minor units, typed in major ones: 12.50 EUR is 1250."""
    found = _decimal(one, Decimal(value.minor, value.minimum, value.maximum), beside)
    scaled = scaled_decimal(found, value.minor) if found is not None else None
    return one or None if scaled is None else scaled


def _in_doubt(bare: str, value: Decimal) -> bool:
    """True for one mark before three digits: 1.200 is 1200 for some, 1 and two tenths for others. Where the limits allow only
    the latter, it is meant.
    """
    readings = two_readings(bare)
    return readings is not None and (value.maximum is None or int(readings[0]) * 10**value.scale <= value.maximum)


def _date(day: str, month: str, year: str) -> str | None:
    if not (day or month or year):
        return None
    line = _said([text for text in (day, month, year) if text])
    if line:
        return line
    if day and not month:
        return f"{year}--{day}"  # no date: a day is never read as a month
    if not year:
        return f"-{_two_digits(month)}-{_two_digits(day)}".rstrip("-")  # no date: a month is never read as a year
    return "-".join(filter(None, (year, _two_digits(month), _two_digits(day))))


def _said(texts: list[str]) -> str:
    """A date said in one line, in whichever box: 17/5/1980, 17-05-1980, 17051980, 1980-05-17, 5/1980, "ngày 17 tháng 5 năm 1980",
    "17 May 1980". With a word that is not known, only a line of three numbers is a date.
    """
    if len(texts) != 1:
        return ""
    numbers = re.findall("[0-9]+", texts[0])
    if re.fullmatch("[0-9]{8}", texts[0]):  # the first two of a year are no month, and no year begins with a month: never both
        ends = (4, 6) if re.match("18|19|2[0-2]", texts[0]) and texts[0][4:6] <= "12" else (2, 4)
        numbers = [texts[0][: ends[0]], texts[0][ends[0] : ends[1]], texts[0][ends[1] :]]
    words = re.search("[^0-9 \u00a0./-]", texts[0])
    read = read_date(texts[0]) if words and len(numbers) < 3 else None
    if read is not None:
        numbers = [one for one in read[::-1] if one]
    elif not (3 if words else 2) <= len(numbers) <= 3:
        return ""
    ordered = numbers if len(numbers[0]) == 4 else numbers[::-1]
    fits = len(ordered[0]) == 4 and all(len(one) < 3 for one in ordered[1:])
    return "-".join(one.rjust(2, "0") for one in ordered) if fits else ""


_ONE_BOX = re.compile(r"([0-9]{1,2}) ?(?:[:.hg]|giờ|gio) ?(?:([0-9]{1,2}) ?(?:phút|phut|ph)?)?", re.IGNORECASE)


def _time(hour: str, minute: str) -> str | None:
    """The time that two boxes say, or one of them: 17:30, 17h30, 17 giờ 30, 8h."""
    if not (hour or minute):
        return None
    one = _ONE_BOX.fullmatch(hour or minute) if not (hour and minute) else None
    if one is not None:
        hour, minute = one[1], one[2] or "00"
    return f"{_two_digits(hour)}:{_two_digits(minute)}"


def _row_of_page(text: str) -> int | str | None:
    """The number of a row, from 1, by its place on the page, from 0."""
    return int(text) + 1 if re.fullmatch("[0-9]{1,6}", text) else text or None


def _two_digits(text: str) -> str:
    return "0" + text if re.fullmatch("[0-9]", text) else text


def _record(value: Record, name: str, posted: Posted) -> dict[str, Json] | None:
    made: dict[str, Json] = {}
    for part in value.parts:
        below = f"{name}.{part.name}"
        if isinstance(part.value, Choice) and part.value.parent_part is not None:
            one = code_of(part.value.codes, typed(posted.text(below)), made.get(part.value.parent_part))
        else:
            one = value_of(part.value, below, posted)
        if one is not None:
            made[part.name] = one
    return made or None


# --- codes that are asked by name -------------------------------------------------------------------------------------


def resolved(form: Form, answers: Json) -> Json:
    """Answers that came as JSON (saved by a page that stood alone) with the codes that were asked by name put in.
    What is no name of the list is left as it is.
    """
    if not isinstance(answers, dict):
        return answers
    made = dict(answers)
    for entry in form.entries:
        _resolve(entry, made)
    return made


def _resolve(entry: Item | Table, made: dict[str, Json]) -> None:
    at: Any = made
    for token in entry.pointer[:-1]:
        inner = at.get(token)
        if not isinstance(inner, dict):
            return
        at[token] = dict(inner)
        at = at[token]
    last = entry.pointer[-1]
    if last not in at:
        return
    if isinstance(entry, Item):
        at[last] = _with_codes(entry.value, at[last])
    elif isinstance(at[last], list):
        rows = [dict(row) if isinstance(row, dict) else row for row in at[last]]
        for row in rows:
            for column in entry.columns if isinstance(row, dict) else ():
                _resolve(column, row)
        at[last] = rows


def _with_codes(value: Value, answer: Json, parent: str | None = None) -> Json:
    if isinstance(value, Choice) and isinstance(answer, str):
        return code_of(value.codes, answer, parent)
    if isinstance(value, Record) and isinstance(answer, dict):
        made = dict(answer)
        for part in value.parts:
            if part.name in made:
                above = part.value.parent_part if isinstance(part.value, Choice) else None
                made[part.name] = _with_codes(part.value, made[part.name], made.get(above) if above else None)
        return made
    return answer
