"""Runs eformc in a process of its own with limits, and says what it cost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

CPU_LIMIT, MEMORY_LIMIT = 60, 2 << 30
"""Limits that end a process which would go on: seconds of CPU, bytes of address space."""
RUN = Path(__file__).with_name("measured_run.py")


class Cost(NamedTuple):
    """`code` is negative where a signal ended it; `seconds` of CPU; `memory` at its peak, in bytes (0: never ended)."""

    code: int
    seconds: float
    memory: int
    out: str
    err: str


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def run(*args: str | Path, cwd: Path | None = None) -> Cost:
    """Measures what `eformc ARGS` costs. The peak is asked of the process itself: the system's figure begins at its parent's."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile() as peak:
        command = [sys.executable, RUN, peak.name, *map(str, args)]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err}
        process = subprocess.Popen(command, **pipes, cwd=cwd, preexec_fn=_limited)  # noqa: PLW1509
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8", "replace"))
        memory = int(Path(peak.name).read_text(encoding="utf-8") or 0)
    return Cost(process.returncode, usage.ru_utime + usage.ru_stime, memory, *said)
