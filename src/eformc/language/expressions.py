"""The expression language: a subset of CEL, parsed by Lark, typed here with places inside the string.

Literals, field names, `== != < <= > >=`, `in [..]`, `"code" in several`, `&& || !`, `+ - *`, `? :`, the functions
present, age, year, today, count, sum, and named roundings, within which `/` may stand. No strings built, no loops, no
conversion, no host code.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from msgspec import Struct

from eformc.diagnostics import closest
from eformc.kernel import dates
from eformc.kernel.evaluate import COMMON as COMMON_SCALE
from eformc.kernel.expressions import (
    ROUNDINGS,
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
from eformc.language.reading import Reader
from eformc.language.spelling import as_written
from eformc.source import Scalar, Span

MAX_LENGTH, MAX_DEPTH = 512, 32

GRAMMAR = r"""
?start: ternary
?ternary: or_ | or_ "?" ternary ":" ternary -> if_
?or_: and_ | and_ ("||" and_)+ -> or_all
?and_: compared | compared ("&&" compared)+ -> and_all
?compared: sum_ | sum_ OP sum_ -> compare | sum_ "in" list -> in_list | STRING "in" name -> in_several
?sum_: product | sum_ SIGN product -> add
?product: unary | product TIMES unary -> multiply
?unary: atom | "!" unary -> not_ | "-" unary -> negative
?atom: literal | name | call | "(" ternary ")" -> group
call: NAME "(" [ternary ("," ternary)*] ")"
list: "[" literal ("," literal)* "]"
?literal: STRING -> string | DECIMAL -> decimal | INTEGER -> integer | "true" -> true | "false" -> false
name: NAME ("." NAME)*
OP: "==" | "!=" | "<=" | ">=" | "<" | ">"
SIGN: "+" | "-"
TIMES: "*" | "/"
NAME: /[a-zA-Z_][a-zA-Z0-9_]*/
STRING: /"[^"\\\n]*"/ | /'[^'\\\n]*'/
DECIMAL: /[0-9]+\.[0-9]+/
INTEGER: /[0-9]+/
%ignore /[ \t\n]+/
"""

TYPE_WORDS: Map[Type, Map[str, str]] = {
    Type.TEXT: {"en": "text", "vi": "chữ"},
    Type.CODE: {"en": "a choice", "vi": "một lựa chọn"},
    Type.CODES: {"en": "a multiple choice", "vi": "nhiều lựa chọn"},
    Type.INTEGER: {"en": "a whole number", "vi": "số nguyên"},
    Type.DECIMAL: {"en": "a decimal number", "vi": "số thập phân"},
    Type.DATE: {"en": "a date", "vi": "ngày"},
    Type.BOOLEAN: {"en": "yes or no", "vi": "có hoặc không"},
    Type.OBJECT: {"en": "a structured value", "vi": "giá trị nhiều phần"},
}
_TOKENS = {
    "NAME": ("a field", "một mục"),
    "STRING": ("text in quotes", "chữ trong ngoặc kép"),
    "INTEGER": ("a number", "một số"),
    "OP": ("a comparison", "phép so sánh"),
    "RPAR": (")", ")"),
    "$END": ("the end", "hết"),
    "__ANON_0": ("||", "||"),
    "__ANON_1": ("&&", "&&"),
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


def names_in(text: str) -> list[tuple[str, int, int]]:
    """The dotted names an expression reads, with their offsets; of one that does not parse too."""
    return [
        (found["name"], found.start("name"), found.end("name"))
        for found in _LEXEMES.finditer(text)
        if found["name"] and not found["call"] and found["name"] not in _RESERVED
    ]


class Standing(Enum):
    """What a name is where the expression stands: a value, a whole table, or a column of a table it is not in."""

    VALUE = auto()
    TABLE = auto()
    COLUMN = auto()


class Name(Struct, frozen=True):
    """What a name in an expression stands for."""

    ref: Ref
    codes: CodeList | None = None
    kind: Standing = Standing.VALUE


Scope = Callable[[str], "Name | None"]
"""Looks a dotted name up."""


def made_parser() -> Any:
    """The parser, worked out of the grammar: it takes longer than to compile a form."""
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def made_of() -> str:
    """What the parser's tables follow from."""
    from lark import __version__

    return f"lark {__version__}, grammar {hashlib.sha256(GRAMMAR.encode()).hexdigest()}"


@lru_cache(maxsize=1)
def _parser() -> Any:
    """The parser, of the tables that `tools/expression_tables.py` wrote; of the grammar where another Lark is there."""
    from lark import Lark

    from eformc.language import expression_tables as kept

    if made_of() != kept.MADE_OF:
        return made_parser()
    return Lark.load(io.BytesIO(pickle.dumps({"data": kept.DATA, "memo": kept.MEMO})))


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Any:
    """The tree of an expression of at most `MAX_LENGTH`: the same conditions stand at many fields. It is only read."""
    return _parser().parse(text)


