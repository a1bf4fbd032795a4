"""Patterns of JSON Schema, which search, as patterns of the language, which mean the whole value."""

from __future__ import annotations

import re
from datetime import date, timedelta

from eformc.kernel.patterns import MAX_SOURCE, PatternError, characters, parse

ALPHABET = "A-Za-z0-9À-ÖØ-öø-ɏḀ-ỿ .,;:!?'\"()/_@#%&*+=<>$€£^~`|{}-"
"""The characters that a class `[^…]` of the source chooses from here: Latin letters, digits, and what is on a keyboard."""
_ANY = "A-Za-z0-9À-ÖØ-öø-ɏḀ-ỿ .,;:!?'\"()/_@#%&*+=<>$~|-"
_SPECIAL = {"d": "0-9", "w": "A-Za-z0-9_", "s": " "}
_NO_DATES = ("", "20240229", "2024-2-9", "24-02-29", "a", "1", "2024/02/29", "29-02-2024", "2024-02-29T00:00")
_DAYS = [date(1924, 1, 1) + timedelta(days=397 * step) for step in range(120)]


class Translated:
    """A pattern in the language's own terms. `lost`: the construct that it could not say; empty where it is whole."""

    def __init__(self, pattern: str = "", alphabet: str = "", lost: str = "") -> None:
        self.pattern, self.alphabet, self.lost = pattern, alphabet, lost


def translated(source: str) -> Translated:
    """A pattern of a schema, translated as far as the language goes."""
    looks = "pattern with lookahead" if re.search(r"\(\?[=!<]", source) else ""
    try:
        body, negated = _body(_without_looks(source) if looks else source)
        parse(body, characters(ALPHABET) if negated else None)
    except (PatternError, ValueError):
        return Translated(lost=looks or ("negated class" if "[^" in source else "pattern"))
    return Translated(body, ALPHABET if negated else "", looks or ("negated class" if negated else ""))


def _without_looks(source: str) -> str:
    """The pattern without what it refuses at its beginning, `^(?!000)`. Raises `ValueError` for looks elsewhere."""
    rest = source.removeprefix("^")
    while found := re.match(r"\(\?!(?:[^()\\\[]|\\.|\[[^\]]*\])*\)", rest):
        rest = rest[found.end() :]
    if "(?!" in rest or "(?=" in rest or "(?<" in rest:
        raise ValueError(source)
    return f"^{rest}" if source.startswith("^") else rest


def is_any(source: str) -> bool:
    """A pattern asks for no more than a character that is no blank: every answer has one."""
    return bool(re.fullmatch(r"\^?(\.\*)?(\\S|\[\^\s*[\\ frntv0-9a-fux\s-]*\]|\.\+|\(\?!\\s\*\$\)\.\+)(\.\*)?(\+|\*)?\$?", source))


def is_date(source: str) -> bool:
    """A pattern is that of dates as `2024-02-29`: it takes all of a sample of days and nothing of another shape."""
    return _takes(source, [str(day) for day in _DAYS], _NO_DATES)


def is_moment(source: str) -> bool:
    """A pattern is that of a day with its time, as `2024-02-29T08:15:00.000Z`."""
    for end in ("Z", ".000Z", ""):
        if _takes(source, [f"{day}T08:15:00{end}" for day in _DAYS], (*_NO_DATES[:-1], "2024-02-29", "T08:15:00")):
            return True
    return False


def _takes(source: str, texts: list[str], others: tuple[str, ...]) -> bool:
    """All of the texts meet a pattern, and none of the others; false for patterns that may take long."""
    if len(source) > MAX_SOURCE or re.search(r"[+*]\)?[+*{]", source):
        return False
    try:
        compiled = re.compile(source)
    except (re.error, OverflowError, RecursionError):
        return False
    return all(map(compiled.search, texts)) and not any(map(compiled.search, others))


