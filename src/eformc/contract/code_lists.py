"""Code lists that bundles share: `assets/codes/<name>.json`, where the name holds the digest of the file."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from eformc.kernel.values import Code, CodeList
from eformc.safe_files import read_regular

FOLDER = "assets/codes"
NAME = re.compile(r"[A-Za-z0-9_-]+\.[0-9a-f]{16}")
"""The name a list is published under: its id, and the beginning of the SHA-256 of its file."""


def list_name(id_: str, data: bytes) -> str:
    """The name that a list's file is published under."""
    return f"{id_}.{sha256(data).hexdigest()[:16]}"


def code_list(out: Path, name: str) -> CodeList:
    """A code list that the bundles below `out` share. Raises `ValueError` for what is no name of a list, and where the file
    is not the one that the name stands for; else as reading and parsing do.
    """
    if NAME.fullmatch(name) is None:
        message = f"`{name}` is no name of a shared code list"
        raise ValueError(message)
    path = out / FOLDER / f"{name}.json"
    found = path.stat()
    return _code_list(path, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=32)
def _code_list(path: Path, stamp: tuple[int, int, int]) -> CodeList:
    data = read_regular(path)
    id_ = path.stem.partition(".")[0]
    if list_name(id_, data) != path.stem:
        message = f"{path} is not the file that was built (its digest is another)"
        raise ValueError(message)
    made = json.loads(data)
    codes = tuple([
        Code(
            one["code"], one["titles"], one.get("parent"), also=tuple(one.get("also", ())), was=tuple(one.get("was", ())),
            former=tuple([(name, of) for name, of in one.get("former", ())]),
        )
        for one in made["codes"]
    ])  # fmt: skip
    return CodeList(made["code_list"], codes, made["scheme"], made["within"], tuple(made.get("first", ())))
