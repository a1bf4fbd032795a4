"""What pages carry is what its sources give, and weighs little."""

import subprocess

import pytest

from conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_script_and_style_are_what_their_sources_give():
    ran = subprocess.run(["node", "tools/page/build.mjs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
