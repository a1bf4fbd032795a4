"""Patterns that every engine reads alike: a small subset of regular expressions with a syntax tree and printers.

What engines disagree on is not in the language: no `\\d \\w \\s \\b . \\p{}`, no anchors (a pattern always means
the whole value), no lookaround, no back-references, no flags. Every ASCII symbol is printed as `\\xHH`, because a
browser compiles `pattern` under the `v` flag and ignores, silently, one that does not compile. Patterns that could
backtrack without bound are refused here, before they meet anybody's data.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

MAX_SOURCE, MAX_REPEAT, MAX_NODES, MAX_WAYS, MAX_SIZE = 256, 1000, 200, 10_000, 50_000


class Chars(Struct, frozen=True):
    """One character out of ranges (both ends inclusive, sorted, apart from each other)."""

    ranges: tuple[tuple[int, int], ...]


class Seq(Struct, frozen=True):
    items: tuple[Tree, ...]


class Alt(Struct, frozen=True):
    branches: tuple[Tree, ...]


class Repeat(Struct, frozen=True):
    body: Tree
    least: int
    most: int | None


Tree: TypeAlias = Chars | Seq | Alt | Repeat


class Pattern(Struct, frozen=True):
    """A checked pattern. `source` is what the author wrote, `body` what is printed for every engine."""

    source: str
    body: str
    tree: Tree

    def anchored(self) -> str:
        """For engines that search: JSON Schema's `pattern`."""
        return f"^(?:{self.body})$"


