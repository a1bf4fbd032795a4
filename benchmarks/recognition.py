"""How well recognition does on printed forms with gold labels: origin class, "need not be asked", registry, papers.

    python benchmarks/recognition.py FOLDER [--misses]    # forms as YAML with `held:` labels

The forms are read as `examples/as-printed/` were made: labels, sections, types and options only, no subjects.
"""

import json
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


def origin(held: dict) -> str:
    return "held" if "source" in held else "derived" if "derived" in held else "repeated" if "repeat" in held else "asked"


def main(folder: Path, *, misses: bool) -> None:
    command = [sys.executable, "-m", "eformc", "report", str(ROOT / "examples" / "as-printed"), "--format", "json", "--lang", "vi"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    forms = {one["procedure"].removesuffix("-as-printed"): one for one in report["procedures"]}
    total = dict.fromkeys(("fields", "class", "said", "right", "need", "found", "held", "registry", "papers", "paper_right"), 0)
    for path in sorted(folder.glob("*.yaml")):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        ours = forms[form["id"].removeprefix("vn-")]
        by_id = {field["id"]: field for field in ours["fields"]}
        for section in form["sections"]:
            for field in section["fields"]:
                for leaf in field.get("columns", [field]):
                    got, gold = by_id[leaf["id"]], origin(leaf["held"])
                    if leaf.get("certainty") == "arguable":
                        continue
                    total["fields"] += 1
                    total["class"] += got["origin"] == gold
                    total["said"] += got["origin"] != "asked"
                    total["need"] += gold != "asked"
                    total["right"] += got["origin"] != "asked" and gold != "asked"
                    if gold == "held":
                        total["held"] += 1
                        total["registry"] += got["registry"] in (leaf["held"]["source"], leaf.get("alt", {}).get("source"))
                    if misses and got["origin"] != gold:
                        print(f"{form['id']} {leaf['id']} [{section['title'][:24]}] {leaf['label'][:46]!r}: gold {gold} {leaf['held'].get('element', '')}, got {got['origin']} {got['subject']}.{got['element']} {got['confidence']}")
        papers = {paper["id"]: paper for paper in ours["attachments"]}
        for paper in form.get("attachments", ()):
            if paper.get("certainty") == "arguable":
                continue
            total["papers"] += 1
            total["paper_right"] += papers[paper["id"]]["origin"] == origin(paper["held"])
            if misses and papers[paper["id"]]["origin"] != origin(paper["held"]):
                print(form["id"], paper["id"], paper["label"], "gold", origin(paper["held"]), "got", papers[paper["id"]]["element"])
    print(f"fields {total['fields']}  class {total['class'] / total['fields']:.3f}")
    print(f"need not be asked: precision {total['right'] / max(1, total['said']):.3f}  recall {total['right'] / total['need']:.3f}")
    print(f"registry right of held {total['registry'] / total['held']:.3f}")
    print(f"attachments {total['paper_right'] / total['papers']:.3f} of {total['papers']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), misses="--misses" in sys.argv)
