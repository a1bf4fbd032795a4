"""The threat model, line by line (docs/threat-model.md): whatever a checkout holds, it runs no code, and nothing outside its
folder is read, written or deleted.
"""

import os
import re
import shutil

import pytest
from projects_of_strangers import (
    eformc,
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
    project,
    spec,
)

from conftest import ROOT
from eformc.build.worker import surroundings_of
from eformc.emit.html import emit, form_view
from eformc.portal.html.render import Presentation, render
from eformc.portal.html.theme import Theme, read_theme
from eformc.project import SettingsError, load_settings
from eformc.safe_files import Outside, read_inside

SECRET = "OUTSIDE THE PROJECT"


@pytest.fixture
def elsewhere(tmp_path):
    """Files outside the project: a fragment, a spec, a list, each with the secret in it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    field = f"  - x: {{title: {{vi: {SECRET}, en: {SECRET}}}, type: text}}\n"
    (folder / "private.yaml").write_text(f"fragment: private\nfields:\n{field}", encoding="utf-8")
    (folder / "private.txt").write_text(f"{SECRET}\n{SECRET}: [\n", encoding="utf-8")
    (folder / "private.csv").write_text(f"code,vi,en\n1,{SECRET},{SECRET}\n", encoding="utf-8")
    (folder / "a.eform.yaml").write_text(spec("stranger", SECRET), encoding="utf-8")
    return folder


def tells_nothing(done, *folders):
    """Neither what was said nor what was written holds the secret."""
    assert SECRET not in done.stdout + done.stderr
    for folder in folders:
        assert [path for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


# --- templates ------------------------------------------------------------------------------------------------------

CODE = "{{ cycler.__init__.__globals__.os.popen('touch ran').read() }}"


def test_theme_runs_code(tmp_path):
    """security/theme-runs-code."""
    folder = project(tmp_path / "p", 'theme = "theme"\n')
    (folder / "theme").mkdir()
    (folder / "theme" / "page.html.j2").write_text(CODE, encoding="utf-8")
    for words in ([], ["--theme", "theme"]):
        done = eformc(folder, "build", "-o", "out", *words)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "--theme theme" in done.stderr if not words else "theme/page.html.j2:1" in done.stderr
        assert not (folder / "out").exists()
    assert not list(tmp_path.rglob("ran"))
    for verb in ("lint", "report"):
        assert eformc(folder, verb).returncode == 0


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ self.__init__.__globals__ }}", "{{ view.__class__ }}", "{{ view['__class__'] }}",
    "{{ view|attr('__class__') }}", "{{ view.__struct_fields__ }}", "{{ view.__replace__ }}", "{{ theme.templates.read_text }}",
    "{{ theme.templates }}", "{{ theme.style.__func__.__globals__ }}", "{{ theme.style.__self__.__init__ }}", "{{ range.__class__ }}",
    "{{ '{0.__class__}'.format(view) }}", "{{ ('{0.__class__}'|safe).format(view) }}", "{{ '{a.__class__}'.format_map({'a': view}) }}",
    "{{ [view]|map(attribute='__class__')|list }}", "{{ [view]|map('attr', '__class__')|first }}", "{{ [view]|groupby('__class__') }}",
    "{% set ns = namespace() %}{{ ns.__init__ }}", "{{ lipsum.__globals__ }}", "{{ joiner.__init__ }}", "{{ loop }}",
    "{% for x in [1] %}{{ loop._iterable.__class__.__base__ }}{% endfor %}", "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{{ view.words.update({'a': 1}) }}", "{{ view.words.clear() }}", "{{ [].append(1) }}", "{% set x = view.words.pop('check') %}",
    "{% include '../../../../etc/hostname' %}", "{% include '/etc/hostname' %}", "{% include 'parts/link.html.j2' %}",
    "{% import 'parts/link.html.j2' as x %}", "{{ config }}", "{{ request }}", "{{ get_flashed_messages.__globals__ }}", "{{ __builtins__ }}",
    "{{ view.words.get.__self__.__class__ }}", "{{ view.words.get.__init__ }}", "{{ ''.join.__call__ }}", "{{ ('a'.upper).__self__.__class__ }}",
    "{{ caller.__globals__ }}", "{{ undefined_thing.__class__ }}", "{{ self._TemplateReference__context }}", "{{ self.__dict__ }}",
]


@pytest.fixture(scope="module")
def birth(procedures):
    return form_view(next(unit.reasoned for unit in procedures if unit.procedure.id == "khai-sinh"), "vi")


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_leads_nowhere(birth, tmp_path, text):
    """Jinja's ways out of a page, refused or empty: no class, no function's globals, no file, no value changed."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "link.html.j2").symlink_to("/etc/hostname")
    (tmp_path / "parts" / "footer.html.j2").write_text(f"§{text}§", encoding="utf-8")
    before = dict(birth.words)
    try:
        page = render(birth, presentation=Presentation(theme=Theme(templates=tmp_path)))
    except Exception:  # noqa: BLE001 - whatever it is: it was not rendered
        page = "§§"
    found = page.split("§")[1]
    assert not re.search(r"class |function|object at 0x|PosixPath|built-in|module|/", found), found
    assert dict(birth.words) == before
    hostname = ROOT.joinpath("/etc/hostname").read_text(encoding="utf-8").strip()
    assert hostname not in found


