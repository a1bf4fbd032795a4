"""For every rule that has a fix: fixing twice is fixing once, the rule is content, and no byte outside the edits changes,
whatever the line ends, the byte order mark or the way marks are written.
"""

import difflib
import unicodedata

import pytest

from eformc.project.fixes import fixed
from eformc.rules.kinds import kinds

FIXABLE = sorted(code for code, kind in kinds().items() if kind.fix)


def commented(text):
    """The spec with a comment before and behind every line."""
    lines = []
    for number, line in enumerate(text.splitlines()):
        lead = " " * (len(line) - len(line.lstrip(" ")))
        behind = f"  # sau {number} — tiếng Việt" if line.strip() and "#" not in line else ""
        lines += [f"{lead}# trước {number}: Đổi địa chỉ", line + behind]
    return "\n".join(lines) + "\n"


def stored(text, how):
    match how:
        case "crlf":
            return "\ufeff" + text.replace("\n", "\r\n")
        case "decomposed":
            return unicodedata.normalize("NFD", text)
    return text


@pytest.mark.parametrize("how", ["plain", "crlf", "decomposed"])
@pytest.mark.parametrize("code", FIXABLE)
def test_a_fix_mends_and_touches_nothing_else(project, code, how):
    kind = kinds()[code]
    before = kind.wrong if code == "EF008" else commented(kind.wrong)
    text = stored(before, how)
    once, count = fixed(project, "x.eform.yaml", text, unsafe=True)
    twice, again = fixed(project, "x.eform.yaml", once, unsafe=True)
    assert count > 0
    assert (twice, again) == (once, 0)
    left = project.unit_of("x.eform.yaml", once.encode()).diagnostics
    assert code not in {one.code for one in left}, [one.text("en") for one in left]
    assert once.count("\r\n") == once.count("\n") or how != "crlf"
    assert once.startswith("\ufeff") == (how == "crlf")
    if how == "decomposed":
        assert "trước".encode() not in once.encode() or unicodedata.normalize("NFC", once) != once
    # lines that no fix is about are there still, byte for byte and in their order
    old, new = text.splitlines(keepends=True), once.splitlines(keepends=True)
    changed = [tag for tag in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if tag[0] != "equal"]
    assert sum(stop - start for _, start, stop, _, _ in changed) <= 2 * count
    kept = [line for line in new if "# trước" in unicodedata.normalize("NFC", line)]
    assert kept == [line for line in old if "# trước" in unicodedata.normalize("NFC", line)]
