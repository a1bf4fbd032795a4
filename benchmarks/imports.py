"""`make import-benchmark`: what importers make of the real forms of ../shared/corpora, where that folder is there.

A table by corpus: files, refused ones, specs that compile, questions, papers, losses, lines that are no questions, and
the milliseconds of CPU a form takes from its bytes to a compiled spec. Forms that are set aside (import-set-aside.md)
are left out unless `--set-aside` is given.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

from eformc.importers import importers
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.words import words_of
from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
FOLDERS = {"documents": "forms-vn/docx", "texts": "forms-vn/text", "XLSForm": "xlsform", "Form.io": "formio/forms", "JSON Schema": "json-schema"}


def set_aside() -> set[str]:
    """The names of forms that are kept for judging."""
    return set(re.findall(r"`([^`]+\.(?:txt|docx))`", (ROOT / "benchmarks" / "import-set-aside.md").read_text(encoding="utf-8")))


def main() -> None:
    if not CORPORA.is_dir():
        print(f"{CORPORA} is not there: nothing to measure")
        return
    project = Project(load_settings(ROOT), "2026-11-28")
    words = words_of((ROOT / "specs" / "catalogue" / "vn" / "import-words.toml").read_text(encoding="utf-8"))
    only = "--set-aside" in sys.argv
    kept = set_aside()
    print(f"{'corpus':12} {'files':>5} {'refused':>7} {'compile':>7} {'questions':>9} {'papers':>6} {'lost':>5} {'partly':>6} {'rewritten':>9} {'no question':>11} {'ms':>5}")
    for name, folder in FOLDERS.items():
        files = [path for path in sorted((CORPORA / folder).rglob("*")) if path.suffix.lower() in importers() and (path.name in kept) == only]
        if files:
            print(row(name, [path for path in files if not path.name.endswith("-example.json")], project, words))


def row(name: str, files: list[Path], project: Project, words: object) -> str:
    """One line of the table; what cannot be imported or compiled is named on standard error."""
    count: Counter[str] = Counter()
    start = time.process_time()
    for path in files:
        heading = Heading("form", "Form", "person", ("person",), words, "en", titled=False)
        try:
            imported = importers()[path.suffix.lower()].read(path.read_bytes(), heading)
        except ImportProblem as problem:
            count["refused"] += 1
            print(f"{path.name}: {problem}", file=sys.stderr)
            continue
        unit = project.unit_of("form.eform.yaml", imported.spec.encode())
        count["compile"] += unit.sound
        if not unit.sound:
            print(f"{path.name}: " + "; ".join(one.text("en") for one in unit.diagnostics if one.code[:3] in ("EF0", "EF1", "EF6"))[:300], file=sys.stderr)
        count["questions"] += len(list(imported.form.questions()))
        count["papers"] += len(imported.form.papers)
        count["skipped"] += len(imported.form.skipped)
        count.update(loss.kept for loss in imported.lost)
    spent = (time.process_time() - start) * 1000 / max(len(files), 1)
    numbers = [len(files), count["refused"], count["compile"], count["questions"], count["papers"], count["lost"], count["partly"], count["kept"], count["skipped"]]
    widths = (5, 7, 7, 9, 6, 5, 6, 9, 11)
    return f"{name:12} " + " ".join(f"{number:>{width}}" for number, width in zip(numbers, widths, strict=True)) + f" {spent:>5.0f}"


if __name__ == "__main__":
    main()
