"""Reading nodes by the key tables: shapes, unknown keys, missing keys. Every complaint is a diagnostic, none an exception."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from functools import lru_cache
from types import MappingProxyType

from msgspec.structs import replace

from eformc.diagnostics import Arg, Diagnostic, Related, closest
from eformc.kernel import dates
from eformc.kernel.words import Words
from eformc.language.mistakes import KINDS
from eformc.language.spelling import (
    as_written,
    in_quotes,
    joined,
    leftover_at,
    leftover_of,
    meant,
    plainly,
    respelling,
    respelt,
)
from eformc.language.tables import TABLES, Key
from eformc.source import Flaw, Mapping, Missing, Node, Scalar, Sequence, Span

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PROCEDURE_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
RESERVED = frozenset({
    "assets", "demo", "index", "manifest", "shard",
    "con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
})  # fmt: skip
"""Names that no procedure may have: what stands beside the bundles, and what is a device's name on Windows."""
_FROM_TODAY = re.compile(r"today(?:\s*([+-])\s*([0-9]{1,6})\s+(day|month|year)s?)?")
_DEFAULTS = frozenset({"default", "default_value", "value", "initial", "preset", "mac_dinh", "mặc_định"})
"""Keys by which other form systems give an answer in advance."""
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}")
is_language = lru_cache(maxsize=64)(re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*").fullmatch)  # few, and in every text

NOTHING: Words = MappingProxyType({})

SHAPES: Map[str, tuple[Map[str, str], str]] = {
    "text": ({"en": "text", "vi": "một đoạn chữ"}, "key: text"),
    "words": ({"en": "text, in one or more languages", "vi": "chữ, bằng một hay nhiều ngôn ngữ"}, "title: {vi: …, en: …}"),
    "citation": ({"en": "a law of the catalogue's list and the article, as text", "vi": "tên văn bản trong danh sách và điều khoản, bằng chữ"}, 'law: "Registers Act 1997, section 2"'),
    "id": ({"en": "an id", "vi": "một mã"}, "key: some_id"),
    "name": ({"en": "a name such as applicant.full_name", "vi": "một tên như applicant.full_name"}, "key: applicant.full_name"),
    "date": ({"en": "a date", "vi": "một ngày"}, "key: 2027-12-31"),
    "bool": ({"en": "true or false", "vi": "true hoặc false"}, "key: true"),
    "integer": ({"en": "a whole number", "vi": "một số nguyên"}, "key: 10"),
    "number": ({"en": "a number", "vi": "một số"}, "key: 12.5"),
    "count": ({"en": "a whole number, or what works it out", "vi": "một số nguyên, hoặc biểu thức tính ra nó"}, "at_least: 2"),
    "expression": ({"en": "a condition", "vi": "một điều kiện"}, 'when: relation == "mother"'),
    "type": ({"en": "the name of a field type", "vi": "tên một kiểu"}, "type: text"),
}
_LIST = ({"en": "a list", "vi": "một danh sách"}, "key: [one, two]")
_MAP = ({"en": "a mapping of keys to values", "vi": "các dòng khóa: giá trị"}, "key: {a: …, b: …}")
_EXAMPLES = {
    "[option]": "key: [{first: {vi: …, en: …}}, {second: {vi: …, en: …}}]", "[=field+]": "key: [applicant.full_name]",
    "[=page]": "key: [{page: …, title: …, fields: […]}]", "[=attachment+]": "key: [consent]",
    "[=constraint]": "key: [{holds: …, message: …, at: …}]",
}  # fmt: skip
_WORD = ({"en": "one word", "vi": "một từ"}, "key: word")
_FOUND: Map[type, Map[str, str]] = {
    Scalar: {"en": "plain text", "vi": "chữ thường"},
    Sequence: {"en": "a list", "vi": "một danh sách"},
    Mapping: {"en": "a mapping", "vi": "các dòng khóa: giá trị"},
}


def shape_words(shape: str) -> tuple[Map[str, str], str]:
    """A shape in words, and an example."""
    if shape.startswith("["):
        return _LIST[0], _EXAMPLES.get(shape, _LIST[1])
    if shape.startswith(("{", "=")):
        return _MAP
    return SHAPES.get(shape, _WORD)


@lru_cache(maxsize=64)
def _required(table: str) -> tuple[Key, ...]:
    """The keys a table cannot do without."""
    return tuple(key for key in TABLES[table].values() if key.required)


MOST_FINDINGS, MOST_ITEMS, MOST_EXPRESSED = 100, 1_000, 30_000
"""The limits that bound the cost of a file: mistakes that are said, entries of a list and characters of expressions that are
read.
"""


class Reader:
    """Collects diagnostics while a file's nodes are read. One per file."""

    def __init__(self, languages: tuple[str, ...] = ("vi", "en"), procedure: str = "") -> None:
        self.languages = languages
        self.procedure = procedure
        self.diagnostics: list[Diagnostic] = []
        self.unsaid = self.expressed = 0
        self.holes: list[Span] = []
        """Places that mean nothing because of a mistake that was reported elsewhere."""
        self.misnamed: dict[str, str] = {}
        """Ids that cannot be ones, and how they would be spelt; both were reported."""
        self._said: dict[tuple[str, str, str], int] = {}
        self.unread: set[str] = set()
        """Names given below keys that nobody knows: what they stand for is not known either."""
        self.prosed: list[Scalar] = []
        """Texts that may read answers, and hold a brace."""

    # --- complaints -------------------------------------------------------------------------------------------

    def say(self, code: str, span: Span, message: str, /, **args: Arg) -> None:
        """Report a mistake of `language.mistakes`. A `name` that stands there and is like `closest` can be mended."""
        if self.full():
            return
        fixes = respelling(span, args)
        self.diagnostics.append(KINDS[code].at(span, message, procedure=self.procedure, fixes=fixes, args=args))

    def full(self) -> bool:
        """True if enough mistakes of the file were said; one more is counted."""
        self.unsaid += len(self.diagnostics) >= MOST_FINDINGS
        return self.unsaid > 0

    def affordable(self, expression: Scalar) -> Scalar:
        """The expression; beyond what all of a file may cost, one that is true."""
        before, self.expressed = self.expressed, self.expressed + len(expression.text)
        if self.expressed <= MOST_EXPRESSED:
            return expression
        if before <= MOST_EXPRESSED:
            self.say("EF002", expression.span, "too-many-expressions", limit=MOST_EXPRESSED)
        return Scalar.at(expression.span, "true")

    def ended(self) -> list[Diagnostic]:
        """All that was said, and of how many mistakes nothing was."""
        if not self.unsaid:
            return self.diagnostics
        span = self.diagnostics[-1].span
        more = KINDS["EF002"].at(span, "too-many-findings", procedure=self.procedure, args={"count": self.unsaid, "limit": MOST_FINDINGS})
        return [*self.diagnostics, more]

    def unknown(
        self, code: str, span: Span, message: str, name: str, known: Iterable[str], /, *, within: str = "",
        meant: Callable[[], str | None] = lambda: None, **args: Arg,
    ) -> None:  # fmt: skip
        """Report a name nobody knows, with the one that is `meant` (looked for only here), else the nearest that is known: once, with every place
        it stands at. `within` tells apart names that are looked up in different places.
        """
        said = self._said.get((code, within, name))
        if said is not None:
            self._again(said, span)
            return
        if name in self.unread:
            self.holes.append(span)
            return
        if self.full():
            return
        self._said[code, within, name] = len(self.diagnostics)
        names = sorted(known)
        near = meant() or closest(name, names)
        shown = ", ".join(names[:24]) + (", …" if len(names) > 24 else "")
        if near is None:
            self.say(code, span, message, name=name, known=shown, **args)
        else:
            self.say(code, span, "did-you-mean", name=name, closest=near, known=shown, **args)

    def said(self, code: str, name: str) -> bool:
        """True if a name that nobody knows was reported by this code."""
        return (code, "", name) in self._said

    def _again(self, said: int, span: Span) -> None:
        """A mistake that was reported shows here too."""
        if said >= len(self.diagnostics):  # enough was said before
            return
        first = self.diagnostics[said]
        if span != first.span and all(span != one.span for one in first.related):
            fixes = joined(first.fixes, respelling(span, first.args))
            related = (*first.related, Related(span, {"en": "Here too.", "vi": "Ở đây cũng vậy."}))
            self.diagnostics[said] = replace(first, related=related, fixes=fixes)

    def flaws(self, flaws: Iterable[Flaw]) -> None:
        """Take over what the reader of the text found."""
        first = {"en": "It stands here first.", "vi": "Lần đầu ở đây."}
        for flaw in flaws:
            related = (Related(flaw.related, first),) if flaw.related else ()
            args = dict(flaw.args)
            fixes = (plainly(flaw.span, str(args["instead"])),) if "instead" in args else ()
            self.diagnostics.append(
                KINDS[flaw.code].at(flaw.span, flaw.message, related=related, procedure=self.procedure, fixes=fixes, args=args)
            )

    # --- tables -----------------------------------------------------------------------------------------------

    def table(
        self, node: Node, name: str, where: Words, extra: Map[str, Key] = MappingProxyType({}), elsewhere: Iterable[str] = ()
    ) -> Mapping | None:
        """The node as a mapping by table `name` and `extra` keys: unknown and missing keys are reported, misspelt ones
        stand in it as they were meant. Keys known `elsewhere` are for the caller to report. None if it is no mapping.
        """
        if isinstance(node, Missing):
            return None
        if not isinstance(node, Mapping):
            self.wrong_shape(node, "=" + name, str(where.get("en", name)))
            return None
        table, odd = TABLES[name], False
        for key, value in node:
            if key.text not in table and key.text not in extra:
                odd = odd or key.text not in elsewhere
            elif type(value) is Scalar and value.is_null:
                expected, _ = shape_words((table.get(key.text) or extra[key.text]).shape)
                self.say("EF013", key.span, "missing-value", key=key.text, expected=expected)
        if odd:
            node = self.respelt(node, {**table, **extra}, where, elsewhere)
        for wanted in _required(name):
            if wanted.name not in node:
                what = {"en": wanted.en, "vi": wanted.vi}
                span = self.head(node)
                self.say("EF011", span, "missing-key", key=wanted.name, where=where, what=what)
        return node

    def respelt(self, node: Mapping, keys: Map[str, Key], where: Words, elsewhere: Iterable[str] = ()) -> Mapping:
        """The mapping as it was meant, after each key that is none was reported."""
        node = self._apart(self._whole(node))
        near = meant(node, keys)
        for key, value in node:
            if key.text not in keys and key.text not in elsewhere:
                message = "did-you-mean" if key.text in near else "unknown-key"
                if key.text in _DEFAULTS and "policy" in keys:
                    self.say("EF010", key.span, "no-default", key=key.text, where=where, closest="", known="")
                    continue
                closest_ = near.get(key.text, "")
                self.say("EF010", key.span, message, key=key.text, where=where, closest=closest_, known=", ".join(keys))
                if key.text not in near and isinstance(value, Mapping):
                    self.unread.update(name.text for name, _ in value)
        return respelt(node, keys)

    def _whole(self, node: Mapping) -> Mapping:
        """The mapping without what commas cut off a value within brackets (`round(a, 0)` without quotes), each reported once."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        open_ = 0
        begun: tuple[Scalar, Scalar] | None = None
        for key, value in node:
            cut = begun is not None and isinstance(value, Scalar) and value.is_null and not key.quoted
            if begun is None or not cut:
                entries[key.text] = key, value
                plain = isinstance(value, Scalar) and not (value.quoted or value.block)
                open_ = value.text.count("(") - value.text.count(")") if plain and isinstance(value, Scalar) else 0
                begun = (key, value) if open_ > 0 and isinstance(value, Scalar) else None
                continue
            open_ += key.text.count("(") - key.text.count(")")
            name, first = begun
            if open_ <= 0:
                span = Span(first.source, first.start, key.end)
                fixes = (in_quotes(span),)
                self.diagnostics.append(KINDS["EF111"].at(span, "comma-unquoted", procedure=self.procedure, fixes=fixes))
                entries[name.text] = name, Missing(first.source, first.start, key.end)
                begun = None
        return Mapping(entries, node.source, node.start, node.end)

    def _apart(self, node: Mapping) -> Mapping:
        """The mapping with keys that hold their value taken apart (`type:text`), each reported."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in node:
            joined_ = leftover_of(key) if isinstance(value, Scalar) and value.is_null and not key.quoted else None
            if joined_ is None:
                entries[key.text] = key, value
                continue
            span = Span(key.source, joined_.start, joined_.end)
            fixes = (plainly(span, joined_.instead),)
            self.diagnostics.append(KINDS["EF004"].at(span, joined_.message, procedure=self.procedure, fixes=fixes, args={"instead": joined_.instead}))
            name = Scalar(key.source.text[key.start : joined_.start].rstrip(":"), key.source, key.start, joined_.start)
            entries[name.text] = name, Scalar(key.source.text[joined_.end : key.end], key.source, joined_.end, key.end)
        return Mapping(entries, node.source, node.start, node.end)

    def head(self, node: Mapping) -> Span:
        """The first key of a mapping: the smallest place to point at when something is missing from it."""
        return node.entries[0][0].span if node.entries else node.span

    def wrong_shape(self, node: Node, shape: str, key: str) -> None:
        expected, example = shape_words(shape)
        if isinstance(node, Missing):
            return
        if isinstance(node, Scalar) and node.is_null:
            self.say("EF013", node.span, "missing-value", key=key, expected=expected)
            return
        left = leftover_at(node) if isinstance(node, Mapping) else None
        if left is not None:
            span = Span(node.source, left.start, left.end)
            fixes = (plainly(span, left.instead),)
            self.diagnostics.append(KINDS["EF004"].at(span, left.message, procedure=self.procedure, fixes=fixes, args={"instead": left.instead}))
            return
        example = example.replace("key: ", f"{key}: ", 1) if _ID.fullmatch(key) else example
        self.say("EF009", node.span, "wrong-shape", key=key, expected=expected, found=_FOUND[type(node)], example=example)

    # --- values -----------------------------------------------------------------------------------------------

    def scalar(self, node: Mapping, key: str, shape: str = "text") -> Scalar | None:
        """The scalar at a key; None where the key is absent, empty (reported by `table`) or something else (reported)."""
        value = node.get(key)
        if value is None:  # as most are
            return None
        if type(value) is not Scalar:
            self.wrong_shape(value, shape, key)
            return None
        return None if value.is_null else value

    def text(self, node: Mapping, key: str) -> str | None:
        found = self.scalar(node, key)
        return found.text if found else None

    def procedure_id(self, node: Mapping) -> str:
        """The id of the procedure, which names its folder; empty where it has none that will do."""
        found = self.scalar(node, "procedure", "id")
        if found is not None and found.text in RESERVED:
            self.say("EF012", found.span, "reserved", id=found.text, example=f"{found.text}-1")
            return ""
        return (self.as_id(found, procedure=True) if found else None) or ""

    def id(self, node: Mapping, key: str, *, procedure: bool = False) -> str | None:
        found = self.scalar(node, key, "id")
        return self.as_id(found, procedure=procedure) if found else None

    def as_id(self, scalar: Scalar, *, procedure: bool = False) -> str | None:
        """The scalar's text if it can be an id; else reported."""
        if (_PROCEDURE_ID if procedure else _ID).fullmatch(scalar.text):
            return scalar.text
        example = as_written(scalar.text, "-" if procedure else "_")
        self.misnamed[scalar.text] = example
        self.say("EF012", scalar.span, "bad-id", id=scalar.text[:60], example=example)
        return None

    def name(self, node: Mapping, key: str) -> Scalar | None:
        """A dotted name."""
        found = self.scalar(node, key, "name")
        return found if found and self.is_name(found) else None

    def is_name(self, scalar: Scalar) -> bool:
        """True if it can be a name. What begins with a bad id that was reported is one, and a hole."""
        if _NAME.fullmatch(scalar.text):
            return True
        parts = scalar.text.split(".")
        if parts[0] in self.misnamed and all(map(_ID.fullmatch, parts[1:])):
            self.holes.append(scalar.span)
            return True
        if (said := self._said.get(("EF012", "", scalar.text))) is not None:
            self._again(said, scalar.span)
            return False
        self._said["EF012", "", scalar.text] = len(self.diagnostics)
        example = ".".join(as_written(part) for part in parts[:4])
        self.say("EF012", scalar.span, "bad-id", id=scalar.text[:60], example=example)
        return False

    def words(self, node: Mapping, key: str) -> Words:
        """A text in several languages; empty where absent."""
        value = node.get(key)
        if value is None or isinstance(value, Missing) or (isinstance(value, Scalar) and value.is_null):
            return NOTHING
        return self.as_words(value, key)

    def prose(self, node: Mapping, key: str) -> Words:
        """The same of a text that may hold markup and answers."""
        value = node.get(key)
        for text in (one for _, one in value) if isinstance(value, Mapping) else (value,):
            if isinstance(text, Scalar) and "{" in text.text:
                self.prosed.append(text)
        return self.words(node, key)

    def as_words(self, value: Node, key: str) -> Words:
        if isinstance(value, Scalar):
            if value.text:
                return {self.languages[0]: value.text}
            return self.no_words(value, key)
        if not isinstance(value, Mapping):
            self.wrong_shape(value, "words", key)
            return NOTHING
        out: dict[str, str] = {}
        meant = False
        if not all(is_language(lang.text) for lang, _ in value):
            value = self._apart(value)
        for lang, text in value:
            if not is_language(lang.text):
                self.say("EF014", lang.span, "not-a-language", value=lang.text, example="title: {vi: …, en: …}")
            elif type(text) is not Scalar:
                self.wrong_shape(text, "text", f"{key}.{lang.text}")
            elif text.is_null:
                expected, _ = shape_words("text")
                self.say("EF013", lang.span, "missing-value", key=f"{key}.{lang.text}", expected=expected)
            elif text.text:  # an empty one is not there
                out[lang.text] = text.text
                if lang.text not in self.languages:
                    meant = self._other_language(lang, value) or meant
        if out and (meant or self.faulty(value)):
            for lang_ in self.languages:  # what is missing was meant to be there: that is no finding of its own
                out.setdefault(lang_, "")
        return out if out or self.faulty(value) else self.no_words(value, key)

    def _other_language(self, lang: Scalar, words: Mapping) -> bool:
        """Report a language that is none of the form's, where one of those is missing and spelt alike. True if so."""
        near = closest(lang.text, [one for one in self.languages if one not in words])
        if near is None or self.full():
            return near is not None
        said = self._said.get(("EF014", "language", lang.text))
        if said is not None:
            self._again(said, lang.span)
        else:
            self._said["EF014", "language", lang.text] = len(self.diagnostics)
            known = ", ".join(self.languages)
            self.say("EF014", lang.span, "another-language", value=lang.text, options=known, closest=near, example="")
        return True

    def no_words(self, value: Node, key: str) -> Words:
        """A text that is there and says nothing."""
        expected, _ = shape_words("words")
        self.say("EF013", value.span, "missing-value", key=key, expected=expected)
        return NOTHING

    def faulty(self, node: Node) -> bool:
        """True if something wrong was found within a node."""
        if not self.diagnostics:
            return False
        span = node.span
        return any(
            one.span.source is span.source and span.start <= one.span.start and one.span.end <= span.end
            for one in self.diagnostics
        )

    def boolean(self, node: Mapping, key: str, *, otherwise: bool = False) -> bool:
        """True only where the key says `true`; `otherwise` where it says what is neither true nor false."""
        found = self.scalar(node, key, "bool")
        if found is None:
            return False
        if found.text not in ("true", "false") or found.quoted:
            self.say("EF014", found.span, "not-a-boolean", value=found.text[:40])
            return otherwise
        return found.text == "true"

    def integer(self, node: Mapping, key: str) -> int | None:
        found = self.scalar(node, key, "integer")
        if found is None:
            return None
        if re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", found.text):
            return int(found.text)
        message = "too-large" if re.fullmatch(r"-?[1-9][0-9]{15,}", found.text) else "not-a-number"
        self.say("EF014", found.span, message, value=found.text[:40])
        return None

    def scaled(self, node: Mapping, key: str, scale: int) -> int | None:
        """A decimal as a scaled integer."""
        found = self.scalar(node, key, "number")
        if found is None:
            return None
        match = re.fullmatch(r"(-?)(0|[1-9][0-9]{0,14})(?:\.([0-9]+))?", found.text)
        if not match or len(match[3] or "") > scale:
            self.say("EF014", found.span, "not-a-decimal", value=found.text[:40], scale=scale)
            return None
        amount = int(match[2] + (match[3] or "").ljust(scale, "0"))
        return -amount if match[1] else amount

    def date(self, node: Mapping, key: str, *, today: bool = False, partial: bool = False) -> str | None:
        found = self.scalar(node, key, "date")
        if found is None:
            return None
        if today and found.text.startswith("today"):
            return self._from_today(found)
        day = dates.parse(found.text)
        if day is not None and (partial or day.precision == "day"):
            return found.text
        shaped = re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", found.text)
        self.say("EF014", found.span, "no-such-day" if shaped else "not-a-date", value=found.text[:40])
        return None

    def _from_today(self, found: Scalar) -> str | None:
        """A limit that is counted from today, written one way."""
        move = _FROM_TODAY.fullmatch(found.text)
        if move is None:
            self.say("EF014", found.span, "not-from-today", value=found.text[:40])
            return None
        return f"today {move[1]} {int(move[2])} {move[3]}s" if move[1] else "today"

    def one_of(self, node: Mapping, key: str, options: Iterable[str]) -> str | None:
        found = self.scalar(node, key, "word")
        return self.as_one_of(found, list(options)) if found else None

    def as_one_of(self, found: Scalar, options: list[str]) -> str | None:
        if found.text in options:
            return found.text
        if self.full():
            return None
        near = closest(found.text, options)
        message = "not-one-of" if near is None else "did-you-mean"
        self.say("EF014", found.span, message, value=found.text[:40], options=", ".join(options), closest=near or "")
        return None

    def items(self, node: Mapping, key: str, shape: str = "[text]") -> list[Node]:
        """The list at a key (a single text counts as a list of one where texts are wanted)."""
        value = node.get(key)
        if value is None or isinstance(value, Missing):
            return []
        if isinstance(value, Sequence):
            if len(value.items) > MOST_ITEMS:
                self.say("EF002", value.items[MOST_ITEMS].span, "too-many-items", limit=MOST_ITEMS, key=key)
            return value.items[:MOST_ITEMS]
        if isinstance(value, Scalar):
            if value.is_null:
                return []
            if shape in ("[text]", "[id]", "[name]"):
                return [value]
        self.wrong_shape(value, shape, key)
        return []

    def texts(self, node: Mapping, key: str, shape: str = "[text]") -> tuple[str, ...]:
        return tuple(item.text for item in self.scalars(node, key, shape))

    def scalars(self, node: Mapping, key: str, shape: str = "[text]") -> list[Scalar]:
        """The entries of a list of texts, ids or names, with their places; what is none is reported."""
        out = []
        for item in self.items(node, key, shape):
            if isinstance(item, Scalar) and not item.is_null:
                out.append(item)
            else:
                self.wrong_shape(item, shape[1:-1], key)
        return out

    def mapping(self, node: Mapping, key: str) -> Mapping | None:
        value = node.get(key)
        if value is None or isinstance(value, Missing) or (isinstance(value, Scalar) and value.is_null):
            return None
        if isinstance(value, Mapping):
            return value
        self.wrong_shape(value, "{any}", key)
        return None
