"""The Norwegian catalogue: what it cites was read or says that it was not, and what is protected has no place in it."""

import re
from pathlib import Path

import pytest

from eformc.diagnostics import Severity
from eformc.kernel.digits import read_off
from eformc.model.catalogue import Shows
from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "specs" / "catalogue" / "no"
SPEC = """
procedure: a
catalogue: no
title: {{nb: Prøve, nn: Prøve, en: Trial}}
languages: [nb, en]
subjects:
  applicant: {{is: person, known_by: login}}
  spouse: {{is: person, via: applicant.spouse}}
pages:
  - page: one
    title: {{nb: Side, en: Page}}
    fields:
{fields}
"""


@pytest.fixture(scope="module")
def project():
    return Project(load_settings(ROOT / "examples" / "norway"), "2026-11-28")


@pytest.fixture(scope="module")
def catalogue(project):
    return project.catalogue("no")


def reasoned(project, *fields):
    text = SPEC.format(fields="\n".join(f"      - {one}" for one in fields))
    found = project.reasoned_of("a.eform.yaml", text.encode())
    assert found is not None, [one.text("en") for one in project.unit_of("a.eform.yaml", text.encode()).diagnostics]
    return {one.id: one for one in found.fields}


def test_it_compiles_without_a_mistake(project, catalogue):
    assert project.catalogue_findings("no") == ()
    assert catalogue.languages == ("nb", "nn", "en")
    assert len(catalogue.registries) >= 15
    for registry in catalogue.registries.values():
        assert registry.lookups, registry.id


def test_everything_is_called_something_in_all_three_languages(catalogue):
    for entity in catalogue.entities.values():
        for element in entity.elements.values():
            assert set(element.title) >= {"nb", "nn", "en"}, element.id


def test_what_nobody_read_says_so_where_it_is_printed(catalogue):
    doubted = [one for one in catalogue.registries.values() if not one.legal_basis.verified]
    assert 5 <= len(doubted) < len(catalogue.registries)
    assert all("ikke" in one.legal_basis.noted()["nb"] or "not verified" in one.legal_basis.noted()["en"] for one in doubted)


def test_a_citation_nobody_read_never_makes_an_error(project):
    text = SPEC.format(fields="      - own: {title: {nb: Førerkortnummer, en: Driving licence number}, type: text}")
    found = [one for one in project.unit_of("a.eform.yaml", text.encode()).diagnostics if one.code.startswith("EF2")]
    assert found
    assert all(one.severity is not Severity.ERROR for one in found)


def test_protection_of_an_address_is_named_nowhere():
    """What the catalogue has no word for can be neither looked up nor shown; only the comment that says so names it."""
    for path in FOLDER.rglob("*.yaml"):
        told = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
        assert not re.search("gradering|fortrolig|adressebeskyttelse|sperret|kode 6|kode 7", told, re.IGNORECASE), path


def test_no_lookup_gives_an_address_of_anybody_but_whoever_logs_in(catalogue):
    """Of a child or a former spouse an address is asked as one is that no registry holds: nothing hints at why."""
    where = {"home_address", "postal_address", "foreign_address", "stay_address", "municipality", "address_since"}
    for lookup in catalogue.lookups():
        given = {path[-1] for path in (*lookup.gives, *lookup.suggests)} & where
        assert not given or (lookup.shows is Shows.OWN and all(len(path) == 1 for path in lookup.gives if path[-1] in where)), lookup.id


def test_ones_own_address_is_held_and_a_spouses_is_asked(project):
    found = reasoned(project, "applicant.home_address", "spouse.given_name", "spouse.home_address")
    by_element = {(one.subject, one.element.name): one for one in found.values() if one.element is not None}
    assert by_element["applicant", "home_address"].origin.value == "held"
    assert by_element["spouse", "given_name"].origin.value == "held"
    assert by_element["spouse", "home_address"].origin.value == "asked"
    assert not any(word in " ".join(by_element["spouse", "home_address"].reason.values()).lower() for word in ("protect", "beskytt", "bảo vệ"))


@pytest.mark.parametrize(("number", "gender"), [("01010012345", "mann"), ("01010012245", "kvinne"), ("41010012345", "mann"), ("71129912045", "kvinne")])
def test_the_ninth_digit_says_the_gender_of_a_number_and_of_a_d_number(catalogue, number, gender):
    assert read_off(number, catalogue.resolve("person", ("gender",)).derivable.digits) == gender


def test_postcodes_countries_and_currencies_say_where_they_were_taken_from(catalogue):
    for name, least in (("postcode", 5000), ("country", 240), ("currency", 120)):
        assert len(catalogue.code_lists[name].codes) >= least
        assert "CLDR" in (FOLDER / "codes" / f"{name}.yaml").read_text(encoding="utf-8") or name == "postcode"
