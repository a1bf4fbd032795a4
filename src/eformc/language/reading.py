"""Reading nodes by the key tables: shapes, unknown keys, missing keys. Every complaint is a diagnostic, none an exception."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from functools import lru_cache
from types import MappingProxyType

from eformc.diagnostics import Arg, Diagnostic, Fix, Related, closest
from eformc.kernel import dates
from eformc.kernel.text import unaccented
from eformc.kernel.words import Words
from eformc.language.mistakes import KINDS
from eformc.language.tables import TABLES, Key
from eformc.source import Edit, Flaw, Mapping, Missing, Node, Scalar, Sequence, Span

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PROCEDURE_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
RESERVED = frozenset({
    "assets", "demo", "index", "manifest", "shard",
    "con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
})  # fmt: skip
"""What no procedure may be called: what stands beside the bundles, and what is a device's name on Windows."""
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}")
_is_language = lru_cache(maxsize=64)(re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*").fullmatch)  # few, and in every text

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
    "expression": ({"en": "a condition", "vi": "một điều kiện"}, 'when: relation == "mother"'),
    "type": ({"en": "the name of a field type", "vi": "tên một kiểu"}, "type: text"),
}
_LIST = ({"en": "a list", "vi": "một danh sách"}, "key: [one, two]")
_MAP = ({"en": "a mapping of keys to values", "vi": "các dòng khóa: giá trị"}, "key: {a: …, b: …}")
_WORD = ({"en": "one word", "vi": "một từ"}, "key: word")
_FOUND: Map[type, Map[str, str]] = {
    Scalar: {"en": "plain text", "vi": "chữ thường"},
    Sequence: {"en": "a list", "vi": "một danh sách"},
    Mapping: {"en": "a mapping", "vi": "các dòng khóa: giá trị"},
}


def shape_words(shape: str) -> tuple[Map[str, str], str]:
    """What a shape is in words, and an example."""
    if shape.startswith("["):
        return _LIST
    if shape.startswith(("{", "=")):
        return _MAP
    return SHAPES.get(shape, _WORD)


@lru_cache(maxsize=64)
def _required(table: str) -> tuple[Key, ...]:
    """The keys a table cannot do without."""
    return tuple(key for key in TABLES[table].values() if key.required)


def _spelling(span: Span, args: Map[str, Arg]) -> tuple[Fix, ...]:
    """The nearest known name instead of a misspelt one; not safe, since another may have been meant."""
    near = args.get("closest")
    written = args.get("name") or args.get("key") or args.get("value")
    quoted = span.text[1:-1] == written and span.text[:1] in ("'", '"')
    if not near or not isinstance(near, str) or not (quoted or span.text == written):
        return ()
    title = {"en": f"Write {near}", "vi": f"Viết {near}"}
    return (Fix(title, (Edit(span.start + quoted, span.end - quoted, near),), False, span.path),)


MOST_FINDINGS, MOST_ITEMS, MOST_EXPRESSED = 100, 1_000, 30_000
"""What the cost of a file is bounded by: mistakes that are said, entries of a list and characters of expressions that are
read.
"""


