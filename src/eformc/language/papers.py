"""The owner of a paper: one subject, or each row of a table."""

from __future__ import annotations

from collections.abc import Mapping as Map

from eformc.diagnostics import closest
from eformc.language.drafts import GroupDraft
from eformc.language.names import Names
from eformc.language.reading import Reader
from eformc.model.procedure import Known, Subject
from eformc.source import Mapping, Scalar


def owner_of(
    key: Scalar, node: Mapping, reader: Reader, names: Names, groups: Map[str, GroupDraft], *, fetched: bool
) -> tuple[Subject | None, str | None] | None:
    """The subject that `of` names at a paper, and the table in each row of which there is one. None where that is a mistake, and
    nobody knows what its condition reads.
    """
    of, subjects = reader.scalar(node, "of", "id"), names.subjects
    if of is None:
        return None, None
    group = groups.get(of.text)
    if group is not None and any(column.field.pointer == (key.text,) for column in group.columns):
        reader.say("EF110", key.span, "duplicate-id", id=key.text)
    if group is not None and group.group.subject is None:
        return None, of.text
    if of.text not in subjects.known:
        if subjects.silent(of.text) or of.text in names.broken or (names.lost and closest(of.text, {*subjects.names(), *groups}) is None):
            reader.holes.append(of.span)
        else:
            reader.unknown("EF101", of.span, "unknown-subject", of.text, {*subjects.names(), *groups})
        return None
    about = subjects.find(of.text, of.span, reader)
    if about is None or not about.many or (group is None and fetched):
        return about, None
    if group is None:
        if names.lost:
            reader.holes.append(of.span)
        else:
            reader.say("EF115", of.span, "no-rows", id=of.text, key="of", type="", known="")
        return None
    return about, about.id


def likely_owner(subjects: Map[str, Subject], entity: str | None) -> str | None:
    """The first subject that a paper can be about: who logs in before others."""
    fitting = [subject for subject in subjects.values() if subject.entity == entity]
    fitting.sort(key=lambda subject: subject.known is not Known.LOGIN)
    return fitting[0].id if fitting else None
