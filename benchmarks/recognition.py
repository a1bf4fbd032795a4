"""How well recognition does on printed forms with gold labels: origin class, "need not be asked", registry, papers.

    python benchmarks/recognition.py FOLDER [--forms benchmarks/forms] [--misses] [--table] [--output FILE]

FOLDER holds forms as YAML with `held:` labels; all are read as an agency would hand them in, without subjects. Each is
judged three times: with the whole catalogue; *leave-one-form-out*, with no synonym that was learned from that form; and
strictly so, with no title that stands only there either. A wording counts as learned from a form if it stands on that
form, on none of the others, and is not known from elsewhere (`attested.yaml`, each with its source). Debatable lines are
not counted. Forms that nobody looked at while the catalogue was written are in `--forms`. `--table` adds the reliability
of the confidence: for each form, words, weights and table that never saw it; the weights are fitted once per form only
with `--weights` (slow), else they are those that are shipped.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import fit_recognition as fitting  # noqa: E402
from gold import Gold, Learned, forms, procedure_of, tables  # noqa: E402

from eformc.project import Project, load_settings  # noqa: E402
from eformc.reasoning.explain import explain  # noqa: E402
from eformc.reasoning.reasoned import Reasoned  # noqa: E402
from eformc.reasoning.recognition import recognise, wordings_of  # noqa: E402

TENTHS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def judge(reasoned: Reasoned, lines: Iterable[Gold], count: Counter, miss: Callable[[Gold, str], None]) -> None:
    fields = {ref: one for one in reasoned.fields for ref in one.field.ref}
    papers = {ref: one for one in reasoned.attachments for ref in one.attachment.ref}
    for line in lines:
        if line.debatable:
            continue
        got = (papers if line.paper else fields)[line.id]
        origin, right = got.origin.value, {one for one, _ in line.origins}
        asked_only, never_asked = right == {"asked"}, "asked" not in right
        if line.paper:
            count["papers"] += 1
            count["paper right"] += (origin == "asked") in {one == "asked" for one in right}
        else:
            count["fields"] += 1
            count["class"] += origin in right
            count["said"] += origin != "asked"
            count["need"] += (never_asked and origin == "asked") or (origin != "asked" and not asked_only)
            count["right"] += origin != "asked" and not asked_only
            if line.origin == "held":
                count["held"] += 1
                count["registry"] += got.registry is not None and origin == "held" and got.registry.id in line.registries
        if origin not in right:
            element = "" if line.paper or got.element is None else f" {got.subject}.{got.element.name}"
            miss(line, f"{origin}{element}")


def row(name: str, count: Counter) -> str:
    def share(part: str, whole: str) -> str:
        return f"{count[part] / count[whole]:.3f}" if count[whole] else "  –  "

    figures = [share("class", "fields"), share("right", "said"), share("right", "need"), share("registry", "held"), share("paper right", "papers")]
    return f"{name:24}{count['fields']:7}  " + "".join(f"{figure:>10}" for figure in figures)


def figures(folder: Path, unseen: Path, *, misses: bool) -> list[str]:
    """The table of figures, line by line."""
    project = Project(load_settings(ROOT), "2026-11-24")
    catalogue = project.catalogue("vn")
    known = {one.name: one for one in forms(folder, catalogue)}
    learned = Learned({name: one.lines for name, one in known.items()})
    procedures = {name: procedure_of(project, one) for name, one in known.items()}
    out = [f"{'':24}{'fields':>7}  {'class':>10}{'precision':>10}{'recall':>10}{'registry':>10}{'papers':>10}"]
    for name, reduce in (
        ("all", lambda _: catalogue),
        ("leave one out", lambda form: learned.without(catalogue, form, titles=False)),
        ("leave one out, strictly", lambda form: learned.without(catalogue, form, titles=True)),
    ):
        count: Counter = Counter()
        for form, one in known.items():
            reduced = reduce(form)
            reasoned = explain(procedures[form], reduced, recognise(procedures[form], wordings_of(reduced)))
            judge(reasoned.if_bound, one.lines, count, _shown(name, form) if misses else _quiet)
        out.append(row(name, count))
    whole: Counter = Counter()
    wordings = wordings_of(catalogue)
    for one in tables(unseen, catalogue):
        count = Counter()
        procedure = procedure_of(project, one)
        judge(explain(procedure, catalogue, recognise(procedure, wordings)).if_bound, one.lines, count, _shown("table", one.name) if misses else _quiet)
        out.append(row(f"  {one.name}", count))
        whole += count
    return [*out, row("tables, all", whole)] if whole else out


def reliability(folder: Path, *, weights: bool) -> list[str]:
    """The reliability of the confidence, line by line: each form by a table that was made without it."""
    corpus = fitting.Corpus(folder, fitting.TABLES, fitting.FRESH)
    read_by = corpus.laid_out(without=True)
    shipped = dict(fitting.fitted.WEIGHTS)
    found: dict[str, list[fitting.Case]] = {}
    for name in corpus.procedures:
        if weights:
            fitting.fitted_to(corpus, [other for other in corpus.forms if other != name], read_by, shipped)
        found[name] = list(fitting.cases(read_by[name][0], corpus.gold(name), read_by[name][1]))
    said = [one for name in found for one in _said(name, found)]
    out = ["confidence      cases   said  right   off"]
    error = 0.0
    for low, high in pairwise(TENTHS):
        here = [one for one in said if low <= one[0] < high]
        if here:
            mean, right = sum(one for one, _ in here) / len(here), sum(ok for _, ok in here) / len(here)
            error += abs(mean - right) * len(here) / len(said)
            out.append(f"{low:.2f} to {min(high, 1.0):.2f}{len(here):9}  {mean:5.2f}  {right:5.2f}  {abs(mean - right):.3f}")
    return [*out, f"expected calibration error {error:.3f} over {len(said)} cases"]


def _said(name: str, found: Mapping[str, list["fitting.Case"]]) -> Iterable[tuple[float, bool]]:
    table = fitting.table_of(case for other, some in found.items() if other != name for case in some)
    for case in found[name]:
        bins = table.get(case.evidence)
        said = bins[fitting.certainty.bin_of(case.score)] if bins else case.score * fitting.certainty.UNMEASURED
        yield said, case.right


def _quiet(line: Gold, got: str) -> None:
    pass


def _shown(run: str, form: str) -> Callable[[Gold, str], None]:
    return lambda line, got: print(f"  {run}: {form} {line.id} [{line.section[:28]}] {line.label[:60]!r}: {line.origins}, got {got}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forms", type=Path, default=ROOT / "benchmarks" / "forms")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--output", type=Path, help="append the results, with the day, to this file")
    given = parser.parse_args()
    lines = figures(given.folder, given.forms, misses=given.misses)
    if given.table:
        lines += ["", *reliability(given.folder, weights=given.weights)]
    print("\n".join(lines))
    if given.output:
        day = datetime.now(UTC).date().isoformat()
        with given.output.open("a", encoding="utf-8") as file:
            file.write(f"\n## Recognition, {day}\n\n```\n" + "\n".join(lines) + "\n```\n")
