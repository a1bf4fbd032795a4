"""Where versions come from, what is said of them, and what becomes of open drafts."""

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from conftest import ROOT
from eformc.contract.migration import migrate_draft

SPEC = ROOT / "specs" / "procedures" / "khai-sinh.eform.yaml"
EMPTY = {"migration": 1, "procedure": "x", "from": "1", "to": "2", "moves": [], "drops": [], "again": []}


def run(*arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "eformc", *map(str, arguments), "--today", "2026-11-23"], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A project in git: the first commit has the old spec, the second the new one."""
    folder = tmp_path_factory.mktemp("project")
    specs = folder / "specs"
    specs.mkdir()
    (folder / "eformc.toml").write_text('specs = ["specs"]\ncatalogue = "vn"\n')
    text = SPEC.read_text(encoding="utf-8").replace("replaces: examples/as-printed/khai-sinh.eform.yaml\n", "")
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    for version in (text, text.replace("max: 20", "max: 10")):
        (specs / "khai-sinh.eform.yaml").write_text(version, encoding="utf-8")
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "a version"], check=True)
    return folder


@pytest.mark.long
def test_revisions_files_folders_and_bundles_say_the_same(repository, tmp_path):
    spec = repository / "specs" / "khai-sinh.eform.yaml"
    assert run("build", spec, "-o", tmp_path / "new", cwd=repository).returncode == 0
    said = set()
    for first, second in [
        ("git:HEAD~1", "git:HEAD"),
        ("git:HEAD~1:specs", "specs"),
        ("git:HEAD~1:specs/khai-sinh.eform.yaml", spec),
        ("git:HEAD~1", tmp_path / "new"),
        ("git:HEAD~1", tmp_path / "new" / "khai-sinh"),
    ]:
        done = run("diff", first, second, "--format", "json", cwd=repository)
        assert done.returncode == 1, done.stderr
        made = json.loads(done.stdout)
        jsonschema.Draft202012Validator(json.loads(run("schema", "diff").stdout)).validate(made)
        breaking = [change for change in made["procedures"][0]["changes"] if change["breaking"]]
        said.add(json.dumps(breaking))
    assert len(said) == 1
    (change,) = json.loads(said.pop())
    assert (change["pointer"], change["class"]) == ("/number_of_copies", "consumers")
    assert change["harms"][0]["witness"]["answers"]["number_of_copies"] == 20


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["git:HEAD", "specs"], 0, ""),
        (["git:HEAD~1", "specs", "--fail-on", "never"], 0, ""),
        (["git:nowhere", "specs"], 2, "git:nowhere"),
        (["git:--output=x", "specs"], 2, "git:--output=x"),
        (["git:HEAD:../x", "specs"], 2, "no such file"),
        (["nowhere.yaml", "specs"], 2, "nowhere.yaml"),
        (["specs", "specs", "--format", "xml"], 2, "no format"),
    ],
)
def test_exit_codes_and_what_cannot_be_read(repository, arguments, code, says):
    done = run("diff", *arguments, cwd=repository)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_every_format_says_what_breaks_in_both_languages(repository):
    for lang, word in (("vi", "PHÁ VỠ"), ("en", "BREAKING")):
        for form in ("text", "markdown"):
            done = run("diff", "git:HEAD~1", "specs", "--format", form, "--lang", lang, cwd=repository)
            assert word in done.stdout
            assert "number" in done.stdout
            assert "EF701" in done.stdout


def test_answers_move_all_at_once_rows_included():
    migration = {
        **EMPTY,
        "moves": [{"from": "/a", "to": "/b"}, {"from": "/b", "to": "/a"}, {"from": "/kids/*/name", "to": "/children/*/full_name"}, {"from": "/mother/x", "to": "/parent/x"}],
        "drops": ["/gone"],
    }
    draft = {"a": 1, "b": 2, "kids": [{"name": "An"}, {"name": "Bình"}], "mother": {"x": "y"}, "gone": 3, "stays": 4}
    done = migrate_draft(migration, draft)
    assert done.answers == {"a": 2, "b": 1, "children": [{"full_name": "An"}, {"full_name": "Bình"}], "parent": {"x": "y"}, "stays": 4}
    assert done.lost == ("/gone",)
    assert draft["a"] == 1


def test_an_answer_in_the_way_stays_and_the_other_is_named():
    done = migrate_draft({**EMPTY, "moves": [{"from": "/a", "to": "/b"}]}, {"a": 1, "b": 2})
    assert done.answers == {"b": 2}
    assert done.lost == ("/a",)


@pytest.mark.parametrize("draft", [None, [], "x", {}, {"a": None}, {"kids": {}}, {"kids": [1, None]}, {"kids": "x"}, {"a": 1, "x": "y"}, {"a": 1, "x": []}])
def test_any_json_can_be_a_draft(draft):
    migrate_draft({**EMPTY, "moves": [{"from": "/a", "to": "/x/b"}, {"from": "/kids/*/name", "to": "/kids/*/n"}], "drops": ["/kids/*/y"]}, draft)


def test_another_version_of_migrations_is_refused():
    with pytest.raises(ValueError, match="version"):
        migrate_draft({"migration": 2}, {})
