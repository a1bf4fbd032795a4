"""Kernel values as the JSON of `form.json` and `prefill.json`, and back. msgspec writes and checks it, with the path of what is wrong.

The shape of a class in JSON is derived from the class (`in_json`): an object of the fields that differ from their defaults; where
several classes may stand, its name is under `"is"`. Only what is not written as it is stands here: a pattern is its source;
conditions, code lists and records that stand in many places of a form are each written once, and their numbers in their
places; code lists that many forms share are their names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_type_hints

from msgspec import NODEFAULT, UNSET, Meta, Struct, UnsetType, convert, defstruct, field, to_builtins
from msgspec.structs import asdict

from eformc.contract import page_layout
from eformc.kernel import expressions, form, patterns, values
from eformc.kernel.expressions import Expression
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.patterns import Pattern
from eformc.kernel.struct import defaults
from eformc.kernel.values import Code, CodeList, Part, Record, Value
from eformc.kernel.words import Words

Lists: TypeAlias = Mapping[str, CodeList]
"""Code lists that are published once, by name."""
Number: TypeAlias = Annotated[int, Meta(ge=0)]
"""The place of a thing that is written once, in the list of its kind."""
Condition: TypeAlias = Number | Expression
T = TypeVar("T")
_NAMES = {**vars(expressions), **vars(values), **vars(form), **vars(page_layout), "Pattern": Pattern}


def in_json(kind: type[Struct], *, tag: bool = False, **declared: Any) -> type[Struct]:
    """A class as its JSON is declared: the same fields, those that are not written as they are `declared` anew. `tag`: its name
    tells it from others that may stand there.
    """
    hints = get_type_hints(kind, localns=_NAMES)
    fields: list[Any] = []
    for name, unless in defaults(kind).items():
        of = declared.get(name, hints[name])
        fields.append((name, of) if unless is NODEFAULT else (name, of, _default(unless)))
    options: dict[str, Any] = {"tag_field": "is", "tag": kind.__name__} if tag else {}
    return defstruct(kind.__name__, fields, frozen=True, omit_defaults=True, forbid_unknown_fields=True, **options)


def _default(unless: Any) -> Any:
    return field(default_factory=dict) if isinstance(unless, dict) else () if isinstance(unless, frozenset) else unless


class ListInJson(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A code list: the name `list` it is published under, or all the rest."""

    id: str | UnsetType = UNSET
    codes: tuple[_CodeInJson, ...] | UnsetType = UNSET
    scheme: str | None = None
    within: str | None = None
    first: tuple[str, ...] = ()
    list: str | UnsetType = UNSET


