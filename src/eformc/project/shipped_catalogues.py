"""Data that travels with eformc: the catalogues, in the wheel or in the repository it was checked out from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = {"catalogue": "specs/catalogue"}


def shipped(name: str) -> Path:
    """The folder of shipped data by that name."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent.parent / _PLACES.get(name, name)
