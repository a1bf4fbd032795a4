"""A comparison as Markdown: for the description of a merge request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from eformc.diagnostics.visible import visible
from eformc.diff.change import Change, Comparison
from eformc.diff.making import first_row
from eformc.diff.words import KINDS, TALK, WHO, said
from eformc.kernel.expressions import pointer_text
from eformc.kernel.words import say

_SYNTAX = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@:-])")


def printed(comparisons: Sequence[Comparison], lang: str) -> str:
    """A heading and a table a procedure, the witnesses folded below it."""
    lines = [line for one in comparisons for line in _comparison(one, lang)]
    return "".join(line + "\n" for line in lines)


def _comparison(one: Comparison, lang: str) -> Iterator[str]:
    versions = " → ".join(_plain(side.version) for side in (one.old, one.new) if side is not None)
    yield from (f"## {_plain(one.procedure)} ({versions})", "")
    if not one.changes:
        yield from (said(TALK["none"], lang), "")
        return
    yield f"| {said(TALK['hurt'], lang)} | {said(TALK['where'], lang)} | {said(TALK['change'], lang)} |"
    yield "|---|---|---|"
    for change in one.changes:
        yield f"| {_who(change, lang)} | {_where(change, lang)} | {_plain(said(KINDS[change.kind], lang, change.args))} |"
    yield ""
    for found in one.diagnostics:
        yield from (f"**{found.code}** {_plain(found.text(lang))} {_plain(found.help(lang))}", "")
    yield from _witnesses(one, lang)


def _who(change: Change, lang: str) -> str:
    mark = f"**{said(TALK['breaking'], lang)}** " if change.breaking else ""
    return mark + "; ".join(_plain(said(WHO[who], lang)) for who in dict.fromkeys([change.who.value, *(harm.who.value for harm in change.harms)]))


def _where(change: Change, lang: str) -> str:
    title = say(change.title, lang)
    return " ".join(part for part in (_code(pointer_text(change.place)) if change.place else "", _plain(title)) if part)


def _witnesses(one: Comparison, lang: str) -> Iterator[str]:
    for change in one.changes:
        for harm in change.harms:
            witness = harm.witness
            if witness is None or not harm.breaking:
                continue
            there = first_row(witness.place, witness.answers)
            value = said(TALK["nothing"], lang) if there is None else json.dumps(there, ensure_ascii=False)
            args = {"codes": ", ".join(witness.codes), "place": pointer_text(witness.place), "value": value}
            known = {pointer_text(pointer): value for pointer, value in witness.known.items()}
            shown = {"answers": witness.answers, **({"known": known} if known else {})}
            yield from (f"<details><summary>{_plain(said(TALK['witness'], lang, args))}</summary>", "", "```json")
            yield visible(json.dumps(shown, ensure_ascii=False)).replace("```", "\\u0060\\u0060\\u0060")
            yield from ("```", "", "</details>", "")
            break


def _plain(text: str) -> str:
    """Text that is no markup, whatever stands in it."""
    return _SYNTAX.sub(r"\\\1", visible(text))


def _code(text: str) -> str:
    return "`" + visible(text).replace("`", "'").replace("|", "\\|") + "`"
