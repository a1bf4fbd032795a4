"""The command line as a process: exit codes, streams, whole-or-nothing, the same bytes."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from conftest import ROOT

BROKEN = "procedure: x\ntitle: {vi: X}\nsubjects:\n  a: {is: nobody}\npages: []\n"


def run(*arguments, env=None, stdin=None, cwd=ROOT):
    command = [sys.executable, "-m", "eformc", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **(env or {})}, input=stdin, cwd=cwd)


def test_exit_codes_are_0_1_and_2():
    assert run("lint").returncode == 0
    assert run("lint", "-", stdin=BROKEN).returncode == 1
    assert run("lint", "no/such/path").returncode == 2
    assert run("lnt").returncode == 2
    assert "lint" in run("lnt").stderr


def test_lint_json_has_the_contracts_shape():
    value = json.loads(run("lint", "-", "--format", "json", stdin=BROKEN).stdout)
    assert set(value) == {"version", "diagnostics", "summary"}
    wanted = {"code", "rule", "severity", "file", "line", "column", "end_line", "end_column", "procedure", "field", "message", "help", "fix"}
    assert value["diagnostics"] and wanted <= set(value["diagnostics"][0])
    assert {"error", "warning", "info", "procedures", "files"} == set(value["summary"])


def test_every_format_prints_something():
    for name in ("text", "json", "sarif", "github", "gitlab", "junit"):
        out = run("lint", "-", "--format", name, stdin=BROKEN)
        assert out.returncode == 1, (name, out.stderr)
        assert out.stdout and "Traceback" not in out.stderr


def test_report_json_counts_and_traces():
    value = json.loads(run("report", "specs/procedures", "--format", "json").stdout)
    assert value["total"]["reduction"] >= 0.55
    assert value["total"]["reduction_from_printed"] >= 0.55
    for one in value["procedures"]:
        typed = [field for field in one["fields"] if field["origin"] == "asked" and not field["system"]]
        assert len(typed) == one["typed"]


def test_nothing_is_written_when_a_spec_is_broken(tmp_path):
    (tmp_path / "bad.eform.yaml").write_text(BROKEN)
    out = run("build", tmp_path / "bad.eform.yaml", "-o", tmp_path / "out")
    assert out.returncode == 1
    assert not (tmp_path / "out").exists()


def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.long
def test_the_same_inputs_give_the_same_bytes_under_any_hash_seed_locale_and_time_zone(tmp_path):
    seen = []
    for number, env in enumerate(({"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}, {"PYTHONHASHSEED": "77", "TZ": "Pacific/Apia", "LC_ALL": "C.UTF-8"})):
        out = tmp_path / str(number)
        assert run("build", "-q", "-o", out, env=env).returncode == 0
        said = [run(*words, env=env).stdout for words in (("report", "--format", "json", "--lang", "vi"), ("plan", "khai-sinh", "--lang", "vi"), ("lint", "examples/as-printed", "--format", "json", "--lang", "vi"))]
        seen.append({**digest(out), **dict(enumerate(said))})
    assert seen[0] == seen[1]
    assert "khai-sinh/schema.json" in seen[0]


def test_new_then_build_works_anywhere(tmp_path):
    assert run("new", "hello", cwd=tmp_path).returncode == 0
    assert run("build", "hello.eform.yaml", "-o", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "hello" / "form.vi.html").is_file()


def test_an_own_catalogue_outside_vietnam_works_without_code():
    assert run("lint", "examples/norland/specs").returncode == 0


SUBMISSIONS = [
    '{"purpose": ' + "9" * 5000 + "}",
    '{"purpose": "\\ud800", "\\ud800x": 1}',
    '{"a\\u001b[31m\\n::error": 2}',
    '{"purpose": 1e400}',
    '{"purpose": NaN}',
    '{"a": 1, "a": 2}',
    "[" * 100_000,
    '"x"',
    "",
    "\ufeff{}",
]


@pytest.mark.parametrize("text", SUBMISSIONS, ids=range(len(SUBMISSIONS)))
@pytest.mark.parametrize("name", ["text", "json"])
def test_a_submission_can_hold_anything_and_forges_nothing(text, name):
    done = run("validate", "khai-sinh", "-", "--format", name, stdin=text)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
    if name == "json" and done.returncode == 1:
        assert json.loads(done.stdout)["valid"] is False


SETTINGS = ["specs = 5", "specs = [5]", "catalogues = {vn = 5}", "catalogues = 5", "spec = []", "fail_on = 'never mind'", "[", "lang = 5", "catalogue = 'atlantis'"]


@pytest.mark.parametrize("text", SETTINGS)
def test_settings_that_cannot_be_used_are_named_with_exit_code_2(tmp_path, text):
    (tmp_path / "eformc.toml").write_text(text)
    (tmp_path / "a.eform.yaml").write_text(BROKEN)
    done = run("lint", "a.eform.yaml", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if "atlantis" in text else 2), done.stdout + done.stderr


@pytest.mark.parametrize("data", [b"label\x00,type\nx,text\n", b'label\n"open\n', b"label\nx\x00y\n", b"\x00"])
def test_a_table_with_odd_bytes_is_imported_or_refused_in_words(tmp_path, data):
    (tmp_path / "t.csv").write_bytes(data)
    done = run("import", "t.csv", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2)


def test_a_comment_that_is_no_suppression_stops_the_build_like_any_ef0(tmp_path):
    run("new", "hello", cwd=tmp_path)
    path = tmp_path / "hello.eform.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# eformc: ignore this\n", encoding="utf-8")
    done = run("build", "hello.eform.yaml", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "EF007" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_baseline_keeps_the_burden_from_growing(tmp_path):
    run("new", "hello", cwd=tmp_path)
    spec, stored = tmp_path / "hello.eform.yaml", tmp_path / "burden.json"
    assert run("report", "hello.eform.yaml", "--write-baseline", "burden.json", "--quiet", cwd=tmp_path).returncode == 0
    assert run("report", "hello.eform.yaml", "--baseline", "burden.json", cwd=tmp_path).returncode == 0
    text = spec.read_text(encoding="utf-8")
    more = text.replace("    fields:\n", "    fields:\n      - extra: {title: {vi: Thêm, en: More}, type: text, help: {vi: Ghi, en: Say}}\n", 1)
    spec.write_text(more, encoding="utf-8")
    grown = run("report", "hello.eform.yaml", "--baseline", "burden.json", cwd=tmp_path)
    assert grown.returncode == 1
    assert "typed grew from" in grown.stderr
    for bad in (b"{}", b"[1]", b"\xff", b'{"baseline": 1, "procedures": {"hello": 5}}'):
        stored.write_bytes(bad)
        done = run("report", "hello.eform.yaml", "--baseline", "burden.json", cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert run("report", "hello.eform.yaml", "--baseline", "nowhere.json", cwd=tmp_path).returncode == 2


def test_what_is_not_counted_passes_no_gate_of_a_report(tmp_path):
    run("new", "hello", cwd=tmp_path)
    (tmp_path / "broken.eform.yaml").write_text("procedure: [", encoding="utf-8")
    for gate, code in (((), 0), (("--min-reduction", "1"), 1), (("--write-baseline", "burden.json"), 0), (("--baseline", "burden.json"), 1)):
        done = run("report", ".", *gate, cwd=tmp_path)
        assert (done.returncode, "1 of 2 specs cannot be understood" in done.stderr) == (code, True)
    (tmp_path / "broken.eform.yaml").unlink()
    assert run("report", ".", "--min-reduction", "1", cwd=tmp_path).returncode == 0
