"""docs/settings.md is made from the table of settings (`UPDATE_GOLDEN=1 pytest tests/house`); its examples are tried."""

import os
import tomllib

import pytest

from conftest import ROOT, TODAY
from eformc.project import Project, Settings, load_settings
from eformc.project.settings import KEYS

PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

eformc reads the nearest `eformc.toml` above the specs, or `[tool.eformc]` of the nearest `pyproject.toml`; the first one
found holds, they are never merged. `--config FILE` names another. Paths are counted from the file's folder. An unknown
key is an error. `eformc config --show` prints what holds, and from where.
"""


def reference():
    parts = [HEAD]
    for key in KEYS.values():
        parts.append(f"## `{key.name}`\n\n{key.en}\n\n{key.vi}\n\nTakes: {key.shape}. Default: {key.default}.\n\n```toml\n{key.example}\n```\n")
    return "\n".join(parts)


def test_the_reference_is_what_the_table_says():
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(reference(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == reference(), "if meant: UPDATE_GOLDEN=1 pytest tests/house"


@pytest.mark.parametrize("name", KEYS)
def test_the_example_of_a_key_can_stand_in_a_file_as_it_is(name, tmp_path):
    key = KEYS[name]
    assert set(tomllib.loads(key.example)) == {name}
    (tmp_path / "eformc.toml").write_text(key.example, encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.given == (name,)
    Project(settings, TODAY).terms()


def test_the_table_and_the_record_have_the_same_keys():
    assert set(KEYS) == set(Settings.__struct_fields__) - {"root", "file", "given", "trusted", "own_theme"}
