"""`eformc new NAME`: start a spec, or a project with its checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from eformc import __version__
from eformc.cli.shared import FINE, Session
from eformc.language.reading import RESERVED
from eformc.language.spelling import as_written
from eformc.project import Project

_SPEC = """# A procedure, top to bottom as the form reads. `eformc lint {path}` says what is wrong and how to mend it.
procedure: {name}
title: {{vi: Tên thủ tục, en: Name of the procedure}}
agency: {{vi: Cơ quan giải quyết, en: The agency that decides}}
legal_basis: ["Luật …"]
version: "1"

subjects:
  applicant: {{is: {entity}, known_by: login}}   # logs in, so what the registries hold is known

pages:
  - page: applicant
    title: {{vi: Người yêu cầu, en: Who is applying}}
    fields:
{fields}
  - page: request
    title: {{vi: Nội dung đề nghị, en: The request}}
    fields:
      - reason:                                 # a question of its own
          title: {{vi: Vì sao đề nghị, en: Why you are asking}}
          help: {{vi: Viết ngắn gọn., en: In a few words.}}
          type: long_text
"""


_SKELETON: Mapping[str, str] = {
    "eformc.toml": "eformc.toml",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "github-workflow.yml": ".github/workflows/eformc.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
}
"""Files of a new project: name in `project/skeleton` -> path in the project."""
_AT_ROOT = (".pre-commit-config.yaml", ".github/workflows/eformc.yml", ".gitlab-ci.yml")
"""Files that their tools look for at the root of the repository only."""


@click.command(name="new")
@click.argument("name")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Where to (default: <first specs folder>/NAME.eform.yaml).")
@click.option("--project", "whole", is_flag=True, help="A folder NAME with settings, a first spec, and checks for pre-commit, GitHub and GitLab.")
@click.pass_obj
def COMMAND(session: Session, name: str, output: str | None, whole: bool) -> int:  # noqa: N802
    """Start a spec that compiles at once, or with --project a project whose checks are wired.

    NAME `.` makes a project of the folder you are in, also within a repository: what is there already is left alone.
    """
    from eformc.project.atomic_files import replace_files
    from eformc.project.files import home_of

    here = name == "."
    if here:
        name = as_written(Path.cwd().name, "-")
    elif not re.fullmatch("[a-z][a-z0-9_-]{0,63}", name):
        message = f"`{name}` cannot be an id: small Latin letters, digits, - and _, beginning with a letter"
        raise click.UsageError(message)
    if (whole or here) and output is not None:
        message = "a project goes into a folder; it takes no -o"
        raise click.UsageError(message)
    project = session.project()
    there: list[Path] = []
    first = f"{name}-1" if name in RESERVED else name
    spec = Path("specs") / f"{first}.eform.yaml"
    if here:
        files = _project_files(name, Path(), _below_repository(Path.cwd()))
        if not any(Path("specs").glob("**/*.eform.yaml")):
            files[spec] = _spec(project, first, spec)
        there = sorted(path for path in files if path.exists())
        files = {path: text for path, text in files.items() if path not in there}
    elif whole:
        files = _project_files(name, Path(name), Path())
        files[Path(name) / spec] = _spec(project, first, spec)
        _refuse_existing(Path(name))
    elif first != name:
        message = f"no procedure can be called `{name}`: eformc puts something of its own there. Take another id, such as `{first}`"
        raise click.UsageError(message)
    else:
        folder = project.settings.root / project.settings.specs[0] if project.settings.file else Path()
        path = Path(output) if output else folder / f"{name}.eform.yaml"
        files = {path: _spec(project, name, path)}
        _refuse_existing(path)
    for path in files:
        home_of(path, project.settings.root)
    replace_files(files)
    if files:
        session.talk(f"eformc: wrote {', '.join(str(file) for file in sorted(files))}")
    if there:
        session.talk(f"eformc: left alone what is already there: {', '.join(str(file) for file in there)}")
    return FINE


def _refuse_existing(path: Path) -> None:
    if path.exists():
        message = f"{path} is already there"
        raise click.UsageError(message)


def _below_repository(folder: Path) -> Path:
    """The folder as counted from the root of its git repository; `.` at the root, or outside of any."""
    root = next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)
    return folder.relative_to(root)


def _project_files(name: str, folder: Path, below: Path) -> dict[Path, bytes]:
    """The files of a project in `folder`, which is `below` the root of its repository."""
    root = folder.joinpath(*[".."] * len(below.parts))
    return {(root if place in _AT_ROOT else folder) / place: _skeleton(file, name, below) for file, place in _SKELETON.items()}


def _skeleton(file: str, name: str, below: Path) -> bytes:
    text = (Path(__file__).parent.parent / "project" / "skeleton" / file).read_text(encoding="utf-8")
    inner = below.as_posix() if below.parts else ""
    filled = {
        "{name}": name,
        "{version}": __version__,
        "{prefix}": f"{inner}/" if inner else "",
        "{defaults}": f"    defaults:\n      run: {{working-directory: \"{inner}\"}}\n" if inner else "",
        "{enter}": f"    - cd \"{inner}\"\n" if inner else "",
    }
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return text.encode()


def _spec(project: Project, name: str, path: Path) -> bytes:
    """A first spec from whatever catalogue there is: who logs in, and two facts that are held of them."""
    catalogue = project.catalogue(None)
    if catalogue is None:
        message = f"no catalogue to start from; known: {', '.join(project.catalogue_folders()) or 'none'}"
        raise click.UsageError(message)
    entity = catalogue.entities[catalogue.login_entity]
    held = [one for one, element in entity.elements.items() if element.autocomplete and one not in catalogue.login_gives]
    fields = "".join(f"      - applicant.{element}\n" for element in (held or list(entity.elements))[:2])
    return _SPEC.format(name=name, path=path, entity=entity.id, fields=fields).encode()
