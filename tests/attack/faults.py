"""Faults at every step of publishing, and a reader beside it that counts what it sees.

A bundle of these tests says its generation in every file, so that a mixture shows without trusting any digest.
"""

import hashlib
import json
import os
import shutil
import signal
import time
from contextlib import contextmanager, suppress

from eformc.build import publishing
from eformc.build.publishing import MANIFEST, publish, stage, staging
from eformc.project import atomic_files

NAMES = ("a", "b", "c")
OF_OS = ("open", "write", "mkdir", "link", "rename", "replace", "unlink", "rmdir", "fsync", "close", "chmod", "fstat", "lstat", "listdir", "scandir")
KILL = "KILL"
SHARED, IN_SHARED = "assets", ("engine.mjs", "codes/list.json", "codes/other.json")
"""A folder that all bundles share, and its files, each of which says the generation."""


def files_of(name, generation, *, size=200):
    """The files of a bundle in a generation: one stays as it is, one comes and goes with odd ones, the others change."""
    made = {f"{kind}.json": f"{name} {generation} {kind} ".encode() * size for kind in ("form", "schema", "prefill")}
    if generation % 2:
        made["policies.json"] = f"{name} {generation} policies".encode()
    outputs = [{"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for path, data in sorted(made.items())]
    outputs.append({"path": "same.html", "sha256": hashlib.sha256(b"same").hexdigest(), "bytes": 4})
    manifest = {"manifest": 1, "procedure": name, "generation": generation, "outputs": outputs}
    return [*made.items(), ("same.html", b"same"), (MANIFEST, json.dumps(manifest).encode())]


def build(out, generation, names=NAMES):
    """Publish a generation as a build does."""
    with staging(out) as folder:
        staged = {name: stage(folder / "worker", out, name, files_of(name, generation)) for name in names}
        lists = {f"{SHARED}/{path}": f"{generation}".encode() for path in IN_SHARED}
        top = {**lists, "index.html": f"{generation}".encode(), MANIFEST: f"{generation}".encode()}
        return publish(out, folder, staged, top)


def look(bundle):
    """The generation that a reader sees who holds the folder open; "mixed", "absent", or "moving" where it must look again."""
    try:
        handle = os.open(bundle, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return "absent"
    try:
        names = os.listdir(handle)  # noqa: PTH208 - of a handle
        found = {name: _content(name, handle) for name in names if name.endswith((".json", ".html"))}
    except OSError:
        return "moving"
    finally:
        os.close(handle)
    return generation_in(found)


def look_shared(out):
    """The generation of the folder that bundles share, as `look` gives that of a bundle."""
    try:
        handle = os.open(out / SHARED, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return "absent"
    try:
        found = {_content(name, handle) for name in IN_SHARED}
    except OSError:
        return "moving"
    finally:
        os.close(handle)
    return int(found.pop()) if len(found) == 1 else "mixed"


def _content(name, handle):
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=handle), "rb") as file:
        return file.read()


def generation_in(found):
    """The one generation that all files are of; "mixed" where they are of several, or one is missing or half."""
    if MANIFEST not in found:
        return "moving" if len(found) < 4 else "mixed"  # it is being taken away
    manifest = json.loads(found[MANIFEST])
    wanted = dict(files_of(manifest["procedure"], manifest["generation"]))
    wanted[MANIFEST] = found[MANIFEST]
    if wanted == found:
        return manifest["generation"]
    return "moving" if set(found) < set(wanted) and all(wanted[name] == data for name, data in found.items()) else "mixed"


@contextmanager
def reader(out, names=NAMES):
    """A process that looks at the bundles as fast as it can; gives a dictionary of counts, filled in the end."""
    counts, said = {"looks": 0, "mixed": 0, "absent": 0, "moving": 0}, os.pipe()
    child = os.fork()
    if child == 0:
        stopped = []
        signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
        seen = dict(counts)
        while not stopped:
            time.sleep(0)  # others have work to do
            for name in (*names, SHARED):
                found = look(out / name) if name != SHARED else look_shared(out)
                seen["looks"] += 1
                if found in seen:
                    seen[found] += 1
        os.write(said[1], json.dumps(seen).encode())
        os._exit(0)
    os.close(said[1])
    try:
        yield counts
    finally:
        os.kill(child, signal.SIGTERM)
        with os.fdopen(said[0], "rb") as file:
            counts.update(json.loads(file.read()))
        os.waitpid(child, 0)


class Faults:
    """Counts the system calls of a process that this file knows, and makes the n-th of them fail."""

    def __init__(self, at=None, kind=None):
        self.at, self.kind, self.count = at, kind, 0

    def step(self):
        self.count += 1
        if self.at is not None and self.count == self.at:
            if self.kind == KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(self.kind, os.strerror(self.kind))

    def wrapped(self, call):
        def called(*given, **more):
            self.step()
            return call(*given, **more)

        return called

    def install(self, *, exchanges=True):
        """Only ever in a process of its own: nothing is put back."""
        for name in OF_OS:
            setattr(os, name, self.wrapped(getattr(os, name)))
        change = atomic_files.exchange if exchanges else lambda one, other: False
        publishing.exchange = self.wrapped(change)


def faulty_build(out, generation, at=None, kind=None, *, exchanges=True):
    """A build in a process of its own that meets a fault. Gives ("done" | "killed" | "failed", steps)."""
    said = os.pipe()
    child = os.fork()
    if child == 0:
        faults = Faults(at, kind)
        faults.install(exchanges=exchanges)
        code = 1
        with suppress(BaseException):
            try:
                build(out, generation)
                code = 0
            except OSError:
                code = 2
        faults.at = None
        os.write(said[1], str(faults.count).encode())
        os._exit(code)
    os.close(said[1])
    with os.fdopen(said[0], "rb") as file:
        steps = int(file.read() or 0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed", steps
    return {0: "done", 2: "failed"}.get(os.WEXITSTATUS(status), "crashed"), steps


def at_rest(out, names=NAMES):
    """Each bundle as it is while nobody builds, and the folder they share."""
    return {**{name: look(out / name) for name in names}, SHARED: look_shared(out)}


def left_over(out):
    return sorted(path.name for path in out.iterdir() if path.name.startswith(".eformc"))


def fresh(out, generation=None):
    shutil.rmtree(out, ignore_errors=True)
    if generation is not None:
        build(out, generation)


__all__ = ["KILL", "NAMES", "at_rest", "build", "faulty_build", "files_of", "fresh", "generation_in", "left_over", "look", "reader"]
