"""One file per output format of findings; all are printers of the one diagnostic record."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module

from eformc.formats.format import PAGES, Format, Report, SetAside

__all__ = ["PAGES", "Format", "Report", "SetAside", "formats"]


@lru_cache(maxsize=1)
def formats() -> Mapping[str, Format]:
    """Every format by name: each module of this package that declares `FORMAT`. One is loaded when it is asked for."""
    return _Formats(tuple(sorted(info.name for info in pkgutil.iter_modules(__path__))))


class _Formats(Mapping[str, Format]):
    """`modules`: of this package; a format is called as its module is."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self.modules = modules

    def __getitem__(self, name: str) -> Format:
        declared = getattr(import_module(f"{__name__}.{name}"), "FORMAT", None) if name in self.modules else None
        if not isinstance(declared, Format):
            raise KeyError(name)
        return declared

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.modules if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
