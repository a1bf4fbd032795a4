"""The faults of one value: the checks of every kind of value, by the codes that messages are keyed with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from eformc.characters import MOST_MARKS, normalized, too_many_marks
from eformc.kernel import dates
from eformc.kernel.check_digits import checked
from eformc.kernel.dates import Day
from eformc.kernel.decimals import decimal_text, scaled_decimal
from eformc.kernel.expressions import Pointer
from eformc.kernel.file_kinds import HEIC, UNKNOWN, called, ending, endings_of, is_name
from eformc.kernel.text import BLANKS, stray_of
from eformc.kernel.values import (
    MAX_INTEGER,
    Boolean,
    Choice,
    Choices,
    CodeList,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
)


class Fault(Struct, frozen=True):
    """A fault inside a value; `at` is the pointer from the value's own place."""

    code: str
    args: tuple[tuple[str, str | int], ...] = ()
    at: Pointer = ()


@lru_cache(maxsize=512)
def _compiled(body: str) -> re.Pattern[str]:
    return re.compile(body, re.ASCII)


def faults_of(value: Value, answer: Any, today: Day) -> Iterator[Fault]:
    """Every fault of an answer that is present (JSON `null` included), judged as a value of that kind."""
    match value:
        case Text():
            return _text(value, answer)
        case Integer():
            return _whole(value.minimum, value.maximum, answer)
        case Money():
            return _whole(value.minimum, value.maximum, answer)
        case Decimal():
            return _decimal(value, answer)
        case Date():
            return _date(value, answer, today)
        case Time():
            return _time(value, answer)
        case Moment():
            return _moment(value, answer, today)
        case RowOf():
            return _row_number(answer)
        case RowsOf():
            return _row_numbers(value, answer)
        case Choice():
            return _choice(value.codes, answer)
        case Choices():
            return _choices(value, answer)
        case Boolean():
            return _boolean(value, answer)
        case Record():
            return _record(value, answer, today)
        case File():
            return _file(value, answer)


def _text(value: Text, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, str):
        yield Fault("type")
        return
    ends = BLANKS + "\n" if value.multiline else BLANKS
    if not answer:
        yield Fault("empty")
        return
    if answer[0] in ends or answer[-1] in ends or normalized(answer) != answer:
        yield Fault("not-canonical")
    if stray := stray_of(answer, multiline=value.multiline):
        yield Fault("control-character", (("character", stray),))
    if too_many_marks(answer) >= 0:
        yield Fault("too-many-marks", (("most", MOST_MARKS),))
    if len(answer) < value.least:
        yield Fault("too-short", (("least", value.least),))
    if len(answer) > value.most:
        yield Fault("too-long", (("most", value.most),))
    elif value.pattern is not None and not _compiled(value.pattern.body).fullmatch(answer):
        yield Fault("pattern")
    elif value.checks and len(answer) >= value.least and not checked(value.checks, answer):
        yield Fault("check-digit")


def _whole(minimum: int | None, maximum: int | None, answer: Any) -> Iterator[Fault]:
    if isinstance(answer, float) and answer.is_integer():
        answer = int(answer)
    if not isinstance(answer, int) or isinstance(answer, bool):
        yield Fault("type")
        return
    least = max(-MAX_INTEGER, minimum if minimum is not None else -MAX_INTEGER)
    most = min(MAX_INTEGER, maximum if maximum is not None else MAX_INTEGER)
    if answer < least:
        yield Fault("too-small", (("least", least),))
    if answer > most:
        yield Fault("too-large", (("most", most),))


def _decimal(value: Decimal, answer: Any) -> Iterator[Fault]:
    scaled = scaled_decimal(answer, value.scale) if isinstance(answer, str) and answer else None
    if scaled is None:
        yield Fault("type")
        return
    if value.minimum is not None and scaled < value.minimum:
        yield Fault("too-small", (("least", decimal_text(value.minimum, value.scale)),))
    if value.maximum is not None and scaled > value.maximum:
        yield Fault("too-large", (("most", decimal_text(value.maximum, value.scale)),))


def _date(value: Date, answer: Any, today: Day) -> Iterator[Fault]:
    day = dates.parse(answer) if isinstance(answer, str) else None
    if day is None:
        yield Fault("not-a-date")
        return
    if value.precision is not Precision.PARTIAL and day.precision != value.precision:
        yield Fault("precision", (("precision", value.precision.value),))
        return
    minimum, maximum = dates.limit(value.minimum, today), dates.limit(value.maximum, today)
    if minimum is not None and dates.before(day, minimum) is True:
        yield Fault("too-early", (("least", str(minimum)),))
    if maximum is not None and dates.before(maximum, day) is True:
        yield Fault("too-late", (("most", str(maximum)),))


def _time(value: Time, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, str) or not dates.is_time(answer):
        yield Fault("not-a-time")
        return
    if value.minimum is not None and answer < value.minimum:
        yield Fault("too-early", (("least", value.minimum),))
    if value.maximum is not None and answer > value.maximum:
        yield Fault("too-late", (("most", value.maximum),))


