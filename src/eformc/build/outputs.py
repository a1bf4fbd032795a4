"""Bundles of a run put in place."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from eformc.build.cache import Built
from eformc.build.output_stamps import MANIFEST, State, bundle_digests, in_folder, state_of
from eformc.build.worker import digests_of, project_of
from eformc.safe_files import read_regular

if TYPE_CHECKING:
    from eformc.build.bundle import Row
    from eformc.build.driver import Run
    from eformc.build.results import Summary

ASSETS = "assets/"


@contextmanager
def building(run: Run, out: Path) -> Iterator[None]:
    """Within it, a run stages what is not in place below `out`."""
    from eformc.build.publishing import staging

    with staging(out) as folder:
        run.out, run.staging = out, folder
        yield


def publish(run: Run, made: Sequence[Summary] | None = None, kept: Callable[[Path], None] = lambda path: None) -> int:
    """Put what a run staged in place, with index, manifest and shared files; gives the number of files written. `made`: the
    specs that get a bundle; without it all that can be compiled. `kept`: see `publishing.publish`.
    """
    from eformc.build import bundle, publishing

    out, folder = run.out, run.staging
    if out is None or folder is None:
        message = "this run builds nothing"
        raise ValueError(message)
    made = [one for one in run.summaries if one.sound] if made is None else made
    made = [one for one in made if one.procedure_id and one.translatable]
    staged: dict[str, tuple[str, Sequence[str]]] = {str(one.procedure_id): one.staged for one in made if one.staged is not None}
    staged |= {str(one.procedure_id): _manifest_anew(run, one, folder) for one in made if one.staged is None and one.outdated_manifest}
    rows = {str(one.procedure_id): row_of(one) for one in made}
    catalogues = sorted({one.catalogue for one in made})
    if not staged and _top_in_place(run, catalogues, rows):
        return 0
    shared = _assets(run, catalogues)
    top = bundle.top_files(rows, shared)
    written = publishing.publish(out, folder, staged, top, kept)
    _remember(run, out, [one for one in made if str(one.procedure_id) in staged], top, _wanted(run, catalogues, rows))
    return written


def _wanted(run: Run, catalogues: Iterable[str], rows: Mapping[str, Row]) -> list[str]:
    """Digests of what the files beside the bundles follow from: what all bundles share, what index and manifest list."""
    listed = hashlib.sha256("\n".join(f"{name} {rows[name].sha256}" for name in sorted(rows)).encode()).hexdigest()
    return [" ".join(run.catalogue(name).whole for name in catalogues), listed]


def _top_state(run: Run) -> tuple[list[str], State]:
    """The value of `_wanted` when the files beside the bundles were last put in place, and their stamps."""
    out = run.out or Path()
    state: State = json.loads(run.cache.built(out.resolve(), "").get("", "{}"))
    return [str(one) for one in state.pop("", [])], state


def _top_in_place(run: Run, catalogues: Iterable[str], rows: Mapping[str, Row]) -> bool:
    """True if the files beside the bundles stand as a build would write them now."""
    wanted, state = _top_state(run)
    return wanted == _wanted(run, catalogues, rows) and in_folder(str(run.out), {path: str(one[0]) for path, one in state.items()}, state)


def _manifest_anew(run: Run, summary: Summary, folder: Path) -> tuple[str, list[str]]:
    """The manifest of a bundle whose catalogue changed in what it does not read: outputs stay, digests of inputs move."""
    from eformc.build.bundle import manifest_bytes, sha256
    from eformc.build.publishing import stage

    record = summary.record
    if record.heading is None or record.outputs is None:
        message = f"{summary.path}: has no bundle"
        raise ValueError(message)
    data = manifest_bytes(record.heading, [*record.inputs, *digests_of(run.files(summary.catalogue))], record.outputs, record.lost)
    summary.record = replace(record, manifest=(sha256(data), len(data)))
    run.refresh(summary)
    return stage(folder / "manifests", run.out or folder, record.heading.procedure, [(MANIFEST, data)])


def row_of(summary: Summary) -> Row:
    """The row of a spec's bundle in the index and the overall manifest."""
    from eformc.build.bundle import Row

    record = summary.record
    if record.heading is None or record.manifest is None:
        message = f"{summary.path}: has no bundle"
        raise ValueError(message)
    return Row(record.heading, record.manifest[0])


def _assets(run: Run, catalogues: list[str]) -> list[tuple[str, bytes]]:
    """The files all bundles share. The catalogue is read for them only where they are not in place."""
    out = run.out or Path()
    wanted, state = _top_state(run)
    state = {path: one for path, one in state.items() if path.startswith(ASSETS)}
    now = _wanted(run, catalogues, {})
    if wanted[:1] == now[:1] and in_folder(str(out), {path: str(one[0]) for path, one in state.items()}, state):
        return [(path, read_regular(out / path)) for path in state]
    from eformc.build.assets import assets

    project = project_of(run.job())
    every = [found for name in catalogues if (found := project.catalogue(name)) is not None]
    return [(file.path, file.data) for file in assets(every)]


def _remember(run: Run, out: Path, written: list[Summary], top: Mapping[str, bytes], follows: list[str]) -> None:
    """Note how the files look that are in place now."""
    where, now = out.resolve(), time.time_ns()
    rows = (
        Built(str(where), str(one.procedure_id), json.dumps(state_of(f"{where}/{one.procedure_id}", bundle_digests(one), now)))
        for one in written
    )
    state = state_of(str(where), {path: hashlib.sha256(data).hexdigest() for path, data in top.items()}, now)
    state[""] = list[str | int](follows)
    run.cache.store(run.again, chain(rows, [Built(str(where), "", json.dumps(state))]))
    run.cache.prune()
