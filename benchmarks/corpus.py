"""A seeded corpus of procedures: the same seed gives the same files on any machine.

    python benchmarks/corpus.py FOLDER [--count 1650] [--fields 30] [--seed 7]

Each procedure asks a mix of what a province's forms ask: held elements of the applicant and of relatives by key,
questions of every type, conditions, a repeating group, attachments; a few ask by hand for what is held.
"""

import argparse
import random
from pathlib import Path

HELD = ["full_name", "birth_date", "sex", "ethnicity", "nationality", "permanent_address", "residence_address", "identity_document", "marital_status"]
KEYED = ["full_name", "birth_year", "ethnicity", "nationality", "residence_address"]
BY_HAND = [("Họ, chữ đệm, tên người yêu cầu", "text"), ("Số căn cước công dân", "text"), ("Ngày, tháng, năm sinh", "date"), ("Nơi thường trú", "address")]
WORDS = ["mục", "đích", "nội", "dung", "quy", "mô", "vật", "liệu", "thiết", "bị", "diện", "tích", "khối", "lượng", "thời", "hạn", "phạm", "vi", "số", "lượng", "phương", "án", "địa", "điểm", "nguồn", "vốn", "hình", "thức"]
TYPES = ["text", "text", "long_text", "integer", "decimal", "date", "money", "yes_no", "choice", "choice", "address", "phone"]


def procedure(number: int, fields: int, dice: random.Random) -> str:
    """One spec of about 12 KB with `fields` leaf fields."""
    out = [
        f"procedure: thu-tuc-{number:05d}",
        f'code: "1.{number:06d}"',
        f"title: {{vi: Thủ tục số {number}, en: Procedure no. {number}}}",
        "agency: {vi: Ủy ban nhân dân cấp xã, en: Commune People's Committee}",
        'legal_basis: ["Luật Hộ tịch 2014", "Nghị định 123/2015/NĐ-CP"]',
        'version: "2026.1"',
        "subjects:",
        "  applicant: {is: person, known_by: login, title: {vi: Người yêu cầu, en: Applicant}}",
        "  other: {is: person, title: {vi: Người liên quan, en: Person concerned}, same_as: applicant, when: role == \"self\"}",
        "  members: {is: person, many: true, known_by: key, at_least: 0, at_most: 9, title: {vi: Thành viên, en: Members}}",
        "pages:",
        "  - page: applicant",
        "    title: {vi: Người yêu cầu, en: Who is applying}",
        "    fields:",
    ]
    held = dice.sample(HELD, dice.randint(5, len(HELD)))
    out += [f"      - applicant.{name}" for name in held]
    out += [
        "      - role:",
        "          title: {vi: Làm thủ tục cho ai, en: For whom}",
        "          type: choice",
        "          options: [{self: {vi: Bản thân, en: Myself}}, {family: {vi: Người nhà, en: Family}}, {client: {vi: Người khác, en: Somebody else}}]",
        "  - page: other",
        "    title: {vi: Người liên quan, en: Person concerned}",
        "    fields:",
        "      - other.personal_id",
        *(f"      - other.{name}" for name in KEYED),
        "  - page: request",
        "    title: {vi: Nội dung đề nghị, en: The request}",
        "    fields:",
    ]
    asked = max(3, fields - len(held) - 1 - 1 - len(KEYED) - 3)
    for at in range(asked):
        out += question(at, dice)
    if dice.random() < 0.3:
        label, kind = dice.choice(BY_HAND)
        out += [f"      - by_hand: {{title: {{vi: \"{label}\", en: Written by hand}}, type: {kind}}}"]
    out += ["      - members.personal_id", "      - members.full_name", "      - members.birth_date", "      - application.filing_date"]
    out += ["attachments:", "  - power_of_attorney: {when: role == \"client\"}", "evidence:", "  - id_document"]
    return "\n".join(out) + "\n"


def question(at: int, dice: random.Random) -> list[str]:
    kind = dice.choice(TYPES)
    words = " ".join(dice.sample(WORDS, 3))
    law = f"Nghị định {dice.randint(1, 170)}/2025/NĐ-CP, Điều {dice.randint(1, 90)}, khoản {dice.randint(1, 9)}"
    out = [
        f"      - q{at}:",
        f"          title: {{vi: {words.capitalize()} {at}, en: Question {at} of the form}}",
        f"          help: {{vi: \"Ghi {words} theo hồ sơ, ví dụ như đã ghi trên giấy tờ.\", en: As it stands in the papers you have.}}",
        f"          type: {kind}",
        f'          legal_basis: {{vi: "{law}", en: "Decree, {law}"}}',
        f"          ref: [f{at:02d}]   # dòng {at} trên mẫu giấy, theo {law}",
    ]
    if kind == "choice":
        options = ", ".join(f"{{o{n}: {{vi: Phương án {n}, en: Option {n}}}}}" for n in range(dice.randint(2, 6)))
        out.append(f"          options: [{options}]")
    if kind == "integer":
        out.append("          min: 0\n          max: 1000")
    if dice.random() < 0.2:
        out.append("          optional: true")
    if at and dice.random() < 0.25:
        out.append('          when: role in ["self", "family"]')
    return out


def write(folder: Path, count: int, fields: int, seed: int) -> None:
    """Write `count` specs into the folder, and settings that name the catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    for number in range(count):
        (folder / f"p{number:05d}.eform.yaml").write_text(procedure(number, fields, dice), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1650)
    parser.add_argument("--fields", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    write(asked.folder, asked.count, asked.fields, asked.seed)
