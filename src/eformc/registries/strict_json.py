"""JSON as it may come from a source: strict, small, shallow (RFC 8259, and no key twice)."""

from __future__ import annotations

import json
from typing import Any

from eformc.prefill import SourceError

MOST_LEVELS = 32


def strict_loads(data: bytes) -> Any:
    """The value. Raises `SourceError` of kind `malformed` (not UTF-8, not JSON, a key twice, NaN, half a surrogate pair) or
    `too-large` (nested deeper than 32 levels). The errors quote nothing.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SourceError("malformed") from None
    if _levels(text) > MOST_LEVELS:
        raise SourceError("too-large")
    try:
        made = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
        json.dumps(made, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise SourceError("malformed") from None
    return made


def _levels(text: str) -> int:
    """The depth to which brackets nest, those in texts left out: looked at before anything recurses."""
    depth = most = 0
    inside = escaped = False
    for char in text:
        if inside:
            inside = escaped or char != '"'
            escaped = not escaped and char == "\\"
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            most = max(most, depth)
        elif char in "]}":
            depth -= 1
    return most


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _refused(name: str) -> Any:
    raise ValueError
