"""One bad spec stops one spec: what can be compiled is written, what cannot is named, nothing is passed over."""

import json
import shutil

import pytest
from projects_of_strangers import (
    eformc,
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
    project,
    spec,
)

from conftest import ROOT

BROKEN = spec("broken").replace("type: text", "type: no_such_type")
ERRING = spec("erring", more="      - applicant.full_name: {ask: true}\n")  # EF201: an error, and it can be compiled


def bundles(out):
    return sorted(path.name for path in out.iterdir() if (path / "form.json").is_file()) if out.is_dir() else []


def listed(out):
    made = json.loads((out / "manifest.json").read_bytes())
    names = [one["procedure"] for one in made["procedures"]]
    index = (out / "index.html").read_text(encoding="utf-8")
    assert [name for name in ("fine", "broken", "erring", "last") if f'href="{name}/' in index] == [name for name in ("fine", "broken", "erring", "last") if name in names]
    return names


@pytest.fixture
def folder(tmp_path):
    return project(tmp_path / "p", a=spec("fine"), b=BROKEN, c=ERRING, d=spec("last"))


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_all_others_are_written(folder, quiet):
    done = eformc(folder, "build", "-o", "out", *quiet)
    assert done.returncode == 1
    assert bundles(folder / "out") == sorted(listed(folder / "out")) == ["erring", "fine", "last"]
    if not quiet:
        assert "specs/b.eform.yaml: no bundle, it cannot be compiled" in done.stderr
        assert "3 procedures built" in done.stderr
        assert done.stderr.rstrip().endswith("1 left out")
    (folder / "specs" / "b.eform.yaml").unlink()
    assert eformc(folder, "build", "-o", "out", *quiet).returncode == 0


def test_strict_withholds_what_has_other_errors(folder):
    done = eformc(folder, "build", "-o", "out", "--strict")
    assert done.returncode == 1
    assert bundles(folder / "out") == listed(folder / "out") == ["fine", "last"]
    assert "specs/c.eform.yaml: no bundle, it has errors (--strict)" in done.stderr


def test_all_or_nothing_writes_none(folder):
    done = eformc(folder, "build", "-o", "out", "--all-or-nothing")
    assert (done.returncode, "nothing was written" in done.stderr, (folder / "out").exists()) == (1, True, False)
    (folder / "specs" / "b.eform.yaml").unlink()
    assert eformc(folder, "build", "-o", "out", "--all-or-nothing").returncode == 0
    assert eformc(folder, "build", "-o", "strict", "--all-or-nothing", "--strict").returncode == 1
    assert not (folder / "strict").exists()


@pytest.mark.parametrize("now", [BROKEN, "proceduer: broken\n", "procedure: broken\n  - [", "\ufeffprocedure: broken\npages: {"])
def test_an_older_bundle_stays_and_is_named(tmp_path, now):
    folder = project(tmp_path / "p", fine=spec("fine"), broken=spec("broken"))
    assert eformc(folder, "build", "-o", "out").returncode == 0
    before = {path.name: path.read_bytes() for path in (folder / "out" / "broken").iterdir()}
    (folder / "specs" / "broken.eform.yaml").write_text(now, encoding="utf-8")
    done = eformc(folder, "build", "-o", "out")
    assert done.returncode == 1
    assert {path.name: path.read_bytes() for path in (folder / "out" / "broken").iterdir()} == before
    assert listed(folder / "out") == ["fine"]
    assert "out/broken" in done.stderr or "not in the index: broken" in done.stderr
    again = eformc(folder, "build", "-o", "out")
    assert (again.returncode, listed(folder / "out")) == (1, ["fine"])


def test_two_of_one_id_first_come_first_served(tmp_path):
    folder = project(tmp_path / "p", a=spec("fine", "first"), b=spec("fine", "second"), c=spec("last"))
    for words in ([], ["--no-cache"], []):
        done = eformc(folder, "build", "-o", "out", *words)
        assert (done.returncode, "EF110" in done.stderr) == (1, True)
        assert listed(folder / "out") == bundles(folder / "out") == ["fine", "last"]
        assert b"first" in (folder / "out" / "fine" / "form.vi.html").read_bytes()
        assert b"second" not in (folder / "out" / "fine" / "form.vi.html").read_bytes()
    (folder / "specs" / "a.eform.yaml").rename(folder / "specs" / "z.eform.yaml")
    assert eformc(folder, "build", "-o", "out").returncode == 1
    assert b"second" in (folder / "out" / "fine" / "form.vi.html").read_bytes()