class Reader:
    """Collects diagnostics while a file's nodes are read. One per file."""

    def __init__(self, languages: tuple[str, ...] = ("vi", "en"), procedure: str = "") -> None:
        self.languages = languages
        self.procedure = procedure
        self.diagnostics: list[Diagnostic] = []
        self.unsaid = self.expressed = 0

    # --- complaints -------------------------------------------------------------------------------------------

    def say(self, code: str, span: Span, message: str, /, **args: Arg) -> None:
        """Report a mistake of `language.mistakes`. A `name` that stands there and is like `closest` can be mended."""
        if self.full():
            return
        fixes = _spelling(span, args)
        self.diagnostics.append(KINDS[code].at(span, message, procedure=self.procedure, fixes=fixes, args=args))

    def full(self) -> bool:
        """Whether enough mistakes of the file were said; one more is counted."""
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
        self, code: str, span: Span, message: str, name: str, known: Iterable[str], /, **args: Arg
    ) -> None:
        """Report a name nobody knows, with the nearest one that is known."""
        if self.full():
            return
        names = sorted(known)
        near = closest(name, names)
        shown = ", ".join(names[:24]) + (", …" if len(names) > 24 else "")
        if near is None:
            self.say(code, span, message, name=name, known=shown, **args)
        else:
            self.say(code, span, "did-you-mean", name=name, closest=near, known=shown, **args)

    def flaws(self, flaws: Iterable[Flaw]) -> None:
        """Take over what the reader of the text found."""
        first = {"en": "It stands here first.", "vi": "Lần đầu ở đây."}
        for flaw in flaws:
            related = (Related(flaw.related, first),) if flaw.related else ()
            self.diagnostics.append(
                KINDS[flaw.code].at(
                    flaw.span, flaw.message, related=related, procedure=self.procedure, args=dict(flaw.args)
                )
            )

    # --- tables -----------------------------------------------------------------------------------------------

    def table(
        self, node: Node, name: str, where: Words, extra: Map[str, Key] = MappingProxyType({})
    ) -> Mapping | None:
        """The node as a mapping by table `name`: unknown and missing keys are reported. None if it is no mapping."""
        if isinstance(node, Missing):
            return None
        if not isinstance(node, Mapping):
            self.wrong_shape(node, "=" + name, str(where.get("en", name)))
            return None
        table = TABLES[name]
        for key, value in node:
            if key.text not in table and key.text not in extra:
                self.unknown_key(key, where, [*table, *extra])
            elif type(value) is Scalar and value.is_null:
                expected, _ = shape_words((table.get(key.text) or extra[key.text]).shape)
                self.say("EF013", key.span, "missing-value", key=key.text, expected=expected)
        for wanted in _required(name):
            if wanted.name not in node:
                what = {"en": wanted.en, "vi": wanted.vi}
                span = self.head(node)
                self.say("EF011", span, "missing-key", key=wanted.name, where=where, what=what)
        return node

    def head(self, node: Mapping) -> Span:
        """The first key of a mapping: the smallest place to point at when something is missing from it."""
        return node.entries[0][0].span if node.entries else node.span

    def unknown_key(self, key: Scalar, where: Words, known: Iterable[str]) -> None:
        if self.full():
            return
        names = list(known)
        near = closest(key.text, names)
        message = "unknown-key" if near is None else "did-you-mean"
        self.say("EF010", key.span, message, key=key.text, where=where, closest=near or "", known=", ".join(names))

    def wrong_shape(self, node: Node, shape: str, key: str) -> None:
        expected, example = shape_words(shape)
        if isinstance(node, Missing):
            return
        if isinstance(node, Scalar) and node.is_null:
            self.say("EF013", node.span, "missing-value", key=key, expected=expected)
            return
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
        example = re.sub("[^a-z0-9]+", "-" if procedure else "_", unaccented(scalar.text)).strip("_-") or "name"
        example = example if example[0].isalpha() else f"f_{example}"
        self.say("EF012", scalar.span, "bad-id", id=scalar.text[:60], example=example[:60])
        return None

    def name(self, node: Mapping, key: str) -> Scalar | None:
        """A dotted name."""
        found = self.scalar(node, key, "name")
        return found if found and self.is_name(found) else None

    def is_name(self, scalar: Scalar) -> bool:
        if _NAME.fullmatch(scalar.text):
            return True
        self.say("EF012", scalar.span, "bad-id", id=scalar.text[:60], example="applicant.full_name")
        return False

    def words(self, node: Mapping, key: str) -> Words:
        """A text in several languages; empty where absent."""
        value = node.get(key)
        if value is None or isinstance(value, Missing) or (isinstance(value, Scalar) and value.is_null):
            return NOTHING
        return self.as_words(value, key)

    def as_words(self, value: Node, key: str) -> Words:
        if isinstance(value, Scalar):
            if value.text:
                return {self.languages[0]: value.text}
            return self.no_words(value, key)
        if not isinstance(value, Mapping):
            self.wrong_shape(value, "words", key)
            return NOTHING
        out: dict[str, str] = {}
        for lang, text in value:
            if not _is_language(lang.text):
                self.say("EF014", lang.span, "not-a-language", value=lang.text, example="title: {vi: …, en: …}")
            elif type(text) is not Scalar:
                self.wrong_shape(text, "text", f"{key}.{lang.text}")
            elif text.is_null:
                expected, _ = shape_words("text")
                self.say("EF013", lang.span, "missing-value", key=f"{key}.{lang.text}", expected=expected)
            elif text.text:  # an empty one is not there
                out[lang.text] = text.text
        if out and self.faulty(value):
            for lang_ in self.languages:  # what is missing was meant to be there: that is no finding of its own
                out.setdefault(lang_, "")
        return out if out or self.faulty(value) else self.no_words(value, key)

    def no_words(self, value: Node, key: str) -> Words:
        """A text that is there and says nothing."""
        expected, _ = shape_words("words")
        self.say("EF013", value.span, "missing-value", key=key, expected=expected)
        return NOTHING

    def faulty(self, node: Node) -> bool:
        """Whether something wrong was found within a node."""
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
        self.say("EF014", found.span, "not-a-number", value=found.text[:40])
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
        if found is None or (today and found.text == "today"):
            return found.text if found else None
        day = dates.parse(found.text)
        if day is not None and (partial or day.precision == "day"):
            return found.text
        shaped = re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", found.text)
        self.say("EF014", found.span, "no-such-day" if shaped else "not-a-date", value=found.text[:40])
        return None

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
        out = []
        for item in self.items(node, key, shape):
            if isinstance(item, Scalar) and not item.is_null:
                out.append(item.text)
            else:
                self.wrong_shape(item, "text", key)
        return tuple(out)

    def mapping(self, node: Mapping, key: str) -> Mapping | None:
        value = node.get(key)
        if value is None or isinstance(value, Missing) or (isinstance(value, Scalar) and value.is_null):
            return None
        if isinstance(value, Mapping):
            return value
        self.wrong_shape(value, "{any}", key)
        return None
