"""Changes of a module, each of one place: another comparison, a condition turned round, a number one higher, a statement left out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

Apply: TypeAlias = Callable[[], None]
Variant: TypeAlias = tuple[str, Apply]

_COMPARED = {
    ast.Lt: ("<", "<=", ast.LtE), ast.LtE: ("<=", "<", ast.Lt), ast.Gt: (">", ">=", ast.GtE), ast.GtE: (">=", ">", ast.Gt),
    ast.Eq: ("==", "!=", ast.NotEq), ast.NotEq: ("!=", "==", ast.Eq), ast.Is: ("is", "is not", ast.IsNot),
    ast.IsNot: ("is not", "is", ast.Is), ast.In: ("in", "not in", ast.NotIn), ast.NotIn: ("not in", "in", ast.In),
}  # fmt: skip
_CERTAIN = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
"""Comparisons whose other one is the same condition turned round."""
_COUNTED = {
    ast.Add: ("+", "-", ast.Sub), ast.Sub: ("-", "+", ast.Add), ast.Mult: ("*", "//", ast.FloorDiv), ast.FloorDiv: ("//", "*", ast.Mult),
    ast.Mod: ("%", "//", ast.FloorDiv), ast.Pow: ("**", "*", ast.Mult), ast.BitOr: ("|", "&", ast.BitAnd), ast.BitAnd: ("&", "|", ast.BitOr),
}  # fmt: skip
_CALLED = {
    "lower": "upper", "upper": "lower", "lstrip": "rstrip", "rstrip": "lstrip", "find": "rfind", "rfind": "find",
    "partition": "rpartition", "rpartition": "partition", "split": "rsplit", "rsplit": "split", "removeprefix": "removesuffix",
    "removesuffix": "removeprefix", "startswith": "endswith", "endswith": "startswith", "min": "max", "max": "min", "any": "all", "all": "any",
    "ljust": "rjust", "rjust": "ljust", "fullmatch": "match", "match": "search", "search": "match",
}  # fmt: skip
_WITHOUT = {"__all__", "__slots__"}


class Change(NamedTuple):
    """One change of one file. `place`: which node of the file, and which of its changes; `function`: (qualified name, first
    line) of the outermost function it stands in, None at the level of the module or of a class.
    """

    path: str
    line: int
    text: str
    what: str
    place: tuple[int, int]
    function: tuple[str, int] | None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}    {self.text}"


def changes_of(path: str, source: str) -> Iterator[Change]:
    """Every change of a module, in the order of its nodes."""
    lines = source.splitlines()
    for number, (node, function) in enumerate(_nodes(ast.parse(source))):
        for variant, (what, _) in enumerate(_variants(node)):
            line = _line(node.node)
            yield Change(path, line, lines[line - 1].strip(), what, (number, variant), function)


def _line(node: ast.AST) -> int:
    match node:
        case ast.comprehension(target=place) | ast.match_case(pattern=place):
            return place.lineno
    return getattr(node, "lineno", 1)


def changed(source: str, place: tuple[int, int]) -> ast.Module:
    """The module with one change made."""
    tree = ast.parse(source)
    for number, (node, _) in enumerate(_nodes(tree)):
        if number == place[0]:
            list(_variants(node))[place[1]][1]()
            return ast.fix_missing_locations(tree)
    raise LookupError(place)


class _Node(NamedTuple):
    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None

    def put(self, new: ast.AST) -> None:
        ast.copy_location(new, self.node)
        if self.index is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.index] = new

    def drop(self) -> None:
        del getattr(self.parent, self.field)[self.index or 0]


def _nodes(tree: ast.Module) -> list[tuple[_Node, tuple[str, int] | None]]:
    found: list[tuple[_Node, tuple[str, int] | None]] = []
    _walk(tree, "", None, found)
    return found


def _walk(parent: ast.AST, name: str, function: tuple[str, int] | None, found: list[tuple[_Node, tuple[str, int] | None]]) -> None:
    for field, value in ast.iter_fields(parent):
        if _is_type(parent, field):
            continue
        of_body = field == "body"
        inner, at = name, function
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and function is None and of_body:
            at = (name, min([parent.lineno, *(one.lineno for one in parent.decorator_list)]))
        for index, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(one, ast.AST) or _is_left_alone(parent, one):
                continue
            found.append((_Node(one, parent, field, index), at))
            if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and at is None:
                _walk(one, f"{inner}.{one.name}" if inner else one.name, None, found)
            else:
                _walk(one, inner, at, found)


def _is_type(parent: ast.AST, field: str) -> bool:
    return field in ("annotation", "returns", "type_params", "bases") or (isinstance(parent, ast.AnnAssign) and field == "target")


def _is_left_alone(parent: ast.AST, node: ast.AST) -> bool:
    """Imports, docstrings, types, text within f-strings, what only type checkers read."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Constant() if isinstance(parent, ast.JoinedStr | ast.FormattedValue | ast.MatchValue):
            return True
        case ast.JoinedStr() if isinstance(parent, ast.FormattedValue):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec"))):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if name in _WITHOUT:
            return True
    return False


