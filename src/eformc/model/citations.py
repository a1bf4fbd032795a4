"""Free texts of specs as citations: the laws of a catalogue's list that they name."""

from __future__ import annotations

from eformc.kernel.identity_cache import memoize_by_identity
from eformc.kernel.words import Words
from eformc.model.laws import Citation, LawNames


@memoize_by_identity(4096)
def cited(names: LawNames, text: str) -> Citation:
    """A free text of a spec as a citation: the laws of the catalogue's list that it names."""
    found = names.cited({"": text})
    return Citation(dict.fromkeys(names.languages, text), found.laws, found.verified)


def cited_in(names: LawNames, words: Words) -> Citation:
    """A spec's text in several languages as a citation of what any of them names; in no language nothing."""
    if not words:
        return Citation()
    several = [cited(names, text) for text in words.values()]
    laws = tuple(dict.fromkeys(law for one in several for law in one.laws))
    first = next(iter(words.values()), "")
    return Citation({**dict.fromkeys(names.languages, first), **words}, laws, all(one.verified for one in several))
