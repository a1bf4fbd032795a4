"""A question that is asked although a registry holds it is told by whom, and what would reach it."""

import json

from eformc.reports.plan import plan_json, plan_text

SPEC = """procedure: reach
title: {vi: Thử, en: Try}
subjects:
  applicant: {is: person, known_by: login}
  owner: {is: person}
  child: {is: newborn, known_by: birth_notice, many: true}
pages:
  - page: a
    title: {vi: A, en: A}
    fields:
      - applicant.phone
      - owner.full_name
      - owner.birth_date
      - child.sex
      - child.full_name
"""


def plan(project, text, lang="en"):
    reasoned = project.unit_of("reach.eform.yaml", text.encode()).reasoned
    return json.loads(plan_json(reasoned, lang)), plan_text(reasoned, lang)


def test_the_registry_that_holds_it_and_the_missing_key_are_named(project):
    found, text = plan(project, SPEC)
    fields = {one["field"]: one for one in found["fields"]}
    name = fields["owner.full_name"]
    assert (name["origin"], name["holder"], name["missing_keys"]) == ("asked", "population", ["owner.personal_id"])
    assert "National Population Database holds it, not reachable: its key `owner.personal_id` is not known." in text
    assert "owner.personal_id" in found["add"]
    _, alone = plan(project, SPEC.replace("      - owner.birth_date\n", ""))
    assert "its key `owner.personal_id` is not known (asking for it would reach: Full name)" in alone
    _, vietnamese = plan(project, SPEC, "vi")
    assert "Cơ sở dữ liệu quốc gia về dân cư đã có, nhưng chưa tra được: chưa biết khóa `owner.personal_id`." in vietnamese


def test_what_a_registry_only_suggests_is_not_said_to_be_held_by_nobody(project):
    found, text = plan(project, SPEC)
    phone = next(one for one in found["fields"] if one["field"] == "applicant.phone")
    assert (phone["origin"], phone["holder"], phone["missing_keys"]) == ("asked", "population", [])
    assert "National Population Database holds it and only suggests it: Telephone number" in text


def test_what_nobody_holds_is_said_so(project):
    found, text = plan(project, SPEC)
    name = next(one for one in found["fields"] if one["field"] == "child.full_name")
    assert (name["holder"], name["reason"]) == (None, "No registry holds it.")
    assert "No registry of the catalogue holds it: Child's full name" in text


def test_of_several_documents_nobody_knows_the_numbers_beforehand(project):
    found, _ = plan(project, SPEC)
    sex = next(one for one in found["fields"] if one["field"] == "child.sex")
    assert (sex["origin"], sex["missing_keys"]) == ("asked", ["child.birth_notice_number"])
    asked, _ = plan(project, SPEC.replace("      - child.sex", "      - child.birth_notice_number\n      - child.sex"))
    sex = next(one for one in asked["fields"] if one["field"] == "child.sex")
    assert (sex["origin"], sex["path"]) == ("held", ["child.health_insurance.by_birth_notice"])


def test_asking_for_the_key_reaches_it(project):
    found, _ = plan(project, SPEC.replace("      - owner.full_name", "      - owner.personal_id\n      - owner.full_name"))
    fields = {one["field"]: one for one in found["fields"]}
    assert fields["owner.full_name"]["origin"] == fields["owner.birth_date"]["origin"] == "held"
    assert fields["owner.full_name"]["path"]
