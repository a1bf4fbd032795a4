"""`eformc new NAME`: start a spec, or a project with its checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from eformc import __version__
from eformc.cli.shared import FINE, Session
from eformc.workspace import Project

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
      - purpose:                                # a question of its own
          title: {{vi: Mục đích, en: Purpose}}
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
"""Files of a new project: name in `workspace/skeleton` -> path in the project."""


@click.command(name="new")
@click.argument("name")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Where to (default: <first specs folder>/NAME.eform.yaml).")
@click.option("--project", "whole", is_flag=True, help="A folder NAME with settings, a first spec, and checks for pre-commit, GitHub and GitLab.")
@click.pass_obj
def COMMAND(session: Session, name: str, output: str | None, whole: bool) -> int:  # noqa: N802
    """Start a spec that compiles at once, or with --project a project whose checks are wired."""
    from eformc.bundle.writing import replace_files
    from eformc.language.reading import RESERVED

    if not re.fullmatch("[a-z][a-z0-9_-]{0,63}", name):
        message = f"`{name}` cannot be an id: small Latin letters, digits, - and _, beginning with a letter"
        raise click.UsageError(message)
    first = f"{name}-1" if name in RESERVED else name
    if first != name and not whole:
        message = f"no procedure can be called `{name}`: eformc puts something of its own there. Take another id, such as `{first}`"
        raise click.UsageError(message)
    project = session.project()
    if whole:
        if output is not None:
            message = "--project makes a folder of that name; it takes no -o"
            raise click.UsageError(message)
        path = Path(name) / "specs" / f"{first}.eform.yaml"
        files = {Path(name) / place: _skeleton(file, name) for file, place in _SKELETON.items()}
    else:
        folder = project.settings.root / project.settings.specs[0] if project.settings.file else Path()
        path = Path(output) if output else folder / f"{name}.eform.yaml"
        files = {}
    there = Path(name) if whole else path
    if there.exists():
        message = f"{there} is already there"
        raise click.UsageError(message)
    files[path] = _spec(project, first, Path("specs") / path.name if whole else path)
    replace_files(files)
    session.talk(f"eformc: wrote {', '.join(str(file) for file in sorted(files))}")
    return FINE


def _skeleton(file: str, name: str) -> bytes:
    text = (Path(__file__).parent.parent / "workspace" / "skeleton" / file).read_text(encoding="utf-8")
    return text.replace("{name}", name).replace("{version}", __version__).encode()


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
