"""Questions whose options are the rows of a table."""

from __future__ import annotations

from eformc.kernel.expressions import Call, Compare, Expression, Function, Literal, Op, Ref, Type, both
from eformc.kernel.values import RowOf, RowsOf
from eformc.language.drafts import Draft
from eformc.language.names import Names


def asked_of_rows(draft: Draft, names: Names, when: Expression | None) -> Expression | None:
    """The condition of a question: one that offers rows is asked where there are some, as nobody can choose among none. A table that is none
    is reported.
    """
    found, value = draft.field, draft.field.value
    if not isinstance(value, RowOf | RowsOf):
        return when
    span = found.spans.get("rows", found.span)
    name = ".".join((value.table, *value.named))
    if value.table == found.table:
        draft.reader.say("EF115", span, "rows-of-own-table", key="rows", type="", known="", name=name)
    elif value.table in names.tables and (not value.named or name in names.fields):
        counted = Call(Function.COUNT, (Ref((value.table,), Type.OBJECT),), Type.INTEGER)
        return both(Compare(Op.GE, counted, Literal(1, Type.INTEGER)), when)
    elif value.table in names.subjects.unsure:
        pass  # it may have rows: what was reported of it may say so
    elif names.look(name, None) is not None or name in names.defined:
        draft.reader.say("EF115", span, "rows-of-no-table", key="rows", type="", known=", ".join(sorted(names.tables)) or "-", name=name)
    elif value.table in names.tables and name not in names.broken:
        draft.reader.unknown("EF112", span, "unknown-name", name, [one for one, other in names.fields.items() if other.table == value.table])
    else:
        names.report(draft.reader, span, name, None)
    draft.reader.holes.append(found.span)
    return when
