"""On what terms findings count: which rules, how severe, in which files, and on which day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.diagnostics.families import family_of
from eformc.project.settings import FileTerms, Settings, SettingsError

if TYPE_CHECKING:
    from eformc.rules.rule import Rule


class Terms(Struct, frozen=True):
    """`kinds`: everything that can be found. `wanted`: the codes that count; errors of the language always do.
    `files`: pattern, codes and the table they come from. `relative`: path as shown -> from the project's folder.
    """

    today: str
    kinds: Mapping[str, Kind]
    wanted: frozenset[str]
    severity: Mapping[str, Severity]
    files: tuple[tuple[re.Pattern[str], frozenset[str], FileTerms], ...]
    relative: Callable[[str], str]
    between: Mapping[str, Rule]
    """The rules that look at several specs together, by code."""

    @property
    def raises_warnings(self) -> bool:
        """True if settings make errors of what else would be a warning that a spec compiles with."""
        return any(
            severity is Severity.ERROR and family_of(code).fatal and self.kinds[code].severity is not Severity.ERROR
            for code, severity in self.severity.items()
        )

    def counts(self, diagnostic: Diagnostic) -> bool:
        if family_of(diagnostic.code).fatal:
            return True
        return diagnostic.code in self.wanted and self.file_terms(diagnostic) is None

    def counted(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings that count, with their severity."""
        return [self.weighed(one) for one in diagnostics if self.counts(one)]

    def file_terms(self, diagnostic: Diagnostic) -> FileTerms | None:
        """The table of the settings that sets a finding aside because of its file."""
        for pattern, codes, written in self.files:
            if diagnostic.code in codes and pattern.fullmatch(self.relative(diagnostic.span.path)):
                return written
        return None

    def weighed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with the severity the settings give it; a law that nobody verified makes no error there either."""
        severity = self.severity.get(diagnostic.code)
        if severity is Severity.ERROR and not diagnostic.verified:
            severity = Severity.WARNING
        if severity is None or severity is diagnostic.severity:
            return diagnostic
        lighter = severity.rank < diagnostic.severity.rank
        return diagnostic if lighter and diagnostic.severity is Severity.ERROR else replace(diagnostic, severity=severity)


def terms_of(settings: Settings, today: str, rules: Iterable[Rule], relative: Callable[[str], str]) -> Terms:
    """The terms that settings describe. `rules`: all of the project. Raises `SettingsError`."""
    from eformc.rules.editions import EDITIONS, UnknownSelectorError, selected
    from eformc.rules.kinds import kinds

    every = tuple(rules)
    edition = settings.rules or EDITIONS[-1]
    if edition not in EDITIONS:
        message = f"{settings.file or 'settings'}: `rules` is one of the editions {', '.join(EDITIONS)}"
        raise SettingsError(message)
    known = kinds(every)
    try:
        wanted = selected(settings.select or ("all",), known) - selected(settings.ignore, known)
        severity = {
            code: Severity(level) for one, level in settings.severity.items() for code in selected((one,), known)
        }
        files = tuple(
            (_pattern(pattern), selected(one.ignore, known), one) for one in settings.files for pattern in one.match
        )
    except UnknownSelectorError as error:
        message = f"{_written_in(settings, str(error))}{error}"
        raise SettingsError(message) from error
    _refuse_switches(settings, known)
    return Terms(
        today, known, frozenset(code for code in wanted if known[code].edition <= edition), severity, files, relative,
        {rule.kind.code: rule for rule in every if rule.across is not None},
    )  # fmt: skip


def _refuse_switches(settings: Settings, known: Mapping[str, Kind]) -> None:
    """Errors of the language have no switch: a selector that names nothing else is refused."""
    from eformc.rules.editions import selected

    for selector in (*settings.ignore, *(one for table in settings.files for one in table.ignore), *settings.severity):
        codes = selected((selector,), known)
        if codes and all(family_of(code).fatal for code in codes):
            message = f"{_written_in(settings, f'`{selector}`')}`{selector}` is a mistake in the language and has no switch"
            raise SettingsError(message)


def _written_in(settings: Settings, problem: str) -> str:
    """The settings file as the beginning of a message, unless what is wrong was said on the command line."""
    keys = {"select", "ignore", "severity", "files"} & set(settings.given)
    if settings.file is None or not keys:
        return ""
    selector = problem.partition("`")[2].partition("`")[0]
    return f"{settings.file}: " if selector in settings.file.read_text(encoding="utf-8") else ""


def _pattern(glob: str) -> re.Pattern[str]:
    """A glob pattern: `**/` any folders, `**` anything, `*` and `?` within one name."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    meant = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meant.get(part) or re.escape(part) for part in parts))