def test_a_theme_of_a_sandbox_prints_what_eformc_prints(procedures, tmp_path):
    """All real forms, with a theme whose only template is of no use to them."""
    (tmp_path / "unused.html.j2").write_text("-", encoding="utf-8")
    theme = read_theme(tmp_path)
    assert theme.templates == tmp_path
    for unit in procedures:
        for lang in unit.procedure.languages:
            assert emit(unit.reasoned, lang, theme) == emit(unit.reasoned, lang)


def test_a_template_that_changes_is_seen_by_the_cache(tmp_path):
    folder = project(tmp_path / "p")
    (folder / "theme" / "parts").mkdir(parents=True)
    footer = folder / "theme" / "parts" / "footer.html.j2"
    for text in ("<footer>one</footer>", "<footer>two</footer>"):
        footer.write_text(text, encoding="utf-8")
        assert eformc(folder, "build", "-o", "out", "--theme", "theme", EFORMC_CACHE_DIR=str(tmp_path / "cache")).returncode == 0
        assert text in (folder / "out" / "fine" / "form.vi.html").read_text(encoding="utf-8")
    assert eformc(folder, "build", "-o", "out", EFORMC_CACHE_DIR=str(tmp_path / "cache")).returncode == 0
    assert "<footer>two</footer>" not in (folder / "out" / "fine" / "form.vi.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n{{ nobody }}", 2, "'nobody' is undefined"), ("{% frobnicate %}", 1, "unknown tag"), ("\n\n{{ 1 // 0 }}", 3, "ZeroDivisionError"),
        ("\n{{ view.nothing }}", 2, "no attribute 'nothing'"), ("{% include 'parts/footer.html.j2' %}", 1, "RecursionError"),
        ("{% for x in range(10 ** 9) %}{% endfor %}", 1, "Range too big"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_template_is_one_message_with_name_and_line(tmp_path, text, line, said):
    folder = project(tmp_path / "p")
    (folder / "theme" / "parts").mkdir(parents=True)
    (folder / "theme" / "parts" / "footer.html.j2").write_text(text, encoding="utf-8")
    done = eformc(folder, "build", "-o", "out", "--theme", "theme", "--no-cache")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert f"parts/footer.html.j2:{line}" in done.stderr
    assert said in done.stderr


def test_paper_takes_a_theme_by_name_and_its_pdf_reads_nothing_of_the_machine(tmp_path, elsewhere):
    folder = project(tmp_path / "p")
    (folder / "theme").mkdir()
    (folder / "theme" / "paper.css").write_text("body{color:#123456}", encoding="utf-8")
    (folder / "theme" / "paper.html.j2").write_text("<style>{{ style }}</style><p>{{ paper.title }}", encoding="utf-8")
    done = eformc(folder, "paper", "specs/fine.eform.yaml", "-o", "out.html", "--theme", "theme")
    assert done.returncode == 0, done.stderr
    assert "#123456" in (folder / "out.html").read_text(encoding="utf-8")
    (folder / "theme" / "paper.html.j2").write_text("{{ paper.nothing }}", encoding="utf-8")
    assert "paper.html.j2:1" in eformc(folder, "paper", "specs/fine.eform.yaml", "-o", "out.html", "--theme", "theme").stderr
    from eformc.portal.paper.pdf import pdf_of

    page = f'<html lang="en"><title>x</title><link rel="attachment" href="{(elsewhere / "private.txt").as_uri()}"><p>x'
    assert b"EmbeddedFile" not in pdf_of(page)


def test_an_emblem_lies_beside_its_theme(tmp_path, elsewhere):
    shutil.copy(elsewhere / "private.txt", elsewhere / "private.svg")
    folder = project(tmp_path / "p", 'theme = "theme.toml"\n')
    for emblem in ("../elsewhere/private.svg", str(elsewhere / "private.svg"), "link.svg"):
        (folder / "theme.toml").write_text(f'emblem = "{emblem}"\n', encoding="utf-8")
        (folder / "link.svg").unlink(missing_ok=True)
        (folder / "link.svg").symlink_to(elsewhere / "private.svg")
        done = eformc(folder, "build", "-o", "out")
        assert (done.returncode, "leads elsewhere" in done.stderr) == (2, True)
        tells_nothing(done)


# --- rules in Python -------------------------------------------------------------------------------------------------


def test_rules_in_python_run_only_where_the_command_line_names_them(tmp_path):
    folder = project(tmp_path / "p", 'plugins = ["ministry"]\n')
    site = tmp_path / "site"
    (site / "ministry_rules-1.dist-info").mkdir(parents=True)
    (site / "ministry_rules-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: ministry-rules\nVersion: 1\n")
    (site / "ministry_rules-1.dist-info" / "entry_points.txt").write_text("[eformc.rules]\nministry = ministry_rules:RULES\n")
    (site / "ministry_rules.py").write_text("from pathlib import Path\nPath('ran').touch()\nRULES = []\n")
    for verb in (["lint"], ["build", "-o", "out"], ["config"]):
        done = eformc(folder, *verb, PYTHONPATH=str(site))
        assert (done.returncode, "--plugin ministry" in done.stderr) == (2, True), verb
    assert not list(tmp_path.rglob("ran"))
    assert eformc(folder, "lint", "--plugin", "ministry", PYTHONPATH=str(site)).returncode == 0
    assert (folder / "ran").exists()
    assert eformc(folder, "lint", "--plugin", "nobody").returncode == 2


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["{elsewhere}/private", "../../elsewhere/private", "../../../elsewhere/private", "../fragments/private", "fragments/private", "a\\..\\private", ".", "..", ""]
)
def test_use_reads_outside(tmp_path, elsewhere, name):
    """security/use-reads-outside: a fragment is named by an id, and an id is no path."""
    text = name.format(elsewhere=elsewhere)
    folder = project(tmp_path / "p", fine=spec("fine", more=f"      - {{use: '{text}'}}\n"))
    (folder / "specs" / "fragments").mkdir()
    done = eformc(folder, "build", "-o", "out")
    assert done.returncode == 1
    assert re.search(r"fine\.eform\.yaml:\d+:\d+: error EF01[23]", done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    tells_nothing(done, folder)


@pytest.mark.parametrize("at", ["specs/b.eform.yaml", "specs/b.yaml", "specs/fragments/shared.yaml", "eformc.toml", "theme.toml"])
@pytest.mark.parametrize("to", ["private.yaml", "private.txt", "a.eform.yaml", "/proc/self/environ", "/dev/zero"])
def test_a_link_leads_nowhere(tmp_path, elsewhere, at, to):
    """A committed link to a file outside is refused with its name, and what it leads to is not told."""
    folder = project(tmp_path / "p", 'theme = "theme.toml"\n' if at == "theme.toml" else "", fine=spec("fine", more="      - {use: shared}\n"))
    (folder / "specs" / "fragments").mkdir()
    (folder / "specs" / "fragments" / "shared.yaml").write_text("fragment: shared\nfields: []\n", encoding="utf-8")
    (folder / at).unlink(missing_ok=True)
    (folder / at).symlink_to(to if to.startswith("/") else elsewhere / to)
    for verb in (["lint"], ["build", "-o", "out"]):
        done = eformc(folder, *verb, EFORMC_TEST_SECRET=SECRET)
        if at == "specs/b.yaml" and to.startswith("/"):  # no regular file, and not called as specs are
            continue
        if (at, verb) == ("theme.toml", ["lint"]) or (at.endswith("shared.yaml") and to.startswith("/")):
            assert done.returncode in (1, 2)
        else:
            assert done.returncode == 2, done.stderr
            assert re.search(r"leads out of|is no file", done.stderr), done.stderr
        tells_nothing(done, folder / "out")


def test_links_of_a_catalogue_lead_nowhere(tmp_path, elsewhere):
    shutil.copytree(ROOT / "examples" / "norland", tmp_path / "p")
    victim = next((tmp_path / "p" / "catalogue").rglob("*.yaml"))
    for place, to in ((victim, "private.yaml"), (victim.parent / "more.csv", "private.csv")):
        kept = place.read_bytes() if place.exists() else None
        place.unlink(missing_ok=True)
        place.symlink_to(elsewhere / to)
        done = eformc(tmp_path / "p", "lint")
        assert (done.returncode, "leads out of" in done.stderr) == (2, True)
        tells_nothing(done)
        place.unlink()
        if kept is not None:
            place.write_bytes(kept)
    assert eformc(tmp_path / "p", "lint").returncode in (0, 1)


def test_links_that_stay_in_the_project_are_followed(tmp_path):
    folder = project(tmp_path / "p", fine=spec("fine", more="      - {use: shared}\n"))
    (folder / "specs" / "fragments").mkdir()
    (folder / "common").mkdir()
    (folder / "common" / "shared.yaml").write_text("fragment: shared\nfields:\n  - more: {title: {vi: Thêm, en: More}, help: {vi: Viết., en: Write.}, type: text}\n", encoding="utf-8")
    (folder / "specs" / "fragments" / "shared.yaml").symlink_to("../../common/shared.yaml")
    (folder / "common" / "b.eform.yaml").write_text(spec("b"), encoding="utf-8")
    (folder / "specs" / "b.eform.yaml").symlink_to("../common/b.eform.yaml")
    done = eformc(folder, "build", "-o", "out", "--no-cache")
    assert done.returncode == 0, done.stderr
    assert (folder / "out" / "b" / "form.json").exists()
    assert b"/more" in (folder / "out" / "fine" / "schema.json").read_bytes() or b'"more"' in (folder / "out" / "fine" / "schema.json").read_bytes()


def test_a_folder_of_specs_that_is_a_link_out_is_refused(tmp_path, elsewhere):
    folder = project(tmp_path / "p")
    shutil.rmtree(folder / "specs")
    (folder / "specs").symlink_to(elsewhere)
    for words in (["lint"], ["lint", "specs"], ["lint", "specs/a.eform.yaml"], ["build", "-o", "out"]):
        done = eformc(folder, *words)
        assert (done.returncode, "leads out of" in done.stderr) == (2, True), (words, done.stderr)
        tells_nothing(done, folder / "out")
    (folder / "eformc.toml").unlink()  # no project at all: the working directory is what was checked out
    assert eformc(folder, "lint", "specs").returncode == 2


def test_what_replaces_and_data_name_lies_in_the_project(tmp_path, elsewhere):
    printed = spec("fine").replace("procedure: fine\n", "procedure: fine\nreplaces: ../elsewhere/a.eform.yaml\n")
    done = eformc(project(tmp_path / "p", fine=printed), "lint")
    assert (done.returncode, "EF015" in done.stdout) == (1, True)
    shutil.copytree(ROOT / "examples" / "norland", tmp_path / "n")
    listed = next(path for path in (tmp_path / "n" / "catalogue").rglob("*.yaml") if "code_list:" in path.read_text(encoding="utf-8"))
    name = re.search(r"code_list: (\w+)", listed.read_text(encoding="utf-8"))[1]
    for data in ("../../../elsewhere/private.csv", str(elsewhere / "private.csv")):
        listed.write_text(f"code_list: {name}\ndata: '{data}'\n", encoding="utf-8")
        done = eformc(tmp_path / "n", "lint")
        assert (done.returncode, "EF015" in done.stdout) == (1, True)
        tells_nothing(done)


@pytest.mark.parametrize(
    "line",
    [
        'specs = ["../elsewhere"]', 'specs = ["/etc"]', 'output = "/anywhere"', 'output = "../x"', 'output = "a/../../x"', 'output = "C:\\\\x"', 'output = "..\\\\x"',
        'theme = "../elsewhere/theme.toml"', 'theme = "/etc"', 'baseline = "../x.json"', '[catalogues]\nvn = "../elsewhere"', '[catalogues]\nvn = "/etc"',
    ],
)  # fmt: skip
def test_no_path_of_the_settings_leads_out(tmp_path, elsewhere, line):
    folder = project(tmp_path / "p", line + "\n")
    with pytest.raises(SettingsError, match="leads out of the project"):
        load_settings(folder)
    done = eformc(folder, "build")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize(("line", "name"), [('output = "o"', "o"), ("", "build"), ('theme = "t"', "t"), ('[catalogues]\nmine = "c"', "c")])
def test_no_link_of_the_settings_leads_out(tmp_path, elsewhere, line, name):
    folder = project(tmp_path / "p", line + "\n")
    (folder / name).symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))
    done = eformc(folder, "build")
    assert (done.returncode, "leads out of the project" in done.stderr) == (2, True), done.stderr
    assert sorted(elsewhere.rglob("*")) == before


