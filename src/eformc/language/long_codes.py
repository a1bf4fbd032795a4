"""The codes of a catalogue's long list, read from its CSV when the first one is wanted."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias, overload

from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import Code, LongCodes

_ByCode: TypeAlias = "Mapping[str, tuple[str, ...]]"


class DeferredCodes(LongCodes):
    """`data`: the CSV; `also`: further names by code; `was`: former codes by code; `former`: the CSV of former names, if there is one."""

    __slots__ = ("_also", "_data", "_former", "_was")

    def __init__(self, data: bytes, also: Mapping[str, tuple[str, ...]], was: Mapping[str, tuple[str, ...]], former: bytes = b"") -> None:
        self._data = data
        self._also = also
        self._was = was
        self._former = former

    def _read(self) -> tuple[Code, ...]:
        return _codes_in(identity_key(self._data), identity_key(self._also), identity_key(self._was), identity_key(self._former))

    def digest(self) -> str:
        return hashlib.sha256(repr((self._data, sorted(self._also.items()), sorted(self._was.items()), self._former)).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DeferredCodes):
            return (self._data, self._also, self._was, self._former) == (other._data, other._also, other._was, other._former)
        return isinstance(other, tuple) and self._read() == other

    __hash__ = None  # type: ignore[assignment]  # codes hold texts in mappings

    def __len__(self) -> int:
        return _count_in(identity_key(self._data))

    @overload
    def __getitem__(self, at: int) -> Code: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Code]: ...
    def __getitem__(self, at: int | slice) -> Code | Sequence[Code]:
        return self._read()[at]


@lru_cache(maxsize=64)
def _codes_in(data: IdentityKey[bytes], also: IdentityKey[_ByCode], was: IdentityKey[_ByCode], former: IdentityKey[bytes]) -> tuple[Code, ...]:
    """The codes of a CSV; `also`: further names by code; `was`: former codes; `former`: the CSV of former names (`code`, `name`, `of`)."""
    import csv

    names, codes = also(), was()
    had: dict[str, list[tuple[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(former().decode("utf-8"))):
        had.setdefault(row["code"], []).append((row["name"], row.get("of") or ""))
    return tuple(
        Code(
            row["code"],
            {lang: text for lang, text in row.items() if lang not in ("code", "parent") and text},
            row.get("parent") or None,
            also=names.get(row["code"], ()),
            was=codes.get(row["code"], ()),
            former=tuple(had.get(row["code"], ())),
        )
        for row in csv.DictReader(io.StringIO(data().decode("utf-8")))
    )


@lru_cache(maxsize=64)
def _count_in(data: IdentityKey[bytes]) -> int:
    """The number of codes in a CSV: asked more often than what they say."""
    import csv

    rows = csv.reader(io.StringIO(data().decode("utf-8")))
    return max(0, sum(1 for row in rows if row) - 1)
