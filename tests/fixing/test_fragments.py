"""What lies in a fragment is mended in the fragment's file, once, when every form that includes it agrees."""

from pathlib import Path

from conftest import TODAY
from eformc.project import Project, load_settings
from eformc.project.fix_files import mended_files, write_mended

SPEC = """procedure: {name}
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
  stranger: {{is: person, known_by: key, title: {{vi: Người khác, en: Another}}}}
pages:
  - page: one
    title: {{vi: Một, en: One}}
    fields:
      - stranger.personal_id
      - {use}
      - hobby: {{title: {{vi: Sở thích, en: Hobby}}, help: {{vi: Ví dụ đọc sách., en: Reading.}}, type: text}}
"""
BOUND = """fragment: who
subjects:
  person: {is: person}
fields:
  # giữ nguyên: người
  - person.full_name: {ask: true}   # hỏi lại
  - reason: {title: {vi: Vì sao, en: Why}, help: {vi: Ghi ngắn., en: Be brief.}, type: text}
"""
LOOSE = """fragment: who
fields:
  - ho_ten: {title: {vi: Họ và tên người yêu cầu, en: Full name of the applicant}, type: text}  # giữ
  - reason: {title: {vi: Vì sao, en: Why}, help: {vi: Ghi ngắn., en: Be brief.}, type: text}
"""
APPLICANT, STRANGER = "{use: who, with: {person: applicant}}", "{use: who, with: {person: stranger}}"


def lay(folder, fragment, **uses):
    (folder / "specs" / "fragments").mkdir(parents=True)
    (folder / "eformc.toml").write_text('catalogue = "vn"\n', encoding="utf-8")
    (folder / "specs" / "fragments" / "who.yaml").write_bytes(fragment.encode())
    for name, use in uses.items():
        text = SPEC.format(name=name, use=use)
        (folder / "specs" / f"{name}.eform.yaml").write_text(text, encoding="utf-8")
    return folder / "specs"


def unknown(path):
    """Make another person one whom no registry can be asked about."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("known_by: key, ", "").replace("      - stranger.personal_id\n", ""), encoding="utf-8")


def mend(specs, *names, unsafe=False):
    project = Project(load_settings(specs.parent), TODAY)
    paths = tuple((specs / f"{name}.eform.yaml").as_posix() for name in names) or (specs.as_posix(),)
    files = mended_files(project, paths, unsafe=unsafe)
    write_mended(files)
    return {one.path.name: one.count for one in files}


def fragment_of(specs):
    return (specs / "fragments" / "who.yaml").read_bytes().decode()


def found(specs, code):
    units = Project(load_settings(specs.parent), TODAY).units([specs.as_posix()])
    assert all(unit.sound for unit in units)
    return [one for unit in units for one in unit.diagnostics if one.code == code]


def test_it_is_mended_once_for_all_forms_and_comments_stay(tmp_path):
    specs = lay(tmp_path, BOUND.replace("\n", "\r\n"), a=APPLICANT, b=APPLICANT)
    assert len(found(specs, "EF201")) == 2
    assert mend(specs) == {"who.yaml": 1}
    assert fragment_of(specs) == BOUND.replace("person.full_name: {ask: true}", "person.full_name").replace("\n", "\r\n")
    assert found(specs, "EF201") == []
    assert mend(specs) == {}


def test_nothing_is_mended_in_it_where_one_form_does_not_agree(tmp_path):
    specs = lay(tmp_path, BOUND, a=APPLICANT, b=STRANGER)
    unknown(specs / "b.eform.yaml")
    assert len(found(specs, "EF201")) == 1
    assert mend(specs) == {}
    assert mend(specs, "a") == {}  # forms nobody named count too
    assert fragment_of(specs) == BOUND
    (specs / "b.eform.yaml").unlink()
    assert mend(specs, "a") == {"who.yaml": 1}


def test_a_form_that_uses_it_twice_must_agree_twice(tmp_path):
    specs = lay(tmp_path, BOUND.split("  - reason", maxsplit=1)[0], a=f"{APPLICANT}\n      - {STRANGER}")
    assert len(found(specs, "EF201")) == 2
    assert mend(specs) == {"who.yaml": 1}
    again = lay(tmp_path / "other", BOUND.split("  - reason", maxsplit=1)[0], a=f"{APPLICANT}\n      - {STRANGER}")
    unknown(again / "a.eform.yaml")
    assert len(found(again, "EF201")) == 1
    assert mend(again) == {}


def test_a_question_is_bound_in_it_only_where_it_leaves_subjects_to_the_form(tmp_path):
    specs = lay(tmp_path, LOOSE, a="{use: who}", b="{use: who}")
    assert mend(specs, unsafe=True)["who.yaml"] == 1
    assert "  - applicant.full_name  # giữ\n" in fragment_of(specs)
    bound = LOOSE.replace("fields:", "subjects:\n  person: {is: person}\nfields:")
    again = lay(tmp_path / "other", bound, a=APPLICANT)
    assert found(again, "EF202") or found(again, "EF201")
    mend(again, unsafe=True)
    assert "applicant." not in fragment_of(again)


def test_what_the_fragment_brings_to_light_in_a_form_is_mended_too(tmp_path):
    specs = lay(tmp_path, BOUND, a=f"{APPLICANT}\n      - applicant.birth_date: {{ask: true}}")
    assert mend(specs) == {"who.yaml": 1, "a.eform.yaml": 1}
    assert Path(specs / "a.eform.yaml").read_text(encoding="utf-8").count("ask: true") == 0
