"""Folders that travel with eformc, in the wheel or in the repository it was checked out from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = {"catalogue": "specs/catalogue"}


def data_dir(name: str) -> Path:
    """The folder of that name: `templates`, or `catalogue` with a folder for each country."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent.parent / _PLACES.get(name, name)
