"""A rule's page, made from its declaration: as text for a terminal, as CommonMark, as data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from eformc.diagnostics.families import family_of, is_binding
from eformc.diagnostics.record import Arg, Kind, filled

_WORDS = {
    "en": {
        "why": "Why", "law": "Law", "says": "What it says", "way": "Way out", "fix": "What `lint --fix` does",
        "wrong": "Wrong", "right": "Right", "family": "Family", "severity": "Severity", "since": "Since",
        "error": "error", "warning": "warning", "info": "note",
        "aside": "Setting it aside takes a comment that cites the law and ends: "
                 '`# eformc: ignore[{code}] <reason>, because "<law, article>" until <date>`.',
        "never": "It cannot be set aside: what cannot be read cannot be compiled.",
        "comment": "Set it aside where it stands with a reason: `# eformc: ignore[{code}] <reason>`.",
    },
    "vi": {
        "why": "Vì sao", "law": "Căn cứ", "says": "Thông báo", "way": "Cách sửa", "fix": "`lint --fix` làm gì",
        "wrong": "Sai", "right": "Đúng", "family": "Nhóm", "severity": "Mức độ", "since": "Từ phiên bản",
        "error": "lỗi", "warning": "cảnh báo", "info": "ghi chú",
        "aside": "Muốn bỏ qua phải ghi căn cứ pháp luật và thời hạn: "
                 '`# eformc: ignore[{code}] <lý do>, because "<luật, điều>" until <ngày>`.',
        "never": "Không thể bỏ qua: không đọc được thì không dịch được.",
        "comment": "Bỏ qua tại chỗ thì phải nêu lý do: `# eformc: ignore[{code}] <lý do>`.",
    },
}  # fmt: skip

Laws = Mapping[str, Arg]
"""The laws a catalogue puts into the blanks of a rule's `law`."""


def words_of(lang: str) -> Mapping[str, str]:
    return _WORDS.get(lang, _WORDS["en"])


def text_page(kind: Kind, lang: str, laws: Laws) -> str:
    """The page for a terminal, 90 columns wide."""
    parts = [f"{kind.code} {kind.name} ({words_of(lang)[kind.severity.value]})", ""]
    for title, body in _sections(kind, lang, laws):
        parts.append(f"{title}:")
        if isinstance(body, str):
            parts.append(textwrap.indent(textwrap.fill(body, 88, break_on_hyphens=False), "  "))
        else:
            parts += [f"  - {line}" for line in body]
        parts.append("")
    for title, example in _examples(kind, lang):
        parts += [f"{title}:", textwrap.indent(example, "    ").rstrip(), ""]
    return "\n".join(parts)


def markdown_page(kind: Kind, lang: str, laws: Laws, *, level: int = 1, examples: bool = True) -> str:
    """The page as CommonMark; `level` is the level of its title. The examples are the same in every language."""
    words = words_of(lang)
    family = family_of(kind.code)
    head = "#" * level
    title = family.title.get(lang, family.name)
    facts = f"{words['severity']}: {words[kind.severity.value]} · {words['family']}: {title} · {words['since']}: {kind.since}"
    parts = [f"{head} {kind.code} {kind.name}", "", facts, ""]
    for title, body in _sections(kind, lang, laws):
        parts += [f"{head}# {title}", "", *([plain(body)] if isinstance(body, str) else [f"- {plain(line)}" for line in body]), ""]
    for title, example in _examples(kind, lang) if examples else ():
        parts += [f"{head}# {title}", "", "```yaml", shown(example).rstrip(), "```", ""]
    return "\n".join(parts)


def page_value(kind: Kind, laws: Laws) -> dict[str, Any]:
    """The page as JSON values, in every language its words exist in."""
    langs = ("en", "vi")
    return {
        "code": kind.code,
        "name": kind.name,
        "family": family_of(kind.code).name,
        "severity": kind.severity.value,
        "since": kind.since,
        "edition": kind.edition,
        "needs_law": kind.needs_law,
        "fixable": bool(kind.fix),
        "why": dict(kind.why),
        "law": {lang: filled(kind.law, laws, lang) for lang in langs} if kind.law else {},
        "messages": {name: dict(texts) for name, texts in kind.messages.items()},
        "helps": {name: dict(texts) for name, texts in kind.helps.items()},
        "fix": dict(kind.fix),
        "wrong": kind.wrong,
        "right": kind.right,
    }


def _sections(kind: Kind, lang: str, laws: Laws) -> Iterator[tuple[str, str | list[str]]]:
    words = words_of(lang)
    if kind.why:
        yield words["why"], filled(kind.why, {}, lang)
    if kind.law:
        yield words["law"], filled(kind.law, laws, lang)
    yield words["says"], [filled(message, {}, lang) for message in kind.messages.values()]
    helps = [filled(help_, {}, lang) for help_ in kind.helps.values()]
    aside = words["never"] if is_binding(kind.code) else words["aside" if kind.needs_law else "comment"]
    yield words["way"], [*helps, aside.replace("{code}", kind.code)]
    if kind.fix:
        yield words["fix"], filled(kind.fix, {}, lang)


def _examples(kind: Kind, lang: str) -> Iterator[tuple[str, str]]:
    words = words_of(lang)
    if kind.wrong:
        yield words["wrong"], kind.wrong
    if kind.right:
        yield words["right"], kind.right


def shown(example: str) -> str:
    """An example as it can stand in a document: long stretches of one character are cut, invisible ones shown."""
    from eformc.diagnostics.visible import visible

    return "\n".join(visible(line if len(line) <= 200 else line[:160] + " …") for line in example.split("\n"))


def plain(text: str) -> str:
    """Prose as CommonMark prose: nothing outside backticks is read as markup."""
    parts = text.split("`")
    for at in range(0, len(parts), 2):
        for char in "\\*_[]<>":
            parts[at] = parts[at].replace(char, f"\\{char}")
    return "`".join(parts)
