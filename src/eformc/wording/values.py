"""A value as people read it: codes by their names, dates as they are written, an address on one line."""

from __future__ import annotations

import re
from typing import Any

from eformc.kernel import dates
from eformc.kernel.decimals import scaled_decimal
from eformc.kernel.values import (
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
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
    separators,
)
from eformc.wording.localization import Localizer
from eformc.wording.messages import date_text, shown, ui


def format_value(value: Value, found: Any, lang: str) -> str:
    """The text of a value that is of its kind; a value that is not is read out as it stands. What is in another language
    says so where it stands on a page (`Spoken`).
    """
    speech = Localizer(lang)
    return speech.marked(_read_out(value, found, speech))


def _read_out(value: Value, found: Any, speech: Localizer) -> str:
    match value:
        case Text():
            return grouped(str(found)) if separators(value) is not None else str(found)
        case Integer():
            return str(found)
        case Money(currency, minor):
            return f"{amount_text(found, minor, speech.lang)} {currency}"
        case Decimal(scale):
            scaled = scaled_decimal(found, scale) if isinstance(found, str) else None
            return str(found) if scaled is None else amount_text(scaled, scale, speech.lang)
        case Date():
            day = dates.parse(str(found))
            return date_text(day) if day is not None else str(found)
        case Time() | RowOf():
            return str(found)
        case Moment():
            return shown(str(found), speech.lang)
        case RowsOf():
            return ", ".join(map(str, found)) if isinstance(found, list) else str(found)
        case Choice(codes):
            return _title(codes, found, speech)
        case Choices(codes):
            return speech.joined(", ", [_title(codes, one, speech) for one in found]) if isinstance(found, list) else str(found)
        case Boolean():
            return speech.ui("yes" if found is True else "no")
        case Record(_, parts):
            if not isinstance(found, dict):
                return str(found)
            texts = [_read_out(part.value, found[part.name], speech) for part in parts if part.name in found]
            if value.kind == "identity_document":
                texts = list(map(grouped, texts))
            return speech.joined(", ", reversed(texts) if value.kind == "address" else texts)
        case File():
            return str(found.get("name", "")) if isinstance(found, dict) else str(found)


def grouped(text: str) -> str:
    """Digits as they are read: 079 200 000 001, 0912 345 678."""
    if not re.fullmatch("[0-9]{8,}", text):
        return text
    first = len(text) % 3 + 3 if len(text) % 3 else 3
    return " ".join([text[:first], *(text[at : at + 3] for at in range(first, len(text), 3))])


def _title(codes: CodeList, code: Any, speech: Localizer) -> str:
    named = codes.by_code().get(code) if isinstance(code, str) else None
    return speech.say(named.title) if named is not None else str(code)


def amount_text(scaled: Any, scale: int, lang: str) -> str:
    """A number with its decimals and groups of three digits, as the language writes them."""
    if not isinstance(scaled, int):
        return str(scaled)
    whole, rest = divmod(abs(scaled), 10**scale)
    sign = "-" if scaled < 0 else ""
    text = f"{whole:,}" + (f".{rest:0{scale}d}" if scale else "")
    return sign + (text.translate(str.maketrans(",.", ".,")) if ui("group_mark", lang) == "." else text)
