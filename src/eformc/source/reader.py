"""YAML bytes to nodes, by libyaml's events and a composer of our own.

Never `load` or `compose`: both loaders at hand can be made to hang or crash by small hostile files, and both turn
`012`, `no` and `2023-02-29` into something else. Here an event stream is read with limits, nothing is resolved, and
whatever YAML offers beyond plain data (aliases, tags, merge keys, several documents) is refused with a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.characters import MOST_MARKS, checked, name_of, normalized, refused, too_many_marks
from eformc.source import strictness
from eformc.source.leftovers import leftover_near
from eformc.source.nodes import Mapping, Missing, Node, Scalar, Sequence, Span
from eformc.source.text import SourceText


class Limits(Struct, frozen=True):
    """Limits on the cost of one file. Only the command line may raise them, never the file itself."""

    bytes: int = 1 << 20
    scalar: int = 1 << 16
    depth: int = 64
    keys: int = 5_000
    events: int = 200_000
    flaws: int = 50


LIMITS = Limits()


class Flaw(Struct, frozen=True):
    """Something wrong with the text itself. `code` and `message` name an entry of `language.mistakes`."""

    code: str
    message: str
    span: Span
    args: tuple[tuple[str, str | int], ...] = ()
    related: Span | None = None



def read(path: str, data: bytes, limits: Limits = LIMITS) -> tuple[SourceText, Node, list[Flaw]]:
    """Read one YAML file.

    Returns the text (NFC, line ends `\\n`), its root node (`Missing` where it could not be read) and every flaw.
    Never raises for anything the bytes can hold.
    """
    flaws: list[Flaw] = []
    source, usable = _decode(path, data, limits, flaws)
    if not usable:
        return source, Missing(source, 0, min(len(source.text), 1)), flaws
    composer = _Composer(source, limits, flaws)
    root = composer.compose()
    if composer.unsaid:
        flaws.append(Flaw("EF002", "too-many-findings", flaws[-1].span, (("count", composer.unsaid), ("limit", limits.flaws))))
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
    text, at = checked(text)
    source = SourceText(path, text)
    if at >= 0:
        flaws.append(Flaw("EF001", "too-many-marks", Span(source, at, at + 1), (("most", MOST_MARKS),)))
        return source, False
    for at in islice(refused(source.text, "\t\n"), 20):
        flaws.append(_forbidden(source.text[at], Span(source, at, at + 1)))
    return source, not flaws


def _forbidden(char: str, span: Span) -> Flaw:
    return Flaw("EF001", "forbidden-character", span, (("char", name_of(char)),))


def _parser(text: str) -> Any:
    """PyYAML's parser: libyaml where the C extension is there, the same events from pure Python where not. The last line
    has an end: without one libyaml drops that of a block text.
    """
    if not text.endswith("\n"):
        text += "\n"
    try:
        from yaml._yaml import CParser
    except ImportError:
        from yaml import SafeLoader

        return SafeLoader(text)
    return CParser(text)


_Open: TypeAlias = tuple[list[Node], Any, bool]


def _indent(stack: list[_Open]) -> int:
    """The column of the innermost collection that is not in brackets; -1 if there is none."""
    return next((began.column for _, began, in_brackets in reversed(stack) if not in_brackets), -1)


class _Composer:
    """Builds nodes on an explicit stack (no recursion on input depth) and collects flaws on the way."""

    def __init__(self, source: SourceText, limits: Limits, flaws: list[Flaw]) -> None:
        self.source = source
        self.limits = limits
        self.flaws = flaws
        self.unsaid = 0
        self.lax: list[strictness.Laxness] = []

    def flaw(self, message: str, span: Span, code: str = "EF003", related: Span | None = None, **args: str | int) -> None:
        if len(self.flaws) < self.limits.flaws:
            self.flaws.append(Flaw(code, message, span, tuple(args.items()), related))
        else:
            self.unsaid += 1

    def span(self, event: Any) -> Span:
        return Span(self.source, event.start_mark.index, max(event.end_mark.index, event.start_mark.index))

    def compose(self) -> Node:
        """The root node, or `Missing` where the text is not one mapping of plain data."""
        nothing = Missing(self.source, 0, min(1, len(self.source.text)))
        try:
            root = self._compose(iter(_parser(self.source.text).get_event, None))
        except Exception as error:
            problem = _yaml_problem(error)
            if problem is None:
                raise
            message, at = problem
            at = min(at, max(0, len(self.source.text) - 1))
            left = leftover_near(self.source.text, at)
            if left is not None:
                self.flaw(left.message, Span(self.source, left.start, left.end), code="EF004", instead=left.instead)
                return nothing
            self.flaw(message, Span(self.source, at, at + 1), code="EF004", problem=_words_of(error))
            return nothing
        if not self.flaws and strictness.doubtful(self.source.text):
            found = strictness.stray_marks(self.source.text, iter(_parser(self.source.text).get_event, None))
            self.lax += islice(found, self.limits.flaws)
        for message, at in self.lax:  # where libyaml itself finds no fault: of a quote left open it says more
            self.flaw(message, Span(self.source, at, at + 1), code="EF004", problem="")
        if root is None:
            if not self.flaws:
                self.flaw("empty-file", nothing.span, code="EF005")
            return nothing
        if not isinstance(root, Mapping | Missing):
            self.flaw("root-not-mapping", root.span, code="EF005")
            return nothing
        return root

    def _compose(self, events: Iterator[Any]) -> Node | None:
        from yaml import (
            AliasEvent,
            DocumentStartEvent,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
        )

        # of the collections that are open: the nodes around each, where it began, whether it is in brackets
        stack: list[_Open] = []
        into: list[Node] = []
        root = into
        documents = 0
        source, longest = self.source, self.limits.scalar
        for event in islice(events, self.limits.events):
            kind = type(event)
            if kind is ScalarEvent:
                text = event.value
                if event.style or event.anchor or event.tag or len(text) > longest:
                    into.append(self._scalar(event, text, stack))
                else:  # plain, as most are
                    start, end = event.start_mark.index, event.end_mark.index
                    into.append(Scalar(text, source, start, end if end > start else start))  # noqa: FURB136 - no call
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor or event.tag:
                    self._refuse_extras(event)
                if len(stack) >= self.limits.depth:
                    self.flaw("too-deep", self.span(event), code="EF002", limit=self.limits.depth)
                    return None
                began, in_brackets = event.start_mark, bool(event.flow_style)
                if in_brackets and stack and not stack[-1][2] and began.column <= stack[-1][1].column:
                    self._too_thin(event)
                stack.append((into, began, in_brackets))
                into = []
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                around, began, in_brackets = stack.pop()
                if in_brackets and began.line != event.end_mark.line and not (stack and stack[-1][2]):
                    self._lax(strictness.thin_line(source.text, began.index, event.end_mark.index, _indent(stack), comments=True))
                end = event.end_mark.index
                if into and (not in_brackets or source.text[end - 1 : end] not in ("]", "}")):
                    end = into[-1].end  # of what has no bracket at its end libyaml says where the next thing begins
                start = began.index
                end = end if end > start else start  # noqa: FURB136 - no call
                node = Mapping(self._entries(into), source, start, end) if kind is MappingEndEvent else Sequence(into, source, start, end)
                into = around
                into.append(node)
            elif kind is AliasEvent:
                span = self.span(event)
                self.flaw("alias", span, name=event.anchor)
                into.append(Missing(self.source, span.start, span.end))
            elif kind is DocumentStartEvent:
                documents += 1
                if event.version or event.tags:
                    self.flaw("directive", self.span(event))
                if documents > 1:
                    self.flaw("several-documents", self.span(event))
                    break
        else:
            more = next(events, None)
            if more is not None:
                self.flaw("too-many-events", self.span(more), code="EF002", limit=self.limits.events)
                return None
        return root[0] if root else None

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor:
            self.flaw("anchor", self._first(event, 1 + len(event.anchor)), name=event.anchor)
        if event.tag:
            self.flaw("tag", self._first(event, 1), tag=event.tag)

    def _first(self, event: Any, length: int) -> Span:
        at = event.start_mark.index
        return Span(self.source, at, at + length)

    def _lax(self, found: strictness.Laxness | None) -> None:
        """Texts that libyaml takes and YAML does not."""
        if found is not None:
            self.lax.append(found)

    def _too_thin(self, event: Any) -> None:
        """Brackets or a block text that begin no deeper than what they are in."""
        self.lax.append(("thin-line", event.start_mark.index))

    def _scalar(self, event: Any, text: str, stack: list[_Open]) -> Scalar:
        style, start, end = event.style, event.start_mark.index, event.end_mark.index
        self._refuse_extras(event)
        if event.start_mark.line != event.end_mark.line and style:
            if style in ("'", '"'):
                self._lax(strictness.thin_line(self.source.text, start, end, _indent(stack), comments=False))
            else:
                if event.start_mark.column <= _indent(stack):
                    self._too_thin(event)
                self._lax(strictness.deep_blank(self.source.text, start, _indent(stack)))
        if len(text) > self.limits.scalar:
            self.flaw("scalar-too-long", self._first(event, 1), code="EF002", limit=self.limits.scalar)
        if style == '"':
            text = self._of_escapes(text, event)
        return Scalar(text, self.source, start, max(start, end), style in ("'", '"'), style in ("|", ">"))

    def _of_escapes(self, text: str, event: Any) -> str:
        """A text that escapes may have made: what an invisible one stands for is found here, since review does not."""
        if len(text) > self.limits.scalar or "\\" not in self.source.text[event.start_mark.index : event.end_mark.index]:
            return text
        bad = next(refused(text, "\t\n"), -1)
        if bad >= 0:
            self.flaw("forbidden-character", self.span(event), code="EF001", char=name_of(text[bad]))
        if too_many_marks(text) >= 0:
            self.flaw("too-many-marks", self.span(event), code="EF001", most=MOST_MARKS)
        return normalized(text)

    def _entries(self, children: list[Node]) -> dict[str, tuple[Scalar, Node]]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        pairs = iter(children)
        most = self.limits.keys
        for pair in zip(pairs, pairs, strict=False):
            key = pair[0]
            if type(key) is not Scalar or key.block:
                self.flaw("complex-key", key.span)
                continue
            text = key.text
            if text == "<<" and not key.quoted:
                self.flaw("merge-key", key.span)
            elif text in entries:
                self.flaw("duplicate-key", key.span, code="EF006", related=entries[text][0].span, key=text)
            elif len(entries) >= most:
                self.flaw("too-many-keys", key.span, code="EF002", limit=most)
                break
            else:
                entries[text] = pair  # type: ignore[assignment]  # its key is known to be a scalar
        return entries


def _yaml_problem(error: Exception) -> tuple[str, int] | None:
    """The one of our words that fits a parser's complaint, and the offset it points at; None for anything else."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None and not hasattr(error, "position"):
        return None
    at = int(mark.index) if mark is not None else int(getattr(error, "position", 0))
    words = _words_of(error)
    if "tab" in words or "'\\t'" in words:
        return "tab", at
    if "escape character" in words:
        return "bad-escape", at
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
