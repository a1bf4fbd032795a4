"""Makes `examples/as-printed/` again: the twenty printed forms as tables (CSV), then as specs by eformc's own importer.

    python tools/as_printed.py FOLDER    # a folder with the forms as YAML (sections, fields, columns, attachments)

Only what is printed is taken: labels, sections, types, options, conditions. No subject, no hint of who holds what.
"""

import csv
import subprocess
import sys
from pathlib import Path

import yaml

OUT = Path(__file__).resolve().parent.parent / "examples" / "as-printed"
HEAD = ("id", "section", "label", "type", "options", "required", "condition", "part_of")


def row(field: dict, section: str, part_of: str = "") -> dict[str, str]:
    return {
        "id": field["id"],
        "section": section,
        "label": field["label"],
        "type": field["type"],
        "options": "|".join(field.get("options", ())),
        "required": {True: "true", False: "false"}.get(field.get("required"), ""),
        "condition": field.get("condition", ""),
        "part_of": part_of,
    }


def main(folder: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.yaml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = form["id"].removeprefix("vn-")
        rows = []
        for section in form["sections"]:
            for field in section["fields"]:
                rows.append(row(field, section["title"]))
                rows += [row(column, section["title"], field["id"]) for column in field.get("columns", ())]
        rows += [row({**paper, "type": "file"}, "") for paper in form.get("attachments", ())]
        table = OUT / f"{name}.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEAD, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        spec = OUT / f"{name}.eform.yaml"
        command = [sys.executable, "-m", "eformc", "import", str(table), "-o", str(spec), "--force", "-q"]
        subprocess.run([*command, "--procedure", f"{name}-as-printed", "--title", form["title"]], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