def test_the_one_function_that_reads(tmp_path, elsewhere):
    inner = tmp_path / "p"
    (inner / "a").mkdir(parents=True)
    (inner / "a" / "file").write_text("inside", encoding="utf-8")
    (inner / "link").symlink_to("a/file")
    (inner / "out").symlink_to(elsewhere / "private.txt")
    (inner / "folder").symlink_to(elsewhere)
    (inner / "loop").symlink_to("loop")
    os.mkfifo(inner / "pipe")
    assert read_inside(inner, inner / "a" / "file") == read_inside(inner, inner / "link") == read_inside(inner, inner / "a" / ".." / "a" / "file") == b"inside"
    for path in ("out", "folder/private.txt", "a/../../elsewhere/private.txt", "../elsewhere/private.txt"):
        with pytest.raises(Outside):
            read_inside(inner, inner / path)
    for path in ("pipe", "a", "loop", "gone", "a/file/x"):
        with pytest.raises(OSError):
            read_inside(inner, inner / path)


def test_no_text_of_an_author_becomes_an_address(procedures, tmp_path):
    """Links of a page lead within it, or to what the portal names: none is an author's to choose."""
    text = "javascript:alert(1)"
    folder = project(tmp_path / "p", fine=spec("fine", text).replace("catalogue: vn\n", f"catalogue: vn\nagency: {{vi: '{text}', en: '{text}'}}\nlegal_basis: ['{text}']\n"))
    assert eformc(folder, "build", "-o", "out").returncode == 0
    for page in (folder / "out").rglob("*.html"):
        found = page.read_text(encoding="utf-8")
        assert text in found or page.name == "index.html"
        for address in re.findall(r"""(?:href|src|action|formaction)\s*=\s*["']?([^"'>\s]*)""", found):
            assert re.match(r"#|data:image/|(?:[a-z0-9-]+/)?form\.[a-z]+\.html$|$", address), (page, address)


def test_the_digest_of_settings_holds_what_a_theme_brings(tmp_path):
    folder = project(tmp_path / "p", 'theme = "theme"\n')
    (folder / "theme").mkdir()
    seen = set()
    for text in (None, "one", "two"):
        if text:
            (folder / "theme" / "a.html.j2").write_text(text, encoding="utf-8")
        seen.add(surroundings_of(load_settings(folder)))
    assert len(seen) == 3
