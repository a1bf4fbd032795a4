"""The rules of a project: eformc's, those its settings describe as data, those of packages that the command line names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from eformc.diagnostics import Diagnostic
from eformc.project.settings import Settings, SettingsError
from eformc.source import Span

if TYPE_CHECKING:
    from eformc.rules.rule import Rule

GROUP = "eformc.rules"
"""The group of entry points that plug-ins declare: a `Rule`, or several."""


def rules_of(settings: Settings) -> tuple[Rule, ...]:
    """In the order of codes. Raises `SettingsError` for a rule that cannot be used or a code given twice."""
    from eformc.rules import rules

    missing = [name for name in settings.plugins if name not in settings.trusted]
    if missing:
        message = f"the project wants the rules `{missing[0]}`, which are Python; code runs only where the command line names it: --plugin {missing[0]}"
        raise _problem(settings, message)
    if not settings.rule and not settings.trusted:
        return rules()
    added = [*_written(settings), *_plugged(settings)]
    every = sorted((*rules(), *added), key=lambda rule: rule.kind.code)
    for before, rule in pairwise(every):
        if before.kind.code == rule.kind.code:
            raise _problem(settings, f"the code {rule.kind.code} is given twice")
    return tuple(every)


def crashed(rule: Rule, span: Span, procedure: str, error: Exception) -> Diagnostic:
    """The finding that a rule stopped with an error; the others go on."""
    from eformc.rules.tool import CRASHED

    problem = f"{type(error).__name__}: {error}"[:200]
    return CRASHED.at(span, "crashed", procedure=procedure, args={"rule": rule.kind.code, "problem": problem})


def _written(settings: Settings) -> Iterator[Rule]:
    from eformc.rules.own import OwnRuleError, own_rule

    for table in settings.rule:
        try:
            yield own_rule(table, settings.lang or "en")
        except OwnRuleError as error:
            raise _problem(settings, str(error)) from error


def _plugged(settings: Settings) -> Iterator[Rule]:
    """Entry points are looked up only where the command line names one: looking costs 50 ms."""
    if not settings.trusted:
        return
    from importlib.metadata import entry_points

    found = {point.name: point for point in entry_points(group=GROUP)}
    for name in settings.trusted:
        if name not in found:
            raise _problem(settings, f"no installed package declares rules `{name}`; found: {', '.join(sorted(found)) or 'none'}")
        try:
            loaded = found[name].load()
        except Exception as error:
            raise _problem(settings, f"the rules `{name}` cannot be loaded: {type(error).__name__}: {error}") from error
        yield from _checked(settings, name, loaded)


def _checked(settings: Settings, name: str, loaded: object) -> Iterator[Rule]:
    from eformc.diagnostics.families import OWN, family_of
    from eformc.rules.rule import Rule

    for rule in [loaded] if isinstance(loaded, Rule) else loaded if isinstance(loaded, Iterable) else [None]:
        if not isinstance(rule, Rule):
            raise _problem(settings, f"the rules `{name}` hold something that is no rule")
        if family_of(rule.kind.code) is not OWN:
            raise _problem(settings, f"the rules `{name}` use {rule.kind.code}; codes that begin with EF are eformc's")
        yield rule


def _problem(settings: Settings, message: str) -> SettingsError:
    return SettingsError(f"{settings.file or 'settings'}: {message}")
