"""Whatever stands in the output folder: nothing outside it is touched, nothing waits, what is not eformc's stays."""

import os
import shutil

import pytest
from faults import build as publish
from faults import files_of
from projects_of_strangers import (
    eformc,
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
    project,
    spec,
)

from eformc.build.publishing import MANIFEST
from eformc.contract.bundles import read_bundle


@pytest.fixture
def built(tmp_path):
    """A project with a build of it, and a folder outside with files of the same names."""
    folder = project(tmp_path / "p", tiny=spec("tiny"), other=spec("other"))
    assert eformc(folder, "build", "-o", "out").returncode == 0
    victim = tmp_path / "victim"
    victim.mkdir()
    for name in ("form.json", "file.txt", "index.html", MANIFEST, "engine.mjs"):
        (victim / name).write_text("a victim's", encoding="utf-8")
    return folder


def outside(folder):
    return {path.name: path.read_bytes() for path in (folder.parent / "victim").iterdir()}


def change(folder):
    (folder / "specs" / "tiny.eform.yaml").write_text(spec("tiny", "changed"), encoding="utf-8")


def test_build_deletes_outside(built):
    """security F6: a manifest that names what lies behind a link."""
    bundle = built / "out" / "tiny"
    (bundle / "up").symlink_to(built.parent / "victim")
    manifest = (bundle / MANIFEST).read_text(encoding="utf-8")
    (bundle / MANIFEST).write_text(manifest.replace('"path": "form.json"', '"path": "up/file.txt"'), encoding="utf-8")
    before = outside(built)
    change(built)
    done = eformc(built, "build", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert outside(built) == before
    assert (bundle / "up").is_symlink()
    assert "left as it is: tiny/up" in done.stderr


@pytest.mark.parametrize("at", ["tiny", "assets", "assets/codes"])
@pytest.mark.parametrize("changes", [True, False], ids=["changed", "unchanged"])
def test_a_link_where_a_folder_must_go_is_refused(built, at, changes):
    """security F6: nothing is written through it, and its name is told."""
    place = built / "out" / at
    shutil.rmtree(place, ignore_errors=True)
    place.symlink_to(built.parent / "victim")
    before = outside(built)
    if changes:
        change(built)
    done = eformc(built, "build", "-o", "out")
    assert outside(built) == before
    assert place.is_symlink()
    if at != "assets/codes" or done.returncode:
        assert done.returncode == 2, done.stderr
        assert f"out/{at}: is a link" in done.stderr


@pytest.mark.parametrize("name", ["tiny/form.json", "tiny/manifest.json", "index.html", "manifest.json", "assets/engine.mjs"])
@pytest.mark.parametrize("kind", ["link", "pipe", "dangling", "loop", "socket"])
def test_a_link_or_pipe_where_a_file_must_go_is_replaced(built, name, kind):
    """security F18: nothing waits for a pipe, nothing is written through a link."""
    place, before = built / "out" / name, outside(built)
    whole = place.read_bytes()
    place.unlink()
    if kind == "link":
        place.symlink_to(built.parent / "victim" / place.name)
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "socket":
        os.mknod(place, 0o140600)
    else:
        place.symlink_to(place.name if kind == "loop" else "nothing-there")
    done = eformc(built, "build", "-o", "out", timeout=60)
    assert done.returncode == 0, done.stderr
    assert outside(built) == before
    assert not place.is_symlink()
    assert place.read_bytes() == whole


@pytest.mark.parametrize("name", ["tiny", "assets", "tiny/form.json", "index.html", "manifest.json"])
def test_a_file_for_a_folder_or_a_folder_for_a_file_is_refused_and_stays(built, name):
    place = built / "out" / name
    if place.is_dir():
        shutil.rmtree(place)
        place.write_text("mine", encoding="utf-8")
    else:
        place.unlink()
        place.mkdir()
        (place / "mine").write_text("mine", encoding="utf-8")
    change(built)
    done = eformc(built, "build", "-o", "out")
    assert (done.returncode, f"out/{name}: is " in done.stderr) == (2, True), done.stderr
    assert (place if place.is_file() else place / "mine").read_text(encoding="utf-8") == "mine"


def test_what_is_not_eformcs_stays_and_is_named(built):
    out = built / "out"
    (out / "tiny" / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "tiny" / "more" / "deep").mkdir(parents=True)
    (out / "tiny" / "more" / "deep" / "file").write_text("mine too", encoding="utf-8")
    (out / "tiny" / "more" / "link").symlink_to("/etc/hostname")
    os.mkfifo(out / "tiny" / "pipe")
    (out / "README").write_text("mine", encoding="utf-8")
    change(built)
    done = eformc(built, "build", "-o", "out", timeout=60)
    assert done.returncode == 0, done.stderr
    assert (out / "tiny" / "notes.txt").read_text(encoding="utf-8") == (out / "README").read_text(encoding="utf-8") == "mine"
    assert (out / "tiny" / "more" / "deep" / "file").read_text(encoding="utf-8") == "mine too"
    assert (out / "tiny" / "more" / "link").is_symlink()
    assert (out / "tiny" / "pipe").is_fifo()
    assert "left as it is: README, tiny/more, tiny/notes.txt, tiny/pipe" in done.stderr
    assert b"changed" in read_bundle(out / "tiny")["form.vi.html"]
    assert not [path for path in out.iterdir() if path.name.startswith(".eformc")]


def test_a_manifest_cannot_name_what_is_to_be_deleted(tmp_path):
    """A folder that a manifest calls an output is nobody's output; files elsewhere are none."""
    out = tmp_path / "out"
    publish(out, 1)
    (out / "a" / "mine").mkdir()
    (out / "a" / "mine" / "file").write_text("mine", encoding="utf-8")
    text = '{"outputs": [{"path": "mine"}, {"path": "mine/file"}, {"path": "../../victim"}, {"path": "/etc/hostname"}]}'
    (tmp_path / "victim").write_text("there", encoding="utf-8")
    (out / "a" / MANIFEST).write_text(text, encoding="utf-8")
    publish(out, 2)
    assert (out / "a" / "mine" / "file").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "victim").exists()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"outputs": 3}', b'{"outputs": [{"path": 3}]}', b"\xff\xfe", b'{"outputs": [{"path": ""}]}'])
