"""ARCHITECTURE.md is right about the packages."""

import re
import tomllib
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "eformc"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
LAYERS = SETTINGS["importlinter"]["contracts"][0]["layers"]


def braces(pattern):
    head, inner, tail = re.fullmatch(r"([^{]*)(?:\{(.*?)\})?(.*)", pattern).groups()
    return [f"{head}{one}{tail}" for one in inner.split(",")] if inner else [pattern]


def layers():
    return [tuple(re.findall(r"\w+", layer)) for layer in LAYERS]


def test_the_table_is_the_order_of_imports():
    rows = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in TEXT.splitlines() if line.startswith("| `")]
    packages = [set(layer) for layer in layers() if all((SRC / name).is_dir() for name in layer)]
    assert [set(row) for row in rows] == packages


def test_every_module_beside_the_packages_is_named():
    alone = {path.stem for path in SRC.glob("*.py")} - {"__init__", "__main__"}
    below = TEXT[TEXT.index("Below all of them") : TEXT.index("**Imports.**")]
    assert set(re.findall(r"`(\w+)`", below)) == alone
    assert f"stand {['no', 'one', 'two', 'three', 'four', 'five'][len(alone)]} modules" in below


def test_rooms_without_io_are_those_where_it_is_forbidden():
    said = re.findall(r"`(\w+)`", TEXT[TEXT.index("**No I/O") : TEXT.index("they take bytes and a day")])
    free = list(chain.from_iterable(braces(name) for name, codes in SETTINGS["ruff"]["lint"]["per-file-ignores"].items() if "TID251" in codes))
    allowed = {room for room in chain.from_iterable(layers()) if any(fnmatch(f"src/eformc/{room}/x.py", pattern) for pattern in free)}
    assert not allowed & set(said)
    packages = {name for layer in layers() for name in layer if (SRC / name).is_dir()}
    assert packages - allowed == {*said, "emit"}  # of which one module may read its own schema


def test_files_and_modules_that_are_named_are_there():
    for name in re.findall(r"`((?:[\w<>-]+/)+[\w<>.-]*)`", TEXT):
        path = name.replace("<country>", "vn")
        assert (SRC / path).exists() or (ROOT / path).exists(), name
    for row in (line for line in TEXT.splitlines() if line.startswith("| `")):
        room, *inner = re.findall(r"`([\w.]+)`", row)
        if row.split("|")[1].count("`") == 2:
            for name in inner:
                assert any((SRC / room / f"{name}{end}").exists() for end in (".py", "", "/__init__.py")), (room, name)
