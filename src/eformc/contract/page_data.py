"""The data of a page's script: what it says (`PageData`), and the small JSON it is written as, last of all (`page_json`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec import field as default

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
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.json_text import compact
from eformc.kernel.patterns import Pattern
from eformc.kernel.struct import defaults
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
    Part,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
    separators,
)
from eformc.kernel.words import say
from eformc.wording.causes import told_by
from eformc.wording.messages import required_code
from eformc.wording.written import WORDS

_NO_TITLES: Mapping[str, str] = {}


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
    made = _some(id=one.id, at=pointer_text(one.at), holds=_rule_data(identity_key(one.holds)), text=text)
    when = _rule_data(identity_key(one.when)) if one.when is not None else None
    return made | _some(when=when, table=pointer_text((one.table,)) if one.table is not None else None, stop=one.stops)


def own_words(entry: Item | Table, lang: str) -> tuple[str, str] | None:
    """The words of the author where an entry is missing, and where it has a fault."""
    return (say(entry.if_empty, lang), say(entry.if_wrong, lang)) if entry.if_empty or entry.if_wrong else None


@lru_cache(maxsize=1024)
def _rule_data(rule: IdentityKey[Expression]) -> list[Any]:
    """The same as `of_expression`. Remembered: a condition stands in a page of each language. It must not be changed."""
    return of_expression(rule())


Rule: TypeAlias = Callable[[Expression | None], int | None]


def _entry(form: Form, entry: Item | Table, rule: Rule, lang: str) -> dict[str, Any]:
    common = _some(
        p=pointer_text(entry.pointer), t=say(entry.title, lang) if lang else None, w=rule(entry.when),
        free=entry.strength is Strength.OPTIONAL, rec=entry.strength is Strength.RECOMMENDED, own=own_words(entry, lang) if lang else None,
    )  # fmt: skip
    if isinstance(entry, Table):
        columns = [_entry(form, column, rule, lang) for column in entry.columns]
        return {**common, "table": columns, "least": entry.least, "most": entry.most, **_some(few=rule(entry.least_by), many=rule(entry.most_by))}
    owner = entry.pointer[0] if len(entry.pointer) > 1 and entry.pointer[0] in form.optional else None
    value = _with_codes(of_value(entry.value, lang), entry.value, rule) | _some(beside=list(entry.beside) or None)
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


def of_value(value: Value, lang: str, *, whole: bool = True) -> dict[str, Any]:
    """A kind of value with its limits. Long code lists are not sent: the server judges those codes. `whole` false: without a least
    length of 1, since an empty answer is none.
    """
    match value:
        case Text(least, most, pattern, multiline):
            made = _some(k="text", least=_least(least, whole=whole), most=most, lines=multiline, strip=separators(value), begins=value.beginnings or None)
            made |= _of_checks(value) if value.checks or value.upper or value.plan else {}
            return made | _of_pattern(pattern, digits="strip" in made) if pattern is not None else made
        case Integer(minimum, maximum):
            return _some(k="int", min=minimum, max=maximum)
        case Money(_, minor, minimum, maximum):
            return _some(k="int", min=minimum, max=maximum, minor=minor or None)
        case Decimal(scale, minimum, maximum):
            return _some(k="dec", scale=scale, min=minimum, max=maximum)
        case Date(precision, minimum, maximum):
            return _some(k="date", p=precision.value, min=minimum, max=maximum)
        case Time(minimum, maximum):
            return _some(k="time", min=minimum, max=maximum)
        case Moment(minimum, maximum):
            return _some(k="moment", min=minimum, max=maximum)
        case RowOf(table):
            return {"k": "row", "rows": pointer_text((table,))}
        case RowsOf(table, _, least, most):
            return _some(k="rows", rows=pointer_text((table,)), least=_least(least, whole=whole), most=most)
        case Choice():
            return {"k": "choice"}
        case Choices(_, least, most):
            return _some(k="choices", least=_least(least, whole=whole), most=most)
        case Boolean(declaration):
            return _some(k="bool", must=declaration)
        case Record(_, parts):
            return {"k": "rec", "parts": [_part(part, lang, whole=whole) for part in parts]}
        case File(media_types, max_bytes):
            return {"k": "file", "types": list(media_types), "most": max_bytes, **_kinds(media_types)}


def _of_checks(value: Text) -> dict[str, Any]:
    """Check digits, capitals and the plan of telephone numbers."""
    checks = [[one.algorithm.value, list(one.weights), one.modulus, one.remainder] if one.weights else [one.algorithm.value] for one in value.checks]
    return _some(checks=checks or None, upper=value.upper, plan=[[one.body, one.least, one.most] for one in value.plan] or None)


def _least(least: int, *, whole: bool) -> int | None:
    return least if whole or least != 1 else None


def _of_pattern(pattern: Pattern, *, digits: bool) -> dict[str, Any]:
    """A pattern with what it tells of a text that does not fit (`causes.cause_of`)."""
    told = told_by(pattern)
    size = [told.least, told.most, told.digits] if digits and told.digits else None
    return _some(re=pattern.body, chars=told.characters, needs=told.needed or None, sides=told.sides, size=size)


def of_written(values: Iterable[Value]) -> dict[str, Any]:
    """The words by which the script reads numbers and dates, as far as some values have use for them."""
    kinds = {kind for value in values for kind in _kinds_in(value)}
    numbers = {"scales": WORDS.scales, "none": WORDS.none} if kinds & {Integer, Money, Decimal} else {}
    return {**numbers, **({"parts": WORDS.parts, "months": WORDS.months} if kinds & {Date, Moment} else {})}


def _kinds_in(value: Value) -> Iterator[type]:
    yield type(value)
    for part in value.parts if isinstance(value, Record) else ():
        yield from _kinds_in(part.value)


@lru_cache(maxsize=64)
def _kinds(media_types: tuple[str, ...]) -> dict[str, list[Any]]:
    """Kinds of files as the script reads them, each at the place of its media type. It must not be changed."""
    known = [KINDS.get(one) for one in media_types]
    return _some(
        ends=[list(one.endings) if one is not None else [] for one in known],
        heads=[one.head if one is not None else "" for one in known],
        named=[n for n, one in enumerate(known) if one is not None and one.named] or None,
    )


@lru_cache(maxsize=1024)
def faults_of(value: IdentityKey[Value]) -> frozenset[str]:
    """Codes of all that can be wrong with a value that is typed on a page, one that is missing included. Remembered: elements of
    a catalogue stand in many forms.
    """
    return frozenset({required_code(value()), *_faults(value())})


def _faults(value: Value) -> Iterator[str]:
    """A limit that is not there cannot be missed, and a box that is not ticked is no answer (the same for a list of which nothing
    is chosen).
    """
    match value:
        case Text(least, _, pattern):  # check digits too: they are of patterns only
            yield "too-long"
            yield from _if({"too-short": least != 1})
            if pattern is not None:
                yield from ("pattern", "character")
                told = told_by(pattern)
                digits = bool(value.plan) or (bool(told.digits) and separators(value) is not None)
                yield from _if({"character-missing": bool(told.needed), "digits": digits, "phone-begins": bool(value.plan), "check-digit": bool(value.checks)})
        case Integer() | Money():  # a number of more than 15 digits is too large anyway
            yield from ("not-a-number", "number-which", "number-character", "too-small", "too-large")
            yield "number-places" if isinstance(value, Money) and value.minor else "number-whole"
        case Decimal(_, minimum, maximum):
            yield from ("not-a-number", "number-which", "number-character", "number-places")
            yield from _if({"too-small": minimum is not None, "too-large": maximum is not None})
        case Date(precision, minimum, maximum):
            own = precision in (Precision.MONTH, Precision.YEAR)
            yield from ("date-century", "date-year", *((f"not-a-{precision.value}",) if own else ("not-a-date", "precision")))
            yield from _if({"too-early": minimum is not None, "too-late": maximum is not None})
        case Time(minimum, maximum) | Moment(minimum, maximum):
            yield "not-a-time" if isinstance(value, Time) else "not-a-moment"
            yield from _if({"too-early": minimum is not None, "too-late": maximum is not None})
        case RowOf():
            yield "no-such-row"
        case RowsOf(_, _, least, most):
            yield "no-such-row"
            yield from _if({"too-few": least != 1, "too-many": most is not None})
        case Choices(_, least, most):
            yield from _if({"too-few": least != 1, "too-many": most is not None})
        case File(media_types):
            yield from ("file-type", "file-unknown", "file-empty", "file-size")
            yield from _if({"file-heic": HEIC not in media_types})
        case Record(_, parts):
            for part in parts:
                yield from _if({required_code(part.value): part.strength is Strength.REQUIRED})
                yield from _faults(part.value)
        case Choice() | Boolean():
            pass


def _if(codes: Mapping[str, bool]) -> Iterator[str]:
    return (code for code, possible in codes.items() if possible)


def _part(part: Part, lang: str, *, whole: bool) -> list[Any]:
    required = required_code(part.value) if part.strength is Strength.REQUIRED else ""
    return [part.name, of_value(part.value, lang, whole=whole), required, say(part.title, lang) if lang else ""]


class PageField(Struct, frozen=True):
    """A field as the page's script knows it. `pointer`: a JSON Pointer, in a table into the row. `optional`: no answer is
    required of the page, which goes for what is held or worked out, too. `owner`: the object that may be left out as a whole it
    stands in. `rule` and `known` are numbers of the page's rules: it applies, and it is known without being asked. `beside`: words
    that may stand beside a number, folded. `own`: the author's words where it is missing, and where it has a fault.
    """

    pointer: str
    title: str
    value: Value
    optional: bool = False
    owner: str | None = None
    known: int | None = None
    held: bool = False
    rule: int | None = None
    beside: tuple[str, ...] = ()
    own: tuple[str, str] | None = None
    instead: tuple[str, ...] = ()
    """The places (JSON Pointers) of which an answer says that there is nothing, as far as registries may have them."""


class PageTable(Struct, frozen=True):
    """A repeating group as the page's script knows it, with `least` to `most` rows. `few` and `many` are numbers of the page's
    rules, by which the number of rows is worked out.
    """

    pointer: str
    title: str
    columns: tuple[PageField, ...]
    least: int
    most: int
    optional: bool = False
    rule: int | None = None
    few: int | None = None
    many: int | None = None
    own: tuple[str, str] | None = None


class PageSum(Struct, frozen=True):
    """A value that a page which stands alone works out itself. `pointer`: a JSON Pointer, `*` for the row; `rule`: a number of the page's
    rules, by which it applies; `unit`: the currency behind it; `said`: words for its values, by their JSON; `title`: where it stands nowhere
    on the page.
    """

    pointer: str
    value: Value
    compute: Expression
    rule: int | None = None
    unit: str = ""
    said: Mapping[str, str] = default(default_factory=dict)
    title: str = ""


class Asking(Struct, frozen=True):
    """The address that is asked for held values when an answer changes at one of `keys` (JSON Pointer -> what it brings)."""

    url: str
    keys: Mapping[str, tuple[str, ...]]


class PageData(Struct, frozen=True):
    """Everything the page's script is told, in the order in which it is written (`page_json`). What is JSON as it is, is written
    as it is where it is not the default; how others are written stands in `_WRITERS`.

    `rules`: the conditions of the page, by their numbers. `texts`: messages by code; `words`: others by name; `written`: as `of_written`; `tongues`:
    texts in another language than the page's, with theirs. `given`: held values by JSON Pointer (`held_data`);
    `says`: by the number of a condition that reads a masked value, if the server says that it holds.
    """

    id: str
    version: str
    zone: str
    lang: str
    held: bool = False
    rules: tuple[Expression, ...] = ()
    fields: tuple[PageField | PageTable, ...] = ()
    constraints: tuple[tuple[Constraint, str], ...] = ()
    """With their messages."""
    texts: Mapping[str, str] = default(default_factory=dict)
    words: Mapping[str, str] = default(default_factory=dict)
    written: Mapping[str, Any] = default(default_factory=dict)
    tongues: tuple[tuple[str, str], ...] = ()
    given: Mapping[str, Any] = default(default_factory=dict)
    says: Mapping[str, Any] = default(default_factory=dict)
    kept: bool = False
    """True if there are answers already."""
    prefill: Asking | None = None
    sends: bool = False
    was: tuple[tuple[str, str, Mapping[str, str]], ...] = ()
    """Former JSON Pointers (`*` for a row), those of today, and former codes with those of today."""
    mentions: tuple[str, ...] = ()
    """JSON Pointers of the answers that texts read, by their numbers; `#` in front of a table whose rows are counted, the
    currency behind an amount."""
    today: str = ""
    officer: bool = False
    sums: tuple[PageSum, ...] = ()
    names: str = ""
    """The address that is asked for the names of long lists."""
    whom: tuple[str, ...] = ()
    """JSON Pointers of the name of the person it is filled in for."""

    def places(self) -> Iterator[tuple[str, PageField | PageTable]]:
        """Every field and table, and every column, by JSON Pointer with `*` for the row."""
        for one in self.fields:
            yield one.pointer, one
            if isinstance(one, PageTable):
                for column in one.columns:
                    yield f"{one.pointer}/*{column.pointer}", column

    def asked(self) -> Iterator[PageField]:
        """Every field and column."""
        for one in self.fields:
            yield from one.columns if isinstance(one, PageTable) else (one,)

    def conditions(self) -> Iterator[Expression]:
        """Every condition the script works out."""
        yield from self.rules
        for one, _ in self.constraints:
            yield one.holds
            if one.when is not None:
                yield one.when


def page_data(page: PageData, titles: Mapping[str, str] = _NO_TITLES) -> dict[str, Any]:
    """The data as JSON values. `titles` stand on the page by JSON Pointer, and are not said again."""
    made: dict[str, Any] = {}
    for name, unless in _DEFAULTS:
        value = getattr(page, name)
        if value != unless or name in _ALWAYS:
            write = _WRITERS.get(name)
            made[name] = write(value, page.lang, titles) if write is not None else 1 if value is True else value
    return made


def page_json(page: PageData, titles: Mapping[str, str] = _NO_TITLES) -> str:
    """The data as it stands in the page's script element."""
    return script_json(page_data(page, titles))


