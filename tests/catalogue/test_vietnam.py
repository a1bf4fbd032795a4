"""The Vietnamese catalogue: complete, in both languages, and what its law says of one hop and two."""

import unicodedata
from pathlib import Path

import yaml

LISTED = yaml.safe_load(Path(__file__).with_name("registry-elements.yaml").read_text(encoding="utf-8"))


def test_everything_the_national_databases_hold_is_in_it(project):
    registries = project.catalogue("vn").registries
    missing = [
        (registry, name)
        for registry, elements in LISTED.items()
        for name in elements
        if name not in registries[registry].holds and name not in registries[registry].documents
    ]
    assert missing == []


def test_nothing_is_wrong_in_it(project):
    project.catalogue("vn")
    assert [(d.span.path, d.text("en")) for d in project.catalogue_diagnostics] == []


def test_every_text_exists_in_vietnamese_and_english_in_normal_form(project):
    catalogue = project.catalogue("vn")
    texts = [e.title for entity in catalogue.entities.values() for e in entity.elements.values()]
    texts += [e.help for entity in catalogue.entities.values() for e in entity.elements.values() if e.system is None and e.help]
    texts += [one.title for one in (*catalogue.registries.values(), *catalogue.documents.values())]
    texts += [code.title for codes in catalogue.code_lists.values() for code in codes.codes]
    for words in texts:
        assert {"vi", "en"} <= set(words), words
        assert all(unicodedata.is_normalized("NFC", text) for text in words.values())


def test_the_units_in_force_since_july_2025_are_there_as_text(project):
    lists = project.catalogue("vn").code_lists
    provinces, communes = lists["province"].by_code(), lists["commune"].by_code()
    assert (len(provinces), len(communes)) == (34, 3321)
    assert all(len(code) == 2 for code in provinces)
    assert all(len(code) == 5 for code in communes)
    assert sum(code.parent == "19" for code in communes.values()) == 92
    assert all(code.parent in provinces for code in communes.values())


def test_a_relatives_number_name_and_nationality_are_one_hop_and_the_rest_two(project, procedures):
    unit = next(unit for unit in procedures if unit.procedure.id == "ly-lich-tu-phap")
    hops = {reason.id: reason.hops for reason in unit.reasoned.fields}
    assert hops["father.full_name"] == 1
    assert hops["father.birth_date"] == 2
    assert hops["applicant.birth_place"] == 1


def test_code_lists_have_a_scheme_and_ethnic_groups_are_complete(project):
    lists = project.catalogue("vn").code_lists
    assert all(codes.scheme for codes in lists.values())
    assert len(lists["ethnicity"].codes) == 56
    assert lists["ethnicity"].by_code()["02"].title["vi"] == "Tày"
    assert "VN" in lists["nationality"].by_code()
