"""From an empty folder to a linted form: each step works, and where it cannot it says the next one."""

import subprocess

import pytest
import yaml
from test_command_line import run


def test_new_then_lint_finds_nothing_and_every_verb_finds_the_spec(tmp_path):
    assert run("new", "hello", cwd=tmp_path).returncode == 0
    done = run("lint", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Nothing found.")
    for verb in (("report",), ("plan", "hello"), ("fmt", "--check"), ("build",), ("suppressions",)):
        done = run(*verb, cwd=tmp_path)
        assert done.returncode == 0, (verb, done.stderr)


@pytest.mark.parametrize("verb", ["lint", "report", "build", "fmt"])
def test_an_empty_folder_is_told_how_to_begin(tmp_path, verb):
    done = run(verb, cwd=tmp_path)
    assert done.returncode == 2
    assert "`eformc new NAME`" in done.stderr
    assert "`eformc new NAME`" in run("doctor", cwd=tmp_path).stdout


def test_a_project_in_a_folder_that_is_there_leaves_alone_what_is_there(tmp_path):
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    done = run("new", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "left alone what is already there: README.md" in done.stderr
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"
    assert run("lint", cwd=tmp_path).returncode == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert run("new", ".", cwd=tmp_path).returncode == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path in before} == before


@pytest.mark.parametrize("folder", ["forms", "Biểu mẫu xã"])
def test_a_project_below_the_root_of_a_repository_puts_its_checks_at_the_root(tmp_path, folder):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / folder).mkdir()
    assert run("new", ".", cwd=tmp_path / folder).returncode == 0
    job = yaml.safe_load((tmp_path / ".github" / "workflows" / "eformc.yml").read_text(encoding="utf-8"))["jobs"]["forms"]
    assert job["defaults"]["run"]["working-directory"] == folder
    assert [step["with"]["sarif_file"] for step in job["steps"] if "sarif_file" in step.get("with", {})] == [f"{folder}/eformc.sarif"]
    gitlab = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text(encoding="utf-8"))["forms"]
    assert gitlab["script"][0] == f'cd "{folder}"'
    assert gitlab["artifacts"]["paths"] == [f"{folder}/build"]
    assert (tmp_path / ".pre-commit-config.yaml").is_file()
    assert (tmp_path / folder / "eformc.toml").is_file()
    assert not (tmp_path / folder / ".github").exists()


def test_a_name_that_a_bundle_cannot_have_is_refused_before_anything_is_written(tmp_path):
    done = run("new", "demo", cwd=tmp_path)
    assert done.returncode == 2
    assert "`demo-1`" in done.stderr
    assert not list(tmp_path.iterdir())
    assert run("new", "demo", "--project", cwd=tmp_path).returncode == 0
    assert run("lint", cwd=tmp_path / "demo").returncode == 0
