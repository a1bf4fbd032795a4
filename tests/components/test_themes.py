"""A theme colours, names and words the pages; what cannot be read, or is no theme, is refused with the way out."""

import base64

import pytest

from conftest import ROOT
from eformc.emit.html import emit, form_view
from eformc.portal.html.render import Presentation, policy_of, render
from eformc.portal.html.theme import ThemeError, contrast, read_theme
from eformc.project import Project, SettingsError, load_settings
from eformc.project.themes import theme_of

THEME = """
name = {vi = "Tỉnh Đồng Tháp", en = "Dong Thap Province"}
emblem = "emblem.svg"
[colours]
accent = "#7a1f2b"
[colours.dark]
accent = "#ffb3bd"
[texts.vi]
begin = "Vào khai"
[texts.tyz]
begin = "Pây"
"""


@pytest.fixture
def theme(tmp_path):
    (tmp_path / "emblem.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    path = tmp_path / "theme.toml"
    path.write_text(THEME, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def birth(procedures):
    return next(unit.reasoned for unit in procedures if unit.procedure.id == "khai-sinh")


def test_a_theme_colours_names_and_words_a_page_and_its_policy_fits(birth, theme):
    read = read_theme(theme)
    page = emit(birth, "vi", read)
    assert "--accent:#7a1f2b" in page
    assert "Tỉnh Đồng Tháp" in page
    assert "Vào khai" in page
    assert base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode() in page
    shown = Presentation(theme=read)
    view = form_view(birth, "vi")
    assert policy_of(view, shown) != policy_of(view)
    assert policy_of(view, shown) in render(view, presentation=shown).replace("&#39;", "'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\naccent = "#dddddd"', "cannot be read: contrast"),
        ('[colours]\nacent = "#7a1f2b"', "no colour is called `acent`"),
        ('[colours]\naccent = "red"', "is a colour such as"),
        ('emblem = "gone.svg"', "No such file"),
        ('emblem = "a.gif"', "an SVG or PNG"),
        ('nam = "x"', "unknown key `nam`"),
        ("name = 5", "is a table"),
        ("[", "cannot be read as TOML"),
    ],
)
def test_what_is_no_theme_is_refused_in_words(tmp_path, text, said):
    path = tmp_path / "theme.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ThemeError, match=r"theme\.toml|gone\.svg") as error:
        read_theme(path)
    assert said in str(error.value)


def test_a_folder_may_bring_templates_that_win(birth, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "footer.html.j2").write_text("<footer>Chân trang</footer>", encoding="utf-8")
    assert "<footer>Chân trang</footer>" in emit(birth, "vi", read_theme(tmp_path))


def test_a_project_names_its_theme_and_what_it_builds_follows_the_theme(theme, tmp_path):
    from eformc.build.worker import surroundings_of

    (tmp_path / "eformc.toml").write_text('theme = "theme.toml"\n', encoding="utf-8")
    before = surroundings_of(load_settings(tmp_path))
    theme.write_text(THEME.replace("#7a1f2b", "#6a1f2b"), encoding="utf-8")
    assert surroundings_of(load_settings(tmp_path)) != before
    theme.write_text("[", encoding="utf-8")
    with pytest.raises(SettingsError):
        theme_of(load_settings(tmp_path))
    assert Project(load_settings(ROOT), "2026-11-23").settings.theme is None


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
