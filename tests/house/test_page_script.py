"""The page's script is made of modules that import one way."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

import eformc

SCRIPT = Path(eformc.__file__).parent / "portal" / "script"


def test_modules_of_the_page_import_one_way():
    modules = sorted(SCRIPT.glob("*.mjs"))
    imports = {path.name: set(re.findall(r'from "\./(\w+\.mjs)"', path.read_text(encoding="utf-8"))) for path in modules}
    assert sum(map(len, imports.values())) > 10
    assert set(TopologicalSorter(imports).static_order()) == {path.name for path in modules}  # raises `CycleError`
