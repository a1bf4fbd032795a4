"""Actions on a finding: its fixes, and a comment that sets it aside with a reason still to be written."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from eformc.diagnostics import Diagnostic
from eformc.diagnostics.families import family_of
from eformc.kernel.words import Words
from eformc.lsp.files import Open
from eformc.source import Edit

_ASIDE: Words = {"en": "Set {code} aside with a reason", "vi": "Bỏ qua {code}, có nêu lý do"}
_REASON: Words = {"en": "WRITE THE REASON HERE", "vi": "GHI LÝ DO Ở ĐÂY"}
_LAW: Words = {"en": 'because "LAW, ARTICLE" until YYYY-MM-DD', "vi": 'because "LUẬT, ĐIỀU" until YYYY-MM-DD'}


class Action(Struct, frozen=True):
    """`preferred`: safe, and what the rule demands."""

    title: str
    edits: tuple[Edit, ...]
    diagnostic: Diagnostic
    preferred: bool


def actions(file: Open, start: int, end: int, lang: str) -> Iterator[Action]:
    """Actions for the findings that lie in a range of this very version."""
    if not file.readable:
        return
    for found in file.diagnostics:
        if found.span.start <= end and start <= found.span.end and found.span.source is file.source:
            for fix in found.fixes:
                if fix.path == file.path:
                    yield Action(fix.title.get(lang) or fix.title["en"], fix.edits, found, fix.safe)
            if file.unit is not None and not family_of(found.code).fatal:  # comments count in specs
                yield Action((_ASIDE.get(lang) or _ASIDE["en"]).replace("{code}", found.code), (_comment(file, found, lang),), found, preferred=False)


def _comment(file: Open, found: Diagnostic, lang: str) -> Edit:
    """A comment on a line of its own, above the finding's."""
    line, _ = file.source.place(found.span.start)
    text = file.source.line(line)
    indent = text[: len(text) - len(text.lstrip())]
    law = f", {_LAW.get(lang) or _LAW['en']}" if getattr(found.kind, "needs_law", False) else ""
    at = file.source.offset(line, 1)
    return Edit(at, at, f"{indent}# eformc: ignore[{found.code}] {_REASON.get(lang) or _REASON['en']}{law}\n")
