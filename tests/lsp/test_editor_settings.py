"""What the editors' folder says is what the server takes; without its extra the verb says so in one line."""

import json
import shutil
import subprocess
import sys
import tomllib

import pytest

from conftest import ROOT

FOLDER = ROOT / "editors"


def test_the_extension_is_pinned_and_its_settings_are_the_servers():
    package = json.loads((FOLDER / "vscode" / "package.json").read_text())
    lock = json.loads((FOLDER / "vscode" / "package-lock.json").read_text())
    assert lock["packages"]["node_modules/vscode-languageclient"]["version"] == package["dependencies"]["vscode-languageclient"]
    assert set(package["contributes"]["configuration"]["properties"]) == {"eformc.command", "eformc.lang", "eformc.hover"}
    json.loads((FOLDER / "vscode" / "settings.json").read_text())


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_extension_needs_no_build():
    subprocess.run(["node", "--check", str(FOLDER / "vscode" / "extension.js")], check=True)


def test_helix_starts_the_same_server():
    made = tomllib.loads((FOLDER / "helix" / "languages.toml").read_text())
    server = made["language-server"]["eformc"]
    assert (server["command"], server["args"], set(server["config"])) == ("eformc", ["lsp"], {"lang", "hover"})
    assert 'cmd = { "eformc", "lsp" }' in (FOLDER / "neovim" / "eformc.lua").read_text()


def test_without_the_extra_one_line_says_what_to_install():
    code = "import sys; sys.modules.update(pygls=None, lsprotocol=None); from eformc.cli import run; sys.exit(run(['lsp']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "pip install 'eformc[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr
