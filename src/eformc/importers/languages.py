"""Names of languages, as forms of other systems write them, and their codes."""

from __future__ import annotations

import re

_NAMED = {
    "english": "en", "french": "fr", "français": "fr", "spanish": "es", "español": "es", "portuguese": "pt", "german": "de", "vietnamese": "vi",
    "tiếng việt": "vi", "chinese": "zh", "arabic": "ar", "hindi": "hi", "swahili": "sw", "kiswahili": "sw", "russian": "ru", "nepali": "ne", "khmer": "km",
    "lao": "lo", "thai": "th", "indonesian": "id", "norwegian": "nb", "amharic": "am", "somali": "so", "bengali": "bn", "burmese": "my", "urdu": "ur",
}  # fmt: skip


def code_of(name: str) -> str:
    """The code of a language: the one in brackets, the name's own if it is a code, or that of a known name; else empty."""
    found = re.search(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\s*\)\s*$", name)
    if found:
        return found[1].lower()
    plain = name.strip().lower()
    return _NAMED.get(plain, plain if re.fullmatch(r"[a-z]{2,3}", plain) else "")
