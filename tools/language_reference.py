"""Write docs/language.md: the language as the compiler reads it, from its own tables, types and functions.

    python tools/language_reference.py           # writes the page
    python tools/language_reference.py --check   # exits with 1 if it is not current

The examples stand in `tools/language/`: one file per table or kind of file, `types.yaml`, `functions.yaml`. What an example
leaves out of a spec stands in `frame.eform.yaml`. `tests/docs/test_language_reference.py` compiles them all.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from eformc.kernel.expressions import CALLED, Arithmetic, Op
from eformc.language.expressions import TYPE_WORDS
from eformc.language.fieldtypes import field_types
from eformc.language.tables import ROWS, TABLES, Key

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "language.md"
EXAMPLES = ROOT / "tools" / "language"

HEAD = """# The language

<!-- Made by tools/language_reference.py of the tables that the compiler reads. Do not edit. -->

A spec is a YAML file, one procedure each, top to bottom as the form reads. YAML is read as version 1.2: `no` is a word,
`012` keeps its zero, a key that stands twice is an error; there are no anchors, aliases or tags. An unknown key is an error,
with the nearest known one as a suggestion. [A first form](first-form.md) shows the whole of it at work, [what a form
means](semantics.md) says what answers are judged by, [the rules](rules/index.md) what is found in specs. `eformc schema`
prints the same tables as a JSON Schema for editors.

*Tiếng Việt: mỗi khóa có một dòng giải thích bằng tiếng Việt ở cột “Nghĩa”. Dấu ● là bắt buộc.*

## What keys take