def test_a_manifest_that_is_none_is_replaced(tmp_path, damage):
    publish(tmp_path / "out", 1)
    (tmp_path / "out" / "a" / MANIFEST).write_bytes(damage)
    publish(tmp_path / "out", 3)
    assert (tmp_path / "out" / "a" / "form.json").read_bytes() == dict(files_of("a", 3))["form.json"]


def test_what_a_killed_build_left_is_taken_away_and_nothing_else(tmp_path):
    out, victim = tmp_path / "out", tmp_path / "victim"
    victim.mkdir()
    (victim / "file").write_text("there", encoding="utf-8")
    publish(out, 1)
    (out / ".eformc-1" / "x").mkdir(parents=True)
    (out / ".eformc-1" / "x" / "link").symlink_to(victim)
    (out / ".eformc-2").symlink_to(victim)
    (out / ".eformc-3" / ".old").mkdir(parents=True)
    (out / "b").rename(out / ".eformc-3" / ".old" / "b")  # moved aside, not yet replaced
    (out / ".git").mkdir()
    publish(out, 1, names=("a",))
    assert (out / "b" / "form.json").exists()
    assert (victim / "file").exists()
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".") and not path.is_symlink()) == [".git"]


@pytest.mark.parametrize("name", ["assets", "index", "manifest", "demo", "shard", "con", "nul", "com1"])
def test_a_procedure_named_like_what_stands_beside_it_is_refused(tmp_path, name):
    folder = project(tmp_path / "p", fine=spec("fine"), bad=spec(name))
    done = eformc(folder, "build", "-o", "out")
    assert (done.returncode, "error EF012" in done.stderr, f"No procedure can be called `{name}`" in done.stderr) == (1, True, True)
    assert (folder / "out" / "fine" / "form.json").exists()
    assert not (folder / "out" / name / "form.json").exists()


@pytest.mark.parametrize("out", [".", "specs", "..", "specs/inner", "{folder}", "./specs/", "catalogue", "link"])
def test_output_onto_the_project_is_refused(tmp_path, out):
    folder = project(tmp_path / "p")
    (folder / "specs" / "inner").mkdir()
    (folder / "specs" / "fine.eform.yaml").rename(folder / "specs" / "inner" / "fine.eform.yaml")
    (folder / "link").symlink_to("specs")
    if out == "catalogue":
        (folder / "eformc.toml").write_text('[catalogues]\nmine = "catalogue"\n', encoding="utf-8")
        (folder / "catalogue").mkdir()
    before = sorted(folder.rglob("*"))
    done = eformc(folder, "build", "-o", out.format(folder=folder))
    assert (done.returncode, "the project's own files lie there" in done.stderr) == (2, True), done.stderr
    assert sorted(folder.rglob("*")) == before
    assert eformc(folder, "build", "-o", "specs/out" if out != "catalogue" else "o").returncode in (0, 1)


@pytest.mark.parametrize("name", ["assets", "index", "manifest", "demo", "shard", "con"])
def test_a_new_spec_is_not_called_so_either(tmp_path, name):
    (tmp_path / "eformc.toml").touch()
    done = eformc(tmp_path, "new", name)
    assert done.returncode == 2
    assert f"such as `{name}-1`" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["eformc.toml"]
    assert eformc(tmp_path, "new", name, "--project").returncode == 0
    done = eformc(tmp_path / name, "build")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name / "build" / f"{name}-1" / "form.json").is_file()
