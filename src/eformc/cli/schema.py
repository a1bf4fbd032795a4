"""`eformc schema`: the JSON Schema of the spec language (or of prefill maps)."""

from __future__ import annotations

import click

from eformc.cli.shared import FINE, write


@click.command(name="schema")
@click.argument("what", type=click.Choice(["spec", "prefill"]), default="spec")
def COMMAND(what: str) -> int:  # noqa: N802
    """Print the JSON Schema of the spec language, for editors; or of prefill maps."""
    from eformc.emit.kind import json_bytes

    if what == "prefill":
        from eformc.emit.prefill import published_schema

        value = published_schema()
    else:
        from eformc.language.spec_schema import spec_schema

        value = spec_schema()
    write(json_bytes(value).decode())
    return FINE