def _field_data(one: PageField | PageTable, lang: str, titles: Mapping[str, str]) -> dict[str, Any]:
    """Without what the script knows anyway: an answer that is required, and titles that stand on the page."""
    made: dict[str, Any] = {"p": one.pointer}
    if titles.get(one.pointer) != one.title:
        made["t"] = one.title
    if isinstance(one, PageTable):
        columns = [_field_data(column, lang, _NO_TITLES) for column in one.columns]
        return made | _said(table=columns, least=one.least, most=one.most, opt=one.optional, w=one.rule, few=one.few, many=one.many, own=one.own)
    value, required = _told_of_value(identity_key(one.value), lang)
    if one.beside:
        value = {**value, "beside": list(one.beside)}
    return made | _said(v=value, opt=one.optional, req=required, of=one.owner, known=one.known, held=one.held, w=one.rule, own=one.own, instead=list(one.instead) or None)


def _sum_data(one: PageSum, lang: str) -> dict[str, Any]:
    value, _ = _told_of_value(identity_key(one.value), lang)
    return {"p": one.pointer, "v": value, "e": of_expression(one.compute)} | _said(w=one.rule, unit=one.unit or None, said=dict(one.said) or None, t=one.title or None)


@lru_cache(maxsize=1024)
def _told_of_value(value: IdentityKey[Value], lang: str) -> tuple[dict[str, Any], str | None]:
    """A kind of value, and the code of the message where it is missing if that is a special one. Remembered: elements of a
    catalogue stand in many forms. It must not be changed.
    """
    required = required_code(value())
    return of_value(value(), lang, whole=False), None if required == "required" else required


