"""What others copy is run as they would run it: the pre-commit hooks in a git repository, the action's steps in bash, the
skeleton's checks, shell completion in a shell.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from conftest import ROOT
from eformc.formats.json import published_schema

SCHEMAS = ROOT / "tests" / "formats" / "schemas"
SPEC = """procedure: a
title: {vi: Ví dụ, en: Example}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
      - applicant.full_name: {ask: true}
"""
MENDED = SPEC.replace(": {ask: true}", "")


@pytest.fixture
def shell(tmp_path):
    """Runs a command in a scratch repository, with `eformc` on the path as an installation would put it there."""
    binary = tmp_path / "bin"
    binary.mkdir()
    (binary / "eformc").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m eformc "$@"\n')
    (binary / "eformc").chmod(0o755)
    repository = tmp_path / "repository"
    repository.mkdir()
    git = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {
        **os.environ, **git, "PATH": f"{binary}:{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C.UTF-8",
    }  # fmt: skip

    def run(command, cwd=repository, **more):
        return subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True, cwd=cwd, env={**environment, **more})

    run.repository = repository
    return run


def test_the_hooks_hold_a_commit_back_and_let_it_through_when_it_is_mended(shell, tmp_path):
    tool = tmp_path / "tool"
    tool.mkdir()
    (tool / ".pre-commit-hooks.yaml").write_bytes((ROOT / ".pre-commit-hooks.yaml").read_bytes())
    made = shell("pre-commit validate-manifest .pre-commit-hooks.yaml && git init -q && git add . && git commit -qm hooks && git rev-parse HEAD", cwd=tool)
    assert made.returncode == 0, made.stdout + made.stderr
    # `language: system`: the scratch repository uses this eformc, instead of building one from the network
    hooks = [{"id": name, "language": "system"} for name in ("eformc-fmt", "eformc-lint")]
    config = {"repos": [{"repo": str(tool), "rev": made.stdout.strip(), "hooks": hooks}]}
    (shell.repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    spec = shell.repository / "a.eform.yaml"
    spec.write_text(SPEC.replace("procedure: a", "procedure:   a"), encoding="utf-8")
    (shell.repository / "other.yaml").write_text("not:   ours\n")
    assert shell("git init -q && pre-commit install && git add .").returncode == 0
    held = shell("git commit -qm one")
    assert held.returncode == 1
    assert "EF201" in held.stdout + held.stderr
    assert spec.read_text(encoding="utf-8") == SPEC, "fmt laid it out"
    assert (shell.repository / "other.yaml").read_text() == "not:   ours\n"
    assert shell("eformc lint --fix -q a.eform.yaml && git add .").returncode == 0
    done = shell("git commit -qm one")
    assert done.returncode == 0, done.stdout + done.stderr
    assert spec.read_text(encoding="utf-8") == MENDED


# --- the action ---------------------------------------------------------------------------------------------------

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def act(shell, tmp_path, **inputs):
    """Run the composite action's steps in order, as the runner does; gives exit code, outputs, and the steps used."""
    given = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()} | inputs
    outputs, used, code = {}, [], 0
    said = ""

    def filled(text):
        def value(match):
            scope, *path = match[1].strip().split(".")
            return given[path[0]] if scope == "inputs" else outputs.get(path[0], {}).get(path[2], "")

        return re.sub(r"\$\{\{(.*?)\}\}", value, text)

    for step in ACTION["runs"]["steps"]:
        condition = re.fullmatch(r"inputs\.([a-z-]+) == '([a-z]+)'", step.get("if", "inputs.none == 'none'"))
        if "if" in step and given[condition[1]] != condition[2]:
            continue
        if "uses" in step:
            used.append({name: filled(value) for name, value in step["with"].items()})
            continue
        file = tmp_path / "output"
        file.write_text("")
        environment = {name: filled(value) for name, value in step.get("env", {}).items()}
        done = shell(
            f"bash --noprofile --norc -eo pipefail -c '{step['run'].replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))}'",
            GITHUB_OUTPUT=str(file), GITHUB_ACTION_PATH=str(ROOT), PIP_TARGET=str(tmp_path / "site"), PIP_NO_DEPS="1", PIP_NO_INDEX="1",
            PIP_NO_BUILD_ISOLATION="0", PIP_ROOT_USER_ACTION="ignore", **environment,
        )  # fmt: skip
        said += done.stdout + done.stderr
        outputs[step.get("id", step["name"])] = dict(line.split("=", 1) for line in file.read_text().splitlines())
        code = done.returncode
        if code:
            break
    return code, outputs, used, said


def test_the_action_is_what_github_takes_for_one():
    schema = json.loads((SCHEMAS / "github-action.json").read_text())
    assert not [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(ACTION)]
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "inputs reach scripts through the environment only"


def test_the_actions_steps_find_annotate_write_sarif_and_fail(shell, tmp_path):
    (shell.repository / "a.eform.yaml").write_text(SPEC, encoding="utf-8")
    code, outputs, used, said = act(shell, tmp_path, paths="a.eform.yaml")
    assert code == 1, said
    assert "::error title=eformc EF201 held-data,file=a.eform.yaml,line=9" in said
    assert outputs["lint"] == {"status": "1", "findings": "1", "sarif-file": "eformc.sarif"}
    assert used == [{"sarif_file": "eformc.sarif", "category": "eformc"}]
    sarif = json.loads((shell.repository / "eformc.sarif").read_text(encoding="utf-8"))
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]] == ["EF201"]
    installed = tmp_path / "site" / "eformc"  # the install step put the action's own version there, whole
    assert (installed / "project" / "skeleton" / "eformc.toml").is_file()


