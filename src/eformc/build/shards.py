"""A build shared out among machines that see nothing of each other: each builds a share, the shares are merged.

A share says beside its bundles what it found and what its specs tell rules between specs (`shard.json`), so that merging
finds what one build would have found, and writes the bytes it would have written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import DecodeError, Struct
from msgspec.structs import replace

from eformc import __version__
from eformc.build.output_stamps import bundle_digests
from eformc.build.outputs import row_of
from eformc.build.records import CatalogueRecord, SpecRecord, packed
from eformc.build.results import Summary, settled
from eformc.build.share import Shard
from eformc.project.files import FileProblem, read_file
from eformc.safe_files import read_inside

if TYPE_CHECKING:
    from eformc.build.driver import Run

FILE = "shard.json"


class _Spec(Struct, frozen=True, array_like=True):
    path: str
    catalogue: str
    record: SpecRecord


class _Share(Struct, frozen=True):
    """`shard`: its number and the number of shares."""

    shard: tuple[int, int]
    version: str
    catalogues: Mapping[str, CatalogueRecord]
    specs: tuple[_Spec, ...]


class ShardProblem(FileProblem):
    """Shares that do not make a whole; the message says which and why."""


def write_shard(run: Run, which: Shard, out: Path) -> None:
    """Write down all that merging needs to know of a share that was built."""
    from eformc.project.atomic_files import replace_file

    known = {one.catalogue: replace(run.catalogue(one.catalogue), parts={}) for one in run.summaries if one.catalogue}
    specs = tuple([_Spec(one.path, one.catalogue, one.record) for one in run.summaries])
    replace_file(out / FILE, packed(_Share((which.number, which.of), __version__, known, specs)).encode())


def read_shards(run: Run, folders: Iterable[Path]) -> dict[str, Path]:
    """Take the shares of one build into a run, as if it had looked at all their specs. Gives the folder of each spec's share,
    by the spec's path.
    """
    shares: dict[int, _Share] = {}
    homes: dict[str, Path] = {}
    wholes: dict[str, str] = {}
    for folder in folders:
        share = _share(folder)
        number, of = share.shard
        if number in shares or any(of != other.shard[1] for other in shares.values()):
            message = f"{folder}: share {number}/{of} is there twice, or of another build"
            raise ShardProblem(message)
        for name, known in share.catalogues.items():
            if wholes.setdefault(name, known.whole) != known.whole:
                message = f"{folder}: built with other settings, or from another state of the catalogue `{name}`"
                raise ShardProblem(message)
            run.take_catalogue(name, known)
        shares[number] = share
        homes |= {one.path: folder for one in share.specs}
    of = next(iter(shares.values())).shard[1] if shares else 0
    missing = sorted(set(range(1, of + 1)) - set(shares))
    if missing or not shares:
        message = "missing: " + ", ".join(f"{number}/{of}" for number in missing) if shares else "no shares given"
        raise ShardProblem(message)
    specs = sorted((spec for share in shares.values() for spec in share.specs), key=lambda spec: spec.path)
    run.summaries = [Summary(one.path, "", one.catalogue, one.record) for one in specs]
    settled(run.summaries, run.terms, run.text)
    return homes


def _share(folder: Path) -> _Share:
    try:
        share = _decoded(read_inside(folder, folder / FILE))
    except (OSError, ValueError, RecursionError, DecodeError):
        share = None
    outputs = [path for one in share.specs for path, _, _ in one.record.outputs or ()] if share is not None else []
    if share is not None and share.version == __version__ and all(re.fullmatch(r"[A-Za-z0-9_.-]+", path) for path in outputs):
        return share
    message = f"{folder}: holds no share of this version of eformc (`{FILE}`)"
    raise ShardProblem(message)


def _decoded(data: bytes) -> _Share:
    try:
        return msgspec.json.decode(data, type=_Share)
    except DecodeError:  # half a surrogate pair
        return msgspec.convert(json.loads(data), _Share)


def merge(run: Run, shares: Mapping[str, Path], out: Path, made: Sequence[Summary], kept: Callable[[Path], None] = lambda path: None) -> int:
    """Put the bundles of all shares in place as one build would have; gives the number of files written. `shares`: the folder
    that holds the bundle of a spec, by the spec's path; `made`: the specs that get one.
    """
    from eformc.build import bundle, publishing

    with publishing.staging(out) as staging:
        staged, shared, rows = {}, dict[str, bytes](), {}
        for one in made:
            name = str(one.procedure_id)
            staged[name] = publishing.stage(staging, out, name, _bundle_files(shares[one.path] / name, one))
            rows[name] = row_of(one)
        for folder in sorted(set(shares.values())):
            _shared_files(folder, shared)
        return publishing.publish(out, staging, staged, bundle.top_files(rows, sorted(shared.items())), kept)


def _bundle_files(folder: Path, summary: Summary) -> list[tuple[str, bytes]]:
    """A bundle's files, each with the digest that was written when it was built."""
    from eformc.build.bundle import sha256

    out = []
    for path, digest in bundle_digests(summary).items():
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
