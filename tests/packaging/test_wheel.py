"""The built wheel works in an empty environment, from an empty folder: catalogue and templates travel with it."""

import os
import subprocess
import sys

from conftest import ROOT


def run(*command, cwd, env=None):
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_builds_forms_where_nothing_else_is_installed(tmp_path):
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=ROOT)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements" / "run.txt", cwd=tmp_path)
    run(*pip, "--no-deps", wheel, cwd=tmp_path)
    (tmp_path / "empty").mkdir()
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    eformc = tmp_path / "env" / "bin" / "eformc"
    assert run(eformc, "--version", cwd=tmp_path / "empty", env=env).startswith("eformc 0.1")
    run(eformc, "new", "hello", cwd=tmp_path / "empty", env=env)
    run(eformc, "build", "hello.eform.yaml", "-o", "out", cwd=tmp_path / "empty", env=env)
    page = (tmp_path / "empty" / "out" / "hello" / "form.vi.html").read_text(encoding="utf-8")
    assert "Nhà nước" in page
