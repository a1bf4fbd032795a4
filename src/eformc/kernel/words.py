"""Text in several languages."""

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]
"""Language tag (BCP 47) -> text, in the order the author wrote them."""


def say(words: Words, lang: str) -> str:
    """The text in `lang`; else in the first language there is; else nothing."""
    if lang in words:
        return words[lang]
    return next(iter(words.values()), "")


def unbroken(words: Words) -> bool:
    """True if every language has its text. One with an empty text was meant to have it: its key was misspelt, and that is reported."""
    return "" not in words.values()
