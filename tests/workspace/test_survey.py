"""`eformc survey`: all forms of an agency, from the files its own tool makes to the page its director reads."""

import json
import re
import time
from pathlib import Path

import pytest

from eformc.cli import run
from eformc.project import Project, load_settings
from eformc.reports.survey import (
    Form,
    Question,
    Survey,
    changes,
    read_survey,
    savings,
    shared_facts,
    shared_questions,
    survey_json,
    survey_of,
    to_begin_with,
)
from eformc.reports.survey_pages import TextsProblem, own_texts, pages_of, texts_of

ROOT = Path(__file__).resolve().parents[2]


def field(key, label, kind="textfield"):
    return {"type": kind, "key": key, "label": label, "input": True}


def definition(title, *own):
    you = [field("a", "Fornavn"), field("b", "Etternavn"), field("c", "Fødselsnummer", "fnrfield"), field("d", "Førerkortnummer")]
    pages = [{"type": "panel", "key": "you", "title": "Dine opplysninger", "components": you}, {"type": "panel", "key": "own", "title": "Ditt ønske", "components": list(own)}]
    return {"title": title, "language": "nb", "components": pages}


@pytest.fixture
def agency(tmp_path):
    (tmp_path / "eformc.toml").write_text('catalogue = "no"\n')
    folder = tmp_path / "forms"
    folder.mkdir()
    for number, title in enumerate(("Søknad om båtplass", "Søknad om hytte", "Søknad om bålplass")):
        own = [field("w", "Hvor lenge vil du ha plassen?"), field("x", "Hvor mange kommer dere?", "number")]
        (folder / f"f{number}.json").write_text(json.dumps(definition(title, *own)), encoding="utf-8")
    return tmp_path


class Ran:
    def __init__(self, code, told):
        self.exit_code, self.output = code, told.out + told.err


@pytest.fixture
def survey(agency, capsys):
    def make(*words):
        code = run(["survey", str(agency / "forms"), "-o", str(agency / "out"), "--lang", "en", "--today", "2026-11-28", *words])
        front = agency / "out" / "index.html"
        return Ran(code, capsys.readouterr()), front.read_text(encoding="utf-8") if front.is_file() else ""

    return make


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)))


def test_one_command_goes_from_form_io_to_a_page_in_the_catalogues_language(survey, agency):
    ran, page = survey()
    assert ran.exit_code == 0, ran.output
    assert '<html lang="nb">' in page
    assert "3 skjemaer stiller 18 spørsmål. 12 av dem (66,7 %) trenger ingen å svare på" in text_of(page)
    assert sorted(one.name for one in (agency / "out" / "forms").iterdir()) == ["f0.html", "f1.html", "f2.html"]
    one = text_of((agency / "out" / "forms" / "f0.html").read_text(encoding="utf-8"))
    assert "Fornavn Dine opplysninger finnes fra før: Fornavn den som søker Folkeregisteret Skatteetaten Folkeregisterloven, § 3-1" in one
    assert "Vegtrafikkloven (ikke kontrollert)" in one
    assert "Hvor lenge vil du ha plassen? Ditt ønske må spørres om" in one


@pytest.mark.parametrize(("lang", "words"), [("en", "3 forms ask 18 questions. 12 of them (66.7 %) need not be asked"), ("vi", "3 biểu mẫu hỏi 18 câu. 12 câu (66,7 %) không cần hỏi")])
def test_it_speaks_english_and_vietnamese_as_well(survey, lang, words):
    ran, page = survey("--pages-in", lang)
    assert ran.exit_code == 0
    assert words in text_of(page)
    assert '<span lang="nb">Søknad om hytte</span>' in page


def test_what_an_agreement_saves_is_the_questions_times_the_cases(survey, agency):
    (agency / "cases.csv").write_text("form,cases\nf0,1000\nf2,10\n")
    ran, page = survey("--cases", str(agency / "cases.csv"), "--pages-in", "en")
    assert ran.exit_code == 0
    found = read_survey((agency / "out" / "survey.json").read_bytes())
    by_hand = {one.holder.id: one.answers for one in savings(found)}
    assert by_hand == {"population": 3 * 1000 + 3 + 3 * 10, "licences": 1000 + 1 + 10}
    assert [one.id for one in to_begin_with(found)] == ["f0", "f2", "f1"]
    assert "that is 4,040 answers a year" in text_of(page)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("form,number\nf0,3\n", "line 1: the columns have to be `form` and `cases`"),
        ("form,cases\nf0,3\nf9,3\n", "line 3: there is no form `f9`"),
        ("form;cases\nf0;many\n", "line 2: `many` is no number of cases"),
        ("form,cases\nf0,-3\n", "line 2: `-3` is no number of cases"),
    ],
)
def test_a_table_of_cases_that_is_wrong_is_told_with_its_line(survey, agency, table, words):
    (agency / "cases.csv").write_text(table)
    ran, _ = survey("--cases", str(agency / "cases.csv"))
    assert ran.exit_code == 2
    assert words in ran.output


def test_what_is_no_form_stops_no_other_and_is_named(survey, agency):
    (agency / "forms" / "broken.json").write_text("{")
    ran, page = survey("--pages-in", "en")
    assert ran.exit_code == 1
    assert "3 forms ask" in text_of(page)
    assert "Could not be read" in text_of(page)
    assert "broken:" in text_of(page)


