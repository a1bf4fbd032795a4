"""The whole table as ratios: eformc, the floor in C, and its peers on the same forms in the same run.

    python benchmarks/table.py [--count 1650] [--runs 3] [--growth 100,300,1000] [--peers FOLDER] [--also PYTHON] [--write]

Every row is a median of `--runs`; what is compared runs in turn, so that a slow moment of the machine meets all alike.
Where files are made counts: on ext4 without a journal (virtual machines) making a file takes ten times as long while many
that were deleted there in the last minutes are looked over. So what a run wrote is set aside, not deleted, before the next;
what creates many files is timed a second time right after deletions.
Wall time, CPU time (user and system, all processes) and peak memory of the largest process are measured; ratios are of
wall and CPU time to the floor and of CPU time per file written. `--also` names another Python that eformc is installed
for: how Python itself was compiled counts (a distribution's is tuned by profile, one compiled by pyenv is not unless asked
to). `--peers` is a virtual environment with pyxform, linkml and
check-jsonschema; Hugo comes from Debian, TypeSpec and Spectral from `benchmarks/peers` (npm ci). What is not installed is
named. `--write` stores `benchmarks/results/DATE.md` and the plot of growth beside it. 100,000 procedures take about an
hour on two cores: `--growth 100,1000,10000,100000`.
"""

import argparse
import datetime
import itertools
import json
import math
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FLOOR = "floor (C, parses and writes)"
HUGO = "Hugo (one page each)"
SKETCH = "Python (straight-line sketch, no model)"
EFORMC = [sys.executable, "-m", "eformc"]


def run(command, *, own_clock=False, **more):
    """Wall seconds, CPU seconds and peak MiB of the largest process; None where it failed or is not there. `own_clock`:
    the program prints its wall seconds (the floor reads what it is to write before it starts its clock).
    """
    reader, writer = os.pipe()
    start = time.perf_counter()
    child = os.fork()
    if child == 0:  # a process of its own, so that what its children used is told apart
        try:
            target = subprocess.PIPE if own_clock else subprocess.DEVNULL
            done = subprocess.run(command, stdout=target, stderr=subprocess.DEVNULL, check=False, **more)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            printed = float(done.stdout) if own_clock else None
            os.write(writer, json.dumps([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, printed]).encode())
        finally:
            os._exit(0)
    os.close(writer)
    said = os.read(reader, 4096)
    os.close(reader)
    os.waitpid(child, 0)
    wall = time.perf_counter() - start
    code, cpu, peak, printed = json.loads(said) if said else (127, 0.0, 0.0, None)
    return (wall if printed is None else printed, cpu, peak) if code in (0, 1) else None


def specs(folder, count):
    corpus.write(folder, count, 30, 7)
    (folder / "eformc.toml").write_text(f'specs = ["."]\n[catalogues]\nvn = "{ROOT / "specs" / "catalogue" / "vn"}"\n', encoding="utf-8")
    return folder


def floor(top, folder, built):
    """The C program and its list, or None without a compiler."""
    program = top / "floor"
    made = subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", str(HERE / "floor.c"), "-lyaml", "-o", str(program)], capture_output=True, check=False)
    if made.returncode:
        return None
    lines = []
    for number, spec in enumerate(sorted(folder.glob("*.yaml"))):
        files = sorted(path for path in (built / f"thu-tuc-{number:05d}").iterdir())
        lines += [f"{spec if at == 0 else ''}\t{path}\t{path.relative_to(built)}\n" for at, path in enumerate(files)]
    (top / "list").write_text("".join(lines), encoding="utf-8")
    return program


