"""A bundle: all outputs of one procedure with a manifest; and the folder of all bundles with its index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from eformc import __version__
from eformc.build.index import index_page
from eformc.build.publishing import MANIFEST, publish, stage, staging
from eformc.build.records import Digest, Heading, Output, heading_of
from eformc.emit.kind import File, Kept, Translated, json_bytes

if TYPE_CHECKING:
    from eformc.reasoning.reasoned import Reasoned
from eformc.portal.html.theme import NO_THEME, Theme


class Row(Struct, frozen=True):
    """A bundle in the index and the overall manifest: its heading, and the digest of its manifest."""

    heading: Heading
    sha256: str


class Bundle(Struct, frozen=True):
    """`files` are relative to the procedure's folder, manifest included."""

    heading: Heading
    files: tuple[File, ...]

    @property
    def procedure(self) -> str:
        """The procedure's id."""
        return self.heading.procedure

    @property
    def row(self) -> Row:
        """Its row in the index and the overall manifest."""
        return Row(self.heading, sha256(self.files[-1].data))


def sha256(data: bytes) -> str:
    """The digest manifests write, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def manifest_bytes(heading: Heading, inputs: Iterable[Digest], outputs: Iterable[Output], lost: Sequence[tuple[str, int]] = ()) -> bytes:
    """The manifest of a bundle, from the digests of what went in and what came out. `lost`: the outputs for other systems, each
    with how many constructs it could not carry.
    """
    manifest = {
        "manifest": 1,
        "tool": {"name": "eformc", "version": __version__},
        **to_builtins(heading),
        "inputs": [_input(path, digest) for path, digest in sorted(inputs)],
        "outputs": [{"path": path, "sha256": digest, "bytes": size} for path, digest, size in sorted(outputs)],
        **({"also": [{"output": name, "lost": count} for name, count in lost]} if lost else {}),
    }
    return json_bytes(manifest)


@lru_cache(maxsize=1024)
def _input(path: str, digest: str) -> Kept:
    """A file of the catalogue stands in the manifest of every bundle."""
    said = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # a name may be no text
    return Kept({"path": said, "sha256": digest})


def translations(reasoned: Reasoned, theme: Theme = NO_THEME, also: Sequence[str] = ()) -> Translated:
    """Everything a procedure is translated to, its pages in a theme; `also`: names of outputs for other systems."""
    from eformc import emit

    return emit.translations(reasoned, theme, also)


def outputs_of(files: Iterable[tuple[str, bytes]]) -> list[Output]:
    """Path, SHA-256 and size of each file."""
    return [(path, sha256(data), len(data)) for path, data in files]


def bundle_of(reasoned: Reasoned, inputs: Sequence[tuple[str, bytes]], theme: Theme = NO_THEME, also: Sequence[str] = ()) -> Bundle:
    """Everything a procedure is translated to, and the manifest. `inputs`: path from the project's folder -> bytes."""
    procedure = reasoned.procedure
    made = translations(reasoned, theme, also)
    digests = [(path, sha256(data)) for path, data in inputs]
    heading = heading_of(procedure)
    manifest = manifest_bytes(heading, digests, outputs_of((file.path, file.data) for file in made.files), made.lost)
    return Bundle(heading, (*made.files, File(MANIFEST, manifest)))


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
        fresh = {bundle.procedure: bundle.row for bundle in made}
        return publish(out, folder, staged, top_files(fresh, [(file.path, file.data) for file in shared]))


def top_files(manifests: Mapping[str, Row], shared: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files beside the bundles: what they share, the index, the manifest over all. `manifests`: rows by procedure."""
    files = dict(shared)
    ordered = [manifests[name] for name in sorted(manifests)]
    files["index.html"] = index_page(one.heading for one in ordered)
    digests = [(path, sha256(data)) for path, data in sorted(files.items())]
    files[MANIFEST] = json_bytes(_overall(ordered, digests))
    return files


def _overall(manifests: Iterable[Row], shared: Iterable[Digest]) -> Mapping[str, object]:
    return {
        "manifest": 1,
        "tool": {"name": "eformc", "version": __version__},
        "procedures": [
            {"procedure": name, "version": one.heading.version, "manifest": f"{name}/{MANIFEST}", "sha256": one.sha256}
            for one in manifests
            if (name := one.heading.procedure)
        ],
        "outputs": [{"path": path, "sha256": digest} for path, digest in shared],
    }
