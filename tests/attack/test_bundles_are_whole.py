"""A reader sees the old bundle or the new one: whatever step of publishing fails, is killed, or finds the disk full."""

import errno
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from faults import KILL, NAMES, at_rest, build, faulty_build, files_of, fresh, generation_in, left_over, look, reader
from projects_of_strangers import (
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
    project,
    spec,
)

from eformc.build import publishing
from eformc.build.publishing import MANIFEST
from eformc.contract.bundles import BundleError, read_bundle
from eformc.portal.forms import load_form
from eformc.project import atomic_files

ERRORS = (KILL, errno.ENOSPC, errno.EIO, errno.EACCES, errno.EPERM)
MANY = int(os.environ.get("EFORMC_ATTACK_FAULTS", "40"))
SOME = 60
LOOKS = int(os.environ.get("EFORMC_ATTACK_LOOKS", "20000"))


@pytest.fixture
def out(tmp_path):
    """An output folder in memory where there is one: thousands of syncs of a disk others use take minutes. The command line's
    own test is on the disk.
    """
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path / "out"
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder) / "out"


def check_fault(out, before, after, at, kind, *, exchanges=True):
    """One faulty build from one generation to the next, and the build that follows."""
    outcome, _ = faulty_build(out, after, at, kind, exchanges=exchanges)
    assert outcome != "crashed", (at, kind)
    assert (outcome == "killed") == (kind == KILL) or outcome == "done"
    for name, found in at_rest(out).items():
        fine = {before, after} if before is not None else {after, "absent"}
        if kind == KILL and not exchanges:
            fine |= {"absent"}  # moved aside; the next build puts it back or replaces it
        assert found in fine, (name, at, kind, found)
    if outcome == "failed" and kind == errno.ENOSPC and at < 3:
        assert left_over(out) == []
    build(out, after)
    assert set(at_rest(out).values()) == {after}
    assert left_over(out) == []
    assert (out / MANIFEST).read_bytes() == (out / "index.html").read_bytes() == b"%d" % after


def steps_of(out, before, after, *, exchanges=True):
    fresh(out, before)
    return faulty_build(out, after, exchanges=exchanges)[1]


@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "two steps"])
def test_a_fault_at_any_step(out, exchanges):
    """Every system call of publishing that Python makes, killed at and failing, while somebody reads."""
    total = steps_of(out, 1, 2, exchanges=exchanges)
    assert total > 80
    dice = random.Random(total)
    places = [(at, kind) for at in range(1, total + 1) for kind in ERRORS]
    some = dice.sample(places, min(SOME, len(places)))
    fresh(out, 1)
    before = 1
    with reader(out) as counts:
        for at, kind in some:
            check_fault(out, before, before + 1, at, kind, exchanges=exchanges)
            before += 1
    assert counts["looks"] > 100
    assert counts["mixed"] == 0, counts
    if exchanges:
        assert counts["absent"] == 0, counts
    print(f"faults {len(some)} of {len(places)}, {counts}")


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "two steps"])
def test_every_fault_at_every_step(out, exchanges):
    total = steps_of(out, 1, 2, exchanges=exchanges)
    fresh(out, 1)
    before = 1
    with reader(out) as counts:
        for at in range(1, total + 1):
            for kind in ERRORS:
                check_fault(out, before, before + 1, at, kind, exchanges=exchanges)
                before += 1
    assert counts["mixed"] == 0
    assert counts["absent"] == 0 or not exchanges
    print(f"steps {total}, faults {total * len(ERRORS)}, {counts}")


def test_a_fault_at_any_step_of_the_first_build(out):
    total = faulty_build(out, 2)[1]
    dice = random.Random(3)
    for at, kind in dice.sample([(at, kind) for at in range(1, total + 1) for kind in ERRORS], 15):
        fresh(out)
        outcome, _ = faulty_build(out, 2, at, kind)
        assert outcome != "crashed", (at, kind)
        assert set(at_rest(out).values()) <= {2, "absent"}
        build(out, 2)
        assert set(at_rest(out).values()) == {2}