def test_a_catalogue_with_errors_stops_its_own_forms(tmp_path):
    shutil.copytree(ROOT / "examples" / "norland", tmp_path / "p")
    folder = tmp_path / "p"
    (folder / "specs" / "fine.eform.yaml").write_text(spec("fine"), encoding="utf-8")
    broken = folder / "catalogue" / "people.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\nno_such_key: 1\n", encoding="utf-8")
    done = eformc(folder, "build", "-o", "out")
    assert done.returncode == 1
    assert bundles(folder / "out") == ["fine"]
    assert "its catalogue `norland` has errors" in done.stderr or "cannot be compiled" in done.stderr


def test_nothing_at_all_leaves_no_folder(tmp_path):
    folder = project(tmp_path / "p", b=BROKEN)
    done = eformc(folder, "build", "-o", "out")
    assert (done.returncode, (folder / "out").exists()) == (1, False)
    (folder / "specs" / "b.eform.yaml").write_text(spec("broken"), encoding="utf-8")
    assert eformc(folder, "build", "-o", "out").returncode == 0
    (folder / "specs" / "b.eform.yaml").write_text(BROKEN, encoding="utf-8")
    done = eformc(folder, "build", "-o", "out")
    assert (done.returncode, listed(folder / "out"), bundles(folder / "out")) == (1, [], ["broken"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("b.eform.yaml", b"\xef\xbb\xbf" + BROKEN.encode()), ("b.eform.yaml", BROKEN.replace("procedure:", "proceduer:", 1).encode()), ("b.eform.yml", BROKEN.encode()),
        ("b.eform.yaml", b"title: {vi: x}\nprocedure: broken\n"), ("b.eform.yaml", b"fragment: x\nfields: []\n"), ("b.eform.yaml", b"catalogue: vn\ntitle: x\n"),
        ("b.eform.yaml", b""), ("b.eform.yaml", b"# nothing\n"), ("b.eform.yaml", b"\xff\xfep\x00r\x00"), ("b.eform.yaml", b"\x00"), ("b.yaml", b"\xef\xbb\xbf" + BROKEN.encode()),
        ("b.yaml", BROKEN.replace("procedure:", "proceduer:", 1).encode()), ("b.eform.yaml", b"---\n---\n"), ("b.eform.yaml", b"registry: x\n"),
    ],
)  # fmt: skip
def test_31_file_with_a_byte_order_mark(tmp_path, name, data):
    """faults/31: no file that is called as specs are, and none that means to be one, is passed over."""
    folder = project(tmp_path / "p", a=spec("fine"))
    (folder / "specs" / name).write_bytes(data)
    done = eformc(folder, "lint")
    assert (done.returncode, f"specs/{name}:" in done.stdout) == (1, True), done.stdout
    assert "(2 files)" in done.stdout
    done = eformc(folder, "build", "-o", "out")
    assert (done.returncode, listed(folder / "out")) == (1, ["fine"])
    assert f"specs/{name}: no bundle" in done.stderr
    assert done.stderr.rstrip().endswith("1 left out")


def test_a_byte_order_mark_alone_is_no_mistake(tmp_path):
    folder = project(tmp_path / "p")
    (folder / "specs" / "fine.eform.yaml").write_bytes(b"\xef\xbb\xbf" + spec("fine").encode())
    assert eformc(folder, "build", "-o", "out").returncode == 0
    assert bundles(folder / "out") == ["fine"]


def test_shares_merge_what_can_be_built(folder, tmp_path):
    eformc(folder, "build", "-o", "whole", "--no-cache")
    for number in (1, 2):
        eformc(folder, "build", "-o", f"share-{number}", "--shard", f"{number}/2")
    done = eformc(folder, "merge", "share-1", "share-2", "-o", "merged")
    assert done.returncode == 1
    trees = [{path.relative_to(folder / top): path.read_bytes() for path in (folder / top).rglob("*") if path.is_file()} for top in ("whole", "merged")]
    assert trees[0] == trees[1]
    assert eformc(folder, "merge", "share-1", "share-2", "-o", "none", "--all-or-nothing").returncode == 1
    assert not (folder / "none").exists()
