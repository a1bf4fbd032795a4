"""Small projects, and the command line run on them as a pipeline does."""

import io
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from eformc.cli import run
from eformc.project import catalogue_cache

SHARED = Path(tempfile.mkdtemp(prefix="eformc-catalogues-"))


@pytest.fixture(scope="module", autouse=True)
def one_compiled_catalogue():
    """One place for the compiled catalogue of all these projects: it is the same, and compiling it takes longer than the rest."""
    load, save = catalogue_cache.load, catalogue_cache.save
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue_cache, "load", lambda folder, name: load(SHARED, name))
        patch.setattr(catalogue_cache, "save", lambda folder, name, value: save(SHARED, name, value))
        yield


SPEC = """procedure: {name}
catalogue: vn
title: {{vi: Thử, en: Try}}
languages: [vi, en]
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: one
    title: {{vi: Một, en: One}}
    fields:
      - note: {{title: {{vi: "Ghi chú {mark}", en: "Note {mark}"}}, help: {{vi: Viết gì cũng được., en: Anything will do.}}, type: text, optional: true}}
{more}"""


def spec(name, mark="a", more=""):
    """A spec without findings. `more`: further entries of the field list."""
    return SPEC.format(name=name, mark=mark, more=more)


def project(folder, settings="", **specs):
    """A project with these specs (name -> text; without any one that is called `fine`)."""
    (folder / "specs").mkdir(parents=True)
    (folder / "eformc.toml").write_text(settings, encoding="utf-8")
    for name, text in (specs or {"fine": spec("fine")}).items():
        (folder / "specs" / f"{name}.eform.yaml").write_text(text, encoding="utf-8")
    return folder


class Done(NamedTuple):
    """The output of a run, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def eformc(folder, *words, timeout=120, **environment):
    """A run in a folder, which must end in so many seconds and never with a traceback. In this process: another one takes
    ten times as long; where it shall find other packages (PYTHONPATH) it is one of its own.
    """
    given = ["--lang", "en", *map(str, words)]
    if "PYTHONPATH" in environment:
        command = [sys.executable, "-m", "eformc", *given]
        found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=timeout, env={**os.environ, **environment})
        assert "Traceback" not in found.stderr, found.stderr
        return Done(found.returncode, found.stdout, found.stderr)
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    here, before = Path.cwd(), dict(os.environ)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(timeout)
    os.environ.update(environment)
    os.chdir(folder)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = run(given)
    finally:
        signal.alarm(0)
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
    return Done(code, out.buffer.getvalue().decode("utf-8"), err.getvalue())


def _too_long(*_):
    message = "the run waits for something"
    raise TimeoutError(message)
