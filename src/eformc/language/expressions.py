"""The expression language: a subset of CEL, parsed in `grammar`, typed here with places inside the string.

Literals, field names, `== != < <= > >=`, `in [..]`, `"code" in several`, `&& || !`, `+ - *`, `? :`, dates moved by days,
months or years, the functions of `CALLED`, and named roundings, within which `/` may stand. No strings built, no loops,
no conversion, no host code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from enum import Enum, auto
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from eformc.diagnostics import closest
from eformc.kernel import dates
from eformc.kernel.evaluate import COMMON as COMMON_SCALE
from eformc.kernel.expressions import (
    CALLED,
    MOVES,
    ROUNDINGS,
    SPANS,
    And,
    Arithmetic,
    Calculate,
    Call,
    Compare,
    Expression,
    Function,
    If,
    In,
    Literal,
    Not,
    Op,
    Or,
    Ref,
    Type,
    scale_of,
    type_of,
)
from eformc.kernel.values import CodeList
from eformc.language.grammar import TooDeep, Unexpected, parsed
from eformc.language.reading import Reader
from eformc.language.spelling import as_written
from eformc.source import Scalar, Span

MAX_LENGTH, MAX_DEPTH = 4096, 32
LONG_SUM = 8
"""A sum of more parts is typed as a tree, not as a chain: it is no deeper for being long."""

TYPE_WORDS: Map[Type, Map[str, str]] = {
    Type.TEXT: {"en": "text", "vi": "chữ"},
    Type.CODE: {"en": "a choice", "vi": "một lựa chọn"},
    Type.CODES: {"en": "a multiple choice", "vi": "nhiều lựa chọn"},
    Type.INTEGER: {"en": "a whole number", "vi": "số nguyên"},
    Type.DECIMAL: {"en": "a decimal number", "vi": "số thập phân"},
    Type.DATE: {"en": "a date", "vi": "ngày"},
    Type.TIME: {"en": "a time of day", "vi": "giờ trong ngày"},
    Type.MOMENT: {"en": "a date and time", "vi": "ngày và giờ"},
    Type.ROW: {"en": "a chosen row", "vi": "một dòng được chọn"},
    Type.BOOLEAN: {"en": "yes or no", "vi": "có hoặc không"},
    Type.OBJECT: {"en": "a structured value", "vi": "giá trị nhiều phần"},
}
_TOKENS = {
    "END": ("the end", "hết"),
    "INTEGER": ("a number", "một số"),
    "NAME": ("a field", "một mục"),
    "OP": ("a comparison", "phép so sánh"),
    "RPAR": (")", ")"),
    "STRING": ("text in quotes", "chữ trong ngoặc kép"),
    "||": ("||", "||"),
    "&&": ("&&", "&&"),
}


_LEXEMES = re.compile(r"""(?P<text>"[^"\\\n]*"?|'[^'\\\n]*'?)|(?P<name>[a-zA-Z_][a-zA-Z0-9_]*(?:\.[a-zA-Z_][a-zA-Z0-9_]*)*)(?P<call>[ \t]*\()?""")
_WORDS = re.compile(r"""(?P<text>"[^"\n]*"|'[^'\n]*')|(?P<word>\w+)""")
_IN_WORDS = ("và", "hoặc", "không")
_SIGNS = "=<>!≤≥≠≦≧"
_MEANT_SIGNS = {
    "=>": ">=", "=<": "<=", "<>": "!=", "><": "!=", "=!": "!=", "===": "==", "!==": "!=", "≥": ">=", "≧": ">=", "≤": "<=",
    "≦": "<=", "≠": "!=",
}  # fmt: skip
_CURLY = "“”„‟‘’‚‛«»"
_YES_NO = {"yes": "true", "co": "true", "y": "true", "true": "true", "no": "false", "khong": "false", "n": "false", "false": "false"}
_RESERVED = frozenset(("true", "false", "in"))
_UNITS = frozenset(("day", "days", "month", "months", "year", "years"))


def names_in(text: str) -> list[tuple[str, int, int]]:
    """The dotted names an expression reads, with their offsets; of one that does not parse too."""
    return [
        (found["name"], found.start("name"), found.end("name"))
        for found in _LEXEMES.finditer(text)
        if found["name"] and not found["call"] and found["name"] not in _RESERVED and not _is_unit(text, found)
    ]


