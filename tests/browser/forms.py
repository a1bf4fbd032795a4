"""A form that holds every kind of question, compiled against the shipped catalogue, and hostile texts for it."""

from conftest import ROOT, TODAY
from eformc.project import Project, load_settings

EVERYTHING = """
procedure: every-kind
title: {vi: Thử mọi loại câu hỏi, en: Every kind of question}
legal_basis: ["Luật Thử nghiệm 2024"]
agency: {vi: Ủy ban nhân dân cấp xã, en: Commune committee}
subjects:
  applicant: {is: person, known_by: login, title: {vi: Người khai, en: Applicant}}
  mother: {is: person, title: {vi: Người mẹ, en: Mother}, same_as: applicant, when: relation == "mother"}
  owner: {is: person, title: {vi: Chủ nhà, en: Owner}, optional: true}
  members: {is: person, known_by: key, many: true, at_least: 0, at_most: 4, title: {vi: Thành viên, en: Members}}
pages:
  - page: you
    title: {vi: Bạn, en: You}
    fields:
      - applicant.full_name
      - applicant.birth_date
      - relation: {title: {vi: Quan hệ với người mẹ, en: Relation to the mother}, type: choice, options: [{mother: {vi: Mẹ, en: Mother}}, {father: {vi: Cha, en: Father}}, {other: {vi: Khác, en: Other}}]}
      - which: {title: {vi: Là ai, en: Who}, type: text, max_length: 5, when: relation == "other"}
      - phone: {title: {vi: Số điện thoại, en: Telephone}, type: phone, help: {vi: "Ví dụ: 091 234 56 78.", en: "Such as 091 234 56 78."}}
      - amount: {title: {vi: Số người, en: People}, type: integer, min: 1, max: 20000}
      - area: {title: {vi: Diện tích, en: Area}, type: decimal, scale: 2, optional: true}
      - since: {title: {vi: Ở từ ngày, en: Here since}, type: date, max: today}
      - birth: {title: {vi: Ngày sinh của ông, en: Grandfather's birth}, type: partial_date, optional: true}
      - uses: {title: {vi: Dùng vào việc gì, en: Uses}, type: choices, options: [{farm: {vi: Trồng trọt, en: Farming}}, {home: {vi: Để ở, en: Living}}], optional: true}
      - note: {title: {vi: Ghi chú, en: Note}, type: long_text, optional: true}
  - page: mother
    title: {vi: Người mẹ, en: Mother}
    fields:
      - mother.personal_id
      - mother.full_name
  - page: owner
    title: {vi: Chủ nhà, en: Owner}
    when: amount > 2
    fields:
      - owner.personal_id
      - owner_place: {title: {vi: Nơi ở của chủ nhà, en: Owner's address}, type: address}
  - page: members
    title: {vi: Thành viên, en: Members}
    fields:
      - members.personal_id
      - members.full_name
      - kin: {of: members, title: {vi: Là gì của bạn, en: What they are to you}, type: choice, options: [{child: {vi: Con, en: Child}}, {kin: {vi: Khác, en: Other}}]}
      - kin_which: {of: members, title: {vi: Nói rõ, en: Say which}, type: text, when: members.kin == "kin"}
  - page: end
    title: {vi: Cam đoan, en: Declaration}
    fields:
      - promise: {title: {vi: Tôi cam đoan lời khai là đúng, en: I declare this is true}, type: yes_no, declaration: true}
attachments:
  - photo: {title: {vi: Ảnh căn nhà, en: Photo}, optional: true}
"""

HOSTILE = (
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\"'><svg onload=window.hit=1>",
    "<!--<script>",
    "{{7*7}}{% raw %}",
    "${7*7}$&$1",
    "</style></title></textarea>",
)


def compiled(text, folder, name="form"):
    """The reasoned procedure of a spec's text."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    (unit,) = Project(load_settings(ROOT), TODAY).units([str(path)])
    assert unit.sound, [(d.code, d.text("en"), d.span.places()) for d in unit.diagnostics]
    return unit.reasoned
