"""Catalogue files to one `Catalogue`: names resolved, types checked, every mistake a diagnostic."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence as Seq

from eformc.diagnostics import Diagnostic, Outcome
from eformc.kernel.digits import Digits
from eformc.kernel.values import Choice, Code, CodeList, Date, Part, Precision, Record, Strength, Text, Value
from eformc.kernel.words import Words
from eformc.language.digits import read_digits
from eformc.language.fieldtypes import Context, field_types, lowered
from eformc.language.former_codes import FormerCodes
from eformc.language.laws import Citations, read_laws
from eformc.language.long_codes import DeferredCodes
from eformc.language.numbers import read_numbers, read_plan
from eformc.language.plain_language import plain_language
from eformc.language.reading import NOTHING, Reader
from eformc.model.catalogue import (
    WAIVERS,
    Catalogue,
    Conversion,
    Derivable,
    Document,
    Element,
    Entity,
    ListHead,
    Lookup,
    Path,
    Plan,
    Policy,
    Registry,
    Relation,
    Retired,
    RetiredTerm,
    SameAs,
    Shows,
    System,
)
from eformc.model.laws import Citation, LawWords
from eformc.source import Mapping, Node, Scalar, Span, read

KINDS_OF_FILE = ("catalogue", "entity", "registry", "documents", "code_list", "laws")

_WHERE: Map[str, Words] = {
    "catalogue": {"en": "a catalogue", "vi": "danh mục"},
    "entity": {"en": "an entity", "vi": "loại đối tượng"},
    "element": {"en": "a data element", "vi": "phần tử dữ liệu"},
    "relation": {"en": "a relation", "vi": "quan hệ"},
    "registry": {"en": "a registry", "vi": "cơ sở dữ liệu"},
    "lookup": {"en": "a lookup", "vi": "cách tra cứu"},
    "documents": {"en": "the documents", "vi": "danh sách giấy tờ"},
    "document": {"en": "a document", "vi": "giấy tờ"},
    "codes_file": {"en": "a code list", "vi": "danh mục mã"},
    "login": {"en": "`login`", "vi": "`login`"},
    "telephone": {"en": "`telephone`", "vi": "`telephone`"},
    "address": {"en": "`address`", "vi": "`address`"},
    "address_level": {"en": "a level of an address", "vi": "một cấp địa chỉ"},
    "address_detail": {"en": "`detail`", "vi": "`detail`"},
    "identity_document": {"en": "`identity_document`", "vi": "`identity_document`"},
    "paper_words": {"en": "`paper_words`", "vi": "`paper_words`"},
    "once_only": {"en": "`once_only`", "vi": "`once_only`"},
    "retired_term": {"en": "a retired term", "vi": "từ không còn dùng"},
    "derivable": {"en": "`derivable_from`", "vi": "`derivable_from`"},
    "same_as": {"en": "`same_as`", "vi": "`same_as`"},
    "retired": {"en": "`retired`", "vi": "`retired`"},
}


class CatalogueCompiler:
    """Compiles the files of one catalogue (path -> bytes; CSVs included)."""

    def __init__(self, files: Map[str, bytes]) -> None:
        self.files = files
        self.diagnostics: list[Diagnostic] = []
        self.roots: dict[str, list[tuple[Reader, Mapping, str]]] = {kind: [] for kind in KINDS_OF_FILE}
        self.context = Context()
        self.citations = Citations({}, LawWords())
        self.login_gives: tuple[str, ...] = ()
        self.list_heads: dict[str, ListHead] = {}

    def compile(self) -> Outcome[Catalogue | None]:
        self._read()
        heads = self.roots["catalogue"]
        if not heads:
            return Outcome(None, tuple(self.diagnostics))
        reader, head, _ = heads[0]
        reader.table(head, "catalogue", _WHERE["catalogue"])
        languages = reader.texts(head, "languages") or ("en",)
        for kind in self.roots.values():
            for other, _, _ in kind:
                other.languages = languages
        self.citations = read_laws(self.roots["laws"])
        code_lists = self._code_lists()
        self.context = Context(
            code_lists, self._address(reader, head, code_lists), self._identity_document(reader, head, code_lists),
            reader.text(head, "currency") or "", *self._telephone(reader, head), read_numbers(reader, head, self.citations),
        )  # fmt: skip
        entities = {entity.id: entity for entity in map(self._entity, self.roots["entity"]) if entity}
        login = reader.mapping(head, "login")
        login = reader.table(login, "login", _WHERE["login"]) if login else None
        self.login_gives = tuple(reader.texts(login, "gives")) if login else ()
        registries = self._by_authority(reader, head, entities)
        documents = self._documents(entities, registries)
        self._check_references(entities, registries, documents)
        once_only = reader.mapping(head, "once_only")
        if once_only:
            reader.table(once_only, "once_only", _WHERE["once_only"])
        catalogue = Catalogue(
            id=reader.id(head, "catalogue") or "",
            title=reader.words(head, "title"),
            languages=languages,
            country=reader.text(head, "country") or "",
            currency=self.context.currency,
            telephone=self.context.telephone,
            time_zone=reader.text(head, "time_zone") or "UTC",
            login_entity=(reader.id(login, "entity") or "") if login else "",
            login_gives=self.login_gives,
            once_only_law=self.citations.read(reader, once_only, "law") if once_only else Citation(),
            waivers=self._waivers(reader, once_only) if once_only else {},
            entities=entities,
            registries=registries,
            documents=documents,
            code_lists=code_lists,
            plan=self.context.plan,
            numbers=self.context.numbers,
            currency_words=reader.texts(head, "currency_words"),
            retired_terms=self._retired_terms(reader, head),
            address=self.context.address,
            identity_document=self.context.identity_document,
            in_words=reader.texts(head, "in_words"),
            not_in_words=reader.texts(head, "not_in_words"),
            joining_words=reader.texts(head, "joining_words"),
            or_words=reader.texts(head, "or_words"),
            copy_words=reader.texts(head, "copy_words"),
            applicant_words=reader.texts(head, "applicant_words"),
            of_words=reader.texts(head, "of_words"),
            owner_endings=reader.texts(head, "owner_endings"),
            empty_labels=reader.texts(head, "empty_labels"),
            beyond_words=reader.texts(head, "beyond_words"),
            named_is_other=reader.boolean(head, "named_is_other"),
            person_words=reader.texts(head, "person_words"),
            office_words=reader.texts(head, "office_words"),
            wish_words=reader.texts(head, "wish_words"),
            paper_words=self._paper_words(reader, head),
            address_words=reader.texts(address, "part_words") if (address := reader.mapping(head, "address")) else (),
            head_first=reader.boolean(head, "head_first"),
            abbreviations=_abbreviations(reader, head),
            letterhead=reader.words(head, "letterhead"),
            plain_language=plain_language(reader, head, self.citations),
            laws=self.citations.laws,
            law_words=self.citations.words,
            citations=tuple(self.citations.made),
            list_heads=self.list_heads,
        )
        for kind in self.roots.values():
            for other, _, _ in kind:
                self.diagnostics += other.diagnostics
                other.diagnostics = []
        return Outcome(catalogue, tuple(self.diagnostics))

    def _waivers(self, reader: Reader, once_only: Mapping) -> dict[str, Words]:
        """The words for the exceptions that a spec may name."""
        found = {}
        for key, value in reader.mapping(once_only, "waivers") or ():
            if reader.as_one_of(key, list(WAIVERS)) is not None:
                found[key.text] = reader.as_words(value, key.text)
        return found

    def _paper_words(self, reader: Reader, head: Mapping) -> dict[str, tuple[str, ...]]:
        found = reader.mapping(head, "paper_words")
        if found is None or reader.table(found, "paper_words", _WHERE["paper_words"]) is None:
            return {}
        return {kind: reader.texts(found, kind) for kind in ("number", "issued_on", "issued_by", "valid_until")}

    def _by_authority(self, reader: Reader, head: Mapping, entities: Map[str, Entity]) -> dict[str, Registry]:
        """Registries in the catalogue's order of authority, those it does not name after them by id."""
        found = {r.id: r for r in (self._registry(root, entities) for root in self.roots["registry"]) if r}
        order = reader.texts(head, "registries")
        for item in reader.items(head, "registries", "[id]"):
            if isinstance(item, Scalar) and item.text not in found:
                reader.unknown("EF116", item.span, "unknown-registry", item.text, found)
        return {name: found[name] for name in [*order, *sorted(set(found) - set(order))] if name in found}

    def _read(self) -> None:
        for path in sorted(self.files):
            if not path.endswith((".yaml", ".yml")):
                continue
            reader = Reader()
            _, root, flaws = read(path, self.files[path])
            reader.flaws(flaws)
            if isinstance(root, Mapping) and root.entries:
                kind = next((key.text for key, _ in root if key.text in KINDS_OF_FILE), None)
                if kind is None:
                    reader.say("EF005", root.entries[0][0].span, "unknown-kind", key=root.entries[0][0].text)
                    self.diagnostics += reader.diagnostics
                else:
                    self.roots[kind].append((reader, root, path))
            else:
                self.diagnostics += reader.diagnostics

    # --- code lists, address ------------------------------------------------------------------------------------

    def _code_lists(self) -> dict[str, CodeList]:
        lists: dict[str, CodeList] = {}
        for reader, root, path in self.roots["code_list"]:
            reader.table(root, "codes_file", _WHERE["codes_file"])
            name = reader.id(root, "code_list")
            if name is None:
                continue
            self.citations.read(reader, root, "source", of_law=False)
            self.list_heads[name] = ListHead(reader.words(root, "title"), reader.date(root, "valid_from"))
            also_node = reader.mapping(root, "also")
            also = {key.text: _texts(reader, value) for key, value in also_node} if also_node else {}
            own = reader.mapping(root, "codes")
            was = FormerCodes(reader).of_list(name, root, {key.text for key, _ in own} if own else ())
            lists[name] = CodeList(
                name, self._codes(reader, root, path, also, was), reader.text(root, "scheme"), reader.text(root, "within"),
                reader.texts(root, "first"),
            )  # fmt: skip
            named = [*(key for key, _ in also_node or ()), *(one for one in reader.items(root, "first") if isinstance(one, Scalar))]
            if named:
                _check_codes_named(reader, named, lists[name])
        return lists

    def _codes(self, reader: Reader, root: Mapping, path: str, also: Map[str, tuple[str, ...]], was: Map[str, tuple[str, ...]]) -> Seq[Code]:
        data = reader.scalar(root, "data")
        if data is not None:
            listed, had = self._beside(reader, data, path), self._beside(reader, reader.scalar(root, "former"), path)
            return () if listed is None else DeferredCodes(listed, also, was, had or b"")
        codes = reader.mapping(root, "codes")
        if codes is None:
            return ()
        return tuple(Code(k.text, reader.as_words(v, k.text), also=also.get(k.text, ()), was=was.get(k.text, ())) for k, v in codes)

    def _beside(self, reader: Reader, name: Scalar | None, path: str) -> bytes | None:
        """A file beside another one; None where none is named, or none is there."""
        if name is None:
            return None
        beside = path.rsplit("/", 1)[0] + "/" + name.text
        if beside not in self.files:
            reader.say("EF015", name.span, "not-found", path=beside)
            return None
        return self.files[beside]

    def _telephone(self, reader: Reader, head: Mapping) -> tuple[tuple[tuple[str, str], ...], Plan | None]:
        """Beginnings of a number of the country, with the one it is kept by: +84, 0084 and 84 become 0. And its plan."""
        found = reader.mapping(head, "telephone")
        if found is None:
            return (), None
        reader.table(found, "telephone", _WHERE["telephone"])
        code, trunk = reader.text(found, "country_code") or "", reader.text(found, "trunk_prefix") or ""
        beginnings = tuple((before + code, trunk) for before in ("+", "00", "")) if code else ()
        return beginnings, read_plan(reader, found, code)

    def _address(self, reader: Reader, head: Mapping, lists: Map[str, CodeList]) -> Record | None:
        node = reader.mapping(head, "address")
        if node is None or reader.table(node, "address", _WHERE["address"]) is None:
            return None
        parts: list[Part] = []
        for item in reader.items(node, "levels", "[any]"):
            if not isinstance(item, Mapping) or len(item.entries) != 1:
                reader.wrong_shape(item, "{any}", "levels")
                continue
            key, value = item.entries[0]
            level = reader.table(value, "address_level", _WHERE["address_level"])
            codes = self._list(reader, level, "codes", lists) if level else None
            if level and codes:
                parent = parts[-1].name if parts else None
                parts.append(
                    Part(key.text, reader.words(level, "title"), Choice(codes, parent), help=reader.words(level, "help"))
                )
        detail = reader.mapping(node, "detail")
        detail = reader.table(detail, "address_detail", _WHERE["address_detail"]) if detail else None
        title = reader.words(detail, "title") if detail else NOTHING
        help_ = reader.words(detail, "help") if detail else NOTHING
        parts.append(Part("detail", title, Text(1, 250), help=help_))
        return Record("address", tuple(parts))

    def _identity_document(self, reader: Reader, head: Mapping, lists: Map[str, CodeList]) -> Record | None:
        node = reader.mapping(head, "identity_document")
        if node is None or reader.table(node, "identity_document", _WHERE["identity_document"]) is None:
            return None
        kinds = self._list(reader, node, "kinds", lists)
        if kinds is None:
            return None
        optional = Strength.OPTIONAL
        return Record(
            "identity_document",
            (
                Part("kind", {"vi": "Loại giấy tờ", "en": "Kind of document"}, Choice(kinds)),
                Part("number", {"vi": "Số", "en": "Number"}, Text(1, 30)),
                Part("issued_on", {"vi": "Ngày cấp", "en": "Date of issue"}, Date(Precision.DAY, None, "today"), optional),
                Part("issued_by", {"vi": "Nơi cấp", "en": "Issued by"}, Text(1, 150), optional),
            ),
        )

    def _list(self, reader: Reader, node: Mapping, key: str, lists: Map[str, CodeList]) -> CodeList | None:
        found = reader.scalar(node, key, "id")
        if found is None:
            return None
        if found.text not in lists:
            reader.unknown("EF104", found.span, "unknown-code-list", found.text, lists)
        return lists.get(found.text)

    # --- entities -------------------------------------------------------------------------------------------------

    def _entity(self, root: tuple[Reader, Mapping, str]) -> Entity | None:
        reader, node, _ = root
        reader.table(node, "entity", _WHERE["entity"])
        name = reader.id(node, "entity")
        if name is None:
            return None
        elements: dict[str, Element] = {}
        for key, value in reader.mapping(node, "elements") or ():
            element = self._element(reader, name, key, value)
            if element:
                elements[element.name] = element
        relations: dict[str, Relation] = {}
        for key, value in reader.mapping(node, "relations") or ():
            relation = reader.table(value, "relation", _WHERE["relation"])
            if relation and reader.as_id(key):
                relations[key.text] = Relation(
                    key.text, reader.id(relation, "is") or "", reader.words(relation, "title"),
                    reader.texts(relation, "synonyms"), reader.boolean(relation, "many"),
                )  # fmt: skip
        return Entity(
            name, reader.words(node, "title"), reader.texts(node, "key"), elements, relations,
            reader.boolean(node, "always"), reader.texts(node, "synonyms"),
        )  # fmt: skip

    def _element(self, reader: Reader, entity: str, key: Scalar, node: Node) -> Element | None:
        type_name = _type_name(node)
        declared = field_types().get(type_name)
        extra = {one.name: one for one in declared.keys} if declared else {}
        found = reader.table(node, "element", _WHERE["element"], extra)
        if found is None or reader.as_id(key) is None:
            return None
        value = lowered(reader, found, self.context, f"{entity}.{key.text}")
        if value is None:
            return None
        policy = reader.one_of(found, "policy", [p.value for p in Policy])
        system = reader.one_of(found, "system", [s.value for s in System])
        return Element(
            entity=entity,
            name=key.text,
            title=reader.words(found, "title"),
            type=type_name,
            value=value,
            help=reader.words(found, "help"),
            example=reader.words(found, "example"),
            synonyms=reader.texts(found, "synonyms"),
            autocomplete=reader.text(found, "autocomplete"),
            unit=reader.text(found, "unit"),
            sensitive=self.citations.read(reader, found, "sensitive") or None,
            policy=Policy(policy) if policy else Policy.CONFIRM,
            derivable=self._derivable(reader, found, value),
            same_as=self._same_as(reader, found),
            retired=self._retired(reader, found),
            system=System(system) if system else None,
            made_of=reader.texts(found, "made_of"),
            relative_to=reader.id(found, "relative_to"),
            part_words=reader.texts(found, "part_words"),
            never_of_login=reader.boolean(found, "never_of_login"),
            span=key.span,
        )

    def _derivable(self, reader: Reader, node: Mapping, value: Value) -> Derivable | None:
        found = reader.mapping(node, "derivable_from")
        if found is None or reader.table(found, "derivable", _WHERE["derivable"]) is None:
            return None
        conversion = reader.one_of(found, "conversion", [c.value for c in Conversion])
        self._check_codes(reader, found, value)
        return Derivable(
            reader.texts(found, "elements"), reader.words(found, "how"), Conversion(conversion) if conversion else None,
            self.citations.read(reader, found, "law"), self._digits(reader, found, conversion),
        )  # fmt: skip

    def _check_codes(self, reader: Reader, node: Mapping, value: Value) -> None:
        """That the codes which digits give are codes of the element."""
        digits = node.get("digits")
        codes = [one.code for one in value.codes.codes] if isinstance(value, Choice) and isinstance(digits, Mapping) else []
        for case in reader.items(digits, "cases", "[=digit_case]") if codes and isinstance(digits, Mapping) else ():
            gives = case.get("gives") if isinstance(case, Mapping) else None
            if isinstance(gives, Scalar):
                reader.as_one_of(gives, codes)

    def _digits(self, reader: Reader, node: Mapping, conversion: str | None) -> Digits | None:
        """The description that belongs to the conversion `digits`, and to no other."""
        if conversion == Conversion.DIGITS.value and "digits" not in node:
            what = {"en": "what the digits of the number say", "vi": "các chữ số của số đó cho biết gì"}
            reader.say("EF011", reader.head(node), "missing-key", key="digits", where=_WHERE["derivable"], what=what)
        elif "digits" in node and conversion not in (None, Conversion.DIGITS.value):
            key = node.key("digits") or node.entries[0][0]
            reader.say("EF115", key.span, "both", a="digits", b=f"conversion: {conversion}", key="", type="", known="")
        return read_digits(reader, node)

    def _same_as(self, reader: Reader, node: Mapping) -> SameAs | None:
        found = reader.mapping(node, "same_as")
        if found is None or reader.table(found, "same_as", _WHERE["same_as"]) is None:
            return None
        return SameAs(reader.id(found, "element") or "", reader.date(found, "since") or "", self.citations.read(reader, found, "law"))

    def _retired(self, reader: Reader, node: Mapping) -> Retired | None:
        found = reader.mapping(node, "retired")
        if found is None or reader.table(found, "retired", _WHERE["retired"]) is None:
            return None
        return Retired(reader.date(found, "on") or "", self.citations.read(reader, found, "law"), reader.text(found, "replaced_by"))

    # --- registries, documents --------------------------------------------------------------------------------------

    def _registry(self, root: tuple[Reader, Mapping, str], entities: Map[str, Entity]) -> Registry | None:
        reader, node, _ = root
        reader.table(node, "registry", _WHERE["registry"])
        name = reader.id(node, "registry")
        if name is None:
            return None
        holds: dict[str, tuple[str, Path]] = {}
        for key, value in reader.mapping(node, "holds") or ():
            if not isinstance(value, Scalar) or value.is_null:
                reader.wrong_shape(value, "name", key.text)
            elif reader.is_name(value):
                entity, *path = value.text.split(".")
                if self._fact(reader, value.span, entity, tuple(path), entities):
                    holds[key.text] = (entity, tuple(path))
        lookups = []
        for key, value in reader.mapping(node, "lookups") or ():
            lookup = self._lookup(reader, name, key, value, holds, entities)
            if lookup:
                lookups.append(lookup)
        certainty = reader.one_of(node, "certainty", ("certain", "arguable"))
        return Registry(
            id=name,
            title=reader.words(node, "title"),
            holder=reader.words(node, "holder"),
            legal_basis=self.citations.read(reader, node, "legal_basis"),
            published=reader.boolean(node, "published"),
            published_by=self.citations.read(reader, node, "published_by"),
            correct_at=reader.words(node, "correct_at"),
            certain=certainty != "arguable",
            freshness=reader.words(node, "freshness"),
            holds=holds,
            documents=reader.texts(node, "documents"),
            lookups=tuple(lookups),
        )

    def _fact(self, reader: Reader, span: Span, entity: str, path: Path, entities: Map[str, Entity]) -> bool:
        """True if entity.path names an element (through relations); reported where not."""
        found = entities.get(entity)
        if found is None:
            reader.unknown("EF103", span, "unknown-entity", entity, entities)
            return False
        for step in path[:-1]:
            relation = found.relations.get(step)
            if relation is None or relation.target not in entities:
                reader.unknown("EF107", span, "unknown-relation", step, found.relations, entity=found.title)
                return False
            found = entities[relation.target]
        if not path or path[-1] not in found.elements:
            reader.unknown(
                "EF102", span, "unknown-element", path[-1] if path else "", found.elements, entity=found.title, subject=""
            )
            return False
        return True

    def _lookup(
        self, reader: Reader, registry: str, key: Scalar, node: Node, holds: Map[str, tuple[str, Path]],
        entities: Map[str, Entity],
    ) -> Lookup | None:  # fmt: skip
        found = reader.table(node, "lookup", _WHERE["lookup"])
        entity = reader.id(found, "of") if found else None
        if found is None or entity is None:
            return None
        given = []
        for name in reader.scalars(found, "given", "[name]"):
            path = tuple(name.text.split("."))
            if self._fact(reader, name.span, entity, path, entities):
                given.append(path)
        suggests = self._held(reader, found, "suggests", holds, entity)
        if "gives" in found:
            gives = self._held(reader, found, "gives", holds, entity)
        else:
            gives = [path for of, path in holds.values() if of == entity and path not in suggests]
        shows = reader.one_of(found, "shows", tuple(Shows))
        full_for = self._numbers(reader, found, holds, entity)
        gives = [path for path in gives if path not in given]
        return Lookup(key.text, registry, entity, tuple(given), tuple(gives), tuple(suggests), Shows(shows or Shows.MASKED), tuple(full_for))

    def _numbers(self, reader: Reader, node: Mapping, holds: Map[str, tuple[str, Path]], entity: str) -> list[Path]:
        """The numbers of `full_for`: somebody logs in with such a number, so nothing else says who may see a record."""
        numbers = [name for name, (of, path) in holds.items() if of == entity and path[-1] in self.login_gives]
        for item in reader.scalars(node, "full_for", "[id]"):
            if item.text in holds and item.text not in numbers:
                reader.say("EF102", item.span, "no-number-of-a-login", name=item.text, known=", ".join(numbers) or "—", subject="")
        return [path for path in self._held(reader, node, "full_for", holds, entity) if path[-1] in self.login_gives]

    def _held(
        self, reader: Reader, node: Mapping, key: str, holds: Map[str, tuple[str, Path]], entity: str
    ) -> list[Path]:
        out = []
        for item in reader.scalars(node, key, "[id]"):
            if item.text not in holds:
                where = {"en": "`holds`", "vi": "`holds`"}
                reader.unknown("EF102", item.span, "unknown-element", item.text, holds, entity=where, subject="")
            elif holds[item.text][0] == entity:
                out.append(holds[item.text][1])
        return out

    def _documents(self, entities: Map[str, Entity], registries: Map[str, Registry]) -> dict[str, Document]:
        documents: dict[str, Document] = {}
        for reader, root, _ in self.roots["documents"]:
            reader.table(root, "documents", _WHERE["documents"])
            for key, value in reader.mapping(root, "documents") or ():
                node = reader.table(value, "document", _WHERE["document"])
                if node is None or reader.as_id(key) is None:
                    continue
                documents[key.text] = Document(
                    id=key.text,
                    title=reader.words(node, "title"),
                    synonyms=reader.texts(node, "synonyms"),
                    entity=reader.id(node, "of"),
                    key=reader.id(node, "key"),
                    restated_by=reader.texts(node, "restated_by"),
                    restates=reader.texts(node, "restates"),
                    law=self.citations.read(reader, node, "law"),
                    instead=reader.words(node, "instead"),
                    retired=self._retired(reader, node),
                )
        return documents

    def _check_references(
        self, entities: Map[str, Entity], registries: Map[str, Registry], documents: Map[str, Document]
    ) -> None:
        """Names that point across files."""
        for reader, root, _ in self.roots["registry"]:
            for item in reader.items(root, "documents", "[id]"):
                if isinstance(item, Scalar) and item.text not in documents:
                    reader.unknown("EF106", item.span, "unknown-document", item.text, documents)
        for reader, root, _ in self.roots["entity"]:
            for _, value in reader.mapping(root, "relations") or ():
                target = value.get("is") if isinstance(value, Mapping) else None
                if isinstance(target, Scalar) and target.text not in entities:
                    reader.unknown("EF103", target.span, "unknown-entity", target.text, entities)
        for reader, root, _ in self.roots["documents"]:
            for _, value in reader.mapping(root, "documents") or ():
                if not isinstance(value, Mapping):
                    continue
                of = value.get("of")
                if isinstance(of, Scalar) and of.text not in entities:
                    reader.unknown("EF103", of.span, "unknown-entity", of.text, entities)
                for item in reader.items(value, "restated_by", "[id]"):
                    if isinstance(item, Scalar) and item.text not in registries:
                        reader.unknown("EF116", item.span, "unknown-registry", item.text, registries)

    def _retired_terms(self, reader: Reader, head: Mapping) -> tuple[RetiredTerm, ...]:
        out = []
        for key, value in reader.mapping(head, "retired_terms") or ():
            node = reader.table(value, "retired_term", _WHERE["retired_term"])
            if node is None:
                continue
            kind = reader.one_of(node, "kind", ("address_level", "document", "body", "code"))
            out.append(
                RetiredTerm(
                    id=key.text,
                    title=reader.words(node, "title"),
                    words=reader.texts(node, "words"),
                    not_in=reader.texts(node, "not_in"),
                    kind=kind or "code",
                    on=reader.date(node, "on") or "",
                    instead=reader.words(node, "instead"),
                    law=self.citations.read(reader, node, "law"),
                )
            )
        return tuple(out)


def _type_name(node: Node) -> str:
    found = node.get("type") if isinstance(node, Mapping) else None
    return found.text if isinstance(found, Scalar) else ""


def _abbreviations(reader: Reader, head: Mapping) -> dict[str, str]:
    """Short forms, with what they stand for in the first language."""
    return {key.text: next(iter(reader.as_words(value, key.text).values()), "") for key, value in reader.mapping(head, "abbreviations") or ()}


def _check_codes_named(reader: Reader, named: Seq[Scalar], codes: CodeList) -> None:
    """That what is listed first, or has other spellings, is a code of the list."""
    known = {one.code for one in codes.codes}
    for key in named:
        if known and key.text not in known:
            reader.unknown("EF114", key.span, "unknown-code", key.text, known, within=codes.id, code=key.text)


def _texts(reader: Reader, value: Node) -> tuple[str, ...]:
    holder = Mapping({"also": (Scalar.at(value.span, "also"), value)}, value.source, value.start, value.end)
    return reader.texts(holder, "also")
