"""`eformc config`: the settings that hold here, and where each comes from."""

from __future__ import annotations

from typing import Any

import click
from msgspec import Struct

from eformc.cli.shared import FINE, Session, write


@click.command(name="config")
@click.option("--show", is_flag=True, help="Show the settings (what this verb does anyway).")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(session: Session, show: bool, format_name: str) -> int:  # noqa: N802
    """Show the settings that hold here: each key, its value, and the file it comes from or `default`."""
    from eformc.formats.json import json_text
    from eformc.project.settings import KEYS

    project = session.project()
    project.terms()  # refuses selectors that name nothing, rules that cannot be used
    settings = project.settings
    rows: dict[str, tuple[Any, str]] = {}
    for name in KEYS:
        origin = str(settings.file) if name in settings.given else "default"
        rows[name] = (_value(getattr(settings, name)), origin)
    if format_name == "json":
        write(json_text({"root": str(settings.root), "settings": {name: {"value": value, "from": origin} for name, (value, origin) in rows.items()}}))
        return FINE
    write(f"# {settings.root}\n")
    for name, (value, origin) in rows.items():
        write(f"{name} = {json_text(value).strip() if value not in (None, [], {}) else '-'}  # {origin}\n")
    return FINE


def _value(value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if isinstance(value, Struct):
        return {name: _value(getattr(value, name)) for name in value.__struct_fields__}
    return dict(value) if hasattr(value, "items") else value
