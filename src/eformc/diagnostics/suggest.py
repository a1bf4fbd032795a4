"""Did you mean … ?"""

from collections.abc import Iterable


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like a misspelt name, or None where none is near. Ties go to the first by code point."""
    names = sorted(set(candidates))
    if not names:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = max(1, min(3, len(name) // 3))
    folded = {other: other.lower().replace("-", "_") for other in names}
    wanted = name.lower().replace("-", "_")
    found = process.extractOne(wanted, folded, scorer=OSA.distance, score_cutoff=limit)
    if found is not None:
        return str(found[2])
    starts = [other for other in names if wanted and (folded[other].endswith(wanted) or folded[other].startswith(wanted))]
    return starts[0] if starts else None
