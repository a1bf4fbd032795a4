"""Looking at some specs, and translating them, in whatever process: plain data in, plain data out.

A batch is what an executor is given. Its process reads the catalogue once (forked children have it already, others read
the compiled one from the cache folder) and stages outputs itself, so that only findings and digests travel.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from eformc.kernel.json_text import compact
from eformc.project.settings import Settings

T = TypeVar("T")

class Job(Struct, frozen=True):
    """Settings that are the same for all specs of a run. `staging`: where outputs go that are not in place below `out` already;
    without it specs are only looked at.
    """

    settings: Settings
    today: str
    kept: Path | None
    surroundings: str
    run: str
    """A name of the run: processes that outlive it read the project again for the next one."""
    out: Path | None = None
    staging: Path | None = None


class Task(NamedTuple):
    """A spec by the path it is shown under, and the key its result will have if its bytes are still the same."""

    path: str
    key: str


class Done(NamedTuple):
    """The result of a task. `key` is that of the bytes that were read; `parts` of the catalogue it depends on, spaced;
    `value` as `_value` says, packed; `staged`: the files of its bundle that were written, into the folder `below`.
    """

    key: str
    catalogue: str
    parts: str
    value: str
    below: str = ""
    staged: tuple[str, ...] = ()


def settings_digest(settings: Settings) -> str:
    """All settings that what is found may depend on."""
    from eformc.project import files

    apart = ("root", "file", "specs", "output", "fail_on", "baseline", "rule_pages", "given", "own_theme")
    said = [(name, repr(getattr(settings, name))) for name in settings.__struct_fields__ if name not in apart]
    if settings.theme is not None or settings.own_theme is not None:
        from eformc.project.themes import theme_digest

        said.append(("theme", theme_digest(settings)))
    return repr((said, _plugged(settings), sorted(files.catalogue_folders(settings)), files.default_catalogue(settings)))


def _plugged(settings: Settings) -> list[tuple[str, int, int]]:
    """The files of rules that other packages bring, as they are now: they may change without a version."""
    if not settings.trusted:
        return []
    from eformc.project.rule_sources import rules_of

    modules = {sys.modules.get(getattr(rule.check, "__module__", "")) for rule in rules_of(settings)}
    paths = {str(found) for module in modules if (found := getattr(module, "__file__", None))}
    return [(path, os.stat(path).st_size, os.stat(path).st_mtime_ns) for path in sorted(paths)]  # noqa: PTH116


def key_of(surroundings: str, path: str, relative: str, data: bytes) -> str:
    """The key of a spec's result: its bytes, where it stands, and the digest of tool and settings around it."""
    seen = hashlib.blake2b(f"{surroundings}\0{path}\0{relative}\0".encode("utf-8", "surrogateescape"), digest_size=16)
    seen.update(data)
    return seen.hexdigest()


def surroundings_of(settings: Settings) -> str:
    """Tool and settings as one digest."""
    from eformc.project.tool_digest import tool_digest

    return hashlib.blake2b(f"{tool_digest()}\0{settings_digest(settings)}".encode(), digest_size=12).hexdigest()


_projects: dict[str, Any] = {}


def project_of(job: Job) -> Any:
    """The project of a run, once in each process."""
    if job.run not in _projects:
        from eformc.project.analysis import Project

        _projects.clear()
        _projects[job.run] = Project(job.settings, job.today, job.kept, read=set())
    return _projects[job.run]


def run_batch(job: Job, tasks: Sequence[Task]) -> list[Done]:
    """Look at each spec; translate the sound ones if the job says where to."""
    gc.disable()  # a batch makes many objects and hardly a cycle
    try:
        return [_look(job, task) for task in tasks]
    finally:
        gc.enable()


def run_each(work: Callable[[Any, str, bytes], T], job: Job, tasks: Sequence[Task]) -> list[T]:
    """The values a function gives for each spec, given the project, the path and the bytes."""
    from eformc.project import files

    gc.disable()
    try:
        project = project_of(job)
        out = []
        for task in tasks:
            project.read.clear()
            out.append(work(project, task.path, files.read_file(task.path, job.settings.root, folder_known=True)))
        return out
    finally:
        gc.enable()


