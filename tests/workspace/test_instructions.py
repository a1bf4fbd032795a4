"""The hot path does not grow unnoticed: counted in instructions, so that no other work on the machine matters."""

import os
import subprocess
import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from instructions import counted, judged

SCRIPT = ROOT / "benchmarks" / "instructions.py"


@pytest.mark.long
def test_no_stage_of_the_hot_path_takes_a_tenth_more_than_was_accepted():
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": "0"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_growth_of_one_stage_and_of_all_is_seen():
    before = {"read": 100, "emit": 1000}
    assert judged({"read": 110, "emit": 1000}, before) == []
    assert [line.split(":")[0] for line in judged({"read": 111, "emit": 1000}, before)] == ["read"]
    assert [line.split(":")[0] for line in judged({"read": 100, "emit": 1000, "new": 200}, before)] == ["all"]


def test_counting_is_exact_and_the_same_each_time():
    def work(n):
        return sum(at * at for at in range(n))

    first, again, more = (counted(lambda n=n: work(n))[1] for n in (100, 100, 200))
    assert first == again
    assert 1.8 < more / first < 2.2
