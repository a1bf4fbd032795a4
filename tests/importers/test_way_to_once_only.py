"""The way from a Word form to a spec that asks once: `import`, `lint --fix`, the suggestions, and nothing by hand.

The form is of the kind of the Vietnamese declaration for registering a birth, with words of our own. For each printed line it is
known what a careful author would write; the share of lines that come out so is printed.
"""

import pytest
from word_documents import document

from eformc.cli import run
from eformc.project import Project, load_settings

BLANK = ": .............."
LINES = {
    # printed number -> (label, the fact it becomes; empty where it is asked, as nobody holds it or as it is the key to the rest)
    "I. Thông tin về người yêu cầu": {
        "1": ("Họ, chữ đệm, tên", "applicant.full_name"), "2": ("Số định danh cá nhân", "applicant.personal_id"),
        "3": ("Nơi cư trú", "applicant.residence_address"), "4": ("Quan hệ với người được khai sinh", ""),
    },
    "II. Thông tin về người được khai sinh": {
        "5": ("Họ, chữ đệm, tên", ""), "6": ("Ngày, tháng, năm sinh", ""), "7": ("Giới tính (Nam/Nữ)", ""), "8": ("Dân tộc", ""),
        "9": ("Quốc tịch", ""), "10": ("Nơi sinh", ""), "11": ("Quê quán", ""),
    },
    "III. Thông tin về mẹ": {
        "12": ("Số định danh cá nhân", "mother.personal_id"), "13": ("Họ, chữ đệm, tên", "mother.full_name"), "14": ("Năm sinh", "mother.birth_year"),
        "15": ("Dân tộc", "mother.ethnicity"), "16": ("Quốc tịch", "mother.nationality"), "17": ("Nơi cư trú", "mother.residence_address"),
    },
    "IV. Thông tin về cha": {
        "18": ("Số định danh cá nhân", "father.personal_id"), "19": ("Họ, chữ đệm, tên", "father.full_name"), "20": ("Năm sinh", "father.birth_year"),
        "21": ("Dân tộc", "father.ethnicity"), "22": ("Quốc tịch", "father.nationality"), "23": ("Nơi cư trú", "father.residence_address"),
    },
    "V. Đề nghị": {"24": ("Số lượng bản sao", ""), "25": ("Nơi nhận kết quả", "")},
}  # fmt: skip
HEAD = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: ........................")
FOOT = ("Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật.", "Người yêu cầu", "(Ký, ghi rõ họ tên)")
WANTED = {number: fact for section in LINES.values() for number, (_, fact) in section.items()}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    body = [line for title, section in LINES.items() for line in (title, *(f"{number}. {label}{BLANK}" for number, (label, _) in section.items()))]
    (tmp_path / "khai-sinh.docx").write_bytes(document(*HEAD, *body, *FOOT))
    (tmp_path / "eformc.toml").write_text('specs = ["."]\ncatalogue = "vn"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def become(folder):
    """Printed number -> the fact a line became; empty where it is asked."""
    unit = Project(load_settings(folder), "2026-11-23").unit(folder / "a.eform.yaml")
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    return {number: f"{one.subject}.{one.element.name}" if one.element is not None else "" for _, one in unit.procedure.fields() for number in one.ref}


def right(found):
    return sum(found.get(number) == fact for number, fact in WANTED.items())


def test_a_word_form_becomes_a_spec_that_asks_once(folder, capsys):
    assert run(["import", "khai-sinh.docx", "-o", "a.eform.yaml"]) == 0
    shares = [right(become(folder))]
    for words in (["--fix"], ["--fix", "--unsafe-fixes"]):
        run(["lint", "a.eform.yaml", *words, "--fail-on", "never"])
        shares.append(right(become(folder)))
    said = capsys.readouterr()
    found = become(folder)
    wrong = {number: (fact, found.get(number)) for number, fact in WANTED.items() if found.get(number) != fact}
    with capsys.disabled():
        print(f"\nlines right of {len(WANTED)}: {shares[0]} as imported, {shares[1]} after --fix, {shares[2]} with the suggestions: {100 * shares[2] / len(WANTED):.0f} %")
    assert set(found) == set(WANTED), "every printed line is there, and no other"
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] >= 0.92 * len(WANTED), wrong
    assert not any(fact and found.get(number, "") not in ("", fact) for number, fact in WANTED.items()), "no line became another fact"
    assert "Traceback" not in said.err
    assert run(["lint", "a.eform.yaml", "--fail-on", "error"]) == 0, "no error is left"
