"""The first lint of an imported form: what is missing at most questions is one line, and a baseline can begin there."""

import json
import subprocess
import sys

import pytest

from conftest import ROOT


def eformc(*arguments, cwd):
    command = [sys.executable, "-m", "eformc", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    table = ROOT / "examples" / "as-printed" / "giay-phep-xay-dung.csv"
    made = eformc("import", table, "-o", "form.eform.yaml", "--write-baseline", "known.json", cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_missing_help_is_one_line_with_the_count_and_verbose_shows_each(imported):
    short = eformc("lint", "form.eform.yaml", cwd=imported).stdout
    said = [line for line in short.splitlines() if "EF501" in line]
    assert len(said) == 1
    count = int(said[0].split("]: ")[1].split(" questions do not say how to answer them.")[0])
    assert f"This is the first of {count}; --verbose shows each." in short
    every = eformc("lint", "form.eform.yaml", "--verbose", cwd=imported).stdout
    assert sum("EF501" in line for line in every.splitlines()) == count > 4
    found = json.loads(eformc("lint", "form.eform.yaml", "--format", "json", cwd=imported).stdout)["diagnostics"]
    assert sum(one["code"] == "EF501" for one in found) == count, "for machines nothing is gathered"


def test_missing_translations_are_one_line(imported):
    short = eformc("lint", "form.eform.yaml", cwd=imported).stdout
    assert sum("EF506" in line for line in short.splitlines()) == 1


def test_the_baseline_of_an_import_knows_all_that_was_found(imported):
    run = eformc("lint", "form.eform.yaml", "--baseline", "known.json", cwd=imported)
    assert run.returncode == 0, run.stdout
    assert "0 errors, 0 warnings, 0 notes" in run.stdout
    spec = imported / "form.eform.yaml"
    page = "pages:\n  - page: moi\n    title: Mục mới\n    fields:\n      - moi_1: {title: Điều mới, type: text}\n"
    spec.write_text(spec.read_text(encoding="utf-8").replace("pages:\n", page, 1), encoding="utf-8")
    run = eformc("lint", "form.eform.yaml", "--baseline", "known.json", cwd=imported)
    assert "“Điều mới” does not say how to answer it" in run.stdout


def test_a_baseline_needs_a_file_to_speak_of(tmp_path):
    run = eformc("import", ROOT / "examples" / "as-printed" / "ct01.csv", "--write-baseline", "known.json", cwd=tmp_path)
    assert run.returncode == 2
    assert "goes with -o" in run.stderr
    assert not list(tmp_path.iterdir())
