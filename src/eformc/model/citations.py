"""Free texts of specs as citations: the laws of a catalogue's list that they name."""

from __future__ import annotations

from eformc.kernel.same import remembered
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue
from eformc.model.laws import Citation, LawNames


@remembered(1)
def names_of(catalogue: Catalogue) -> LawNames:
    """The names of a catalogue's laws; reads none of them by name."""
    return LawNames(catalogue.laws.values(), catalogue.law_words)


@remembered(4096)
def cited(catalogue: Catalogue, text: str) -> Citation:
    """A free text of a spec as a citation: the laws of the catalogue's list that it names."""
    found = names_of(catalogue).cited({"": text})
    return Citation(dict.fromkeys(catalogue.languages, text), found.laws, found.verified)


def cited_in(catalogue: Catalogue, words: Words) -> Citation:
    """A spec's text in several languages as a citation of what any of them names; in no language nothing."""
    if not words:
        return Citation()
    several = [cited(catalogue, text) for text in words.values()]
    laws = tuple(dict.fromkeys(law for one in several for law in one.laws))
    first = next(iter(words.values()), "")
    return Citation({**dict.fromkeys(catalogue.languages, first), **words}, laws, all(one.verified for one in several))
