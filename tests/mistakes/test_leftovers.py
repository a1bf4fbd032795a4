"""Characters that word processors and keyboards leave are named where they stand, and mended into the spec that was meant."""

import pytest
from test_mistakes import BASE

from eformc.project.fixes import fixed
from eformc.source.leftovers import leftovers_in

BLANKS = ["\u00a0", "\u2002", "\u2009", "\u202f", "\u3000"]
WHERE = [
    ("version: ", "version:{}"),
    ("    title: {vi: Bạn", "  {0}{0}title: {{vi: Bạn"),
    ("subjects:\n  applicant", "subjects:\n {}applicant"),
    ("title: {vi: Đổi", "title:{}{{vi: Đổi"),
    ("title: {vi: Ghi chú thêm", "title: {{vi:{}Ghi chú thêm"),
    ("  - page: you", "  -{}page: you"),
]


@pytest.mark.parametrize(("plain", "left"), WHERE)
@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_of_print_is_found_on_its_line_and_mended(project, plain, left, blank):
    text = BASE.replace(plain, left.format(blank), 1)
    assert text != BASE
    found = project.unit_of("a.eform.yaml", text.encode()).diagnostics
    at = text.index(blank)
    assert [one.code for one in found][:1] == ["EF004"]
    assert found[0].span.start <= at < found[0].span.end
    after, count = fixed(project, "a.eform.yaml", text, unsafe=False)
    assert count
    assert blank not in after
    assert project.unit_of("a.eform.yaml", after.encode()).procedure == project.unit_of("a.eform.yaml", BASE.encode()).procedure


def test_nothing_is_found_in_specs_as_they_are(procedures):
    for unit in procedures:
        text, begin = unit.source.text, 0
        for line in text.split("\n"):
            assert leftovers_in(text, begin, begin + len(line)) == [], line
            begin += len(line) + 1


@pytest.mark.parametrize(
    "line",
    [
        'help: "Gồm a, b:c"', "help: xem https://example.org", "help: 'type:text'", "time: 12:30", "# a:b – c", 'x: "12：30"',
        "about: Hỏi “ai”, rồi “ở đâu”", "- {a: b, c: 'd:e'}", "text: làm từ 8:00–17:00",
    ],
)  # fmt: skip
def test_texts_that_are_right_are_left_alone(line):
    assert leftovers_in(line, 0, len(line)) == []
