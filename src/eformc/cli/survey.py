"""`eformc survey FOLDER`: all forms of an agency in one look, as pages that a director reads."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eformc.cli.shared import FINDINGS, FINE, Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eformc.model.catalogue import Catalogue
    from eformc.project import Project
    from eformc.reports.survey import Form, Survey
    from eformc.reports.survey_pages import Texts

KEPT = "survey.json"
SPEC = ".eform.yaml"


@click.command(name="survey")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder for the pages.")
@click.option("--cases", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A table (CSV: form, cases) of how often each form is handed in a year.")
@click.option("--pages-in", "wanted", metavar="LANG", help="The language of the pages: vi, en, or one the catalogue has texts for.")
@click.pass_obj
def COMMAND(session: Session, folder: Path, output: Path, cases: Path | None, wanted: str | None) -> int:  # noqa: N802
    """Say of all forms below FOLDER what they ask, what is held, by whom and under which law, and what that would save.

    Forms are specs or of any format that `eformc import` reads; nothing is written but the pages, a picture and `survey.json`,
    with which the next call knows what changed.
    """
    from eformc.project.atomic_files import replace_file
    from eformc.reports.survey import SurveyProblem, cases_of, changes, survey_json, survey_of
    from eformc.reports.survey_pages import pages_of

    _keep_apart(folder, output)
    project = session.project([str(folder)])
    catalogue = project.catalogue(None)
    if catalogue is None:
        message = "say which catalogue holds here: `catalogue = \"…\"` in eformc.toml"
        raise click.UsageError(message)
    texts = _texts(session, project, catalogue, wanted)
    before = _before(session, output / KEPT)
    forms, refused = _forms(session, project, folder, before)
    try:
        counted = cases_of(_text(cases), [one.id for one in forms]) if cases else {}
    except (SurveyProblem, OSError) as problem:
        message = f"{cases}: {problem}"
        raise click.UsageError(message) from problem
    survey = survey_of(forms, catalogue, session.day(), counted, refused)
    pages = pages_of(survey, changes(survey, before) if before is not None else None, texts)
    (output / "forms").mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        replace_file(output / path, text.encode())
    replace_file(output / KEPT, survey_json(survey))
    session.talk(f"eformc: {len(forms)} forms surveyed, {len(refused)} not read; see {output / 'index.html'}")
    return FINDINGS if refused else FINE


def _keep_apart(folder: Path, output: Path) -> None:
    """Refuse to write pages among the forms: they would be read as forms the next time. Raises `click.UsageError`."""
    if output.resolve().is_relative_to(folder.resolve()):
        message = f"{output}: the forms that are read lie there ({folder}); give the pages a folder of their own, such as -o survey"
        raise click.UsageError(message)


def _text(path: Path) -> str:
    """The text of a table. Raises `SurveyProblem`."""
    from eformc.reports.survey import SurveyProblem

    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        message = f"not UTF-8 (byte {problem.start + 1}): save the table as “CSV UTF-8”"
        raise SurveyProblem(message) from problem


def _texts(session: Session, project: Project, catalogue: Catalogue, wanted: str | None) -> Texts:
    """The words of the pages: the catalogue's own before eformc's; without a wish in the catalogue's first language that has any."""
    from eformc.project.files import read_file
    from eformc.reports.survey_pages import TextsProblem, own_texts, texts_of
    from eformc.safe_files import is_inside

    folder = project.catalogue_folders()[catalogue.id]
    for lang in [wanted] if wanted else [*catalogue.languages, session.language(project.settings)]:
        path = folder / "texts" / f"{lang}.toml"
        if lang.isalpha() and path.is_file():
            root = project.settings.root
            try:
                return texts_of(lang, read_file(path, root if is_inside(root, folder) else folder).decode("utf-8"))
            except (TextsProblem, UnicodeDecodeError) as problem:
                message = f"{path}: {problem}"
                raise click.UsageError(message) from problem
        if lang.isalpha() and (found := own_texts(lang)) is not None:
            return found
    message = f"there are no texts in `{wanted}`: put them into {folder / 'texts' / f'{wanted}.toml'}, or take vi or en"
    raise click.UsageError(message)


def _before(session: Session, path: Path) -> Survey | None:
    """The survey that lies in the folder; what cannot be read is told, and a new one is made."""
    from eformc.reports.survey import SurveyProblem, read_survey

    if not path.is_file():
        return None
    try:
        return read_survey(path.read_bytes())
    except (SurveyProblem, OSError) as problem:
        session.talk(f"eformc: {path}: {problem}; what changed is not told")
        return None


def _forms(session: Session, project: Project, folder: Path, before: Survey | None) -> tuple[list[Form], list[str]]:
    """The forms of a folder, and what could not be read. A form of the survey before, read from the same bytes, is taken over."""
    from eformc.cli.import_ import specs_of
    from eformc.reports.figures import row_of
    from eformc.reports.survey import form_of

    known = {one.digest: one for one in before.forms} if before is not None else {}
    ground = _ground(project)
    forms: list[Form] = []
    refused: list[str] = []
    for source in specs_of(session, folder):
        digest = hashlib.sha256(ground + source.digest).hexdigest()
        found = known.get(digest)
        if found is None:
            try:
                spec = source.spec()
            except source.refusal as problem:
                refused.append(f"{source.name}: {problem}")
                continue
            row = row_of(project, f"{source.name}{SPEC}", spec, detailed=True)
            if row is None:
                refused.append(f"{source.name}: cannot be understood")
                continue
            found = form_of(row, digest)
        forms.append(found)
    return forms, refused


def _ground(project: Project) -> bytes:
    """A digest of all but the form that a result depends on: the tool, the day's catalogue and the words for importing."""
    from eformc.project.tool_digest import tool_digest

    seen = hashlib.sha256(tool_digest().encode())
    files: Mapping[str, Mapping[str, bytes]] = project.catalogue_files
    for name in sorted(files):
        for path, data in sorted(files[name].items()):
            seen.update(path.encode() + b"\0" + data)
    return seen.digest()
