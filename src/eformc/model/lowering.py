"""A procedure as a kernel form: what may be submitted, stripped of who holds what and how it looks."""

from __future__ import annotations

from eformc.kernel.form import Entry, Form, Item, Table
from eformc.kernel.values import Strength
from eformc.model.procedure import Field, Group, Procedure


def form_of(procedure: Procedure) -> Form:
    """The kernel form that every reader judges a submission by.

    Held and derived values are in the submission like any other. System lines are the office's to write and
    attachments that the office fetches are not sent: the first are optional, the second are no entries.
    """
    entries: list[Entry] = []
    for page in procedure.pages:
        for item in page.items:
            entries.append(_table(item) if isinstance(item, Group) else _item(item))
    for attachment in procedure.attachments:
        if not attachment.fetched:
            one = attachment
            entries.append(Item(one.pointer, one.value, one.title, one.strength, one.when, one.if_empty, one.if_wrong))
    optional = frozenset(subject.id for subject in procedure.subjects.values() if subject.optional)
    return Form(tuple(entries), procedure.constraints, optional)


def _item(found: Field) -> Item:
    system = found.element is not None and found.element.system is not None
    strength = Strength.OPTIONAL if system else found.strength
    return Item(found.pointer, found.value, found.title, strength, found.when, found.if_empty, found.if_wrong)


def _table(group: Group) -> Table:
    return Table(
        (group.id,), tuple(map(_item, group.columns)), group.title, max(group.at_least, 1), group.at_most,
        Strength.OPTIONAL if group.at_least == 0 else group.strength, group.when,
        group.if_empty, group.if_wrong,
    )  # fmt: skip
