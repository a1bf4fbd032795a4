"""A catalogue's `plain_language`: the words and lengths by which its forms are understood."""

from __future__ import annotations

from collections.abc import Mapping as Map

from eformc.kernel.words import Words
from eformc.language.laws import Citations
from eformc.language.reading import Reader
from eformc.model.catalogue import Jargon, PlainLanguage, ReadingLimits
from eformc.source import Mapping

_WHERE: Map[str, Words] = {
    "plain_language": {"en": "`plain_language`", "vi": "`plain_language`"},
    "reading_limits": {"en": "the limits of a language", "vi": "giới hạn của một ngôn ngữ"},
    "jargon": {"en": "a word to avoid", "vi": "từ nên tránh"},
}


def plain_language(reader: Reader, head: Mapping, citations: Citations) -> PlainLanguage:
    """The settings for plain language in a catalogue's head; empty where it says nothing."""
    node = reader.mapping(head, "plain_language")
    if node is None or reader.table(node, "plain_language", _WHERE["plain_language"]) is None:
        return PlainLanguage()
    return PlainLanguage(
        citations.read(reader, node, "guidance_law"), dict(_limits(reader, node)), tuple(_jargon(reader, node)),
        reader.texts(node, "understood"), reader.texts(node, "remedies"),
    )  # fmt: skip


def _limits(reader: Reader, node: Mapping) -> list[tuple[str, ReadingLimits]]:
    found = []
    for lang, value in reader.mapping(node, "limits") or ():
        if reader.as_one_of(lang, list(reader.languages)) is None:
            continue
        limits = reader.table(value, "reading_limits", _WHERE["reading_limits"])
        title, sentence = (reader.integer(limits, key) if limits else None for key in ("title", "sentence"))
        if title is not None and sentence is not None:
            found.append((lang.text, ReadingLimits(title, sentence)))
    return found


def _jargon(reader: Reader, node: Mapping) -> list[Jargon]:
    found = []
    for _, value in reader.mapping(node, "jargon") or ():
        one = reader.table(value, "jargon", _WHERE["jargon"])
        if one is not None:
            found.append(Jargon(reader.texts(one, "words"), reader.texts(one, "not_in"), reader.words(one, "instead")))
    return found
