"""A difference between two versions: a change, whom it hurts, and answers that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from eformc.diagnostics import Arg, Diagnostic
from eformc.diff.side import Side
from eformc.kernel.evaluate import Json
from eformc.kernel.expressions import Pointer
from eformc.kernel.words import Words


class Who(StrEnum):
    """The people who are affected, gravest first: `--fail-on` takes one and fails on it and on all before it."""

    CONSUMERS = "consumers"
    DRAFTS = "drafts"
    PREFILL = "prefill"
    CITIZENS = "citizens"
    READERS = "readers"
    HARMLESS = "harmless"

    @property
    def rank(self) -> int:
        return list(Who).index(self)


class Witness(Struct, frozen=True):
    """Answers that one version takes and the other refuses. `valid_in`: which takes them, `old` or `new`.

    `codes`: what the other finds at `place`. `checked_by`: the readers that were asked and agreed: the evaluator, and
    each JSON Schema validator (where a schema cannot say a rule, it must at least not contradict). `schema_refuses`:
    whether the other version's schema says so itself.
    """

    answers: Json
    known: Mapping[Pointer, Json]
    place: Pointer
    codes: tuple[str, ...]
    valid_in: str
    checked_by: tuple[str, ...]
    schema_refuses: bool


class Harm(Struct, frozen=True):
    """`breaking`: answers that were right are refused now, and the witness shows it; nothing is called so without one."""

    who: Who
    witness: Witness | None = None

    @property
    def breaking(self) -> bool:
        return self.witness is not None and self.who in (Who.CONSUMERS, Who.DRAFTS)


class Change(Struct, frozen=True):
    """`kind` names an entry of `words.KINDS`; `args` fill its blanks."""

    kind: str
    place: Pointer
    title: Words
    args: Mapping[str, Arg] = field(default_factory=dict)
    harms: tuple[Harm, ...] = ()
    was: Pointer | None = None

    @property
    def who(self) -> Who:
        """The gravest."""
        return min((harm.who for harm in self.harms), key=lambda who: who.rank, default=Who.HARMLESS)

    @property
    def breaking(self) -> bool:
        return any(harm.breaking for harm in self.harms)


class Comparison(Struct, frozen=True):
    """Two versions of one procedure; one of them is None where the procedure is new, or gone."""

    old: Side | None
    new: Side | None
    changes: tuple[Change, ...]
    migration: Mapping[str, Any] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def procedure(self) -> str:
        side = self.new or self.old
        return side.procedure if side else ""

    @property
    def breaking(self) -> bool:
        return any(change.breaking for change in self.changes)


def failing(comparisons: Sequence[Comparison], fail_on: str) -> bool:
    """True if anybody of a class, or of a graver one, is hurt; `never` fails on nothing."""
    if fail_on == "never":
        return False
    worst = Who(fail_on).rank
    return any(change.who.rank <= worst for one in comparisons for change in one.changes)
