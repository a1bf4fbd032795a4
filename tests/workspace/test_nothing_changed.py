"""Where nothing changed nothing is loaded that looks at specs: a build that has nothing to do is done at once."""

import os
import subprocess
import sys

import pytest
from projects import project, tree

UNNEEDED = ("eformc.rules", "eformc.language", "eformc.reasoning", "eformc.model", "eformc.emit.html", "jinja2", "lark", "yaml", "asyncio", "jsonschema")


@pytest.fixture
def build(tmp_path):
    folder = project(tmp_path / "p")
    environment = {**os.environ, "EFORMC_CACHE_DIR": str(tmp_path / "cache")}

    def run(*flags):
        command = [sys.executable, *flags, "-m", "eformc", "build", str(folder / "specs"), "-o", str(tmp_path / "out"), "-q"]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=True)

    run()
    run.folder, run.out = folder, tmp_path / "out"
    return run


def test_neither_rules_nor_language_nor_templates_are_loaded(build):
    said = build("-X", "importtime").stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}
    assert "eformc.build.driver" in loaded
    assert sorted(name for name in loaded if name.startswith(UNNEEDED)) == []


@pytest.mark.parametrize("name", ["index.html", "manifest.json", "assets/engine.mjs"])
def test_what_stands_beside_the_bundles_comes_back(build, name):
    before = tree(build.out)
    (build.out / name).unlink()
    build()
    assert tree(build.out) == before
    (build.out / name).write_bytes(b"else\n")
    build()
    assert tree(build.out) == before
