"""Broken specs, each the mistake of a beginner or of somebody in a hurry, and what eformc says of them in both languages.

A case is one replacement in a sound spec. `golden/` holds the lines before and after it, and the findings;
UPDATE_GOLDEN=1 writes them again.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from eformc.formats.text import excerpt
from eformc.source import apply_edits

BASE = """procedure: doi-dia-chi
code: "1.000001"
title: {vi: Đổi địa chỉ, en: New address}
legal_basis: ["Luật Cư trú 2020"]
version: "1"
valid: {from: 2025-01-01, until: 2030-12-31}
subjects:
  applicant: {is: person, known_by: login}
  spouse: {is: person, via: applicant.spouse, optional: true}
  children: {is: person, many: true, at_least: 0, at_most: 9}
pages:
  - page: you
    title: {vi: Bạn, en: You}
    fields:
      - applicant.full_name
      - applicant.residence_address: {waive: update, because: "Luật Cư trú 2020", until: 2030-12-31}
      - who: {title: {vi: Ai chuyển, en: Who moves}, type: choice, options: [{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}], help: {vi: Chọn một., en: Choose one.}}
      - boxes: {title: {vi: Số thùng, en: Boxes}, type: integer, min: 1, max: 9, when: who == "us", help: {vi: "Ví dụ: 3.", en: "Such as 3."}}
      - price: {title: {vi: Giá, en: Price}, type: decimal, scale: 2, optional: true, help: {vi: Bằng đồng., en: In dong.}}
      - car: {title: {vi: Có xe riêng không, en: Have you a car}, type: yes_no, help: {vi: Chọn một., en: Choose one.}}
      - rooms: {title: {vi: Các phòng, en: Rooms}, type: table, at_most: 3, columns: [{wide: {title: {vi: Chiều rộng, en: Width}, type: integer, help: {vi: Bằng mét., en: In metres.}}}]}
      - note: {title: {vi: Ghi chú thêm, en: Note}, type: text, pattern: '[a-z]+', when: car == false, optional: true, help: {vi: "Ví dụ: abc.", en: "Such as abc."}}
      - children.personal_id
      - children.full_name
attachments:
  - consent: {optional: true}
evidence:
  - marriage_certificate
constraints:
  - {holds: boxes < 9, message: {vi: Nhiều quá. Hãy xem lại., en: Too many. Check it.}, at: boxes}
