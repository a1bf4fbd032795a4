"""Editions and presets: named sets of rules whose meaning never shifts under those who named them.

A rule says in which edition it appeared (`Kind.edition`); an edition holds every rule up to it. Editions are compared as
text and are added here, never changed. Presets name parts of an edition by selectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from eformc.diagnostics import Kind, Severity
from eformc.diagnostics.families import family_of

EDITIONS = ("2026",)

PRESETS: Mapping[str, tuple[str, ...]] = {
    "minimal": (),  # what cannot be compiled always counts
    "once-only": ("held", "lifecycle", "tool"),
    "standard": ("held", "lifecycle", "privacy", "people", "versions", "tool", "own"),
    "all": (),
}
"""Each holds the one before. What `standard` adds leaves out what is only worth a look (severity info)."""


def selected(selectors: Iterable[str], kinds: Mapping[str, Kind]) -> frozenset[str]:
    """The codes that selectors name. Raises `UnknownSelectorError` for one that names nothing."""
    return frozenset(code for selector in selectors for code in _named(selector, kinds))


class UnknownSelectorError(Exception):
    """A selector that names no rule; the message suggests one."""


def _named(selector: str, kinds: Mapping[str, Kind]) -> Iterator[str]:
    if selector in PRESETS:
        yield from _of_preset(selector, kinds)
        return
    found = [code for code, kind in kinds.items() if _fits(selector, code, kind)]
    if not found:
        from eformc.diagnostics import closest

        names = [*kinds, *(kind.name for kind in kinds.values()), *(family_of(code).name for code in kinds), *PRESETS]
        near = closest(selector, names)
        message = f"`{selector}` names no rule, family or preset" + (f"; did you mean `{near}`?" if near else "")
        raise UnknownSelectorError(message)
    yield from found


def _fits(selector: str, code: str, kind: Kind) -> bool:
    begins = selector.isupper() or selector[-1:].isdigit()
    return selector in (kind.name, family_of(code).name) or (begins and code.startswith(selector))


def _of_preset(preset: str, kinds: Mapping[str, Kind]) -> Iterator[str]:
    for code, kind in kinds.items():
        family = family_of(code)
        worth = family.name in PRESETS["once-only"] or kind.severity is not Severity.INFO
        if preset == "all" or family.fatal or (family.name in PRESETS[preset] and worth):
            yield code