def test_the_next_one_says_what_changed_and_reads_only_that_again(survey, agency, monkeypatch):
    survey("--pages-in", "en")
    (agency / "forms" / "f1.json").unlink()
    (agency / "forms" / "f3.json").write_text(json.dumps(definition("Ny")), encoding="utf-8")
    (agency / "forms" / "f0.json").write_text(json.dumps(definition("Søknad om båtplass")), encoding="utf-8")
    counted = []
    import eformc.reports.figures as figures

    row_of = figures.row_of
    monkeypatch.setattr(figures, "row_of", lambda project, path, data, detailed: counted.append(path) or row_of(project, path, data, detailed=detailed))
    ran, page = survey("--pages-in", "en")
    assert ran.exit_code == 0, ran.output
    assert counted == ["f0.eform.yaml", "f3.eform.yaml"]
    told = text_of(page)
    assert "What changed since 2026-11-28 Then 18 questions were asked, 12 of them needlessly; now 14 and 12." in told
    assert "New: f3" in told
    assert "Gone: f1" in told
    assert "Changed: f0" in told


def test_a_survey_that_is_damaged_is_told_and_made_anew(survey, agency):
    survey()
    (agency / "out" / "survey.json").write_text("{")
    ran, page = survey()
    assert ran.exit_code == 0
    assert "what changed is not told" in ran.output
    assert "endret siden" not in page


def test_texts_that_lack_a_word_are_told():
    with pytest.raises(TextsProblem, match="no text for as_of"):
        texts_of("xx", 'title = "A"\n')
    assert own_texts("xx") is None


@pytest.mark.parametrize("path", ["src/eformc/reports/texts/vi.toml", "src/eformc/reports/texts/en.toml", "specs/catalogue/no/texts/nb.toml"])
def test_every_language_has_every_word_and_every_blank(path):
    found, english = texts_of("x", (ROOT / path).read_text(encoding="utf-8")).words, own_texts("en").words
    assert {name: set(re.findall(r"\{\w+\}", text)) for name, text in found.items()} == {name: set(re.findall(r"\{\w+\}", text)) for name, text in english.items()}


def many(count):
    """Forms that ask thirty questions each: ten held, twenty of their own, a few in the same words as others."""
    held = tuple(Question({"nb": f"Opplysning {at}"}, {"nb": "Side"}, "held", "population", "person.given_name", "applicant") for at in range(10))
    for number in range(count):
        own = tuple(Question({"nb": f"Spørsmål {number % 50}-{at}"}, {"nb": "Side"}, "asked") for at in range(20))
        yield Form(f"f{number}", {"nb": f"Skjema {number} om noe som noen søker om"}, "", (*held, *own), 3, 1)


@pytest.fixture(scope="module")
def norway():
    return Project(load_settings(ROOT / "examples" / "norway"), "2026-11-28").catalogue("no")


def test_the_front_page_of_246_forms_is_light(norway):
    found = survey_of(many(246), norway, "2026-11-28", {})
    pages = pages_of(found, None, own_texts("en"))
    assert len(pages) == 246 + 2
    assert len(pages["index.html"].encode()) < 300_000
    assert all(f'href="forms/f{number}.html"' in pages["index.html"] for number in range(246))


def test_findings_across_forms_take_time_in_proportion(norway):
    """Processor time of 8,000 forms against 1,000: eight times as many, not sixty-four."""

    def spent(count):
        found = survey_of(many(count), norway, "2026-11-28", {})
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            assert shared_facts(found)[0].forms == count
            assert shared_questions(found)
            assert savings(found)
            best = min(best, time.process_time() - start)
        return best

    assert spent(8000) / spent(1000) < 8**1.2


def test_nothing_is_new_where_nothing_changed(norway):
    found: Survey = survey_of(many(3), norway, "2026-11-28", {})
    assert changes(found, found) == changes(found, read_survey(survey_json(found)))
    assert changes(found, found).new == changes(found, found).other == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("form,cases\nf0,1\nđ,2\n".encode("utf-16"), "not UTF-8 (byte 1): save the table as “CSV UTF-8”"),
        (b"form,cases\nf\xe9,1\n", "not UTF-8 (byte 13): save the table"),
        (b"form,cases\nf0," + b"9" * 140_000 + b"\n", "no table: field larger than field limit"),
        (b"form,cases\nf0,1,2,3\nnone,1\n", "line 3: there is no form `none`"),
        (b"", "line 1: the columns have to be `form` and `cases`"),
    ],
)
def test_a_table_of_cases_that_cannot_be_used_is_told_with_a_way_out(survey, agency, data, says):
    (agency / "cases.csv").write_bytes(data)
    ran, _ = survey("--cases", str(agency / "cases.csv"))
    assert ran.exit_code == 2
    assert says in ran.output
    assert not (agency / "out").exists()


def test_blanks_around_the_columns_of_a_table_of_cases_do_not_matter(survey, agency):
    (agency / "cases.csv").write_bytes(b" form ; cases \nf0;1 200\n")
    ran, _ = survey("--cases", str(agency / "cases.csv"))
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize("out", ["forms", "forms/pages", "forms/../forms"])
def test_pages_are_not_written_among_the_forms(agency, out, capsys):
    before = sorted(agency.rglob("*"))
    code = run(["survey", str(agency / "forms"), "-o", str(agency / out), "--lang", "en", "--today", "2026-11-28"])
    assert code == 2
    assert "the forms that are read lie there" in capsys.readouterr().err
    assert sorted(agency.rglob("*")) == before