def _moment(value: Moment, answer: Any, today: Day) -> Iterator[Fault]:
    if not isinstance(answer, str) or not dates.is_moment(answer):
        yield Fault("not-a-moment")
        return
    least, most = dates.moment_limit(value.minimum, today, "00:00"), dates.moment_limit(value.maximum, today, "23:59")
    if least is not None and answer < least:
        yield Fault("too-early", (("least", least if least == value.minimum else least[:10]),))
    if most is not None and answer > most:
        yield Fault("too-late", (("most", most if most == value.maximum else most[:10]),))


def _row_number(answer: Any) -> Iterator[Fault]:
    """A number; if there is such a row is asked where the rows are (`evaluate`)."""
    if whole_number(answer) is None:
        yield Fault("type")


def whole_number(answer: Any) -> int | None:
    """A whole number of JSON, however it is written; None for anything else."""
    if isinstance(answer, float) and answer.is_integer():
        return int(answer)
    return answer if isinstance(answer, int) and not isinstance(answer, bool) else None


def _row_numbers(value: RowsOf, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, list):
        yield Fault("type")
        return
    for one in answer:
        yield from _row_number(one)
    numbers = [number for number in map(whole_number, answer) if number is not None]
    if len(set(numbers)) < len(numbers):
        yield Fault("twice")
    elif numbers != sorted(numbers):
        yield Fault("order")
    least = max(value.least, 1)
    if len(answer) < least:
        yield Fault("too-few", (("least", least),))
    if value.most is not None and len(answer) > value.most:
        yield Fault("too-many", (("most", value.most),))


def _choice(codes: CodeList, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, str):
        yield Fault("type")
    elif answer not in codes.by_code():
        yield Fault("not-in-list", (("value", answer[:40]),))


def _choices(value: Choices, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, list):
        yield Fault("type")
        return
    for one in answer:
        yield from _choice(value.codes, one)
    known = {code.code: place for place, code in enumerate(value.codes.codes)}
    places = [known[one] for one in answer if isinstance(one, str) and one in known]
    if len(set(places)) < len(places):
        yield Fault("twice")
    elif places != sorted(places):
        yield Fault("order")
    least = max(value.least, 1)
    if len(answer) < least:
        yield Fault("too-few", (("least", least),))
    if value.most is not None and len(answer) > value.most:
        yield Fault("too-many", (("most", value.most),))


def _boolean(value: Boolean, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, bool):
        yield Fault("type")
    elif value.declaration and not answer:
        yield Fault("must-accept")


def _record(value: Record, answer: Any, today: Day) -> Iterator[Fault]:
    if not isinstance(answer, dict):
        yield Fault("type")
        return
    if not answer:
        yield Fault("empty")
        return
    for part in value.parts:
        if part.name not in answer:
            if part.strength is Strength.REQUIRED:
                yield Fault("required", at=(part.name,))
            continue
        for fault in faults_of(part.value, answer[part.name], today):
            yield Fault(fault.code, fault.args, (part.name, *fault.at))
        if isinstance(part.value, Choice) and part.value.parent_part is not None:
            code = part.value.codes.by_code().get(answer[part.name]) if isinstance(answer[part.name], str) else None
            if code is not None and code.parent != answer.get(part.value.parent_part):
                yield Fault("not-within", at=(part.name,))
    names = {part.name for part in value.parts}
    for key in answer:
        if key not in names:
            yield Fault("unknown-field", at=(key,))


_SHA256 = re.compile("[0-9a-f]{64}")


def _file(value: File, answer: Any) -> Iterator[Fault]:
    if not isinstance(answer, dict):
        yield Fault("type")
        return
    name, media, size, digest = (answer.get(key) for key in ("name", "media_type", "size", "sha256"))
    if isinstance(size, float) and size.is_integer():
        size = int(size)
    size = size if isinstance(size, int) and not isinstance(size, bool) else -1
    if not is_name(name):
        yield Fault("file-name", at=("name",))
    if size and media not in value.media_types:
        yield _wrong_kind(value, name, media)
    if size == 0:
        yield Fault("file-empty", at=("size",))
    elif size < 1:
        yield Fault("type", at=("size",))
    elif size > value.max_bytes:
        yield Fault("file-size", (("most", value.max_bytes),), at=("size",))
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        yield Fault("type", at=("sha256",))
    for key in answer:
        if key not in ("name", "media_type", "size", "sha256"):
            yield Fault("unknown-field", at=(key,))


def _wrong_kind(value: File, name: Any, media: Any) -> Fault:
    """Why a kind is not taken: a photo of an iPhone, nothing that can be recognised, or something else."""
    kinds = called(value.media_types)
    if media in (HEIC, "image/heif"):
        return Fault("file-heic", (("kinds", kinds),), ("media_type",))
    if not isinstance(media, str) or media in ("", UNKNOWN):
        return Fault("file-unknown", (("kinds", kinds),), ("media_type",))
    end = ending(name) if isinstance(name, str) else ""
    says = end and not any(end in endings_of(one) for one in value.media_types)
    return Fault("file-type", (("kind", end.upper() if says else media), ("kinds", kinds)), ("media_type",))
