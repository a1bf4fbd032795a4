"""EF511 unshown-format: an answer must have a form or lie within limits, and nothing shows them (WCAG 2.2, 3.3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.patterns import Alt, Chars, Pattern, alphabet, parse, printed
from eformc.kernel.values import Decimal, Integer, Money, Text
from eformc.model.procedure import Field
from eformc.rules.example import spec
from eformc.rules.people.texts import asked
from eformc.rules.rule import Form, Rule

_SPEC = "plate: {{title: {{vi: Số ký hiệu, en: Mark}}, type: text, pattern: '[A-Z]{{2}}[0-9]{{4}}', help: {{vi: {vi}, en: {en}}}}}"

KIND = Kind(
    "EF511",
    "unshown-format",
    Severity.WARNING,
    {
        "pattern": {
            "en": "“{title}” takes only a certain form; nothing shows an answer of that form.",
            "vi": "“{title}” chỉ nhận đúng một dạng; chưa có ví dụ nào đúng dạng đó.",
        },
        "limits": {
            "en": "“{title}” takes numbers within limits only; its help shows no number.",
            "vi": "“{title}” chỉ nhận số trong giới hạn; lời hướng dẫn chưa có con số nào.",
        },
    },
    {
        "": {
            "en": "Put an example that is taken into `help:`, or write `example:`.",
            "vi": "Hãy thêm vào `help:` một ví dụ đúng, hoặc ghi `example:`.",
        },
    },
    {
        "en": "A format that is shown only by refusing is a guessing game.",
        "vi": "Chỉ báo sai mà không cho thấy thế nào là đúng thì người dân phải đoán.",
    },
    absence=True,
    wrong=spec(_SPEC.format(vi="Ghi như trên giấy.", en="As on the paper.")),
    law={"en": "WCAG 2.2, 3.3.2 Labels or Instructions", "vi": "WCAG 2.2, 3.3.2"},
    right=spec(_SPEC.format(vi='"Ví dụ: AB1234."', en='"For example: AB1234."')),
)


_GROUPING = " .-"
_UNGROUPED = str.maketrans("", "", _GROUPING)
_GROUPED = Chars(tuple((ord(char), ord(char)) for char in _GROUPING))


def _check(form: Form) -> Iterator[Diagnostic]:
    for field in asked(form.reasoned):
        unshown = shape_unshown(field)
        if unshown:
            yield form.found(KIND, field.span, next(iter(unshown.values())), field_id=field.id, title=field.title)


def shape_unshown(field: Field) -> Mapping[str, str]:
    """The part of its shape that a field's help (or example) does not show, by language: "pattern" or "limits". Without any help, under "-"."""
    value = field.value
    if isinstance(value, Text) and value.pattern is not None:
        pattern = value.pattern
        return {lang: "pattern" for lang, texts in _told(field).items() if not any(shows(text, pattern) for text in texts)}
    if isinstance(value, Integer | Decimal | Money) and value.maximum is not None:
        return {lang: "limits" for lang, texts in _told(field).items() if not re.search("[0-9]", " ".join(texts))}
    return {}


def _told(field: Field) -> Mapping[str, list[str]]:
    told = {lang: [field.help[lang], field.example.get(lang, "")] for lang in field.help}
    return told or {lang: [text] for lang, text in field.example.items()} or {"-": [""]}


def shows(text: str, pattern: Pattern) -> bool:
    """True if some words of a text, as they stand or with the blanks, dots and dashes of grouping taken out, are an
    answer of the pattern.
    """
    return _shows(text, pattern.source)


@lru_cache(maxsize=4096)
def _shows(text: str, source: str) -> bool:
    """Helps and patterns of types and elements repeat from form to form."""
    whole, letters = _regexes(source)
    parts = [part.strip("“”\"'(),;:") for part in text.split()]
    possible = [letters.fullmatch(part) is not None for part in parts]
    for start in range(len(parts)):
        for end in range(start + 1, min(len(parts), start + 6) + 1):
            if not possible[end - 1]:
                break
            said = " ".join(parts[start:end]).rstrip(".")
            if whole.fullmatch(said) or whole.fullmatch(said.translate(_UNGROUPED)):
                return True
    return False


@lru_cache(maxsize=256)
def _regexes(source: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Regular expressions of a pattern's answers, and of words that hold nothing but their characters and those of grouping."""
    pattern = parse(source)
    either = alphabet(Alt((pattern.tree, _GROUPED)))
    return re.compile(pattern.body, re.ASCII), re.compile(f"{printed(either)}*", re.ASCII)


RULE = Rule(KIND, _check)
