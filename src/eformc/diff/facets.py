"""A kind of value as short texts, one for each thing that can be said of it: what people compare two versions by."""

from __future__ import annotations

from eformc.diff.places import ROW
from eformc.kernel.decimals import decimal_text
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.printing import printed
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
)


def facets(value: Value) -> dict[str, str]:
    """Name -> text. Code lists are compared apart (see `codes_of`)."""
    match value:
        case Text(least, most, pattern, multiline):
            return {"type": "long_text" if multiline else "text", "length": f"{least}–{most}", "pattern": pattern.source if pattern else "–"}
        case Integer(low, high):
            return {"type": "integer", "range": _range(low, high)}
        case Decimal(scale, low, high):
            ends = [None if limit is None else decimal_text(limit, scale) for limit in (low, high)]
            return {"type": "decimal", "scale": str(scale), "range": _range(*ends)}
        case Money(currency, minor, low, high):
            return {"type": "money", "currency": f"{currency}/{minor}", "range": _range(low, high)}
        case Date(precision, low, high):
            return {"type": "date", "precision": precision.value, "range": _range(low, high)}
        case Time(low, high):
            return {"type": "time", "range": _range(low, high)}
        case Moment(low, high):
            return {"type": "datetime", "range": _range(low, high)}
        case RowOf(table, named):
            return {"type": "choice", "rows": ".".join((table, *named))}
        case RowsOf(table, named, least, most):
            return {"type": "choices", "rows": ".".join((table, *named)), "count": _range(least, most)}
        case Choice():
            return {"type": "choice"}
        case Choices(_, least, most):
            return {"type": "choices", "count": _range(least, most)}
        case Boolean(nothing=True):
            return {"type": "nothing"}
        case Boolean(declaration):
            return {"type": "yes_no", "declaration": "true" if declaration else "false"}
        case Record(kind, parts):
            inner = {f"{part.name}.{name}": text for part in parts for name, text in facets(part.value).items()}
            needed = {f"{part.name}.strength": part.strength.value for part in parts}
            return {"type": kind, "parts": ", ".join(part.name for part in parts), **inner, **needed}
        case File(media_types, max_bytes):
            return {"type": "file", "accept": ", ".join(media_types), "max_size": str(max_bytes)}


def _range(low: object, high: object) -> str:
    return f"{'…' if low is None else low} – {'…' if high is None else high}"


def codes_of(value: Value) -> list[str]:
    """Codes in their order, those of a record's parts with the code above them."""
    if isinstance(value, Choice | Choices):
        return [code.code for code in value.codes.codes]
    if isinstance(value, Record):
        return [f"{part.name}:{code.parent or ''}/{code.code}" for part in value.parts if isinstance(part.value, Choice) for code in part.value.codes.codes]
    return []


def code_conditions(value: Value) -> dict[str, str]:
    """Code -> the condition under which it is offered."""
    codes = value.codes.codes if isinstance(value, Choice | Choices) else ()
    return {code.code: printed(code.when) for code in codes if code.when is not None}


def code_titles(value: Value) -> dict[str, tuple[tuple[str, str], ...]]:
    codes = value.codes.codes if isinstance(value, Choice | Choices) else ()
    return {code.code: (*sorted(code.title.items()), *sorted(code.help.items())) for code in codes}


def facets_of(entry: Item | Table) -> dict[str, str]:
    """The facets of an entry: of its value, or of a table its rows; with its strength and condition."""
    own = {"rows": _rows(entry), "type": "table"} if isinstance(entry, Table) else facets(entry.value)
    return {**own, "strength": entry.strength.value, "condition": printed(entry.when) if entry.when is not None else "–"}


def _rows(table: Table) -> str:
    least = table.least if table.least_by is None else printed(table.least_by)
    return _range(least, table.most if table.most_by is None else printed(table.most_by))


def order_of(form: Form) -> list[tuple[str, ...]]:
    """Places in the form's order, columns after their table."""
    out: list[tuple[str, ...]] = []
    for entry in form.entries:
        out.append(entry.pointer)
        if isinstance(entry, Table):
            out += [(*entry.pointer, ROW, *column.pointer) for column in entry.columns]
    return out
