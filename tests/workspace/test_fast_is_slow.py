"""What is fast says what is slow: on hostile and odd texts, over several processes, from the cache."""

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


def test_several_processes_give_what_one_gives(tmp_path):
    folder = project(tmp_path / "p")
    for number in range(20):
        (folder / "specs" / f"n{number:02d}.eform.yaml").write_text(spec(f"n{number}", FIELDS[number % 6 :: 2], after="a"), encoding="utf-8")
    (folder / "specs" / "z.eform.yaml").write_bytes(ODD["comment"])
    wanted = slow(folder, tmp_path / "clean")
    for jobs in (1, 2, 3):
        assert fast(folder, tmp_path / f"out{jobs}", tmp_path / f"cache{jobs}", jobs=jobs)[:3] == wanted
        assert tree(tmp_path / f"out{jobs}") == tree(tmp_path / "clean")
