"""The burden of a form: how many fields are typed, confirmed, silent, and how much smaller that is than what is needed.

Counted by the contract (design §4): leaf fields, a column of a repeating group once, structured values as one; system
lines apart; attachments apart. `needed` = leaf fields less system lines; `typed` = origin asked; `confirmed` = held or
derived and shown for confirmation or edit; `silent` = the rest. `reduction = 1 - typed / needed`.
"""

from __future__ import annotations

from msgspec import Struct

from eformc.model.catalogue import Policy
from eformc.reasoning.reasoned import Origin, Reasoned


class Burden(Struct, frozen=True):
    needed: int
    typed: int
    confirmed: int
    silent: int
    system_lines: int
    attachments_needed: int
    attachments_typed: int
    printed: int | None = None
    """Leaf fields less system lines of the printed form that this one replaces."""

    @property
    def reduction(self) -> float:
        return 1 - self.typed / self.needed if self.needed else 0.0

    @property
    def reduction_from_printed(self) -> float | None:
        return 1 - self.typed / self.printed if self.printed else None


def burden(reasoned: Reasoned, printed: int | None = None) -> Burden:
    """Count one procedure."""
    lines = [reason for reason in reasoned.fields if reason.system is not None]
    needed = [reason for reason in reasoned.fields if reason.system is None]
    typed = [reason for reason in needed if reason.origin is Origin.ASKED]
    shown = (Policy.CONFIRM, Policy.EDIT)
    confirmed = [r for r in needed if r.origin in (Origin.HELD, Origin.DERIVED) and r.policy in shown]
    return Burden(
        needed=len(needed),
        typed=len(typed),
        confirmed=len(confirmed),
        silent=len(needed) - len(typed) - len(confirmed),
        system_lines=len(lines),
        attachments_needed=len(reasoned.attachments),
        attachments_typed=sum(1 for reason in reasoned.attachments if reason.origin is Origin.ASKED),
        printed=printed,
    )


def pooled(burdens: list[Burden]) -> Burden:
    """All procedures as one: sums. `printed` only where every one names its printed form."""
    printed = [one.printed for one in burdens]
    total = sum(one for one in printed if one is not None) if all(one is not None for one in printed) else None
    return Burden(
        needed=sum(one.needed for one in burdens),
        typed=sum(one.typed for one in burdens),
        confirmed=sum(one.confirmed for one in burdens),
        silent=sum(one.silent for one in burdens),
        system_lines=sum(one.system_lines for one in burdens),
        attachments_needed=sum(one.attachments_needed for one in burdens),
        attachments_typed=sum(one.attachments_typed for one in burdens),
        printed=total if burdens else None,
    )
