"""The number of rows of a repeating group: whole numbers, or expressions that work them out of answers."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from eformc.kernel.expressions import Expression, Type, refs, type_of
from eformc.language.expressions import TYPE_WORDS, Typer
from eformc.language.reading import Reader
from eformc.model.procedure import Group
from eformc.source import Mapping, Scalar

USUAL_ROWS = 50
"""Rows at the most where nothing is said of it."""
MOST_ROWS = 200
"""Rows at the most where their number is worked out."""
_WHOLE = re.compile(r"-?[0-9]+")


class RowLimits(Struct, frozen=True):
    """The numbers as a spec says them. `least_by` and `most_by`: the expressions that wait until every name is known."""

    least: int = 1
    most: int = USUAL_ROWS
    least_by: Scalar | None = None
    most_by: Scalar | None = None


def read_limits(reader: Reader, node: Mapping) -> RowLimits:
    """The numbers of rows that a table or a subject says. What cannot be is reported, and reads as if it were not said."""
    found = {name: reader.scalar(node, name, "count") for name in ("at_least", "at_most")}
    said = {name: reader.integer(node, name) for name, one in found.items() if one is not None and _is_no_expression(one.text)}
    for name, lowest in (("at_least", 0), ("at_most", 1)):
        scalar, number = found[name], said.get(name)
        if scalar is not None and number is not None and number < lowest:
            reader.say("EF603", scalar.span, f"{name.replace('_', '-')}-rows", number=number)
            said[name] = None
    least, most = said.get("at_least"), said.get("at_most")
    scalar = found["at_least"]
    worked = {name: one for name, one in found.items() if one is not None and name not in said}
    limit = most if most is not None else MOST_ROWS if worked else USUAL_ROWS
    if scalar is not None and least is not None and least > limit:
        reader.say("EF603", scalar.span, "limits", least=least, most=limit)
        least = None
    return RowLimits(1 if least is None else least, limit, worked.get("at_least"), worked.get("at_most"))


def _is_no_expression(text: str) -> bool:
    """True for a number, and for a word that can be no name: it was to be a number."""
    return _WHOLE.fullmatch(text) is not None or (not text.isascii() and text.replace(" ", "").isalpha())


def with_limits(group: Group, limits: RowLimits, reader: Reader, typer: Callable[[Scalar], Typer]) -> Group:
    """The group with the expressions that work its number of rows out; a constant is a number that was said."""
    made = group
    for scalar, low in ((limits.least_by, True), (limits.most_by, False)):
        found = _number(group.id, scalar, reader, typer) if scalar is not None else None
        if found is not None:
            made = replace(made, least_by=found) if low else replace(made, most_by=found)
    return made


def _number(table: str, scalar: Scalar, reader: Reader, typer: Callable[[Scalar], Typer]) -> Expression | None:
    found = typer(scalar).expression()
    if found is None:
        return None
    if type_of(found) is not Type.INTEGER:
        reader.say("EF113", scalar.span, "no-number-of-rows", found=TYPE_WORDS[type_of(found)])
        return None
    if any(ref.pointer[:1] == (table,) for ref in refs(found)):
        reader.say("EF113", scalar.span, "own-rows", name=table)
        return None
    return found
