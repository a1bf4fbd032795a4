"""`eformc new NAME`: start a spec."""

from __future__ import annotations

import re
from pathlib import Path

import click

from eformc.cli.shared import FINE, Session

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


@click.command(name="new")
@click.argument("name")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Where to (default: <first specs folder>/NAME.eform.yaml).")
@click.pass_obj
def COMMAND(session: Session, name: str, output: str | None) -> int:  # noqa: N802
    """Start a spec that compiles at once."""
    from eformc.bundle.writing import replace_file

    if not re.fullmatch("[a-z][a-z0-9_-]{0,63}", name):
        message = f"`{name}` cannot be an id: small Latin letters, digits, - and _, beginning with a letter"
        raise click.UsageError(message)
    project = session.project()
    catalogue = project.catalogue(None)
    if catalogue is None:
        message = f"no catalogue to start from; known: {', '.join(project.catalogue_folders()) or 'none'}"
        raise click.UsageError(message)
    folder = project.settings.root / project.settings.specs[0] if project.settings.file else Path()
    path = Path(output) if output else folder / f"{name}.eform.yaml"
    if path.exists():
        message = f"{path} is already there"
        raise click.UsageError(message)
    entity = catalogue.entities[catalogue.login_entity]
    held = [name for name, element in entity.elements.items() if element.autocomplete and name not in catalogue.login_gives]
    fields = "".join(f"      - applicant.{element}\n" for element in (held or list(entity.elements))[:2])
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, _SPEC.format(name=name, path=path, entity=entity.id, fields=fields).encode())
    session.talk(f"eformc: wrote {path}")
    return FINE
