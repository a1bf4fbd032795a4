"""`eformc schema`: the JSON Schema of the spec language, and of what eformc writes for other programs."""

from __future__ import annotations

from importlib import import_module

import click

from eformc.cli.shared import FINE, write

_PUBLISHED = {
    "prefill": "eformc.emit.prefill",
    "diagnostics": "eformc.formats.json",
    "diff": "eformc.diff.printers.json",
    "migration": "eformc.contract.migration",
}
"""Name of a schema -> the module whose `published_schema` it is."""


@click.command(name="schema")
@click.argument("what", type=click.Choice(["spec", *_PUBLISHED]), default="spec")
def COMMAND(what: str) -> int:  # noqa: N802
    """Print the JSON Schema of the spec language, for editors; of prefill maps; of findings (`lint --format json`); of
    comparisons (`diff --format json`); of draft migrations.
    """
    from eformc.emit.kind import json_bytes

    if what == "spec":
        from eformc.language.spec_schema import spec_schema

        value = spec_schema()
    else:
        value = import_module(_PUBLISHED[what]).published_schema()
    write(json_bytes(value).decode())
    return FINE
