"""A run over many specs: what is known already is taken from the cache, the rest is shared out among processes.

    specs → key of each → still right? → batches by size → findings of each → findings between them → bundles in place

Fast and slow way give the same: `Project` looks at one spec, here and in a batch; what is kept is what it gave.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct, field

from eformc.build.cache import Cache, Known, Result
from eformc.build.records import CatalogueRecord, DatedFindings, SpecRecord, packed, unpacked
from eformc.build.results import Summary, settled
from eformc.build.worker import (
    Done,
    Job,
    Task,
    digests_of,
    key_of,
    project_of,
    run_batch,
    run_each,
    surroundings_of,
)
from eformc.project import files
from eformc.project.catalogue_cache import catalogue_digest
from eformc.project.settings import Settings
from eformc.project.valid_days import holding, holds_on

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from eformc.build.share import Shard
    from eformc.diagnostics import Diagnostic
    from eformc.kernel.words import Words
    from eformc.project.analysis import Project
    from eformc.project.rule_config import Terms

FEW = 12
"""Up to so many specs are looked at in this process: starting others takes longer."""
BATCHES = 32
"""Batches per process: few enough to keep them busy, so many that none waits long for the last."""
LARGEST_BATCH = 400_000
"""Bytes of specs in one batch at most: what a worker that is lost takes with it."""

T = TypeVar("T")
Progress = Callable[[int, int], None]


class Run(Struct, eq=False):
    """`executor` makes what batches are handed to; None is this machine's cores, `jobs` of them."""

    settings: Settings
    today: str
    cache: Cache
    jobs: int = 0
    executor: Callable[[], Executor] | None = None
    progress: Progress = lambda done, all_: None
    out: Path | None = None
    staging: Path | None = None
    shard: Shard | None = None
    """Look only at a share of the specs; others look at the rest."""
    summaries: list[Summary] = field(default_factory=list)
    _terms: Terms | None = None
    _catalogues: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _known: dict[str, CatalogueRecord] = field(default_factory=dict)
    _digests: dict[tuple[str, str], str] = field(default_factory=dict)
    _parts_alike: dict[str, str] = field(default_factory=dict)
    _staged_alike: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """Texts and tuples that many results have alike, kept once."""
    again: list[Result] = field(default_factory=list)
    """Results that changed in nothing but the manifest."""
    surroundings: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        self.surroundings = surroundings_of(self.settings)
        self.name = f"{os.getpid()}-{time.time_ns()}"

    def job(self) -> Job:
        """The settings that all batches of this run share."""
        return Job(self.settings, self.today, self.cache.folder, self.surroundings, self.name, self.out, self.staging)

    # --- looking ------------------------------------------------------------------------------------------------

    def look(self, paths: Iterable[str]) -> list[Summary]:
        """The summary of every spec below the paths, in their order."""
        tasks, sizes = self._tasks(paths)
        stored = self._still_right({task.key: task.path for task in tasks})
        placed = self._in_place(stored.values())
        summaries: dict[str, Summary] = {}
        missing: list[tuple[int, Task]] = []
        for task, size in zip(tasks, sizes, strict=True):
            found = stored.get(task.key)
            if found is not None and (placed is None or task.key in placed or not found.translatable):
                summaries[task.path] = found
            else:
                missing.append((size, task))
        summaries.update((summary.path, summary) for summary in self._look_anew(missing, len(tasks)))
        self.cache.touch([task.key for task in tasks if task.path in summaries and task.key in stored])
        self.summaries = [summaries[task.path] for task in tasks]
        settled(self.summaries, self.terms, self.text, alone=True if self.shard else None)
        return self.summaries

    def _in_place(self, summaries: Iterable[Summary]) -> set[str] | None:
        """Keys of the specs whose outputs stand as they were built; None where nothing is built."""
        if self.out is None:
            return None
        from eformc.build.output_stamps import up_to_date

        return up_to_date(self.cache, self.out, summaries)

    def _tasks(self, paths: Iterable[str]) -> tuple[list[Task], list[int]]:
        tasks, sizes = [], []
        surroundings, root = self.surroundings, self.settings.root
        every = files.specs(paths, root)
        found = every if self.shard is None else self.shard.share(every)
        for shown, data in found:
            tasks.append(Task(shown, key_of(surroundings, shown, files.relative(root, shown), data)))
            sizes.append(len(data))
        return tasks, sizes

    def _look_anew(self, missing: list[tuple[int, Task]], total: int) -> Iterable[Summary]:
        if not missing:
            return
        job = self.job()
        count = total - len(missing)
        for tasks, results in self._shared_out(run_batch, job, missing):
            records = unpacked([done.value for done in results])
            for task, done, record in zip(tasks, results, records, strict=True):
                summary = Summary(task.path, done.key, done.catalogue, record)
                summary.staged = done.below, self._staged_alike.setdefault(done.staged, done.staged)
                yield summary
            # what was changed meanwhile is right for now, and forgotten
            self._remember([done for task, done in zip(tasks, results, strict=True) if done.key == task.key])
            count += len(tasks)
            self.progress(count, total)

    def each(self, paths: Iterable[str], work: Callable[[Project, str, bytes], T]) -> list[T]:
        """The values a function gives for every spec below the paths, in their order; `work` takes the project, a path and its
        bytes, and is shared out as looking is.
        """
        tasks, sizes = self._tasks(paths)
        found: dict[str, T] = {}
        for some, made in self._shared_out(partial(run_each, work), self.job(), list(zip(sizes, tasks, strict=True))):
            found.update((task.path, one) for task, one in zip(some, made, strict=True))
            self.progress(len(found), len(tasks))
        return [found[task.path] for task in tasks]

    def _shared_out(
        self, work: Callable[[Job, Sequence[Task]], list[T]], job: Job, missing: list[tuple[int, Task]]
    ) -> Iterable[tuple[Sequence[Task], list[T]]]:
        """Batches and what came of them, as they come."""
        workers = self.jobs or _cores()
        if self.executor is None and (len(missing) <= FEW or workers < 2):
            for tasks in batches(missing, 1):
                yield tasks, work(job, tasks)
            return
        from concurrent.futures import as_completed

        with (self.executor() if self.executor is not None else _processes(job, workers)) as pool:
            waiting: dict[Future[list[T]], Sequence[Task]] = {
                pool.submit(work, job, tasks): tasks for tasks in batches(missing, workers)
            }
            try:
                for future in as_completed(waiting):
                    done = waiting.pop(future)
                    yield done, _result(future, work, job, done)
            finally:
                for future in waiting:
                    future.cancel()

    def text(self, path: str) -> str:
        """A file's text by the path it is shown under: a spec, a fragment, or a file of a catalogue."""
        from eformc.source import text_of

        data = next((one[path] for one in self._catalogues.values() if path in one), None)
        try:
            return text_of(path, files.read_file(path, self.settings.root, folder_known=True) if data is None else data).text
        except files.FileProblem:  # gone meanwhile: the finding stays, its line cannot be shown
            return ""

    def terms(self) -> Terms:
        """On what terms findings count here and today. Raises `SettingsError`."""
        if self._terms is None:
            from eformc.project.rule_config import terms_of
            from eformc.project.rule_sources import rules_of

            self._terms = terms_of(self.settings, self.today, rules_of(self.settings), self.relative)
        return self._terms

    def inside(self, path: str) -> Path | None:
        """A file of the project (see `files.inside`)."""
        return files.inside(self.settings.root, path)

    def relative(self, path: str) -> str:
        """A path as it may stand in an output (see `files.relative`)."""
        return files.relative(self.settings.root, path)

    def laws(self) -> Mapping[str, Words]:
        """The laws the project's catalogue puts into the rules' citations; nothing where there is no one catalogue."""
        name = files.default_catalogue(self.settings)
        return self.catalogue(name).laws if name and name in files.catalogue_folders(self.settings) else {}

    @property
    def catalogue_diagnostics(self) -> tuple[Diagnostic, ...]:
        """Findings in the catalogues in use."""
        names = dict.fromkeys(summary.catalogue for summary in self.summaries if summary.catalogue)
        return tuple(found for name in names for found in self.catalogue_findings(name))

    def catalogue_findings(self, name: str) -> tuple[Diagnostic, ...]:
        """Findings in a catalogue, today's among them; none in one that is not there."""
        known = self.catalogue(name) if name else None
        held = holding(known.dated.days, self.today) if known and known.dated.days else []
        if known is None or not (known.found or held):
            return ()
        from eformc.build.serializer import Deserializer

        deserializer = Deserializer(known.paths, self.text, self.terms().kinds)
        dated = self.terms().counted(deserializer.diagnostic(known.dated.found[at]) for at in held)
        return (*deserializer.diagnostics(known.found), *dated)

    # --- what is known ------------------------------------------------------------------------------------------

    def _still_right(self, paths: Mapping[str, str]) -> dict[str, Summary]:
        """Those results under the keys of `paths` whose fragments, files, day and part of the catalogue are
        as they were.
        """
        out: dict[str, Summary] = {}
        for results in self.cache.results(list(paths)):
            for result, record in zip(results, unpacked([result.value for result in results]), strict=True):
                outdated = self._whole(result.catalogue) != result.whole
                if outdated and self._needs(result.catalogue, result.parts) != result.needs:
                    continue
                if holds_on(record.day, self.today) and self._same_files(record):
                    parts = self._parts_alike.setdefault(result.parts, result.parts)
                    summary = out[result.key] = Summary(paths[result.key], result.key, result.catalogue, record, parts)
                    summary.outdated_manifest = outdated
        return out

    def _needs(self, catalogue: str, parts: str) -> str:
        """The digest of some parts of a catalogue as they are now; of the whole if that is among them."""
        found = self._digests.get((catalogue, parts))
        if found is None:
            from eformc.project.dependencies import WHOLE, digest_of

            names = parts.split()
            found = self._whole(catalogue) if WHOLE in names else digest_of(self._parts(catalogue), names)
            self._digests[catalogue, parts] = found
        return found

    def _same_files(self, record: SpecRecord) -> bool:
        root = self.settings.root
        for of, name, shown, digest in record.fragments:
            found = files.fragment(root, of, name) or ("", b"")
            if found[0] != shown or digests_of({"": found[1]})[0][1] != digest:
                return False
        return all((files.inside(root, path) is not None) == there for path, there in record.files.items())

    def files(self, name: str) -> dict[str, bytes]:
        """The files of a catalogue: path as it stands in outputs -> bytes."""
        if name not in self._catalogues:
            folder = files.catalogue_folders(self.settings).get(name)
            self._catalogues[name] = files.catalogue_files(folder, self.settings.root) if folder is not None else {}
        return self._catalogues[name]

    def _whole(self, name: str) -> str:
        return self.catalogue(name).whole if name else ""

    def _parts(self, name: str) -> Mapping[str, str]:
        return self.catalogue(name).parts if name else {}

    def catalogue(self, name: str) -> CatalogueRecord:
        """Digest, parts and findings of a catalogue; compiled only if nobody did before."""
        if name not in self._known:
            whole = f"{catalogue_digest(self.files(name))}-{self.surroundings}"
            stored = self.cache.catalogue(whole)
            self._known[name] = _stored(stored) if stored is not None else self._compiled(name, whole)
        return self._known[name]

    def take_catalogue(self, name: str, known: CatalogueRecord) -> None:
        """Take over the findings of another machine in a catalogue."""
        self._known[name] = known

    def _compiled(self, name: str, whole: str) -> CatalogueRecord:
        from eformc.build.serializer import Serializer
        from eformc.project.dependencies import parts_of

        project, serializer = project_of(self.job()), Serializer()
        catalogue = project.catalogue(name)
        found = tuple(map(serializer.diagnostic, project.catalogue_found.get(name, ())))
        dated = project.catalogue_dated.get(name, ())
        days = tuple([(one.after, one.before) for one in dated])
        packed_dated = DatedFindings(days, tuple([serializer.diagnostic(one.found) for one in dated]))
        laws = {"once_only_law": dict(catalogue.once_only_law.noted())} if catalogue else {}
        parts = parts_of(catalogue) if catalogue and self.cache.folder is not None else {}  # only what is remembered is compared
        known = CatalogueRecord(whole, found, packed_dated, tuple(serializer.paths), laws, parts)
        self.cache.store([], catalogues=[Known(whole, packed(known))])
        return known

    def refresh(self, summary: Summary) -> None:
        """A result whose manifest follows from another state of the catalogue now."""
        needs = self._needs(summary.catalogue, summary.parts)
        whole = self._whole(summary.catalogue)
        self.again.append(Result(summary.key, summary.catalogue, whole, summary.parts, needs, packed(summary.record)))

    def _remember(self, fresh: Iterable[Done]) -> None:
        if self.cache.folder is None:
            return
        # made before storing begins: what is known of a catalogue is stored by the same connection
        results = [
            Result(one.key, one.catalogue, self._whole(one.catalogue), one.parts, self._needs(one.catalogue, one.parts), one.value)
            for one in fresh
        ]
        self.cache.store(results)


