"""Law is data: every citation names a law of the list, in the ways people write it, and says whether anybody read it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eformc.diagnostics import Severity
from eformc.kernel.text import unaccented
from eformc.language.catalogue import CatalogueCompiler
from eformc.model.citations import cited, cited_in
from eformc.model.laws import Citation, noted
from eformc.reasoning.catalogue_index import index_of

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"vn": "specs/catalogue/vn", "no": "specs/catalogue/no", "norland": "examples/norland/catalogue", "isle": "tools/language/catalogue"}


def compiled(folder):
    files = {path.as_posix(): path.read_bytes() for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".yaml", ".csv") and path.parent.name != "demo"}
    return CatalogueCompiler(files).compile()


@pytest.fixture(scope="module")
def names():
    return NAMES


@pytest.mark.parametrize("name", FOLDERS)
def test_every_citation_names_a_law_of_the_list(name):
    outcome = compiled(FOLDERS[name])
    assert [(one.span.path, one.text("en")) for one in outcome.diagnostics] == []
    catalogue = outcome.value
    cited_laws = [one for one in catalogue.citations if one.span and "/codes/" not in one.span.path and "source" not in one.span.source.text[one.span.start - 9 : one.span.start]]
    assert len(cited_laws) > 5
    assert all(one.laws for one in cited_laws), [dict(one.words) for one in cited_laws if not one.laws]
    assert all(law in catalogue.laws for one in catalogue.citations for law in one.laws)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_law_says_who_read_it_and_when_or_that_nobody_did(name):
    for law in compiled(FOLDERS[name]).value.laws.values():
        assert law.unverified or (law.source and law.read), law.id


def test_a_law_is_known_in_every_language_of_its_catalogue():
    for folder in FOLDERS.values():
        catalogue = compiled(folder).value
        assert all(set(law.title) >= set(catalogue.languages) for law in catalogue.laws.values())
        assert all(set(one.words) >= set(catalogue.languages) for one in catalogue.citations if one.laws)


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("Luật Căn cước 2023", "luat-can-cuoc-2023"),
        ("Luật Căn cước 2023, Điều 9 khoản 15", "luat-can-cuoc-2023"),
        ("Luật Căn cước 26/2023/QH15", "luat-can-cuoc-2023"),
        ("Luật Căn cước số 26/2023/QH15", "luat-can-cuoc-2023"),
        ("Luật số 26/2023/QH15", "luat-can-cuoc-2023"),
        ("luật căn cước năm 2023", "luat-can-cuoc-2023"),
        ("Law on Identification 2023, Article 9", "luat-can-cuoc-2023"),
        ("luat-can-cuoc-2023, Điều 9", "luat-can-cuoc-2023"),
        ("NĐ 87/2020/NĐ-CP", "nd-87-2020"),
        ("Nghị định 87/2020/NĐ-CP", "nd-87-2020"),
        ("Nghị định số 87/2020/NĐ–CP", "nd-87-2020"),
        ("nghi dinh 87/2020/nd-cp, dieu 7", "nd-87-2020"),
        ("Nghị định 87/2020", "nd-87-2020"),
        ("NĐ 87/2020", "nd-87-2020"),
        ("Decree 87/2020", "nd-87-2020"),
        ("điểm a khoản 1 Điều 7 của Nghị định 87/2020/NĐ-CP của Chính phủ", "nd-87-2020"),
        ("Luật BHXH 2024", "luat-bhxh-2024"),
        ("NQ 66.7/2025/NQ-CP", "nq-66-7-2025"),
        ("Thông tư 116/2026/TT-BCA", "tt-116-2026"),
    ],
)
def test_a_law_is_recognised_however_people_write_it(names, text, law):
    assert cited(names, text).laws == (law,)


@pytest.mark.parametrize("text", ["Luật Thử nghiệm 2024, Điều 15", "Luật Căn cước 2024", "TT 87/2020", "87/2020", "126/2023/QH15", "Luật Hộ tịch", "", "ngày 20/2021"])
def test_what_names_no_law_of_the_list_stays_text(names, text):
    assert cited(names, text) == Citation({"vi": text, "en": text})


def test_the_article_counts(names):
    assert cited(names, "Luật Căn cước 2023, Điều 9 khoản 15").verified
    assert cited(names, "Law on Identification 2023, Article 46").verified
    assert not cited(names, "Luật Căn cước 2023, Điều 91").verified
    assert not cited(names, "Luật Lý lịch tư pháp 2009, Điều 42").verified
    assert cited(names, "Luật Lý lịch tư pháp 2009").verified
    assert cited(names, "Luật Căn cước 2023, Điều 9; Luật Cư trú 2020, Điều 20").verified
    assert not cited(names, "Luật Căn cước 2023, Điều 9; Luật Cư trú 2020, Điều 9").verified
    assert cited_in(names, {"vi": "Luật Căn cước 2023", "en": "Decree 175/2024"}).laws == ("luat-can-cuoc-2023", "nd-175-2024")


def test_not_verified_is_said_in_both_languages_beside_the_citation_alone():
    doubted = Citation({"vi": "QĐ 708/QĐ-TTg", "en": "Decision 708/QĐ-TTg"}, ("qd-708",), verified=False)
    sure = Citation({"vi": "Luật Cư trú 2020"}, ("luat-cu-tru-2020",))
    assert noted([sure, doubted]) == {
        "vi": "Luật Cư trú 2020; QĐ 708/QĐ-TTg (chưa kiểm chứng)", "en": "Luật Cư trú 2020; Decision 708/QĐ-TTg (not verified)",
    }  # fmt: skip


@given(st.data())
def test_every_title_and_number_names_its_law_whatever_stands_around_it(data):
    catalogue = _VN
    law = data.draw(st.sampled_from(sorted(catalogue.laws.values(), key=lambda one: one.id)))
    name = data.draw(st.sampled_from([name for name in (*law.title.values(), law.number, law.id) if name]))
    written = data.draw(st.sampled_from([name, name.upper(), unaccented(name), f"khoản 2 Điều 3 {name}", f"({name})", f"{name}, Điều 5"]))
    assert law.id in [one.law for one in NAMES.named_in(written)]


@given(st.text(max_size=60))
def test_no_text_makes_it_stumble(text):
    found = NAMES.named_in(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


_VN = compiled(FOLDERS["vn"]).value
NAMES = index_of(_VN).law_names


CATALOGUE = """catalogue: xx
title: {en: X}
languages: [en, fr]
once_only: {law: LAW, waivers: {update: {en: u, fr: m}}}
"""
LAWS = """laws:
  paper-act: {title: {en: Paper Act 1990, fr: Loi sur le papier 1990}, source: s, read: 2026-01-01, places: [section 4]}
  ink-act: {title: {en: Ink Act, fr: "Loi sur l'encre"}, unverified: true}
