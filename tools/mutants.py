"""Puts faults into a room of the source, one at a time, and lists those that none of its tests notices.

    python tools/mutants.py kernel                       # every change; exit code 1 below 90 of 100
    python tools/mutants.py seals --sample 300 --seed 1   # so many of them, drawn from a seed
    python tools/mutants.py decoding --only portal/submission/decode.py

Rooms and their tests are in `mutation/rooms.py`, what a change may be in `mutation/changes.py`. Changes that no test can
notice, with the reason, are in `mutation/equivalent.txt`; they are counted apart.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "src")]

import pytest  # noqa: E402
from mutation.changes import changes_of  # noqa: E402
from mutation.rooms import ROOMS  # noqa: E402
from mutation.running import KILLED, SURVIVED, TIMED_OUT, UNSEEN, Session, arguments, judged, loaded_anew, prepare  # noqa: E402

WANTED = 90
EQUIVALENT = ROOT / "tools" / "mutation" / "equivalent.txt"
HEAVY = ("jinja2", "msgspec", "yaml", "jsonschema_rs", "lark", "starlette.applications", "anyio", "asyncio")
"""Libraries that are loaded once, not by every process."""


def equivalents():
    """(path, source line, change) -> reason, of changes that are known to change nothing."""
    found = {}
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            path, text, what, reason = (part.strip() for part in line.split(" ¦ "))
            found[path, text, what] = reason
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, help="so many changes, drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="files whose path holds this")
    parser.add_argument("--again", type=Path, help="only the changes a former run printed into this file")
    asked = parser.parse_args()
    room = ROOMS[asked.room]
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for pattern in room.sources for path in sorted((ROOT / "src" / "eformc").glob(pattern)) if path.name != "__init__.py"}
    known = equivalents()
    every = [one for path, source in sources.items() if not asked.only or asked.only in path for one in changes_of(path, source)]
    if asked.again:
        told = asked.again.read_text(encoding="utf-8")
        every = [one for one in every if str(one) in told]
    apart = [one for one in every if (one.path, one.text, one.what) in known]
    real = [one for one in every if (one.path, one.text, one.what) not in known]
    drawn = real if asked.sample is None or asked.sample >= len(real) else sorted(random.Random(asked.seed).sample(real, asked.sample))
    print(f"{asked.room}: {len(every)} changes, {len(apart)} of them equivalent, {len(drawn)} tried", flush=True)
    sys.exit(0 if score(run(asked.room, room, sources, drawn)) >= WANTED else 1)


def run(name, room, sources, drawn):
    """Count of outcomes. Survivors are printed as they are found."""
    counts = Counter()

    def tell(change, outcome):
        counts[outcome] += 1
        if outcome in (SURVIVED, UNSEEN):
            print(f"{outcome}: {change}", flush=True)
        elif outcome == TIMED_OUT:
            print(f"{outcome}: {change}", file=sys.stderr, flush=True)
        if sum(counts.values()) % 50 == 0:
            print(dict(counts), file=sys.stderr, flush=True)

    for library in HEAVY:
        __import__(library)
    prepare()
    with tempfile.TemporaryDirectory(prefix=f"mutants-{name}-") as scratch:
        folder = Path(scratch) / "tests"
        later = within_functions(room, sources, drawn, folder, tell)
        for change, tests, seconds in later:
            tell(change, UNSEEN if not tests else judged(loaded_anew(change, sources[change.path], ROOT, tests, folder), seconds + 10))
    print({outcome: counts[outcome] for outcome in (KILLED, TIMED_OUT, SURVIVED, UNSEEN)}, flush=True)
    return counts


def within_functions(room, sources, drawn, folder, tell):
    """Judge the changes within functions, in a process of its own; gives the others with their tests and seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as said:
            _within_functions(room, sources, drawn, folder, said)
        os._exit(0)
    os.close(writing)
    later = []
    with os.fdopen(reading) as said:
        for line in said:
            kind, number, *rest = eval(line)
            if kind == "judged":
                tell(drawn[number], rest[0])
            else:
                later.append((drawn[number], *rest))
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("the tests do not run without any change")
    return later


def _within_functions(room, sources, drawn, folder, said):
    numbers = {change: number for number, change in enumerate(drawn)}

    def send(*parts):
        print(repr(parts), file=said, flush=True)

    def changes(measured):
        session.measured = measured
        for change in drawn:
            if change.function is not None:
                yield change, sources[change.path]
            else:
                of_module(change)

    def of_module(change):
        tests = session.measured.of_change(change, sources[change.path])
        tests += [one for one in session.measured.seconds if any(word in one for word in room.beside) and one not in tests]
        send("later", numbers[change], tests, sum(session.measured.seconds[one] for one in tests))

    def tell(change, outcome):
        of_module(change) if outcome == "unpatched" else send("judged", numbers[change], outcome)

    session = Session(ROOT, changes, room, tell)
    session.paths = list(sources)
    os.chdir(ROOT)
    code = pytest.main(arguments([f"tests/{one}" for one in room.tests], folder), plugins=[session])
    if code:
        os._exit(1)


def score(counts):
    """The share, of 100, of the changes that could be noticed and were."""
    noticed = counts[KILLED] + counts[TIMED_OUT]
    whole = sum(counts.values())
    found = 100 * noticed / whole if whole else 100.0
    print(f"{noticed} of {whole} noticed: {found:.1f} of 100")
    return found


if __name__ == "__main__":
    main()
