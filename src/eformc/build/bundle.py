"""A bundle: all outputs of one procedure with a manifest; and the folder of all bundles with its index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from eformc import __version__
from eformc.build.index import index_page
from eformc.build.publishing import MANIFEST, publish, stage, staging
from eformc.emit.kind import File, Kept, json_bytes

if TYPE_CHECKING:
    from eformc.model.procedure import Procedure
    from eformc.reasoning.reasoned import Reasoned
from eformc.portal.html.theme import NO_THEME, Theme

Digest: TypeAlias = tuple[str, str]
"""A path and its SHA-256."""
Output: TypeAlias = tuple[str, str, int]
"""A path within the bundle, its SHA-256, its size in bytes."""


class Bundle(Struct, frozen=True):
    """`files` are relative to the procedure's folder, manifest included."""

    procedure: str
    titles: Mapping[str, str]
    files: tuple[File, ...]


def sha256(data: bytes) -> str:
    """The digest manifests write, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def heading_of(procedure: Procedure) -> dict[str, Any]:
    """The part of a manifest that is about the procedure itself."""
    return {
        "procedure": procedure.id,
        "code": procedure.code,
        "version": procedure.version,
        "titles": dict(procedure.title),
        "languages": list(procedure.languages),
        "catalogue": procedure.catalogue,
    }


def manifest_bytes(heading: Mapping[str, Any], inputs: Iterable[Digest], outputs: Iterable[Output]) -> bytes:
    """The manifest of a bundle, from the digests of what went in and what came out."""
    manifest = {
        "manifest": 1,
        "tool": {"name": "eformc", "version": __version__},
        **heading,
        "inputs": [_input(path, digest) for path, digest in sorted(inputs)],
        "outputs": [{"path": path, "sha256": digest, "bytes": size} for path, digest, size in sorted(outputs)],
    }
    return json_bytes(manifest)


@lru_cache(maxsize=1024)
def _input(path: str, digest: str) -> Kept:
    """A file of the catalogue stands in the manifest of every bundle."""
    said = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # a name may be no text
    return Kept({"path": said, "sha256": digest})


def translations(reasoned: Reasoned, theme: Theme = NO_THEME) -> tuple[File, ...]:
    """Everything a procedure is translated to, its pages in a theme."""
    from eformc import emit

    return emit.translations(reasoned, theme)


def outputs_of(files: Iterable[tuple[str, bytes]]) -> list[Output]:
    """Path, SHA-256 and size of each file."""
    return [(path, sha256(data), len(data)) for path, data in files]


def bundle_of(reasoned: Reasoned, inputs: Sequence[tuple[str, bytes]], theme: Theme = NO_THEME) -> Bundle:
    """Everything a procedure is translated to, and the manifest. `inputs`: path from the project's folder -> bytes."""
    procedure = reasoned.procedure
    files = translations(reasoned, theme)
    digests = [(path, sha256(data)) for path, data in inputs]
    manifest = manifest_bytes(heading_of(procedure), digests, outputs_of((file.path, file.data) for file in files))
    return Bundle(procedure.id, procedure.title, (*files, File(MANIFEST, manifest)))


def write_bundles(bundles: Iterable[Bundle], out: Path, shared: Iterable[File] = ()) -> int:
    """Write bundles to `OUT/<procedure>/`, shared files to `OUT/`, and the index over these bundles.

    Everything is staged before anything is replaced. Gives the number of files that changed.
    """
    with staging(out) as folder:
        made = list(bundles)
        staged = {
            bundle.procedure: stage(folder, out, bundle.procedure, [(file.path, file.data) for file in bundle.files])
            for bundle in made
        }
        fresh = {bundle.procedure: manifest_row(bundle.files[-1].data) for bundle in made}
        return publish(out, folder, staged, top_files(fresh, [(file.path, file.data) for file in shared]))


def top_files(manifests: Mapping[str, Mapping[str, Any]], shared: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files beside the bundles: what they share, the index, the manifest over all. `manifests`: rows by procedure."""
    files = dict(shared)
    ordered = [manifests[name] for name in sorted(manifests)]
    files["index.html"] = index_page(ordered)
    digests = [(path, sha256(data)) for path, data in sorted(files.items())]
    files[MANIFEST] = json_bytes(_overall(ordered, digests))
    return files


def manifest_row(data: bytes) -> dict[str, Any]:
    """The row of a bundle in the index and the overall manifest, from its manifest's bytes."""
    return {**json.loads(data), "sha256": sha256(data)}


def _overall(manifests: Iterable[Mapping[str, Any]], shared: Iterable[Digest]) -> dict[str, Any]:
    return {
        "manifest": 1,
        "tool": {"name": "eformc", "version": __version__},
        "procedures": [
            {"procedure": one["procedure"], "version": one["version"], "manifest": f"{one['procedure']}/{MANIFEST}", "sha256": one["sha256"]}
            for one in manifests
        ],
        "outputs": [{"path": path, "sha256": digest} for path, digest in shared],
    }