"""
CASES = {
    "procedure-with-capitals": ("procedure: doi-dia-chi", "procedure: Đổi địa chỉ"),
    "procedure-missing": ("procedure: doi-dia-chi\n", ""),
    "title-missing": ("title: {vi: Đổi địa chỉ, en: New address}\n", ""),
    "title-empty": ("title: {vi: Đổi địa chỉ, en: New address}", "title:"),
    "title-list": ("title: {vi: Đổi địa chỉ, en: New address}", "title: [a, b]"),
    "title-language-name": ("title: {vi: Đổi địa chỉ, en: New address}", "title: {Vietnamese: Đổi địa chỉ}"),
    "title-language-empty": ("title: {vi: Đổi địa chỉ, en: New address}", "title: {vi: Đổi địa chỉ, en: }"),
    "key-misspelt": ("legal_basis:", "legal_bassis:"),
    "key-twice": ('version: "1"', 'version: "1"\nversion: "2"'),
    "date-impossible": ("from: 2025-01-01", "from: 2025-02-29"),
    "date-vietnamese": ("from: 2025-01-01", "from: 01/01/2025"),
    "validity-backwards": ("until: 2030-12-31}\nsubjects", "until: 2020-12-31}\nsubjects"),
    "entity-misspelt": ("applicant: {is: person", "applicant: {is: persn"),
    "entity-missing": ("applicant: {is: person, known_by: login}", "applicant: {known_by: login}"),
    "subject-not-a-mapping": ("applicant: {is: person, known_by: login}", "applicant: person"),
    "subject-key-misspelt": ("known_by: login", "known_from: login"),
    "known-by-nonsense": ("known_by: login", "known_by: magic"),
    "relation-misspelt": ("via: applicant.spouse", "via: applicant.spuose"),
    "relation-without-subject": ("via: applicant.spouse", "via: spouse"),
    "relation-of-nobody": ("via: applicant.spouse", "via: aplicant.spouse"),
    "many-yes": ("many: true", "many: yes"),
    "many-in-vietnamese": ("many: true", "many: có"),
    "rows-not-a-number": ("at_most: 9", "at_most: nhiều"),
    "page-without-fields": ("    fields:\n      - applicant.full_name\n", "    field:\n      - applicant.full_name\n"),
    "page-without-id": ("  - page: you\n    title", "  - title"),
    "field-subject-misspelt": ("- applicant.full_name", "- aplicant.full_name"),
    "field-element-misspelt": ("- applicant.full_name", "- applicant.fulname"),
    "field-element-unknown": ("- applicant.full_name", "- applicant.favourite_colour"),
    "field-in-vietnamese": ("- applicant.full_name", "- Họ và tên"),
    "field-without-title-and-type": ("- applicant.full_name", "- fullname"),
    "field-empty-settings": ("- applicant.full_name", "- applicant.full_name:"),
    "field-twice": ("- applicant.full_name\n", "- applicant.full_name\n      - applicant.full_name\n"),
    "setting-misspelt": ("waive: update", "waiver: update"),
    "waiver-misspelt": ("waive: update", "waive: updat"),
    "waiver-without-law": ('waive: update, because: "Luật Cư trú 2020", ', "waive: update, "),
    "waiver-without-end": (", until: 2030-12-31}\n      - who", "}\n      - who"),
    "waiver-run-out": ("until: 2030-12-31}\n      - who", "until: 2020-12-31}\n      - who"),
    "held-asked": ("- applicant.full_name", "- applicant.full_name: {ask: true}"),
    "held-by-hand": ("- applicant.full_name", "- ten: {title: {vi: Họ và tên}, type: text}"),
    "number-by-hand": ("- applicant.full_name", "- so: {title: {vi: Số CCCD}, type: text}"),
    "retired-number": ("- applicant.full_name", "- applicant.old_id_number"),
    "retired-word": ("Ghi chú thêm", "Số sổ hộ khẩu cũ"),
    "type-misspelt": ("type: integer", "type: interger"),
    "type-missing": ("type: integer, ", ""),
    "type-other-setting": ("type: integer, min: 1", "type: integer, scale: 2"),
    "limits-swapped": ("min: 1, max: 9", "min: 9, max: 1"),
    "limit-with-comma": ("max: 9, when", "max: 1,5, when"),
    "options-one": ("[{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}]", "[{me: {vi: Tôi, en: I}}]"),
    "options-twice": ("[{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}]", "[{me: {vi: Tôi, en: I}}, {us: {vi: Ta, en: Us}}, {me: {vi: Mình, en: Me}}]"),
    "options-missing": (", options: [{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}]", ""),
    "codes-misspelt": ("options: [{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}]", "codes: ethnicty"),
    "condition-one-equals": ('who == "us"', 'who = "us"'),
    "condition-and": ('who == "us"', 'who == "us" and present(note)'),
    "condition-code-misspelt": ('who == "us"', 'who == "uss"'),
    "condition-name-misspelt": ('who == "us"', 'woh == "us"'),
    "condition-unfinished": ('who == "us"', "who =="),
    "condition-type": ('who == "us"', "who > 3"),
    "condition-not-a-condition": ('who == "us"', "age(applicant.birth_date)"),
    "condition-function": ('who == "us"', "older(applicant.birth_date)"),
    "condition-never": ('who == "us"', 'who == "us" && who == "me"'),
    "condition-itself": ('who == "us"', "boxes > 1"),
    "pattern-digit": ("'[a-z]+'", "'\\d+'"),
    "pattern-anchors": ("'[a-z]+'", "'^[a-z]+$'"),
    "pattern-slow": ("'[a-z]+'", "'([a-z]+)+'"),
    "attachment-unknown": ("- consent: {optional: true}", "- consnt"),
    "attachment-restated": ("- consent: {optional: true}", "- birth_certificate"),
    "constraint-nowhere": ("at: boxes}", "at: boxs}"),
    "tab": ("    title: {vi: Bạn, en: You}", "\ttitle: {vi: Bạn, en: You}"),
    "quote-open": ('code: "1.000001"', 'code: "1.000001'),
    "colon-in-text": ("title: {vi: Đổi địa chỉ, en: New address}", "title: Mẫu: đổi địa chỉ"),
    "comment-without-reason": ("- applicant.full_name", "- applicant.full_name: {ask: true} # eformc: ignore[EF201]"),
    "comment-unused": ("- applicant.full_name", "- applicant.full_name # eformc: ignore[EF201] đã sửa, because \"Luật\" until 2027-01-01"),
    "comment-without-law": ("- applicant.full_name", "- applicant.full_name: {ask: true} # eformc: ignore[EF201] hỏi cho chắc"),
    "comment-without-end": ("- applicant.full_name", "- applicant.full_name: {ask: true} # eformc: ignore[EF201] vì because \"Luật\""),
    "comment-of-no-day": ("- applicant.full_name", "- applicant.full_name: {ask: true} # eformc: ignore[EF201] vì because \"Luật\" until 31/12/2027"),
    "comment-ended": ("- applicant.full_name", "- applicant.full_name: {ask: true} # eformc: ignore[EF201] vì because \"Luật\" until 2024-01-01"),
}
CASES |= {
    "subjects-misspelt": ("subjects:", "subject:"),
    "subject-renamed": ("  applicant: {is", "  aplicant: {is"),
    "field-renamed": ("- who:", "- whom:"),
    "key-in-vietnamese": ("    title: {vi: Bạn, en: You}", "    tiêu đề: {vi: Bạn, en: You}"),
    "language-of-the-country": ("{vi: Bạn, en: You}", "{vn: Bạn, en: You}"),
    "column-key-misspelt": ("columns:", "colums:"),
    "evidence-misspelt": ("- marriage_certificate", "- mariage_certificate"),
    "constraint-at-a-fact": ("at: boxes}", "at: applicant.birth_date}"),
    "id-with-marks": ("- note: {", "- ghi_chú: {"),
    "id-with-marks-of-a-column": ("[{wide: {", "[{rộng: {"),
    "id-with-marks-of-a-page": ("page: you", "page: bạn"),
    "id-with-marks-of-a-subject": ("  spouse: {is", "  vợ_chồng: {is"),
    "id-with-marks-of-an-element": ("- applicant.full_name", "- người_yêu_cầu.full_name"),
    "id-with-marks-that-is-nowhere": ('when: who == "us"', "when: lý_do == 3"),
    "operator-turned": ('when: who == "us"', "when: price => 3"),
    "operator-from-elsewhere": ('when: who == "us"', 'when: who <> "us"'),
    "operator-in-print": ('when: who == "us"', "when: price ≥ 3"),
    "yes-no-as-a-word": ("when: car == false", "when: car == no"),
    "code-without-quotes": ('when: who == "us"', "when: who == us"),
    "code-without-quotes-in-quotes": ("when: who == \"us\"", "when: \"who == us\""),
    "code-in-curly-quotes": ('when: who == "us"', "when: who == “us”"),
    "pattern-in-double-quotes": ("'[a-z]+'", '"\\d{6}"'),
    "options-as-a-mapping": ("[{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}]", "{me: {vi: Tôi, en: I}, us: {vi: Chúng tôi, en: We}}"),
    "column-from-outside": ('when: who == "us"', "when: rooms.wide > 3"),
}
GOLDEN = Path(__file__).with_name("golden")


def said(project, text):
    """The findings, each under the line it is about, with a caret."""
    parts = []
    for diagnostic in project.unit_of("doi-dia-chi.eform.yaml", text.encode()).diagnostics:
        line, column, *_ = diagnostic.span.places()
        parts.append([f"{line}:{column} {diagnostic.severity.value} {diagnostic.code}", *excerpt(diagnostic.span)])
        for related in diagnostic.related:
            parts[-1] += [f"  {related.text['vi']} | {related.text['en']}", *excerpt(related.span)]
        parts[-1] += [f"  {diagnostic.text(lang)} | {diagnostic.help(lang)}" for lang in ("vi", "en")]
        parts[-1] += [f"  {'safe' if fix.safe else 'unsafe'} fix: {fix.title['vi']} | {fix.title['en']}" for fix in diagnostic.fixes]
    return "\n".join(line for part in parts for line in part) + "\n"


def changed(old, new):
    """The lines that a case breaks, and what it makes of them."""
    lines = difflib.unified_diff(BASE.splitlines(), BASE.replace(old, new, 1).splitlines(), n=0, lineterm="")
    return "".join(f"{line}\n" for line in lines if not line.startswith(("---", "+++", "@@"))) + "\n"


def test_the_base_is_sound(project):
    assert said(project, BASE) == "\n"


CASES |= {
    "blank-of-word-in-indentation": ("    title: {vi: Bạn, en: You}", "  \u00a0 title: {vi: Bạn, en: You}"),
    "blank-of-word-behind-a-colon": ("title: {vi: Đổi địa chỉ", "title:\u00a0{vi: Đổi địa chỉ"),
    "blank-of-word-in-brackets": ("title: {vi: Ghi chú thêm", "title: {vi:\u00a0Ghi chú thêm"),
    "colon-without-blank": ('version: "1"', 'version:"1"'),
    "colon-without-blank-in-brackets": ("type: yes_no", "type:yes_no"),
    "colon-wide": ("title: {vi: Đổi địa chỉ", "title：{vi: Đổi địa chỉ"),
    "colon-wide-in-brackets": ("type: yes_no", "type： yes_no"),
    "dash-of-print": ("  - page: you", "  – page: you"),
    "quotes-curly-around-a-colon": ('legal_basis: ["Luật Cư trú 2020"]', "legal_basis: [“Luật Cư trú: 2020”]"),
    "number-too-large": ("min: 1, max: 9,", "min: 1, max: 99999999999999900,"),
    "table-in-a-table": ("type: integer, help: {vi: Bằng mét., en: In metres.}}}]", "type: table, columns: [{deep: {title: {vi: Sâu, en: Deep}, type: integer, help: {vi: Bằng mét., en: In metres.}}}]}}, {high: {title: {vi: Chiều cao, en: Height}, type: integer, help: {vi: Bằng mét., en: In metres.}}}]"),
    "comma-in-an-expression": ("type: decimal, scale: 2, optional: true", "type: integer, derive: round_half_up(boxes / 3, 0)"),
    "brackets-wide": ("valid: {from: 2025-01-01, until: 2030-12-31}", "valid: ｛from: 2025-01-01, until: 2030-12-31｝"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named_where_it_stands(project, name):
    old, new = CASES[name]
    assert BASE.count(old) >= 1, "the case changes nothing"
    found = said(project, BASE.replace(old, new, 1))
    assert found != "\n"
    found = changed(old, new) + found
    path = GOLDEN / f"{name}.out"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found


@pytest.mark.parametrize(("old", "new"), [("boxes", "số_thùng"), ("applicant", "người_yêu_cầu"), ("who", "Ai"), ("rooms", "phòng-ở")])
def test_a_bad_id_is_one_mistake_and_its_fix_writes_it_everywhere(project, old, new):
    text = re.sub(rf"\b{old}\b", new, BASE)
    found, = project.unit_of("a.eform.yaml", text.encode()).diagnostics
    assert found.code == "EF012"
    fix, = found.fixes
    assert fix.safe
    assert said(project, apply_edits(text, fix.edits)) == "\n"


@pytest.mark.parametrize(("old", "new"), [("  - page: you", "  - page: số một"), ("- note: {", "- số một: {")])
def test_two_bad_ids_that_would_be_one_are_left_to_their_author(project, old, new):
    text = BASE.replace(old, new, 1).replace("- car: {", "- so_mot: {", 1).replace("when: car ==", "when: so_mot ==", 1)
    assert [(one.code, one.fixes) for one in project.unit_of("a.eform.yaml", text.encode()).diagnostics] == [("EF012", ())]


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.out")} == set(CASES)
