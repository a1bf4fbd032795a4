"""Milliseconds per procedure, by stage, over the seeded corpus; and start-up against bare Python.

    python benchmarks/stages.py [--count 200]

Prints medians and the share of each stage. One process, no cache: the figure of the work itself.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

from eformc.emit import emitters, publication_of
from eformc.formats import Report, formats
from eformc.language.procedure import compile_procedure
from eformc.project import Project, load_settings
from eformc.reasoning.explain import explain
from eformc.reasoning.recognition import recognise, wordings_of
from eformc.rules import form_on
from eformc.rules.day import Day
from eformc.source import read

ROOT = Path(__file__).resolve().parent.parent


def main(count: int) -> None:
    times: dict[str, list[float]] = {}

    def timed(stage, work):
        start = time.perf_counter()
        result = work()
        times.setdefault(stage, []).append((time.perf_counter() - start) * 1000)
        return result

    project = Project(load_settings(ROOT), "2026-11-23")
    timed("catalogue (once)", lambda: project.catalogue("vn"))
    wordings = wordings_of(project.catalogue("vn"))
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(Path(folder), count, 30, 7)
        sizes = []
        for path in sorted(Path(folder).iterdir()):
            data = timed("read file", path.read_bytes)
            sizes.append(len(data))
            name = path.name
            timed("YAML to nodes", lambda: read(name, data))
            compiled = timed("compile (nodes included)", lambda: compile_procedure(name, data, project.catalogue, project.fragment).value)
            procedure = compiled.procedure
            catalogue = project.catalogue(procedure.catalogue)
            found = timed("recognise", lambda: recognise(procedure, wordings))
            reasoned = timed("explain", lambda: explain(procedure, catalogue, found))
            diagnostics = timed("rules", lambda: tuple(project.lint(form_on(reasoned, Day(project.today)))))
            for emitter in emitters():
                timed(f"emit {emitter.name}", lambda emitter=emitter: emitter.emit(publication_of(reasoned)))
            timed("print findings", lambda: formats()["text"].print(Report(diagnostics, "0", "vi", 1, (name,))))
    once = times.pop("catalogue (once)")[0]
    medians = {stage: statistics.median(values) for stage, values in times.items()}
    total = sum(value for stage, value in medians.items() if stage != "YAML to nodes")
    print(f"{count} procedures, {statistics.mean(sizes) / 1000:.1f} KB each; catalogue once {once:.0f} ms")
    for stage, value in medians.items():
        print(f"{stage:28} {value:8.2f} ms  {value / total:6.1%}")
    print(f"{'all':28} {total:8.2f} ms")
    print("start-up, whole process, median of 15 pairs:")
    ratios = [start(("-m", "eformc", "--version")) / start(("-c", "pass")) for _ in range(15)]
    print(f"eformc --version / bare python: {statistics.median(ratios):.2f}")


def start(arguments: tuple[str, ...]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    main(parser.parse_args().count)
