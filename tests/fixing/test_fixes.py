"""Fixes on real and generated specs: once is enough, nothing else changes, what was mended is not found again."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from eformc.project.fixes import applied, fixed, spoils

PRINTED = sorted((ROOT / "examples" / "as-printed").glob("*.yaml"))
HEAD = """procedure: x
title: {vi: X, en: X}
subjects:
  applicant: {is: person, known_by: login}
  mother: {is: person, title: {vi: Mẹ, en: Mother}}
pages:
  - page: one
    title: {vi: Người yêu cầu, en: One}
    fields:
"""
LINES = [
    "applicant.full_name: {ask: true}", "applicant.full_name", "applicant.age: {ask: true}", "applicant.birth_date",
    "applicant.old_id_number", "applicant.personal_id", "applicant.tax_code: {ask: true}",
    "so_cccd: {title: {vi: Số CCCD, en: Number}, type: text}",
    "ho_ten: {title: {vi: Họ và tên, en: Name}, type: text, optional: true}",
    "sinh: {title: {vi: \"Ngày, tháng, năm sinh\", en: Born}, type: date}",
    "ho_ten_2: {title: {vi: Họ và tên, en: Name}, type: text}",
    "kinh_gui: {title: {vi: Kính gửi, en: To}, type: text}",
    "ngay: {title: {vi: ngày … tháng … năm …, en: Day}, type: date}",
    "mother.full_name", "mother.birth_date", "mother.ethnicity", "mother.residence_address",
    "note: {title: {vi: Ghi chú, en: Note}, type: text}  # giữ nguyên",
    "why: {title: {vi: Lý do, en: Why}, type: text, when: present(note)}",
]  # fmt: skip


def specs():
    chosen = st.lists(st.sampled_from(LINES), min_size=1, max_size=9, unique_by=lambda line: line.split(":")[0].split(" ")[0])
    return chosen.map(lambda lines: HEAD + "".join(f"      # {number} ở đây\n      - {line}\n" for number, line in enumerate(lines)))


@settings(max_examples=120, deadline=None)
@given(specs(), st.booleans())
def test_fixing_is_idempotent_and_never_breaks_a_spec(project, text, unsafe):
    before = project.unit_of("x.eform.yaml", text.encode())
    once, count = fixed(project, "x.eform.yaml", text, unsafe=unsafe)
    twice, again = fixed(project, "x.eform.yaml", once, unsafe=unsafe)
    assert (twice, again) == (once, 0)
    after = project.unit_of("x.eform.yaml", once.encode())
    assert after.sound or not before.sound
    if not count:
        assert once == text
    if not unsafe:  # every comment and every line that no safe fix is about is there still, in its order
        assert re.findall("# [0-9]+ ở đây", once) == re.findall("# [0-9]+ ở đây", text)
    offered = [d for d in after.diagnostics for fix in d.fixes[:1] if (fix.safe or unsafe) and after.sound and not _is_refused(project, after, once, fix)]
    assert not [d.code for d in offered if before.sound and not _sole(after)], [d.text("en") for d in offered]


def _is_refused(project, unit, text, fix):
    """True if after a fix another question would be understood otherwise: that is not done without a look."""
    return spoils(unit, project.unit_of("x.eform.yaml", applied(text, unit.source, [fix]).encode()), [fix])


def _sole(unit):
    """A page left with one entry keeps it, whatever is found in it."""
    return any(len(page.items) < 2 for page in unit.procedure.pages)


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_a_printed_form_is_mended_as_far_as_it_is_certain(project, path):
    text = path.read_text(encoding="utf-8")
    safe, few = fixed(project, path.as_posix(), text, unsafe=False)
    every, more = fixed(project, path.as_posix(), text, unsafe=True)
    assert more > 0
    assert more >= few
    for mended in (safe, every):
        unit = project.unit_of(path.as_posix(), mended.encode())
        assert unit.sound
        refs = {ref for _, field in unit.procedure.fields() for ref in field.ref}
        assert refs <= {ref for _, field in project.unit(path).procedure.fields() for ref in field.ref}
    kept = {ref for _, field in project.unit_of(path.as_posix(), safe.encode()).procedure.fields() for ref in field.ref}
    assert kept == {ref for _, field in project.unit(path).procedure.fields() for ref in field.ref}