def test_readers_see_one_build_or_the_other_while_bundles_change(out):
    """Without any fault: many builds one after the other, some looks at once."""
    build(out, 1)
    with reader(out) as counts:
        for generation in range(2, 30):
            build(out, generation)
    assert counts["mixed"] == counts["absent"] == 0, counts


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_looks(out):
    """Looks until there are enough (`EFORMC_ATTACK_LOOKS`), a fault now and then."""
    dice, seen, faults = random.Random(7), 0, 0
    total = steps_of(out, 1, 2)
    fresh(out, 1)
    generation = 1
    mixed = absent = 0
    while seen < LOOKS or faults < MANY:
        with reader(out) as counts:
            for _ in range(40):
                generation += 1
                faulty_build(out, generation, dice.randrange(1, total + 1), dice.choice(ERRORS))
                faults += 1
        seen, mixed, absent = seen + counts["looks"], mixed + counts["mixed"], absent + counts["absent"]
        assert set(at_rest(out).values()) <= set(range(generation + 1))
    assert (mixed, absent) == (0, 0)
    print(f"looks {seen}, faults {faults}, mixed {mixed}, absent {absent}")


# --- the system's own calls ------------------------------------------------------------------------------------------

CALLS = ("mkdir", "linkat", "rename", "renameat2", "write", "fsync", "syncfs", "unlinkat", "rmdir", "chmod", "flock")


def traced(folder, out, call="", when="", how=""):
    command = [sys.executable, "-m", "eformc", "build", "-o", str(out), "-q", "--no-cache", "-j", "1"]
    inject = ["-e", f"inject={call}:{how}:when={when}"] if call else []
    trace = ["strace", "-f", "-qq", "-e", f"trace={call or ','.join(CALLS)}", *inject, "-o", str(folder / "trace")]
    return subprocess.run([*trace, *command], capture_output=True, text=True, check=False, cwd=folder)


def ranges(folder, out):
    """For each call the numbers of its calls from the first that touches the output folder on."""
    traced(folder, out)
    seen, first = {}, {}
    begun = False
    for line in (folder / "trace").read_text(errors="replace").splitlines():
        found = re.match(r"\d+ +(\w+)\(", line)
        if found:
            seen[found[1]] = seen.get(found[1], 0) + 1
            begun = begun or ".eformc-" in line
            if begun:
                first.setdefault(found[1], seen[found[1]])
    return {call: range(first[call], seen[call] + 1) for call in CALLS if call in first}


def of_bundle(folder):
    try:
        return read_bundle(folder)
    except BundleError as error:
        return str(error)


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.long
@pytest.mark.timeout(3000)
def test_faults_of_the_system_while_the_command_line_builds(tmp_path):
    """`eformc build` itself under strace: each fault leaves every bundle old or new, and the next build is whole."""
    names = ("a", "b")
    folder, out = project(tmp_path / "p", **{name: spec(name) for name in names}), tmp_path / "out"
    plain = [sys.executable, "-m", "eformc", "build", "-o", str(out), "-q", "--no-cache", "-j", "1"]

    def write(mark):
        for name in names:
            (folder / "specs" / f"{name}.eform.yaml").write_text(spec(name, mark), encoding="utf-8")

    def built():
        assert subprocess.run(plain, check=False, cwd=folder, capture_output=True).returncode == 0
        return {name: of_bundle(out / name) for name in names}

    built()
    write("b")
    places = [(call, when) for call, numbers in ranges(folder, out).items() for when in numbers]
    assert {"renameat2", "linkat", "fsync"} <= {call for call, _ in places}
    dice = random.Random(11)
    outcomes = {}
    for number in range(MANY):
        call, when = dice.choice([one for one in places if one[0] == dice.choice(sorted({call for call, _ in places}))] or places)
        how = dice.choice(["signal=KILL", "error=ENOSPC", "error=EIO", "error=EACCES"])
        write(f"old {number}")
        old = built()
        write(f"new {number}")
        done = traced(folder, out, call, when, how)
        assert "Traceback" not in done.stderr, (call, when, how, done.stderr)
        after = {name: of_bundle(out / name) for name in names}
        new = built()
        for name in names:
            assert after[name] in (old[name], new[name]), (call, when, how, name)
        assert not left_over(out)
        outcomes[done.returncode] = outcomes.get(done.returncode, 0) + 1
        if done.returncode == 0:
            assert after == new
    print(f"faults {MANY}, exit codes {outcomes}, places {len(places)}")


# --- what readers check ----------------------------------------------------------------------------------------------


