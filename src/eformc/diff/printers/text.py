"""A comparison for people at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from eformc.diagnostics.visible import visible
from eformc.diff.change import Change, Comparison, Harm
from eformc.diff.making import first_row
from eformc.diff.words import KINDS, TALK, WHO, said
from eformc.kernel.expressions import pointer_text
from eformc.kernel.words import say

MOST_SHOWN = 160
"""A longer answer of a witness is cut; JSON has it whole, with all that stands beside it."""


def printed(comparisons: Sequence[Comparison], lang: str) -> str:
    """Each procedure's changes, gravest first, with the answers that show what breaks."""
    lines = [line for one in comparisons for line in _comparison(one, lang)]
    changes = [change for one in comparisons for change in one.changes]
    total = {"breaking": sum(change.breaking for change in changes), "changes": len(changes), "procedures": len(comparisons)}
    return "".join(visible(line) + "\n" for line in (*lines, said(TALK["total"], lang, total)))


def _comparison(one: Comparison, lang: str) -> Iterator[str]:
    versions = " → ".join(side.version for side in (one.old, one.new) if side is not None)
    yield f"{one.procedure} ({versions})"
    if not one.changes:
        yield f"  {said(TALK['none'], lang)}"
    last = None
    for change in one.changes:
        if change.who is not last:
            last = change.who
            yield f"  {said(WHO[last.value], lang)}:"
        yield from _change(change, lang)
    for found in one.diagnostics:
        yield f"  {found.code} {found.text(lang)} {found.help(lang)}"
    yield from _figures(one, lang)
    yield ""


def _change(change: Change, lang: str) -> Iterator[str]:
    mark = said(TALK["breaking"], lang) + " " if change.breaking else ""
    title = say(change.title, lang)
    where = (f"{pointer_text(change.place)} " if change.place else "") + (f"({title}) " if title else "")
    others = [said(WHO[harm.who.value], lang) for harm in change.harms if harm.who is not change.who]
    also = f"  [{'; '.join(others)}]" if others else ""
    yield f"    {mark}{where}{said(KINDS[change.kind], lang, change.args)}{also}"
    yield from dict.fromkeys(line for harm in change.harms for line in _witness(harm, lang))


def _witness(harm: Harm, lang: str) -> Iterator[str]:
    witness = harm.witness
    if witness is None:
        return
    words = TALK["witness" if witness.valid_in == "old" else "reverse"]
    there = first_row(witness.place, witness.answers)
    value = said(TALK["nothing"], lang) if there is None else json.dumps(there, ensure_ascii=False)
    args = {"codes": ", ".join(witness.codes), "place": pointer_text(witness.place), "value": _cut(value)}
    yield f"      {said(words, lang, args)}"
    if witness.known:
        known = {pointer_text(pointer): value for pointer, value in witness.known.items()}
        yield f"        {said(TALK['known'], lang)} {json.dumps(known, ensure_ascii=False)}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + " …"


def _figures(one: Comparison, lang: str) -> Iterator[str]:
    if one.old is None or one.new is None:
        return
    before, after = one.old.load, one.new.load
    names = ("typed", "attachments", "pages")
    yield "  " + said(TALK["load"], lang, {name: f"{getattr(before, name)} → {getattr(after, name)}" for name in names})
    migration = one.migration or {}
    counts = {name: len(migration.get(name, ())) for name in ("moves", "drops", "again")}
    if any(counts.values()):
        yield "  " + said(TALK["migration"], lang, counts)
