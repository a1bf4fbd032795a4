"""YAML bytes to nodes, by libyaml's events and a composer of our own.

Never `load` or `compose`: both loaders at hand can be made to hang or crash by small hostile files, and both turn
`012`, `no` and `2023-02-29` into something else. Here an event stream is read with limits, nothing is resolved, and
whatever YAML offers beyond plain data (aliases, tags, merge keys, several documents) is refused with a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eformc.source.nodes import Mapping, Missing, Node, Scalar, Sequence, Span
from eformc.source.text import SourceText


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Only the command line may raise them, never the file itself."""

    bytes: int = 1 << 20
    scalar: int = 1 << 16
    depth: int = 64
    keys: int = 5_000
    events: int = 200_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with the text itself. `code` and `message` name an entry of `language.mistakes`."""

    code: str
    message: str
    span: Span
    args: tuple[tuple[str, str | int], ...] = ()
    related: Span | None = None


# What a form may not hold: controls, lone surrogates, noncharacters, bidirectional overrides and invisible letters
# (what a reviewer sees must be what is compiled).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e007f]"
)


def read(path: str, data: bytes, limits: Limits = LIMITS) -> tuple[SourceText, Node, list[Flaw]]:
    """Read one YAML file.

    Returns the text (NFC, line ends `\\n`), its root node (`Missing` where it could not be read) and every flaw.
    Never raises for anything the bytes can hold.
    """
    flaws: list[Flaw] = []
    source, usable = _decode(path, data, limits, flaws)
    whole = Span(source, 0, min(len(source.text), 1))
    if not usable:
        return source, Missing(whole), flaws
    root = _Composer(source, limits, flaws).compose()
    return source, root, flaws


def text_of(path: str, data: bytes, limits: Limits = LIMITS) -> SourceText:
    """The text that places in a file are counted in."""
    return _decode(path, data, limits, [])[0]


def _decode(path: str, data: bytes, limits: Limits, flaws: list[Flaw]) -> tuple[SourceText, bool]:
    if len(data) > limits.bytes:
        source = SourceText(path, "")
        flaws.append(Flaw("EF002", "too-large", Span(source, 0, 0), (("limit", limits.bytes), ("size", len(data)))))
        return source, False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        source = SourceText(path, before.replace("\r\n", "\n") + "\ufffd")
        at = len(source.text) - 1
        kind = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "not-utf-8"
        flaws.append(Flaw("EF001", kind, Span(source, at, at + 1)))
        return source, False
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = SourceText(path, unicodedata.normalize("NFC", text))
    usable = True
    for bad in _FORBIDDEN.finditer(source.text):
        usable = False
        flaws.append(
            Flaw("EF001", "forbidden-character", Span(source, bad.start(), bad.end()), (("char", f"U+{ord(bad[0]):04X}"),))
        )
        if len(flaws) > 20:
            break
    return source, usable


def _events(text: str) -> Iterator[Any]:
    """PyYAML's event stream: libyaml where the C extension is there, the same events from pure Python where not."""
    try:
        from yaml._yaml import CParser

        parser: Any = CParser(text)
    except ImportError:
        from yaml import SafeLoader

        parser = SafeLoader(text)
    while parser.check_event():
        yield parser.get_event()


