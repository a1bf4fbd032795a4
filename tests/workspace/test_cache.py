"""A cache that is damaged, full, forged, somebody else's, or shared by two processes is only ever slow, never wrong."""

import hashlib
import multiprocessing
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import fast, project, slow, tree

from eformc.build.cache import FILE, Cache, Result, own_folder
from eformc.project import catalogue_cache


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project, what a build from nothing gives, and the cache folder of a build."""
    top = tmp_path_factory.mktemp("cache")
    folder = project(top / "p")
    wanted = slow(folder, top / "clean"), tree(top / "clean")
    fast(folder, top / "out", top / "cache")
    return folder, wanted, top / "cache"


def copied(cache, tmp_path):
    there = tmp_path / "cache"
    there.mkdir(mode=0o700)
    for path in cache.iterdir():
        (there / path.name).write_bytes(path.read_bytes())
    return there


def right(built, cache, out):
    folder, (wanted, bytes_), _ = built
    return fast(folder, out, cache)[:3] == wanted and tree(out) == bytes_


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_whatever_byte_of_it_is_damaged(built, tmp_path_factory, data):
    tmp_path = tmp_path_factory.mktemp("damaged")
    cache = copied(built[2], tmp_path)
    path = data.draw(st.sampled_from(sorted(cache.iterdir())))
    content = bytearray(path.read_bytes())
    way = data.draw(st.sampled_from(["flip", "cut", "empty", "noise"]))
    at = data.draw(st.integers(0, len(content) - 1))
    if way == "flip":
        content[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        content = {"cut": content[:at], "empty": bytearray(), "noise": content[:at] + os.urandom(64) + content[at + 64 :]}[way]
    path.write_bytes(bytes(content))
    assert right(built, cache, tmp_path / "out")
    assert right(built, cache, tmp_path / "out")  # and what that run left is sound


def test_a_cache_nobody_may_write_to_or_that_is_locked(built, tmp_path):
    cache = copied(built[2], tmp_path)
    lock = sqlite3.connect(cache / FILE, isolation_level=None)
    lock.execute("begin exclusive")
    assert right(built, cache, tmp_path / "out")
    lock.execute("rollback")
    lock.close()
    for path in cache.iterdir():
        path.chmod(0o444)
    cache.chmod(0o555)
    assert right(built, cache, tmp_path / "out2")
    cache.chmod(0o755)


def test_a_folder_others_may_write_to_is_not_used(tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    assert not own_folder(tmp_path / "open")
    assert Cache(tmp_path / "open", "2026-11-24").folder is None
    (tmp_path / "file").write_text("no folder")
    assert Cache(tmp_path / "file", "2026-11-24").folder is None


FULL = """
import sys
from pathlib import Path
import eformc.build.cache as cache_module
from projects import fast
real = cache_module.sqlite3.connect
def tiny(*a, **k):
    made = real(*a, **k)
    made.execute("pragma max_page_count=2")
    return made
cache_module.sqlite3.connect = tiny
folder, cache, out = map(Path, sys.argv[1:])
fast(folder, out, cache)
"""


def test_a_full_disk(built, tmp_path):
    """Writing fails from the first page on, as on a disk that is full; the build does not."""
    (tmp_path / "cache").mkdir(mode=0o700)
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent), *sys.path])
    words = [str(built[0]), str(tmp_path / "cache"), str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", FULL, *words], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths})
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "out") == built[1][1]
    assert right(built, tmp_path / "cache", tmp_path / "out")


def one_of_two(folder, out, cache, answers):
    answers.put(fast(folder, out, cache)[:3])


def test_two_processes_at_once_into_one_folder(built, tmp_path):
    answers = multiprocessing.get_context("spawn").Queue()
    both = [
        multiprocessing.get_context("spawn").Process(target=one_of_two, args=(built[0], tmp_path / "out", tmp_path / "cache", answers))
        for _ in range(2)
    ]
    for process in both:
        process.start()
    found = [answers.get(timeout=120) for _ in both]
    for process in both:
        process.join()
    assert found == [built[1][0]] * 2
    assert tree(tmp_path / "out") == built[1][1]


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/eformc-was-here",)


def test_a_forged_pickle_is_never_executed(tmp_path):
    catalogue_cache.save(tmp_path, "x", {"fine": (1, "2")})
    assert catalogue_cache.load(tmp_path, "x") == {"fine": (1, "2")}
    for value in (Evil(), os.system, eval, [print], type("T", (), {})):
        try:
            data = pickle.dumps(value)
        except (pickle.PicklingError, AttributeError):
            continue
        (tmp_path / "x.catalogue").write_bytes(hashlib.sha256(data).digest() + data)
        assert catalogue_cache.load(tmp_path, "x") is None
    assert not Path("/tmp/eformc-was-here").exists()


def test_pruning_takes_out_what_was_not_used_for_longest(tmp_path):
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        cache = Cache(tmp_path / "c", day)
        cache.store([Result(f"{day}-{number}", "", "", "", "", "x" * 5000) for number in range(50)])
        cache.close()
    cache = Cache(tmp_path / "c", "2026-01-04")
    cache.touch(["2026-01-01-7"])
    assert cache.count() == 150
    before = cache.bytes()
    assert cache.prune(before * 3 // 4) == 49
    assert {row.key for rows in cache.results(["2026-01-01-7", "2026-01-01-8", "2026-01-02-1"]) for row in rows} == {"2026-01-01-7", "2026-01-02-1"}
    cache.clear()
    assert Cache(tmp_path / "c", "2026-01-05").count() == 0


ANCIENT = hashlib.sha256(b"{}").hexdigest()


def test_a_build_that_is_killed_leaves_nothing_half_done_and_the_next_one_is_whole(built, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "eformc", "build", str(built[0] / "specs"), "-o", str(out), "-q", "--today", "2026-11-24", "--no-cache"]
    killed = 0
    for call in ("rename", "fsync"):
        for nth in (1, 2, 5):
            if nth == 1:
                shutil.rmtree(out, ignore_errors=True)
            else:  # another state of the same folder: two bundles of three are there, and one of them changed
                shutil.rmtree(out / "a", ignore_errors=True)
                (out / "b").mkdir(parents=True, exist_ok=True)
                (out / "b" / "schema.json").write_bytes(b"{}")
                (out / "b" / "prefill.json").write_bytes(b"{}")
            traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}", *command]
            try:
                done = subprocess.run(traced, capture_output=True, check=False)
            except FileNotFoundError:
                pytest.skip("needs strace")
            killed += done.returncode != 0
            for path, digest in tree(out).items():
                whole = built[1][1].get(path)
                assert whole in (digest, None) or digest == ANCIENT or path in ("index.html", "manifest.json"), (call, nth, path)
    assert killed >= 4
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert tree(out) == built[1][1]


def test_a_build_that_finds_the_disk_full_says_so_and_changes_nothing(built, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "eformc", "build", str(built[0] / "specs"), "-o", str(out), "-q", "--today", "2026-11-24", "--no-cache"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    for name in ("a", "b"):
        (out / name / "schema.json").write_bytes(b"{}")
    before = tree(out)
    for call, nth in (("write", 1), ("write", 2), ("syncfs,fsync", 1)):
        traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:error=ENOSPC:when={nth}", *command]
        try:
            done = subprocess.run(traced, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUNBUFFERED": ""})
        except FileNotFoundError:
            pytest.skip("needs strace")
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), (call, done.stderr)
        assert "No space left on device" in done.stderr
        assert tree(out) == before
        assert [path.name for path in out.iterdir() if path.name.startswith(".eformc")] == []
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert tree(out) == built[1][1]