def has_unknown_parts(source: str) -> bool:
    """A pattern of dates takes days that are known in part only, as `2024-XX-XX`."""
    return "X" in source


def _body(source: str) -> tuple[str, bool]:
    """The pattern of the whole value, and that it holds a class `[^…]`. Raises `ValueError` for what cannot be written."""
    out, negated, at = [], False, 0
    starts, ends = source.startswith("^"), source.endswith("$") and not source.endswith("\\$")
    inner = source[1 if starts else 0 : -1 if ends else len(source)]
    if _tops(source) and "^" in source:
        inner = _each_whole(source)
        starts = ends = True
    while at < len(inner):
        char = inner[at]
        if char == "[":
            end = _class_end(inner, at)
            text = inner[at + 1 : end]
            negated = negated or text.startswith("^")
            out.append(f"[{_class(text)}]")
            at = end + 1
        elif char == "\\":
            out.append(_escape(inner[at + 1 : at + 2]))
            negated = negated or out[-1].startswith("[^")
            at += 2
        elif char == ".":
            out.append(f"[{_ANY}]")
            at += 1
        elif inner.startswith("(?:", at):
            out.append("(?:")
            at += 3
        elif char in "^$":
            raise ValueError(source)
        else:
            out.append(char)
            at += 1
    body = "".join(out)
    if not (starts and ends) and _tops(inner):
        body = f"({body})"
    return ("" if starts else f"[{_ANY}]*") + body + ("" if ends else f"[{_ANY}]*"), negated


def _tops(text: str) -> bool:
    """Alternatives stand outside of all brackets."""
    depth, at = 0, 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _class_end(text, at)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            return True
        at += 1
    return False


def _each_whole(source: str) -> str:
    """`(^a$)|(^b$)` and `^a$|^b$` without their anchors. Raises `ValueError` where one branch searches."""
    branches, depth, begin, at = [], 0, 0, 0
    while at < len(source):
        char = source[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _class_end(source, at)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            branches.append(source[begin:at])
            begin = at + 1
        at += 1
    branches.append(source[begin:])
    bodies = []
    for branch in branches:
        bare = branch[1:-1] if branch.startswith("(^") and branch.endswith("$)") else branch
        if not (bare.startswith("^") and bare.endswith("$")):
            raise ValueError(source)
        bodies.append(bare[1:-1])
    return "|".join(f"({body})" for body in bodies)


def _class_end(text: str, at: int) -> int:
    """The place of the bracket that ends the class which begins at `at`. Raises `ValueError` without one."""
    end = at + 2 if text[at + 1 : at + 2] == "]" else at + 1
    while end < len(text) and text[end] != "]":
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise ValueError(text)
    return end


def _class(text: str) -> str:
    """The inside of a class, every sign in it as the language writes it."""
    out = []
    at = 0
    if text.startswith("^"):
        out.append("^")
        at = 1
    while at < len(text):
        char = text[at]
        if char == "\\":
            follows = text[at + 1 : at + 2]
            if follows in _SPECIAL:
                out.append(_SPECIAL[follows])
            elif follows in ("n", "r", "t", "f", "v", "u", "x", "D", "W", "S", "b", "p", ""):
                raise ValueError(text)
            else:
                out.append(_quoted(follows))
            at += 2
            continue
        last = at in (len(text) - 1, 1 if text.startswith("^") else 0)
        out.append("\\-" if char == "-" and (last or text[at - 2 : at - 1] == "-") else _quoted(char) if char != "-" else "-")
        at += 1
    return "".join(out)


def _escape(char: str) -> str:
    """A sign behind a backslash. Raises `ValueError` for a class that the language does not know."""
    if char.lower() in _SPECIAL and char:
        return f"[{'^' if char.isupper() else ''}{_SPECIAL[char.lower()]}]"
    if not char or char.isalnum():
        raise ValueError(char)
    return f"\\{char}"


def _quoted(char: str) -> str:
    return f"\\{char}" if char in "\\[]^-" else char
