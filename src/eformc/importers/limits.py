"""Limits of one answer: conditions on the field itself that are settings of its type."""

from __future__ import annotations

import re

from eformc.importers.conditions import DATES, SWAPPED, Call, Compare, Number, Ref, Sum, Text, Tree

_PLAIN_PATTERN = re.compile(r"(?:[A-Za-z0-9 _,:;@#%&=<>!~`\"'/-]|\[[A-Za-z0-9 _.@-]+\]|\\[.\-/+*?()\[\]{}^$|\\]|\((?!\?)|\)|\||[?+*]|\{\d+(?:,\d*)?\})*")

_COUNT = re.compile("[0-9]{1,9}")


def limits_of(tree: Tree, kind: str) -> dict[str, object]:
    """The settings a comparison of `.` stands for; empty where it is none."""
    match tree:
        case Call(name="regex", arguments=(Ref(name="."), Text(value=pattern))) if kind == "text":
            plain = plain_pattern(pattern)
            return {"pattern": plain} if plain else {}
        case Compare(op=op, left=left, right=right):
            if isinstance(left, Number | Text) or (isinstance(left, Call) and left.name == "today"):
                op, left, right = SWAPPED[op], right, left
            return _compared(op, left, right, kind)
        case _:
            return {}


def _compared(op: str, left: Tree, right: Tree, kind: str) -> dict[str, object]:
    match left, right:
        case Call(name="string-length", arguments=(Ref(name="."),)), Number(value=value) if kind in ("text", "long_text") and _COUNT.fullmatch(value):
            return _between(op, int(value), "min_length", "max_length")
        case Call(name="count-selected", arguments=(Ref(name="."),)), Number(value=value) if kind == "choices" and _COUNT.fullmatch(value):
            return _between(op, int(value), "at_least", "at_most")
        case Ref(name="."), Number(value=value) if kind == "integer" and re.fullmatch(r"-?\d{1,15}", value):
            return _between(op, int(value), "min", "max")
        case Ref(name="."), Number(value=value) if kind == "decimal" and op in ("<=", ">=") and re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value):
            return {"max" if op == "<=" else "min": float(value) if "." in value else int(value)}
        case Ref(name="."), Call(name="today", arguments=()) if kind in DATES and op in ("<=", ">="):
            return {"max" if op == "<=" else "min": "today"}
        case Ref(name="."), Sum(op="+" | "-" as sign, left=Call(name="today", arguments=()), right=Number(value=days)) if kind == "date" and op in ("<=", ">=") and re.fullmatch("[0-9]{1,5}", days):
            return {"max" if op == "<=" else "min": f"today {sign} {days} days"}
        case Ref(name="."), Text(value=value) if kind == "date" and op in ("<=", ">=") and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return {"max" if op == "<=" else "min": value}
        case _:
            return {}


def _between(op: str, value: int, least: str, most: str) -> dict[str, object]:
    """Whole numbers: a strict limit is the next number."""
    match op:
        case "<=" | "<":
            return {most: value - (op == "<")}
        case ">=" | ">":
            return {least: value + (op == ">")}
        case "==":
            return {least: value, most: value}
        case _:
            return {}


def plain_pattern(pattern: str) -> str:
    """A pattern of the whole value in the language's own terms; empty for one it does not take."""
    body = pattern.removeprefix("^").removesuffix("$")
    body = re.sub(r"\\d(?![^\[]*\])", "[0-9]", body)
    body = re.sub(r"\[([^\]]*)\]", lambda found: "[" + found[1].replace("\\d", "0-9").replace("\\w", "A-Za-z0-9_") + "]", body).replace("\\w", "[A-Za-z0-9_]")
    anchored = pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$")
    return body if anchored and _PLAIN_PATTERN.fullmatch(body) else ""
