"""Runs eformc in a process of its own with limits, and says what it cost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

CPU_LIMIT, MEMORY_LIMIT = 60, 2 << 30
"""What ends a process that would go on: seconds of CPU, bytes of address space."""


class Cost(NamedTuple):
    """`code` is negative where a signal ended it; `seconds` of CPU, `memory` in bytes at its peak."""

    code: int
    seconds: float
    memory: int
    out: str
    err: str

    @property
    def hung(self) -> bool:
        return self.code in (-signal.SIGXCPU, -signal.SIGKILL)

    @property
    def output(self) -> int:
        return len(self.out) + len(self.err)


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def run(*args: str | Path, cwd: Path | None = None, code: str = "") -> Cost:
    """`python -m eformc ARGS`, or the code of a program of its own."""
    command = [sys.executable, *(["-c", code] if code else ["-m", "eformc"]), *map(str, args)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, cwd=cwd, preexec_fn=_limited, env=os.environ | {"PYTHONUTF8": "1"})  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said = [file.read().decode("utf-8", "replace") for file in (out, err)]
    return Cost(process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, *said)
