"""What a translation is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eformc.reasoning.reasoned import Reasoned


@dataclass(frozen=True, slots=True)
class File:
    """One file of a bundle: its path within the procedure's folder, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Emitter:
    """`emit` gives a procedure's files. Register one by declaring `EMITTER` in a module of this package."""

    name: str
    emit: Callable[[Reasoned], tuple[File, ...]]


def json_bytes(value: Any) -> bytes:
    """JSON as eformc writes it: UTF-8, two spaces, keys in the order given, lists of plain values on one line."""
    return (_json(value, "") + "\n").encode()


def _json(value: Any, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_json(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list | tuple) and any(isinstance(one, dict | list | tuple) for one in value):
        return "[\n" + ",\n".join(inner + _json(one, inner) for one in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
