"""The recipes of CONTRIBUTING.md, done in a copy of the source: each adds one thing with one file."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = re.findall(r'### (.+?)\n.*?```\w+ title="(.+?)"\n(.*?)```\n\n```console\n\$ eformc (.+?)\n```', TEXT, re.DOTALL)
SHOWN = {
    "A lint rule": "shouting-title",
    "A field type": '"percent"',
    "An output": "",
    "An importer": "Họ và tên",
    "A format of findings": r"^\d+\n$",
    "A registry adapter": "",
    "A verb of the command line": "Xin chào\n",
    "A registry": "Library card register",
}
"""A pattern of the line in which the recipe's command shows the thing that was added."""
INVENTORY = {
    "A lint rule": "EF599 shouting-title (info)",
    "A field type": "percent",
    "An output": "titles",
    "An importer": ".lines",
    "A format of findings": "count",
    "A registry adapter": "nobody",
    "A verb of the command line": "greet",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for name in ("src", "specs", "templates", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "demo" if name == "specs" else ""))
    shutil.copytree(ROOT / "tests" / "house", folder / "tests" / "house", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "eformc.toml", folder)
    (folder / "questions.lines").write_text("Họ và tên\nNgày sinh\n", encoding="utf-8")
    return folder


def run(copy, *command):
    env = {**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy / 'tests' / 'house'}", "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    done = subprocess.run([sys.executable, *command], cwd=copy, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def contents(copy):
    return {path.relative_to(copy).as_posix(): path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file() and path.relative_to(copy).parts[0] not in (".cache", "build")}


def test_every_kind_of_addition_has_a_recipe():
    assert [name for name, *_ in RECIPES] == list(SHOWN)


@pytest.mark.parametrize(("name", "path", "text", "command"), RECIPES, ids=[name for name, *_ in RECIPES])
def test_a_recipe_adds_its_thing_with_one_file(copy, name, path, text, command):
    before = contents(copy)
    assert path not in before
    (copy / path).write_text(text, encoding="utf-8")
    try:
        said = run(copy, "-m", "eformc", "--lang", "en", *command.split())
        assert re.search(SHOWN[name], said), said
        assert {one for one, stamp in contents(copy).items() if before.get(one) != stamp} == {path}
        if name == "An output":
            assert "child.full_name\t" in (copy / "build" / "khai-sinh" / "titles.tsv").read_text(encoding="utf-8")
        if name in INVENTORY:
            listed = run(copy, "-c", "from test_inventory import inventory; print(inventory())").splitlines()
            old = (ROOT / "tests" / "house" / "inventory.txt").read_text(encoding="utf-8").splitlines()
            assert [line.strip() for line in listed if line not in old] == [INVENTORY[name]]
    finally:
        (copy / path).unlink()


def test_the_example_of_a_rule_is_found_by_it(copy):
    path, text = next((path, text) for name, path, text, _ in RECIPES if name == "A lint rule")
    (copy / path).write_text(text, encoding="utf-8")
    try:
        (copy / "wrong.eform.yaml").write_text(run(copy, "-c", "from eformc.rules.people.shouting_title import KIND; print(KIND.wrong)"), encoding="utf-8")
        assert "EF599 [shouting-title]" in run(copy, "-m", "eformc", "--lang", "en", "lint", "wrong.eform.yaml")
    finally:
        (copy / path).unlink()
        (copy / "wrong.eform.yaml").unlink(missing_ok=True)
