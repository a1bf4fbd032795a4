"""A plain page of every control with its examples, in every language: `python tools/fixtures.py [FOLDER]`.

Made of `templates/controls/*/control.yaml` by the way every form is made; tests/components judges these pages.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import yaml

from eformc.emit.html import emit
from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parent.parent
CONTROLS = ROOT / "templates" / "controls"
NAMES = sorted(path.parent.name for path in CONTROLS.glob("*/control.html.j2"))
SPEC = {
    "procedure": "examples", "title": {"vi": "Ví dụ", "en": "Examples"}, "legal_basis": ["Luật Thử nghiệm 2024"],
    "subjects": {
        "applicant": {"is": "person", "known_by": "login"},
        "members": {"is": "person", "known_by": "key", "many": True, "title": {"vi": "Thành viên", "en": "Members"}},
    },
}  # fmt: skip


def examples(control: str) -> Any:
    """The fields of a control's examples, as an author writes them."""
    return yaml.safe_load((CONTROLS / control / "control.yaml").read_text(encoding="utf-8"))


def pages(project: Project) -> Iterator[tuple[str, str, str]]:
    """(control, language, page) of every control that has examples."""
    for control in NAMES:
        if not examples(control):
            continue
        page = {"page": "one", "title": {"vi": "Một", "en": "One"}, "fields": examples(control)}
        spec = {**SPEC, "procedure": control.replace("_", "-"), "pages": [page]}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{control}.yaml"
            path.write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), encoding="utf-8")
            (unit,) = project.units([str(path)])
        assert unit.sound, [(one.code, one.args) for one in unit.diagnostics]
        for lang in ("vi", "en"):
            yield control, lang, emit(unit.reasoned, lang).replace('href="form.', f'href="{control}.')


def write(project: Project, out: Path) -> None:
    """The pages, and a list of them that shows the examples beside."""
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for control, lang, page in pages(project):
        (out / f"{control}.{lang}.html").write_text(page, encoding="utf-8")
        if lang == "vi":
            shown = escape((CONTROLS / control / "control.yaml").read_text(encoding="utf-8"))
            links = " ".join(f'<a href="{control}.{one}.html" hreflang="{one}">{one}</a>' for one in ("vi", "en"))
            rows.append(f"<h2>{control}</h2>\n<p>{links}</p>\n<pre>{shown}</pre>\n")
    head = '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Controls</title><style>pre{white-space:pre-wrap;overflow-wrap:anywhere}a{display:inline-block;padding:.75rem}</style></head>\n'
    (out / "index.html").write_text(f"{head}<body>\n<main>\n<h1>Controls</h1>\n{''.join(rows)}</main>\n</body>\n</html>\n", encoding="utf-8")


if __name__ == "__main__":
    write(Project(load_settings(ROOT), dt.datetime.now(dt.UTC).date().isoformat()), Path(sys.argv[1] if sys.argv[1:] else "build/controls"))
