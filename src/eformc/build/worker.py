"""Looking at some specs, and translating them, in whatever process: plain data in, plain data out.

A batch is what an executor is given. Its process reads the catalogue once (forked children have it already, others read
the compiled one from the cache folder) and stages outputs itself, so that only findings and digests travel.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from eformc.build.records import PackedTold, SpecRecord, heading_of, packed
from eformc.diagnostics.families import family_of
from eformc.project.settings import Settings

if TYPE_CHECKING:
    from eformc.project.analysis import DependencyRecorder, Project, SpecAnalysis
    from eformc.reasoning.reasoned import Reasoned

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
    `value`: a `SpecRecord`, packed; `staged`: the files of its bundle that were written, into the folder `below`.
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


_projects: dict[str, Project] = {}


def project_of(job: Job) -> Project:
    """The project of a run, once in each process."""
    if job.run not in _projects:
        from eformc.project.analysis import Project

        _projects.clear()
        _projects[job.run] = Project(job.settings, job.today, job.kept, read=set())
    return _projects[job.run]


def _names_read(project: Project) -> set[str]:
    """The set in which a run's project notes what is read of its catalogue by name."""
    assert project.read is not None, "a run's project notes what it reads"  # noqa: S101
    return project.read


def run_batch(job: Job, tasks: Sequence[Task]) -> list[Done]:
    """Look at each spec; translate the sound ones if the job says where to."""
    gc.disable()  # a batch makes many objects and hardly a cycle
    try:
        return [_look(job, task) for task in tasks]
    finally:
        gc.enable()


def run_each(work: Callable[[Project, str, bytes], T], job: Job, tasks: Sequence[Task]) -> list[T]:
    """The values a function gives for each spec, given the project, the path and the bytes."""
    from eformc.project import files

    gc.disable()
    try:
        project = project_of(job)
        out = []
        for task in tasks:
            _names_read(project).clear()
            out.append(work(project, task.path, files.read_file(task.path, job.settings.root, folder_known=True)))
        return out
    finally:
        gc.enable()


def _look(job: Job, task: Task) -> Done:
    from eformc.project import files
    from eformc.project.analysis import DependencyRecorder
    from eformc.project.dependencies import parts_read
    from eformc.project.findings import never_unsound

    project = project_of(job)
    read = _names_read(project)
    read.clear()
    asked = DependencyRecorder(job.settings.root, job.today)
    data = files.read_file(task.path, job.settings.root, folder_known=True)
    unit = project.unit_of(task.path, data, asked)
    record = _record(unit, asked, plain=never_unsound(unit.result, unit.findings, project.terms()))
    below, staged = "", list[str]()
    if unit.reasoned is not None and unit.result.translatable:
        record, below, staged = _translated(job, project, unit.inputs, unit.reasoned, record)
    troubled = any(family_of(one.code).of_language for one in unit.result.found)
    parts = parts_read(unit.procedure, unit.reasoned, read, found=troubled)
    key = key_of(job.surroundings, task.path, files.relative(job.settings.root, task.path), data)
    return Done(key, asked.catalogue, " ".join(parts), packed(record), below, tuple(staged))


def _record(unit: SpecAnalysis, asked: DependencyRecorder, *, plain: bool) -> SpecRecord:
    """A spec's result and its inputs, to be kept."""
    from eformc.build.serializer import Serializer

    result, serializer = unit.result, Serializer()
    id_ = serializer.span(result.id_span) if result.id_span is not None else None
    found = tuple(map(serializer.diagnostic, result.found))
    comments = tuple(map(serializer.suppression, result.comments))
    told = {code: PackedTold(told.facts, tuple(map(serializer.span, told.spans))) for code, told in result.told.items()}
    fragments = tuple([(of, name, shown, hashlib.sha256(data).hexdigest()) for of, name, shown, data in asked.fragments])
    return SpecRecord(
        unit.procedure_id, id_, result.reasoned, plain, found, comments, told, tuple(serializer.paths), asked.day.span(), fragments, asked.files,
    )  # fmt: skip


def _translated(
    job: Job, project: Project, read: Sequence[tuple[str, bytes]], reasoned: Reasoned, record: SpecRecord
) -> tuple[SpecRecord, str, list[str]]:
    """Translate and stage, if the job says where to: the record with what a manifest says, the folder staged in, what was
    written there.
    """
    procedure = reasoned.procedure
    heading, own = heading_of(procedure), tuple(digests_of(dict(read)))
    record = replace(record, heading=heading, inputs=own)
    if job.staging is None or job.out is None:
        return record, "", []
    import platform

    from eformc.build.bundle import manifest_bytes, outputs_of, sha256, translations
    from eformc.build.publishing import MANIFEST, stage
    from eformc.project.themes import mistakes_told, theme_of

    theme = theme_of(job.settings)
    with mistakes_told(theme):
        made = translations(reasoned, theme, job.settings.also)
    files = [(file.path, file.data) for file in made.files]
    outputs = outputs_of(files)
    manifest = manifest_bytes(heading, [*own, *_catalogue_inputs(project, procedure.catalogue)], outputs, made.lost)
    record = replace(record, outputs=tuple(outputs), lost=made.lost, manifest=(sha256(manifest), len(manifest)))
    # another attempt at the same batch (a worker was lost) may still write: each process stages apart
    below = job.staging / f"{platform.node()}-{os.getpid()}"
    return record, *stage(below, job.out, procedure.id, [*files, (MANIFEST, manifest)])


def _catalogue_inputs(project: Project, name: str) -> list[tuple[str, str]]:
    """Path and digest of each of a catalogue's files."""
    if name not in project.catalogue_digests:
        project.catalogue_digests[name] = digests_of(project.catalogue_files.get(name, {}))
    return project.catalogue_digests[name]


def digests_of(files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Path and SHA-256 of each file."""
    return [(path, hashlib.sha256(data).hexdigest()) for path, data in files.items()]
