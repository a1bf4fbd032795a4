"""The record kept of one spec: findings, what it tells rules between specs, digests of its outputs. No model, no text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from eformc.diagnostics.families import FATAL

if TYPE_CHECKING:
    from eformc.diagnostics import Diagnostic
    from eformc.project.findings import Aside, Looked
    from eformc.project.rule_config import Terms


class Summary:
    """`value`: what `batch` packed. `staged`: folder and paths of what was staged in this run; None for what was known.
    `parts`: of the catalogue it depends on, spaced.
    """

    __slots__ = ("_settle", "_shown", "_suppressed", "catalogue", "key", "outdated_manifest", "parts", "path", "staged", "value")

    def __init__(self, path: str, key: str, catalogue: str, value: dict[str, Any], parts: str = "") -> None:
        self.path, self.key, self.catalogue, self.value, self.parts = path, key, catalogue, value, parts
        self.staged: tuple[str, Sequence[str]] | None = None
        self.outdated_manifest = False
        """True if files of the catalogue changed that it does not read: its manifest names their digests."""
        self._settle: Callable[[], None] | None = None
        self._shown: tuple[Diagnostic, ...] = ()
        self._suppressed: Aside = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings that are shown."""
        if self._settle is not None:
            self._settle()
        return self._shown

    @property
    def suppressed(self) -> Aside:
        """The findings that comments set aside."""
        if self._settle is not None:
            self._settle()
        return self._suppressed

    @property
    def procedure(self) -> str | None:
        """The procedure's id; None where the spec could not be understood as one."""
        found: str | None = self.value["procedure"]
        return found

    @property
    def translatable(self) -> bool:
        """True if nothing found in it alone forbids translating it."""
        return "heading" in self.value

    @property
    def sound(self) -> bool:
        """True if it can be compiled: no error of the language or of behaviour."""
        if not self.value["reasoned"]:
            return False
        if self._settle is not None and self._plainly_sound():
            return True
        from eformc.project.findings import fatal

        return not fatal(self.diagnostics)

    def _plainly_sound(self) -> bool:
        """True if it was sound alone and nothing fatal can be found between specs: then its findings need not be worked
        out to know it.
        """
        return bool(self.value["plain"]) and not any(code.startswith(FATAL) for code in self.value["told"])


Texts = Callable[[str], str]


def settled(summaries: Sequence[Summary], terms: Callable[[], Terms], texts: Texts, *, alone: bool | None = None) -> None:
    """Give each summary the findings that are shown and those set aside, with what is found between specs: of all of
    them once somebody asks one.
    """

    def settle_all() -> None:
        from eformc.project.findings import settle

        for summary in summaries:
            summary._settle = None  # noqa: SLF001 - this module's own
        looked = [_looked(summary, terms(), texts) for summary in summaries]
        for summary, (shown, aside) in zip(summaries, settle(looked, terms(), alone=alone), strict=True):
            summary._shown, summary._suppressed = shown, aside  # noqa: SLF001

    for summary in summaries:
        summary._settle = settle_all  # noqa: SLF001
    names = [summary.procedure for summary in summaries if summary.procedure]
    if len(set(names)) < len(names):  # one of them is at fault
        settle_all()


def _looked(summary: Summary, terms: Terms, texts: Texts) -> Looked:
    from eformc.build.serializer import Unpacker

    value = summary.value
    unpack = Unpacker(value["paths"], texts, terms.kinds)
    comments = tuple(unpack.suppression(one) for one in value["comments"])
    return replace(told_by(summary, terms, texts), found=unpack.diagnostics(value["found"]), comments=comments)


def told_by(summary: Summary, terms: Terms, texts: Texts) -> Looked:
    """The part of a spec's result that others need: its id, and what it tells rules between specs."""
    from eformc.build.serializer import Unpacker
    from eformc.project.findings import Looked
    from eformc.rules.rule import Told

    value = summary.value
    unpack = Unpacker(value["paths"], texts, terms.kinds)
    told: Mapping[str, object] = {
        code: Told(facts, tuple(unpack.span(span) for span in spans)) for code, (facts, spans) in value["told"].items()
    }
    return Looked(summary.path, value["procedure"] or "", unpack.span(value["id"]) if value["id"] else None, told=told)