def _is_unit(text: str, found: re.Match[str]) -> bool:
    """True if a word is the unit of a date that is moved: it follows on a number, a name or a bracket."""
    before = text[: found.start()].rstrip()
    return found["name"] in _UNITS and bool(re.search(r"[\w)]$", before)) and not re.search(r"(?<!\w)in$", before)


class Standing(Enum):
    """The kind of thing a name is where the expression stands: a value, a whole table, or a column of a table it is not in."""

    VALUE = auto()
    TABLE = auto()
    COLUMN = auto()


class Name(Struct, frozen=True):
    """The meaning of a name in an expression."""

    ref: Ref
    codes: CodeList | None = None
    kind: Standing = Standing.VALUE


Scope = Callable[[str], "Name | None"]
"""Looks a dotted name up."""
_CALLED = [function.value for function in CALLED]
_MOVES = {unit.rstrip("s"): function for function, unit in MOVES.items()}
_WANTED = {
    Function.TODAY: (0, 0), Function.COUNT: (1, 2), Function.ANY: (2, 2), Function.ALL: (2, 2), Function.DISTINCT: (1, 8),
    **dict.fromkeys((*ROUNDINGS, *SPANS), (2, 2)),
}  # fmt: skip
"""The number of values a function takes, at the least and at the most; one where it does not stand here."""


class Defines(Protocol):
    """The names of `define`."""

    def knows(self, name: str) -> bool:
        """True if a name is given there."""

    def find(self, name: str) -> Defined | None:
        """The meaning of a name; None where that was reported as wrong."""


class Defined(Struct, frozen=True):
    """An expression that was given a name. `length`: its characters, all that it names written out; `depth`: its levels."""

    expression: Expression
    length: int
    depth: int


class _Refused(Exception):
    """Stops typing one expression after its mistake was reported."""