def _look(job: Job, task: Task) -> Done:
    from eformc.project import files
    from eformc.project.analysis import Asked
    from eformc.project.dependencies import parts_read
    from eformc.project.findings import fatal

    project = project_of(job)
    project.read.clear()
    asked = Asked(job.settings.root, job.today)
    data = files.read_file(task.path, job.settings.root, folder_known=True)
    unit = project.unit_of(task.path, data, asked)
    value = _value(unit, asked, plain=unit.sound and not project.terms().raises_warnings)
    below, staged = "", list[str]()
    if unit.reasoned is not None and not fatal(unit.looked.found):
        below, staged = _translated(job, project, unit, value)
    troubled = any(one.code.startswith(("EF0", "EF1")) for one in unit.looked.found)
    parts = parts_read(unit.procedure, unit.reasoned, project.read, found=troubled)
    key = key_of(job.surroundings, task.path, files.relative(job.settings.root, task.path), data)
    return Done(key, asked.catalogue, " ".join(parts), packed(value), below, tuple(staged))


def packed(value: Any) -> str:
    """A value as JSON that can be written anywhere: half a surrogate pair, which is no character, as its escape."""
    text = compact(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def unpacked(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Values that were packed: read at once, so that they share the names of what is in them."""
    whole = f"[{','.join(texts)}]"
    try:
        found: list[dict[str, Any]] = msgspec.json.decode(whole)
    except msgspec.DecodeError:  # half a surrogate pair (a file's name that is no text); what is damaged is told by Python's
        found = json.loads(whole)
    return found


def _value(unit: Any, asked: Any, *, plain: bool) -> dict[str, Any]:
    """A spec's result and its inputs, as JSON; see `summary` for its reader. `plain`: whether it is sound, on any
    day and whatever stands beside it (but for what rules between specs find).
    """
    from eformc.build.serializer import Packer

    looked, packer = unit.looked, Packer()
    return {
        "procedure": looked.procedure if unit.procedure is not None else None,
        "id": packer.span(looked.id_span) if looked.id_span is not None else None,
        "reasoned": unit.reasoned is not None,
        "plain": plain,
        "found": [packer.diagnostic(one) for one in looked.found],
        "comments": [packer.suppression(one) for one in looked.comments],
        "told": {code: [told.facts, [packer.span(span) for span in told.spans]] for code, told in looked.told.items()},
        "paths": list(packer.paths),
        "day": asked.day.span(),
        "fragments": [[of, name, shown, hashlib.sha256(data).hexdigest()] for of, name, shown, data in asked.fragments],
        "files": asked.files,
    }


def _translated(job: Job, project: Any, unit: Any, value: dict[str, Any]) -> tuple[str, list[str]]:
    """Translate and stage, if the job says where to: the folder staged in, what was written there. `value` learns
    what a manifest says.
    """
    import platform

    from eformc.build.bundle import heading_of, manifest_bytes, outputs_of, sha256, translations
    from eformc.build.publishing import MANIFEST, stage
    from eformc.project.themes import mistakes_told, theme_of

    value["heading"] = heading_of(unit.procedure)
    value["inputs"] = [[path, sha256(data)] for path, data in unit.inputs]
    if job.staging is None or job.out is None:
        return "", []
    theme = theme_of(job.settings)
    with mistakes_told(theme):
        files = [(file.path, file.data) for file in translations(unit.reasoned, theme)]
    outputs = outputs_of(files)
    inputs = [*map(tuple, value["inputs"]), *_catalogue_inputs(project, unit.procedure.catalogue)]
    manifest = manifest_bytes(value["heading"], inputs, outputs)
    value["outputs"] = outputs
    value["manifest"] = [sha256(manifest), len(manifest)]
    # another attempt at the same batch (a worker was lost) may still write: each process stages apart
    below = job.staging / f"{platform.node()}-{os.getpid()}"
    return stage(below, job.out, unit.procedure.id, [*files, (MANIFEST, manifest)])


def _catalogue_inputs(project: Any, name: str) -> list[tuple[str, str]]:
    """Path and digest of each of a catalogue's files."""
    if name not in project.catalogue_digests:
        project.catalogue_digests[name] = digests_of(project.catalogue_files.get(name, {}))
    found: list[tuple[str, str]] = project.catalogue_digests[name]
    return found


def digests_of(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Path and SHA-256 of each file."""
    return [(path, hashlib.sha256(data).hexdigest()) for path, data in files.items()]
