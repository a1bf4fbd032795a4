"""Comments, baseline and the public record, as their users meet them."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from conftest import ROOT, TODAY
from eformc.cli import _eformc

SPEC = """procedure: a
title: {vi: Ví dụ, en: Example}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
      - applicant.full_name: {ask: true}
      - applicant.birth_date: {ask: true}
"""


@pytest.fixture
def at(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "eformc.toml").write_text('specs = ["."]\nselect = ["held", "tool"]\n')
    (tmp_path / "a.eform.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def run(*arguments, stdin=None, today=TODAY):
    done = CliRunner().invoke(_eformc, ["--lang", "en", "--today", today, *map(str, arguments)], input=stdin, standalone_mode=False)
    assert done.exception is None or done.exit_code == 1 or type(done.exception).__name__ in ("UsageError", "FileProblem"), done.exception
    code = done.return_value if done.exception is None else 2
    return code, done.stdout, done.stderr


def lint(*arguments):
    code, out, _ = run("lint", "--format", "json", *arguments)
    return code, [(one["code"], one["field"] or one["file"]) for one in json.loads(out)["diagnostics"]]


def test_a_baseline_lets_one_begin_today_and_only_new_findings_fail(at):
    path = at / "a.eform.yaml"
    assert lint()[0] == 1
    code, _, err = run("lint", "--write-baseline", "known.json")
    assert (code, "2 findings written" in err) == (0, True)
    text = (at / "known.json").read_text()
    assert '"line"' not in text
    assert lint("--baseline", "known.json") == (0, [])

    moved = "# a comment\n\n" + SPEC.replace("    fields:", "    # another\n    fields:").replace("{ask: true}", "{ ask:  true }")
    path.write_text(moved, encoding="utf-8")
    assert lint("--baseline", "known.json") == (0, []), "moved lines and layout are nothing new"

    path.write_text(SPEC + "      - applicant.sex: {ask: true}\n", encoding="utf-8")
    assert lint("--baseline", "known.json") == (1, [("EF201", "applicant.sex")])
    assert lint("--baseline", "known.json", "--no-baseline")[0] == 1

    path.write_text(SPEC.replace("      - applicant.birth_date: {ask: true}\n", ""), encoding="utf-8")
    assert lint("--baseline", "known.json") == (0, [("EF902", "known.json")])
    path.rename(at / "b.eform.yaml")
    code, found = lint("--baseline", "known.json")
    assert (code, sorted(found)) == (1, [("EF201", "applicant.full_name"), ("EF902", "known.json")])


@pytest.mark.parametrize(("lang", "said", "way"), [
    ("en", "2 findings of the baseline are mended: EF201 a.eform.yaml, EF201 a.eform.yaml.", "Take them out of it, so that they cannot come back: `eformc lint --fix --baseline known.json`."),
    ("vi", "2 phát hiện trong tệp mốc đã được sửa: EF201 a.eform.yaml, EF201 a.eform.yaml.", "Hãy bỏ chúng khỏi tệp mốc để không quay lại: `eformc lint --fix --baseline known.json`."),
])  # fmt: skip
def test_a_stale_baseline_is_one_line_and_fix_refreshes_it(at, lang, said, way):
    """All that is mended is one finding; `--fix` takes it out, and nothing else: what was mended cannot come back."""
    path, known = at / "a.eform.yaml", at / "known.json"
    run("lint", "--write-baseline", "known.json")
    path.write_text(SPEC.split("      - applicant", maxsplit=1)[0] + "      - applicant.phone: {ask: true}\n", encoding="utf-8")
    code, out, _ = run("lint", "--baseline", "known.json", "--lang", lang)
    assert (code, out.count("EF902"), said in out, way in out) == (0, 1, True, True)
    before = known.read_bytes()
    assert run("lint", "--diff", "--baseline", "known.json")[0] == 0
    assert known.read_bytes() == before, "showing what would be mended writes nothing"
    code, out, err = run("lint", "--fix", "--baseline", "known.json")
    assert (code, "EF902" in out, "2 mended findings taken out of known.json" in err) == (0, False, True)
    assert json.loads(known.read_text())["known"] == []
    path.write_text(SPEC, encoding="utf-8")
    assert lint("--baseline", "known.json")[0] == 1


def test_fix_takes_no_more_out_of_a_baseline_than_is_mended(at):
    path, known = at / "a.eform.yaml", at / "known.json"
    run("lint", "--write-baseline", "known.json")
    entries = json.loads(known.read_text())["known"]
    assert run("lint", "--ignore", "EF201", "--fix", "--baseline", "known.json")[0] == 0
    assert json.loads(known.read_text())["known"] == entries, "a rule that did not run has mended nothing"
    other = at / "b.eform.yaml"
    other.write_text(SPEC.replace("procedure: a", "procedure: b"), encoding="utf-8")
    run("lint", "b.eform.yaml", "--fix", "--baseline", "known.json")
    assert json.loads(known.read_text())["known"] == entries, "nor has a spec that was not looked at"
    other.unlink()
    path.write_text(SPEC.replace("      - applicant.birth_date: {ask: true}\n", ""), encoding="utf-8")
    assert run("lint", "--fix", "--baseline", "known.json")[0] == 0
    left = json.loads(known.read_text())["known"]
    assert [one for one in left if one not in entries or one["field"] == "applicant.birth_date"] == []
    assert lint("--baseline", "known.json") == (0, [])


def test_the_settings_name_the_baseline_and_a_baseline_that_cannot_be_read_is_fatal(at):
    settings = at / "eformc.toml"
    settings.write_text(settings.read_text() + 'baseline = "known.json"\n')
    assert run("lint")[0] == 2
    run("lint", "--write-baseline", "known.json")
    assert lint()[0] == 0
    for bad in (b"{}", b"[1]", b"\xff", b'{"findings": 1, "known": [5]}', b"[" * 100_000):
        (at / "known.json").write_bytes(bad)
        assert run("lint")[0] == 2


def test_the_baselines_of_findings_and_of_the_burden_are_not_taken_for_each_other(at):
    run("report", "--write-baseline", "burden.json")
    assert run("lint", "--baseline", "burden.json")[0] == 2


def test_sarif_says_what_the_baseline_knows(at):
    run("lint", "--write-baseline", "known.json")
    _, out, _ = run("lint", "--baseline", "known.json", "--format", "sarif")
    results = json.loads(out)["runs"][0]["results"]
    assert [result["suppressions"][0]["kind"] for result in results] == ["external", "external"]


COMMENTED = SPEC.replace(
    "      - applicant.full_name: {ask: true}\n",
    '      # eformc: ignore[EF201] đối chiếu tại quầy, because "Luật Thử nghiệm 2024, Điều 15" until 2027-12-31\n'
    "      - applicant.full_name: {ask: true}\n",
) + '      - applicant.residence_address: {waive: verify, because: "Luật Cư trú", until: 2027-06-30}\n'


def test_the_public_record_lists_everything_with_reason_law_and_end(at):
    (at / "a.eform.yaml").write_text(COMMENTED, encoding="utf-8")
    (at / "eformc.toml").write_text('specs = ["."]\nignore = ["unsure-match"]\n[[files]]\nmatch = ["old/**"]\nignore = ["held"]\nreason = "replaced in 2027"\n')
    code, out, _ = run("suppressions", "--format", "json")
    assert code == 0
    rows = json.loads(out)["suppressions"]
    assert [(row["kind"], row["rule"], row["status"]) for row in rows] == [
        ("settings", "unsure-match", "in force"), ("settings", "held", "in force"), ("comment", "EF201", "used"), ("waiver", "verify", "used"),
    ]  # fmt: skip
    comment = rows[2]
    assert (comment["reason"], comment["because"], comment["until"]) == ("đối chiếu tại quầy", "Luật Thử nghiệm 2024, Điều 15", "2027-12-31")
    assert (comment["file"], comment["line"], comment["field"]) == ("a.eform.yaml", 9, "applicant.full_name")
    for name in ("text", "csv", "md"):
        printed = run("suppressions", "--format", name)[1]
        assert "Luật Thử nghiệm 2024, Điều 15" in printed and "2027-12-31" in printed and "replaced in 2027" in printed
    table = list(csv.DictReader(io.StringIO(run("suppressions", "--format", "csv")[1])))
    assert [row["rule"] for row in table] == [row["rule"] for row in rows]


def test_an_exception_that_ended_counts_again_and_says_so(at):
    (at / "a.eform.yaml").write_text(COMMENTED, encoding="utf-8")
    _, out, _ = run("lint", "--format", "json", today="2028-01-01")
    assert {one["code"] for one in json.loads(out)["diagnostics"]} == {"EF016", "EF201", "EF206"}
    rows = json.loads(run("suppressions", "--format", "json", today="2028-01-01")[1])["suppressions"]
    assert {row["kind"]: row["status"] for row in rows} == {"comment": "ended", "waiver": "ended"}


def test_a_comment_may_speak_for_the_whole_file(at):
    text = '# eformc: ignore-file[EF201] bản cũ, because "Luật A, Điều 1" until 2027-12-31\n' + SPEC
    (at / "a.eform.yaml").write_text(text, encoding="utf-8")
    assert lint() == (0, [])
    assert len(json.loads(run("suppressions", "--format", "json")[1])["suppressions"]) == 1


def test_an_unused_comment_is_deleted_by_fix(at):
    (at / "eformc.toml").write_text('specs = ["."]\n')
    clean = SPEC.replace(": {ask: true}", "").replace("      - applicant.birth_date\n", "")
    spec = at / "a.eform.yaml"
    spec.write_text(clean.replace("      - applicant.full_name\n", "      # eformc: ignore[EF401] không cần nữa\n      - applicant.full_name  # eformc: ignore[EF402] cũng vậy\n"), encoding="utf-8")
    run("lint", "--fix")
    assert spec.read_text(encoding="utf-8") == clean


@pytest.mark.parametrize("name", ["text", "json", "csv", "md"])
def test_a_hostile_reason_forges_nothing_in_the_record(at, name):
    (at / "a.eform.yaml").write_text(COMMENTED.replace("đối chiếu tại quầy", "=cmd ##[error]x ::error::y [a](b) |<b>"), encoding="utf-8")
    out = run("suppressions", "--format", name)[1]
    assert "##[" not in out
    assert not any(line.strip().startswith("::") for line in out.splitlines())
    if name == "md":
        assert "](b)" not in out.replace("\\](b)", "")


def test_lint_of_the_checkouts_own_project_writes_several_formats_at_once(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, _ = run("lint", "examples/as-printed/ct01.eform.yaml", "--output", f"sarif={tmp_path / 'a.sarif'}", "--output", f"junit={tmp_path / 'a.xml'}", "--output", "concise", "--fail-on", "warning")
    assert code == 1
    assert len(json.loads((tmp_path / "a.sarif").read_text())["runs"][0]["results"]) == len(out.splitlines())
    assert (tmp_path / "a.xml").read_text().startswith("<?xml")
    assert run("lint", "examples/as-printed/ct01.eform.yaml", "--output", f"sarif={tmp_path / 'a'}", "--output", f"json={tmp_path / 'a'}")[0] == 2
    assert run("lint", "examples/as-printed/ct01.eform.yaml", "--exit-zero", "--output", f"json={tmp_path / 'b'}")[0] == 0


def test_standard_input_has_the_name_it_is_given(at):
    code, out, _ = run("lint", "-", "--stdin-filename", "specs/x.eform.yaml", "--format", "concise", stdin=SPEC)
    assert code == 1
    assert out.startswith("specs/x.eform.yaml:9:9: error EF201")
