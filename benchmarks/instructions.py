"""What the hot path costs, counted in bytecode instructions: the same on any machine, whatever else it does.

    python benchmarks/instructions.py [--accept]

Four procedures of the seeded corpus go through every stage, after one that loads code, catalogue and templates. Compared
with `benchmarks/instructions.json`: more than a tenth above it in any stage, or in all, is a failure. Where it is meant,
`--accept` writes the new counts. Counts hold for one minor version of Python; for another they are shown, not judged.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corpus

ROOT = Path(__file__).resolve().parent.parent
BASELINE = Path(__file__).resolve().parent / "instructions.json"
MOST = 1.10


def counted(work: Callable[[], Any]) -> tuple[Any, int]:
    """What a function gives, and how many instructions of Python code it took."""
    count = 0

    def opcode(frame, event, argument):
        nonlocal count
        count += event == "opcode"
        return opcode

    def call(frame, event, argument):
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return opcode

    sys.settrace(call)
    try:
        result = work()
    finally:
        sys.settrace(None)
    return result, count


def counts() -> dict[str, int]:
    from eformc.emit import emitters, publication_of
    from eformc.language.procedure import compile_procedure
    from eformc.project import Project, load_settings
    from eformc.reasoning.catalogue_index import index_of
    from eformc.reasoning.explain import explain
    from eformc.reasoning.recognition import recognise, wordings_of
    from eformc.rules import form_on
    from eformc.rules.day import Day
    from eformc.source import read

    project = Project(load_settings(ROOT), "2026-11-24")
    catalogue = project.catalogue("vn")
    wordings, index = wordings_of(catalogue), index_of(catalogue)
    dice = random.Random(7)
    specs = [corpus.procedure(number, 30, dice).encode() for number in range(5)]
    total: dict[str, int] = {}

    def stage(name, work, *, counts):
        result, count = counted(work) if counts else (work(), 0)
        total[name] = total.get(name, 0) + count
        return result

    for number, data in enumerate(specs):
        on = number > 0  # the first one loads code and templates
        name = f"p{number}"
        stage("read", lambda data=data, name=name: read(name, data), counts=on)
        procedure = stage("compile", lambda data=data, name=name: compile_procedure(name, data, project.catalogue, project.fragment).value.procedure, counts=on)
        found = stage("recognise", lambda one=procedure: recognise(one, wordings), counts=on)
        reasoned = stage("explain", lambda one=procedure, found=found: explain(one, catalogue, found, index), counts=on)
        stage("rules", lambda one=reasoned: list(project.lint(form_on(one, Day(project.today)))), counts=on)
        publication = stage("publish", lambda one=reasoned: publication_of(one), counts=on)
        for emitter in emitters():
            stage(f"emit {emitter.name}", lambda one=publication, emitter=emitter: emitter.emit(one), counts=on)
    return total


def judged(found: dict[str, int], before: dict[str, int]) -> list[str]:
    """What grew by more than a tenth; a stage that is new counts for the total only."""
    whole = {"all": sum(found.values())}, {"all": sum(before.values())}
    return [
        f"{name}: {count:,} instructions, {count / old:.2f} times the {old:,} of the baseline"
        for name, count in {**found, **whole[0]}.items()
        if (old := {**before, **whole[1]}.get(name)) and count > MOST * old
    ]


def main(*, accept: bool) -> int:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = counts()
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    for name, count in {**found, "all": sum(found.values())}.items():
        old = baseline.get(version, {}).get(name)
        print(f"{name:20}{count / 4:12,.0f} a procedure" + (f"{count / old:8.3f} of the baseline" if old else ""))
    if accept:
        baseline[version] = {**found, "all": sum(found.values())}
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")
        return 0
    before = {name: count for name, count in baseline.get(version, {}).items() if name != "all"}
    grown = judged(found, before)
    print(*grown, sep="\n")
    if grown:
        print("where it is meant: python benchmarks/instructions.py --accept")
    return 1 if grown else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets decides how far some loops go
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true")
    sys.exit(main(accept=parser.parse_args().accept))