def test_the_actions_inputs_are_words_and_no_commands(shell, tmp_path):
    (shell.repository / "a.eform.yaml").write_text(MENDED, encoding="utf-8")
    steps = [step for step in ACTION["runs"]["steps"] if step["name"] == "Install eformc"]
    steps[0]["run"], kept = "true", steps[0]["run"]
    try:
        assert act(shell, tmp_path, paths="a.eform.yaml", **{"upload-sarif": "false", "check-format": "true"})[0] == 0
        code, *_ = act(shell, tmp_path, paths="$(touch pwned) `touch pwned`; touch pwned", args="--exit-zero")
        assert code == 2
        assert not (shell.repository / "pwned").exists()
        assert act(shell, tmp_path, paths="nowhere")[0] == 2
    finally:
        steps[0]["run"] = kept


# --- a new project ------------------------------------------------------------------------------------------------


def test_a_new_projects_checks_are_wired_and_pass(shell):
    made = shell("eformc new demo --project")
    assert made.returncode == 0, made.stderr
    project = shell.repository / "demo"
    assert shell("eformc new demo --project").returncode == 2, "never over something"
    workflow = yaml.safe_load((project / ".github" / "workflows" / "eformc.yml").read_text())
    steps = [step["run"] for step in workflow["jobs"]["forms"]["steps"] if step.get("run", "").startswith("eformc")]
    gitlab = yaml.safe_load((project / ".gitlab-ci.yml").read_text())["forms"]
    script = [line for line in gitlab["script"] if line.startswith("eformc")]
    assert len(steps) == 4
    done = shell(" && ".join([*steps, *script]), cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "build" / "demo-1" / "form.vi.html").is_file()
    for report in gitlab["artifacts"]["reports"].values():
        assert (project / report).is_file()
    hooks = shell("git init -q && git add . && pre-commit validate-config .pre-commit-config.yaml && pre-commit run --all-files", cwd=project)
    assert hooks.returncode == 0, hooks.stdout + hooks.stderr
    assert "{" + "version}" not in "".join(path.read_text() for path in project.rglob("*.yml"))


# --- small things -------------------------------------------------------------------------------------------------


def test_a_shell_completes_verbs_options_and_codes(shell):
    script = 'eval "$(eformc completion bash)"; try() { COMP_WORDS=(eformc "$@"); COMP_CWORD=$#; COMPREPLY=(); _eformc_completion eformc; echo "${COMPREPLY[@]}"; }; try li; try explain EF20; try lint --write'
    lines = shell(script).stdout.splitlines()
    assert lines[0] == "lint"
    assert lines[1].split()[:2] == ["EF201", "EF202"]
    assert lines[2] == "--write-baseline"
    for other in ("zsh", "fish"):
        assert "_EFORMC_COMPLETE" in shell(f"eformc completion {other}").stdout


def test_the_problem_matcher_reads_every_line_of_concise_output(shell):
    matcher = json.loads((ROOT / "eformc-problem-matcher.json").read_text())["problemMatcher"][0]["pattern"][0]
    lines = shell(f"eformc lint {ROOT}/examples/as-printed --format concise").stdout.splitlines()
    assert len(lines) > 50
    for line in lines:
        found = re.match(matcher["regexp"], line)
        assert found and Path(found[matcher["file"]]).is_file() and found[matcher["code"]].startswith("EF")


def test_the_doctor_says_what_is_there_and_what_is_not(shell):
    done = shell("eformc doctor --format json")
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 0
    assert {"python", "libyaml", "settings", "catalogue", "specs"} <= set(checks)
    (shell.repository / "eformc.toml").write_text("spec = 3\n")
    broken = shell("eformc doctor")
    assert broken.returncode == 1
    assert "did you mean `specs`" in broken.stdout


def test_the_settings_that_hold_are_shown_with_where_they_come_from(shell):
    (shell.repository / "eformc.toml").write_text('lang = "vi"\n')
    (shell.repository / "other.toml").write_text('lang = "en"\nfail_on = "info"\n')
    value = json.loads(shell("eformc config --show --format json").stdout)["settings"]
    assert value["lang"]["value"] == "vi" and value["lang"]["from"].endswith("eformc.toml")
    assert value["fail_on"] == {"value": "error", "from": "default"}
    other = json.loads(shell("eformc config --config other.toml --format json").stdout)["settings"]
    assert other["fail_on"]["value"] == "info"
    assert shell("eformc config --config nowhere.toml").returncode == 2


def test_colours_are_forced_and_forbidden_as_everywhere(shell):
    (shell.repository / "a.eform.yaml").write_text(SPEC, encoding="utf-8")
    lint = "eformc lint a.eform.yaml"
    assert "\x1b[" not in shell(lint).stdout
    assert "\x1b[31m" in shell(lint, FORCE_COLOR="1").stdout
    assert "\x1b[" not in shell(lint, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert shell(f"{lint} --color always | head -c 1").stderr == ""


def test_the_schema_of_findings_is_published(shell):
    assert json.loads(shell("eformc schema diagnostics").stdout) == published_schema()