def hugo(top, folder):
    """A site with one page a form, the fields in its front matter, rendered by one template."""
    site = top / "hugo"
    (site / "content").mkdir(parents=True)
    (site / "layouts" / "_default").mkdir(parents=True)
    (site / "config.toml").write_text('baseURL = "/"\ntitle = "forms"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n')
    (site / "layouts" / "_default" / "single.html").write_text(
        "<!doctype html><html lang=vi><title>{{ .Title }}</title><form>{{ range .Params.fields }}<div><label for={{ .id }}>{{ .vi }}</label>"
        "<p>{{ .help }}</p>{{ if eq .type \"choice\" }}<select id={{ .id }}>{{ range .options }}<option value={{ . }}>{{ . }}</option>{{ end }}</select>"
        "{{ else }}<input id={{ .id }} name={{ .id }}>{{ end }}</div>{{ end }}</form></html>\n"
    )
    for path in folder.glob("*.yaml"):
        fields = [{"id": f"q{at}", "vi": f"Mục đích số {at}", "help": "Ghi như trên giấy tờ.", "type": "choice" if at % 4 == 0 else "text", "options": ["a", "b", "c"]} for at in range(30)]
        (site / "content" / f"{path.stem}.md").write_text("---\n" + json.dumps({"title": path.stem, "fields": fields}) + "\n---\n")
    return ["hugo", "--quiet", "-s", str(site), "-d", str(top / "hugo-out")]


def typespec(top, count):
    """One TypeSpec model a form."""
    modules = HERE / "peers" / "node_modules"
    if not (modules / "@typespec" / "compiler").is_dir():
        return None
    folder = top / "typespec"
    folder.mkdir()
    (folder / "node_modules").symlink_to(modules)
    fields = "".join(f"  @maxLength(100) q{at}?: string;\n" for at in range(30))
    models = "".join(f"@jsonSchema model Form{number} {{\n{fields}}}\n" for number in range(count))
    (folder / "main.tsp").write_text('import "@typespec/json-schema";\nusing TypeSpec.JsonSchema;\n' + models)
    return ["node", str(modules / "@typespec" / "compiler" / "cmd" / "tsp.js"), "compile", str(folder / "main.tsp"), "--emit", "@typespec/json-schema", "--output-dir", str(top / "tsp-out")]


PYXFORM = """
import sys
from pyxform.xls2xform import convert
rows = "".join(f"| | text | q{at} | Question {at} |\\n" for at in range(30))
for number in range(int(sys.argv[1])):
    convert("| survey |\\n| | type | name | label |\\n" + rows, validate=False, file_type=".md")
"""
LINKML = """
import sys
from linkml.generators.jsonschemagen import JsonSchemaGenerator
slots = "".join(f"      q{at}: {{range: string}}\\n" for at in range(30))
for number in range(int(sys.argv[1])):
    text = f"id: https://example.org/f{number}\\nname: f{number}\\nprefixes: {{linkml: https://w3id.org/linkml/}}\\nimports: [linkml:types]\\ndefault_range: string\\nclasses:\\n  Form:\\n    attributes:\\n{slots}"
    JsonSchemaGenerator(text).serialize()
"""


def peers(top, folder, count, python):
    """Name -> (command, forms it does, files it writes)."""
    some = min(count, 20)
    jobs = str(len(os.sched_getaffinity(0)))
    sketch = [sys.executable, str(HERE / "sketch.py"), str(folder), str(top / "sketch-out"), jobs]
    out = {SKETCH: (sketch, count, 5 * count)}
    out |= {HUGO: (hugo(top, folder), count, count) if shutil.which("hugo") else None}
    tsp = typespec(top, count)
    out["TypeSpec (one schema each)"] = (tsp, count, count) if tsp else None
    has = {name: python.exists() and subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0 for name in ("pyxform", "linkml", "check_jsonschema")}
    out["pyxform (API, XForm each)"] = ([str(python), "-c", PYXFORM, str(some)], some, some) if has["pyxform"] else None
    out["LinkML (API, one schema each)"] = ([str(python), "-c", LINKML, str(some)], some, some) if has["linkml"] else None
    schema = top / "spec.schema.json"
    schema.write_text(subprocess.run([*EFORMC, "schema"], capture_output=True, text=True, check=True).stdout, encoding="utf-8")
    files = [str(path) for path in sorted(folder.glob("*.yaml"))[:some]]
    out["check-jsonschema (only validates)"] = ([str(python), "-m", "check_jsonschema", "--schemafile", str(schema), *files], some, 0) if has["check_jsonschema"] else None
    return out


