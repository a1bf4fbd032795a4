"""Former codes that `was:` names: of options, and of the codes of a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map

from eformc.language.reading import Reader
from eformc.source import Mapping, Node, Scalar


class FormerCodes:
    """Collects the places of former codes; each may become one code only, and none that is still there."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._named: list[Scalar] = []

    def of_options(self, item: Node) -> None:
        """Take note of what options written the long way were called."""
        for _, value in item if isinstance(item, Mapping) else ():
            if isinstance(value, Mapping):
                self._named += _scalars(value.get("was"))

    def of_list(self, name: str, node: Mapping, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Former codes by the code that they became, as the list of that name says under its key `was`."""
        found: dict[str, tuple[str, ...]] = {}
        for key, value in self.reader.mapping(node, "was") or ():
            one = Mapping({key.text: (key, value)}, value.source, value.start, value.end)
            if codes and key.text not in codes:
                self.reader.unknown("EF114", key.span, "unknown-code", key.text, codes, within=name, code=key.text)
            found[key.text] = self.reader.texts(one, key.text)
            self._named += _scalars(value)
        self.check(codes)
        return found

    def check(self, codes: Collection[str] | Map[str, object]) -> None:
        """Report former codes that are still there, and those that stand twice."""
        seen: set[str] = set()
        for one in self._named:
            if one.text in codes or one.text in seen:
                self.reader.say("EF110", one.span, "former-code" if one.text in codes else "former-code-twice", id=one.text)
            seen.add(one.text)


def _scalars(value: Node | None) -> Iterator[Scalar]:
    """The texts of a list, or a single one."""
    items = getattr(value, "items", None)
    for one in items if isinstance(items, list) else [value]:
        if isinstance(one, Scalar) and not one.is_null:
            yield one
