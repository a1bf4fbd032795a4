"""The language server, the command line, reports: they end as they should, whatever they were given."""

import json
import os
import subprocess
import sys
from random import Random
from types import SimpleNamespace

import pytest
from measured import run

from conftest import ROOT, TODAY
from eformc.demo.description import description_of
from eformc.demo.reading import DescriptionProblem
from eformc.kernel.patterns import PatternError, parse
from eformc.prefill.execution import echoes
from eformc.prefill.sensitive import Sensitive
from eformc.prefill.source import Request
from eformc.project import SettingsError, load_settings
from eformc.registries.http import _read

HEAD = """procedure: own-key
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
version: "1"
subjects:
  applicant: {is: person, known_by: login}
  father: {is: person, known_by: key}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
"""


def messages(*bodies):
    out = b""
    for body in bodies:
        data = json.dumps({"jsonrpc": "2.0", **body}).encode()
        out += b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
    return out


def served(*bodies):
    """Runs the language server: its answers and its exit code."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "eformc", "--lang", "en", "--today", TODAY, "lsp", "--stdio"]
    return subprocess.run(command, input=messages(*bodies), capture_output=True, timeout=120, cwd=ROOT, env=env, check=False)


START = {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {}}}
STARTED = {"method": "initialized", "params": {}}
SHUTDOWN, EXIT = {"id": 9, "method": "shutdown"}, {"method": "exit"}


def test_the_language_server_ends_with_0_after_shutdown():
    pytest.importorskip("pygls")
    done = served(START, STARTED, SHUTDOWN, EXIT)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_rename_that_is_refused_is_answered_and_logs_no_traceback():
    pytest.importorskip("pygls")
    uri = (ROOT / "specs" / "procedures" / "khai-sinh.eform.yaml").as_uri()
    text = (ROOT / "specs" / "procedures" / "khai-sinh.eform.yaml").read_text(encoding="utf-8")
    opened = {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}}
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}, "newName": "không được"}
    done = served(START, STARTED, opened, {"id": 2, "method": "textDocument/rename", "params": place}, SHUTDOWN, EXIT)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr, done.stderr.decode()


def test_marks_in_an_open_file_hold_up_no_question():
    pytest.importorskip("pygls")
    uri, text = (ROOT / "marks.eform.yaml").as_uri(), "title: e" + "\u0316\u0300" * 100_000 + "\n"
    opened = {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}}
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 200_000}}
    done = served(START, STARTED, opened, {"id": 2, "method": "textDocument/hover", "params": place}, SHUTDOWN, EXIT)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("verb", [["lint"], ["build", "-o", "out"], ["fmt"], ["plan"], ["report"]])
def test_a_file_that_is_not_there_or_is_a_folder_exits_with_2(tmp_path, verb):
    (tmp_path / "eformc.toml").write_text("")
    (tmp_path / "folder.eform.yaml").mkdir()
    for name in ("nowhere.eform.yaml", "\x7f\u202e.eform.yaml"):
        cost = run(*verb, name, cwd=tmp_path)
        assert cost.code == 2, (name, cost)
        assert "Traceback" not in cost.out + cost.err
    cost = run(*verb, "folder.eform.yaml", cwd=tmp_path)
    assert "Traceback" not in cost.out + cost.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        # a question of the form's own is a guess, and no key is built on a guess: the registry is not asked
        ("father_number: {title: {vi: Số định danh cá nhân của cha, en: The father's number}, help: {vi: Gồm 12 chữ số., en: 12 digits.}, type: text}", "No registry is read."),
        # an element under a title of the form's own is the key, and is named with its subject
        ("father.personal_id: {title: {vi: Số của cha, en: The father's number}}", "Found with: Personal identification number (Father)"),
    ],
)
def test_the_data_flow_names_the_key_of_each_lookup(tmp_path, settings, said):
    """F16."""
    spec = tmp_path / "spec.eform.yaml"
    text = HEAD.replace("known_by: key}", "known_by: key, title: {vi: Cha, en: Father}}")
    spec.write_text(f"{text}      - {settings}\n      - father.full_name\n", encoding="utf-8")
    cost = run("--lang", "en", "plan", spec, "--data-flow", cwd=ROOT)
    assert cost.code == 0, cost.err
    assert said in cost.out


def test_nested_counts_make_no_schema_that_is_refused(tmp_path):
    """F12."""
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    for pattern in ("(a{1000}){1000}", "((ab){1,1000}c){1000}", "((((a{9}){9}){9}){9}){9}"):
        with pytest.raises(PatternError, match="pattern-too-big"):
            parse(pattern)
    dice = Random(12)
    for _ in range(300):
        source = dice.choice(["a", "[a-z]", "[à-ỹ]", "[𠀀-𠃿]", "(ab|c)"])
        for _ in range(dice.randrange(1, 4)):
            source = f"({source}{{{dice.choice([1, 2, 10, 31, 100, 999, 1000])}}}{dice.choice(['', 'x', '[0-9đ]{200}'])}){dice.choice(['', '{2}', '{32}'])}"
        try:
            made = parse(source)
        except PatternError:
            continue
        jsonschema_rs.Draft202012Validator({"pattern": made.anchored()})


@pytest.mark.parametrize("address", ["javascript:alert(1)//{code}", "data:text/html,{code}", "JavaScript:x", " https://a/{code}", "file:///{code}", "https://a b/{code}", "//a/{code}", ""])
def test_a_link_of_the_settings_leads_to_the_web(tmp_path, address):
    """F19."""
    (tmp_path / "eformc.toml").write_text(f"rule_pages = {json.dumps(address)}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="rule_pages"):
        load_settings(tmp_path)
    (tmp_path / "eformc.toml").write_text('rule_pages = "https://forms.example/{code}.html"\n', encoding="utf-8")
    assert load_settings(tmp_path).rule_pages == "https://forms.example/{code}.html"


@pytest.mark.parametrize("written", ["{nope}", "{0}", "{given.__class__}", "{given:>300000000}", "{given!r}", "{", "}", "{{given}}", "x" * 200])
def test_how_a_name_is_written_is_no_format_string(project, written):
    """F15."""
    folder = ROOT / "specs" / "catalogue" / "vn"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    path = next(name for name in files if name.endswith("demo/population.yaml"))
    text = files[path].decode()
    line = next(one for one in text.splitlines() if one.startswith("written:"))
    files[path] = text.replace(line, f"written: {json.dumps(written)}").encode()
    with pytest.raises(DescriptionProblem):
        description_of(project.catalogue("vn"), files)


NAMED = SimpleNamespace(name={"personal_id": "/person/number"}.get)


@pytest.mark.parametrize(
    ("made", "taken"),
    [
        ({"key": {"personal_id": "079"}, "record": {"full_name": "A"}}, True),
        ({"key": {"personal_id": "079"}, "record": {"full_name": "A", "personal_id": "079"}}, True),
        ({"record": {"full_name": "A", "person": {"number": "079"}}}, True),
        ({"key": {"personal_id": "079"}, "record": {"full_name": "A", "personal_id": "001"}}, False),
        ({"key": {"personal_id": "079"}, "record": {"full_name": "A", "person": {"number": "001"}}}, False),
        ({"key": {"personal_id": "001"}, "record": {"full_name": "A", "personal_id": "079"}}, False),
        ({"key": {"personal_id": "079"}, "record": {"full_name": "A", "personal_id": 79}}, False),
        ({"key": {"personal_id": "079"}, "record": {"full_name": "A", "personal_id": None}}, False),
        ({"record": {"full_name": "A"}}, False),
    ],
)
def test_an_echoed_key_hides_nobody_elses_record(made, taken):
    """F9."""
    request = Request("r", "l", {"personal_id": Sensitive("079")}, {"full_name": "text"})
    answer = _read(made, request, NAMED)
    assert echoes(request, answer) is taken
