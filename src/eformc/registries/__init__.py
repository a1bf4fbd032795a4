"""Adapters the prefill runtime talks through: one file each, found by being there, chosen by the scheme of a URL.

Authors name facts, operators name places (`sources.toml`), nobody else names anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from eformc.prefill import Source
from eformc.registries.adapter import Adapter
from eformc.registries.settings import Place, SourcesProblem, places_of, read_sources

__all__ = ["Adapter", "Place", "SourcesProblem", "adapters", "open_sources", "places_of", "read_sources"]


@lru_cache(maxsize=1)
def adapters() -> Mapping[str, Adapter]:
    """Every adapter by each of its schemes."""
    found = [getattr(import_module(f"{__name__}.{module.name}"), "ADAPTER", None) for module in iter_modules(__path__)]
    return {scheme: one for one in found if isinstance(one, Adapter) for scheme in one.schemes}


def open_sources(places: Mapping[str, Place]) -> dict[str, Source]:
    """Sources by registry (`*`: all others), one for places that are the same. Nothing is connected yet: that happens
    with the first lookup. Raises `SourcesProblem` for a scheme nobody speaks or a driver that is not installed.
    """
    opened: dict[Place, Source] = {}
    for place in places.values():
        if place not in opened:
            known = adapters()
            if place.scheme not in known:
                message = f"no adapter speaks `{place.scheme}:`; known: {', '.join(sorted(known))}"
                raise SourcesProblem(message)
            opened[place] = known[place.scheme].open(place)
    return {registry: opened[place] for registry, place in places.items()}
