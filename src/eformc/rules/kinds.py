"""Everything that can be found: mistakes of the language, rules, and what is said of rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eformc.diagnostics import Kind
from eformc.rules.rule import Rule


def kinds(own: Iterable[Rule] = ()) -> Mapping[str, Kind]:
    """By code, in the order of codes; `own` are a project's own rules."""
    from eformc.language.mistakes import KINDS
    from eformc.rules import rules
    from eformc.rules.tool import KINDS as OF_TOOL

    every = (*rules(), *own)
    return dict(sorted({**KINDS, **OF_TOOL, **{rule.kind.code: rule.kind for rule in every}}.items()))
