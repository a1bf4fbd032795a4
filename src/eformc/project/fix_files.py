"""The files that fixing changes: specs, and the fragments they include, once for all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field

from eformc.diagnostics import Fix
from eformc.project import files
from eformc.project.analysis import DependencyRecorder, Project, SpecAnalysis
from eformc.project.atomic_files import replace_files
from eformc.project.fixes import ROUNDS, apart, applied, fixed, one_by_one, spoils, wanted
from eformc.source import Edit, Mapping, SourceText, read

_OWNER = re.compile(r"\b([a-z][a-z0-9_]*)\.(?=[a-z])")
"""A subject before one of its elements."""


class Mended(Struct, frozen=True):
    """One file before and after; `count` fixes were made."""

    path: Path
    before: str
    after: str
    count: int


def mended_files(project: Project, paths: tuple[str, ...], *, unsafe: bool) -> list[Mended]:
    """The changes that fixing the spec files below the paths, and the fragments they include, would make; nothing is written."""
    before: dict[str, str] = {}
    for path, data in files.specs(paths, project.settings.root):
        with suppress(UnicodeDecodeError):
            before[path] = data.decode("utf-8")
    made = Making(project, unsafe, dict(before))
    made.make()
    specs = [Mended(Path(path), text, made.specs[path], made.counts[path]) for path, text in before.items() if made.counts[path]]
    return [*specs, *made.fragments_mended()]


def write_mended(files: Iterable[Mended]) -> None:
    """All of them or none."""
    replace_files({one.path: one.after.encode() for one in files})


class Making(Struct):
    """The specs as they were mended so far, and the fragments: shown path and text as stored and as mended, by path."""

    project: Project
    unsafe: bool
    specs: dict[str, str]
    counts: Counter[str] = field(default_factory=Counter)
    stored: dict[Path, tuple[str, str]] = field(default_factory=dict)
    fragments: dict[Path, bytes] = field(default_factory=dict)
    """Only those that were mended."""

    def make(self) -> None:
        """Mend specs, then what all that include a fragment find in it alike; again, for what that brings to light."""
        again: Iterable[str] = tuple(self.specs)
        for _ in range(ROUNDS):
            for path in again:
                self.specs[path], count = fixed(
                    self.project, path, self.specs[path], unsafe=self.unsafe, fragments=self.fragments
                )
                self.counts[path] += count
            again = self._mend_fragments()
            if not again:
                return

    def fragments_mended(self) -> Iterator[Mended]:
        for path, data in self.fragments.items():
            shown, before = self.stored[path]
            yield Mended(Path(shown), before, data.decode(), self.counts[shown])

    def _mend_fragments(self) -> set[str]:
        """One round; gives the specs to mend that include what was changed."""
        changed: set[str] = set()
        if not any(_uses(text) for text in self.specs.values()):
            return changed
        including = self._including()
        for fragment, specs in including.items():
            if any(spec in self.specs for spec in specs) and self._mend_fragment(fragment, specs):
                changed.update(spec for spec in specs if spec in self.specs)
        return changed

    def _including(self) -> dict[Path, dict[str, str]]:
        """Each fragment with all specs of the project that include it, wanted or not, and their texts."""
        out: dict[Path, dict[str, str]] = {}
        settings = self.project.settings
        places = [place.as_posix() for place in (settings.root / spec for spec in settings.specs) if place.exists()]
        others = {Path(path).resolve(): (path, data.decode("utf-8", "replace")) for path, data in files.specs(places, settings.root)}
        mine = {Path(path).resolve(): (path, text) for path, text in self.specs.items()}
        for path, text in (*mine.values(), *(one for at, one in others.items() if at not in mine)):
            if _uses(text):
                asked = self._asked({})
                self.project.unit_of(path, text.encode(), asked)
                for found, data in ((found, data) for _, _, found, data in asked.fragments if found):
                    with suppress(UnicodeDecodeError):
                        at = Path(found).resolve()
                        self.stored.setdefault(at, (found, data.decode()))
                        out.setdefault(at, {})[path] = text
        return out

    def _asked(self, changed: Map[Path, bytes]) -> DependencyRecorder:
        return DependencyRecorder(self.project.settings.root, self.project.today, {**self.fragments, **changed})

    def _mend_fragment(self, fragment: Path, specs: Map[str, str]) -> bool:
        """Make the fixes that every use of the fragment asks for and that break no spec that includes it."""
        shown, before = self.stored[fragment]
        data = self.fragments.get(fragment, before.encode())
        text = data.decode()
        source, root, _ = read(shown, data)
        fixes = [fix for fix in self._agreed(fragment, specs) if not _names_subjects(fix, source, root)]
        units = {path: self._unit(path, specs[path], {}) for path in specs}

        def breaks(some: list[Fix]) -> bool:
            changed = {fragment: applied(text, source, some).encode()}
            return any(spoils(unit, self._unit(path, specs[path], changed), some) for path, unit in units.items())

        fixes = apart(fixes)
        if fixes and breaks(fixes):
            fixes = one_by_one(fixes, breaks)
        after = applied(text, source, fixes)
        if after == text:
            return False
        self.fragments[fragment] = after.encode()
        self.counts[shown] += len(fixes)
        return True

    def _unit(self, path: str, text: str, changed: Map[Path, bytes]) -> SpecAnalysis:
        return self.project.unit_of(path, text.encode(), self._asked(changed))

    def _agreed(self, fragment: Path, specs: Map[str, str]) -> list[Fix]:
        """The fixes in a fragment that each use of it in each spec asks for."""
        agreed: dict[tuple[Edit, ...], Fix] = {}
        for number, (path, text) in enumerate(specs.items()):
            asked = self._asked({})
            unit = self.project.unit_of(path, text.encode(), asked)
            uses = sum(Path(found).resolve() == fragment for _, _, found, _ in asked.fragments if found)
            offered: dict[tuple[Edit, ...], list[Fix]] = {}
            for one in filter(self.project.terms().counts, unit.result.found):
                for fix in wanted(one, unsafe=self.unsafe):
                    if Path(fix.path).resolve() == fragment:
                        offered.setdefault(fix.edits, []).append(fix)
            mine = {edits: fixes[0] for edits, fixes in offered.items() if len(fixes) == uses}
            agreed = {edits: fix for edits, fix in mine.items() if not number or edits in agreed}
        return list(agreed.values())


def _uses(text: str) -> bool:
    return "use:" in text or "use :" in text or '"use"' in text or "'use'" in text


def _names_subjects(fix: Fix, source: SourceText, root: object) -> bool:
    """True if a fix would write the name that one form gives a subject into a fragment that calls its subjects itself."""
    if not isinstance(root, Mapping) or "subjects" not in root:
        return False
    return any(
        owner not in _OWNER.findall(source.text[edit.start : edit.end])
        for edit in fix.edits
        for owner in _OWNER.findall(edit.text)
    )
