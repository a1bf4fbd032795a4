"""A build shared out among machines that see nothing of each other: each builds a share, the shares are merged.

A share says beside its bundles what it found and what its specs tell rules between specs (`shard.json`), so that merging
finds what one build would have found, and writes the bytes it would have written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eformc import __version__
from eformc.build.results import Summary, settled
from eformc.build.share import Shard
from eformc.build.worker import packed
from eformc.project.files import FileProblem, read_file
from eformc.safe_files import read_inside

if TYPE_CHECKING:
    from eformc.build.driver import Run

FILE = "shard.json"


class ShardProblem(FileProblem):
    """Shares that do not make a whole; the message says which and why."""


def write_shard(run: Run, which: Shard, out: Path) -> None:
    """Write down all that merging needs to know of a share that was built."""
    from eformc.project.atomic_files import replace_file

    known = {one.catalogue: run.catalogue(one.catalogue) for one in run.summaries if one.catalogue}
    content = {
        "shard": [which.number, which.of],
        "version": __version__,
        "catalogues": {name: {key: one[key] for key in ("whole", "found", "dated", "paths", "laws")} for name, one in known.items()},
        "specs": [[one.path, one.catalogue, one.value] for one in run.summaries],
    }
    replace_file(out / FILE, packed(content).encode())


def read_shards(run: Run, folders: Iterable[Path]) -> dict[str, Path]:
    """Take the shares of one build into a run, as if it had looked at all their specs. Gives the folder of each spec's share,
    by the spec's path.
    """
    shares: dict[int, dict[str, Any]] = {}
    homes: dict[str, Path] = {}
    wholes: dict[str, str] = {}
    for folder in folders:
        share = _share(folder)
        number, of = share["shard"]
        if number in shares or any(of != other["shard"][1] for other in shares.values()):
            message = f"{folder}: share {number}/{of} is there twice, or of another build"
            raise ShardProblem(message)
        for name, known in share["catalogues"].items():
            if wholes.setdefault(name, known["whole"]) != known["whole"]:
                message = f"{folder}: built with other settings, or from another state of the catalogue `{name}`"
                raise ShardProblem(message)
            run.take_catalogue(name, known)
        shares[number] = share
        homes |= {path: folder for path, _, _ in share["specs"]}
    of = next(iter(shares.values()))["shard"][1] if shares else 0
    missing = sorted(set(range(1, of + 1)) - set(shares))
    if missing or not shares:
        message = "missing: " + ", ".join(f"{number}/{of}" for number in missing) if shares else "no shares given"
        raise ShardProblem(message)
    specs = sorted((spec for share in shares.values() for spec in share["specs"]), key=lambda spec: str(spec[0]))
    run.summaries = [Summary(path, "", catalogue, value) for path, catalogue, value in specs]
    settled(run.summaries, run.terms, run.text)
    return homes


def _share(folder: Path) -> dict[str, Any]:
    try:
        share = json.loads(read_inside(folder, folder / FILE))
        number, of = share["shard"]
        outputs = [path for _, _, value in share["specs"] for path, _, _ in value.get("outputs", ())]
        fits = isinstance(number, int) and isinstance(of, int) and share["version"] == __version__
        fits = fits and isinstance(share["catalogues"], dict) and all(re.fullmatch(r"[A-Za-z0-9_.-]+", path) for path in outputs)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        fits, share = False, {}
    if not fits:
        message = f"{folder}: holds no share of this version of eformc (`{FILE}`)"
        raise ShardProblem(message)
    found: dict[str, Any] = share
    return found


def merge(run: Run, shares: Mapping[str, Path], out: Path, made: Sequence[Summary], kept: Callable[[Path], None] = lambda path: None) -> int:
    """Put the bundles of all shares in place as one build would have; gives the number of files written. `shares`: the folder
    that holds the bundle of a spec, by the spec's path; `made`: the specs that get one.
    """
    from eformc.build import bundle, publishing

    with publishing.staging(out) as staging:
        staged, shared, rows = {}, dict[str, bytes](), {}
        for one in made:
            name = str(one.procedure)
            staged[name] = publishing.stage(staging, out, name, _bundle_files(shares[one.path] / name, one))
            rows[name] = {**one.value["heading"], "sha256": one.value["manifest"][0]}
        for folder in sorted(set(shares.values())):
            _shared_files(folder, shared)
        return publishing.publish(out, staging, staged, bundle.top_files(rows, sorted(shared.items())), kept)


def _bundle_files(folder: Path, summary: Summary) -> list[tuple[str, bytes]]:
    """A bundle's files, each with the digest that was written when it was built."""
    from eformc.build.bundle import sha256
    from eformc.build.publishing import MANIFEST

    wanted = [(path, digest) for path, digest, _ in summary.value["outputs"]] + [(MANIFEST, summary.value["manifest"][0])]
    out = []
    for path, digest in wanted:
        try:
            data = read_inside(folder, folder / path)
        except OSError as error:
            message = f"{folder / path}: {error.strerror}; the share has no bundle of this spec (was it built with --strict?)"
            raise ShardProblem(message) from error
        if sha256(data) != digest:
            message = f"{folder / path}: changed since it was built"
            raise ShardProblem(message)
        out.append((path, data))
    return out


def _shared_files(folder: Path, into: dict[str, bytes]) -> None:
    for path in sorted((folder / "assets").rglob("*")):
        if not path.is_dir():
            name, data = path.relative_to(folder).as_posix(), read_file(path, folder)
            if into.setdefault(name, data) != data:
                message = f"{path}: differs between shares"
                raise ShardProblem(message)
