"""A compiled catalogue on disk, by the digest of its files: read in a tenth of the time that compiling takes.

A pickle, since it is thousands of small values of the model; what makes that safe is that a pickle is opened only if it
lies in a folder that this user alone may write to, if its first bytes are the digest of the rest (so that a damaged one
is never looked into), and by an unpickler that calls nothing but the classes listed by `_allowed`. That is what is asked
of the `.pyc` files beside the code, and more.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

_SIZE = 32
_PLAIN = {("builtins", "frozenset"), ("builtins", "set"), ("builtins", "dict")}
_ROOMS = ("eformc.model.", "eformc.kernel.", "eformc.source.", "eformc.language.long_codes", "eformc.reasoning.recognition.wordings", "eformc.diagnostics.")


def _allowed(module: str, name: str) -> bool:
    if (module, name) in _PLAIN:
        return True
    return module.startswith(_ROOMS) and name[:1].isupper()  # a class of ours, never a function


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        if not _allowed(module, name) or "." in name:
            message = f"{module}.{name} is no part of a catalogue"
            raise pickle.UnpicklingError(message)
        found = super().find_class(module, name)
        if not isinstance(found, type):
            message = f"{module}.{name} is no class"
            raise pickle.UnpicklingError(message)
        return found


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> tuple[Callable[..., object], tuple[object, ...]]:
        """A read-only view of a mapping comes back as the mapping: equal, and of a class that is allowed."""
        return (dict, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


def catalogue_digest(files: Mapping[str, bytes]) -> str:
    """The digest of a catalogue's files: names and bytes."""
    seen = hashlib.blake2b(digest_size=16)
    for path in sorted(files):
        seen.update(f"{path}\0{len(files[path])}\0".encode())
        seen.update(files[path])
    return seen.hexdigest()


def kept_name(files: Mapping[str, bytes]) -> str:
    """The name a catalogue is kept under: by its files and by the compiler that made it."""
    from eformc.project.tool_digest import tool_digest

    return f"{catalogue_digest(files)}-{tool_digest()}"


def load(folder: Path, name: str) -> object:
    """The value stored under a name; None where there is none that can be trusted. `folder`: see `cache.own_folder`."""
    try:
        data = (folder / f"{name}.catalogue").read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_SIZE:]).digest() != data[:_SIZE]:
        return None
    try:
        return _Unpickler(io.BytesIO(data[_SIZE:])).load()
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the catalogue is compiled again
        return None


def save(folder: Path, name: str, value: object) -> None:
    """Store a value under a name, whole or not at all. Older ones go: a project has few catalogues."""
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(value)
    data = stream.getvalue()
    beside = folder / f".{name}.{os.getpid()}.tmp"
    try:
        beside.write_bytes(hashlib.sha256(data).digest() + data)
        beside.replace(folder / f"{name}.catalogue")
        old = sorted(folder.glob("*.catalogue"), key=lambda path: path.stat().st_mtime_ns)
        for path in old[:-8]:
            path.unlink(missing_ok=True)
    except OSError:
        beside.unlink(missing_ok=True)
