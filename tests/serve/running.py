"""A server of its own, as a process, for tests."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 1500


@contextmanager
def server(data, *paths, people=PEOPLE, cwd=ROOT):
    """Starts `eformc serve` on a free port; gives its address (`http://127.0.0.1:PORT`) and the process."""
    command = [sys.executable, "-m", "eformc", "serve", *paths, "--port", "0", "--people", str(people), "--data", str(data), "--today", "2026-11-24"]
    process = subprocess.Popen(command, cwd=cwd, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        address = None
        lines = []
        while address is None:
            line = process.stderr.readline()
            lines.append(line)
            assert line, "".join(lines)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            address = found[0] if found else None
        yield address, process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
