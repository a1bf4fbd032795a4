"""Bundles are laid apart where making files is slow after a deletion, and nowhere else; what is built is the same."""

import fcntl
import subprocess
from pathlib import Path

import pytest

from eformc.bundle import writing
from eformc.bundle.publishing import stage


def lies_apart(folder):
    said = subprocess.run(["lsattr", "-d", folder], capture_output=True, text=True, check=False, env={"LC_ALL": "C"})
    return "T" in said.stdout.split(" ")[0]


def of_type(kind):
    """A folder on a file system of a kind that the machine has, if any."""
    found = subprocess.run(["findmnt", "-rn", "-t", kind, "-o", "TARGET"], capture_output=True, text=True, check=False).stdout.split()
    return [Path(one) for one in found if Path(one).is_dir()]


def test_the_hint_is_given_where_there_is_no_journal_and_only_to_what_is_staged_in(tmp_path):
    folder, out = tmp_path / "out" / ".eformc-1" / "worker", tmp_path / "out"
    stage(folder, out, "one", [("form.json", b"{}")])
    assert (folder / "one" / "form.json").read_bytes() == b"{}"
    assert lies_apart(folder) is writing._is_ext4_without_journal(tmp_path.stat().st_dev)
    assert not lies_apart(folder / "one")
    assert not lies_apart(out)


@pytest.mark.parametrize("kind", ["tmpfs", "proc", "sysfs"])
def test_what_is_no_ext4_is_told_apart(kind):
    for folder in of_type(kind):
        assert not writing._is_ext4_without_journal(folder.stat().st_dev)


def test_a_file_system_that_knows_no_such_hint_is_written_to_all_the_same(tmp_path, monkeypatch):
    asked = []

    def refused(handle, request, flags):
        asked.append(request)
        raise OSError(25, "Inappropriate ioctl for device")

    monkeypatch.setattr(writing, "_is_ext4_without_journal", lambda device: True)
    monkeypatch.setattr(fcntl, "ioctl", refused)
    stage(tmp_path / "staging", tmp_path, "one", [("form.json", b"{}")])
    assert (tmp_path / "staging" / "one" / "form.json").exists()
    assert asked
    assert not lies_apart(tmp_path / "staging")


def test_the_numbers_are_the_kernels(tmp_path):
    """As the C compiler has them, where there is one."""
    source = '#include <linux/fs.h>\n#include <stdio.h>\nint main(){printf("%lu %lu %lu", (unsigned long)FS_IOC_GETFLAGS, (unsigned long)FS_IOC_SETFLAGS, (unsigned long)FS_TOPDIR_FL);}\n'
    program = tmp_path / "flags"
    made = subprocess.run(["cc", "-x", "c", "-", "-o", program], input=source, text=True, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no C compiler")
    found = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert tuple(map(int, found.split())) == (writing._GET_FLAGS, writing._SET_FLAGS, writing._TOP_OF_HIERARCHY)
