"""What follows from a catalogue as a whole: worked out once for a catalogue, and handed on to all procedures."""

from __future__ import annotations

from msgspec import Struct

from eformc.model.catalogue import Catalogue
from eformc.model.laws import LawNames, law_names
from eformc.reasoning.lookup_graph import LookupGraph, lookup_graph_of


class CatalogueIndex(Struct, frozen=True):
    """`lookups`: which facts lead to which; `law_names`: what its laws are called."""

    lookups: LookupGraph
    law_names: LawNames


def index_of(catalogue: Catalogue) -> CatalogueIndex:
    """The index of a catalogue. It asks for none of its parts by name."""
    return CatalogueIndex(lookup_graph_of(catalogue), law_names(catalogue.laws.values(), catalogue.law_words, catalogue.languages))
