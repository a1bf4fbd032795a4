"""Saving a spec compiles that spec alone; a broken one keeps its last form; the stream says so."""

import http.client
import shutil
import signal
import threading
from pathlib import Path

import pytest
from running import ROOT, server

from eformc.project import Project, load_settings
from eformc.serve.submissions import Submission, csv_table, leaves
from eformc.serve.workshop import Workshop

PROCEDURES = ROOT / "specs" / "procedures"


@pytest.fixture
def specs(tmp_path):
    folder = tmp_path / "specs"
    folder.mkdir()
    for name in ("xac-nhan-hon-nhan", "ct01"):
        text = (PROCEDURES / f"{name}.eform.yaml").read_text(encoding="utf-8")
        (folder / f"{name}.eform.yaml").write_text(text.replace("replaces:", "# replaces:"), encoding="utf-8")
    (tmp_path / "eformc.toml").write_text('specs = ["specs"]\n', encoding="utf-8")
    return folder


def workshop_of(folder):
    return Workshop(lambda: Project(load_settings(folder.parent), "2026-11-24"), (str(folder),))


def test_only_what_was_saved_is_compiled_again(specs):
    workshop = workshop_of(specs)
    assert set(workshop.ready) == {"xac-nhan-hon-nhan", "ct01"}
    before = {name: ready.form for name, ready in workshop.ready.items()}
    path = specs / "ct01.eform.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Ý kiến đồng ý", "Ý kiến"), encoding="utf-8")
    assert workshop.saved([path]) == ["ct01"]
    assert workshop.revision == 2
    assert workshop.ready["xac-nhan-hon-nhan"].form is before["xac-nhan-hon-nhan"]
    assert workshop.ready["ct01"].form is not before["ct01"]


def test_a_spec_that_breaks_keeps_its_last_form_and_shows_its_findings(specs):
    workshop = workshop_of(specs)
    path = specs / "ct01.eform.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("- applicant.sex", "- applicant.sexx"), encoding="utf-8")
    workshop.saved([path])
    assert workshop.procedure("ct01") is not None
    assert any(one.code.startswith("EF1") for one in workshop.unit("ct01").diagnostics)
    path.write_text("procedure: [", encoding="utf-8")
    workshop.saved([path])
    assert workshop.procedure("ct01") is not None
    path.write_text(text, encoding="utf-8")
    workshop.saved([path])
    assert workshop.unit("ct01").sound


def test_new_and_deleted_files_come_and_go(specs):
    workshop = workshop_of(specs)
    (specs / "ct01.eform.yaml").rename(specs / "moved.eform.yaml")
    workshop.saved([specs / "ct01.eform.yaml", specs / "moved.eform.yaml"])
    assert set(workshop.ready) == {"xac-nhan-hon-nhan", "ct01"}
    (specs / "moved.eform.yaml").unlink()
    workshop.saved([specs / "moved.eform.yaml"])
    assert set(workshop.ready) == {"xac-nhan-hon-nhan"}


def test_a_catalogue_that_was_saved_is_read_anew(tmp_path):
    shutil.copytree(ROOT / "examples" / "norland", tmp_path / "norland")
    workshop = workshop_of(tmp_path / "norland" / "specs")
    path = tmp_path / "norland" / "catalogue" / "person.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Full name", "Name in full"), encoding="utf-8")
    assert workshop.saved([path]) == ["moving"]
    titles = [entry.title["en"] for entry in workshop.ready["moving"].form.form.entries]
    assert "Name in full" in titles
    # one that cannot be compiled any longer leaves the form that was there
    path.write_text("entity: person\nelements: {", encoding="utf-8")
    workshop.saved([path])
    assert workshop.procedure("moving") is not None


def test_the_stream_tells_of_a_save(specs, tmp_path):
    with server(tmp_path / "data", str(specs), people=60, cwd=tmp_path) as (address, _):
        host = address.removeprefix("http://")
        stream = http.client.HTTPConnection(host, timeout=10)
        stream.request("GET", "/events", headers={"Sec-Fetch-Site": "same-origin"})
        events = stream.getresponse()
        assert events.readline() == b"data: 1\n"
        path = specs / "ct01.eform.yaml"
        text = path.read_text(encoding="utf-8").replace("Ý kiến đồng ý", "Ý kiến khác")
        told = threading.Event()

        def save():  # the watcher may not stand yet when the first page is there
            while not told.wait(0.7):
                path.write_text(text, encoding="utf-8")

        saving = threading.Thread(target=save)
        saving.start()
        lines = [events.readline() for _ in range(2)]
        told.set()
        saving.join()
        assert lines[1] == b"data: 2\n"
        stream.close()
        page = http.client.HTTPConnection(host, timeout=10)
        page.request("GET", "/vi/forms/ct01")
        assert "Ý kiến khác" in page.getresponse().read().decode()
        for path, mark in (("/en/author/ct01", 'data-revision="'), ("/en/author/ct01/schema.json", "$schema"), ("/en/author/ct01/map.json", "lookups"), ("/en/author/ct01/instance.json", "provenance")):
            page.request("GET", path)
            assert mark in page.getresponse().read().decode(), path
        page.close()


def test_a_country_of_its_own_is_served_too(tmp_path):
    shutil.copytree(ROOT / "examples" / "norland", tmp_path / "norland")
    with server(tmp_path / "data", people=80, cwd=tmp_path / "norland") as (address, _):
        page = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        for path, mark in (("/en/", "Moving house"), ("/fr/", "Déménagement"), ("/fr/forms/moving", 'lang="fr"'), ("/vi/forms/moving", 'lang="en"')):
            page.request("GET", path)
            assert mark in page.getresponse().read().decode(), path
        page.close()


def test_a_cell_is_no_formula_and_a_pointer_is_escaped():
    one = Submission("R", "t", "p", "1", "vi", "", {"a/b": "=1+1", "rows": [{"n": 5}]}, {}, {})
    assert "'=1+1" in csv_table(iter([one]))
    assert dict(leaves(one.answers)) == {"/a~1b": "=1+1", "/rows/0/n": "5"}


def test_a_missing_extra_is_one_line(monkeypatch, capsys):
    import sys

    from eformc.cli import run

    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "eformc.serve.running", raising=False)
    assert run(["serve", str(PROCEDURES), "--port", "0"]) == 2
    assert "pip install 'eformc[serve]'" in capsys.readouterr().err


def test_ctrl_c_ends_it_without_a_word(tmp_path):
    with server(tmp_path, "specs/procedures/xac-nhan-hon-nhan.eform.yaml", people=60) as (_, process):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read().strip() == ""


def test_a_port_that_is_taken_is_said(tmp_path):
    import socket
    import subprocess
    import sys

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "eformc", "serve", "--port", str(taken.getsockname()[1]), "--people", "60", "--data", str(tmp_path)]
        made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert made.returncode == 2
    assert "--port 0" in made.stderr
    assert "Traceback" not in made.stderr
    assert Path(tmp_path / "vn.sqlite").is_file()