def measured(commands, runs, before=lambda name: None):
    """Name -> median (wall, CPU, peak); the commands in turn, as often as there are runs, and every second time backwards:
    what one leaves behind (deleted files) may slow down the next.
    """
    found = {name: [] for name in commands}
    for number in range(runs):
        for name, command in list(commands.items())[:: -1 if number % 2 else 1]:
            before(name)
            result = run(command, own_clock=name == FLOOR)
            if result is not None:
                found[name].append(result)
    return {name: tuple(statistics.median(column) for column in zip(*results, strict=True)) for name, results in found.items() if results}


def exponent(points):
    """The slope of time over number, both as logarithms: 1 is linear."""
    xs, ys = [math.log(count) for count, _ in points], [math.log(seconds) for _, seconds in points]
    mx, my = statistics.mean(xs), statistics.mean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)


def plot(points, slope):
    """CPU seconds over procedures, both axes logarithmic, as SVG."""
    low, high = math.log10(min(count for count, _ in points)) - 0.2, math.log10(max(count for count, _ in points)) + 0.2
    bottom, top = math.log10(min(s for _, s in points)) - 0.2, math.log10(max(s for _, s in points)) + 0.2
    place = [(60 + 480 * (math.log10(c) - low) / (high - low), 300 - 260 * (math.log10(s) - bottom) / (top - bottom), c, s) for c, s in points]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/><text x="{x:.1f}" y="{y - 10:.1f}">{c:,}: {s:.1f} s</text>' for x, y, c, s in place)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in place)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 330" font-family="sans-serif" font-size="12">'
        f'<rect width="600" height="330" fill="#fff"/><polyline points="{line}" fill="none" stroke="#06c"/>{dots}'
        f'<text x="60" y="320">procedures (logarithmic); CPU seconds of a cold build; exponent {slope:.2f}</text></svg>\n'
    )


