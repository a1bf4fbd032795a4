"""`pip install` and `npm install` as the documentation's blocks call them: what they name must be what the project names.

pip: extras must exist, a version must be eformc's. npm: the packages of `tests/verify/js`, in the version locked there.
"""

import json
import os
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(os.environ["EFORMC_ROOT"])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENT = re.compile(r"(?:\./)?eformc(?:\[([a-z,]+)\])?(?:==([0-9.]+))?")


def pip(requirements):
    from eformc import __version__

    for one in requirements:
        found = REQUIREMENT.fullmatch(one)
        assert found, f"{one}: only eformc is installed by a reader"
        assert set((found[1] or "").split(",")) - {""} <= set(PROJECT["optional-dependencies"]), f"{one}: no such extra"
        assert found[2] in (None, __version__), f"{one}: this is {__version__}"


def npm(packages):
    folder = ROOT / "tests" / "verify" / "js"
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for one in packages:
        name, _, version = one.rpartition("@")
        assert locked[f"node_modules/{name}"]["version"] == version, f"{one}: the tests have another one"
    Path("node_modules").symlink_to(folder / "node_modules")


name, verb, *what = Path(sys.argv[1]).name, *sys.argv[2:]
assert verb == "install", f"{name} {verb}"
{"pip": pip, "npm": npm}[name](what)
