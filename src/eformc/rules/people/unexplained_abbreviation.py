"""EF504 unexplained-abbreviation: letters that stand for words the reader has to know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.rules.author_text import Text
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule
from eformc.source import Edit

_SPEC = "place: {{title: {{vi: {title}, en: Office}}, type: text, help: {{vi: Ghi tên xã hoặc phường., en: Write the commune.}}}}"

KIND = Kind(
    "EF504",
    "unexplained-abbreviation",
    Severity.WARNING,
    {
        "known": {
            "en": "“{short}” is short for “{whole}”; not everybody knows it.",
            "vi": "“{short}” là viết tắt của “{whole}”; không phải ai cũng biết.",
        },
        "unknown": {
            "en": "“{short}” looks like an abbreviation and is not explained.",
            "vi": "“{short}” có vẻ là chữ viết tắt chưa được giải thích.",
        },
    },
    {
        "known": {"en": "Write it out.", "vi": "Hãy viết đầy đủ."},
        "unknown": {
            "en": "Write it out, or add it to the catalogue's `understood`.",
            "vi": "Hãy viết đầy đủ, hoặc thêm vào `understood` của danh mục.",
        },
    },
    {
        "en": "Abbreviations are the office's; an old person meets them for the first time.",
        "vi": "Chữ viết tắt là của cơ quan; người già gặp lần đầu thì không hiểu.",
    },
    wrong=spec(_SPEC.format(title="UBND nơi bạn ở")),
    fix={"en": "Writes the words out.", "vi": "Viết đầy đủ."},
    right=spec(_SPEC.format(title="Ủy ban nhân dân nơi bạn ở")),
)
_SHORT = re.compile(r"(?<![\w./-])[^\W\d_]{2,7}(?![\w/-])")


def _check(form: Form) -> Iterator[Diagnostic]:
    catalogue = form.reasoned.catalogue
    known = catalogue.abbreviations
    found_in = abbreviations_among(known, catalogue.plain_language.understood)
    for text in form.texts:
        for short in dict.fromkeys(chain.from_iterable(map(found_in, text.words.values()))):
            whole = known.get(short, "")
            yield form.found(
                KIND, text.span, "known" if whole else "unknown", field_id=text.id, short=short, whole=whole,
                fixes=_written_out(text, short, whole) if whole else (),
            )  # fmt: skip


def abbreviations_among(known: Mapping[str, str], understood: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """A function that gives the abbreviations that a text neither explains itself nor may take for granted, each once. A text all in
    capitals has none: it is shouted, not shortened. Roman numbers are none either.
    """
    return _among(identity_key(known), understood)


@lru_cache(maxsize=4)
def _among(given: IdentityKey[Mapping[str, str]], understood: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    known, fine = given(), frozenset(understood)

    @lru_cache(maxsize=8192)  # titles and options repeat from form to form
    def found_in(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_unexplained(text, known, fine)))

    return found_in


def _unexplained(text: str, known: Mapping[str, str], fine: frozenset[str]) -> Iterator[str]:
    rest = text[1:]
    if rest == rest.lower() and rest[:1] != rest[:1].upper():
        return  # most texts: small letters from the second one on
    shouted = text.upper() == text and " " in text
    for match in _SHORT.finditer(text):
        short = match[0]
        capitals = short.upper() == short and short.lower() != short and not set(short) <= set("IVX")
        if capitals and (short in known or not shouted) and short not in fine and not _explained(text, short, known):
            yield short


def _explained(text: str, short: str, known: Mapping[str, str]) -> bool:
    """True if the text gives the words too, or the letters in brackets behind them."""
    whole = known.get(short)
    if whole is not None and whole.casefold() in text.casefold():
        return True
    letters = re.escape(short)
    return re.search(rf"\w \({letters}\)|{letters} \(\w", text) is not None


def _written_out(text: Text, short: str, whole: str) -> tuple[Fix, ...]:
    own = text.own
    if own is None:
        return ()
    pattern = re.compile(rf"(?<![\w./-]){re.escape(short)}(?![\w/-])")
    edits = []
    for match in pattern.finditer(own.text):
        begins = not own.text[: match.start()].rstrip(" \"'") or own.text[: match.start()].rstrip(" \"'")[-1] in ":.{["
        words = whole[:1].upper() + whole[1:] if begins else whole
        edits.append(Edit(own.start + match.start(), own.start + match.end(), words))
    title = {"en": f"Write “{whole}”", "vi": f"Viết “{whole}”"}
    return (Fix(title, tuple(edits), True, own.path),) if edits else ()


RULE = Rule(KIND, _check)
