"""A bundle: all outputs of one procedure with a manifest; and the folder of all bundles with its index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eformc import __version__
from eformc.bundle.index import index_page
from eformc.bundle.writing import replace_files
from eformc.emit import File, emitters
from eformc.emit.kind import json_bytes
from eformc.reasoning.reasoned import Reasoned

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Bundle:
    """`files` are relative to the procedure's folder, manifest included."""

    procedure: str
    titles: Mapping[str, str]
    files: tuple[File, ...]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def bundle_of(reasoned: Reasoned, inputs: Sequence[tuple[str, bytes]]) -> Bundle:
    """Everything a procedure is translated to. `inputs`: path from the project's folder -> bytes."""
    procedure = reasoned.procedure
    files = tuple(file for emitter in emitters() for file in emitter.emit(reasoned))
    manifest = {
        "manifest": 1,
        "tool": {"name": "eformc", "version": __version__},
        "procedure": procedure.id,
        "code": procedure.code,
        "version": procedure.version,
        "titles": dict(procedure.title),
        "languages": list(procedure.languages),
        "catalogue": procedure.catalogue,
        "inputs": [{"path": path, "sha256": _sha256(data)} for path, data in sorted(inputs)],
        "outputs": [
            {"path": file.path, "sha256": _sha256(file.data), "bytes": len(file.data)}
            for file in sorted(files, key=lambda file: file.path)
        ],
    }
    return Bundle(procedure.id, procedure.title, (*files, File(MANIFEST, json_bytes(manifest))))


def write_bundles(bundles: Iterable[Bundle], out: Path, shared: Iterable[File] = ()) -> int:
    """Write bundles to `OUT/<procedure>/`, shared files to `OUT/`, and the index over all bundles that are there.

    Everything is staged before anything is replaced. Gives the number of files that changed.
    """
    made = list(bundles)
    files: dict[Path, bytes] = {out / file.path: file.data for file in shared}
    for bundle in made:
        for file in bundle.files:
            files[out / bundle.procedure / file.path] = file.data
    manifests = {**_present(out), **{bundle.procedure: _manifest(bundle) for bundle in made}}
    ordered = [manifests[name] for name in sorted(manifests)]
    files[out / "index.html"] = index_page(ordered)
    files[out / MANIFEST] = json_bytes(_overall(ordered, files, out))
    return replace_files(files)


def _manifest(bundle: Bundle) -> dict[str, Any]:
    data = next(file.data for file in bundle.files if file.path == MANIFEST)
    return {**json.loads(data), "sha256": _sha256(data)}


def _present(out: Path) -> dict[str, dict[str, Any]]:
    """Bundles that earlier builds left: the index keeps showing them."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(out.glob(f"*/{MANIFEST}")) if out.is_dir() else ():
        try:
            data = path.read_bytes()
            manifest = json.loads(data)
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict) and manifest.get("manifest") == 1 and manifest.get("procedure") == path.parent.name:
            found[path.parent.name] = {**manifest, "sha256": _sha256(data)}
    return found


def _overall(manifests: list[dict[str, Any]], files: Mapping[Path, bytes], out: Path) -> dict[str, Any]:
    top = {path.relative_to(out).as_posix(): data for path, data in files.items()}
    shared = {path: data for path, data in top.items() if "/" not in path or path.startswith("assets/")}
    return {
        "manifest": 1,
        "tool": {"name": "eformc", "version": __version__},
        "procedures": [
            {"procedure": one["procedure"], "version": one["version"], "manifest": f"{one['procedure']}/{MANIFEST}", "sha256": one["sha256"]}
            for one in manifests
        ],
        "outputs": [{"path": path, "sha256": _sha256(data)} for path, data in sorted(shared.items())],
    }
