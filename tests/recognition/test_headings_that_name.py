"""Catalogues whose forms say "you" of the one who applies: whose a heading is, owners before a fact, what says nothing by itself."""

from pathlib import Path

import pytest

from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parents[2]
OWN = ("Dine opplysninger", ["Fornavn", "Etternavn", "Fødselsnummer"])


@pytest.fixture(scope="module")
def project():
    return Project(load_settings(ROOT / "examples" / "norway"), "2026-11-28")


@pytest.fixture(scope="module")
def read(project):
    """Pages as (title, [label or (heading, [label…])]) -> label -> "subject.element" of what is called held or repeated."""

    def found(*pages):
        number, lines, labels = 0, [], {}
        for at, (title, items) in enumerate(pages):
            lines += [f"  - page: p{at}", f'    title: {{nb: "{title}"}}', "    fields:"]
            for item in items:
                heading, some = item if isinstance(item, tuple) else ("", [item])
                if heading:
                    lines += [f'      - group: {{nb: "{heading}"}}', "        fields:"]
                for label in some:
                    labels[f"f{number}"] = label
                    lines.append(f'{"    " if heading else ""}      - f{number}: {{title: {{nb: "{label}"}}, type: text}}')
                    number += 1
        text = "procedure: a\ncatalogue: no\ntitle: {nb: Prøve}\nlanguages: [nb]\nsubjects: {applicant: {is: person, known_by: login}}\npages:\n" + "\n".join(lines) + "\n"
        reasoned = project.reasoned_of("a.eform.yaml", text.encode())
        assert reasoned is not None, [one.text("en") for one in project.unit_of("a.eform.yaml", text.encode()).diagnostics]
        return [(labels[one.id], f"{one.subject}.{one.element.name}" if one.element is not None and one.origin.value == "held" else "") for one in reasoned.if_bound.fields]

    return found


def test_a_heading_that_says_you_is_the_applicants(read):
    assert read(OWN) == [("Fornavn", "applicant.given_name"), ("Etternavn", "applicant.family_name"), ("Fødselsnummer", "applicant.national_id")]


def test_a_heading_that_names_somebody_else_is_theirs_though_it_comes_first(read):
    found = read(("Opplysninger om tannlegen", ["Fornavn", "Vegadresse", "Postnummer", "Poststed"]), OWN)
    assert not any(what.startswith("applicant") for _, what in found[:4])
    assert found[4:] == read(OWN)


@pytest.mark.parametrize("title", ["Hjelp til utfyllingen", "Annet"])
def test_somebody_who_is_identified_without_a_name_is_not_taken_for_the_applicant(read, title):
    """Another page is called the applicant's: whoever is asked for here is not known."""
    assert [what for _, what in read(OWN, (title, ["Fornavn", "Etternavn", "Fødselsdato"]))[3:]] == ["", "", ""]


def test_a_heading_within_a_page_says_whose_the_lines_below_it_are(read):
    found = read(("Søknaden", [("Dine opplysninger", ["Fornavn", "Fødselsnummer"]), ("Nærmeste leder", ["Fornavn", "Etternavn"])]))
    assert [what for _, what in found] == ["applicant.given_name", "applicant.national_id", "", ""]


def test_a_heading_that_names_nobody_is_of_whoever_the_page_is(read):
    found = read(OWN, ("Opplysninger om pasienten", [("Kontaktadresse", ["Vegadresse", "Postnummer", "Poststed"])]))
    assert [what for _, what in found[3:]] == ["", "", ""]
    own = read(("Dine opplysninger", ["Fornavn", "Fødselsnummer", ("Kontaktadresse", ["Vegadresse", "Postnummer", "Poststed"])]))
    assert [what for _, what in own[2:]] == ["applicant.home_address"] * 3


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("Ditt fødeland", "applicant.birth_country"),
        ("Ektefellens etternavn", "spouse.family_name"),
        ("Barnets fødselsdato (dd.mm.åååå)", "child.birth_date"),
        ("Tannlegens fornavn", ""),
        ("Den andre partens etternavn", ""),
    ],
)
def test_whose_fact_it_is_stands_before_it(read, label, what):
    assert read(OWN, ("Mer om saken", [label]))[3:] == [(label, what)]


@pytest.mark.parametrize("label", ["Fra dato", "Til dato (dd.mm.åååå)", "Beløp", "Hva søker du om?"])
def test_what_says_nothing_by_itself_is_asked(read, label):
    assert read(OWN, ("Dine perioder", [label]))[3:] == [(label, "")]


def test_what_lies_abroad_or_ahead_is_asked(read):
    found = read(OWN, ("Dine planer", [("Utenlandsk kontaktadresse", ["Vegadresse", "Postnummer"]), ("Forventet inntekt", ["Arbeidsinntekt"])]), ("Din inntekt", ["Arbeidsinntekt"]))
    assert [what for _, what in found[3:]] == ["", "", "", "applicant.salary_income"]


def test_on_a_form_that_names_others_alone_nothing_is_the_applicants(read):
    """An employer's form about an employee: whoever logs in is not asked about."""
    found = read(("Opplysninger om arbeidstakeren", ["Fornavn", "Etternavn"]), ("Fraværet", ["Sykmeldingsgrad", "Kontonummer"]))
    assert not any(what.startswith("applicant") for _, what in found)


def test_an_address_by_itself_is_nobodys_that_is_known(read):
    assert [what for _, what in read(OWN, ("Skoleåret", ["Vegadresse", "Postnummer", "Poststed"]))[3:]] == ["", "", ""]


def test_other_catalogues_read_as_before(project):
    """None of it holds where a catalogue does not say so."""
    vn = project.catalogue("vn")
    assert not (vn.named_is_other or vn.owner_endings or vn.empty_labels or vn.beyond_words)
