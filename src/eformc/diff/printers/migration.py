"""The draft migration alone, as JSON (`eformc schema migration`); of several procedures one a line."""

from __future__ import annotations

import json
from collections.abc import Sequence

from eformc.diff.change import Comparison
from eformc.emit.kind import json_bytes


def printed(comparisons: Sequence[Comparison], lang: str) -> str:
    """One document, or JSON Lines."""
    made = [one.migration for one in comparisons if one.migration is not None]
    if len(made) == 1:
        return json_bytes(made[0]).decode()
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made)
