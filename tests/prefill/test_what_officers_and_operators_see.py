"""The data-flow statement, `sources.toml`, and the verb that runs a map."""

import json
import re
import sys

import pytest
from prefill_kit import HOA, TODAY, answering
from stores import to_sqlite

from eformc.prefill import Authenticated, Blocking
from eformc.registries import SourcesProblem, open_sources, read_sources
from eformc.reports.data_flow import data_flow, data_flow_html, data_flow_text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_statement_names_everything_that_is_requested_and_nothing_else(procedures, plans, lang):
    for unit in procedures:
        made, plan = data_flow(unit.reasoned, lang), plans[unit.procedure.id]
        stated = [(one["registry"], [element["element"] for element in one["elements"]]) for one in made["reads"]]
        assert stated == [(one.registry, [fill.element for fill in one.fills]) for one in plan.lookups]
        text, page = data_flow_text(unit.reasoned, lang), data_flow_html(unit.reasoned, lang)
        for one in made["reads"]:
            assert one["legal_basis"] and one["holder"] and one["about"] and one["key"]
            assert one["source"] in text and one["legal_basis"] in text
            assert all(element["title"] in text for element in one["elements"])
        assert "<script" not in page and f'<html lang="{lang}">' in page
        assert not re.search(r"\{\w+\}|None", text)


PEOPLE = [{"so_dinh_danh": HOA, "ho_ten": "Nguyễn Thị Hoa", "ngay_sinh": "1980", "khac": ""}]


def written(folder, text):
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operator_names_tables_and_columns(plans, tmp_path):
    to_sqlite(tmp_path / "dan_cu.sqlite", {("dan", "cu"): PEOPLE})
    path = written(
        tmp_path,
        '[sources.population]\nurl = "sqlite:dan_cu.sqlite"\ntimeout = 0.5\n[sources.population.lookups.by_personal_id]\nat = "dan__cu"\n'
        'names = {personal_id = "so_dinh_danh", full_name = "ho_ten", birth_date = "ngay_sinh"}\n',
    )
    with Blocking(open_sources(read_sources(path))) as prefill:
        result = prefill.run(plans["khai-sinh"], Authenticated({"/applicant/personal_id": HOA}), {}, today=TODAY)
    assert result.held["/applicant/full_name"].value == "Nguyễn Thị Hoa"
    assert result.held["/applicant/birth_date"].value == "1980"
    assert result.held["/applicant/residence_address"].kind == "layout"
    assert result.held["/applicant/identity_document"].kind == "no-source"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sources = 5", "a table is wanted"),
        ("[sources]\n", "no source"),
        ("[source.population]\nurl = 'file:x'", "unknown key"),
        ("[sources.population]\n", "`url` is missing"),
        ("[sources.population]\nurl = 'file:x'\ntimeout = 0", "seconds between"),
        ("[sources.population]\nurl = 'file:x'\ntimeout = true", "seconds between"),
        ("[sources.population]\nurl = 'file:${EFORMC_NOT_SET}'", "the environment has no EFORMC_NOT_SET"),
        ("[sources.population]\nurl = 'file:x'\npassword = 'x'", "a secret does not stand in this file"),
        ("[sources.population]\nurl = 'file:x'\ntoken = {file = 'not-there'}", "cannot be read"),
        ("[sources.population]\nurl = 'file:x'\n[sources.population.lookups.a]\ncolumn = 'x'", "unknown key"),
        ("[sources.population]\nurl = 'file:x'\n[sources.population.lookups.a.names]\nx = 5", "name at the place"),
        ("[sources.population", "not TOML"),
    ],
)
def test_a_wrong_sources_toml_says_what_and_where(tmp_path, text, words):
    with pytest.raises(SourcesProblem, match=re.escape(words)) as caught:
        read_sources(written(tmp_path, text))
    assert str(caught.value).startswith((str(tmp_path / "sources.toml"), f"{tmp_path}"))


@pytest.mark.parametrize(
    "url",
    ["http://example.test/", "https://u:p@example.test", "https://example.test/?q=1", "https://example.test/#x", "https:///x", "ftp://x/", "https://exa mple/", "https://h:99999/", "http://127.0.0.1.example.test/", "http://[::1/", "https://h\n/"],
)
def test_an_address_that_nobody_can_have_meant_is_refused_before_it_is_asked(tmp_path, url):
    path = written(tmp_path, f"[sources.population]\nurl = {json.dumps(url)}\n")
    with pytest.raises(SourcesProblem):
        open_sources(read_sources(path))


def test_the_verb_prints_instance_and_provenance(tmp_path, monkeypatch, capfd):
    from eformc.__main__ import main

    url = to_sqlite(
        tmp_path / "all.sqlite",
        {("population", "by_personal_id"): [{"personal_id": HOA, "full_name": "Nguyễn Thị Hoa", "birth_date": "1980-05-17", "as_of": "2026-01-02"}]},
    )
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"relation_to_child": "mother"}), encoding="utf-8")
    arguments = ["prefill", "khai-sinh", "--given", f"/applicant/personal_id={HOA}", "--source", url, "--answers", str(answers)]
    monkeypatch.setattr(sys, "argv", ["eformc", "--today", "2026-11-23", *arguments])
    assert main() == 0
    made = json.loads(capfd.readouterr().out)
    assert made["instance"]["applicant"] == {"full_name": "Nguyễn Thị Hoa", "birth_date": "1980-05-17"}
    assert made["instance"]["mother"]["full_name"] == "Nguyễn Thị Hoa"
    assert made["instance"]["mother"]["birth_year"] == "1980"
    (name,) = [one for one in made["provenance"] if one["pointer"] == "/applicant/full_name"]
    assert (name["state"], name["as_of"], name["legal_basis"]["en"]) == ("value", "2026-01-02", "Law on Identification 2023, Article 9")
    for extra, words in ((["--given", "x=1"], "this map is given"), (["--source", url, "--sources", "x"], "name the registries' place")):
        monkeypatch.setattr(sys, "argv", ["eformc", "--lang", "en", *arguments, *extra])
        assert main() == 2
        assert words in capfd.readouterr().err
    monkeypatch.setattr(sys, "argv", ["eformc", "--lang", "vi", *arguments, "--format", "text"])
    assert main() == 0
    assert "Nguyễn Thị Hoa  (Cơ sở dữ liệu quốc gia về dân cư, tính đến 2026-01-02)" in capfd.readouterr().out


def test_a_caller_without_a_loop_may_ask_from_many_threads(plans):
    from concurrent.futures import ThreadPoolExecutor

    with Blocking({"*": answering({"full_name": "Hoa"})}) as prefill, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(prefill.run, plans["khai-sinh"], Authenticated({"/applicant/personal_id": HOA}), {}, today=TODAY) for _ in range(64)]
        assert {one.result().held["/applicant/full_name"].value for one in asked} == {"Hoa"}
    prefill.close()
