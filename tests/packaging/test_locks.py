"""The lock files hold all that `pyproject.toml` asks for, with hashes, and say nothing of where they were made."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def normal(requirement):
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


def locked(name):
    """Package -> its entry, continuation lines and all."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^[A-Za-z0-9].*(?:\n .*)*", text, re.MULTILINE)
    return {normal(entry): entry for entry in entries}


def group(name):
    for one in PROJECT["dependency-groups"][name]:
        yield from [one] if isinstance(one, str) else group(one["include-group"])


def wanted(name):
    run = PROJECT["project"]["dependencies"]
    return {"run": run, "dev": [*run, *group("dev")], "build": [*PROJECT["build-system"]["requires"], *group("build")]}[name]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_everything_asked_for_is_locked(lock):
    missing = {normal(requirement) for requirement in wanted(lock.stem)} - set(locked(lock.stem))
    assert not missing, f"not locked: {missing}; run `make lock`"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_locked_package_has_a_version_and_a_hash(lock):
    loose = [name for name, entry in locked(lock.stem).items() if "==" not in entry or "--hash=sha256:" not in entry]
    assert not loose


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_no_lock_names_a_place(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.findall(r"--(?:extra-)?index-url|--find-links|\w+://\S+|/(?:home|root|tmp|work|opt)/\S*", text)


@pytest.mark.parametrize("name", ["run", "build"])
def test_a_tester_has_the_versions_that_a_user_has(name):
    version = re.compile(r"==([^\s\\;]+)")
    users = {package: version.search(entry)[1] for package, entry in locked(name).items()}
    testers = {package: version.search(entry)[1] for package, entry in locked("dev").items()}
    assert users == {package: testers.get(package) for package in users}
