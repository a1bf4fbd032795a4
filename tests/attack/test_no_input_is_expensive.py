"""A mebibyte of anything ends in a finding that costs next to nothing; a process each, with limits.

The bar is a second of CPU more than an empty spec costs, and 150 MB; a loaded machine may need three times the second.
"""

import pytest
from hostile_files import EMPTY, hostile
from measured import run

HOSTILE = hostile()
A_FEW = {"marks-in-a-title", "keys-twice-on-one-line", "hashes", "bare-fields", "subjects", "many-expressions", "sound-questions", "nested-counts"}
SECONDS, BYTES, OUTPUT = 3.0, 150 << 20, 300_000


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "eformc.toml").write_text("")
    return folder


@pytest.fixture(scope="module")
def least(place):
    (place / "empty.eform.yaml").write_text(EMPTY)
    return run("lint", "empty.eform.yaml", cwd=place).seconds


@pytest.mark.parametrize("name", [name if name in A_FEW else pytest.param(name, marks=pytest.mark.long) for name in HOSTILE])
def test_a_hostile_file_ends_in_a_finding(place, least, name):
    spec = place / "hostile.eform.yaml"
    spec.write_bytes(HOSTILE[name])
    cost = run("--lang", "en", "lint", spec.name, cwd=place)
    print(f"{name}: {cost.seconds - least:+.2f} s, {cost.memory >> 20} MB, {len(cost.out)} characters")
    assert cost.code == 1, cost.err
    assert "hostile.eform.yaml:" in cost.out
    assert "Traceback" not in cost.out + cost.err
    assert cost.seconds - least < SECONDS
    assert cost.memory < BYTES
    assert len(cost.out) + len(cost.err) < OUTPUT


def test_what_is_not_said_is_counted(place):
    (place / "hostile.eform.yaml").write_bytes(HOSTILE["keys-twice-on-one-line"])
    cost = run("--lang", "en", "lint", "hostile.eform.yaml", cwd=place)
    assert cost.out.count("hostile.eform.yaml:") < 120
    (place / "hostile.eform.yaml").write_text("x: {" + "a: b, " * 500 + "}\n")
    cost = run("--lang", "en", "lint", "hostile.eform.yaml", cwd=place)
    assert "And 449 more mistakes in this file; the first 50 are said." in cost.out
