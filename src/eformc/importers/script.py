"""The JavaScript of conditions in Form.io, as far as it is a comparison of answers, read as trees. Nothing of it is run."""

from __future__ import annotations

import re

from eformc.importers.conditions import Call, CannotSay, Compare, InRows, Logic, Number, Ref, Sum, Text, Tree, Truth
from eformc.importers.precedence import PrecedenceParser

MOST_TOKENS = 4_000
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<dot>\.includes)|(?P<name>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*|\[(?:"[\w$-]+"|'[\w$-]+')\])*)"""
    r"""|(?P<op>===|!==|==|!=|=>|<=|>=|&&|\|\||[<>!+*/()\[\]{};,-]))"""
)
_POWERS = {"||": 1, "&&": 2, "===": 3, "!==": 3, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6}
_ROWS = re.compile(r"_\.(find|filter)\(|\.(find|filter)\(")
_NAMED = re.compile(r"(?:var|let|const)\s+([A-Za-z_$][\w$]*)\s*=(?!=)\s*([^;]+);\s*(.+)", re.DOTALL)
MOST_NAMED = 8
"""Values that code gives a name to before it says what it shows."""
_YEAR_NOW = re.compile(r"\(?\s*new Date\(\s*(?:Date\.now\(\))?\s*\)\s*\)?\.getFullYear\(\)")
_YEAR_OF = re.compile(r"\(?\s*new Date\(\s*((?:data|row)(?:\.[A-Za-z_$][\w$]*)+)\s*\)\s*\)?\.getFullYear\(\)")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def condition(text: str) -> Tree:
    """The tree of `show = …;`. Raises `CannotSay` for any other code."""
    code = _COMMENT.sub(" ", text).strip()
    if _ROWS.search(code):
        raise CannotSay("condition over any row")
    code = _with_years(_unnamed(code))
    found = re.fullmatch(r"(?:show\s*=(?!=)\s*|return\s+)?(.+?)\s*;*\s*", code, re.DOTALL)
    if not found or (";" in found[1] and "{" not in found[1]):
        raise CannotSay
    return _Parser(found[1]).whole()


def _unnamed(code: str) -> str:
    """Code with each value in place of the name it was given. Raises `CannotSay` for too many."""
    for _ in range(MOST_NAMED):
        found = _NAMED.fullmatch(code)
        if found is None:
            return code
        value = f"({found[2].strip()})"
        code = re.sub(rf"(?<![\w$.'\"]){re.escape(found[1])}(?![\w$'\"])", lambda _, value=value: value, found[3])
        if len(code) > MOST_TOKENS * 8:
            break
    raise CannotSay


def _with_years(code: str) -> str:
    """Code with the year of today, and that of a date, as calls of their own. Raises `CannotSay` where it has such calls."""
    if "$year" in code:
        raise CannotSay
    return _YEAR_OF.sub(r"$year(\1)", _YEAR_NOW.sub("$year()", code))


class _Parser(PrecedenceParser):
    TOKEN, POWERS, MOST_TOKENS = _TOKEN, _POWERS, MOST_TOKENS

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.rows: dict[str, str] = {}
        """The name a function gives to a row -> the rows it looks at, marked as such."""

    def operation(self, operator: str, left: Tree, right: Tree) -> Tree:
        if operator in ("&&", "||"):
            return Logic("and" if operator == "&&" else "or", (left, right))
        if operator in ("+", "-", "*", "/"):
            return Sum(operator, left, right)
        return Compare({"===": "==", "!==": "!="}.get(operator, operator), left, right)

    def operand(self, kind: str, value: str) -> Tree:
        if kind == "number":
            return Number(value)
        if kind == "text":
            return Text(value[1:-1])
        if kind == "name":
            return self.named(value)
        if value == "!":
            return Logic("not", (self.unary(),))
        if value == "-":
            inner = self.unary()
            if isinstance(inner, Number):
                return Number(f"-{inner.value}")
        if value == "(":
            tree = self.expression(0)
            self.take(")")
            return tree
        if value == "[":
            return self.listed()
        raise CannotSay

    def named(self, value: str) -> Tree:
        if value in ("true", "false"):
            return Truth(value == "true")
        if value in ("null", "undefined"):
            return Text("")
        name = re.sub(r"\[[\"']([\w$-]+)[\"']\]", r".\1", value.replace("?.", "."))
        if self.peek()[1] == "(":
            return self.called(name)
        if name.endswith(".length"):
            return self.counted(name.removesuffix(".length"))
        head, _, rest = name.partition(".")
        return Ref(f"{self.rows[head]}.{rest}") if head in self.rows else Ref(name)

    def counted(self, name: str) -> Tree:
        """`rows.length > 0`, and what says the same: there are rows."""
        _, sign = self.take()
        _, number = self.take()
        some = {(">", "0"): True, (">=", "1"): True, ("!==", "0"): True, ("!=", "0"): True, ("===", "0"): False, ("==", "0"): False, ("<", "1"): False}.get((sign, number))
        if some is None:
            raise CannotSay("condition over any row")
        there = Call("rows", (Ref(name),))
        return there if some else Logic("not", (there,))

    def called(self, name: str) -> Tree:
        """`_.some(rows, (row) => …)`, `rows.every(row => …)`, also with `function (row) { … }`. Raises `CannotSay` for any other call."""
        if name == "$year":
            return self.year()
        rows, _, function = name.rpartition(".")
        if function not in ("some", "every"):
            raise CannotSay
        self.take("(")
        if rows == "_":
            kind, rows = self.take()
            self.take(",")
            if kind != "name":
                raise CannotSay
        named = self.peek() == ("name", "function")
        if named:
            self.take()
        bracketed = named or self.peek()[1] == "("
        if bracketed:
            self.take("(")
        kind, each = self.take()
        if bracketed:
            self.take(")")
        if not named:
            self.take("=>")
        if kind != "name" or "." in each or each in self.rows or (named and self.peek()[1] != "{"):
            raise CannotSay
        self.rows[each] = f"each:{rows}"
        tree = self.body()
        del self.rows[each]
        self.take(")")
        return InRows("any" if function == "some" else "all", Ref(rows), tree)

    def year(self) -> Tree:
        """The year of a date, or of today."""
        self.take("(")
        of = Call("today") if self.peek()[1] == ")" else self.unary()
        self.take(")")
        return Call("year", (of,))

    def body(self) -> Tree:
        """The value of an arrow function: an expression, or `{ return …; }`."""
        if self.peek()[1] != "{":
            return self.expression(0)
        self.take("{")
        self.take("return")
        tree = self.expression(0)
        while self.peek()[1] == ";":
            self.take(";")
        self.take("}")
        return tree

    def listed(self) -> Tree:
        """`["a", "b"].includes(name)`."""
        values: list[Tree] = []
        while self.peek()[1] != "]":
            if values:
                self.take(",")
            values.append(self.unary())
        self.take("]")
        found = re.match(r"\.includes$", self.peek()[1])
        if found is None or not values:
            raise CannotSay
        self.take()
        self.take("(")
        name = self.expression(0)
        self.take(")")
        return Logic("or", tuple(Compare("==", name, value) for value in values))