class PatternError(ValueError):
    """Why a pattern was refused. `reason` is a message id, `at` the offset in the pattern."""

    def __init__(self, reason: str, at: int, **args: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
        self.args_: dict[str, str | int] = args


def parse(source: str, alphabet: Chars | None = None) -> Pattern:
    """Parse and check a pattern. `alphabet`: the characters that `[^…]` chooses from; the pattern then says them itself.
    Raises `PatternError`.
    """
    if len(source) > MAX_SOURCE:
        raise PatternError("pattern-too-long", MAX_SOURCE, limit=MAX_SOURCE)
    parser = _Parser(source, alphabet)
    tree = parser.alternatives()
    if parser.at < len(source):
        raise PatternError("pattern-stray", parser.at, char=source[parser.at])
    if _size(tree) > MAX_SIZE:
        raise PatternError("pattern-too-big", 0)
    _Ambiguity().check(tree, (), looping=False)
    if parser.listed:
        source = _with_listed(source, parser.listed)
        if len(source) > MAX_SOURCE:
            raise PatternError("pattern-too-long", 0, limit=MAX_SOURCE)
    return Pattern(source, printed(tree), tree)


def characters(source: str) -> Chars:
    """A list of characters as it stands within a class: `A-Za-z0-9 .,`. Raises `PatternError`."""
    if len(source) > MAX_SOURCE:
        raise PatternError("pattern-too-long", MAX_SOURCE, limit=MAX_SOURCE)
    parser = _Parser(f"{source}]")
    if parser.peek() == "^":
        raise PatternError("pattern-negated", 0)
    listed = parser.char_class(0)
    if parser.at <= len(source):
        raise PatternError("pattern-stray", parser.at - 1, char="]")
    return listed


def _with_listed(source: str, listed: list[tuple[int, int, Chars]]) -> str:
    """A pattern with its negated classes as the characters they take."""
    out, at = "", 0
    for start, end, chars in listed:
        pairs = ["".join("-" * bool(n) + _written(code) for n, code in enumerate(dict.fromkeys(pair))) for pair in chars.ranges]
        out, at = f"{out}{source[at:start]}[{''.join(pairs)}]", end
    return out + source[at:]


def _written(code: int) -> str:
    char = chr(code)
    return char if code > 126 or char.isalnum() or char in " _" or code < 32 else f"\\{char}"


_SUGGEST = {"d": "[0-9]", "w": "[A-Za-z0-9_]", "s": "[ ]", "b": "", "D": "", "W": "", "S": "", "B": "", "p": ""}


class _Parser:
    def __init__(self, source: str, alphabet: Chars | None = None) -> None:
        self.source = source
        self.alphabet = alphabet
        self.listed: list[tuple[int, int, Chars]] = []
        """Negated classes: from where to where they stand, and the characters they take."""
        self.at = 0
        self.nodes = 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def take(self, char: str) -> bool:
        if self.peek() == char:
            self.at += 1
            return True
        return False

    def node(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise PatternError("pattern-too-long", self.at, limit=MAX_NODES)

    def alternatives(self) -> Tree:
        branches = [self.sequence()]
        while self.take("|"):
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else Alt(tuple(branches))

    def sequence(self) -> Tree:
        items: list[Tree] = []
        while self.peek() not in ("", "|", ")"):
            items.append(self.repeated())
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def repeated(self) -> Tree:
        start = self.at
        body = self.single()
        char = self.peek()
        if char and char in "?*+{":
            least, most = self.count()
            if _nullable(body):
                raise PatternError("pattern-empty-repeat", start)
            body = Repeat(body, least, most)
            if _passes(body) > MAX_REPEAT:
                raise PatternError("pattern-too-big", start)
            self.node()
            if self.peek() and self.peek() in "?*+{":
                raise PatternError("pattern-double-repeat", self.at)
        return body

    def count(self) -> tuple[int, int | None]:
        start = self.at
        char = self.peek()
        self.at += 1
        if char != "{":
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[char]
        least = self.number(start)
        most: int | None = least
        if self.take(","):
            most = None if self.peek() == "}" else self.number(start)
        if not self.take("}"):
            raise PatternError("pattern-count", start)
        if most is not None and (most < least or most == 0):
            raise PatternError("pattern-count", start)
        return least, most

    def number(self, start: int) -> int:
        digits = ""
        while self.peek().isascii() and self.peek().isdigit():
            digits += self.peek()
            self.at += 1
        if not digits or len(digits) > 4 or int(digits) > MAX_REPEAT:
            raise PatternError("pattern-count", start)
        return int(digits)

    def single(self) -> Tree:
        self.node()
        start, char = self.at, self.peek()
        self.at += 1
        if char == "(":
            if self.peek() == "?":
                if self.source[self.at : self.at + 2] != "?:":
                    looks = self.source[self.at + 1 : self.at + 2] in ("=", "!") or self.source[self.at + 1 : self.at + 3] in ("<=", "<!")
                    if looks:
                        raise PatternError("pattern-lookaround", start)
                    raise PatternError("pattern-group", start)
                self.at += 2
            inner = self.alternatives()
            if not self.take(")"):
                raise PatternError("pattern-open-group", start)
            return inner
        if char == "[":
            return self.char_class(start)
        if char in "^$":
            raise PatternError("pattern-anchor", start, char=char)
        if char == ".":
            raise PatternError("pattern-dot", start)
        if char in "?*+{})]":
            raise PatternError("pattern-stray", start, char=char)
        code = ord(self.escaped(start) if char == "\\" else char)
        return Chars(((code, code),))

    def escaped(self, start: int) -> str:
        char = self.peek()
        self.at += 1
        if not char or char.isalnum() or ord(char) > 126 or char == "_":
            hint = _SUGGEST.get(char, "")
            raise PatternError("pattern-escape", start, char=char, instead=hint or "[…]")
        return char

    def char_class(self, start: int, *, within: bool = False) -> Chars:
        if self.peek() == "^" and not within:
            return self.negated(start)
        ranges: list[tuple[int, int]] = []
        while not self.take("]"):
            low = self.class_char(start)
            high = low
            if self.peek() == "-" and self.source[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.class_char(start)
            if ord(high) < ord(low):
                raise PatternError("pattern-range", start, low=low, high=high)
            ranges.append((ord(low), ord(high)))
        if not ranges:
            raise PatternError("pattern-empty-class", start)
        return Chars(_merged(ranges))

    def negated(self, start: int) -> Chars:
        """The characters of the alphabet that a class does not name."""
        if self.alphabet is None:
            raise PatternError("pattern-negated", start)
        self.at += 1
        left = Chars(_without(self.alphabet.ranges, self.char_class(start, within=True).ranges))
        if not left.ranges:
            raise PatternError("pattern-empty-class", start)
        self.listed.append((start, self.at, left))
        return left

    def class_char(self, start: int) -> str:
        char = self.peek()
        if not char:
            raise PatternError("pattern-open-class", start)
        self.at += 1
        if char == "\\":
            return self.escaped(self.at - 1)
        if char == "[":
            raise PatternError("pattern-stray", self.at - 1, char="[")
        return char


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return tuple(out)


def _without(ranges: tuple[tuple[int, int], ...], taken: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    for low, high in taken:
        parts = [pair for a, b in ranges for pair in ((a, min(b, low - 1)), (max(a, high + 1), b))]
        ranges = _merged([(a, b) for a, b in parts if a <= b])
    return ranges


def alphabet(tree: Tree) -> Chars:
    """Every character that may stand anywhere in a match."""
    match tree:
        case Chars():
            return tree
        case Seq(within) | Alt(within):
            return Chars(_merged([pair for one in within for pair in alphabet(one).ranges]))
        case Repeat(body, _, _):
            return alphabet(body)


def _passes(tree: Tree) -> int:
    """The greatest product of counts, one within another: some engines take no more than 1000, others write each out."""
    match tree:
        case Chars():
            return 1
        case Seq(within) | Alt(within):
            return max(map(_passes, within), default=1)
        case Repeat(body, least, most):
            return max(least if most is None else most, 1) * _passes(body)


def _size(tree: Tree) -> int:
    """The ranges of characters in the pattern with every repeat written out, each by the bytes it takes apart: what an
    engine may make of it.
    """
    match tree:
        case Chars(ranges):
            return sum(1 if high < 0x80 else 3 if high < 0x10000 else 8 for _, high in ranges)
        case Seq(within) | Alt(within):
            return sum(map(_size, within))
        case Repeat(body, least, most):
            return max(least if most is None else most, 1) * _size(body)


_Ranges: TypeAlias = tuple[tuple[int, int], ...]


def _meet(a: _Ranges, b: _Ranges) -> bool:
    return any(low <= other_high and other_low <= high for low, high in a for other_low, other_high in b)


def _nullable(tree: Tree) -> bool:
    match tree:
        case Chars():
            return False
        case Seq(items):
            return all(_nullable(item) for item in items)
        case Alt(branches):
            return any(_nullable(branch) for branch in branches)
        case Repeat(body, least, _):
            return least == 0 or _nullable(body)


def _first(tree: Tree) -> _Ranges:
    """The characters a match may begin with."""
    match tree:
        case Chars(ranges):
            return ranges
        case Seq(items):
            out: list[tuple[int, int]] = []
            for item in items:
                out += _first(item)
                if not _nullable(item):
                    break
            return _merged(out)
        case Alt(branches):
            return _merged([pair for branch in branches for pair in _first(branch)])
        case Repeat(body, _, _):
            return _first(body)


class _Ambiguity:
    """Refuses what could backtrack without bound.

    Where every choice is settled by the next character, a backtracking engine is linear. Choices that are not are
    let pass only outside loops and only while all ways together stay below `MAX_WAYS`.
    """

    def __init__(self) -> None:
        self.ways = 1

    def doubt(self, ways: int | None) -> None:
        self.ways = self.ways * ways if ways is not None else MAX_WAYS + 1
        if self.ways > MAX_WAYS:
            raise PatternError("pattern-backtracks", 0)

    def check(self, tree: Tree, follow: _Ranges, *, looping: bool) -> None:
        match tree:
            case Chars():
                return
            case Seq(items):
                for at, item in enumerate(items):
                    rest = Seq(items[at + 1 :])
                    after = _first(rest) + (follow if _nullable(rest) else ())
                    self.check(item, after, looping=looping)
            case Alt(branches):
                for at, branch in enumerate(branches):
                    if any(_undecided(branch, other, follow) for other in branches[at + 1 :]):
                        self.doubt(None if looping else 2)
                    self.check(branch, follow, looping=looping)
            case Repeat(body, least, most):
                varies = most != least
                if varies and _meet(_first(body), follow):
                    self.doubt(None if looping or most is None else most - least + 1)
                loops = most is None or most > 1
                self.check(body, follow + _first(body) if loops else follow, looping=looping or loops)


def _undecided(branch: Tree, other: Tree, follow: _Ranges) -> bool:
    """True if one next character may begin both branches; a branch that may be empty begins with what follows."""
    if _nullable(branch) and _nullable(other):
        return True
    starts = [_merged([*_first(one), *(follow if _nullable(one) else ())]) for one in (branch, other)]
    return _meet(*starts)


def needed(tree: Tree) -> str:
    """The characters that stand in every text, in their order, as far as they are no choice: `@.` for an e-mail address."""
    match tree:
        case Chars(ranges):
            return chr(ranges[0][0]) if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else ""
        case Seq(items):
            return "".join(map(needed, items))
        case Repeat(body, least):
            return needed(body) if least else ""
        case Alt():
            return ""


def sides(tree: Tree, char: str) -> tuple[Chars, Chars] | None:
    """The characters that may stand before and behind one that stands once in every text; None where none does at the top."""
    items = tree.items if isinstance(tree, Seq) else ()
    at = [number for number, one in enumerate(items) if needed(one) == char and isinstance(one, Chars)]
    return (alphabet(Seq(items[: at[0]])), alphabet(Seq(items[at[0] + 1 :]))) if len(at) == 1 else None


def lengths(tree: Tree) -> tuple[int, int | None]:
    """The least and the greatest number of characters of a text; None where there is no greatest."""
    match tree:
        case Chars():
            return 1, 1
        case Seq(items):
            both = [lengths(one) for one in items]
            return sum(one for one, _ in both), None if any(most is None for _, most in both) else sum(most or 0 for _, most in both)
        case Alt(branches):
            both = [lengths(one) for one in branches]
            return min(one for one, _ in both), None if any(most is None for _, most in both) else max(most or 0 for _, most in both)
        case Repeat(body, least, most):
            low, high = lengths(body)
            return low * least, None if most is None or high is None else high * most


def _printed_char(code: int) -> str:
    char = chr(code)
    if code < 128 and not (char.isalnum() or char in " _"):
        return f"\\x{code:02x}"
    return char


def printed(tree: Tree) -> str:
    """The pattern's body as every engine reads it alike."""
    match tree:
        case Chars(ranges):
            if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
                return _printed_char(ranges[0][0])
            return f"[{printed_ranges(ranges)}]"
        case Seq(items):
            return "".join(f"(?:{printed(item)})" if isinstance(item, Alt) else printed(item) for item in items)
        case Alt(branches):
            return "|".join(printed(branch) for branch in branches)
        case Repeat(body, least, most):
            inner = printed(body) if isinstance(body, Chars) else f"(?:{printed(body)})"
            return inner + _printed_count(least, most)


def printed_ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    """Characters as they stand in a class of any engine."""
    return "".join(_printed_range(low, high) for low, high in ranges)


def _printed_range(low: int, high: int) -> str:
    if low == high:
        return _printed_char(low)
    return f"{_printed_char(low)}-{_printed_char(high)}"


def _printed_count(least: int, most: int | None) -> str:
    if (least, most) in ((0, 1), (0, None), (1, None)):
        return {(0, 1): "?", (0, None): "*", (1, None): "+"}[(least, most)]
    if most == least:
        return f"{{{least}}}"
    return f"{{{least},}}" if most is None else f"{{{least},{most}}}"
