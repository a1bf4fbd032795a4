"""A comparison as JSON; its schema is `diff.schema.json` beside this file (`eformc schema diff`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eformc.diff.change import Change, Comparison, Harm
from eformc.diff.side import Side
from eformc.diff.words import KINDS, said
from eformc.emit.kind import json_bytes
from eformc.kernel.expressions import pointer_text

VERSION = 1


def published_schema() -> dict[str, Any]:
    """The JSON Schema of this format."""
    return dict(json.loads(Path(__file__).with_name("diff.schema.json").read_text(encoding="utf-8")))


def printed(comparisons: Sequence[Comparison], lang: str) -> str:
    """All comparisons as one JSON document."""
    made = {
        "diff": VERSION,
        "procedures": [_comparison(one, lang) for one in comparisons],
        "summary": {
            "procedures": len(comparisons),
            "changes": sum(len(one.changes) for one in comparisons),
            "breaking": sum(change.breaking for one in comparisons for change in one.changes),
        },
    }
    return json_bytes(made).decode()


def _comparison(one: Comparison, lang: str) -> dict[str, Any]:
    return {
        "procedure": one.procedure,
        "old": _side(one.old),
        "new": _side(one.new),
        "breaking": one.breaking,
        "changes": [_change(change, lang) for change in one.changes],
        "migration": one.migration,
        "findings": [
            {"code": found.code, "rule": found.kind.name, "severity": found.severity.value, "message": found.text(lang), "help": found.help(lang)}
            for found in one.diagnostics
        ],
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    load = {"typed": side.load.typed, "attachments": side.load.attachments, "pages": side.load.pages}
    return {"version": side.version, "from": side.given, "burden": load}


def _change(change: Change, lang: str) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "class": change.who.value,
        "breaking": change.breaking,
        "pointer": pointer_text(change.place),
        **({"was": pointer_text(change.was)} if change.was else {}),
        "message": said(KINDS[change.kind], lang, change.args),
        "harms": [_harm(harm) for harm in change.harms],
    }


def _harm(harm: Harm) -> dict[str, Any]:
    witness = harm.witness
    if witness is None:
        return {"class": harm.who.value, "breaking": False}
    return {
        "class": harm.who.value,
        "breaking": harm.breaking,
        "witness": {
            "valid_in": witness.valid_in,
            "answers": witness.answers,
            **({"known": {pointer_text(pointer): value for pointer, value in witness.known.items()}} if witness.known else {}),
            "pointer": pointer_text(witness.place),
            "codes": list(witness.codes),
            "checked_by": list(witness.checked_by),
            "schema_refuses": witness.schema_refuses,
        },
    }
