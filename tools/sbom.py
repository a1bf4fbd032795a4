"""Writes the bill of materials (CycloneDX 1.6, JSON) of what `make wheel` built.

    python tools/sbom.py [FOLDER]        # default: dist; writes FOLDER/eformc-VERSION.cdx.json

Versions and hashes are those of the lock files; who needs whom, and licences, are what the installed packages say. What
eformc always needs is `required`, what only an extra of it needs is `optional`. The same commit gives the same bytes.
"""

import importlib.metadata
import os
import re
import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKER = OrganizationalEntity(name=PROJECT["authors"][0]["name"])
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))?(?: \\\n|$)((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)*)", re.MULTILINE)


def locked(name="dev"):
    """Package -> its entries in a lock file: (version, marker, SHA-256 of its files)."""
    made = {}
    for package, version, marker, hashes in _ENTRY.findall((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")):
        made.setdefault(canonicalize_name(package), []).append((version, marker, re.findall("[0-9a-f]{64}", hashes)))
    return made


def needs(package, extras, lock):
    """The packages that an installed one needs with some of its extras: {package: extras}. On every platform that the lock is for; of
    what is not installed here, nothing is known.
    """
    try:
        lines = importlib.metadata.requires(package) or []
    except importlib.metadata.PackageNotFoundError:
        lines = []
    return {name: more for line in lines for name, more in wanted(Requirement(line), extras, lock)}


def wanted(one, extras, lock):
    """A requirement where it counts: (package, extras), or nothing. Markers other than `extra` were weighed by the lock."""
    name = canonicalize_name(one.name)
    asked = "extra" in str(one.marker)
    if name in lock and (not asked or any(one.marker.evaluate({"extra": extra}) for extra in extras)):
        yield name, one.extras


def closure(lines, lock):
    """Everything that requirements lead to: package -> the packages it needs itself."""
    open_ = [(canonicalize_name(one.name), one.extras) for one in map(Requirement, lines)]
    found = {}
    while open_:
        name, extras = open_.pop()
        below = needs(name, extras, lock)
        new = set(below) - found.get(name, set())
        if name not in found or new:
            found[name] = found.get(name, set()) | new
            open_ += below.items()
    return found


def licences(package):
    """The licence that an installed package names."""
    try:
        said = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        return []
    classified = [line.rsplit(" :: ", 1)[1] for line in said.get_all("Classifier") or [] if line.startswith("License :: ")]
    names = [said["License-Expression"]] if said["License-Expression"] else classified or [text for text in [said.get("License", "")] if 0 < len(text) < 60]
    return [LicenseFactory().make_from_string(name) for name in names]


def makers(package):
    """The maker of an installed package, as far as it says so."""
    try:
        said = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        return []
    name = said.get("Author") or re.sub(r"\s*<[^>]*>", "", said.get("Author-email") or "").strip(' "')
    return [OrganizationalContact(name=name)] if name else []


def components(name, entries, scope):
    """One component for each version that the lock has of a package."""
    for version, marker, hashes in entries:
        purl = PackageURL("pypi", None, name, version)
        files = XsUri(f"https://pypi.org/project/{name}/{version}/#files")
        reference = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=files, hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in hashes])
        yield Component(
            name=name, version=version, purl=purl, bom_ref=str(purl), scope=scope, licenses=licences(name), authors=makers(name), external_references=[reference],
            properties=[Property(name="eformc:environment-marker", value=marker)] if marker else [],
        )  # fmt: skip


def built(folder, version):
    """The files that were built, by their hashes."""
    for file in sorted(folder.glob(f"eformc-{version}*")):
        if file.suffix in {".whl", ".gz"}:
            content = sha256(file.read_bytes()).hexdigest()
            yield ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(file.name), hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content)])


def moment():
    """The time of the build: SOURCE_DATE_EPOCH, else of the last commit, else now."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
        told = asked.stdout.strip() or str(int(time.time()))
    return datetime.fromtimestamp(int(told), UTC)


def bill(folder, version):
    """The bill of materials of a version whose files lie in a folder."""
    lock = locked()
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    required = closure(PROJECT["dependencies"], lock)
    graph = closure([*PROJECT["dependencies"], *extras], lock)
    purl = PackageURL("pypi", None, "eformc", version)
    own = Component(
        name="eformc", version=version, type=ComponentType.APPLICATION, purl=purl, bom_ref=str(purl), description=PROJECT["description"], supplier=MAKER,
        licenses=[LicenseFactory().make_from_string(PROJECT["license"])], external_references=list(built(folder, version)),
    )  # fmt: skip
    made = {
        name: list(components(name, lock[name], ComponentScope.REQUIRED if name in required else ComponentScope.OPTIONAL)) for name in sorted(graph)
    }
    serial = uuid5(NAMESPACE_URL, "".join(sorted(f"{one.url}{hash_.content}" for one in own.external_references for hash_ in one.hashes)) or str(purl))
    metadata = BomMetaData(component=own, supplier=MAKER, authors=[OrganizationalContact(name=MAKER.name)], timestamp=moment())
    bom = Bom(components=[one for some in made.values() for one in some], serial_number=serial, metadata=metadata)
    direct = {canonicalize_name(Requirement(line).name) for line in [*PROJECT["dependencies"], *extras]}
    bom.register_dependency(own, [one for name in direct for one in made[name]])
    for name, below in graph.items():
        for one in made[name]:
            bom.register_dependency(one, [other for inner in below for other in made[inner]])
    return bom


def main(folder):
    """Writes the bill of the newest version in a folder; says where. Raises `SystemExit` for one that is no CycloneDX."""
    version = re.search('__version__ = "(.*)"', (ROOT / "src/eformc/__init__.py").read_text(encoding="utf-8"))[1]
    text = JsonV1Dot6(bill(folder, version)).output_as_string(indent=2) + "\n"
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"no CycloneDX: {problem}")
    target = folder / f"eformc-{version}.cdx.json"
    target.write_text(text, encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist")
