"""Procedure files to a `Procedure`: subjects, pages, fields, conditions; every mistake a diagnostic."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, MutableMapping
from collections.abc import Mapping as Map
from functools import partial
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from eformc.diagnostics import Outcome
from eformc.kernel.expressions import Expression, Type, both, type_of
from eformc.kernel.values import Choice, Choices, Code, CodeList, File, Money, Strength, Value
from eformc.kernel.words import Words
from eformc.language.chosen_rows import asked_of_rows
from eformc.language.constraints import read_constraints, stops_of
from eformc.language.contradictions import never_true
from eformc.language.cycles import check_cycles
from eformc.language.defines import Definitions, read_defines
from eformc.language.drafts import Draft, GroupDraft
from eformc.language.expressions import Typer
from eformc.language.fieldtypes import Context, field_types, lowered
from eformc.language.fieldtypes.choice import option_conditions
from eformc.language.fieldtypes.file import FIELD_TYPE as FILE
from eformc.language.fieldtypes.kind import Settings
from eformc.language.former_codes import FormerCodes
from eformc.language.fragments import Heading, Placed, splice
from eformc.language.heading import heading, languages_of
from eformc.language.mentions import read_mentions, read_title
from eformc.language.names import Names
from eformc.language.notes import NoteDraft, finished_notes, read_note
from eformc.language.nothing import with_nothing
from eformc.language.papers import likely_owner, owner_of
from eformc.language.reading import NOTHING, Reader
from eformc.language.renaming import with_renamings
from eformc.language.row_limits import RowLimits, read_limits, with_limits
from eformc.language.sections import Sections, conjunction, shared_conditions
from eformc.language.shapes import every_types_keys, is_lost, is_table, is_use, named, settings_type, text_of
from eformc.language.subjects import SubjectReader
from eformc.language.tables import TABLE_KEYS
from eformc.model.catalogue import WAIVERS, Catalogue, Policy, expression_type
from eformc.model.nothing import says_nothing
from eformc.model.procedure import (
    Attachment,
    Field,
    Group,
    Known,
    Page,
    Procedure,
    SameAs,
    Waiver,
)
from eformc.source import Mapping, Node, Scalar, Sequence, SourceText, Span, read
from eformc.wording.written import fold

_WHERE: Map[str, Words] = {
    "procedure": {"en": "a procedure", "vi": "thủ tục"},
    "code_list": {"en": "a code list", "vi": "danh mục mã"},
    "page": {"en": "a page", "vi": "một trang"},
    "use_field": {"en": "the use of an element", "vi": "mục lấy từ danh mục"},
    "question": {"en": "a question", "vi": "một câu hỏi"},
    "attachment": {"en": "an attachment", "vi": "giấy tờ kèm theo"},
}
_POLICIES = [policy.value for policy in Policy]


class Compiled(Struct, frozen=True):
    """A procedure as far as it could be understood, with its text and root node (for suppressions and edits)."""

    source: SourceText
    root: Node
    procedure: Procedure | None
    holes: tuple[Span, ...] = ()
    """Places that mean nothing because of a mistake that was reported elsewhere."""
    whole: bool = True
    """True if all fields and subjects are there, whatever else may be wrong."""


Catalogues = Callable[[str | None], "Catalogue | None"]
"""Gives a catalogue by id (None: the default one)."""
Fragments = Callable[[str, str], "tuple[str, bytes] | None"]
"""Gives a fragment's path and bytes by (path of the spec, fragment id)."""
Exists = Callable[[str], bool]


