"""A format of findings: what it is given and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from eformc.diagnostics import Arg, Diagnostic, Severity

PAGES = "urn:eformc:rule:{code}"
"""The address of a rule's page where the settings name none: a name, no place."""


class SetAside(Struct, frozen=True):
    """A finding that does not count: by a comment in the spec (`in_source`), or because the baseline knows it."""

    diagnostic: Diagnostic
    reason: str
    in_source: bool = True


class Report(Struct, frozen=True):
    """Findings in the order they are shown, and what was looked at.

    `files`: paths as shown. `paths`: shown path -> path from the project's folder, by which a finding is known again.
    `laws`: what the catalogue puts into the rules' citations. `pages`: where a rule's page is, with `{code}`.
    `verbose`: people are shown every finding, also those that are said once for a form (`Kind.gathered`).
    """

    diagnostics: tuple[Diagnostic, ...]
    version: str
    lang: str
    procedures: int
    files: tuple[str, ...]
    color: bool = False
    aside: tuple[SetAside, ...] = ()
    paths: Mapping[str, str] = field(default_factory=dict)
    laws: Mapping[str, Arg] = field(default_factory=dict)
    pages: str = PAGES
    verbose: bool = False

    def count(self, severity: Severity) -> int:
        return sum(1 for diagnostic in self.diagnostics if diagnostic.severity is severity)

    def path(self, shown: str) -> str:
        return self.paths.get(shown, shown)

    def page(self, code: str) -> str:
        return self.pages.replace("{code}", code)


class Format(Struct, frozen=True):
    name: str
    print: Callable[[Report], str]
