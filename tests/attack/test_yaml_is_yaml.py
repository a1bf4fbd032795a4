"""The YAML test suite: nothing that is no YAML is taken, alone or below a key of a spec; no text comes out otherwise."""

import json
import random
import re
from pathlib import Path

import pytest

from eformc.source import Mapping, Scalar, Sequence, read

CASES = json.loads((Path(__file__).parent / "yaml_test_suite" / "cases.json").read_text(encoding="utf-8"))
MUST_FAIL = [case for case in CASES if case.get("fail")]
GOOD = [case for case in CASES if "json" in case]
# what is no marker of a document where it is indented, and so may stand in quotes and brackets
INDENTED_MARKERS = {"5TRB-00", "9MQT-01", "N782-00", "RXY3-00"}


def flaws_of(text):
    return read("x.yaml", text.encode("utf-8", "surrogatepass"))[2]


def below(text, indent="  "):
    bare = re.sub(r"\A---[ \n]", "", text)
    return "spec:\n" + "".join(indent + line for line in bare.splitlines(keepends=True))


def plain(node):
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node}
    if isinstance(node, Sequence):
        return [plain(one) for one in node.items]
    return node.text if isinstance(node, Scalar) else None


def same(found, wanted):
    """Texts are compared; what YAML reads as a number or as nothing is text here."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and found.keys() == wanted.keys() and all(same(found[key], one) for key, one in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same, found, wanted))
    return found == wanted if isinstance(wanted, str) else isinstance(found, str)


def test_the_suite_is_whole():
    assert (len(CASES), len(MUST_FAIL)) == (402, 94)


@pytest.mark.parametrize("case", MUST_FAIL, ids=lambda case: case["id"])
def test_what_must_fail_is_refused(case):
    assert flaws_of(case["yaml"])
    assert flaws_of(case["yaml"].replace("\n", "\r\n"))
    if case["id"] not in INDENTED_MARKERS:
        assert flaws_of(below(case["yaml"]))
        assert flaws_of(below(below(case["yaml"]), "    "))


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["id"])
def test_what_is_taken_says_what_the_suite_says(case):
    _, root, flaws = read("x.yaml", case["yaml"].encode())
    if not flaws and case["json"] is not None:
        assert same(plain(root), json.loads(case["json"])), plain(root)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('title: "Đơn"# ghi chú\n', "comment-without-blank", (1, 13)),
        ("a: [b]#c\n", "comment-without-blank", (1, 7)),
        ("a: [b,#c\n  d]\n", "comment-without-blank", (1, 7)),
        ("a: {b: c}\nd: |# e\n  f\n", "comment-without-blank", (2, 5)),
        ("languages: [vi,\nen]\n", "thin-line", (2, 1)),
        ('help: "một\nhai"\n', "thin-line", (2, 1)),
        ('help: "một\nhai: "ba"\n', "indentation", (2, 7)),
        ("help: 'một\n\thai'\n", "tab", (2, 1)),
        ("a:\n  - {b: c,\n  d: e}\n", "thin-line", (3, 3)),
        ("a:\n[b]\n", "indentation", (2, 4)),
        ("a:\n|\n  b\n", "thin-line", (2, 1)),
        ("a: >\n \n  \n # c\n", "deep-blank", (3, 1)),
        ("a: [-]\n", "lone-dash", (1, 5)),
        ("a: {b: -}\n", "lone-dash", (1, 8)),
        ("a: { ?b: c }\n", "question-mark", (1, 6)),
        ("a: [b, ?c]\n", "question-mark", (1, 8)),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_place(text, message, place):
    first = flaws_of(text)[0]
    assert (first.message, first.span.places()[:2]) == (message, place)


@pytest.mark.parametrize(
    "text",
    [
        "a: 'b' # c\n", "a: b#c\n", "a: [b, c#d]\n", "a: [ # c\n  b ]\n", "a: |\n  # text\n  b#\n", "# a#b\na: b\n", "a: [-b, c-]\n",
        "a: [\n  b,\n]\n", "a: {\n  b: c,\n}\n", "a: [b,\n# c\n  d]\n", "a: \"b\n\n  c\"\n", "a: ?b\n", "? b\n: c\n", "a: [b?, c]\n", "a: |2\n    b\n   c\n", "a: >-\n  b\n",
    ],
)  # fmt: skip
def test_what_is_yaml_stays_so(text):
    assert not flaws_of(text)


def test_the_last_line_of_a_block_text_keeps_its_end():
    for text in ("a: |\n  b\n", "a: |\n  b"):
        assert plain(read("x.yaml", text.encode())[1]) == {"a": "b\n"}


def test_no_mutant_of_the_suite_raises():
    dice = random.Random(19)
    tokens = [*"#?-:,[]{}'\"|>&*!% \n\t", "\n  ", " #", "- ", "? ", ": ", "|2\n", "\u0301" * 31, "\ufeff", "..."]
    for _ in range(2_000):
        text = dice.choice(CASES)["yaml"]
        for _ in range(dice.choice([1, 2, 4])):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + (dice.choice(tokens) if dice.random() < 0.6 else "") + text[at + dice.choice([0, 1]) :]
        source, root, flaws = read("x.yaml", text.encode("utf-8", "surrogatepass"))
        for flaw in flaws:
            assert source.text or flaw.span.start == 0
            flaw.span.places()
        plain(root)
