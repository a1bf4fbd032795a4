"""The wheel, as somebody who has no checkout gets it: built, installed into an empty environment, used from an empty folder."""

import hashlib
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from eformc import __version__

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("wheel")]  # its fixtures are dear: one worker makes them
# Who installs has a network; who uses eformc has nothing of this process's environment.
INSTALLING = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def run(command, cwd, env):
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def built(target, source, folder):
    run([sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)], source, INSTALLING)
    (archive,) = folder.iterdir()
    return archive


def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of an environment's programs; it holds the wheel, the locked dependencies, and nothing else."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "run.txt")], place, INSTALLING)
    run([*pip, "--no-deps", "--no-index", str(wheel)], place, INSTALLING)
    run([str(place / "bin" / "python"), "-m", "pip", "check"], place, INSTALLING)
    return place / "bin"


@pytest.fixture
def eformc(installed, tmp_path):
    """Runs the installed `eformc` in an empty folder, with a clean environment; gives what it printed."""
    empty = tmp_path / "empty"
    empty.mkdir()
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def call(*arguments):
        return run([str(installed / "eformc"), *arguments], empty, env)

    call.folder = empty
    return call


def test_the_wheel_carries_every_file_that_the_checkout_has(wheel):
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--", "src/eformc", "specs/catalogue", "templates"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")[:-1]  # fmt: skip
    places = {"src/eformc/": "eformc/", "specs/catalogue/": "eformc/_data/catalogue/", "templates/": "eformc/_data/templates/"}
    expected = {
        new + path.removeprefix(old) for path in tracked for old, new in places.items() if path.startswith(old) if (ROOT / path).is_file()
    }
    assert {"eformc/py.typed", "eformc/kernel/engine.mjs", "eformc/_data/catalogue/vn/catalogue.yaml"} <= expected
    assert expected - set(contents(wheel)) == set()


def test_the_wheel_holds_the_package_and_its_licence_and_nothing_else(wheel):
    names = set(contents(wheel))
    info = f"eformc-{__version__}.dist-info/"
    assert {name for name in names if not name.startswith(("eformc/", info))} == set()
    assert f"{info}licenses/LICENSE" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_source_archive_gives_the_same_wheel(wheel, tmp_path):
    sdist = built("sdist", ROOT, tmp_path / "sdist")
    (tmp_path / "source").mkdir()
    run(["tar", "-xf", str(sdist)], tmp_path / "source", INSTALLING)
    (source,) = (tmp_path / "source").iterdir()
    assert contents(built("wheel", source, tmp_path / "again")) == contents(wheel)


def test_two_builds_give_the_same_bytes(wheel, tmp_path):
    assert built("wheel", ROOT, tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_the_command_says_its_version(eformc):
    assert eformc("--version") == f"eformc {__version__}\n"


def test_the_package_used_is_the_installed_one(installed, tmp_path):
    where = run([str(installed / "python"), "-c", "import eformc; print(eformc.__file__)"], tmp_path, {"PATH": ""})
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_a_new_spec_builds_outside_the_checkout(eformc):
    eformc("new", "hello")
    (spec,) = eformc.folder.rglob("hello.eform.yaml")
    eformc("build", str(spec), "-o", "out")
    made = {path.relative_to(eformc.folder / "out").as_posix() for path in (eformc.folder / "out").rglob("*")}
    assert {"hello/schema.json", "hello/prefill.json", "hello/form.vi.html", "hello/form.en.html", "index.html"} <= made
    page = (eformc.folder / "out/hello/form.vi.html").read_text(encoding="utf-8")
    assert 'lang="vi"' in page
    assert "<script" in page


def test_every_verb_can_be_asked_for_help(eformc):
    listing = eformc("--help")
    verbs = ["build", "completion", "explain", "import", "lint", "new", "plan", "report", "schema", "validate"]
    assert [verb for verb in verbs if verb not in listing] == []
    assert [verb for verb in verbs if "Usage: eformc" not in eformc(verb, "--help")] == []
