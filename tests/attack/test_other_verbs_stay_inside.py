"""The verbs that CI of an agency seldom runs keep the borders of a project too: fmt, new, import, diff."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from projects_of_strangers import (
    eformc,
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
    project,
    spec,
)

SECRET = "OUTSIDE THE PROJECT"
UNTIDY = f"procedure:   stranger\ntitle:  {{en:   {SECRET}}}\n"


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "a.eform.yaml").write_text(UNTIDY, encoding="utf-8")
    (folder / "plain.txt").write_text(SECRET, encoding="utf-8")
    (folder / "texts.json").write_text(json.dumps({"A": SECRET}), encoding="utf-8")
    yield folder
    assert sorted(path.name for path in folder.iterdir()) == ["a.eform.yaml", "plain.txt", "texts.json"]
    assert (folder / "a.eform.yaml").read_text(encoding="utf-8") == UNTIDY
    assert (folder / "plain.txt").read_text(encoding="utf-8") == SECRET


def refused(done, said="leads out of"):
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize("words", [[], ["--diff"], ["--check"], ["specs/sub"], ["specs/sub/a.eform.yaml"], ["specs/l.eform.yaml"], ["specs/up/a.eform.yaml"]])
def test_fmt_lays_out_nothing_outside(tmp_path, elsewhere, words):
    folder = project(tmp_path / "p")
    (folder / "specs" / "sub").symlink_to(elsewhere)
    (folder / "specs" / "up").symlink_to("../../elsewhere")
    (folder / "specs" / "l.eform.yaml").symlink_to(elsewhere / "a.eform.yaml")
    if words and words[0].startswith("specs"):
        refused(eformc(folder, "fmt", *words))
        return
    assert SECRET not in eformc(folder, "fmt", *words).stdout  # links below a folder are passed over
    shutil.rmtree(folder / "specs")
    (folder / "specs").symlink_to("../elsewhere")
    refused(eformc(folder, "fmt", *words))


def test_fmt_follows_a_link_that_stays(tmp_path):
    folder = project(tmp_path / "p", mine=UNTIDY)
    (folder / "other").symlink_to("specs")
    done = eformc(folder, "fmt", "other")
    assert done.returncode == 0, done.stderr
    assert (folder / "specs" / "mine.eform.yaml").read_text(encoding="utf-8").startswith("procedure: stranger")


def test_new_puts_nothing_outside(tmp_path, elsewhere):
    folder = project(tmp_path / "p", 'catalogue = "vn"\n')
    shutil.rmtree(folder / "specs")
    (folder / "specs").symlink_to(elsewhere)
    refused(eformc(folder, "new", "other"))
    refused(eformc(folder, "new", "other", "-o", "specs/other.eform.yaml"))


TABLE = "title,type\nName,text\n"


def test_import_neither_shows_nor_writes_what_a_link_leads_to(tmp_path, elsewhere):
    folder = project(tmp_path / "p")
    (folder / "forms" / "sub").mkdir(parents=True)
    (folder / "forms" / "a.csv").write_text(TABLE, encoding="utf-8")
    (folder / "forms" / "sub" / "b.csv").write_text(TABLE, encoding="utf-8")
    (folder / "specs" / "a.eform.yaml").symlink_to(elsewhere / "plain.txt")
    (folder / "specs" / "sub").symlink_to(elsewhere)
    refused(eformc(folder, "import", "forms/a.csv", "-o", "specs/a.eform.yaml"))
    refused(eformc(folder, "import", "forms", "-o", "specs"))
    assert eformc(folder, "import", "forms/a.csv", "-o", "specs/a.eform.yaml", "--force").returncode == 0  # takes the link's place
    assert not (folder / "specs" / "a.eform.yaml").is_symlink()


@pytest.mark.parametrize("beside", ["forms/a.fr.json", "translations/a.json"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder that is a link"])
def test_translations_beside_a_form_are_read_through_no_link(tmp_path, elsewhere, beside, kind):
    folder = project(tmp_path / "p")
    (folder / "forms").mkdir()
    (folder / "forms" / "a.json").write_text('{"components":[{"type":"textfield","key":"a","label":"A"}]}', encoding="utf-8")
    path = folder / beside
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(elsewhere / "texts.json")
    elif beside.startswith("translations"):
        path.parent.rmdir()
        shutil.copy(elsewhere / "texts.json", tmp_path / "a.json")
        path.parent.symlink_to(tmp_path)
    else:
        path.symlink_to(elsewhere)
    done = eformc(folder, "import", "forms/a.json")
    assert done.returncode == 2, done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert "Errno" not in done.stderr


def test_the_words_of_a_catalogue_are_read_through_no_link(tmp_path, elsewhere):
    folder = project(tmp_path / "p")
    norland = Path(__file__).resolve().parents[2] / "examples" / "norland" / "catalogue"
    shutil.copytree(norland, folder / "catalogue")
    (folder / "eformc.toml").write_text('catalogue = "norland"\n[catalogues]\nnorland = "catalogue"\n', encoding="utf-8")
    (folder / "a.csv").write_text(TABLE, encoding="utf-8")
    (folder / "catalogue" / "import-words.toml").unlink(missing_ok=True)
    (folder / "catalogue" / "import-words.toml").symlink_to(elsewhere / "plain.txt")
    refused(eformc(folder, "import", "a.csv"))


# --- diff ------------------------------------------------------------------------------------------------------------------


def git(folder, *words):
    subprocess.run(["git", "-c", "user.email=a@b", "-c", "user.name=n", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, elsewhere):
    if shutil.which("git") is None:
        pytest.skip("needs git")
    folder = project(tmp_path / "p", 'catalogue = "vn"\n')
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    return folder


@pytest.mark.parametrize("to", ["/etc/hostname", "../../elsewhere", "../../elsewhere/plain.txt", "nothing", "loop", "specs"])
def test_links_of_a_revision_lead_nowhere_and_the_rest_is_compared(repository, to):
    (repository / "loop").symlink_to("loop")
    (repository / "x").symlink_to(to)
    (repository / "specs" / "x.csv").symlink_to(to)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    done = eformc(repository, "diff", "git:HEAD~1", "git:HEAD")
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_a_spec_of_a_revision_that_is_a_link_out_is_told(repository, elsewhere):
    (repository / "specs" / "x.eform.yaml").symlink_to(elsewhere / "a.eform.yaml")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    refused(eformc(repository, "diff", "git:HEAD~1", "git:HEAD"))
    refused(eformc(repository, "diff", "git:--help", "git:HEAD"), "")


ODD = {
    "schema.json": [b"[]", b"5", b"x", b"\xff", b'{"properties": 5}', b'{"allOf": {}}', b'{"$ref": 5}', b"[" * 100_000, None],
    "prefill.json": [b"[]", b"null", b"{}", b'{"lookups": [5]}', None],
    "form.json": [b"[]", b"{}", b"\xff", None],
}
"""Files of other shapes by name; None: a pipe."""


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = project(tmp_path_factory.mktemp("published") / "p", fine=spec("fine"))
    assert eformc(folder, "build", "-o", "out").returncode == 0
    return folder


@pytest.mark.parametrize("name", ODD)
def test_bundles_of_any_shape_are_refused_in_words(published, tmp_path, name):
    for odd in ODD[name]:
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        shutil.copytree(published / "out", tmp_path / "out")
        path = tmp_path / "out" / "fine" / name
        path.unlink()
        if odd is None:
            os.mkfifo(path)
        else:
            path.write_bytes(odd)
        done = eformc(published, "diff", "out", tmp_path / "out")
        assert done.returncode == 2, (odd, done.stdout)
        assert "no bundle that can be read" in done.stderr
        assert "Errno" not in done.stderr
