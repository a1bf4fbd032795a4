"""Fields whose condition or calculation depends on itself, through others."""

from __future__ import annotations

from collections.abc import Mapping as Map

from eformc.kernel.expressions import Pointer, refs
from eformc.language.reading import Reader
from eformc.model.procedure import Field, Procedure


def check_cycles(procedure: Procedure, reader: Reader) -> None:
    """A field whose condition or calculation depends on itself, through others."""
    reads: dict[Pointer, set[Pointer]] = {}
    fields: dict[Pointer, Field] = {}
    for _, found in procedure.fields():
        pointer = (found.table, *found.pointer) if found.table else found.pointer
        fields[pointer] = found
        used = [*(refs(found.when) if found.when else ()), *(refs(found.derive) if found.derive else ())]
        reads[pointer] = {(found.table, *ref.pointer) if ref.row and found.table else ref.pointer for ref in used}
    done: set[Pointer] = set()
    for start in reads:
        chain = _cycle(start, reads, done)
        if chain:
            names = [fields[pointer].id for pointer in chain]
            span = fields[start].spans.get("when", fields[start].span)
            reader.say("EF601", span, "cycle", name=names[0], chain=" → ".join([*names, names[0]]))
            done.update(chain)


def _cycle(start: Pointer, reads: Map[Pointer, set[Pointer]], done: set[Pointer]) -> list[Pointer]:
    """A way from `start` back to itself; empty where there is none."""
    stack: list[list[Pointer]] = [[start]]
    seen: set[Pointer] = set()
    while stack:
        chain = stack.pop()
        for following in sorted(reads.get(chain[-1], ())):
            if following == start and start not in done:
                return chain
            if following in reads and following not in seen:
                seen.add(following)
                stack.append([*chain, following])
    return []