class _Composer:
    """Builds nodes on an explicit stack (no recursion on input depth) and collects flaws on the way."""

    def __init__(self, source: SourceText, limits: Limits, flaws: list[Flaw]) -> None:
        self.source = source
        self.limits = limits
        self.flaws = flaws

    def flaw(self, message: str, span: Span, code: str = "EF003", related: Span | None = None, **args: str | int) -> None:
        self.flaws.append(Flaw(code, message, span, tuple(args.items()), related))

    def span(self, event: Any) -> Span:
        return Span(self.source, event.start_mark.index, max(event.end_mark.index, event.start_mark.index))

    def compose(self) -> Node:
        """The root node, or `Missing` where the text is not one mapping of plain data."""
        nothing = Missing(Span(self.source, 0, min(1, len(self.source.text))))
        try:
            root = self._compose(_events(self.source.text))
        except Exception as error:
            problem = _yaml_problem(error)
            if problem is None:
                raise
            message, at = problem
            at = min(at, max(0, len(self.source.text) - 1))
            self.flaw(message, Span(self.source, at, at + 1), code="EF004", problem=_words_of(error))
            return nothing
        if root is None:
            if not self.flaws:
                self.flaw("empty-file", nothing.span, code="EF005")
            return nothing
        if not isinstance(root, Mapping | Missing):
            self.flaw("root-not-mapping", root.span, code="EF005")
            return nothing
        return root

    def _compose(self, events: Iterable[Any]) -> Node | None:
        stack: list[_Open] = []
        root: Node | None = None
        documents = 0
        count = 0
        for event in events:
            count += 1
            if count > self.limits.events:
                self.flaw("too-many-events", self.span(event), code="EF002", limit=self.limits.events)
                return None
            name = type(event).__name__
            if name == "ScalarEvent":
                node: Node = self._scalar(event)
            elif name in ("MappingStartEvent", "SequenceStartEvent"):
                self._refuse_extras(event)
                if len(stack) >= self.limits.depth:
                    self.flaw("too-deep", self.span(event), code="EF002", limit=self.limits.depth)
                    return None
                stack.append(_Open(name == "MappingStartEvent", event.start_mark.index))
                continue
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                node = self._close(stack.pop(), event)
            elif name == "AliasEvent":
                self.flaw("alias", self.span(event), name=event.anchor)
                node = Missing(self.span(event))
            elif name == "DocumentStartEvent":
                documents += 1
                if event.version or event.tags:
                    self.flaw("directive", self.span(event))
                if documents > 1:
                    self.flaw("several-documents", self.span(event))
                    return root
                continue
            else:
                continue
            if stack:
                stack[-1].children.append(node)
            else:
                root = node
        return root

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor:
            self.flaw("anchor", self._first(event, 1 + len(event.anchor)), name=event.anchor)
        if event.tag:
            self.flaw("tag", self._first(event, 1), tag=event.tag)

    def _first(self, event: Any, length: int) -> Span:
        at = event.start_mark.index
        return Span(self.source, at, at + length)

    def _scalar(self, event: Any) -> Scalar:
        self._refuse_extras(event)
        span = self.span(event)
        if len(event.value) > self.limits.scalar:
            self.flaw("scalar-too-long", self._first(event, 1), code="EF002", limit=self.limits.scalar)
        elif event.style == '"' and (bad := _FORBIDDEN.search(event.value)):
            # an escape such as "\u202e" is invisible in review all the same
            self.flaw("forbidden-character", span, code="EF001", char=f"U+{ord(bad[0]):04X}")
        style = event.style
        text = event.value
        if style == '"' and not text.isascii():
            text = unicodedata.normalize("NFC", text)
        return Scalar(text, span, quoted=style in ("'", '"'), block=style in ("|", ">"))

    def _close(self, opened: _Open, event: Any) -> Node:
        end = event.end_mark.index
        children = opened.children
        if children and end > opened.start:
            last = children[-1].span.end
            if self.source.text[end - 1 : end] not in ("]", "}"):
                end = last
        span = Span(self.source, opened.start, max(end, opened.start))
        if not opened.mapping:
            return Sequence(children, span)
        return Mapping(self._entries(children), span)

    def _entries(self, children: list[Node]) -> list[tuple[Scalar, Node]]:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Span] = {}
        for at in range(0, len(children) - 1, 2):
            key, value = children[at], children[at + 1]
            if not isinstance(key, Scalar) or key.block:
                self.flaw("complex-key", key.span)
                continue
            if key.text == "<<" and not key.quoted:
                self.flaw("merge-key", key.span)
                continue
            if key.text in seen:
                self.flaw("duplicate-key", key.span, code="EF006", related=seen[key.text], key=key.text)
                continue
            if len(entries) >= self.limits.keys:
                self.flaw("too-many-keys", key.span, code="EF002", limit=self.limits.keys)
                break
            seen[key.text] = key.span
            entries.append((key, value))
        return entries


class _Open:
    __slots__ = ("children", "mapping", "start")

    def __init__(self, mapping: bool, start: int) -> None:
        self.mapping = mapping
        self.start = start
        self.children: list[Node] = []


def _yaml_problem(error: Exception) -> tuple[str, int] | None:
    """Which of our words fits a parser's complaint, and the offset it points at; None for anything else."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None and not hasattr(error, "position"):
        return None
    at = int(mark.index) if mark is not None else int(getattr(error, "position", 0))
    words = _words_of(error)
    if "tab" in words or "'\\t'" in words:
        return "tab", at
    if "quoted scalar" in words:
        return "open-quote", at
    if "mapping values are not allowed" in words:
        return "stray-colon", at
    if "expected ',' or" in words or "flow" in words:
        return "open-bracket", at
    if "block mapping" in words or "block end" in words or "simple key" in words or "could not find expected" in words:
        return "indentation", at
    if "tag" in words:
        return "bad-tag", at
    return "not-yaml", at


def _words_of(error: Exception) -> str:
    parts = (getattr(error, "context", None), getattr(error, "problem", None), getattr(error, "reason", None))
    return "; ".join(str(part) for part in parts if part) or type(error).__name__
