"""A page's blocks, done in order as its reader would do them, in a scratch folder.

What stands in an HTML comment, anywhere on the page:

- `scratch: empty`: begin in an empty folder, not in a copy of the project;
- `port: N`: the page's server listens there (the tests take a free one);

and right before a block:

- `exits: N`: the last eformc of the block ends so;
- `findings: CODE, …`: the spec has exactly these findings (without the mark it has none);
- `output`: the block is what the sh block before printed (`text` blocks are that anyway); a line `…` stands for any lines,
  and `…` within a line for any text;
- `skip: reason`: not run, and why not.

A block with `title="path"` is a file.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
from documents import Block
from ruamel.yaml import YAML

from conftest import ROOT, TODAY
from eformc.language.spec_schema import spec_schema
from eformc.project import Project, load_settings

SCHEMA = spec_schema()
PARTS = SCHEMA["definitions"]
WHOLE = ("procedure", "catalogue", "entity", "registry", "documents", "code_list", "laws", "fragment")
LANGUAGE = {
    "whole": jsonschema_rs.Draft7Validator(SCHEMA),
    "fields": jsonschema_rs.Draft7Validator({"definitions": PARTS, **PARTS["page"]["properties"]["fields"]}),
    "part": jsonschema_rs.Draft7Validator({"definitions": PARTS, "properties": PARTS["procedure"]["properties"], "additionalProperties": False}),
}
COMMANDS = Path(__file__).parent / "commands"
COPIED = ("specs", "examples", "eformc.toml")
SHOWN = "/home/hoa/forms"
"""What pages call the scratch folder."""
SHEBANG = f'#!/bin/sh\nexec "{sys.executable}" -I'


class Session:
    def __init__(self, folder: Path, marks: list[str]) -> None:
        self.folder = folder / "work"
        self.bin = folder / "bin"
        self.exits = folder / "exits"
        self.names: dict[str, Any] = {}
        self.stands_for: dict[str, str] = {}
        self.printed: str | None = None
        self.groups: list[int] = []
        self.ports = {mark.removeprefix("port: "): str(free_port()) for mark in marks if mark.startswith("port: ")}
        self.folder.mkdir(parents=True)
        if "scratch: empty" not in marks:
            for name in COPIED:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                copy(ROOT / name, self.folder / name)
        self.bin.mkdir()
        self.command("eformc", f'"{COMMANDS / "verb.py"}"')
        for name in ("pip", "npm"):
            self.command(name, f'"{COMMANDS / "installer.py"}" "$0"')
        self.command("python", "")
        (self.bin / "make").write_text(f'#!/bin/sh\nexec "{shutil.which("make")}" --dry-run -C "{ROOT}" "$@" > /dev/null\n')  # the targets are there
        (self.bin / "make").chmod(0o755)

    def command(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f'{SHEBANG.removesuffix(" -I")} {script} "$@"\n')
        path.chmod(0o755)

    def close(self) -> None:
        """End what the page's blocks left running."""
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def do(self, block: Block) -> None:
        if block.marked("skip") is not None:
            assert len(block.marked("skip") or "") > 20, f"{block.where}: a skipped block says why"
            return
        if block.marked("output") is not None or (block.language in ("text", "") and not block.title):
            self.compare(block)
        elif block.title:
            self.write(block)
        elif block.language in RUNNERS:
            RUNNERS[block.language](self, block)
        else:
            message = f"{block.where}: nobody runs a block of `{block.language}`"
            raise AssertionError(message)

    # --- files -------------------------------------------------------------------------------------------------

    def write(self, block: Block) -> None:
        path = self.folder / block.title
        assert path.resolve().is_relative_to(self.folder), block.where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.with_ports(block.text), encoding="utf-8")
        if block.title.endswith(".eform.yaml"):
            self.compile(block, path)
        elif block.language in PARSERS:
            PARSERS[block.language](block.text)

    def with_ports(self, text: str) -> str:
        for written, free in self.ports.items():
            text = text.replace(written, free)
        return text

    def compile(self, block: Block, path: Path) -> None:
        """The spec's findings are those the page says: none, if it says nothing."""
        project = Project(load_settings(path.parent), TODAY)
        said = {code.strip() for code in (block.marked("findings") or "").split(",")} - {""}
        found = {d.code: d.text("en") for d in project.unit(path).diagnostics}
        assert set(found) == said, f"{block.where}: {found}"

    # --- blocks ------------------------------------------------------------------------------------------------

    def yaml(self, block: Block) -> None:
        """A whole spec compiles; a catalogue's file and a part of a spec keep the JSON Schema of the language."""
        made = YAML(typ="safe", pure=True).load(block.text.replace("…", "x"))  # YAML 1.2: `on` is a word
        first = next(iter(made), "") if isinstance(made, dict) else ""
        if first == "procedure" and "…" not in block.text:
            path = self.folder / "block.eform.yaml"
            path.write_text(block.text, encoding="utf-8")
            self.compile(block, path)
            path.unlink()
        elif first in TOOLS:
            TOOLS[first](self, made)
        elif made is None:
            assert all(line.startswith(("# eformc: ignore", "# yaml-language-server: ")) for line in block.text.splitlines()), block.where
        else:
            where = "whole" if first in WHOLE else "fields" if isinstance(made, list) else "part"
            try:
                LANGUAGE[where].validate(json.loads(json.dumps(made, default=str)))
            except jsonschema_rs.ValidationError as error:
                message = f"{block.where}: {error.message}"
                raise AssertionError(message) from None

    def python(self, block: Block) -> None:
        text = block.text
        for short, whole in self.stands_for.items():
            text = text.replace(short, whole)
        code = compile(text, block.where, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            made = eval(code, self.names)
            if inspect.iscoroutine(made):
                asyncio.run(made)
        finally:
            os.chdir(before)

    def sh(self, block: Block) -> None:
        output = self.folder.parent / "output"
        failed = self.folder.parent / "failed"
        failed.write_text("")
        self.exits.write_text("")
        text = f"set -uo pipefail\ntrap 'echo \"$?: $BASH_COMMAND\" >> \"{failed}\"' ERR\n{self.with_ports(block.text)}"
        with output.open("wb") as file:
            process = subprocess.Popen(
                ["bash", "-c", text], cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip
            self.groups.append(process.pid)
            process.wait(120)
        said = output.read_text(encoding="utf-8")
        said = said.replace(str(self.folder), SHOWN)
        for written, free in self.ports.items():
            said = said.replace(free, written)
        assert not failed.read_text(), f"{block.where}: {failed.read_text()}\n{said}"
        codes = self.exits.read_text().split()
        if block.marked("exits") is not None:
            assert codes[-1] == block.marked("exits"), f"{block.where}: exits {codes}\n{said}"
        self.printed = said

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key in ("HOME", "EFORMC_CACHE_DIR")}
        return {
            **kept,
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "LANG": "C.UTF-8",
            "COLUMNS": "120",
            "EFORMC_EXITS": str(self.exits),
            "EFORMC_ROOT": str(ROOT),
        }

    def compare(self, block: Block) -> None:
        assert self.printed is not None, f"{block.where}: no sh block stands before this output"
        wanted = [line.rstrip() for line in block.text.rstrip().splitlines()]
        pattern = "\n".join("(?:.*\n)*?.*" if line.strip() == "…" else re.escape(line).replace("…", ".*?") for line in wanted)
        said = "\n".join(line.rstrip() for line in self.printed.strip("\n").splitlines())
        assert re.fullmatch(pattern, said), f"{block.where}: printed was\n{said}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def parse_json(session: Session, block: Block) -> None:
    json.loads(block.text)


def parse_toml(session: Session, block: Block) -> None:
    tomllib.loads(block.text)


def pre_commit(session: Session, made: dict[str, Any]) -> None:
    known = {hook["id"] for hook in YAML(typ="safe", pure=True).load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert {hook["id"] for repository in made["repos"] for hook in repository["hooks"]} <= known


def github(session: Session, made: dict[str, Any]) -> None:
    known = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text())["inputs"]
    steps = [step for step in made["steps"] if "/eformc@" in step["uses"]]
    assert steps
    assert {name for step in steps for name in step["with"]} <= set(known)


def gitlab(session: Session, made: dict[str, Any]) -> None:
    script = "\n".join(made["forms"]["script"])
    session.sh(Block("a GitLab job", 0, "sh", "", (), script))
    assert all((session.folder / report).is_file() for report in made["forms"]["artifacts"]["reports"].values())


TOOLS: dict[str, Callable[[Session, dict[str, Any]], None]] = {"repos": pre_commit, "permissions": github, "forms": gitlab}
"""Settings of other tools, by their first key."""
PARSERS: dict[str, Callable[[str], Any]] = {"json": json.loads, "toml": tomllib.loads, "yaml": YAML(typ="safe", pure=True).load, "python": ast.parse}
RUNNERS: dict[str, Callable[[Session, Block], None]] = {
    "sh": Session.sh, "yaml": Session.yaml, "python": Session.python, "json": parse_json, "toml": parse_toml,
}  # fmt: skip
