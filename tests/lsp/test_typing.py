"""Whatever is typed: no exception, findings as of a fresh run, every question answered, and soon."""

import contextlib
import random
import time

import pytest

pytest.importorskip("lsprotocol")
from lsprotocol.types import Position

from conftest import ROOT, TODAY
from eformc.lsp.actions import actions
from eformc.lsp.completion import completions
from eformc.lsp.files import Files, shown
from eformc.lsp.hover import hover
from eformc.lsp.navigation import CannotRename, definition, references, renamed
from eformc.lsp.symbols import outline

EXAMPLES = [
    ROOT / "examples/norland/specs/moving.eform.yaml",
    ROOT / "specs/procedures/xac-nhan-hon-nhan.eform.yaml",
    ROOT / "specs/procedures/ho-kinh-doanh.eform.yaml",
    ROOT / "examples/as-printed/ly-lich-tu-phap.eform.yaml",
]
EDITS = 5_000
CHUNKS = 4
SAMPLE = 250
TYPED = [
    *"abct.:-{}[]\"'#,|>&*!%@ \t\n",
    ": ", "  ", "\n      - ", "applicant.", "when: ", "type: ", "é", "ễ", "e\u0302\u0303", "😀", "\u2028", "\ufeff", "\x00", "\r\n", "\r", "<<: *a", "? ", "--- ",
    "{a: ", "procedure: x\n", "# eformc: ignore[EF201] x\n", "\t", '"', "use: ",
]  # fmt: skip


def told(found):
    return [(one.code, one.message, one.span.start, one.span.end, one.text("vi")) for one in found]


def asked(files, file, dice):
    """Everything an editor may ask of a place."""
    line = dice.randrange(len(file.lines.lines))
    position = Position(line, dice.randrange(file.lines.units(file.lines.line(line)) + 2))
    offset = file.lines.offset(file.source, position)
    for item in completions(files, file, position, "vi"):
        assert item.text_edit.range.end == position
    hover(files, *file.standing(position), ("vi", "en"))
    definition(files, *file.standing(position))
    outline(file.best())
    for action in actions(file, offset, offset, "vi"):
        assert action.edits
    for one in shown(file):
        file.lines.range(one.span)
    with contextlib.suppress(CannotRename):
        renamed(file, offset, "renamed")


def p95(times):
    return sorted(times)[int(len(times) * 0.95)] * 1000


@pytest.mark.long
def test_every_prefix_of_a_file_is_a_file():
    path = EXAMPLES[0]
    text = path.read_text(encoding="utf-8")
    files, dice, times = Files(TODAY), random.Random("prefixes"), []
    for end in range(len(text) + 1):
        began = time.process_time()
        file = files.edit("file:///x", path.as_posix(), end, text[:end])
        times.append(time.process_time() - began)
        if file.readable:
            assert told(shown(file)) == told(file.diagnostics)
        if end % 11 == 0:
            asked(files, file, dice)
        if end % 29 == 0:
            assert told(file.diagnostics) == told(Files(TODAY).read("file:///x", path.as_posix(), end, text[:end]).diagnostics)
    print(f"{len(text) + 1} prefixes, p95 {p95(times):.1f} ms of processor time")
    assert p95(times) < 150


@pytest.mark.parametrize("path", EXAMPLES[1:3], ids=lambda path: path.stem)
def test_a_sample_of_the_prefixes_of_a_vietnamese_procedure(path):
    text = path.read_text(encoding="utf-8")
    files, fresh, dice, times = Files(TODAY), Files(TODAY), random.Random(path.stem), []
    for number, end in enumerate(sorted({len(text), *dice.sample(range(len(text)), SAMPLE)})):
        began = time.process_time()
        file = files.edit("file:///x", path.as_posix(), number, text[:end])
        times.append(time.process_time() - began)
        asked(files, file, dice)
        if number % 9 == 0 or end == len(text):
            assert told(file.diagnostics) == told(fresh.read("file:///x", path.as_posix(), number, text[:end]).diagnostics)
    assert file.readable
    print(f"{SAMPLE + 1} prefixes of {path.name}, p95 {p95(times):.1f} ms of processor time")
    assert p95(times) < 150


@pytest.mark.parametrize("chunk", [0, *(pytest.param(chunk, marks=pytest.mark.long) for chunk in range(1, CHUNKS))])
def test_random_edits_find_what_a_fresh_run_finds(chunk):
    path = EXAMPLES[chunk % len(EXAMPLES)]
    original = path.read_text(encoding="utf-8")
    files, dice, times = Files(TODAY), random.Random(f"edits {chunk}"), []
    text, fresh = original, Files(TODAY)
    for version in range(EDITS // CHUNKS):
        if dice.random() < 0.12 or len(text) > 2 * len(original):
            text = original
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice([0, 0, 0, 1, 1, 3, 12, 60]))
        text = text[:start] + dice.choice(["", "", *TYPED, original[start : start + dice.randrange(1, 40)]]) + text[end:]
        began = time.process_time()
        file = files.edit("file:///x", path.as_posix(), version, text)
        shown(file)
        times.append(time.process_time() - began)
        if version % 5 == 0:
            asked(files, file, dice)
        if version % 20 == 0:
            again = fresh.read("file:///x", path.as_posix(), version, text)
            assert told(file.diagnostics) == told(again.diagnostics)
            assert told(shown(file))[: len(again.diagnostics)] == told(again.diagnostics)
    print(f"{len(times)} edits of {path.name}, p95 {p95(times):.1f} ms of processor time")
    assert p95(times) < 150


def test_findings_of_the_last_good_text_stay_while_a_line_is_half_typed():
    path = EXAMPLES[3]
    text = path.read_text(encoding="utf-8")
    files = Files(TODAY)
    good = files.edit("file:///x", path.as_posix(), 1, text)
    broken = files.edit("file:///x", path.as_posix(), 2, text + "\n  {half: [typed\n")
    assert good.diagnostics
    assert not broken.readable
    assert told(good.diagnostics) == [one for one in told(shown(broken)) if one in told(good.diagnostics)]
    assert files.edit("file:///x", path.as_posix(), 3, text).good is None


def test_what_stands_above_a_half_typed_line_is_still_explained():
    path = EXAMPLES[1]
    text = path.read_text(encoding="utf-8")
    files = Files(TODAY)
    files.edit("file:///x", path.as_posix(), 1, text)
    broken = files.edit("file:///x", path.as_posix(), 2, text + "\n  {half: [typed\n")
    place = broken.lines.position(broken.source, text.index("applicant.full_name") + len("applicant.") + 1)
    said, _ = hover(files, *broken.standing(place), ("vi",))
    assert "Cơ sở dữ liệu" in said
    assert definition(files, *broken.standing(place)).path.name == "person.yaml"
    assert outline(broken.best())


def test_references_over_all_specs_agree_with_the_text():
    path = EXAMPLES[1]
    files = Files(TODAY)
    file = files.edit("file:///x", path.as_posix(), 1, path.read_text(encoding="utf-8"))
    offset = file.source.text.index("applicant.full_name") + len("applicant.") + 1
    found = references(files, file, offset, declaration=False)
    assert len({one.path.name for one in found}) > 4
    assert {one.span.text for one in found} == {"full_name"}
