"""The pages of a survey before axe-core (WCAG 2.2 AA and best practices) and the Nu HTML checker, in the three languages there are."""

import json
import subprocess

import pages
import pytest

from conftest import ROOT
from eformc.project import Project, load_settings
from eformc.reports.survey import Form, Question, changes, survey_of
from eformc.reports.survey_pages import own_texts, pages_of, texts_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("standards")]
browser = pages.browser
NODE = ROOT / "tools" / "page" / "node_modules"
AXE = """
async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Every page of a survey, written in each language: nothing empty, something of everything."""
    catalogue = Project(load_settings(ROOT / "examples" / "norway"), "2026-11-28").catalogue("no")
    states = ("asked", "held", "derived", "repeated", "system")
    questions = tuple(Question({"nb": f"Spørsmål <{at}>"}, {"nb": "Side & side"}, state, "licences" if state == "held" else "", "person.given_name", "applicant") for at, state in enumerate(states))
    forms = [Form(f"f{number}", {"nb": f"Skjema “{number}”"}, str(number), questions, 2, 1) for number in range(4)]
    before = survey_of(forms[:2], catalogue, "2026-10-01", {})
    survey = survey_of(forms, catalogue, "2026-11-28", {"f1": 12345}, ["g: no form"])
    texts = [own_texts("vi"), own_texts("en"), texts_of("nb", (ROOT / "specs/catalogue/no/texts/nb.toml").read_text(encoding="utf-8"))]
    out = []
    for one in texts:
        folder = tmp_path_factory.mktemp(one.lang)
        (folder / "forms").mkdir()
        for path, text in pages_of(survey, changes(survey, before), one).items():
            (folder / path).write_text(text, encoding="utf-8")
            if path.endswith(".html"):
                out.append(folder / path)
    return out


def test_the_nu_html_checker_finds_nothing(written):
    jar = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
    ran = subprocess.run(["java", "-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, written)], capture_output=True, text=True, check=True)
    found = {f"{one['message']} {one.get('extract', '')[:150]}" for one in json.loads(ran.stderr)["messages"] if one["type"] == "error" or one.get("subType") == "warning"}
    assert not found, "\n".join(sorted(found)[:20])


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(browser, written):
    context = browser.new_context(viewport={"width": 360, "height": 640}, bypass_csp=True)
    page, found = context.new_page(), []
    for file in written:
        page.goto(file.as_uri())
        page.add_script_tag(path=NODE / "axe-core" / "axe.min.js")
        found += [f"{file.parent.name}/{file.name}: {one}" for one in page.evaluate(AXE)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, (file, wide)
    context.close()
    assert not found, "\n".join(sorted(set(found))[:20])
