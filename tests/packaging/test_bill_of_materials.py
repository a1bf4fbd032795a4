"""The bill of materials is valid CycloneDX, names exactly what is locked and needed, and says the hashes of what was built."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from test_locks import PROJECT, ROOT, locked, normal

EPOCH = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
pytestmark = pytest.mark.xdist_group("wheel")


def billed(folder):
    subprocess.run([sys.executable, str(ROOT / "tools" / "sbom.py"), str(folder)], check=True, capture_output=True, env=EPOCH)
    (bill,) = folder.glob("*.cdx.json")
    return bill.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """A folder with wheel, source archive and bill."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    billed(folder)
    return folder


@pytest.fixture(scope="module")
def text(dist):
    (bill,) = dist.glob("*.cdx.json")
    return bill.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bill(text):
    return json.loads(text)


def test_it_is_valid_cyclonedx(text):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


@pytest.mark.parametrize("change", [('"bomFormat": "CycloneDX"', '"bomFormat": "other"'), ('"alg": "SHA-256"', '"alg": "none"'), ('"scope": "required"', '"scope": "needed"')])
def test_the_validator_finds_what_is_none(text, change):
    assert change[0] in text
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.replace(*change)) is not None


def test_it_says_the_hashes_of_wheel_and_source_archive(bill, dist):
    said = {one["url"]: one["hashes"] for one in bill["metadata"]["component"]["externalReferences"]}
    files = [file for file in dist.iterdir() if file.suffix != ".json"]
    assert len(files) == 2
    assert said == {file.name: [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}] for file in files}


def test_every_component_has_name_version_licence_and_the_hashes_of_the_lock(bill):
    lock = locked("dev")
    for one in bill["components"]:
        (reference,) = one["externalReferences"]
        hashes = {each["content"] for each in reference["hashes"]}
        entry = lock[one["name"]]
        assert hashes <= set(re.findall("sha256:([0-9a-f]{64})", entry)) or one["name"] == "numpy", one["name"]  # locked twice
        assert hashes
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
    assert [one["name"] for one in bill["components"] if not one.get("licenses") and one["name"] != "httpx2-jsfetch"] == []  # no browser here


def test_it_names_what_users_install_and_no_tool_of_ours(bill):
    names = {one["name"] for one in bill["components"]}
    required = {one["name"] for one in bill["components"] if one["scope"] == "required"}
    assert {normal(one) for one in PROJECT["project"]["dependencies"]} <= required
    assert required <= set(locked("run"))
    assert set(locked("run")) <= names
    for lines in PROJECT["project"]["optional-dependencies"].values():
        assert {normal(line) for line in lines} <= names
    assert names.isdisjoint({"pytest", "mypy", "ruff", "hypothesis", "cyclonedx-python-lib", "isoduration"})


def test_who_needs_whom_leads_to_everything(bill):
    below = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    seen, todo = set(), [bill["metadata"]["component"]["bom-ref"]]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += below[one]
    assert seen == {bill["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in bill["components"])}


def test_the_same_files_give_the_same_bill(dist, text):
    assert billed(dist) == text


def test_the_source_archive_holds_the_security_policy(dist):
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as held:
        assert any(name.endswith("/SECURITY.md") for name in held.getnames())


@pytest.mark.parametrize("said", ["Report a vulnerability", "## What is promised", "## Supported versions", "cdx.json"])
def test_the_security_policy_says_how_what_and_which(said):
    assert said in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