| takes | what |
|---|---|
| text | a text; a number is written as it should stand |
| words | a text in the first language, or a mapping of languages: `{vi: …, en: …}` |
| id | small letters, digits, `_` and `-`, beginning with a letter |
| name | ids with dots: `applicant.full_name` |
| date | `2026-11-24` |
| yes/no | `true` or `false` |
| integer, number | digits; a number may have a point and decimals |
| expression | see [expressions](#expressions) |
| list of … | `[a, b]`, or one entry a line behind `-`; of texts, ids and names a single one may stand alone |
| ids → … | a mapping whose keys are ids you choose |
| a \\| b | one of these words |
"""
PARTS = {
    "A procedure": ["procedure", "validity", "code_list"],
    "Who it is about": ["subject"],
    "Pages": ["page", "group", "note"],
    "A data element as a field": ["use_field"],
    "A question of the form's own": ["question"],
    "Shared fragments": ["use", "fragment", "formal"],
    "Papers": ["attachment"],
    "Rules over several answers": ["constraint"],
}
"""Headings of a spec's tables; the example is that of the first table."""
CATALOGUE_PARTS = {
    "catalogue.yaml": [
        "catalogue", "login", "telephone", "phone_range", "number_kind", "check", "address", "address_level", "address_detail", "identity_document", "once_only", "retired_term",
        "plain_language", "reading_limits", "jargon",
    ],
    "person.yaml": ["entity", "element", "derivable", "digits", "digit_case", "same_as", "retired", "relation"],
    "people.yaml": ["registry", "lookup"],
    "documents.yaml": ["documents", "document"],
    "parish.yaml": ["codes_file"],
    "laws.yaml": ["laws", "law"],
}  # fmt: skip
"""Files of the catalogue in `tools/language/catalogue`, and the tables they show."""
TITLES = {
    "validity": "`valid`", "code_list": "a list below `code_lists`", "subject": "a subject below `subjects`", "page": "a page below `pages`",
    "group": "an entry `group` of `fields`", "note": "an entry `note` of `fields`", "use_field": "settings of `subject.element`", "question": "settings of a question", "use": "an entry `use` of `fields`",
    "fragment": "a file `fragments/<id>.yaml`", "formal": "a subject of a fragment", "attachment": "a paper below `attachments` or `evidence`",
    "constraint": "an entry of `constraints`", "procedure": "the file", "catalogue": "`catalogue.yaml`", "login": "`login`", "telephone": "`telephone`", "phone_range": "an entry of `plan`", "number_kind": "a number below `numbers`", "check": "an entry of `checks`", "paper_words": "`paper_words`",
    "address": "`address`", "address_level": "a level of `address`", "address_detail": "`detail` of `address`",
    "identity_document": "`identity_document`", "once_only": "`once_only`", "retired_term": "an entry of `retired_terms`",
    "plain_language": "`plain_language`", "reading_limits": "a language below `limits`", "jargon": "an entry of `jargon`",
    "entity": "an entity's file", "element": "an element below `elements`", "derivable": "`derivable_from`", "digits": "`digits`", "digit_case": "an entry of `cases`", "same_as": "`same_as` of an element",
    "retired": "`retired`", "relation": "a relation below `relations`", "registry": "a registry's file", "lookup": "a lookup below `lookups`",
    "documents": "the file of papers", "document": "a paper below `documents`", "codes_file": "a code list's file",
    "laws": "the file of laws", "law": "a law below `laws`",
}  # fmt: skip
TEXTS = """
Titles (but for answers, below), `help`, messages and options are plain. Notes, `more`, `about` and the help of pages and groups may hold light markup:

| written | shown |
|---|---|
| a blank line | a new paragraph |
| lines that begin with `- ` | a list |
| `**word**` | a strong word |
| `[text](https://…)` | a link; on paper the address stands behind it |
| `{applicant.full_name}` | the answer, or the fact, read out as people say it: a date, an option by its name, an address on a line |
| `{count(children)}` | the number of a table's rows |
| `{owner\\|the owner}` | the same, and what stands there until there is an answer |

The title of a question that stands in no table may read answers as well, and has no markup; what is wrong is told with the words behind `|`.
A text that reads a sensitive fact of somebody who does not log in is refused. Nothing else is markup, and no answer is: [decision 6](decisions/006-markup.md). What is not read is named ([EF514](rules/EF514.md)).

*Tiếng Việt: tên mục, hướng dẫn ngắn, câu báo, phương án là chữ thường. Lời nhắn, `more`, `about`, hướng dẫn của trang và nhóm được dùng
đoạn, danh sách `- `, chữ đậm `**…**`, liên kết `[…](https://…)` và câu trả lời: `{owner|chủ nhà}`. Tên mục (không ở trong bảng) cũng đọc được câu trả lời.*
"""
PLAIN = {"bool": "yes/no", "any": "anything", "type": "[a type](#kinds-of-answers)", "option": "options", "citation": "words that name a law", "expression": "[expression](#expressions)", "count": "integer or [expression](#expressions)"}


def takes(shape: str) -> str:
    """A shape in words."""
    if shape.startswith("["):
        return "list of " + takes(shape[1:-1])
    if shape.startswith("{"):
        return "ids → " + takes(shape[1:-1])
    if shape in ("=field+", "=attachment+"):
        return "names and questions" if "field" in shape else "documents and papers"
    if shape.startswith("="):
        return TITLES[shape[1:].rstrip("+")].split(" below ")[0].replace("an entry of ", "entries of ")
    return " \\| ".join(f"`{one}`" for one in shape.split("|")) if "|" in shape else PLAIN.get(shape, shape)


def rows(keys: Iterator[Key] | tuple[Key, ...]) -> str:
    lines = ["| key | takes | for | Nghĩa |", "|---|---|---|---|"]
    for key in keys:
        mark = " ●" if key.required else ""
        lines.append(f"| `{key.name}`{mark} | {takes(key.shape)} | {cell(key.en)} | {cell(key.vi)} |")
    return "\n".join(lines)


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def fence(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def table(name: str) -> str:
    return f"**{TITLES[name][0].upper()}{TITLES[name][1:]}** (`{name}`)\n\n{rows(iter(TABLES[name].values()))}"


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def data(name: str) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(example(name)))


def frame() -> dict[str, str]:
    """What a spec must have, by key: its text."""
    return {part.partition(":")[0]: part for part in re.split(r"(?m)^(?=[a-z])", example("frame.eform.yaml")) if part}


def framed(text: str) -> str:
    """An example as a whole spec."""
    there = set(re.findall(r"(?m)^([a-z_]+):", text))
    return "".join(part for key, part in frame().items() if key not in there) + text


def with_fields(fields: str) -> str:
    """Fields as a whole spec."""
    page = "pages:\n  - page: one\n    title: {vi: Trang một, en: Page one}\n    fields:\n"
    return framed(page + "".join(f"      {line}\n" for line in fields.rstrip().splitlines()))


def kinds() -> Iterator[str]:
    """The kinds of answers, each with its settings and an example."""
    examples = data("types.yaml")
    names = [*field_types(), "table"]
    missing = {*names} ^ {*examples}
    if missing:
        message = f"tools/language/types.yaml: no type, or no example: {', '.join(sorted(missing))}"
        raise SystemExit(message)
    for name in names:
        kind = field_types().get(name)
        said = f"{kind.title['en']} · *{kind.title['vi']}*" if kind else "a repeating group · *bảng nhiều dòng*"
        keys = kind.keys if kind else TABLE_KEYS
        settings = rows(keys) if keys else "No settings of its own."
        answer = json.dumps(examples[name]["answer"], ensure_ascii=False)
        yield f"### `{name}`\n\n{said[0].upper()}{said[1:]}\n\n{settings}\n\n{fence('yaml', examples[name]['field'])}\n\nIn a submission:\n\n{fence('json', answer)}"


TABLE_KEYS = (Key("columns", "[=field+]", "The fields of a row.", "Các cột của một dòng.", required=True), *ROWS)


def expressions() -> Iterator[str]:
    """Operators, types and functions."""
    said: Mapping[str, Mapping[str, str]] = data("functions.yaml")["functions"]
    missing = {function.value for function in CALLED} ^ set(said)
    if missing:
        message = f"tools/language/functions.yaml: no function, or none of its example: {', '.join(sorted(missing))}"
        raise SystemExit(message)
    yield "## Expressions"
    yield (
        "Conditions (`when`, `holds`) and calculations (`derive`) are a subset of CEL. A name is a question (`copies`), a fact of a\n"
        "subject (`applicant.birth_date`, be it a field or not), a part (`home.province`), a table or a column (`animals.count`).\n"
        "A name of `define` stands for its expression. What was not answered makes a comparison unknown, and what is unknown is not shown: [what a form means](semantics.md), section 5."
    )
    ops = " ".join(f"`{op.value}`" for op in Op)
    sums = " ".join(f"`{op.value}`" for op in Arithmetic)
    yield (
        "| sign | what |\n|---|---|\n"
        f"| {ops} | comparisons; texts and choices have no order |\n"
        "| `&&` `\\|\\|` `!` | and, or, not |\n"
        '| `in ["a", "b"]`, `"a" in several` | one of a list; one of the chosen |\n'
        f"| {sums} | numbers; `/` stands within a rounding only |\n"
        "| `date + 14 days`, `date - n months`, `date + 1 year` | a date moved; a day that the month does not have is its last one |\n"
        "| `a ? b : c` | b where a is true, c where it is false |"
    )
    yield "| type | Kiểu |\n|---|---|\n" + "\n".join(f"| {words['en']} | {words['vi']} |" for words in TYPE_WORDS.values())
    yield "| function | gives | Nghĩa | example |\n|---|---|---|---|\n" + "\n".join(
        f"| `{one['call']}` | {one['en']} | {one['vi']} | `{cell(one['example'])}` |" for one in said.values()
    )


def reference() -> str:
    """The whole page."""
    out = [HEAD.rstrip()]
    for title, names in PARTS.items():
        out += [f"## {title}", fence("yaml", example(f"{names[0]}.eform.yaml"))]
        if "fragment" in names:
            out += ["The fragment itself, `fragments/contact.yaml`:", fence("yaml", example("fragments/contact.yaml"))]
        out += [table(name) for name in names]
        if names[0] == "question":
            out.append("Its `type` has settings of its own, which stand beside these keys: [kinds of answers](#kinds-of-answers).")
    out += ["## Texts", TEXTS.strip()]
    out += ["## Kinds of answers", *kinds(), *expressions()]
    out.append(
        "## Catalogues\n\nA catalogue is a folder of files; the first key of each says what it is. [A catalogue of your own](catalogue.md) shows how\n"
        "one grows, [the catalogue's format](catalogue-format.md) the same keys file by file."
    )
    for file, names in CATALOGUE_PARTS.items():
        out += [f"### {TITLES[names[0]][0].upper()}{TITLES[names[0]][1:]}", fence("yaml", example(f"catalogue/{file}"))]
        if names[0] == "codes_file":
            out += ["A longer list keeps its rows in a CSV beside it:", fence("yaml", example("catalogue/street.yaml"))]
        if names[0] == "entity":
            out += ["An entity that every procedure has:", fence("yaml", example("catalogue/application.yaml"))]
        out += [table(name) for name in names]
    return "\n\n".join(out) + "\n"


def main() -> int:
    text = reference()
    if "--check" in sys.argv:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        print("current" if current else "docs/language.md is not current: python tools/language_reference.py")
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
