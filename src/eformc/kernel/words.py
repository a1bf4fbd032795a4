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
