"""Files that try to cost as much as a mebibyte can: name -> the bytes of a spec."""

from __future__ import annotations

MEBIBYTE = 1 << 20
HEAD = """procedure: hostile
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
version: "1"
subjects:
  applicant: {is: person, known_by: login}
"""
EMPTY = "procedure: empty\n"


def _form(*fields: str) -> str:
    return HEAD + "pages:\n  - page: one\n    title: {vi: Một, en: One}\n    fields:\n" + "".join(f"      - {one}\n" for one in fields)


def _question(settings: str, name: str = "q") -> str:
    return f"{name}: {{title: {{vi: Hỏi, en: Ask}}, help: {{vi: Ghi., en: Write.}}, {settings}}}"


def _filled(unit: str, head: str = "", tail: str = "", most: int = MEBIBYTE) -> str:
    room = most - len(head.encode()) - len(tail.encode())
    return head + unit * (room // len(unit.encode())) + tail


def _numbered(unit: str, head: str = "", most: int = MEBIBYTE) -> str:
    made, size, number = [head], len(head.encode()), 0
    while size < most - 200:
        made.append(unit.format(n=number))
        size += len(made[-1].encode())
        number += 1
    return "".join(made)


def hostile() -> dict[str, bytes]:
    """Every hostile file, none above a mebibyte but those that say so."""
    texts = {
        "marks-in-a-title": _filled("\u0300\u0316", HEAD + "about: {vi: e", ", en: x}\n", 600_000),
        "marks-alone": _filled("\u0316\u0300"),
        "marks-thirty-at-a-time": _filled("e" + "\u0316\u0300" * 15, "title: "),
        "marks-by-escapes": _filled("\\u0300\\u0316", 'title: "', '"\n'),
        "marks-that-double": _filled("\u0344", "title: "),
        "hangul": _filled("\u1100\u1161\u11a8", "title: "),
        "keys-twice-on-one-line": _filled("a: b, ", "x: {", "}\n"),
        "keys-twice": _filled("a: b\n"),
        "anchors": _filled("- &a b\n", "x:\n"),
        "aliases": _filled("*a ,", "x: [&a b, ", "]\n"),
        "tags": _filled("!!str a, ", "x: [", "]\n"),
        "merge-keys": _filled("<<: a\n"),
        "brackets": _filled("["),
        "braces": _filled("{a: "),
        "dashes": _filled("- "),
        "dashes-in-brackets": _filled("-, ", "x: [", "]\n"),
        "question-marks-in-brackets": _filled("?a, ", "x: [", "]\n"),
        "blanks": _filled(" ", "x:"),
        "blank-lines": _filled(" \n", "x: |\n", "a\n"),
        "line-ends": _filled("\n"),
        "tabs": _filled("\t"),
        "hashes": _filled("#", "x: ["),
        "comments-too-close": _filled('"a"#\n,', "x: [", "]\n"),
        "quotes": _filled('"'),
        "lines-in-quotes": _filled("a\n", 'x: "', '"\n'),
        "lines-in-brackets": _filled("a,\n", "x: [", "]\n"),
        "one-long-word": _filled("a", "title: "),
        "one-long-key": _filled("a", "", ": b\n"),
        "invisible": _filled("\u202e", "title: "),
        "joiners": _filled("\u200d", "title: "),
        "controls": "title: " + "\x07" * 1_000_000,
        "half-a-character": "title: \ud800",
        "documents": _filled("---\n"),
        "unknown-keys": _numbered("key{n}: x\n"),
        "unknown-keys-in-many-maps": _numbered("{{titel: x, tpye: y}}, ", _form()[:-1] + " [{x: {} }, "),
        "unknown-fields": _numbered("      - applicant.fact{n}\n", _form()),
        "unknown-types": _numbered("      - q{n}: {{type: txt}}\n", _form()),
        "fields": _numbered("      - " + _question("type: text", "q{n}").replace("{title", "{{title").replace("{vi", "{{vi").replace("}", "}}").replace("q{n}}", "q{n}") + "\n", _form()),
        "bare-fields": _numbered("      - q{n}\n", _form()),
        "fields-twice": _filled("      - applicant.full_name\n", _form()),
        "pages": _numbered("  - page: p{n}\n    title: {{vi: T, en: T}}\n    fields: [applicant.full_name]\n", HEAD + "pages:\n"),
        "subjects": _numbered("  s{n}: {{is: person, known_by: key}}\n", HEAD),
        "options": _form(_question(_numbered("{{o{n}: {{vi: T, en: T}}}}, ", "type: choice, options: [", MEBIBYTE - 2000) + "]")),
        "constraints": _numbered("  - {{holds: present(q), at: q, message: {{vi: Sai., en: Wrong.}}}}\n", _form(_question("type: text")) + "constraints:\n"),
        "conditions": _numbered("      - r{n}: {{title: {{vi: Hỏi, en: Ask}}, type: text, when: q == \"a\"}}\n", _form(_question("type: text"))),
        "an-expression-of-brackets": _form(_question("type: text, when: '" + "(" * 60_000 + "'")),
        "an-expression-of-nots": _form(_question("type: text, when: '" + "!" * 500 + "q'")),
        "many-expressions": _numbered("      - r{n}: {{type: text, when: '((((((((((((((((((((((((q == \"a{n}\"))))))))))))))))))))))))'}}\n", _form(_question("type: text"))),
        "sound-questions": _numbered("      - r{n}: {{title: {{vi: Hỏi thứ {n}, en: Question {n}}}, help: {{vi: Ghi., en: Write.}}, type: text, optional: true, when: 'q == \"a{n}\"" + " || q == \"b\"" * 30 + "'}}\n", _form(_question("type: text")), 350_000),
        "a-long-pattern": _form(_question("type: text, pattern: '" + "(" * 60_000 + "'")),
        "nested-counts": _form(_question("type: text, pattern: '(a{1000}){1000}'")),
        "nested-counts-four-deep": _form(_question("type: text, pattern: '((((a{1,1000}b){1000}c){1000}d){1000}e){1000}'")),
        "many-patterns": _numbered("      - r{n}: {{type: text, pattern: '[a-z]{{1,900}}x{n}'}}\n", _form()),
        "languages": _numbered("x{n}, ", "procedure: a\nlanguages: [") + "]\n",
        "titles": _numbered("x{n}: a, ", "procedure: a\ntitle: {") + "}\n",
        "facts-by-their-words": _numbered("      - r{n}: {{type: text, when: applicant.ngay_{n} == \"a\"}}\n", _form()),
        "words-without-a-subject": _numbered("      - ngay_{n}\n", _form()),
        "joined-keys": _numbered("k{n}:v, ", _form().rstrip("\n") + "\n      - q: {") + "}\n",
        "joined-keys-in-lines": _numbered("      - q{n}: {{" + ", ".join(f"k{at}:v" for at in range(180)) + "}}\n", _form()),
        "signs-of-print": _filled("，“a: b”", HEAD + "      – "),
        "signs-of-print-in-lines": _filled("  – " + "，“a: b”" * 180 + "\n", HEAD),
        "curly-quotes": _filled("“a: b”, ", "procedure: a\nlegal_basis: [", "]\n"),
        "comments-beside-findings": _numbered("      - r{n}: {{title: {{vi: Hỏi thứ {n}, en: Question {n}}}, type: text}}  # eformc: ignore[EF501] x\n", _form(), 350_000),
        "waivers": _numbered("# eformc: ignore EF{n} because x until 2030-01-01\n", "procedure: a\n"),
    }  # fmt: skip
    files = {name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    return {
        **files,
        "utf-16": "title: x".encode("utf-16") * 50_000,
        "zeros": bytes(MEBIBYTE),
        "no-text": bytes(range(256)) * 4096,
        "fifty-megabytes": b"a: b\n" * 10_000_000,
        "zip": b"PK\x03\x04" + bytes(range(256)) * 1000,
    }