def compile_procedure(
    path: str, data: bytes, catalogues: Catalogues, fragments: Fragments, known_catalogues: tuple[str, ...] = (),
    exists: Exists = lambda _: True,
) -> Outcome[Compiled]:  # fmt: skip
    """Compile one spec file. The procedure is None where nothing could be understood; diagnostics say all there is."""
    source, root, flaws = read(path, data)
    reader = Reader()
    reader.flaws(flaws)
    if not isinstance(root, Mapping):
        return Outcome(Compiled(source, root, None), tuple(reader.diagnostics))
    if "procedure" not in root:
        first = root.entries[0][0] if root.entries else None
        span = first.span if first else root.span
        if not (first and first.text in ("title", "subjects", "pages", "code", "agency", "version")):
            reader.say("EF005", span, "unknown-kind", key=first.text if first else "")
            return Outcome(Compiled(source, root, None), tuple(reader.diagnostics))
    compiler = _Compiler(reader, root, catalogues, fragments, known_catalogues, exists)
    procedure = compiler.compile()
    with_renamings(reader, root)
    readers = [reader, *compiler.readers]
    holes = tuple(span for one in readers for span in one.holes)
    found = (*reader.ended(), *(diagnostic for one in compiler.readers for diagnostic in one.diagnostics))
    return Outcome(Compiled(source, root, procedure, holes, procedure is not None and compiler.whole()), found)


MOST_FIELDS = 500
"""Questions and tables of one form."""