class Typer:
    """Parses and types one expression standing in a scalar."""

    def __init__(
        self, reader: Reader, scalar: Scalar, scope: Scope, unknown: Callable[[Span, str], None], outside: Scope | None = None, defines: Defines | None = None
    ) -> None:
        self.reader = reader
        self.scalar = scalar
        self.scope = scope
        self.unknown = unknown
        """Reports a name that stands for nothing."""
        self.rounding = False
        """True if what is typed now is rounded afterwards: then it may have any number of decimals, and divide."""
        self.outside = outside or scope
        """Looks names up as they are read outside of every table."""
        self.defines = defines
        self.looking_at = ""
        """The table whose rows `any`, `all` or `count` looks at where this stands."""
        self.length = len(scalar.text)
        self.depth = 0
        """The deepest level that was reached."""

    def condition(self) -> Expression | None:
        """The expression as a condition, or None after reporting why not."""
        found = self.expression()
        if found is None or type_of(found) is Type.BOOLEAN:
            return found
        self.reader.say("EF113", self.scalar.span, "not-a-condition", found=TYPE_WORDS[type_of(found)])
        return None

    def expression(self) -> Expression | None:
        tree = self._tree()
        if tree is None:
            return None
        try:
            return self._typed(tree, 0)
        except _Refused:
            return None

    # --- parsing ----------------------------------------------------------------------------------------------

    def _tree(self) -> Any:
        text = self.scalar.text
        if len(text) > MAX_LENGTH:
            self.reader.say("EF111", self.scalar.span, "too-long", limit=MAX_LENGTH)
            return None
        try:
            return parsed(text)
        except Unexpected as error:
            self._syntax(text, error)
        except TooDeep as error:
            self._say("EF111", error.at, len(text), "too-deep")
        return None

    def _syntax(self, text: str, error: Unexpected) -> None:
        at = error.at
        if self._misnamed(text, at):
            return
        found = re.match(r"\w+|==?|.", text[at:])
        word = found[0] if found else ""
        begin, sign = _run(text, at, _SIGNS)
        if sign in _MEANT_SIGNS:
            self._say("EF111", begin, begin + len(sign), "wrong-operator", found=sign, closest=_MEANT_SIGNS[sign])
        elif word == "=":
            self._say("EF111", at, at + 1, "single-equals", found="=", closest="==")
        elif word in _CURLY:
            self._say("EF111", at, at + 1, "curly-quotes", found=word)
        elif word in ("and", "or", "not", "AND", "OR", "NOT", "và", "hoặc", "không") or text[at : at + 1] in "&|":
            self._say("EF111", at, at + max(1, len(word)), "word-operator", found=word)
        else:
            wanted = [words for name, words in _TOKENS.items() if name in error.wanted] or [("an operator", "phép toán")]
            expected = {"en": ", ".join(en for en, _ in wanted), "vi": ", ".join(vi for _, vi in wanted)}
            message = "unexpected" if word else "unfinished"
            self._say("EF111", at, at + max(1, len(word)), message, found=word, expected=expected)

    def _misnamed(self, text: str, at: int) -> bool:
        """True if the reader stopped at an id that cannot be one: said where it is given, or else here."""
        if any(found["word"] in self.reader.misnamed for found in _WORDS.finditer(text)):
            self.reader.holes.append(self.scalar.span)
            return True
        word = next((found for found in _WORDS.finditer(text) if found["word"] and found.start() <= at < found.end()), None)
        if word is None or word[0].isascii() or word[0] in _IN_WORDS:
            return False
        self._say("EF012", word.start(), word.end(), "bad-id", id=word[0], example=as_written(word[0]))
        return True

    def _say(self, code: str, start: int, end: int, message: str, **args: Any) -> None:
        self.reader.say(code, self._span(start, end), message, **args)

    def _span(self, start: int, end: int) -> Span:
        """A place inside the scalar, where its text stands in the file as it is; else the whole scalar."""
        whole, text = self.scalar.span, self.scalar.text
        offset = 1 if self.scalar.quoted else 0
        if whole.text[offset : offset + len(text)] != text:
            return whole
        begin = whole.start + offset + min(start, max(0, len(text) - 1))
        return Span(whole.source, begin, max(begin + 1, whole.start + offset + min(end, len(text))))

    # --- typing -----------------------------------------------------------------------------------------------

    def _typed(self, tree: Any, depth: int) -> Expression:
        if depth > self.depth:
            self._reached(tree, depth)
        kids = list(tree.children)
        match tree.data:
            case "string":
                return Literal(str(kids[0])[1:-1], Type.TEXT)
            case "integer":
                return self._integer(tree, str(kids[0]))
            case "decimal":
                whole, _, fraction = str(kids[0]).partition(".")
                if len(fraction) > COMMON_SCALE or len(whole + fraction) > 15:
                    self._refuse("EF113", tree, "too-many-decimals")
                return Literal((int(whole + fraction), len(fraction)), Type.DECIMAL)
            case "true" | "false":
                return Literal(tree.data == "true", Type.BOOLEAN)
            case "name":
                found = self._written_out(tree, depth) if self.defines is not None else None
                return found or self._plain_name(tree).ref
            case "call":
                return self._call(tree, depth)
            case "group":
                return self._typed(kids[0], depth + 1)
            case "not_":
                return Not(self._boolean(kids[0], depth))
            case "and_all":
                return And(tuple(self._boolean(kid, depth) for kid in kids))
            case "or_all":
                return Or(tuple(self._boolean(kid, depth) for kid in kids))
            case "if_":
                return self._if(tree, depth)
            case "compare":
                return self._compare(tree, depth)
            case "in_list":
                return self._in_list(tree, depth)
            case "in_several":
                return self._in_several(tree)
            case "add":
                return self._sum(tree, depth)
            case "move":
                return self._move(tree, depth)
            case "multiply":
                return self._calculate(tree, Arithmetic(str(kids[1])), kids[0], kids[2], depth)
            case _:  # "negative"
                operand = self._number(tree, "-", self._typed(kids[0], depth + 1))
                zero = Literal(0, Type.INTEGER)
                return Calculate(Arithmetic.SUB, zero, operand, type_of(operand), scale_of(operand))

    def _reached(self, tree: Any, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._refuse("EF111", tree, "too-deep")
        self.depth = depth

    def _written_out(self, tree: Any, depth: int) -> Expression | None:
        """The expression that a name of `define` stands for; None for another name."""
        name = str(tree.children[0]) if len(tree.children) == 1 else ""
        if self.defines is None or not self.defines.knows(name):
            return None
        found = self.defines.find(name)
        if found is None:
            self.reader.holes.append(self.scalar.span)
            raise _Refused
        self.length += found.length
        self.reader.expressed += found.length
        if self.length > MAX_LENGTH:
            self._refuse("EF111", tree, "too-long-defined", limit=MAX_LENGTH)
        if depth + found.depth > self.depth:
            self._reached(tree, depth + found.depth)
        return found.expression

    def _refuse(self, code: str, tree: Any, message: str, **args: Any) -> None:
        self._say(code, tree.start, tree.end, message, **args)
        raise _Refused

    def _integer(self, tree: Any, text: str) -> Literal:
        if len(text) > 15:
            self._refuse("EF014", tree, "not-a-number", value=text[:40])
        return Literal(int(text), Type.INTEGER)

    def _boolean(self, tree: Any, depth: int) -> Expression:
        found = self._typed_as(tree, depth, rounding=False)
        if type_of(found) is not Type.BOOLEAN:
            self._refuse("EF113", tree, "not-a-condition", found=TYPE_WORDS[type_of(found)])
        return found

    def _typed_as(self, tree: Any, depth: int, *, rounding: bool) -> Expression:
        before, self.rounding = self.rounding, rounding
        found = self._typed(tree, depth + 1)
        self.rounding = before
        return found

    def _name(self, tree: Any) -> Name:
        name = ".".join(str(token) for token in tree.children)
        found = self.scope(name)
        if found is None:
            self.unknown(self._span(tree.start, tree.end), name)
            raise _Refused
        return found

    def _plain_name(self, tree: Any) -> Name:
        """A name that stands for one value: not a column seen from outside its table."""
        if list(map(str, tree.children)) == ["today"] and self.scope("today") is None:
            self._refuse("EF112", tree, "today-called")
        found = self._name(tree)
        if found.kind is Standing.COLUMN:
            self._refuse("EF113", tree, "column-outside", name=".".join(found.ref.pointer))
        return found

    def _codes(self, tree: Any) -> CodeList | None:
        if getattr(tree, "data", "") == "group":
            return self._codes(tree.children[0])
        if getattr(tree, "data", "") != "name" or self._is_defined(tree):
            return None
        return self._name(tree).codes

    def _is_defined(self, tree: Any) -> bool:
        return self.defines is not None and len(tree.children) == 1 and self.defines.knows(str(tree.children[0]))

    def _if(self, tree: Any, depth: int) -> Expression:
        condition = self._boolean(tree.children[0], depth)
        then, otherwise = (self._typed(kid, depth + 1) for kid in tree.children[1:])
        if not _like(type_of(then), type_of(otherwise)):
            words = {"left": TYPE_WORDS[type_of(then)], "right": TYPE_WORDS[type_of(otherwise)]}
            self._refuse("EF113", tree, "if-types", **words)
        return If(condition, then, otherwise)

    def _check_bare(self, bare: Any, other: Any) -> None:
        """Refuse a bare word compared with a choice or a yes/no, where it is no name: a code, or yes, or no."""
        if any(getattr(one, "data", "") != "name" for one in (bare, other)) or len(bare.children) != 1 or self._is_defined(bare):
            return
        word, against = str(bare.children[0]), self.scope(".".join(str(token) for token in other.children))
        if against is None or self.scope(word) is not None:
            return
        if against.ref.type is Type.BOOLEAN:
            self._refuse("EF112", bare, "yes-no", name=word, closest=_YES_NO.get(word.lower(), ""))
        code = closest(word, [one.code for one in against.codes.codes][:200]) if against.codes is not None else None
        if code is not None:
            quote = "'" if self.scalar.source.text[self.scalar.start] == '"' else '"'
            self._refuse("EF112", bare, "code-unquoted", name=word, closest=f"{quote}{code}{quote}")

    def _compare(self, tree: Any, depth: int) -> Expression:
        left_tree, token, right_tree = tree.children
        op = Op(str(token))
        self._check_bare(left_tree, right_tree)
        self._check_bare(right_tree, left_tree)
        left, right = self._typed(left_tree, depth + 1), self._typed(right_tree, depth + 1)
        left, right = _as_date(left, right), _as_date(right, left)
        kinds = type_of(left), type_of(right)
        if not _like(*kinds) or Type.OBJECT in kinds or Type.CODES in kinds:
            words = {"left": TYPE_WORDS[kinds[0]], "right": TYPE_WORDS[kinds[1]], "op": op.value}
            self._refuse("EF113", tree, "cannot-compare", **words)
        if op not in (Op.EQ, Op.NE) and kinds[0] in (Type.TEXT, Type.CODE, Type.BOOLEAN, Type.ROW):
            self._refuse("EF113", tree, "no-order", type=TYPE_WORDS[kinds[0]], op=op.value)
        for codes_tree, literal_tree, literal in ((left_tree, right_tree, right), (right_tree, left_tree, left)):
            if isinstance(literal, Literal) and isinstance(literal.value, str) and literal.type not in (Type.DATE, *_TIMES):
                self._known_code(codes_tree, literal_tree, literal.value)
        return Compare(op, left, right)

    def _known_code(self, codes_tree: Any, literal_tree: Any, code: str) -> None:
        codes = self._codes(codes_tree)
        if codes is not None and code not in codes.by_code():
            span = self._span(literal_tree.start, literal_tree.end)
            known = [one.code for one in codes.codes][:200]
            self.reader.unknown("EF114", span, "unknown-code", code, known, within=codes.id, code=code)
            raise _Refused

    def _in_list(self, tree: Any, depth: int) -> Expression:
        operand_tree, list_tree = tree.children
        operand = self._typed(operand_tree, depth + 1)
        options: list[Literal] = []
        for item in list_tree.children:
            literal = _as_date(self._typed(item, depth + 1), operand)
            if not isinstance(literal, Literal) or not _like(type_of(operand), literal.type):
                words = {"left": TYPE_WORDS[type_of(operand)], "right": TYPE_WORDS[type_of(literal)], "op": "in"}
                self._refuse("EF113", tree, "cannot-compare", **words)
                break
            if isinstance(literal.value, str):
                self._known_code(operand_tree, item, literal.value)
            options.append(literal)
        if type_of(operand) in (Type.INTEGER, Type.DECIMAL, Type.DATE, *_TIMES):
            # only exact values can be listed: numbers compare one by one
            return Or(tuple(Compare(Op.EQ, operand, option) for option in options))
        return In(operand, tuple(options))

    def _in_several(self, tree: Any) -> Expression:
        token, name_tree = tree.children
        name = self._name(name_tree)
        if name.ref.type is not Type.CODES:
            words = {"left": TYPE_WORDS[Type.TEXT], "right": TYPE_WORDS[name.ref.type], "op": "in"}
            self._refuse("EF113", tree, "cannot-compare", **words)
        code = str(token)[1:-1]
        if name.codes is not None and code not in name.codes.by_code():
            span = self._span(token.start, token.end)
            known = [one.code for one in name.codes.codes][:200]
            self.reader.unknown("EF114", span, "unknown-code", code, known, within=name.codes.id, code=code)
            raise _Refused
        return In(name.ref, (Literal(code, Type.TEXT),))

    def _sum(self, tree: Any, depth: int) -> Expression:
        """A chain of `+` and `-`: what is added and what is taken away, each as a tree, where it is long."""
        plus: list[Any] = []
        minus: list[Any] = []
        rest = tree
        while getattr(rest, "data", "") == "add":
            (plus if str(rest.children[1]) == "+" else minus).append(rest.children[2])
            rest = rest.children[0]
        plus.append(rest)
        if len(plus) + len(minus) <= LONG_SUM:
            left, sign, right = tree.children
            return self._calculate(tree, Arithmetic(str(sign)), left, right, depth)
        added = self._summed(tree, plus[::-1], depth)
        return self._reckoned(tree, Arithmetic.SUB, added, self._summed(tree, minus[::-1], depth)) if minus else added

    def _summed(self, tree: Any, parts: list[Any], depth: int) -> Expression:
        if len(parts) == 1:
            return self._typed(parts[0], depth + 1)
        half = len(parts) // 2
        return self._reckoned(tree, Arithmetic.ADD, self._summed(tree, parts[:half], depth + 1), self._summed(tree, parts[half:], depth + 1))

    def _move(self, tree: Any, depth: int) -> Expression:
        """`date + 3 months`."""
        date_tree, sign, number_tree, unit = tree.children
        date, number = self._typed(date_tree, depth + 1), self._typed(number_tree, depth + 1)
        if isinstance(date, Literal) and date.type is Type.TEXT and dates.parse(str(date.value)) is not None:
            date = Literal(date.value, Type.DATE)
        if type_of(date) is not Type.DATE:
            self._refuse("EF113", tree, "moves-no-date", unit=str(unit), found=TYPE_WORDS[type_of(date)])
        if type_of(number) is not Type.INTEGER or _may_be_range(number):
            self._refuse("EF113", tree, "moved-by-no-number", unit=str(unit), found=TYPE_WORDS[type_of(number)])
        if str(sign) == "-":
            number = Calculate(Arithmetic.SUB, Literal(0, Type.INTEGER), number, Type.INTEGER)
        return Call(_MOVES[str(unit).rstrip("s")], (date, number), Type.DATE)

    def _number(self, tree: Any, op: str, operand: Expression) -> Expression:
        if type_of(operand) not in (Type.INTEGER, Type.DECIMAL):
            self._refuse("EF113", tree, "cannot-calculate", op=op, found=TYPE_WORDS[type_of(operand)])
        if _may_be_range(operand):
            words = {"en": "an age, which may lie between two numbers", "vi": "tuổi, vì tuổi có thể nằm giữa hai số"}
            self._refuse("EF113", tree, "cannot-calculate", op=op, found=words)
        return operand

    def _calculate(self, tree: Any, op: Arithmetic, left_tree: Any, right_tree: Any, depth: int) -> Expression:
        return self._reckoned(tree, op, self._typed(left_tree, depth + 1), self._typed(right_tree, depth + 1))

    def _reckoned(self, tree: Any, op: Arithmetic, left: Expression, right: Expression) -> Expression:
        if type_of(left) is Type.DATE and op in (Arithmetic.ADD, Arithmetic.SUB):
            both = type_of(right) is Type.DATE
            self._refuse("EF113", tree, "days-between" if both else "moved-without-unit", op=op.value)
        left, right = self._number(tree, op.value, left), self._number(tree, op.value, right)
        scales = scale_of(left), scale_of(right)
        if op is Arithmetic.DIV and not self.rounding:
            self._refuse("EF113", tree, "divides-unrounded")
        scale = sum(scales) if op is Arithmetic.MUL else COMMON_SCALE if op is Arithmetic.DIV else max(scales)
        if scale > COMMON_SCALE and not self.rounding:
            self._refuse("EF113", tree, "too-many-decimals")
        kind = Type.DECIMAL if scale else Type.INTEGER
        return Calculate(op, left, right, kind, min(scale, COMMON_SCALE))

    def _call(self, tree: Any, depth: int) -> Expression:
        token, *arguments = tree.children
        name = str(token)
        if name not in _CALLED:
            span = self._span(token.start, token.end)
            known = ", ".join(_CALLED)
            self.reader.say("EF112", span, "unknown-function", name=name, known=known)
            raise _Refused
        function = Function(name)
        wanted = _WANTED.get(function, (1, 1))
        if not wanted[0] <= len(arguments) <= wanted[1]:
            count = str(wanted[0]) if wanted[0] == wanted[1] else f"{wanted[0]}…{wanted[1]}"
            expected = {"en": f"{count} value(s)", "vi": f"{count} giá trị"}
            found = {"en": str(len(arguments)), "vi": str(len(arguments))}
            self._refuse("EF113", tree, "wrong-argument", name=name, expected=expected, found=found)
        if function in (Function.ANY, Function.ALL) or (len(arguments) == 2 and function is Function.COUNT):
            return self._looking(tree, function, arguments, depth)
        if function in (Function.SUM, Function.COUNT):
            return self._over_rows(tree, function, arguments[0], depth)
        if function is Function.DISTINCT:
            return self._distinct(tree, arguments)
        if function is Function.OR_ZERO:
            return self._or_zero(tree, arguments[0], depth)
        if function in ROUNDINGS:
            return self._round(tree, function, arguments, depth)
        typed = tuple(self._typed(argument, depth + 1) for argument in arguments)
        return self._applied(tree, function, typed)

    def _round(self, tree: Any, function: Function, arguments: list[Any], depth: int) -> Call:
        number = self._number(tree, function.value, self._typed_as(arguments[0], depth, rounding=True))
        places = self._typed(arguments[1], depth + 1)
        fits = isinstance(places, Literal) and places.type is Type.INTEGER and 0 <= int(str(places.value)) <= COMMON_SCALE
        self._argument(tree, function, fits, places, (f"a constant from 0 to {COMMON_SCALE}", f"một số cố định từ 0 đến {COMMON_SCALE}"))
        scale = int(str(places.value)) if isinstance(places, Literal) else 0
        return Call(function, (number, places), Type.DECIMAL if scale else Type.INTEGER, scale)

    def _over_rows(self, tree: Any, function: Function, argument: Any, depth: int) -> Call:
        """`sum` of a column, `count` of a table: what alone may read all rows."""
        is_name = getattr(argument, "data", "") == "name" and not self._is_defined(argument)
        name = self._name(argument) if is_name else None
        if name is None and getattr(argument, "data", "") == "call" and str(argument.children[0]) == Function.OR_ZERO.value:
            return self._blanks_as_zero(tree, function, argument, depth)
        given = name.ref if name else self._typed(argument, depth + 1)
        if function is Function.COUNT:
            fits = name is not None and name.kind is Standing.TABLE
            self._argument(tree, function, fits, given, ("a table", "một bảng"))
            return Call(function, (given,), Type.INTEGER)
        fits = name is not None and name.kind is Standing.COLUMN and type_of(given) in (Type.INTEGER, Type.DECIMAL)
        fits = fits and given.pointer[0] != self.looking_at if isinstance(given, Ref) else False
        self._argument(tree, function, fits, given, ("a column of numbers of another part", "một cột số ở phần khác"))
        return Call(function, (given,), type_of(given), scale_of(given))

    def _blanks_as_zero(self, tree: Any, function: Function, argument: Any, depth: int) -> Call:
        """`sum(or_zero(table.column))`."""
        fits = function is Function.SUM and len(argument.children) == 2
        inner = self._over_rows(argument, function, argument.children[1], depth) if fits else None
        if inner is None or not isinstance(inner.arguments[0], Ref):
            given = self._typed(argument, depth + 1)
            self._argument(tree, function, False, given, ("a table", "một bảng"))
            raise _Refused
        return Call(function, (Call(Function.OR_ZERO, inner.arguments, inner.type, inner.scale),), inner.type, inner.scale)

    def _or_zero(self, tree: Any, argument: Any, depth: int) -> Call:
        given = self._typed(argument, depth + 1)
        counted = isinstance(given, Call) and given.function is Function.COUNT
        fits = (isinstance(given, Ref) or counted) and type_of(given) in (Type.INTEGER, Type.DECIMAL)
        wanted = ("a field that is a number, or `count`", "một mục là số, hoặc `count`")
        self._argument(tree, Function.OR_ZERO, fits, given, wanted)
        return Call(Function.OR_ZERO, (given,), type_of(given), scale_of(given))

    def _looking(self, tree: Any, function: Function, arguments: list[Any], depth: int) -> Call:
        """`any(table, condition)`: in the condition the table's columns are read in the row that is looked at."""
        table_tree, inner_tree = arguments
        name = self._name(table_tree) if getattr(table_tree, "data", "") == "name" and not self._is_defined(table_tree) else None
        given = name.ref if name is not None else self._typed(table_tree, depth + 1)
        self._argument(tree, function, name is not None and name.kind is Standing.TABLE, given, ("a table", "một bảng"))
        if self.looking_at:
            self._refuse("EF113", tree, "looks-twice", name=function.value)
        scope, table = self.scope, given.pointer[0] if isinstance(given, Ref) else ""
        self.scope, self.looking_at = _looked_at(scope, self.outside, table), table
        inner = self._boolean(inner_tree, depth + 1)
        self.scope, self.looking_at = scope, ""
        return Call(function, (given, inner), Type.INTEGER if function is Function.COUNT else Type.BOOLEAN)

    def _distinct(self, tree: Any, arguments: list[Any]) -> Call:
        """Columns of one table, in which no two rows are to be alike."""
        scope, self.scope = self.scope, self.outside
        names = [self._name(one) if getattr(one, "data", "") == "name" else None for one in arguments]
        self.scope = scope
        columns = [name.ref for name in names if name is not None and name.kind is Standing.COLUMN]
        plain = all(ref.type not in (Type.OBJECT, Type.CODES) and not ref.row for ref in columns)
        if len(columns) < len(arguments) or len({ref.pointer[0] for ref in columns}) > 1 or not plain:
            self._refuse("EF113", tree, "distinct-columns")
        return Call(Function.DISTINCT, tuple(columns), Type.BOOLEAN)

    def _applied(self, tree: Any, function: Function, arguments: tuple[Expression, ...]) -> Call:
        match function:
            case Function.TODAY:
                return Call(function, (), Type.DATE)
            case Function.PRESENT:
                self._argument(tree, function, isinstance(arguments[0], Ref), arguments[0], ("a field", "một mục"))
                return Call(function, arguments, Type.BOOLEAN)
            case Function.DAYS | Function.MONTHS | Function.YEARS:
                arguments = tuple(_as_date(one, Literal("1980", Type.DATE)) for one in arguments)
                wrong = next((one for one in arguments if type_of(one) is not Type.DATE), None)
                self._argument(tree, function, wrong is None, wrong or arguments[0], ("two dates", "hai ngày"))
                return Call(function, arguments, Type.INTEGER)
            case Function.AGE | Function.YEAR:
                is_date = type_of(arguments[0]) is Type.DATE
                self._argument(tree, function, is_date, arguments[0], ("a date", "một ngày"))
                return Call(function, arguments, Type.INTEGER)
            case _:
                message = f"{function} is typed elsewhere"  # see _call
                raise AssertionError(message)

    def _argument(self, tree: Any, function: Function, fits: bool, given: Expression, wanted: tuple[str, str]) -> None:
        if not fits:
            expected = {"en": wanted[0], "vi": wanted[1]}
            self._refuse("EF113", tree, "wrong-argument", name=function.value, expected=expected, found=TYPE_WORDS[type_of(given)])


def _looked_at(scope: Scope, outside: Scope, table: str) -> Scope:
    """Names where the rows of a table are looked at: `table.column` is read in the row that is looked at."""

    def look(name: str) -> Name | None:
        found = outside(name) if name.startswith(f"{table}.") else scope(name)
        column = found is not None and found.kind is Standing.COLUMN and found.ref.pointer[0] == table
        return replace(found, kind=Standing.VALUE) if found is not None and column else found

    return look


def _run(text: str, at: int, signs: str) -> tuple[int, str]:
    """The signs around an offset that stand together, and where they begin."""
    begin = end = at
    while begin > 0 and text[begin - 1] in signs:
        begin -= 1
    while end < len(text) and text[end] in signs:
        end += 1
    return begin, text[begin:end]


def _like(a: Type, b: Type) -> bool:
    numbers, texts = (Type.INTEGER, Type.DECIMAL), (Type.TEXT, Type.CODE)
    return a is b or (a in numbers and b in numbers) or (a in texts and b in texts) or {a, b} == {Type.CODES, Type.TEXT}


def _may_be_range(expression: Expression) -> bool:
    """True if it may lie between two numbers: an age, where a birth date is not known to the day."""
    match expression:
        case Call(Function.AGE, _):
            return True
        case If(_, then, otherwise):
            return _may_be_range(then) or _may_be_range(otherwise)
        case _:  # only these two give an age
            return False


_TIMES: Map[Type, Callable[[str], bool]] = {Type.TIME: dates.is_time, Type.MOMENT: dates.is_moment}


def _as_date(expression: Expression, other: Expression) -> Expression:
    """A text constant compared with a date or a time is one, if it can be."""
    if not isinstance(expression, Literal) or expression.type is not Type.TEXT:
        return expression
    wanted, text = type_of(other), str(expression.value)
    is_one = dates.parse(text) is not None if wanted is Type.DATE else wanted in _TIMES and _TIMES[wanted](text)
    return Literal(expression.value, wanted) if is_one else expression
