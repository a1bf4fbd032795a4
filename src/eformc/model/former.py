"""Former names that `was:` declares, as places."""

from __future__ import annotations

from eformc.kernel.expressions import Pointer
from eformc.model.procedure import Group, Procedure

ROW = "*"


def former_ids(procedure: Procedure) -> dict[Pointer, str]:
    """New place -> the id it had, as `was:` declares it for fields, columns, tables, subjects and attachments."""
    found: dict[Pointer, str] = {}
    owners = {subject.id: subject.was for subject in procedure.subjects.values() if subject.was}
    for page in procedure.pages:
        for item in page.items:
            if isinstance(item, Group):
                owner = item.was or owners.get(item.subject or "")
                for column in item.columns:
                    name = column.was or (f"{owner}.{column.pointer[-1]}" if owner else "")
                    if name:
                        found[item.id, ROW, *column.pointer] = name if "." in name else f"{owner or item.id}.{name}"
            elif item.was or item.subject in owners:
                found[item.pointer] = item.was or f"{owners[item.subject or '']}.{item.pointer[-1]}"
    for attachment in procedure.attachments:
        if attachment.was:
            found[attachment.place] = f"{attachment.table or 'attachments'}.{attachment.was}"
    return found


def former_places(procedure: Procedure) -> dict[Pointer, Pointer]:
    """Former place -> new place, of what is typed. A name the form still uses for something else moves nowhere."""
    former = former_ids(procedure)
    kept = {(item.id, ROW, *one.pointer) if isinstance(item, Group) else one.pointer
            for page in procedure.pages for item in page.items for one in (item.columns if isinstance(item, Group) else (item,))}  # fmt: skip
    found: dict[Pointer, Pointer] = {}
    for place, name in former.items():
        owner, dot, rest = name.partition(".")
        source = (owner, ROW, rest) if ROW in place else (owner, rest) if dot else (owner,)
        if source not in kept and place in kept and source not in found:
            found[source] = place
    return found