class _Refused(Exception):
    """Stops typing one expression after its mistake was reported."""


class Typer:
    """Parses and types one expression standing in a scalar."""

    def __init__(self, reader: Reader, scalar: Scalar, scope: Scope, unknown: Callable[[Span, str], None]) -> None:
        self.reader = reader
        self.scalar = scalar
        self.scope = scope
        self.unknown = unknown
        """Reports a name that stands for nothing."""
        self.rounding = False
        """Whether what is typed now is rounded afterwards: then it may have any number of decimals, and divide."""

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
        from lark.exceptions import UnexpectedInput

        text = self.scalar.text
        if len(text) > MAX_LENGTH:
            self.reader.say("EF111", self.scalar.span, "too-long", limit=MAX_LENGTH)
            return None
        try:
            return _parsed(text)
        except UnexpectedInput as error:
            self._syntax(text, error)
            return None

    def _syntax(self, text: str, error: Any) -> None:
        at = error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(text)
        at = min(at, len(text))
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
            accepts = getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or set()
            wanted = [_TOKENS[name] for name in sorted(accepts) if name in _TOKENS] or [("an operator", "phép toán")]
            expected = {"en": ", ".join(en for en, _ in wanted), "vi": ", ".join(vi for _, vi in wanted)}
            message = "unexpected" if word else "unfinished"
            self._say("EF111", at, at + max(1, len(word)), message, found=word, expected=expected)

    def _misnamed(self, text: str, at: int) -> bool:
        """Whether the reader stopped at an id that cannot be one: said where it is given, or else here."""
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
        if depth > MAX_DEPTH:
            self._refuse("EF111", tree, "too-deep")
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
                return self._plain_name(tree).ref
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
                return self._calculate(tree, Arithmetic(str(kids[1])), kids[0], kids[2], depth)
            case "multiply":
                return self._calculate(tree, Arithmetic(str(kids[1])), kids[0], kids[2], depth)
            case _:  # "negative"
                operand = self._number(tree, "-", self._typed(kids[0], depth + 1))
                zero = Literal(0, Type.INTEGER)
                return Calculate(Arithmetic.SUB, zero, operand, type_of(operand), scale_of(operand))

    def _refuse(self, code: str, tree: Any, message: str, **args: Any) -> None:
        start = getattr(tree.meta, "start_pos", 0)
        end = getattr(tree.meta, "end_pos", len(self.scalar.text))
        self._say(code, start, end, message, **args)
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
            self.unknown(self._span(tree.meta.start_pos, tree.meta.end_pos), name)
            raise _Refused
        return found

    def _plain_name(self, tree: Any) -> Name:
        """A name that stands for one value: not a column seen from outside its table."""
        found = self._name(tree)
        if found.kind is Standing.COLUMN:
            self._refuse("EF113", tree, "column-outside", name=".".join(found.ref.pointer))
        return found

    def _codes(self, tree: Any) -> CodeList | None:
        if getattr(tree, "data", "") == "group":
            return self._codes(tree.children[0])
        return self._name(tree).codes if getattr(tree, "data", "") == "name" else None

    def _if(self, tree: Any, depth: int) -> Expression:
        condition = self._boolean(tree.children[0], depth)
        then, otherwise = (self._typed(kid, depth + 1) for kid in tree.children[1:])
        if not _like(type_of(then), type_of(otherwise)):
            words = {"left": TYPE_WORDS[type_of(then)], "right": TYPE_WORDS[type_of(otherwise)]}
            self._refuse("EF113", tree, "if-types", **words)
        return If(condition, then, otherwise)

    def _check_bare(self, bare: Any, other: Any) -> None:
        """Refuse a bare word compared with a choice or a yes/no, where it is no name: a code, or yes, or no."""
        if any(getattr(one, "data", "") != "name" for one in (bare, other)) or len(bare.children) != 1:
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
        if op not in (Op.EQ, Op.NE) and kinds[0] in (Type.TEXT, Type.CODE, Type.BOOLEAN):
            self._refuse("EF113", tree, "no-order", type=TYPE_WORDS[kinds[0]], op=op.value)
        for codes_tree, literal_tree, literal in ((left_tree, right_tree, right), (right_tree, left_tree, left)):
            if isinstance(literal, Literal) and isinstance(literal.value, str) and literal.type is not Type.DATE:
                self._known_code(codes_tree, literal_tree, literal.value)
        return Compare(op, left, right)

    def _known_code(self, codes_tree: Any, literal_tree: Any, code: str) -> None:
        codes = self._codes(codes_tree)
        if codes is not None and code not in codes.by_code():
            span = self._span(literal_tree.meta.start_pos, literal_tree.meta.end_pos)
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
        if type_of(operand) in (Type.INTEGER, Type.DECIMAL, Type.DATE):
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
            span = self._span(token.start_pos, token.end_pos)
            known = [one.code for one in name.codes.codes][:200]
            self.reader.unknown("EF114", span, "unknown-code", code, known, within=name.codes.id, code=code)
            raise _Refused
        return In(name.ref, (Literal(code, Type.TEXT),))

    def _number(self, tree: Any, op: str, operand: Expression) -> Expression:
        if type_of(operand) not in (Type.INTEGER, Type.DECIMAL):
            self._refuse("EF113", tree, "cannot-calculate", op=op, found=TYPE_WORDS[type_of(operand)])
        if _may_be_range(operand):
            words = {"en": "an age, which may lie between two numbers", "vi": "tuổi, vì tuổi có thể nằm giữa hai số"}
            self._refuse("EF113", tree, "cannot-calculate", op=op, found=words)
        return operand

    def _calculate(self, tree: Any, op: Arithmetic, left_tree: Any, right_tree: Any, depth: int) -> Expression:
        left = self._number(tree, op.value, self._typed(left_tree, depth + 1))
        right = self._number(tree, op.value, self._typed(right_tree, depth + 1))
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
        if name not in [function.value for function in Function]:
            span = self._span(token.start_pos, token.end_pos)
            known = ", ".join(function.value for function in Function)
            self.reader.say("EF112", span, "unknown-function", name=name, known=known)
            raise _Refused
        function = Function(name)
        wanted = 0 if function is Function.TODAY else 2 if function in ROUNDINGS else 1
        if len(arguments) != wanted:
            expected = {"en": f"{wanted} value(s)", "vi": f"{wanted} giá trị"}
            found = {"en": str(len(arguments)), "vi": str(len(arguments))}
            self._refuse("EF113", tree, "wrong-argument", name=name, expected=expected, found=found)
        if function in (Function.SUM, Function.COUNT):
            return self._over_rows(tree, function, arguments[0], depth)
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
        name = self._name(argument) if getattr(argument, "data", "") == "name" else None
        given = name.ref if name else self._typed(argument, depth + 1)
        if function is Function.COUNT:
            fits = name is not None and name.kind is Standing.TABLE
            self._argument(tree, function, fits, given, ("a table", "một bảng"))
            return Call(function, (given,), Type.INTEGER)
        fits = name is not None and name.kind is Standing.COLUMN and type_of(given) in (Type.INTEGER, Type.DECIMAL)
        self._argument(tree, function, fits, given, ("a column of numbers of another part", "một cột số ở phần khác"))
        return Call(function, (given,), type_of(given), scale_of(given))

    def _applied(self, tree: Any, function: Function, arguments: tuple[Expression, ...]) -> Call:
        match function:
            case Function.TODAY:
                return Call(function, (), Type.DATE)
            case Function.PRESENT:
                self._argument(tree, function, isinstance(arguments[0], Ref), arguments[0], ("a field", "một mục"))
                return Call(function, arguments, Type.BOOLEAN)
            case Function.AGE | Function.YEAR:
                is_date = type_of(arguments[0]) is Type.DATE
                self._argument(tree, function, is_date, arguments[0], ("a date", "một ngày"))
                return Call(function, arguments, Type.INTEGER)
            case _:
                message = f"{function} is typed elsewhere"  # see _over_rows, _round
                raise AssertionError(message)

    def _argument(self, tree: Any, function: Function, fits: bool, given: Expression, wanted: tuple[str, str]) -> None:
        if not fits:
            expected = {"en": wanted[0], "vi": wanted[1]}
            self._refuse("EF113", tree, "wrong-argument", name=function.value, expected=expected, found=TYPE_WORDS[type_of(given)])


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
    """Whether it may lie between two numbers: an age, where a birth date is not known to the day."""
    match expression:
        case Call(Function.AGE, _):
            return True
        case If(_, then, otherwise):
            return _may_be_range(then) or _may_be_range(otherwise)
        case _:  # only these two give an age
            return False


def _as_date(expression: Expression, other: Expression) -> Expression:
    """A text constant compared with a date is a date, if it is one."""
    is_text = isinstance(expression, Literal) and expression.type is Type.TEXT and type_of(other) is Type.DATE
    if is_text and isinstance(expression, Literal) and dates.parse(str(expression.value)) is not None:
        return Literal(expression.value, Type.DATE)
    return expression