places: [{en: section, fr: art.}]
"""


def of(law, laws=LAWS):
    return CatalogueCompiler({"catalogue.yaml": CATALOGUE.replace("LAW", law).encode(), "laws.yaml": laws.encode()}).compile()


def test_one_text_is_printed_in_every_language():
    made = of('"Paper Act 1990, section 4; ink-act"').value.once_only_law
    assert dict(made.words) == {"en": "Paper Act 1990, section 4; Ink Act", "fr": "Loi sur le papier 1990, art. 4; Loi sur l'encre"}
    assert (made.laws, made.verified) == (("paper-act", "ink-act"), False)


@pytest.mark.parametrize(
    ("law", "verified"),
    [
        ('"Paper Act 1990"', True), ('"Paper Act 1990, section 4"', True), ('"Paper Act 1990, section 40"', False), ("Ink Act", False),
        ('{en: "Paper Act 1990, section 4", unverified: true}', False), ('{en: "Paper Act 1990, section 4", fr: "Loi sur le papier 1990, art. 4"}', True),
        ('{en: "Paper Act 1990", source: "paper.example", read: 2026-01-01}', True),
    ],
)  # fmt: skip
def test_a_citation_says_whether_it_is_verified(law, verified):
    outcome = of(law)
    assert [one.text("en") for one in outcome.diagnostics] == []
    assert outcome.value.once_only_law.verified is verified


@pytest.mark.parametrize(
    ("law", "laws", "code", "message"),
    [
        ('"Papers Act 1990"', LAWS, "EF117", "did-you-mean"),
        ('"Tax Code"', LAWS, "EF117", "unknown-law"),
        ('"Paper Act 1990; Tax Code"', LAWS, "EF117", "unknown-law"),
        ("Ink Act", LAWS.replace("unverified: true", "unverified: true, replaced_by: [tax-code]"), "EF117", "unknown-id"),
        ("Ink Act", LAWS.replace("source: s, ", ""), "EF011", "missing-key"),
        ("Ink Act", LAWS.replace("source: s", "source: s, from: 2020-01-01, until: 2019-01-01"), "EF603", "validity"),
        ("{unverified: true}", LAWS, "EF013", "missing-value"),
        ("{en: Ink Act, unverified: perhaps}", LAWS, "EF014", "not-a-boolean"),
        ("[Ink Act]", LAWS, "EF009", "wrong-shape"),
    ],
)
def test_a_mistake_in_a_citation_or_in_the_list_is_said(law, laws, code, message):
    assert [(one.code, one.message) for one in of(law, laws).diagnostics] == [(code, message)]


def test_without_a_list_a_catalogue_cites_what_it_likes():
    outcome = CatalogueCompiler({"catalogue.yaml": CATALOGUE.replace("LAW", "Any Act").encode()}).compile()
    assert outcome.diagnostics == ()
    assert outcome.value.once_only_law.verified


def test_what_rests_on_an_unverified_citation_is_never_an_error(project, procedures):
    spec = """procedure: example
title: {vi: Ví dụ, en: Example}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
      - applicant.full_name: {ask: true}
      - applicant.occupation: {ask: true}
      - applicant.employer_name: {ask: true}
attachments:
  - birth_certificate
  - divorce_record
"""
    found = {(one.code, one.field_id): one for one in project.unit_of("a.eform.yaml", spec.encode()).diagnostics}
    assert (found["EF201", "applicant.full_name"].severity, found["EF201", "applicant.full_name"].verified) == (Severity.ERROR, True)
    assert found["EF204", "birth_certificate"].severity is Severity.ERROR
    for key in (("EF201", "applicant.occupation"), ("EF201", "applicant.employer_name"), ("EF204", "divorce_record")):
        one = found[key]
        assert (one.severity, one.verified) == (Severity.WARNING, False), key
        assert "(chưa kiểm chứng)" in one.help("vi")
        assert "(not verified)" in one.help("en")
    assert all(one.verified or one.severity is not Severity.ERROR for unit in procedures for one in unit.diagnostics)


def test_every_file_of_a_catalogue_is_known_for_what_it_is(project):
    """`eformc lint specs` looks into the catalogue's folder, too: none of its files is taken for a spec that went wrong."""
    from conftest import ROOT

    assert {Path(unit.path).parent.name for unit in project.units([str(ROOT / "specs")])} == {"procedures"}
