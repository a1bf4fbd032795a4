"""Automatic numbers of a Word document's paragraphs, as they are printed."""

from __future__ import annotations

from collections.abc import Iterable

from eformc.importers.guarded import Element

LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts as the document goes; `of` is asked once for each paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        abstract = {one.attributes.get("abstractNumId", ""): one for one in root.all("abstractNum")} if root else {}
        self.lists: dict[str, tuple[str, dict[int, Element]]] = {}
        self.counts: dict[str, list[int]] = {}
        for one in root.all("num") if root else ():
            name = one.value("abstractNumId")
            if name in abstract:
                levels = {_level(level.attributes.get("ilvl", "0")): level for level in abstract[name].all("lvl")}
                for override in one.all("lvlOverride"):
                    if own := override.find("lvl"):
                        levels[_level(override.attributes.get("ilvl", "0"))] = own
                self.lists[one.attributes.get("numId", "")] = (name, levels)

    def of(self, paragraph: Element, properties: Iterable[Element]) -> str:
        """The number a paragraph prints; empty without one, and for a bullet."""
        given = next(iter(properties), None)
        name = given.value("numId") if given else ""
        if given is None or name not in self.lists:
            return ""
        own, levels = self.lists[name]
        level = _level(given.value("ilvl") or "0")
        counts = self.counts.setdefault(own, [0] * LEVELS)
        definition = levels.get(level, Element(""))
        start = definition.value("start")
        counts[level] = counts[level] + 1 if counts[level] else (int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1)
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        if definition.value("numFmt") in ("bullet", "none"):
            return ""
        return self._text(definition, levels, counts)

    def _text(self, definition: Element, levels: dict[int, Element], counts: list[int]) -> str:
        text = definition.value("lvlText")[:40]
        for at in range(LEVELS):
            kind = levels.get(at, Element("")).value("numFmt")
            text = text.replace(f"%{at + 1}", _written(counts[at] or 1, kind))
        return text.strip()


def _level(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 and int(text) < LEVELS else 0


def _written(number: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        roman = ""
        for value, sign in _ROMAN:
            while number >= value and len(roman) < 20:
                roman += sign
                number -= value
        return roman.upper() if kind == "upperRoman" else roman
    return f"{number:02d}" if kind == "decimalZero" else str(number)
