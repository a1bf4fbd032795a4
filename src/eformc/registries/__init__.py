"""Adapters the prefill runtime talks through: one file each, found by being there, chosen by the scheme of a URL.

Authors name facts, operators name places (`sources.toml`), nobody else names anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from eformc.front_door import opened
from eformc.prefill import Source
from eformc.registries.adapter import Adapter
from eformc.registries.settings import Place, SourcesProblem, places_of, read_sources

if TYPE_CHECKING:
    from eformc.registries.kit import RECORDS, broken_promises

__all__ = [
    "RECORDS",
    "Adapter",
    "Place",
    "SourcesProblem",
    "adapters",
    "broken_promises",
    "open_sources",
    "places_of",
    "read_sources",
]

__getattr__ = opened(__name__, {"RECORDS": "registries.kit", "broken_promises": "registries.kit"})


@lru_cache(maxsize=1)
def adapters() -> Mapping[str, Adapter]:
    """Every adapter by each of its schemes."""
    found = [getattr(import_module(f"{__name__}.{module.name}"), "ADAPTER", None) for module in iter_modules(__path__)]
    return {scheme: one for one in found if isinstance(one, Adapter) for scheme in one.schemes}


def open_sources(places: Mapping[str, Place]) -> dict[str, Source]:
    """Sources by registry (`*`: all others), one for places that are the same. Nothing is connected yet: that happens
    with the first lookup. Raises `SourcesProblem` for a scheme nobody speaks or a driver that is not installed.
    """
    sources: dict[Place, Source] = {}
    for place in places.values():
        if place not in sources:
            known = adapters()
            if place.scheme not in known:
                message = f"no adapter speaks `{place.scheme}:`; known: {', '.join(sorted(known))}"
                raise SourcesProblem(message)
            sources[place] = known[place.scheme].open(place)
    return {registry: sources[place] for registry, place in places.items()}
