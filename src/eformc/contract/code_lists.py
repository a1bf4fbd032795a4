"""Code lists that stand once for all bundles of a build (`assets/codes/`): which they are, and reading one."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from eformc.kernel.values import Code, CodeList
from eformc.model.catalogue import Catalogue

LEAST_SHARED = 20
"""Longer code lists of a catalogue stand once for all forms, under `assets/codes/`."""


def shared_lists(catalogue: Catalogue) -> dict[str, CodeList]:
    """The code lists that are published once, by id."""
    return {codes.id: codes for codes in catalogue.code_lists.values() if len(codes.codes) > LEAST_SHARED}


def code_list(out: Path, name: str) -> CodeList:
    """A code list that the bundles below `out` share, as it is now. Raises as reading and parsing do."""
    path = out / "assets" / "codes" / f"{name}.json"
    found = path.stat()
    return _code_list(path, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=32)
def _code_list(path: Path, stamp: tuple[int, int, int]) -> CodeList:
    made = json.loads(path.read_bytes())
    codes = tuple(Code(one["code"], one["titles"], one.get("parent"), also=tuple(one.get("also", ()))) for one in made["codes"])
    return CodeList(made["code_list"], codes, made["scheme"], made["within"], tuple(made.get("first", ())))