class _Compiler:
    def __init__(
        self, reader: Reader, root: Mapping, catalogues: Catalogues, fragments: Fragments,
        known_catalogues: tuple[str, ...], exists: Exists,
    ) -> None:  # fmt: skip
        self.reader = reader
        self.root = root
        self.catalogues = catalogues
        self.fragments = fragments
        self.known_catalogues = known_catalogues
        self.exists = exists
        self.drafts: dict[str, Draft] = {}
        self.groups: dict[str, GroupDraft] = {}
        self.notes: dict[str, list[NoteDraft]] = {}
        self.sections: dict[str, Sections] = {}
        self._typed: dict[tuple[int, str | None], Expression | None] = {}
        self.subject_when: dict[str, Expression | None] = {}
        self.rule_spans: dict[str, Span] = {}
        self.readers: list[Reader] = []
        self.asked = 0

    # --- the whole ------------------------------------------------------------------------------------------------

    def compile(self) -> Procedure | None:
        reader = self.reader
        root = self.root = reader.table(self.root, "procedure", _WHERE["procedure"]) or self.root
        catalogue = self._catalogue()
        if catalogue is None:
            return None
        self.catalogue = catalogue
        reader.languages = languages_of(reader, root) or catalogue.languages
        reader.procedure = reader.procedure_id(root)
        code_lists = self._code_lists()
        # looked up one after the other, not copied together: a list is read by those who name it
        every = ChainMap(code_lists, cast("MutableMapping[str, CodeList]", catalogue.code_lists))
        self.context = Context(every, catalogue.address, catalogue.identity_document, catalogue.currency, catalogue.telephone, catalogue.plan, catalogue.numbers)
        read_subjects = SubjectReader(reader, root, catalogue)
        read_subjects.read()
        self.subjects = read_subjects.subjects
        self.names = Names(catalogue, self.subjects)
        self.defines = Definitions(reader, read_defines(reader, root), lambda scalar: self._typer(reader, scalar, None))
        self.names.defined.update(self.defines.given)
        pages = [self._page(node) for node in reader.items(root, "pages", "[=page]")]
        attachments = [*self._attachments("attachments"), *self._attachments("evidence")]
        self._check_ids(pages)
        self.defines.check()
        self._type_subjects(read_subjects.conditions)
        finished = tuple(self._finish_page(*page) for page in pages if page is not None)
        rules = tuple(read_constraints(reader, root, self.names, self._typer, self._condition, self.rule_spans))
        head = heading(reader, root, catalogue, self.exists)
        procedure = replace(
            head,
            subjects=self.subjects.known,
            pages=finished,
            attachments=tuple(self._finish_attachment(*one) for one in attachments if one),
            constraints=(*rules, *stops_of(finished)),
            code_lists=code_lists,
            spans={**head.spans, **self.rule_spans} if rules else head.spans,
        )
        procedure = replace(procedure, mentions=read_mentions((reader, *self.readers), self.names))
        check_cycles(procedure, reader)
        self.defines.unread()
        return procedure

    def whole(self) -> bool:
        """True if every field and subject that the spec names is understood."""
        subjects, names = self.subjects, self.names
        return subjects.readable and not (subjects.broken or subjects.unsure or names.broken or names.lost)

    def _catalogue(self) -> Catalogue | None:
        wanted = self.reader.scalar(self.root, "catalogue", "id")
        found = self.catalogues(wanted.text if wanted else None)
        if found is None:
            span = wanted.span if wanted else self.root.entries[0][0].span
            name = wanted.text if wanted else ""
            self.reader.say("EF109", span, "unknown-catalogue", name=name, known=", ".join(self.known_catalogues))
        return found

    def _code_lists(self) -> dict[str, CodeList]:
        reader, out = self.reader, dict[str, CodeList]()
        for key, value in reader.mapping(self.root, "code_lists") or ():
            node = reader.table(value, "code_list", _WHERE["code_list"])
            if node is None or reader.as_id(key) is None:
                continue
            codes = reader.mapping(node, "codes") or ()
            was = FormerCodes(reader).of_list(key.text, node, {k.text for k, _ in codes})
            listed = tuple(Code(k.text, reader.as_words(v, k.text), was=was.get(k.text, ())) for k, v in codes)
            reader.words(node, "title")
            out[key.text] = CodeList(key.text, listed, reader.text(node, "scheme"))
        return out

    def _type_subjects(self, conditions: Map[str, Scalar]) -> None:
        """Conditions of subjects, once every name is known."""
        known = self.subjects.known
        for name, scalar in conditions.items():
            subject = known[name]
            condition = self._condition(self.reader, scalar, None)
            if condition is None:
                self.reader.holes += [draft.field.span for draft in self.drafts.values() if draft.field.subject == name]
            if subject.same_as:
                known[name] = replace(subject, same_as=(SameAs(subject.same_as[0].subject, condition, scalar.text),))
            else:
                self.subject_when[name] = condition

    # --- pages and fields -------------------------------------------------------------------------------------------

    def _page(self, node: Node) -> tuple[Page, list[Draft | GroupDraft], Scalar | None] | None:
        reader = self.reader
        found = reader.table(node, "page", _WHERE["page"])
        if found is None:
            return None
        reader.id(found, "page")
        name = text_of(found.get("page"))
        items: list[Draft | GroupDraft] = []
        before = len(reader.diagnostics)
        for placed in splice(found, reader, self.readers, self.fragments, self.subjects):
            self.asked += 1
            if self.asked > MOST_FIELDS or reader.unsaid:
                if self.asked == MOST_FIELDS + 1:
                    reader.say("EF002", placed.key.span, "too-many-fields", limit=MOST_FIELDS)
                break
            sections = self.sections.setdefault(name, Sections())
            if placed.note:
                self.notes.setdefault(name, []).extend(read_note(placed, len(items), sections.number(placed.group)))
                continue
            here = len(items)
            self._place(placed, items, name)
            if len(items) > here:
                sections.placed(placed.group, here)
        self.names.lost |= not isinstance(found.get("fields"), Sequence) or is_lost(reader.diagnostics[before:])
        key = found.key("page")
        page = Page(
            name, reader.words(found, "title"), (), reader.prose(found, "help"), reader.prose(found, "more"),
            spans={"page": key.span if key else found.span},
        )  # fmt: skip
        return page, items, reader.scalar(found, "when", "expression")

    def _place(self, placed: Placed, items: list[Draft | GroupDraft], page: str) -> None:
        key, node = placed.key, placed.node
        if isinstance(node, Mapping) and "." not in placed.name and is_table(node):
            group = self._own_table(placed, key, node)
            if group:
                group.page = page
                group.extra_when += placed.when
                self._add_group(group, items)
            else:
                self.names.broken.add(key.text)
            return
        draft = self._field(placed, key, node)
        if draft is None:
            return
        draft.extra_when += placed.when
        owner = draft.field.table
        if owner is None:
            if self._claim(draft):
                items.append(draft)
            return
        group = self.groups.get(owner)
        if group is None:
            group = self._subject_group(owner, draft, page)
            self._add_group(group, items)
        elif group.page != page:
            placed.reader.say("EF110", key.span, "split-group", id=owner)
            return
        if self._claim(draft):
            group.columns.append(draft)

    def _add_group(self, group: GroupDraft, items: list[Draft | GroupDraft]) -> None:
        if group.group.id in self.groups:
            group.reader.say("EF110", group.group.span, "duplicate-id", id=group.group.id)
            return
        self.groups[group.group.id] = group
        self.names.tables.add(group.group.id)
        items.append(group)

    def _subject_group(self, owner: str, draft: Draft, page: str) -> GroupDraft:
        subject = self.subjects.known[owner]
        strength = Strength.OPTIONAL if subject.optional else Strength.REQUIRED
        group = Group(
            owner, subject.title, (), owner, subject.at_least, subject.at_most, strength,
            spans={"field": draft.field.span},
        )  # fmt: skip
        return GroupDraft(group, [], draft.reader, page=page, limits=self.subjects.limits.get(owner, RowLimits()))

    def _claim(self, draft: Draft) -> bool:
        name = draft.field.id
        if name in self.drafts:
            draft.reader.say("EF110", draft.field.span, "duplicate-id", id=name)
            return False
        self.drafts[name] = draft
        self.names.fields[name] = draft.field
        return True

    def _field(self, placed: Placed, key: Scalar, node: Node | None) -> Draft | None:
        reader = placed.reader
        owner, dot, name = placed.name.partition(".")
        if dot:
            return self._use(placed, key, node, owner, name)
        if not isinstance(node, Mapping) or is_use(node):
            if reader.is_name(key):
                self._not_a_question(reader, key)
            return None
        reader.as_id(key)
        return self._question(reader, key, node)

    def _not_a_question(self, reader: Reader, key: Scalar) -> None:
        if reader.full():
            return
        subject = next((s for s in self.subjects.known if s != "application"), "applicant")
        known = self.subjects.known.get(subject)
        entity = self.catalogue.entities[known.entity] if known is not None else None
        from eformc.model.search import element_meant  # for mistakes alone

        meant = (key.text if key.text in entity.elements else element_meant(entity, key.text)) if entity is not None else None
        if meant is None:
            reader.say("EF102", key.span, "not-a-question", name=key.text, subject=subject, entity="")
        else:
            reader.say("EF102", key.span, "fact-without-subject", name=key.text, subject=subject, closest=f"{subject}.{meant}", entity="")

    def _use(self, placed: Placed, key: Scalar, node: Node | None, owner: str, name: str) -> Draft | None:
        reader = placed.reader
        subject = self.subjects.known.get(owner)
        if subject is None or owner in self.subjects.unsure:
            span = key.span.inside(0, len(owner)) if key.span.text.startswith(owner) else key.span
            subject = self.subjects.find(owner, span, reader)
        if subject is None:
            return None
        entity = self.catalogue.entities[subject.entity]
        if subject.known is Known.CASE:
            reader.say("EF115", key.span, "case-asked", key="", type="", known="", name=key.text)
            return None
        element = entity.elements.get(name)
        if element is None:
            at = key.span.text.find(".") + 1
            span = key.span.inside(at, len(key.span.text)) if at else key.span
            from eformc.model.search import element_meant

            reader.unknown(
                "EF102", span, "unknown-element", name, entity.elements, within=entity.id, meant=lambda: element_meant(entity, name),
                entity=entity.title, subject=owner,
            )  # fmt: skip
            return None
        found = Mapping.empty(key.span)
        if node is not None:
            table = reader.table(node, "use_field", _WHERE["use_field"])
            if table is None:
                return None
            found = table
        pointer = (name,) if subject.many else (owner, name)
        title, heading_ = read_title(reader, found, element.title, read=not subject.many)
        made = partial(
            Field,
            id=f"{owner}.{name}",
            pointer=pointer,
            title=title,
            heading=heading_,
            type=element.type,
            value=element.value,
            subject=owner,
            element=element,
            table=owner if subject.many else None,
            help=reader.words(found, "help") or element.help,
            example=element.example,
            unit=element.unit,
            beside=self._beside(element.value, element.unit),
        )
        return self._settle(reader, key, found, made)

    def _beside(self, value: Value, unit: str | None) -> tuple[str, ...]:
        """The words that may stand beside a number, the longest first: its unit, its currency."""
        money = (value.currency, *self.catalogue.currency_words) if isinstance(value, Money) else ()
        words = {fold(one) for one in (unit or "", *money) if one and not one[0].isdigit()}
        return tuple(sorted(words, key=lambda one: (-len(one), one)))

    def _question(self, reader: Reader, key: Scalar, node: Mapping, table: str | None = None) -> Draft | None:
        every = every_types_keys()
        declared = field_types().get(settings_type(node))
        extra = {one.name: one for one in declared.keys} if declared else every
        found = reader.table(node, "question", _WHERE["question"], extra, every)
        if found is None:
            return None
        type_name = text_of(found.get("type"))
        for setting, _ in found:
            if declared and setting.text in every and setting.text not in extra and setting.text not in TABLE_KEYS:
                reader.say(
                    "EF115", setting.span, "not-for-type", key=setting.text, type=type_name, known=", ".join(extra) or "-"
                )
        value = lowered(reader, found, self.context, f"{table}.{key.text}" if table else key.text)
        of = reader.scalar(found, "of", "id")
        about = self.subjects.find(of.text, of.span, reader) if of is not None else None
        if value is None:
            self.names.broken.update((key.text, f"{table}.{key.text}"))
            return None
        if about is not None and table is None and about.many:
            table = about.id
        title, heading_ = read_title(reader, found, NOTHING, read=table is None)
        made = partial(
            Field,
            id=f"{table}.{key.text}" if table else key.text,
            pointer=(key.text,),
            title=title,
            heading=heading_,
            type=type_name,
            value=value,
            table=table,
            about=about.id if about else None,
            help=reader.words(found, "help"),
            example=reader.words(found, "example"),
            unit=(unit := reader.text(found, "unit")),
            beside=self._beside(value, unit),
        )
        draft = self._settle(reader, key, found, made)
        draft.options = list(option_conditions(found))
        if says_nothing(value):
            draft.field, draft.derive = replace(draft.field, strength=Strength.OPTIONAL), None
            if table is not None:
                reader.say("EF115", key.span, "nothing-in-table", key="", type="", known="")
        return draft

    def _settle(self, reader: Reader, key: Scalar, node: Mapping, made: Callable[..., Field]) -> Draft:
        """Settle all that uses of elements and own questions have in common."""
        if not node.by_key:
            return Draft(made(spans={"field": key.span, "settings": node.span}), reader)
        optional, recommended = reader.boolean(node, "optional"), reader.boolean(node, "recommended")
        if optional and recommended:
            second = node.key("recommended")
            span = second.span if second else key.span
            reader.say("EF115", span, "both", a="optional", b="recommended", key="", type="", known="")
        strength = Strength.OPTIONAL if optional else Strength.RECOMMENDED if recommended else Strength.REQUIRED
        policy = reader.one_of(node, "policy", _POLICIES)
        was = reader.text(node, "was")
        spans = {"field": key.span, "settings": node.span}
        for setting, value in node:
            spans[setting.text] = value.span
        when, derive = reader.scalar(node, "when", "expression"), reader.scalar(node, "derive", "expression")
        waiver = self._waiver(reader, node)
        settled = made(
            strength=strength,
            asks=reader.boolean(node, "ask") or waiver is not None,
            waiver=waiver,
            because=reader.words(node, "because") if waiver is None else {},
            policy=Policy(policy) if policy else None,
            ref=reader.texts(node, "ref"),
            legal_basis=reader.words(node, "legal_basis"),
            was=was,
            more=reader.prose(node, "more"),
            if_empty=reader.words(node, "if_empty"),
            if_wrong=reader.words(node, "if_wrong"),
            spans=spans,
        )
        return Draft(settled, reader, when, [], derive)

    def _waiver(self, reader: Reader, node: Mapping) -> Waiver | None:
        kind = reader.one_of(node, "waive", WAIVERS)
        if kind is None:
            return None
        return Waiver(kind, reader.words(node, "because"), reader.date(node, "until"))

    def _own_table(self, placed: Placed, key: Scalar, node: Mapping) -> GroupDraft | None:
        reader = placed.reader
        reader.as_id(key)
        table = reader.table(node, "question", _WHERE["question"], TABLE_KEYS)
        if table is None:
            return None
        kind = reader.scalar(table, "type", "type")
        if kind is not None and kind.text != "table":
            reader.unknown("EF105", kind.span, "unknown-type", kind.text, [*field_types(), "table"])
        columns: list[Draft] = []
        columns_below: Heading | None = None
        for column in splice(table, reader, self.readers, self.fragments, self.subjects, key="columns"):
            if column.note:
                reader.say("EF115", column.key.span, "note-in-table", key="", type="", known="")
                continue
            if column.group is not None and columns_below is not column.group:
                columns_below = column.group
                reader.say("EF115", column.group.span, "group-in-table", key="", type="", known="")
            if not isinstance(column.node, Mapping) or is_use(column.node):
                reader.say("EF102", column.key.span, "not-a-question", name=column.key.text, subject=key.text, entity="")
                continue
            reader.as_id(column.key)
            inner = column.node.get("type")
            if isinstance(inner, Scalar) and inner.text == "table":
                column.reader.say("EF105", inner.span, "table-in-table")
                self.names.broken.update((column.key.text, f"{key.text}.{column.key.text}"))
                continue
            draft = self._question(column.reader, column.key, column.node, key.text)
            if draft and self._claim(draft):
                draft.extra_when += column.when
                columns.append(draft)
        if not columns:
            if not reader.faulty(node):
                span = (node.key("type") or key).span
                needs = {"en": "`columns`", "vi": "`columns` (các cột)"}
                reader.say("EF115", span, "needs", type="table", needs=needs, key="", known="columns, at_least, at_most")
            return None
        limits = read_limits(reader, table)
        draft = self._settle(reader, key, table, partial(Field, key.text, (key.text,), NOTHING, "table", columns[0].field.value))
        group = Group(
            key.text, reader.words(table, "title"), (), None, limits.least, limits.most,
            draft.field.strength, help=reader.words(table, "help"), ref=draft.field.ref, was=draft.field.was,
            more=draft.field.more, if_empty=draft.field.if_empty, if_wrong=draft.field.if_wrong, spans=draft.field.spans,
        )  # fmt: skip
        return GroupDraft(group, columns, reader, draft.when, limits=limits)

    def _check_ids(self, pages: list[tuple[Page, list[Draft | GroupDraft], Scalar | None] | None]) -> None:
        seen: dict[str, Span] = {}
        for page in pages:
            if page is None:
                continue
            if page[0].id and page[0].id in seen:
                self.reader.say("EF110", page[0].spans["page"], "duplicate-id", id=page[0].id)
            seen[page[0].id] = page[0].spans["page"]
        for name, draft in self.drafts.items():
            own = draft.field.table is None and draft.field.subject is None
            if own and (name in self.subjects.known or name == "attachments"):
                draft.reader.say("EF110", draft.field.span, "same-name", id=name)
        for name, group in self.groups.items():
            if group.group.subject is None and (name in self.subjects.known or name == "attachments"):
                group.reader.say("EF110", group.group.span, "same-name", id=name)
        for name, (key, _) in self.defines.given.items():
            if name in self.drafts or name in self.groups or name in self.subjects.known:
                self.reader.say("EF110", key.span, "same-name-defined", id=name)

    # --- expressions --------------------------------------------------------------------------------------------------

    def _typer(self, reader: Reader, scalar: Scalar, table: str | None) -> Typer:
        def unknown(span: Span, name: str) -> None:
            self.names.report(reader, span, name, table)

        scope = self.names.scope(table)
        outside = self.names.scope(None) if table else scope
        return Typer(reader, reader.affordable(scalar), scope, unknown, outside, self.defines if self.defines.given else None)

    def _condition(self, reader: Reader, scalar: Scalar, table: str | None) -> Expression | None:
        key = (id(scalar), table)  # those of groups and fragments stand with many fields
        if key not in self._typed:
            condition = self._typed[key] = self._typer(reader, scalar, table).condition()
            if condition is not None and never_true(condition):
                reader.say("EF601", scalar.span, "never-true")
        return self._typed[key]

    def _finish_page(self, page: Page, items: list[Draft | GroupDraft], when: Scalar | None) -> Page:
        condition = self._condition(self.reader, when, None) if when else None
        finished = tuple(
            self._finish_group(item, condition) if isinstance(item, GroupDraft) else self._finish(item, condition)
            for item in items
        )
        spans = {**page.spans, "when": when.span} if when else page.spans
        if when and condition is None:
            self.reader.holes += [item.span for item in finished]
        notes = finished_notes(self.notes.get(page.id, ()), self._condition)
        sections = tuple(self.sections[page.id].finished(self._condition)) if page.id in self.sections else ()
        text = when.text if when else ""
        made = replace(page, items=finished, when=condition, when_text=text, notes=notes, sections=sections, spans=spans)
        return with_nothing(made, items)

    def _finish_group(self, draft: GroupDraft, page_when: Expression | None) -> Group:
        condition = self._condition(draft.reader, draft.when, None) if draft.when else None
        subject_when = self.subject_when.get(draft.group.id)
        shared = shared_conditions(draft) if draft.group.subject is not None else ()
        for column in draft.columns if shared else ():
            column.extra_when = [one for one in column.extra_when if one not in shared]
        condition = both(conjunction((*draft.extra_when, *shared), self._condition), condition)
        reader = draft.reader if draft.group.subject is None else self.reader  # a subject is never a fragment's
        return replace(
            with_limits(draft.group, draft.limits, reader, partial(self._typer, reader, table=None)),
            columns=tuple(self._finish(column, None) for column in draft.columns),
            when=both(both(page_when, subject_when), condition),
            when_text=draft.when.text if draft.when else "",
        )

    def _finish(self, draft: Draft, page_when: Expression | None) -> Field:
        reader, found = draft.reader, draft.field
        own = self._condition(reader, draft.when, found.table) if draft.when else None
        for other, scalar in draft.extra_when:
            own = both(own, self._condition(other, scalar, found.table))
        subject_when = self.subject_when.get(found.subject or "") if found.table is None else None
        when = asked_of_rows(draft, self.names, both(both(page_when, subject_when), own))
        value = self._conditional_options(draft)
        derive = self._derive(draft) if draft.derive else None
        if when is None and draft.when is None and draft.derive is None and value is found.value:
            return found
        return replace(
            found, when=when, when_text=draft.when.text if draft.when else "", value=value, derive=derive,
            derive_text=draft.derive.text if draft.derive else "",
        )  # fmt: skip

    def _derive(self, draft: Draft) -> Expression | None:
        if draft.derive is None:
            return None
        expression = self._typer(draft.reader, draft.derive, draft.field.table).expression()
        if expression is None:
            return None
        wanted, _ = expression_type(draft.field.value)
        given = type_of(expression)
        texts, numbers = (Type.TEXT, Type.CODE), (Type.INTEGER, Type.DECIMAL)
        fits = given is wanted or {given, wanted} <= set(texts) or (given is Type.INTEGER and wanted in numbers)
        if not fits:
            from eformc.language.expressions import TYPE_WORDS

            draft.reader.say(
                "EF113", draft.derive.span, "wrong-result", found=TYPE_WORDS[given], expected=TYPE_WORDS[wanted]
            )
            return None
        return expression

    def _conditional_options(self, draft: Draft) -> Value:
        value = draft.field.value
        if not draft.options or not isinstance(value, Choice | Choices):
            return value
        conditions = {
            code: self._condition(draft.reader, scalar, draft.field.table) for code, scalar in draft.options
        }
        codes = tuple(replace(code, when=conditions.get(code.code)) for code in value.codes.codes)
        return replace(value, codes=replace(value.codes, codes=codes))

    # --- attachments -------------------------------------------------------------------------------------

    def _attachments(self, key: str) -> Iterator[tuple[Attachment, Scalar | None] | None]:
        reader = self.reader
        seen: set[str] = set()
        for item in reader.items(self.root, key, "[=attachment+]"):
            found = named(reader, item)
            if found is None:
                continue
            name, node = found
            if reader.as_id(name) is None:
                continue
            if name.text in seen:
                reader.say("EF110", name.span, "duplicate-id", id=name.text)
                continue
            seen.add(name.text)
            yield self._attachment(name, node, fetched=key == "evidence")

    def _attachment(self, key: Scalar, node: Node | None, *, fetched: bool) -> tuple[Attachment, Scalar | None] | None:
        reader = self.reader
        document = self.catalogue.documents.get(key.text)
        before = len(reader.diagnostics)
        table = Mapping.empty(key.span)
        if node is not None:
            read_table = reader.table(node, "attachment", _WHERE["attachment"])
            if read_table is None:
                return None
            table = read_table
        misread = "of" not in table and len(reader.diagnostics) > before  # whose rows its condition reads is not known
        title = reader.words(table, "title") or (document.title if document else NOTHING)
        if not title:
            if len(reader.diagnostics) > before:
                return None
            reader.unknown("EF106", key.span, "unknown-document", key.text, self.catalogue.documents)
            return None
        owner = owner_of(key, table, reader, self.names, self.groups, fetched=fetched)
        about, rows = owner or (None, None)
        value = FILE.lower(Settings(reader, table, self.context, key.text))
        if not isinstance(value, File):
            return None
        made = partial(Field, key.text, ("attachments", key.text), title, "file", value)
        draft = self._settle(reader, key, table, made)
        attachment = Attachment(
            id=key.text,
            title=title,
            document=document.id if document else None,
            value=value,
            fetched=fetched,
            subject=about.id if about else None if rows else likely_owner(self.subjects.known, document.entity if document else None),
            table=rows,
            strength=draft.field.strength,
            help=reader.words(table, "help"),
            asks=draft.field.asks,
            waiver=draft.field.waiver,
            ref=draft.field.ref,
            was=draft.field.was,
            more=draft.field.more,
            if_empty=draft.field.if_empty,
            if_wrong=draft.field.if_wrong,
            spans=draft.field.spans,
        )
        return attachment, draft.when if owner is not None and not misread else None

    def _finish_attachment(self, attachment: Attachment, when: Scalar | None) -> Attachment:
        if when is None:
            return attachment
        return replace(attachment, when=self._condition(self.reader, when, attachment.table), when_text=when.text)
