"""Logging in as somebody of the demonstration population."""

from __future__ import annotations

from eformc.contract.plan import Plan
from eformc.demo.records import Citizen
from eformc.kernel.json_text import Json
from eformc.prefill import Authenticated


def authenticated(plan: Plan, citizen: Citizen) -> Authenticated:
    """The facts a login gives of a citizen, papers that concern them included."""
    given: dict[str, Json] = {}
    for fact in plan.given:
        kind, _, document = fact.source.partition(":")
        value = citizen.papers.get(document) if kind == "document" else citizen.key
        if value is not None:
            given[fact.pointer] = value
    return Authenticated(given)
