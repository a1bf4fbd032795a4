"""Lint rules: one file each, holding all that is true about the rule. Rules only look; they never change anything."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from eformc.rules.rule import Form, Rule

if TYPE_CHECKING:
    from eformc.reasoning.reasoned import Reasoned
    from eformc.rules.day import Day

__all__ = ["Rule", "form_on", "rules"]


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule by code: each module of a family, a folder of this package, that declares `RULE`."""
    found = []
    for info in pkgutil.walk_packages(__path__, f"{__name__}."):
        if info.name.count(".") <= __name__.count(".") + 1:
            continue  # what rules are made of, and families themselves
        declared = getattr(import_module(info.name), "RULE", None)
        if declared is not None:
            found.append(declared)
    return tuple(sorted(found, key=lambda rule: rule.kind.code))


def form_on(reasoned: Reasoned, day: Day) -> Form:
    """What rules are given: a reasoned procedure on a day, with its texts."""
    from eformc.rules.people.texts import texts
    return Form(reasoned, day, texts(reasoned))
