"""What a translation is."""

from __future__ import annotations

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
    """JSON as eformc writes it: UTF-8, two spaces, keys in the order given, one line feed at the end."""
    import json

    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
