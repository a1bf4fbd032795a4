"""Papers: which document of the catalogue an attachment's title names."""

from __future__ import annotations

from collections.abc import Mapping

from eformc.reasoning.recognition.labels import folded, segments
from eformc.reasoning.recognition.scores import ENOUGH
from eformc.reasoning.recognition.wordings import Wordings, Words, find


def document(wordings: Wordings, title: Mapping[str, str]) -> tuple[str, float] | None:
    """The paper that a title names, with confidence; None if none is sure enough."""
    text = next(iter(title.values()), "")
    whole = _without_copy(wordings, wordings.words(text))
    said = {whole, _without_copy(wordings, wordings.plain(folded(text)))}
    either, alternatives = segments(text, wordings.either)
    if alternatives:
        said |= {_without_copy(wordings, wordings.plain(folded(part))) for part in either}
    best: tuple[float, str] | None = None
    for paper, wording in wordings.documents:
        for words in sorted(said):
            score = _agreement(wordings, words, _without_copy(wordings, wording))
            if best is None or score > best[0]:
                best = (score, paper)
    return (best[1], round(min(best[0], 0.99), 3)) if best and best[0] >= ENOUGH else None


def _without_copy(wordings: Wordings, words: Words) -> Words:
    """A copy of a paper says what the paper says: "bản sao …" is left out, wherever it begins the words."""
    for phrase in wordings.copies:
        if words[: len(phrase)] == phrase and len(words) > len(phrase):
            return _without_copy(wordings, words[len(phrase) :])
    return words


def _agreement(wordings: Wordings, words: Words, wording: Words) -> float:
    if not words or not wording:
        return 0.0
    if words == wording:
        return 1.0
    if len(wording) > 1 and find(words, wording) is not None:
        return 0.75 + 0.2 * len(wording) / len(words)
    common = len(set(words) & set(wording))
    return 2 * common / (len(set(words)) + len(set(wording)))
