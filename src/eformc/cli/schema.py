"""`eformc schema`: the JSON Schema of the spec language, of prefill maps, of findings."""

from __future__ import annotations

import click

from eformc.cli.shared import FINE, write


@click.command(name="schema")
@click.argument("what", type=click.Choice(["spec", "prefill", "diagnostics"]), default="spec")
def COMMAND(what: str) -> int:  # noqa: N802
    """Print the JSON Schema of the spec language, for editors; of prefill maps; or of `lint --format json`."""
    from eformc.emit.kind import json_bytes

    if what == "prefill":
        from eformc.emit.prefill import published_schema

        value = published_schema()
    elif what == "diagnostics":
        from eformc.formats.json import published_schema as schema_of_findings

        value = schema_of_findings()
    else:
        from eformc.language.spec_schema import spec_schema

        value = spec_schema()
    write(json_bytes(value).decode())
    return FINE
