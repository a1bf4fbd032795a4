"""A portal works with msgspec and Jinja2 alone (docs/decisions/005-distributions.md)."""

import subprocess
import sys

from conftest import ROOT

PORTAL = """
import asyncio, sys
from importlib.abc import MetaPathFinder
from pathlib import Path


class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("eformc", "msgspec", "jinja2", "markupsafe"):
            raise ModuleNotFoundError(f"not installed: {name}", name=name)
        return None


sys.meta_path.insert(0, Absent())
from eformc.portal import Answer, Authenticated, Guard, Posted, Receipt, load_form, load_plan, paper_view, parse_date, read_theme, render_paper, run_prefill
from eformc.registries import open_sources

folder = Path(sys.argv[1]) / "khai-sinh"
form, today = load_form(folder, verify=True), parse_date("2026-11-24")
made = form.submitted(Posted({"f.relation_to_child": ["father"]}), today)
assert made.faults
assert "<form" in form.page("vi", made=made)
prefilled = asyncio.run(run_prefill(load_plan(folder), Authenticated({"/applicant/personal_id": "079180000001"}), {}, {}, today=today))
assert form.page("vi", held=prefilled.given("vi"))
print("done")
"""


def test_a_portal_needs_two_libraries(tmp_path):
    command = [sys.executable, "-m", "eformc", "-q", "build", "specs/procedures/khai-sinh.eform.yaml", "-o", str(tmp_path / "out"), "--no-cache"]
    subprocess.run(command, cwd=ROOT, check=True)
    done = subprocess.run([sys.executable, "-c", PORTAL, str(tmp_path / "out")], capture_output=True, text=True, check=False)
    assert done.stdout == "done\n", done.stderr
