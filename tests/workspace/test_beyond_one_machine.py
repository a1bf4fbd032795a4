"""Shares that merge, processes that are lost: the bytes of one build on one machine."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from projects import FIELDS, fast, project, slow, spec, tree

from eformc.build.cache import Cache
from eformc.build.driver import Run
from eformc.build.share import Shard, shard
from eformc.project import load_settings


def eformc(*words, **more):
    return subprocess.run([sys.executable, "-m", "eformc", *map(str, words)], capture_output=True, text=True, check=False, **more)


@pytest.fixture
def five(tmp_path):
    folder = project(tmp_path / "p")
    for name in "cdf":
        (folder / "specs" / f"{name}.eform.yaml").write_text(spec(name, FIELDS[:4], after="a"), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "wanted"), [("1/1", Shard(1, 1)), ("2/5", Shard(2, 5)), ("0/5", None), ("6/5", None), ("1", None), ("-1/3", None), ("1/3 ", None)])
def test_a_share_is_a_number_of_a_number(text, wanted):
    assert shard(text) == wanted


@pytest.mark.parametrize("name", [b"a.eform.yaml", b"a\xff.eform.yaml"], ids=["text", "no text"])
def test_shares_merge_into_the_bytes_and_findings_of_one_build(five, tmp_path, name):
    try:
        (five / "specs" / "a.eform.yaml").rename(five / "specs" / os.fsdecode(name))
    except OSError:
        pytest.skip("the file system takes no such names")
    whole = eformc("build", five / "specs", "-o", tmp_path / "whole", "--no-cache", "--today", "2026-11-24")
    shares = [tmp_path / f"s{number}" for number in (1, 2, 3)]
    for number, out in enumerate(shares, 1):
        assert eformc("build", five / "specs", "-o", out, "--shard", f"{number}/3", "--today", "2026-11-24").returncode == 0
    merged = eformc("merge", *reversed(shares), "-o", tmp_path / "merged", cwd=five)
    assert merged.returncode == whole.returncode == 0
    assert tree(tmp_path / "merged") == tree(tmp_path / "whole")
    assert merged.stderr.splitlines()[:-1] == whole.stderr.splitlines()[:-1]
    assert "EF208" in whole.stderr  # found between specs of different shares


def test_more_shares_than_specs_leave_some_empty_and_merge_all_the_same(five, tmp_path):
    """The number of jobs of a CI matrix stands before the number of specs does."""
    eformc("build", five / "specs", "-o", tmp_path / "whole", "--no-cache")
    shares = [tmp_path / f"s{number}" for number in range(1, 8)]
    for number, out in enumerate(shares, 1):
        built = eformc("build", five / "specs", "-o", out, "--shard", f"{number}/7")
        assert (built.returncode, f"{int(number < 6)} procedures built" in built.stderr) == (0, True)
    assert eformc("merge", *shares, "-o", tmp_path / "merged", cwd=five).returncode == 0
    assert tree(tmp_path / "merged") == tree(tmp_path / "whole")
    (tmp_path / "nothing").mkdir()
    none = eformc("build", tmp_path / "nothing", "-o", tmp_path / "none", "--shard", "2/7", cwd=five)
    assert (none.returncode, "no spec files" in none.stderr) == (2, True)
    assert not (tmp_path / "none").exists()


def test_shares_that_are_missing_twice_there_or_changed_are_refused(five, tmp_path):
    one, two = tmp_path / "1", tmp_path / "2"
    eformc("build", five / "specs", "-o", one, "--shard", "1/2")
    eformc("build", five / "specs", "-o", two, "--shard", "2/2")
    assert "missing: 2/2" in eformc("merge", one, "-o", tmp_path / "out").stderr
    assert "twice" in eformc("merge", one, one, "-o", tmp_path / "out").stderr
    changed = two / "b" / "schema.json"
    changed.write_bytes(changed.read_bytes() + b" ")
    assert "changed since it was built" in eformc("merge", one, two, "-o", tmp_path / "out", cwd=five).stderr
    content = json.loads((two / "shard.json").read_text(encoding="utf-8"))
    content["specs"][0][2]["outputs"][0][0] = "../../escaped"
    (two / "shard.json").write_text(json.dumps(content), encoding="utf-8")
    refused = eformc("merge", one, two, "-o", tmp_path / "out", cwd=five)
    assert (refused.returncode, "holds no share" in refused.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


def test_two_specs_of_one_id_in_different_shares_are_found_by_merging(five, tmp_path):
    (five / "specs" / "z.eform.yaml").write_text(spec("a", FIELDS[:1]), encoding="utf-8")
    shares = [tmp_path / "1", tmp_path / "2"]
    for number, out in enumerate(shares, 1):
        eformc("build", five / "specs", "-o", out, "--shard", f"{number}/2")
    found = eformc("merge", *shares, "-o", tmp_path / "out", cwd=five)
    assert found.returncode == 1
    assert "EF110" in found.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir()) == ["a", "assets", "b", "c", "d", "f"]
    eformc("build", five / "specs", "-o", tmp_path / "whole", "--no-cache")
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_any_executor_serves(five, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    found = fast(five, tmp_path / "out", tmp_path / "cache", executor=lambda: ThreadPoolExecutor(1))[:3]
    assert found == slow(five, tmp_path / "clean")
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")
    bad = eformc("build", five / "specs", "-o", tmp_path / "o", "--executor", "no.such.module:factory")
    assert (bad.returncode, "no executor" in bad.stderr) == (2, True)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def test_processes_that_all_die_are_done_without(five, tmp_path):
    from concurrent.futures import ProcessPoolExecutor

    def dying():
        pool = ProcessPoolExecutor(1)
        pool.submit(die)
        return pool

    assert fast(five, tmp_path / "out", tmp_path / "cache", executor=dying)[:3] == slow(five, tmp_path / "clean")
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


@pytest.mark.long
def test_a_dask_cluster_that_loses_a_worker_midway_builds_the_same(tmp_path):
    distributed = pytest.importorskip("distributed")
    folder = project(tmp_path / "p")
    for number in range(40):
        (folder / "specs" / f"n{number}.eform.yaml").write_text(spec(f"n{number}", FIELDS[:6]), encoding="utf-8")
    settings = load_settings(folder)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")
        command = [sys.executable, "-m", "eformc", "build", str(folder / "specs"), "-o", str(tmp_path / "out"), "--no-cache", "--today", "2026-11-24", "--executor", f"dask://{address}"]
        building = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        lost = victim(cluster, tmp_path / "out")
        os.kill(lost, signal.SIGKILL)
        _, said = building.communicate(timeout=120)
    assert building.returncode == 0, said
    fast(folder, tmp_path / "clean", None)
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")
    assert settings.root == folder


def victim(cluster, out):
    """A worker that has staged something already."""
    until = time.monotonic() + 60
    pids = {worker.pid for worker in cluster.workers.values()}
    while time.monotonic() < until:
        for place in Path(out).glob(".eformc-*/*"):
            pid = int(place.name.rpartition("-")[2])
            if pid in pids:
                return pid
        time.sleep(0.002)
    raise AssertionError("no worker staged anything")


def test_a_run_without_a_cache_remembers_nothing(five, tmp_path):
    run = Run(load_settings(five), "2026-11-24", Cache(None, "2026-11-24"), 1)
    run.look([str(five / "specs")])
    assert run.cache.count() == 0