class PartInJson(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a record."""

    name: str
    title: Words
    value: ValueInJson
    strength: values.Strength = values.Strength.REQUIRED
    help: Words = field(default_factory=dict)


_CodeInJson: Any = in_json(Code, when=Condition | None)
CodesInJson: TypeAlias = Number | ListInJson
_DECLARED: Mapping[type, Mapping[str, Any]] = {
    values.Text: {"pattern": str | None}, values.Choice: {"codes": CodesInJson}, values.Choices: {"codes": CodesInJson}, Record: {"parts": tuple[PartInJson, ...]},
}  # fmt: skip
_VALUES: Mapping[type, Any] = {kind: in_json(kind, tag=True, **_DECLARED.get(kind, {})) for kind in get_args(Value)}
"""Kinds of value -> their JSON; one that is added to `Value` and refers to nothing is there by itself."""
_KINDS = {of: kind for kind, of in _VALUES.items()}
ValueInJson: Any = Number | Union[tuple(_VALUES.values())]  # noqa: UP007  (of as many as there are)
RecordInJson: Any = in_json(Record, parts=tuple[PartInJson, ...])
"""A record in the list of those that are written once."""


def from_same(kind: Any, one: Struct, **changed: Any) -> Any:
    """A value of a class with the same fields as another's, some of them changed: what is read, in the kernel's class."""
    return kind(**(asdict(one) | changed))


def copied(kind: Any, one: Struct, **changed: Any) -> Any:
    """The same the other way: a value in the class of its JSON, which leaves out what is as by default."""
    given = asdict(one)
    for name, unless in _by_content(kind):
        if given[name] == unless:
            given[name] = unless
    return kind(**(given | changed))


@lru_cache(maxsize=256)
def _by_content(kind: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """Fields whose default may stand there as another object: msgspec leaves out only the default itself, and an empty `dict`."""
    found = defaults(kind).items()
    return tuple((name, unless) for name, unless in found if (unless and isinstance(unless, str | int)) or isinstance(unless, dict))


class Writer:
    """Values as JSON. `shared`: code lists that are left out; the names of those that were are kept in `lists`. `once`: conditions,
    code lists and records are gathered in `gathered`, equal ones as one, in the order in which `Reader` needs them.
    """

    def __init__(self, shared: Lists, *, once: bool = False) -> None:
        self.shared, self.once = shared, once
        self.lists: set[str] = set()
        self.gathered: dict[str, list[Any]] = {"conditions": [], "code_lists": [], "records": []}
        self._names = {codes.id: name for name, codes in shared.items()}
        self._numbers: dict[IdentityKey[Any], int] = {}
        self._alike: dict[Any, list[tuple[Any, int]]] = {}

    def condition(self, one: Expression | None) -> Any:
        """A condition where it stands."""
        if one is None or not self.once:
            return None if one is None else expression_in_json(one)
        return self._number("conditions", one, one, expression_in_json)

    def codes(self, one: CodeList) -> Any:
        """A code list where it stands."""
        name = self._names.get(one.id)
        shared = self.shared[name] if name is not None else None
        if name is not None and (shared is one or shared == one):
            self.lists.add(name)
            return ListInJson(list=name)
        if not self.once:
            return self._list(one)
        return self._number("code_lists", (CodeList, one.id, len(one.codes)), one, self._list)

    def value(self, one: Value) -> Any:
        """A kind of value where it stands."""
        match one:
            case Record(kind, parts) if self.once:
                return self._number("records", (Record, kind, *map(_name_of, parts)), one, self._record)
            case Record():
                return copied(_VALUES[Record], one, parts=self._parts(one))
            case values.Text(_, _, Pattern(source)):
                return copied(_VALUES[values.Text], one, pattern=source)
            case values.Choice(codes) | values.Choices(codes):
                return copied(_VALUES[type(one)], one, codes=self.codes(codes))
            case _:  # kinds that refer to nothing
                return copied(_VALUES[type(one)], one)

    def _record(self, one: Record) -> Any:
        return copied(RecordInJson, one, parts=self._parts(one))

    def _parts(self, one: Record) -> tuple[PartInJson, ...]:
        return tuple([copied(PartInJson, part, value=self.value(part.value)) for part in one.parts])

    def _list(self, one: CodeList) -> ListInJson:
        codes = tuple([copied(_CodeInJson, code, when=self.condition(code.when)) for code in one.codes])
        return ListInJson(one.id, codes, one.scheme, one.within, one.first)

    def _number(self, name: str, key: Any, one: T, write: Any) -> int:
        """The number of a thing in the list of those written once: by identity where it was seen, else by content. `key`: what
        alike things share.
        """
        number = self._numbers.get(identity_key(one))
        if number is None:
            alike = self._alike.setdefault(key, [])
            number = next((number for other, number in alike if other == one), None)
            if number is None:
                made = self.gathered[name]
                made.append(write(one))  # what is within it has got its own number first
                number = len(made) - 1
                alike.append((one, number))
            self._numbers[identity_key(one)] = number
        return number


_name_of = attrgetter("name")


def expression_in_json(one: Expression) -> Any:
    """An expression as JSON values."""
    return _without_names(to_builtins(one))


def _without_names(made: Any) -> Any:
    """Options of a list are literals always: their name is not written."""
    for key, inner in made.items():
        if key == "options":
            for option in inner:
                del option["is"]
        elif type(inner) is dict:
            _without_names(inner)
        elif type(inner) is tuple:
            for each in inner:
                if type(each) is dict:
                    _without_names(each)
    return made


class Reader:
    """Values of what a `Writer` wrote, after msgspec has checked it. `lists`: the shared code lists, by name; the others: what was
    gathered. Raises `ValueError` for a number or a name of nothing.
    """

    def __init__(self, lists: Lists, conditions: Sequence[Expression] = (), code_lists: Sequence[ListInJson] = (), records: Sequence[Any] = ()) -> None:
        self.lists, self._conditions = lists, conditions
        self._code_lists: list[CodeList] = []
        self._records: list[Record] = []
        for codes in code_lists:
            self._code_lists.append(self.codes(codes))
        for record in records:
            self._records.append(Record(record.kind, self._parts(record)))

    def condition(self, made: Any) -> Any:
        return _numbered("condition", made, self._conditions) if isinstance(made, int) else made

    def codes(self, made: int | ListInJson) -> CodeList:
        if isinstance(made, int):
            return _numbered("code list", made, self._code_lists)
        if isinstance(made.list, str):
            if made.list not in self.lists:
                message = f"the code list `{made.list}` is not among those it names under `lists`"
                raise ValueError(message)
            return self.lists[made.list]
        if made.id is UNSET or made.codes is UNSET:
            message = "a code list has an `id` and `codes`, or the name of a `list`"
            raise ValueError(message)
        codes = tuple([from_same(Code, code, when=self.condition(code.when)) for code in made.codes])
        return CodeList(made.id, codes, made.scheme, made.within, made.first)

    def value(self, made: Any) -> Value:
        if isinstance(made, int):
            return _numbered("record", made, self._records)
        changed: dict[str, Any] = {}
        kind = _KINDS[type(made)]
        if kind is values.Text:
            changed["pattern"] = patterns.parse(made.pattern) if made.pattern is not None else None
        elif kind is Record:
            changed["parts"] = self._parts(made)
        elif kind in (values.Choice, values.Choices):
            changed["codes"] = self.codes(made.codes)
        read: Value = from_same(kind, made, **changed)
        return read

    def _parts(self, made: Any) -> tuple[Part, ...]:
        return tuple([from_same(Part, part, value=self.value(part.value)) for part in made.parts])


def _numbered(name: str, number: int, there: Sequence[T]) -> T:
    if number >= len(there):
        message = f"there is no {name} {number} (there are {len(there)}, counted from 0)"
        raise ValueError(message)
    return there[number]


def value_from_json(made: Any, lists: Lists) -> Value:
    """A kind of value that is written where it stands. Raises `msgspec.ValidationError`, a `ValueError`, with the path of what is wrong."""
    return Reader(lists).value(convert(made, ValueInJson))