def _some(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value is not None and value is not False}


def _said(**entries: Any) -> dict[str, Any]:
    """The same, with 1 for true."""
    return {key: 1 if value is True else value for key, value in entries.items() if value is not None and value is not False}


def script_json(value: Any) -> str:
    """JSON that can stand in a script element: nothing in it can end the element or begin markup."""
    text = compact(value)
    for char in "<>&\u2028\u2029":
        if char in text:
            text = text.replace(char, f"\\u{ord(char):04x}")
    return text


_Write: TypeAlias = Callable[[Any, str, Mapping[str, str]], Any]
_WRITERS: Mapping[str, _Write] = {
    "rules": lambda rules, lang, titles: [_rule_data(identity_key(one)) for one in rules],
    "fields": lambda fields, lang, titles: [_field_data(one, lang, titles) for one in fields],
    "constraints": lambda constraints, lang, titles: [of_constraint(*one) for one in constraints],
    "was": lambda moves, lang, titles: [[old, new, dict(codes)] if codes else [old, new] for old, new, codes in moves],
    "sums": lambda sums, lang, titles: [_sum_data(one, lang) for one in sums],
    "prefill": lambda asking, lang, titles: {"url": asking.url, "keys": dict(asking.keys)},
}
"""Fields of `PageData` that are no JSON as they are -> how they are written, of the value, the page's language and its titles."""
_ALWAYS = frozenset({"rules", "fields", "constraints", "texts", "words"})
"""Fields of `PageData` that are written though they are empty."""
_DEFAULTS = tuple((name, unless) for name, unless in defaults(PageData).items() if name != "lang")
