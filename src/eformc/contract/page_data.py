"""Kernel terms as the small JSON the page's script reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel.expressions import (
    And,
    Calculate,
    Call,
    Compare,
    Expression,
    If,
    In,
    Literal,
    Not,
    Or,
    Ref,
    pointer_text,
)
from eformc.kernel.file_kinds import HEIC, KINDS
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.identity_cache import IdentityKey
from eformc.kernel.json_text import compact
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Money,
    Part,
    Record,
    Strength,
    Text,
    Value,
    separators,
)
from eformc.kernel.words import say
from eformc.wording.messages import required_code


def of_expression(expression: Expression) -> list[Any]:
    """An expression as a tagged list."""
    match expression:
        case Literal(value, kind):
            return ["lit", list(value) if isinstance(value, tuple) else value, kind.value]
        case Ref(pointer, kind, row, scale, known):
            return ["ref", list(pointer), kind.value, int(row), scale, int(known)]
        case Not(operand):
            return ["not", of_expression(operand)]
        case And(operands):
            return ["and", *map(of_expression, operands)]
        case Or(operands):
            return ["or", *map(of_expression, operands)]
        case Compare(op, left, right):
            return ["cmp", op.value, of_expression(left), of_expression(right)]
        case In(operand, options):
            return ["in", of_expression(operand), [option.value for option in options]]
        case Calculate(op, left, right):
            return ["calc", op.value, of_expression(left), of_expression(right)]
        case Call(function, arguments):
            return ["call", function.value, *map(of_expression, arguments)]
        case If(condition, then, otherwise):
            return ["if", of_expression(condition), of_expression(then), of_expression(otherwise)]


def of_form(form: Form, lang: str = "") -> dict[str, Any]:
    """A whole form as the data `evaluate` of the script judges any JSON by, code lists included; no texts unless a
    language is given. A page's own data (see `viewing`) is the same less the lists.
    """
    rules: list[Expression] = []

    def rule(when: Expression | None) -> int | None:
        if when is not None and when not in rules:
            rules.append(when)
        return None if when is None else rules.index(when)

    fields = [_entry(form, entry, rule, lang) for entry in form.entries]
    constraints = [of_constraint(one, say(one.message, lang) if lang else None) for one in form.constraints]
    return {"rules": [of_expression(one) for one in rules], "fields": fields, "constraints": constraints}


def of_constraint(one: Constraint, text: Any) -> dict[str, Any]:
    """A rule; `table`: asked in each row of it, and `at` is a place in the row. `text`: its message, as a page has it."""
    made = _some(id=one.id, at=pointer_text(one.at), holds=of_expression(one.holds), text=text)
    when = of_expression(one.when) if one.when is not None else None
    return made | _some(when=when, table=pointer_text((one.table,)) if one.table is not None else None)


def own_words(entry: Item | Table, lang: str) -> list[str] | None:
    """The words of the author where an entry is missing, and where it has a fault."""
    return [say(entry.if_empty, lang), say(entry.if_wrong, lang)] if entry.if_empty or entry.if_wrong else None


Rule: TypeAlias = Callable[[Expression | None], int | None]


def _entry(form: Form, entry: Item | Table, rule: Rule, lang: str) -> dict[str, Any]:
    common = _some(
        p=pointer_text(entry.pointer), t=say(entry.title, lang) if lang else None, w=rule(entry.when),
        free=entry.strength is Strength.OPTIONAL, rec=entry.strength is Strength.RECOMMENDED, own=own_words(entry, lang) if lang else None,
    )  # fmt: skip
    if isinstance(entry, Table):
        columns = [_entry(form, column, rule, lang) for column in entry.columns]
        return {**common, "table": columns, "least": entry.least, "most": entry.most}
    owner = entry.pointer[0] if len(entry.pointer) > 1 and entry.pointer[0] in form.optional else None
    value = _with_codes(of_value(entry.value, lang), entry.value, rule)
    return {**common, **_some(of=owner), "req": required_code(entry.value), "v": value}


def _with_codes(made: dict[str, Any], value: Value, rule: Rule) -> dict[str, Any]:
    """The same value with its code lists: code -> its parent and the rule under which it can be chosen."""
    if isinstance(value, Choice | Choices):
        codes = {code.code: _some(parent=code.parent, w=rule(code.when)) for code in value.codes.codes}
        within = value.parent_part if isinstance(value, Choice) else None
        return {**made, **_some(within=within), "codes": codes, "order": list(codes)}
    if isinstance(value, Record):
        parts = [[name, _with_codes(inner, part.value, rule), *rest] for part, (name, inner, *rest) in zip(value.parts, made["parts"], strict=True)]
        return {**made, "parts": parts}
    return made


def of_value(value: Value, lang: str) -> dict[str, Any]:
    """A kind of value with its limits. Long code lists are not sent: the server judges those codes."""
    match value:
        case Text(least, most, pattern, multiline):
            body = pattern.body if pattern else None
            return _some(k="text", least=least, most=most, re=body, lines=multiline, strip=separators(value))
        case Integer(minimum, maximum):
            return _some(k="int", min=minimum, max=maximum)
        case Money(_, _, minimum, maximum):
            return _some(k="int", min=minimum, max=maximum)
        case Decimal(scale, minimum, maximum):
            return _some(k="dec", scale=scale, min=minimum, max=maximum)
        case Date(precision, minimum, maximum):
            return _some(k="date", p=precision.value, min=minimum, max=maximum)
        case Choice():
            return {"k": "choice"}
        case Choices(_, least, most):
            return _some(k="choices", least=least, most=most)
        case Boolean(declaration):
            return _some(k="bool", must=declaration)
        case Record(_, parts):
            return {"k": "rec", "parts": [_part(part, lang) for part in parts]}
        case File(media_types, max_bytes):
            return {"k": "file", "types": list(media_types), "most": max_bytes, **_kinds(media_types)}


@lru_cache(maxsize=64)
def _kinds(media_types: tuple[str, ...]) -> dict[str, list[Any]]:
    """Kinds of files as the script reads them, each at the place of its media type. It must not be changed."""
    known = [KINDS.get(one) for one in media_types]
    return _some(
        ends=[list(one.endings) if one is not None else [] for one in known],
        heads=[one.head if one is not None else "" for one in known],
        named=[n for n, one in enumerate(known) if one is not None and one.named] or None,
    )


class Judged(Struct, frozen=True):
    """A kind of value as the script knows it: its limits, the code of the message where it is missing, and the codes of
    all that can be wrong with it.
    """

    value: dict[str, Any]
    required: str
    faults: frozenset[str]


@lru_cache(maxsize=1024)
def judged(value: IdentityKey[Value], lang: str) -> Judged:
    """Remembered: elements of a catalogue stand in many forms. It must not be changed."""
    made, required = of_value(value(), lang), required_code(value())
    return Judged(made, required, frozenset({required, *_faults(made)}))


def _faults(kind: Mapping[str, Any]) -> Iterator[str]:
    """Codes of all that can be wrong with a value of a kind that is typed on a page: a limit that is not there cannot be missed, and a
    box that is not ticked is no answer (the same for a list of which nothing is chosen).
    """
    yield from _CODES.get(kind["k"], ())
    for limit, codes in _LIMITS.get(kind["k"], {}).items():
        if kind.get(limit) not in (None, 1 if limit == "least" else None):
            yield from codes
    if kind["k"] == "file" and HEIC not in kind["types"]:
        yield "file-heic"
    for _, inner, required, *_ in kind.get("parts", ()):
        yield required
        yield from _faults(inner)


_CODES = {
    "text": ("too-long",),
    "int": ("not-a-number", "too-small", "too-large"),  # a number of more than 15 digits is too large anyway
    "dec": ("not-a-number",),
    "date": ("not-a-date", "precision"),
    "file": ("file-type", "file-unknown", "file-empty", "file-size"),
}  # fmt: skip
_LIMITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "text": {"least": ("too-short",), "re": ("pattern",)},
    "dec": {"min": ("too-small",), "max": ("too-large",)},
    "date": {"min": ("too-early",), "max": ("too-late",)},
    "choices": {"least": ("too-few",), "most": ("too-many",)},
}


def _part(part: Part, lang: str) -> list[Any]:
    required = required_code(part.value) if part.strength is Strength.REQUIRED else ""
    return [part.name, of_value(part.value, lang), required, say(part.title, lang) if lang else ""]


def without_defaults(engine: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """The data of a page without what its script knows anyway: defaults, and titles that stand on the page (by JSON
    Pointer).
    """
    return {**engine, "fields": [_slim_field(entry, titles.get(entry["p"])) for entry in engine["fields"]]}


def _slim_field(entry: Mapping[str, Any], title: str | None) -> dict[str, Any]:
    """Without defaults: an answer that is required, and of a least length of 1, since an empty answer is none."""
    made = {**entry}
    if made.get("opt") == 0:
        del made["opt"]
    if made.get("req") == "required":
        del made["req"]
    if title is not None and made.get("t") == title:
        del made["t"]
    if "v" in made:
        made["v"] = _slim_value(made["v"])
    if "table" in made:
        made["table"] = [_slim_field(column, None) for column in made["table"]]
    return made


def _slim_value(value: Mapping[str, Any]) -> dict[str, Any]:
    made = {key: one for key, one in value.items() if key != "least" or one != 1}
    if "parts" in made:
        made["parts"] = [[name, _slim_value(inner), *rest] for name, inner, *rest in made["parts"]]
    return made


def _some(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value is not None and value is not False}


def script_json(value: Any) -> str:
    """JSON that can stand in a script element: nothing in it can end the element or begin markup."""
    text = compact(value)
    for char in "<>&\u2028\u2029":
        if char in text:
            text = text.replace(char, f"\\u{ord(char):04x}")
    return text
