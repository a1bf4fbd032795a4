"""The theme of the pages that the server shows: the settings', or the command line's, whose templates alone are used."""

import http.client
import subprocess
import sys

import pytest
from running import ROOT, server

from eformc.project import Project, SettingsError, load_settings
from eformc.serve.workshop import Workshop

SPEC = ROOT / "specs" / "procedures" / "xac-nhan-hon-nhan.eform.yaml"
THEME = '[name]\nvi = "Tỉnh Bắc"\nen = "North Province"\n[colours]\naccent = "#7a1f2b"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "specs").mkdir()
    text = SPEC.read_text(encoding="utf-8").replace("replaces:", "# replaces:")
    (tmp_path / "specs" / SPEC.name).write_text(text, encoding="utf-8")
    (tmp_path / "theme" / "parts").mkdir(parents=True)
    (tmp_path / "theme" / "theme.toml").write_text(THEME, encoding="utf-8")
    (tmp_path / "eformc.toml").write_text('specs = ["specs"]\ntheme = "theme"\n', encoding="utf-8")
    return tmp_path


def footer(folder, text):
    (folder / "theme" / "parts" / "footer.html.j2").write_text(text, encoding="utf-8")


def shown(address, path="/en/forms/xac-nhan-hon-nhan"):
    link = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    link.request("GET", path)
    answer = link.getresponse()
    text = answer.read().decode()
    link.close()
    return answer.status, text


def test_a_theme_of_the_settings_colours_the_pages_and_they_still_say_that_it_is_a_trial(folder):
    with server(folder / "data", "specs", people=50, cwd=folder) as (address, _):
        status, text = shown(address)
    assert status == 200
    assert "North Province – Trial only: no office receives anything." in text
    assert "#7a1f2b" in text


def test_templates_are_used_only_where_the_command_line_names_them(folder):
    footer(folder, "<footer>OURS {{ view.lang }}</footer>")
    command = [sys.executable, "-m", "eformc", "serve", "specs", "--port", "0", "--people", "50", "--data", str(folder / "data")]
    refused = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert refused.returncode == 2
    assert "--theme theme" in refused.stderr
    assert "Traceback" not in refused.stderr
    with server(folder / "data", "specs", "--theme", "theme", people=50, cwd=folder) as (address, _):
        assert "<footer>OURS en</footer>" in shown(address)[1]
        footer(folder, "{{ view.nothing }}")  # told on the page, by name and line; the server goes on
        for _ in range(100):
            status, text = shown(address)
            if status != 200:
                break
        assert status == 500
        assert "parts/footer.html.j2:1" in text
        assert "Traceback" not in text
        footer(folder, "{{ ''.__class__.__mro__ }}")
        for _ in range(100):
            status, text = shown(address)
            if "nothing" not in text:
                break
        assert (status, "unsafe" in text) == (500, True), text
        assert shown(address, "/en/")[0] == 200


def test_a_theme_that_is_saved_is_read_again(folder):
    workshop = Workshop(lambda: Project(load_settings(folder), "2026-11-24"), (str(folder / "specs"),))
    assert folder / "theme" in workshop.watched()
    form = workshop.ready["xac-nhan-hon-nhan"].form
    path = folder / "theme" / "theme.toml"
    path.write_text(THEME.replace("North", "South"), encoding="utf-8")
    workshop.saved([path])
    assert workshop.theme.named("en") == "South Province"
    before = workshop.revision
    path.write_text("name = 1", encoding="utf-8")  # half written: the last one stays
    workshop.saved([path])
    assert (workshop.theme.named("en"), workshop.revision) == ("South Province", before)
    path.write_text(THEME, encoding="utf-8")
    workshop.saved([folder / "theme" / "emblem.svg"])
    assert workshop.theme.named("en") == "North Province"
    assert workshop.ready["xac-nhan-hon-nhan"].form.views.keys() == form.views.keys()
    footer(folder, "x")
    with pytest.raises(SettingsError, match="--theme theme"):
        Workshop(lambda: Project(load_settings(folder), "2026-11-24"), (str(folder / "specs"),))
