"""What is fast says what is slow: on hostile and odd texts, over several processes, from the cache."""

import json
import os
import subprocess
import sys

import pytest
from projects import FIELDS, fast, project, slow, spec, tree

ODD = {
    "empty": b"", "brackets": b"[" * 5000, "alias": b"a: &a [*a]", "utf16": b"\xff\xfe\x00", "nul": b"a: \x00b",
    "tag": b"procedure: !!python/object/apply:os.system [x]", "deep": b"- " * 3000, "quote": b"procedure: 'x", "twice": b"procedure: x\n" * 3,
    "surrogate": b'procedure: odd\ntitle: "\\ud83d"\nsubjects: {}\n', "invisible": 'procedure: odd\ntitle: "\u202ex"\n'.encode(),
    "crlf": b"\xef\xbb\xbf" + spec("crlf", FIELDS[:3]).replace("\n", "\r\n").encode(),
    "nfd": spec("nfd", FIELDS[:2]).replace("Titre de", "Titre de\u0301").encode(), "large": b"procedure: x\n#" + b"x" * (1 << 20),
    "keys": b"procedure: x\npages:\n" + b"".join(b"  k%d: 1\n" % n for n in range(6000)), "tab": b"procedure: x\n\tpages: 1\n",
    "comment": spec("comment", FIELDS[:2]).replace("colour:", "colour:  # eformc: ignore[EF999]", 1).encode(), "latin": "procedure: é\n".encode("latin-1"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_text_gives_the_same_findings_anew_and_remembered(name, tmp_path):
    folder = project(tmp_path / "p")
    (folder / "specs" / f"odd-{name}.eform.yaml").write_bytes(ODD[name])
    wanted = slow(folder, tmp_path / "clean")
    for _ in range(2):
        assert fast(folder, tmp_path / "out", tmp_path / "cache")[:3] == wanted
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


@pytest.mark.parametrize("text", [spec("named", FIELDS[:3]), "procedure: named\ntitel: x\n"], ids=["sound", "not sound"])
def test_a_file_whose_name_is_no_text_gives_the_same_anew_and_remembered(text, tmp_path):
    folder = project(tmp_path / "p")
    try:
        (folder / "specs" / os.fsdecode(b"n\xff.eform.yaml")).write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such names")
    wanted = slow(folder, tmp_path / "clean")
    for _ in range(2):
        assert fast(folder, tmp_path / "out", tmp_path / "cache")[:3] == wanted
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


def test_several_processes_give_what_one_gives(tmp_path):
    folder = project(tmp_path / "p")
    for number in range(20):
        (folder / "specs" / f"n{number:02d}.eform.yaml").write_text(spec(f"n{number}", FIELDS[number % 6 :: 2], after="a"), encoding="utf-8")
    (folder / "specs" / "z.eform.yaml").write_bytes(ODD["comment"])
    wanted = slow(folder, tmp_path / "clean")
    for jobs in (1, 2, 3):
        assert fast(folder, tmp_path / f"out{jobs}", tmp_path / f"cache{jobs}", jobs=jobs)[:3] == wanted
        assert tree(tmp_path / f"out{jobs}") == tree(tmp_path / "clean")


OTHERWISE = {
    "people.yaml": ("  born: person.birth_date\n", ""),
    "catalogue.yaml": ("pursuant to", "shoe size"),
    "codes.yaml": ("{en: South, fr: Sud}", "{en: Far South, fr: Grand Sud}"),
    "person.yaml": ("{en: Full name, fr: Nom complet}", "{en: Names, fr: Noms}"),
}
ALONE = """
import sys
from pathlib import Path
from projects import slow, tree
for number, folder in enumerate(sys.argv[2:]):
    out = Path(sys.argv[1]) / str(number)
    print(slow(Path(folder), out), tree(out))
"""


def test_two_catalogues_in_one_process_do_not_mix(tmp_path):
    one, other = project(tmp_path / "one" / "p"), project(tmp_path / "other" / "p")
    for name, (before, after) in OTHERWISE.items():
        path = other / "catalogue" / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    def looked_at(*folders):
        """What a process of its own says of projects, one after the other."""
        arguments = [sys.executable, "-c", ALONE, str(tmp_path / f"out{len(folders)}{folders[0].parent.name}"), *map(str, folders)]
        path = os.pathsep.join(sys.path)
        return subprocess.run(arguments, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}).stdout.splitlines()

    (first,), (second,) = looked_at(one), looked_at(other)
    assert first != second
    assert looked_at(one, other, one) == [first, second, first]


def test_a_report_by_several_processes_is_the_one_of_one(tmp_path):
    folder = project(tmp_path / "p")
    for number in range(20):
        (folder / "specs" / f"n{number:02d}.eform.yaml").write_text(spec(f"n{number}", FIELDS[number % 6 :: 2]), encoding="utf-8")
    (folder / "specs" / "z.eform.yaml").write_bytes(ODD["brackets"])

    def said(*words):
        command = [sys.executable, "-m", "eformc", "report", str(folder / "specs"), "--format", "json", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout, done.stderr

    one = said("-j", "1")
    assert json.loads(one[0])["total"]["procedures"] >= 20
    assert "1 of 23 specs cannot be understood and are not counted" in one[1]
    assert said("-j", "3") == one
