"""A lint of one file loads what it needs: counted, since every module is time before the first finding."""

import json
import os
import shutil
import subprocess
import sys

from conftest import ROOT

MOST = 337
"""Modules beyond the interpreter's own: fewer than the 367 of fd27830; 318 when this was written."""
CODE = """
import sys
before = set(sys.modules)
from eformc.cli import run
code = run(["--today", "2026-11-24", "lint", sys.argv[1]])
import json
print(json.dumps([code or 0, sorted(set(sys.modules) - before)]))
"""
SPEC = """procedure: plain-one
title: {vi: Đăng ký thử, en: Trial}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - applicant.full_name
      - note: {title: {vi: Ghi chú, en: Note}, type: text, help: {vi: Ghi điều bạn muốn nói., en: Write what you want to say.}}
"""
NOT_NEEDED = ("eformc.emit", "eformc.portal", "eformc.prefill", "eformc.language.catalogue", "eformc.formats.junit", "eformc.build.publishing")
LIBRARIES = ("jinja2", "lark", "highspy", "numpy", "rapidfuzz", "xml", "csv", "shutil", "tempfile", "ctypes", "multiprocessing")


def loaded(folder, spec):
    env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run([sys.executable, "-c", CODE, spec], cwd=folder, env=env, capture_output=True, text=True, check=False)
    code, names = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stdout
    return names


def test_lint_of_one_file_loads_no_more_than_it_did(tmp_path):
    shutil.copytree(ROOT / "specs" / "catalogue" / "vn", tmp_path / "vn")
    (tmp_path / "eformc.toml").write_text('specs = ["."]\n[catalogues]\nvn = "vn"\n', encoding="utf-8")
    for name in ("first", "second"):
        (tmp_path / f"{name}.eform.yaml").write_text(SPEC.replace("plain-one", name), encoding="utf-8")
    loaded(tmp_path, "first.eform.yaml")  # compiles the catalogue, and keeps it
    names = loaded(tmp_path, "second.eform.yaml")
    assert [name for name in names if name.startswith(NOT_NEEDED) or name.split(".")[0] in LIBRARIES] == []
    assert len(names) <= MOST, f"{len(names)} modules, {len(names) - MOST} more than accepted"
