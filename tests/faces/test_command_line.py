"""The command line as a process: exit codes, streams, whole-or-nothing, the same bytes."""

import hashlib
import json
import os
import subprocess
import sys

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


def test_the_same_inputs_give_the_same_bytes_under_any_hash_seed_locale_and_time_zone(tmp_path):
    seen = []
    for number, env in enumerate(({"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}, {"PYTHONHASHSEED": "77", "TZ": "Pacific/Apia", "LC_ALL": "C.UTF-8"})):
        out = tmp_path / str(number)
        assert run("build", "-q", "-o", out, env=env).returncode == 0
        seen.append(digest(out))
    assert seen[0] == seen[1]
    assert "khai-sinh/schema.json" in seen[0]


def test_new_then_build_works_anywhere(tmp_path):
    assert run("new", "hello", cwd=tmp_path).returncode == 0
    assert run("build", "hello.eform.yaml", "-o", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "hello" / "form.vi.html").is_file()


def test_an_own_catalogue_outside_vietnam_works_without_code():
    assert run("lint", "examples/norland/specs").returncode == 0
