"""A procedure as a kernel form: what may be submitted, stripped of who holds what and how it looks."""

from __future__ import annotations

from eformc.kernel.form import Entry, Form, Item, Table
from eformc.kernel.values import Strength
from eformc.model.procedure import Attachment, Field, Group, Procedure


def form_of(procedure: Procedure) -> Form:
    """The kernel form that every reader judges a submission by.

    Held and derived values are in the submission like any other. System lines are the office's to write and
    attachments that the office fetches are not sent: the first are optional, the second are no entries. A paper of each row is
    its last column.
    """
    entries: list[Entry] = []
    for page in procedure.pages:
        for item in page.items:
            entries.append(_table(item, procedure.papers_in(item.id)) if isinstance(item, Group) else _item(item))
    entries += [_paper(one) for one in procedure.attachments if not one.fetched and one.table is None]
    optional = frozenset(subject.id for subject in procedure.subjects.values() if subject.optional)
    return Form(tuple(entries), procedure.constraints, optional)


def _item(found: Field) -> Item:
    system = found.element is not None and found.element.system is not None
    strength = Strength.OPTIONAL if system else found.strength
    return Item(found.pointer, found.value, found.title, strength, found.when, found.beside)


def _paper(attachment: Attachment) -> Item:
    return Item(attachment.pointer, attachment.value, attachment.title, attachment.strength, attachment.when)


def _table(group: Group, papers: tuple[Attachment, ...]) -> Table:
    return Table(
        (group.id,), (*map(_item, group.columns), *map(_paper, papers)), group.title, max(group.at_least, 1), group.at_most,
        Strength.OPTIONAL if group.at_least == 0 else group.strength, group.when, group.least_by, group.most_by,
    )  # fmt: skip