def _stored(text: str) -> CatalogueRecord:
    """The record of a catalogue, as it was kept."""
    try:
        return msgspec.json.decode(text, type=CatalogueRecord)
    except msgspec.DecodeError:  # half a surrogate pair
        return msgspec.convert(json.loads(text), CatalogueRecord)


def _result(
    future: Future[list[T]], work: Callable[[Job, Sequence[Task]], list[T]], job: Job, tasks: Sequence[Task]
) -> list[T]:
    """The results of a batch. One that was lost with its processes (killed, out of memory, out of reach) is done here; what
    is wrong with the specs or the disk shows here again.
    """
    try:
        return future.result()
    except Exception:  # noqa: BLE001 - executors differ in how they say that a worker is gone
        return work(job, tasks)


def _cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def batches(missing: Sequence[tuple[int, Task]], workers: int) -> list[list[Task]]:
    """Tasks shared out by size, the heaviest first: about `BATCHES` batches for each worker."""
    total = sum(size for size, _ in missing)
    most = min(LARGEST_BATCH, total // (workers * BATCHES) + 1)
    out: list[list[Task]] = []
    weight = most
    for size, task in sorted(missing, key=lambda one: -one[0]):
        if weight >= most:
            out.append([])
            weight = 0
        out[-1].append(task)
        weight += size
    return out


def _processes(job: Job, workers: int) -> Executor:
    """This machine's cores. Where processes can be forked they start with the catalogue read and the code loaded."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform == "linux" and threading.active_count() == 1
    if fork:
        warm(job)
    return ProcessPoolExecutor(workers, multiprocessing.get_context("fork" if fork else "spawn"))


def warm(job: Job) -> None:
    """Load what every batch needs before processes are forked, and keep the collector off it."""
    import gc

    from eformc.emit import emitters, outputs
    from eformc.portal.html.environment import prepare
    from eformc.project.themes import theme_of

    emitters()
    if job.settings.also:
        outputs()
    if job.out is not None:
        prepare(theme_of(job.settings), ("page.html.j2",))
    project = project_of(job)
    project.terms()
    project.catalogue(None)
    gc.freeze()
