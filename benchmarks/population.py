"""How making a population grows: seconds of processor and megabytes of memory per size, as ratios to the smallest.

    python benchmarks/population.py [PEOPLE …]

Each size is made in a process of its own (SQLite, Vietnam's catalogue). Time should grow as the people do, memory hardly.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE = """
import json, resource, sys, time
from pathlib import Path
from eformc.demo.population import population
from eformc.demo.store import write_sqlite
from eformc.project import Project, load_settings

project = Project(load_settings(Path(sys.argv[1])), "2026-11-24")
world = population(project.catalogue("vn"), project.catalogue_folders()["vn"])
start = time.process_time()
write_sqlite(Path(sys.argv[3]), world, int(sys.argv[2]), {})
print(json.dumps([time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measured(people, folder):
    path = folder / f"{people}.sqlite"
    out = subprocess.run([sys.executable, "-c", ONE, str(ROOT), str(people), str(path)], check=True, capture_output=True, text=True)
    seconds, megabytes = json.loads(out.stdout)
    size = path.stat().st_size / 2**20
    path.unlink()
    return seconds, megabytes, size


def main():
    sizes = [int(one) for one in sys.argv[1:]] or [1_000, 10_000, 50_000]
    first = None
    print("people     ms/person  growth of time  memory MB  growth of memory  file MB")
    with tempfile.TemporaryDirectory() as folder:
        for people in sizes:
            seconds, megabytes, size = measured(people, Path(folder))
            each = seconds / people * 1000
            first = first or (each, megabytes)
            print(f"{people:<10} {each:9.3f} {each / first[0]:15.2f} {megabytes:10.0f} {megabytes / first[1]:17.2f} {size:8.1f}")


if __name__ == "__main__":
    main()
