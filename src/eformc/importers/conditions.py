"""Conditions of other form systems as expressions: small trees, read by a reader of each language, written once here.

What is unanswered differs: elsewhere a comparison with nothing is false and its negation true; here both are unknown,
and what is unknown is not shown. So a negation is carried to the comparisons, and each then says what it means where
there is no answer: `!present(a) || a != "x"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from msgspec import Struct, field

from eformc.characters import normalized, refused
from eformc.language.expressions import MAX_LENGTH


class CannotSay(Exception):
    """A construct the language does not say. `construct` is its name among losses."""

    def __init__(self, construct: str = "condition") -> None:
        super().__init__(construct)
        self.construct = construct


class Ref(Struct, frozen=True):
    """A field by its name in the source; `.` is the field a limit stands at."""

    name: str


class Text(Struct, frozen=True):
    value: str


class Number(Struct, frozen=True):
    value: str


class Truth(Struct, frozen=True):
    value: bool


class Call(Struct, frozen=True):
    name: str
    arguments: tuple[Tree, ...] = ()


class Compare(Struct, frozen=True):
    op: str
    left: Tree
    right: Tree


class Logic(Struct, frozen=True):
    """`and`, `or` of two or more, `not` of one."""

    op: str
    parts: tuple[Tree, ...]


class InRows(Struct, frozen=True):
    """`any` or `all` rows of a table; fields of a row are called `each:TABLE.FIELD`."""

    op: str
    rows: Ref
    test: Tree


class Sum(Struct, frozen=True):
    """`+`, `-`, `*`, `/`, `%` of two."""

    op: str
    left: Tree
    right: Tree


class Either(Struct, frozen=True):
    test: Tree
    then: Tree
    other: Tree


Tree: TypeAlias = Ref | Text | Number | Truth | Call | Compare | Logic | InRows | Sum | Either


class Known(Struct, frozen=True):
    """A field a condition may read. `path`: its name in the spec; `codes`: name in the source -> code, of a choice;
    `only`: the one name of a choice that became a yes or no; `no`: the name of its no, if it has one.
    """

    path: str
    type: str
    codes: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    no: str = ""


OPPOSITE: Final[Mapping[str, str]] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SWAPPED: Final[Mapping[str, str]] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
NUMBERS = ("integer", "decimal", "money")
DATES = ("date", "month", "year", "partial_date", "datetime")
TEXTS = ("text", "long_text", "email", "phone")
COMPARED = (*TEXTS, "integer", "decimal", "choice", "choices", "yes_no")
"""Types that are compared with a text of the source: what is no text then is read as a number, an option, a yes."""


def kind_of(field_type: str) -> str:
    """The kind an answer of a type is compared as: `number`, `date`, `text`, or nothing."""
    if field_type in ("integer", "decimal"):
        return "number"
    return "date" if field_type == "date" else "text" if field_type in TEXTS else ""


class Writer:
    """Writes trees as expressions. `resolve` finds a field by its name and raises `CannotSay`; `notes` collects
    constructs that were rewritten, `dead` the codes asked for that no option has.
    """

    def __init__(self, resolve: Callable[[str], Known], *, days: bool = False) -> None:
        self.resolve = resolve
        self.days = days
        """Dates are compared with texts, and are whole days in the source."""
        self.notes: list[str] = []
        self.dead: list[str] = []

    def condition(self, tree: Tree, *, negated: bool = False) -> str:
        """The expression of a condition; empty where it always holds. Raises `CannotSay`."""
        text = bare(self.truth(tree, negated=negated))
        if text == "true":
            return ""
        if text == "false":
            raise CannotSay("condition on an option that does not exist" if self.dead else "condition")
        if len(text) > MAX_LENGTH:
            raise CannotSay
        return text

    def truth(self, tree: Tree, *, negated: bool) -> str:
        match tree:
            case Logic(op="not", parts=(part,)):
                return self.truth(part, negated=not negated)
            case Logic(op=op, parts=parts):
                return _joined("and" if (op == "and") != negated else "or", [self.truth(part, negated=negated) for part in parts])
            case Compare():
                return self.compare(tree, negated=negated)
            case Truth(value=value):
                return "true" if value != negated else "false"
            case Ref(name=name):
                return self.reference(self.resolve(name), negated=negated)
            case Call(name="selected", arguments=(Ref(name=name), Text(value=value))):
                return self.option(self.resolve(name), value, negated=negated)
            case InRows():
                return self.in_rows(tree, negated=negated)
            case Call(name="rows", arguments=(Ref(name=name),)):
                return f"{'!' if negated else ''}present({self.table(name)})"
            case Call(name="present", arguments=(Ref(name=name),)):
                return f"{'!' if negated else ''}present({self.resolve(name).path})"
            case _:
                raise CannotSay

    def reference(self, known: Known, *, negated: bool) -> str:
        if known.type != "yes_no":
            return f"{'!' if negated else ''}present({known.path})"
        return _group(f"!present({known.path}) || !{known.path}") if negated else known.path

    def in_rows(self, tree: InRows, *, negated: bool) -> str:
        """Some row, or every one; none where there are no rows, and every one of none."""
        table = self.table(tree.rows.name)
        op = tree.op if not negated else "all" if tree.op == "any" else "any"
        inner = bare(self.truth(tree.test, negated=negated))
        if inner in ("true", "false"):
            raise CannotSay("condition over any row")
        looked = f"{op}({table}, {inner})"
        return looked if op == "any" else _group(f"!present({table}) || {looked}")

    def table(self, name: str) -> str:
        known = self.resolve(name)
        if known.type != "table":
            raise CannotSay("condition over any row")
        return known.path

    def option(self, known: Known, name: str, *, negated: bool) -> str:
        """An option is chosen, or is not."""
        if known.only:
            if known.no and name == known.no:
                same = f"{known.path} == false"
                return _group(f"!present({known.path}) || {known.path}") if negated else same
            if name != known.only:
                return self.nothing(known, name, negated=negated)
            return self.reference(known, negated=negated)
        if known.type == "yes_no" and name in ("true", "false", "yes", "no"):
            wanted = name in ("true", "yes")
            same = known.path if wanted else f"{known.path} == false"
            return _group(f"!present({known.path}) || {known.path} == {'false' if wanted else 'true'}") if negated else same
        if known.codes and name not in known.codes:
            return self.nothing(known, name, negated=negated)
        code = _text(known.codes.get(name, name))
        if known.type == "choices":
            chosen = f"{code} in {known.path}"
            return _group(f"!present({known.path}) || !({chosen})") if negated else chosen
        return _group(f"!present({known.path}) || {known.path} != {code}") if negated else f"{known.path} == {code}"

    def nothing(self, known: Known, name: str, *, negated: bool) -> str:
        self.dead.append(f"{known.path}: {name}")
        return "true" if negated else "false"

    # --- comparisons ----------------------------------------------------------------------------------------------

    def compare(self, tree: Compare, *, negated: bool) -> str:
        op, left, right = tree.op, tree.left, tree.right
        if not isinstance(left, Ref) and isinstance(right, Ref):
            op, left, right = SWAPPED[op], right, left
        op = OPPOSITE[op] if negated else op
        if isinstance(left, Ref):
            known = self.resolve(left.name)
            if isinstance(right, Text | Truth) or (isinstance(right, Number) and (known.codes or known.type in ("text", "yes_no"))):
                return self.to_text(known, op, right)
            if isinstance(right, Ref):
                return self.to_reference(known, op, self.resolve(right.name))
        if isinstance(left, Call) and left.name == "count-selected":
            raise CannotSay("limit")
        return self.to_value(op, left, right, total=negated or tree.op == "!=")

    def to_text(self, known: Known, op: str, right: Text | Truth | Number) -> str:
        if isinstance(right, Truth) and known.type == "yes_no":
            return self.option(known, "true" if right.value else "false", negated=op == "!=")
        value = right.value if not isinstance(right, Truth) else str(right.value).lower()
        if value == "" and op in ("==", "!="):
            return f"{'!' if op == '==' else ''}present({known.path})"
        if known.type == "date" and self.days and _is_date(str(value)):
            return _group(f'!present({known.path}) || {known.path} != "{value}"') if op == "!=" else f'{known.path} {op} "{value}"'
        if op not in ("==", "!=") or known.type not in COMPARED:
            raise CannotSay
        if known.type in ("choice", "choices", "yes_no"):
            if known.type == "choices" or (known.type == "yes_no" and value not in ("true", "false", "yes", "no", known.only, known.no)):
                raise CannotSay
            return self.option(known, str(value), negated=op == "!=")
        if known.type in NUMBERS:
            return self.number(known, op, str(value))
        text = _text(str(value))
        return _group(f"!present({known.path}) || {known.path} != {text}") if op == "!=" else f"{known.path} == {text}"

    def number(self, known: Known, op: str, value: str) -> str:
        if not _is_number(value):
            raise CannotSay
        return _group(f"!present({known.path}) || {known.path} != {value}") if op == "!=" else f"{known.path} {op} {value}"

    def to_reference(self, known: Known, op: str, other: Known) -> str:
        plain = f"{known.path} {op} {other.path}"
        kind = kind_of(known.type)
        if kind != kind_of(other.type) or not kind or (kind == "text" and op not in ("==", "!=")):
            raise CannotSay
        return _group(f"present({known.path}) != present({other.path}) || {plain}") if op == "!=" else plain

    def to_value(self, op: str, left: Tree, right: Tree, *, total: bool) -> str:
        plain = f"{self.value(left)} {op} {self.value(right)}"
        if self.kind(left) != self.kind(right) or self.kind(left) not in ("number", "date"):
            raise CannotSay
        if not total:
            return plain
        read = sorted({*self.read(left), *self.read(right)})
        return _group(" || ".join([*(f"!present({path})" for path in read), plain]))

    # --- values ---------------------------------------------------------------------------------------------------

    def value(self, tree: Tree) -> str:
        """A number, a date or a text. Raises `CannotSay`."""
        match tree:
            case Number(value=value):
                return value
            case Text(value=value):
                return _text(value)
            case Truth(value=value):
                return "true" if value else "false"
            case Ref(name=name):
                return self.resolve(name).path
            case Sum(op="-", left=left, right=right) if self.days and self.kind(left) == self.kind(right) == "date":
                return f"days({self.value(right)}, {self.value(left)})"
            case Sum(op="+" | "-" as op, left=left, right=right) if self.days and self.kind(left) == "date" and _counts(right, self):
                return f"{self.value(left)} {op} {self.value(right)} days"
            case Sum(op=op, left=left, right=right) if op in ("+", "-", "*"):
                if self.is_date(left) or self.is_date(right):
                    raise CannotSay("date counted from today")
                if self.kind(tree) != "number":
                    raise CannotSay
                return f"{self.factor(left)} {op} {self.factor(right)}"
            case Either(test=test, then=then, other=other):
                return f"({self.truth(test, negated=False)} ? {self.value(then)} : {self.value(other)})"
            case Call(name="today", arguments=()):
                return "today()"
            case Call(name="age", arguments=(Ref(name=name),)):
                self.notes.append("age in days")
                return f"age({self.resolve(name).path})"
            case Call(name="year", arguments=(of,)) if self.is_date(of):
                return f"year({self.value(of)})"
            case Call(name="coalesce", arguments=(Ref(name=name), second)):
                path = self.resolve(name).path
                return f"(present({path}) ? {path} : {self.value(second)})"
            case Call(name=name, arguments=(Ref(name=of),)) if name in ("count", "sum"):
                return f"{name}({self.resolve(of).path})"
            case _:
                raise CannotSay

    def kind(self, tree: Tree) -> str:
        """The kind of a value: `number`, `date`, `text`, or nothing that can be compared."""
        match tree:
            case Number():
                return "number"
            case Text():
                return "text"
            case Ref(name=name):
                return kind_of(self.resolve(name).type)
            case Sum(op=op, left=left, right=right):
                kinds = (self.kind(left), self.kind(right))
                if op in ("+", "-") and kinds == ("date", "number"):
                    return "date"
                return "number" if kinds == ("number", "number") or (op == "-" and kinds == ("date", "date")) else ""
            case Either(then=then, other=other):
                return self.kind(then) if self.kind(then) == self.kind(other) else ""
            case Call(name="today"):
                return "date"
            case Call(name="age" | "count" | "sum" | "year"):
                return "number"
            case Call(name="coalesce", arguments=(first, second)):
                return self.kind(first) if self.kind(first) == self.kind(second) else ""
            case _:
                return ""

    def factor(self, tree: Tree) -> str:
        text = self.value(tree)
        return f"({text})" if isinstance(tree, Sum) else text

    def is_date(self, tree: Tree) -> bool:
        """A date stands in a sum."""
        match tree:
            case Ref(name=name):
                return self.resolve(name).type in DATES
            case Call(name="today"):
                return True
            case Sum(left=left, right=right):
                return self.is_date(left) or self.is_date(right)
            case _:
                return False

    def read(self, tree: Tree) -> set[str]:
        """Paths of fields a value is worked out of, but for those whose absence it provides for."""
        match tree:
            case Ref(name=name):
                return {self.resolve(name).path}
            case Sum(left=left, right=right):
                return self.read(left) | self.read(right)
            case Call(name="age" | "year", arguments=(Ref(name=name),)):
                return {self.resolve(name).path}
            case _:
                return set()


def _counts(tree: Tree, writer: Writer) -> bool:
    """A whole number of days by which a date can be moved."""
    match tree:
        case Number(value=value):
            return value.isdecimal() and len(value) <= 5
        case Ref(name=name):
            return writer.resolve(name).type == "integer"
        case _:
            return False


def _joined(op: str, parts: list[str]) -> str:
    """Parts joined; those that are always true or false are worked out."""
    strong, weak, sign = ("false", "true", "&&") if op == "and" else ("true", "false", "||")
    if strong in parts:
        return strong
    kept = list(dict.fromkeys(part for part in parts if part != weak))
    kept = _gathered(kept) if op == "or" else kept
    if not kept:
        return weak
    return kept[0] if len(kept) == 1 else _group(f" {sign} ".join(_inner(part) for part in kept))


def _gathered(parts: list[str]) -> list[str]:
    """Comparisons of one field with several texts are one list, where there are three or more."""
    by_path: dict[str, list[str]] = {}
    flat = [piece for part in parts for piece in (bare(part).split(" || ") if _plain_or(part) else [part])]
    for part in flat:
        if found := re.fullmatch(r"([a-z0-9_.]+) (?:== (\"[^\"]*\")|in \[([^\[\]]*)\])", part):
            by_path.setdefault(found[1], []).extend(re.findall(r'"[^"]*"', found[2] or found[3]))
    if not any(len(values) > 2 for values in by_path.values()):
        return parts
    lists = {path: f"{path} in [{', '.join(values)}]" for path, values in by_path.items() if len(values) > 2}
    out = []
    for part in flat:
        path = part.partition(" ")[0]
        out.append(lists[path] if path in lists and ("==" in part or " in [" in part) else part)
    return list(dict.fromkeys(out))


def _plain_or(part: str) -> bool:
    """Alternatives without brackets within, and none in quotes."""
    inner = bare(part)
    return "&&" not in inner and "?" not in inner and "(" not in inner and not any("||" in text for text in re.findall(r'"[^"]*"', inner))


def _group(text: str) -> str:
    return f"({text})"


def _inner(part: str) -> str:
    return _group(part) if (" || " in part or " && " in part or " ? " in part) and not part.startswith("(") else part


def bare(text: str) -> str:
    """An expression without brackets around the whole of it."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0 and at < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _text(value: str) -> str:
    if any(char in value for char in '"\\\n') or next(refused(value), -1) >= 0 or normalized(value) != value:
        raise CannotSay
    return f'"{value}"'


def _is_number(value: str) -> bool:
    whole, _, part = value.removeprefix("-").partition(".")
    return whole.isdigit() and (not part or part.isdigit()) and value.isascii()


def _is_date(value: str) -> bool:
    parts = value.split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(part.isdecimal() and part.isascii() for part in parts)