def test_whoever_verifies_takes_no_changed_bundle(tmp_path, procedures, project):
    from eformc.build.assets import assets
    from eformc.build.bundle import bundle_of, write_bundles

    write_bundles([bundle_of(procedures[0].reasoned, ())], tmp_path, assets([project.catalogue("vn")]))
    folder = tmp_path / procedures[0].procedure.id
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert read_bundle(folder) == whole
    assert load_form(folder, verify=True).to_json({}) == load_form(folder).to_json({})
    dice = random.Random(5)
    for name, data in whole.items():
        for change in (data[:-1], data + b"\n", bytes([*data[:50], data[50] ^ 1, *data[51:]]), None):
            path = folder / name
            path.write_bytes(change) if change is not None else path.unlink()
            if name != MANIFEST or change is None or dice.random() < 2:
                try:
                    read_bundle(folder)
                except BundleError as error:
                    assert str(folder) in str(error)
                else:
                    assert name == MANIFEST  # outputs are what it says: nobody signs it
            path.write_bytes(data)
    (folder / "form.json").unlink()
    os.mkfifo(folder / "form.json")
    with pytest.raises(BundleError):
        load_form(folder, verify=True)


def test_a_manifest_that_names_files_elsewhere_is_refused(tmp_path):
    for path in ("../x.json", "/etc/hostname", "a/../../x"):
        (tmp_path / MANIFEST).write_text(json.dumps({"outputs": [{"path": path, "sha256": ""}]}))
        with pytest.raises(BundleError, match="no file of the bundle"):
            read_bundle(tmp_path)


# --- how ------------------------------------------------------------------------------------------------------------


def test_folders_are_exchanged_here(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    assert atomic_files.exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "file").read_text() == "other"
    with pytest.raises(FileNotFoundError):
        atomic_files.exchange(tmp_path / "one", tmp_path / "nothing")


@pytest.mark.parametrize("number", sorted(atomic_files._CANNOT))
def test_what_systems_without_an_exchange_say(tmp_path, monkeypatch, number):
    monkeypatch.setattr(atomic_files, "_exchanging", lambda: lambda one, other: number)
    build(tmp_path / "out", 1)
    build(tmp_path / "out", 2)
    assert set(at_rest(tmp_path / "out").values()) == {2}
    assert left_over(tmp_path / "out") == []


def test_without_second_names_files_are_copied(tmp_path, monkeypatch):
    def refused(*given, **more):
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(os, "link", refused)
    for generation in (1, 2):
        build(tmp_path / "out", generation)
    assert set(at_rest(tmp_path / "out").values()) == {2}


def test_one_file_that_changes_is_one_rename(tmp_path, monkeypatch):
    """A manifest written anew for all bundles of a province costs no more than it did."""
    out = tmp_path / "out"
    build(out, 1)
    folder = (out / "a").stat().st_ino
    (out / "a" / "form.json").write_bytes(b"edited")
    calls = []
    monkeypatch.setattr(publishing, "exchange", lambda *given: calls.append(given))
    build(out, 1)
    assert (at_rest(out)["a"], (out / "a").stat().st_ino, calls) == (1, folder, [])


def test_what_stays_the_same_is_neither_written_nor_synced(tmp_path, monkeypatch):
    out = tmp_path / "out"
    build(out, 2)
    kept = (out / "a" / "same.html").stat().st_ino
    synced = []
    monkeypatch.setattr(publishing, "durable", lambda paths: synced.extend(map(str, paths)))
    build(out, 4)
    assert (out / "a" / "same.html").stat().st_ino == kept
    assert not [path for path in synced if path.endswith("same.html")]
    synced.clear()
    assert build(out, 4) == 0
    assert synced == []


def test_generations_tell_mixtures():
    """The tests' own judge: it sees what it is there to see."""
    one, two = dict(files_of("a", 2)), dict(files_of("a", 4))
    assert generation_in(one) == 2
    assert generation_in({**one, "form.json": two["form.json"]}) == "mixed"
    assert generation_in({**one, "form.json": one["form.json"][:-1]}) == "mixed"
    assert generation_in({**one, MANIFEST: two[MANIFEST]}) == "mixed"
    assert generation_in({**one, "policies.json": b""}) == "mixed"
    assert len(NAMES) == 3
    assert look(__file__) == "absent"