def main(asked):
    lines = []

    def say(text=""):
        print(text, flush=True)
        lines.append(text)

    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        os.environ["EFORMC_CACHE_DIR"] = str(top / "cache")
        folder, out = specs(top / "specs", asked.count), top / "out"
        jobs = str(len(os.sched_getaffinity(0)))
        cold = [*EFORMC, "build", str(folder), "-o", str(out), "-q", "-j", jobs]

        aside = itertools.count()

        def old(name):
            outs = ("out", "hugo-out", "tsp-out", "floor-out", "sketch-out") + (("cache",) if name.startswith("eformc, cold") else ())
            return [top / one for one in outs if (top / one).exists()]

        def fresh(name):
            for gone in old(name):
                gone.rename(top / f"aside-{next(aside)}")
            os.sync()  # what the run before left to be written is not this one's work

        def deleted(name):
            for gone in old(name):
                shutil.rmtree(gone)
            os.sync()

        run(cold)
        built = top / "built"
        shutil.copytree(out, built)
        files = sum(path.is_file() for path in built.rglob("*"))
        size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
        program = floor(top, folder, built)
        every = peers(top, folder, asked.count, asked.peers / "bin" / "python")
        commands = {"eformc, cold": cold} | {f"eformc, cold, by {one}": [one, *cold[1:]] for one in asked.also}
        if program:
            commands[FLOOR] = [str(program), jobs, str(top / "list"), str(top / "floor-out")]
        commands |= {name: one[0] for name, one in every.items() if one}
        found = measured(commands, asked.runs, fresh)
        base = found.get(FLOOR, found["eformc, cold"])
        say(f"# {datetime.date.today()}: {asked.count} procedures of 30 fields, {files} files, {size / 1e6:.0f} MB")  # noqa: DTZ011
        say()
        say(f"Python {sys.version.split()[0]} ({Path(sys.base_prefix)}), {jobs} cores, medians of {asked.runs} in turn; load before: {os.getloadavg()[0]:.1f}.")
        say()
        say("| cold | wall, ratio to the floor | CPU, ratio to the floor | CPU per file, ratio to eformc | CPU s | wall s | peak MiB | forms |")
        say("|---|--:|--:|--:|--:|--:|--:|--:|")
        ours = found["eformc, cold"][1] / files
        for row, (wall, cpu, peak) in found.items():
            forms, written = (asked.count, files) if row.startswith(("eformc", "floor")) else every[row][1:]
            scaled, waited = cpu * asked.count / forms, wall * asked.count / forms
            per = f"{cpu / written / ours:.2f}" if written else "–"
            say(f"| {row} | {waited / base[0]:.2f} | {scaled / base[1]:.2f} | {per} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {forms} |")
        for row, one in every.items():
            if one is None or row not in found:
                say(f"| {row} | not installed, or it failed | | | | | | |")
        say()
        if program:
            again = {name: command for name, command in commands.items() if name.startswith("eformc, cold") or name in (FLOOR, SKETCH, HUGO)}
            for gone in top.glob("aside-*"):
                shutil.rmtree(gone)
            after = measured(again, asked.runs, deleted)
            say("| cold, right after many files were deleted | wall, ratio to the floor | CPU, ratio to the floor | CPU per file, ratio to eformc | CPU s | wall s |")
            say("|---|--:|--:|--:|--:|--:|")
            ours = after["eformc, cold"][1] / files
            for row, (wall, cpu, _) in after.items():
                written = every[row][2] if row in every else files
                say(f"| {row} | {wall / after[FLOOR][0]:.2f} | {cpu / after[FLOOR][1]:.2f} | {cpu / written / ours:.2f} | {cpu:.2f} | {wall:.2f} |")
            say()
        run(cold)
        one = sorted(folder.glob("*.yaml"))[7]
        dice = random.Random(1)

        def touch(name):
            if name == "one spec touched":
                one.write_text(one.read_text(encoding="utf-8").replace("version:", f"# {dice.random()}\nversion:", 1), encoding="utf-8")

        warm = {
            "bare Python": [sys.executable, "-c", "pass"], "eformc --version": [*EFORMC, "--version"],
            "nothing changed": cold, "one spec touched": cold, "lint of one file": [*EFORMC, "lint", str(one)],
            "lint of one file, --no-cache": [*EFORMC, "lint", "--no-cache", str(one)],
        }  # fmt: skip
        found = measured(warm, asked.runs, touch)
        say("| warm | CPU, ratio to bare Python | CPU s | wall s | peak MiB |")
        say("|---|--:|--:|--:|--:|")
        for row, (wall, cpu, peak) in found.items():
            say(f"| {row} | {cpu / found['bare Python'][1]:.1f} | {cpu:.3f} | {wall:.3f} | {peak:.0f} |")
        say()
        points = []
        for count in asked.growth:
            more = specs(top / f"s{count}", count)
            shutil.rmtree(top / "cache", ignore_errors=True)
            os.sync()
            used = run([*EFORMC, "build", str(more), "-o", str(top / f"o{count}"), "-q", "-j", jobs])
            points.append((count, used[1]))
            say(f"- {count:,} procedures: {used[0]:.1f} s wall, {used[1]:.1f} s CPU, {used[1] / count * 1000:.1f} ms each, {used[2]:.0f} MiB")
            shutil.rmtree(top / f"o{count}")
            shutil.rmtree(more)
        times = dict(points)
        if {1650, 6300} <= set(times):
            say(f"- 6,300 procedures take {times[6300] / times[1650]:.2f} times the CPU of 1,650 (3.82 times as many)")
        slope = exponent(points) if len(points) > 1 else float("nan")
        say()
        say(f"Growth of CPU time: exponent {slope:.3f} (1 is linear).")
    if asked.write:
        folder = HERE / "results"
        folder.mkdir(exist_ok=True)
        day = str(datetime.date.today())  # noqa: DTZ011
        (folder / f"{day}.svg").write_text(plot(points, slope), encoding="utf-8")
        (folder / f"{day}.md").write_text("\n".join([*lines, "", f"![growth]({day}.svg)"]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1650)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--growth", type=lambda text: [int(one) for one in text.split(",")], default=[100, 300, 1000])
    parser.add_argument("--peers", type=Path, default=HERE / "peers" / ".venv")
    parser.add_argument("--also", action="append", default=[], metavar="PYTHON")
    parser.add_argument("--write", action="store_true")
    main(parser.parse_args())
