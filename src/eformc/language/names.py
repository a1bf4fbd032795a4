"""The names an expression may read: fields, tables, and facts of subjects; and what is said of a name that is none."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from eformc.diagnostics import closest
from eformc.kernel.expressions import Ref, Type
from eformc.kernel.values import Choice, Choices, CodeList, Record, Value
from eformc.language.expressions import Name, Standing
from eformc.language.reading import Reader
from eformc.language.subjects import Subjects
from eformc.model.catalogue import Catalogue, expression_type
from eformc.model.procedure import Field, same_subjects
from eformc.source import Span


class Names(Struct):
    """`broken`: fields and tables whose own mistake was reported. `lost`: some could not be read at all, so that nobody
    knows what they are called.
    """

    catalogue: Catalogue
    subjects: Subjects
    fields: dict[str, Field] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    lost: bool = False

    def scope(self, table: str | None) -> Callable[[str], Name | None]:
        """Looks names up as they are read in a table's rows, or outside of all."""
        return lambda name: self.look(name, table)

    def look(self, name: str, table: str | None) -> Name | None:
        found = self.fields.get(name) or (self.fields.get(f"{table}.{name}") if table else None)
        if found is not None:
            return _field_name(found, table)
        if name in self.tables:
            return Name(Ref((name,), Type.OBJECT), kind=Standing.TABLE)
        parent, dot, last = name.rpartition(".")
        if dot and parent in self.fields:
            return _part_name(self.fields[parent], last)
        owner, dot, rest = name.partition(".")
        subject = self.subjects.known.get(owner)
        if subject is None or not dot or subject.many:
            return None
        element = self.catalogue.element(subject.entity, rest)
        if element is None:
            return None
        same = same_subjects(self.subjects.known)
        first = same.get(owner, owner)
        for other in (first, *(one for one, of in same.items() if of == first)):
            if f"{other}.{rest}" in self.fields:
                return _field_name(self.fields[f"{other}.{rest}"], table)
        kind, scale = expression_type(element.value)
        return Name(Ref((first, rest), kind, scale=scale, known=True), _codes_of(element.value))

    def value(self, name: str) -> Value | None:
        """The kind of value of a field or a fact."""
        parent, _, last = name.rpartition(".")
        if name in self.fields:
            return self.fields[name].value
        subject = self.subjects.known.get(parent)
        element = self.catalogue.element(subject.entity, last) if subject is not None else None
        return element.value if element is not None else None

    # --- what is said of a name that is none --------------------------------------------------------------------------

    def report(self, reader: Reader, span: Span, name: str, table: str | None) -> None:
        """Report a name that stands for nothing, unless a mistake that was reported may be why."""
        owner, dot, _ = name.partition(".")
        known = self.known(owner, table)
        nobody = bool(dot) and owner not in self.subjects.known and owner not in self.tables and owner not in self.fields
        sought, among = (owner, {*self.subjects.names(), *self.tables}) if nobody else (name, known)
        other = f"{table}.{name}" if table is not None else name.partition(".")[2] if owner in self.tables else ""
        if other and reader.said("EF112", other):
            sought = other  # a column is read by its own name in its row, from elsewhere by its table's: one mistake
        if self._silent(name, table) or (self.lost and closest(sought, among) is None):
            reader.holes.append(span)
        elif (nobody and not reader.said("EF112", owner)) or reader.said("EF101", name):
            at = span.inside(0, len(owner)) if span.text.startswith(owner) else span
            reader.unknown("EF101", at, "unknown-subject", owner, among)
        else:
            reader.unknown("EF112", span, "unknown-name", sought, among, meant=lambda: self._meant(name))

    def _meant(self, name: str) -> str | None:
        """The fact that a name means by the catalogue's wordings: `applicant.ngay_sinh` is `applicant.birth_date`."""
        owner, _, words = name.partition(".")
        subject = self.subjects.known.get(owner)
        if subject is None or subject.many or not words:
            return None
        from eformc.model.search import element_meant  # for mistakes alone

        meant = element_meant(self.catalogue.entities[subject.entity], words)
        return f"{owner}.{meant}" if meant else None

    def known(self, owner: str, table: str | None) -> list[str]:
        """The names there are for an expression, with the facts of one subject."""
        names = [name for name, found in self.fields.items() if found.table in (None, table)]
        names += [found.pointer[-1] for found in self.fields.values() if table and found.table == table]
        subject = self.subjects.known.get(owner)
        if subject is not None and not subject.many:
            names += [f"{owner}.{element}" for element in self.catalogue.entities[subject.entity].elements]
        return sorted((*names, *self.defined))

    def _silent(self, name: str, table: str | None) -> bool:
        owner, dot, _ = name.partition(".")
        broken = {name, f"{table}.{name}", owner, name.rpartition(".")[0]} & self.broken
        unsure = name in self.subjects.unsure | self.subjects.broken  # it may have rows
        return bool(broken) or unsure or (bool(dot) and self.subjects.silent(owner) and owner not in self.tables | set(self.fields))


def _field_name(found: Field, table: str | None) -> Name:
    kind, scale = expression_type(found.value)
    if found.table is None:
        return Name(Ref(found.pointer, kind, scale=scale), _codes_of(found.value))
    if found.table == table:
        return Name(Ref(found.pointer, kind, row=True, scale=scale), _codes_of(found.value))
    return Name(Ref((found.table, *found.pointer), kind, scale=scale), _codes_of(found.value), Standing.COLUMN)


def _codes_of(value: Value) -> CodeList | None:
    return value.codes if isinstance(value, Choice | Choices) else None


def _part_name(found: Field, part: str) -> Name | None:
    if not isinstance(found.value, Record) or found.table is not None:
        return None
    for one in found.value.parts:
        if one.name == part:
            kind, scale = expression_type(one.value)
            return Name(Ref((*found.pointer, part), kind, scale=scale), _codes_of(one.value))
    return None