def _variants(at: _Node) -> Iterator[Variant]:
    node, parent = at.node, at.parent
    if isinstance(node, ast.expr) and _is_condition(at) and not _has_other(node):
        yield "turned round", lambda: at.put(ast.UnaryOp(ast.Not(), node))
    match node:
        case ast.Compare(ops=ops):
            for index, op in enumerate(ops):
                old, new, kind = _COMPARED[type(op)]
                yield f"`{old}` → `{new}`", _setter(ops, index, kind())
        case ast.BoolOp(op=op):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield ("`and` → `or`" if isinstance(op, ast.And) else "`or` → `and`"), lambda: setattr(node, "op", other)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "`not` taken away", lambda: at.put(operand)
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _COUNTED:
            old, new, made = _COUNTED[type(op)]
            yield f"`{old}` → `{new}`", lambda: setattr(node, "op", made())
        case ast.Constant(value=value):
            yield from _constants(at, value)
        case ast.Call():
            yield from _calls(node)
        case ast.keyword(arg=str(name)) if isinstance(parent, ast.Call):
            yield f"`{name}=` taken away", at.drop
        case ast.comprehension(ifs=ifs) if ifs:
            yield "condition taken away", ifs.clear
        case ast.match_case(pattern=pattern) if not (isinstance(pattern, ast.MatchAs) and pattern.pattern is None and node.guard is None):
            yield "case taken out", lambda: setattr(node, "guard", ast.Constant(False))
    if isinstance(node, ast.stmt):
        yield from _statements(at, node)


def _setter(holder: list[ast.cmpop], index: int, new: ast.cmpop) -> Apply:
    return lambda: holder.__setitem__(index, new)


def _is_condition(at: _Node) -> bool:
    return (at.field == "test" and isinstance(at.parent, ast.If | ast.While | ast.IfExp)) or (at.field == "guard" and isinstance(at.parent, ast.match_case))


def _has_other(node: ast.expr) -> bool:
    """True where another change turns the condition round already."""
    return (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _CERTAIN)) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _constants(at: _Node, value: object) -> Iterator[Variant]:
    if isinstance(value, bool):
        yield f"`{value}` → `{not value}`", lambda: at.put(ast.Constant(not value))
    elif isinstance(value, int):
        yield f"`{value}` → `{value + 1}`", lambda: at.put(ast.Constant(value + 1))
    elif isinstance(value, str):
        yield f"`{value!r}` → `{'XX' + value + 'XX'!r}`", lambda: at.put(ast.Constant("XX" + value + "XX"))
    elif isinstance(value, bytes):
        yield f"`{value!r}` → `{b'XX' + value!r}`", lambda: at.put(ast.Constant(b"XX" + value + b"XX"))


def _calls(node: ast.Call) -> Iterator[Variant]:
    for index, one in enumerate(node.args):
        if not isinstance(one, ast.Starred | ast.Constant):
            yield f"argument {index + 1} → `None`", _argument(node, index)
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in _CALLED:
        yield f"`{function.attr}` → `{_CALLED[function.attr]}`", lambda: setattr(function, "attr", _CALLED[function.attr])
    if isinstance(function, ast.Name) and function.id in _CALLED:
        yield f"`{function.id}` → `{_CALLED[function.id]}`", lambda: setattr(function, "id", _CALLED[function.id])


def _argument(node: ast.Call, index: int) -> Apply:
    return lambda: node.args.__setitem__(index, ast.Constant(None))


def _statements(at: _Node, node: ast.stmt) -> Iterator[Variant]:
    nothing = ast.Constant(None)
    match node:
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "returns `None`", lambda: setattr(node, "value", nothing)
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "is `None`", lambda: setattr(node, "value", nothing)
        case ast.AugAssign(target=target, value=value):
            yield "only the new", lambda: at.put(ast.Assign([target], value))
        case ast.Break():
            yield "`break` → `continue`", lambda: at.put(ast.Continue())
        case ast.Continue():
            yield "`continue` → `break`", lambda: at.put(ast.Break())
        case ast.Expr(value=ast.Yield(value=ast.expr())):
            yield "yields `None`", lambda: setattr(node.value, "value", nothing)
            yield "yields nothing", lambda: at.put(ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load()))))
        case ast.Expr(value=ast.YieldFrom()):
            yield "yields nothing", lambda: setattr(node.value, "value", ast.Tuple([], ast.Load()))
        case ast.Expr() | ast.Raise() | ast.Delete():
            yield "left out", lambda: at.put(ast.Pass())
