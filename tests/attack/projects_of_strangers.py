"""Small projects, and the command line run on them as a pipeline does."""

import os
import subprocess
import sys

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


def eformc(folder, *words, timeout=120, **environment):
    """A run in a folder. It never ends with a traceback."""
    command = [sys.executable, "-m", "eformc", "--lang", "en", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=timeout, env={**os.environ, **environment})
    assert "Traceback" not in done.stderr, done.stderr
    return done
