"""A paper for each row: what it means is in docs/semantics.md, section 8; here its misuse, its readers, its pages."""

import pytest

from conftest import TODAY
from eformc.diff.change import Who
from eformc.diff.compare import compare
from eformc.diff.side import side_of, side_of_published
from eformc.emit.form import published
from eformc.emit.json_schema import schema_of
from eformc.emit.paper import paper_of
from eformc.emit.prefill import prefill_of
from eformc.kernel import dates
from eformc.lsp.names import Role, names_of
from eformc.portal.paper.view import render_paper
from eformc.portal.submission.decode import Posted
from eformc.source import read
from eformc.verify.readers import Schema, readers

SPEC = """
procedure: hoc-bong
title: {vi: Xin học bổng, en: Scholarship}
subjects:
  applicant: {is: person, known_by: login}
  con: {is: person, known_by: key, many: true, at_most: 4, title: {vi: Con, en: Children}}
pages:
  - page: one
    title: {vi: Các con, en: Children}
    fields:
      - con.personal_id
      - kho_khan: {of: con, title: {vi: Có khó khăn không, en: In need}, type: yes_no}
      - khoan_chi:
          title: {vi: Khoản chi, en: Costs}
          type: table
          optional: true
          columns:
            - so_tien: {title: {vi: Số tiền, en: Amount}, type: money}
attachments:
  - the_hoc_sinh: {title: {vi: Thẻ học sinh, en: Student card}, help: {vi: Chụp cả hai mặt., en: Both sides.}, of: con, when: con.kho_khan, accept: [image/jpeg, application/pdf], max_size: 5 MB}
  - hoa_don: {title: {vi: Hóa đơn, en: Invoice}, of: khoan_chi, when: so_tien > 100000, recommended: true}
evidence:
  - birth_certificate: {of: con, when: con.kho_khan}
"""
DAY = dates.parse(TODAY)
VALIDATORS = [one for one in readers()[0] if isinstance(one, Schema)]
CARD = {"name": "a.pdf", "media_type": "application/pdf", "size": 9, "sha256": "0a" * 32}


def unit_of(project, text=SPEC):
    unit = project.unit_of("hoc-bong.eform.yaml", text.encode())
    assert unit.sound, [found.text("en") for found in unit.diagnostics]
    return unit


@pytest.mark.parametrize(
    ("old", "new", "code", "says", "noi"),
    [
        ("when: con.kho_khan, accept", "when: kho_khn, accept", "EF112", "kho_khan", "kho_khan"),
        ("of: con, when: con.kho_khan, accept", "of: applicant, when: con.kho_khan, accept", "EF113", "is a column", "là một cột"),
        ("of: khoan_chi, when: so_tien", "of: khoan_chy, when: so_tien", "EF101", "khoan_chi", "khoan_chi"),
        ("  - hoa_don:", "  - so_tien:", "EF110", "`so_tien`", "`so_tien`"),
        ("      - con.personal_id\n      - kho_khan: {of: con, ", "      - kho_khan: {", "EF115", "no page has rows of them", "không trang nào có bảng ấy"),
    ],
)
def test_misuse_has_a_message_with_a_way_out(project, old, new, code, says, noi):
    text = SPEC.replace(old, new)
    assert text != SPEC
    text = text if code != "EF115" else text[: text.index("evidence:")]  # of nobody on a page, evidence is of the subject as a whole
    found = [one for one in project.unit_of("hoc-bong.eform.yaml", text.encode()).diagnostics if one.severity == "error"]
    assert {one.code for one in found} == {code}, [one.text("en") for one in found]
    assert says in found[0].text("en")
    assert noi in found[0].text("vi")


def test_a_page_without_script_takes_a_paper_of_a_row_and_asks_for_the_one_that_is_missing(project):
    form = published(unit_of(project).reasoned)
    texts = {"f.con.0.personal_id": ["079200000001"], "f.con.0.kho_khan": ["true"], "f.con.1.personal_id": ["079200000002"], "f.con.1.kho_khan": ["true"], "f.con.2.personal_id": ["079200000003"], "f.con.2.kho_khan": ["false"]}
    made = form.submitted(Posted(texts, {"f.con.0.the_hoc_sinh": CARD, "f.con.2.the_hoc_sinh": CARD}), DAY)
    assert made.answers["con"][0]["the_hoc_sinh"] == CARD
    assert "the_hoc_sinh" not in made.answers["con"][2]
    assert "/con/2/the_hoc_sinh" in made.left_out
    assert [("/".join(one.pointer), one.code) for one in made.faults if "the_hoc_sinh" in one.pointer] == [("con/1/the_hoc_sinh", "required")]
    page = form.page("vi", made=made)
    assert 'enctype="multipart/form-data"' in page
    assert 'name="f.con.2.the_hoc_sinh"' in page
    assert 'id="p-attachments"' not in page
    assert "Thẻ học sinh (Con)" in page, "what to have at hand"


def test_reports_count_it_once_and_the_page_counts_it_as_no_question(project):
    with_papers, without = unit_of(project), unit_of(project, SPEC[: SPEC.index("attachments:")])
    one, other = (published(unit.reasoned).views["vi"] for unit in (with_papers, without))
    assert one.count == other.count
    assert one.minutes != other.minutes or one.prepare != other.prepare


def test_versions_are_compared_and_drafts_move(project):
    def side(text):
        unit = unit_of(project, text)
        return side_of(unit.reasoned, unit.path)

    found = compare(side(SPEC), side(SPEC.replace("  - the_hoc_sinh: {", "  - the_hs: {was: the_hoc_sinh, ")), DAY, VALIDATORS)
    (moved,) = [one for one in found.changes if one.kind == "moved"]
    assert (moved.place, moved.was) == (("con", "*", "the_hs"), ("con", "*", "the_hoc_sinh"))
    added = compare(side(SPEC[: SPEC.index("attachments:")]), side(SPEC), DAY, VALIDATORS)
    wanted = next(one for one in added.changes if one.place == ("con", "*", "the_hoc_sinh"))
    assert {one.who: one for one in wanted.harms}[Who.CONSUMERS].witness is not None


def test_a_bundle_knows_it_as_a_paper(project):
    unit = unit_of(project)
    made = published(unit.reasoned)
    given = side_of_published(made, schema_of(unit.procedure), prefill_of(unit.reasoned), "bundle")
    assert given.load == side_of(unit.reasoned, "spec").load


def test_the_sheet_has_a_box_for_each_row(project):
    sheet = render_paper(paper_of(unit_of(project).reasoned, "vi"))
    assert sheet.count("Thẻ học sinh") >= 2
    assert "MB" not in sheet


def test_an_editor_finds_the_table_and_its_columns(project):
    _, root, _ = read("hoc-bong.eform.yaml", SPEC.encode())
    found = names_of(root)
    assert len([one for one in found if one.name == "khoan_chi" and one.role is Role.FIELD]) == 2
    assert any(one.name == "so_tien" and one.owner == "khoan_chi" and not one.defines for one in found)
