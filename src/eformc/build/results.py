"""The specs of a run: the record of each, and its findings among the others, once somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from eformc.diagnostics.families import FATAL

if TYPE_CHECKING:
    from eformc.build.records import SpecRecord
    from eformc.diagnostics import Diagnostic
    from eformc.project.findings import SpecFindings, SpecResult, Suppressed
    from eformc.project.rule_config import Terms


class Summary:
    """A spec of a run. `record`: what is kept of it. `staged`: folder and paths of what was staged in this run; None for what
    was known. `parts`: of the catalogue it depends on, spaced.
    """

    __slots__ = ("_findings", "_settle", "catalogue", "key", "outdated_manifest", "parts", "path", "record", "staged")

    def __init__(self, path: str, key: str, catalogue: str, record: SpecRecord, parts: str = "") -> None:
        self.path, self.key, self.catalogue, self.record, self.parts = path, key, catalogue, record, parts
        self.staged: tuple[str, Sequence[str]] | None = None
        self.outdated_manifest = False
        """True if files of the catalogue changed that it does not read: its manifest names their digests."""
        self._settle: Callable[[], None] | None = None
        self._findings: SpecFindings | None = None

    @property
    def findings(self) -> SpecFindings:
        """Its findings among the other specs of the run. Working them out takes time."""
        if self._findings is None and self._settle is not None:
            self._settle()
        if self._findings is None:
            message = "the specs of a run are settled before one is asked for its findings"
            raise ValueError(message)
        return self._findings

    def settle(self, findings: SpecFindings | Callable[[], None]) -> None:
        """Take its findings, or the function that will give them to all specs of the run."""
        if callable(findings):
            self._findings, self._settle = None, findings
        else:
            self._findings = findings

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings that are shown."""
        return self.findings.shown

    @property
    def suppressed(self) -> Suppressed:
        """The findings that comments set aside."""
        return self.findings.suppressed

    @property
    def procedure_id(self) -> str | None:
        """The procedure's id; None where the spec could not be understood as one."""
        return self.record.procedure

    @property
    def translatable(self) -> bool:
        """True if nothing found in it alone forbids translating it."""
        return self.record.heading is not None

    @property
    def sound(self) -> bool:
        """True if it can be compiled (see `is_sound`). A record that is plain says it before findings are worked out."""
        if self._findings is None and self.record.plain and not any(code.startswith(FATAL) for code in self.record.told):
            return True
        from eformc.project.findings import is_sound

        return self.record.reasoned and is_sound(reasoned=True, findings=self.findings)


Texts = Callable[[str], str]


def settled(summaries: Sequence[Summary], terms: Callable[[], Terms], texts: Texts, *, alone: bool | None = None) -> None:
    """Give each summary the findings that are shown and those set aside, with what is found between specs: of all of
    them once somebody asks one.
    """

    def settle_all() -> None:
        from eformc.project.findings import apply_suppressions

        results = [_result(summary, terms(), texts) for summary in summaries]
        for summary, findings in zip(summaries, apply_suppressions(results, terms(), alone=alone), strict=True):
            summary.settle(findings)

    for summary in summaries:
        summary.settle(settle_all)
    names = [summary.procedure_id for summary in summaries if summary.procedure_id]
    if len(set(names)) < len(names):  # one of them is at fault
        settle_all()


def _result(summary: Summary, terms: Terms, texts: Texts) -> SpecResult:
    from eformc.build.serializer import Deserializer

    record = summary.record
    unpack = Deserializer(record.paths, texts, terms.kinds)
    comments = tuple(map(unpack.suppression, record.comments))
    return replace(told_by(summary, terms, texts), found=unpack.diagnostics(record.found), comments=comments)


def told_by(summary: Summary, terms: Terms, texts: Texts) -> SpecResult:
    """The part of a spec's result that others need: its id, and what it tells rules between specs."""
    from eformc.build.serializer import Deserializer
    from eformc.project.findings import SpecResult
    from eformc.rules.rule import Told

    record = summary.record
    unpack = Deserializer(record.paths, texts, terms.kinds)
    told = {code: Told(one.facts, tuple(map(unpack.span, one.spans))) for code, one in record.told.items()}
    id_span = unpack.span(record.id) if record.id is not None else None
    return SpecResult(
        summary.path, record.procedure or "", id_span, told=told, reasoned=record.reasoned, catalogue=summary.catalogue
    )
