"""Specs that say who applies: a person or a firm, the consent of another person, the scope of a mandate."""

import pytest

from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of

TODAY = parse("2026-11-23")
SPEC = """procedure: a
title: {vi: Xin đặt biển hiệu, en: A sign on a house}
subjects:
  applicant: {is: person, known_by: login}
  firm: {is: business, known_by: key, when: applies == "firm"}
  owner: {is: person, known_by: key, when: rents}
pages:
  - page: who
    title: {vi: Người xin, en: Who applies}
    fields:
      - applies: {title: {vi: Ai xin, en: Who applies}, help: {vi: Chọn một., en: Choose one.}, type: choice, options: [{person: {vi: Cá nhân, en: A person}}, {firm: {vi: Doanh nghiệp, en: A firm}}]}
      - trade: {title: {vi: Bán hàng gì, en: Goods sold}, help: {vi: Viết ngắn gọn., en: In a few words.}, type: text, when: applies == "person"}
      - rents: {title: {vi: Có thuê nhà không, en: Is the house rented}, help: {vi: Chọn một., en: Choose one.}, type: yes_no}
  - page: firm
    title: {vi: Doanh nghiệp, en: The firm}
    fields:
      - firm.business_code
      - mandate:
          title: {vi: Được ủy quyền làm gì, en: What the mandate covers}
          help: {vi: Chọn mọi việc., en: Choose all.}
          type: choices
          when: applies == "firm"
          options: [{apply: {vi: Nộp hồ sơ, en: To apply}}, {receive: {vi: Nhận kết quả, en: To collect the permit}}]
  - page: owner
    title: {vi: Chủ nhà, en: The owner}
    fields:
      - owner.personal_id
      - agreed_on: {title: {vi: Ngày chủ nhà ký, en: Day the owner signed}, help: {vi: Ghi trên giấy đồng ý., en: It stands on the consent.}, type: date, max: today, of: owner, ask: true, when: rents}
attachments:
  - consent: {title: {vi: Giấy đồng ý của chủ nhà, en: The owner's consent}, help: {vi: Chụp giấy chủ nhà đã ký., en: A picture of the signed paper.}, of: owner, when: rents}
constraints:
  - {holds: '"apply" in mandate', at: mandate, when: applies == "firm", message: {vi: Giấy ủy quyền phải cho nộp hồ sơ. Hãy xin giấy khác., en: The mandate must cover applying. Ask for another.}}
"""
PAPER = {"name": "a.jpg", "media_type": "image/jpeg", "size": 9, "sha256": "0" * 64}
PERSON = {"applies": "person", "trade": "Phở", "rents": False}
FIRM = {"applies": "firm", "firm": {"business_code": "0100109106"}, "mandate": ["apply"], "rents": False}
RENTS = {"rents": True, "owner": {"personal_id": "001070000001"}, "agreed_on": "2026-11-01"}


@pytest.fixture(scope="module")
def form(project):
    unit = project.unit_of("a.eform.yaml", SPEC.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    return form_of(unit.procedure)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        (PERSON, []),
        (FIRM, []),
        (PERSON | {"firm": FIRM["firm"]}, [("firm", "business_code")]),
        ({"applies": "firm", "rents": False}, [("firm", "business_code"), ("mandate",)]),
        (FIRM | {"mandate": ["receive"]}, [("mandate",)]),
        (FIRM | RENTS, [("attachments", "consent")]),
        (FIRM | RENTS | {"attachments": {"consent": PAPER}}, []),
    ],
)
def test_each_is_asked_what_is_theirs(form, answers, wrong):
    assert [one.pointer for one in evaluate(form, answers, TODAY).findings if not one.warning] == wrong
