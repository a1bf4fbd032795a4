"""Papers: which document of the catalogue an attachment's title names."""

from __future__ import annotations

from collections.abc import Mapping

from eformc.reasoning.recognition.labels import remarks, segments
from eformc.reasoning.recognition.wordings import REMEMBERED, Wordings, Words, find, without_copy

ENOUGH = 0.6
"""Below this eformc does not guess."""


def document(wordings: Wordings, title: Mapping[str, str]) -> tuple[str, float] | None:
    """The paper that a title names, with confidence; None if none is sure enough."""
    text = next(iter(title.values()), "")
    if text not in wordings.papers:
        if len(wordings.papers) >= REMEMBERED:
            wordings.papers.clear()
        wordings.papers[text] = _best(wordings, text)
    return wordings.papers[text]


def _best(wordings: Wordings, text: str) -> tuple[str, float] | None:
    said = {wordings.words(text), wordings.plain(text)}
    either, alternatives = segments(text, wordings.either)
    if alternatives:
        said |= {wordings.plain(part) for part in either}
    said |= {wordings.plain(remark) for remark in remarks(text)}
    phrases = sorted({without_copy(words, wordings.copies) for words in said})
    best: tuple[float, str] | None = None
    likely = sorted({number for words in phrases for word in words for number in wordings.documents_by_word.get(word, ())})
    for paper, wording, of_wording in (wordings.documents[number] for number in likely):
        for words in phrases:
            score = _agreement(wordings, words, wording, of_wording)
            if best is None or score > best[0]:
                best = (score, paper)
    return (best[1], round(min(best[0], 0.99), 3)) if best and best[0] >= ENOUGH else None


def _agreement(wordings: Wordings, words: Words, wording: Words, of_wording: frozenset[str]) -> float:
    if words == wording:
        return 1.0
    if len(wording) > 1 and find(words, wording) is not None:
        return 0.75 + 0.2 * len(wording) / len(words)
    weigh = wordings.paper_weights
    both = sum(weigh.get(word, 1.0) for word in sorted(of_wording.intersection(words)))
    own = sum(weigh.get(word, 1.0) for word in sorted(set(words)))
    return 2 * both / (own + sum(weigh.get(word, 1.0) for word in sorted(of_wording)))
