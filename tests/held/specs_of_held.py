"""Forms that hold every way by which a value comes to be held."""

FATHER = """
procedure: father
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
  father: {is: person, known_by: key}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - applicant.full_name
      - father.personal_id
      - father.full_name
      - father.birth_date
      - father.ethnicity: {policy: confirm}
      - father.residence_address: {policy: confirm}
      - more: {title: {vi: Ghi chú thêm, en: More}, help: {vi: Viết., en: Write.}, type: text, optional: true, when: age(father.birth_date) >= 30}
"""

ROWS = """
procedure: held-rows
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
  con: {is: person, via: applicant.child, many: true, optional: true, title: {vi: Con, en: Child}}
pages:
  - page: a
    title: {vi: A, en: A}
    fields:
      - applicant.birth_date
      - adult: {title: {vi: Câu hỏi người lớn, en: Adult question}, help: {vi: Chọn., en: Choose.}, type: yes_no, when: age(applicant.birth_date) >= 18}
  - page: b
    title: {vi: Con, en: Children}
    fields:
      - con.full_name
      - con.birth_date
      - disabled: {title: {vi: Con lớn có khuyết tật không, en: Disabled}, help: {vi: Chọn., en: Choose.}, type: yes_no, of: con, when: age(con.birth_date) >= 18}
"""

MEMBERS = """
procedure: members
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
  certified: {is: person, same_as: applicant, when: whose == "self", title: {vi: Người được xác nhận, en: Person certified}}
  members: {is: person, known_by: key, many: true, at_least: 0, at_most: 4, title: {vi: Thành viên, en: Members}}
pages:
  - page: a
    title: {vi: A, en: A}
    fields:
      - whose: {title: {vi: Cho ai, en: For whom}, help: {vi: Chọn., en: Choose.}, type: choice, options: [{self: {vi: Tôi, en: Me}}, {child: {vi: Con tôi, en: My child}}]}
      - certified.personal_id
      - certified.full_name
      - certified.marital_status
      - beds: {title: {vi: Giường, en: Beds}, help: {vi: Ghi số., en: Digits.}, type: integer}
      - tables: {title: {vi: Bàn, en: Tables}, help: {vi: Ghi số., en: Digits.}, type: integer}
      - things: {title: {vi: Tổng, en: Total}, type: integer, derive: beds + tables, policy: locked}
      - many: {title: {vi: Vì sao nhiều, en: Why so many}, help: {vi: Viết., en: Write.}, type: text, optional: true, when: beds > 5}
  - page: b
    title: {vi: Thành viên, en: Members}
    fields:
      - members.personal_id
      - members.full_name
      - members.birth_date
      - kin: {of: members, title: {vi: Quan hệ, en: Relation}, help: {vi: Viết., en: Write.}, type: text}
      - school: {of: members, title: {vi: Trường, en: School}, help: {vi: Viết., en: Write.}, type: text, optional: true, when: age(members.birth_date) < 18}
"""

TWINS = """
procedure: twins
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
legal_basis: ["Luật Hộ tịch 2014"]
subjects:
  applicant: {is: person, known_by: login}
  certified: {is: person, same_as: applicant, title: {vi: Người được xác nhận, en: Person certified}}
  mother: {is: person, via: applicant.mother, title: {vi: Mẹ, en: Mother}}
  guardian: {is: person, via: applicant.mother, title: {vi: Người giám hộ, en: Guardian}}
  con: {is: person, via: applicant.child, many: true, optional: true, title: {vi: Con, en: Child}}
  heirs: {is: person, via: applicant.child, many: true, optional: true, title: {vi: Người thừa kế, en: Heir}}
pages:
  - page: a
    title: {vi: A, en: A}
    fields:
      - certified.full_name
      - mother.full_name: {policy: confirm}
      - guardian.full_name
      - guardian.birth_date: {policy: confirm}
      - old: {title: {vi: Mẹ có khoẻ không, en: Is the mother well}, help: {vi: Chọn., en: Choose.}, type: yes_no, when: age(mother.birth_date) >= 60}
  - page: b
    title: {vi: B, en: B}
    fields:
      - con.full_name
      - heirs.full_name
      - heirs.birth_date
      - share: {of: heirs, title: {vi: Phần, en: Share}, help: {vi: Viết., en: Write.}, type: text, when: age(heirs.birth_date) >= 18}
"""

BENEFITS = """
procedure: benefits
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
  con: {is: person, via: applicant.child, many: true, optional: true, title: {vi: Con, en: Child}}
pages:
  - page: a
    title: {vi: A, en: A}
    fields:
      - applicant.full_name
      - group: {vi: Chế độ đang hưởng, en: Benefits received}
        fields:
          - no_benefits: {title: {vi: Tôi không hưởng chế độ nào, en: I receive none of these}, type: nothing}
          - applicant.pension_amount
          - applicant.pension_start
          - applicant.social_allowance_amount: {optional: true}
          - since: {title: {vi: Hưởng từ khi nào, en: Since when}, help: {vi: Viết., en: Write.}, type: text, when: applicant.pension_amount > 0}
          - other: {title: {vi: Chế độ khác, en: Another benefit}, help: {vi: Viết., en: Write.}, type: text, optional: true}
      - remark: {title: {vi: Ghi chú thêm, en: Remark}, help: {vi: Viết., en: Write.}, type: text, optional: true, when: "!present(no_benefits)"}
  - page: b
    title: {vi: Con, en: Children}
    fields:
      - childless: {title: {vi: Tôi không có con, en: I have no children}, type: nothing}
      - con.full_name
      - con.birth_date
"""
