"""Frozen values of the kernel and of outlines as JSON and back, by their own declarations.

A struct is an object of those of its fields that differ from their defaults; where several classes may stand, its
name is under `"is"`. Patterns are written as their source, code lists that many forms share as their id. Where the same
things stand in many places of a file, `once` gathers conditions, code lists and records: in their place stands a number.

How a type is written and read is worked out once per type, from its declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import compress
from operator import attrgetter, is_not
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct, field

from eformc.contract import page_layout
from eformc.kernel import expressions, form, patterns, values
from eformc.kernel.expressions import Expression
from eformc.kernel.patterns import Pattern
from eformc.kernel.same import Same, same
from eformc.kernel.struct import defaults
from eformc.kernel.values import CodeList, Record

_NAMES = {**vars(expressions), **vars(values), **vars(form), **vars(page_layout), "Pattern": Pattern}
_EXPRESSIONS: tuple[type, ...] = get_args(Expression)
Lists: TypeAlias = Mapping[str, CodeList]
Once: TypeAlias = Mapping[str, Sequence[Any]]


class Writer(Struct):
    """`to_json` values. Code lists that are in `shared` (by name) are left out; the names of those that were are kept in `lists`.
    `once`: conditions, code lists and records are gathered (`gathered`), equal ones as one.
    """

    shared: Lists
    once: bool = False
    lists: set[str] = field(default_factory=set)
    _numbers: dict[Same[Any], int] = field(default_factory=dict)
    _alike: dict[Any, list[tuple[Any, int]]] = field(default_factory=dict)
    _made: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in _GATHERED})
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {codes.id: name for name, codes in self.shared.items()}

    def to_json(self, value: Any, declared: Any) -> Any:
        """A value as JSON. `declared` is the type it is declared as: a name is written only where that leaves a choice."""
        write = _writer(declared)
        return value if write is None or value is None else write(value, self)

    def condition(self, value: Expression | None) -> Any:
        """A condition where it stands."""
        return None if value is None else _write_condition(value, self)

    def shared_as(self, value: CodeList) -> str | None:
        """The name a code list is published under; None for one that is written out."""
        name = self._names.get(value.id)
        shared = self.shared[name] if name is not None else None
        return name if shared is value or shared == value else None

    def gathered(self) -> dict[str, list[Any]]:
        """The tables that were gathered, in the order in which `Reader` needs it: numbers stand for places in these lists."""
        return self._made

    def number(self, name: str, value: Any, write: Write) -> int:
        """The number of a value in a list of those that are written once: by identity where it was seen, else by content."""
        number = self._numbers.get(same(value))
        if number is None:
            alike = self._alike.setdefault(_alike(value), [])
            number = next((number for one, number in alike if one == value), None)
            if number is None:
                made = self._made[name]
                made.append(write(value, self))  # what is within it has got its own number first
                number = len(made) - 1
                alike.append((value, number))
            self._numbers[same(value)] = number
        return number


class Reader:
    """`from_json` what a `Writer` wrote. `lists`: the shared code lists, by name; `once`: what was gathered."""

    __slots__ = ("kept", "lists")

    def __init__(self, lists: Lists, once: Once | None = None) -> None:
        self.lists = lists
        self.kept: dict[str, dict[int, Any]] = {name: {} for name in _GATHERED}
        for name, read in _GATHERED.items():
            for number, one in enumerate((once or {}).get(name, ())):
                self.kept[name][number] = read(one, self)

    def from_json(self, made: Any, declared: Any) -> Any:
        """The value. Raises `KeyError`, `TypeError` or `ValueError` for what no `Writer` wrote."""
        read = _reader(declared)
        return made if read is None or made is None else read(made, self)

    def condition(self, made: Any) -> Any:
        return None if made is None else _read_condition(made, self)


def from_json(made: Any, declared: Any, lists: Lists) -> Any:
    """The value of a file that gathers nothing. Raises as `Reader.from_json`."""
    return Reader(lists).from_json(made, declared)


Write: TypeAlias = Callable[[Any, Writer], Any]
Read: TypeAlias = Callable[[Any, Reader], Any]


def _alike(value: Any) -> Any:
    """A key that equal values share: their content, where it can be hashed."""
    match value:
        case CodeList(name):
            return CodeList, name, len(value.codes)
        case Record(kind, parts):
            return Record, kind, tuple(part.name for part in parts)
        case _:  # an expression
            return value


# --- writing --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _writer(declared: Any) -> Write | None:
    """The function that writes a type; None for what is JSON as it is."""
    alternatives = _alternatives(declared)
    classes = _classes(declared)
    if len(classes) > 1:
        return _chosen_writer(classes)
    if classes:
        return _kind_writer(classes[0], "")
    (one,) = alternatives if len(alternatives) == 1 else (None,)
    if isinstance(one, type) and issubclass(one, Enum):
        return lambda value, _: value._value_  # as `value`, which is looked up slowly
    origin, inner = get_origin(one), get_args(one)
    if origin is frozenset:
        return lambda value, _: sorted(value)
    if origin in (tuple, Sequence):
        return _items_writer(_writer(inner[0]))
    if origin is Mapping:
        return _entries_writer(_writer(inner[1]))
    if any(get_origin(one) is tuple for one in alternatives):  # a literal: a number with its scale, or a plain value
        return lambda value, _: list(value) if type(value) is tuple else value
    return None


def _items_writer(each: Write | None) -> Write:
    if each is None:
        return lambda value, _: list(value)
    return lambda value, writer: [each(item, writer) for item in value]


def _entries_writer(each: Write | None) -> Write:
    if each is None:
        return lambda value, _: dict(value)
    return lambda value, writer: {key: each(item, writer) for key, item in value.items()}


@lru_cache(maxsize=256)
def _chosen_writer(classes: tuple[type, ...]) -> Write:
    """The function that writes one of several classes, with its name."""
    writers = {kind: _kind_writer(kind, kind.__name__) for kind in classes}
    return lambda value, writer: writers[type(value)](value, writer)


def _kind_writer(kind: type, tag: str) -> Write:
    if kind is Pattern:
        return lambda value, _: value.source
    write = _object_writer(kind, tag)
    if kind is CodeList:
        return lambda value, writer: _write_list(value, writer, write)
    if kind is Record:
        plain = _object_writer(kind, "")
        return lambda value, writer: writer.number("records", value, plain) if writer.once else write(value, writer)
    return write


def _write_list(value: CodeList, writer: Writer, write: Write) -> Any:
    name = writer.shared_as(value)
    if name is not None:
        writer.lists.add(name)
        return {"list": name}
    return writer.number("code_lists", value, write) if writer.once else write(value, writer)


def _write_condition(value: Expression, writer: Writer) -> Any:
    write = _chosen_writer(_EXPRESSIONS)
    return writer.number("conditions", value, write) if writer.once else write(value, writer)


@lru_cache(maxsize=256)
def _object_writer(kind: Any, tag: str) -> Write:
    """The function that writes a struct: most fields are as by default, which is told by identity first."""
    plan: list[tuple[str, Write | None, Any, bool]] = []
    defaults: list[Any] = []
    get: Any = None

    def write(value: Any, writer: Writer) -> dict[str, Any]:
        nonlocal get
        if get is None:  # not before it is needed: a type may be of itself
            found = list(_plan(kind))
            defaults.extend(default for _, _, default in found)
            plan.extend((name, _field_writer(kind, of), default, default is not None and default is not NODEFAULT) for name, of, default in found)
            get = _getter([name for name, _, _ in found])
        out: dict[str, Any] = {"is": tag} if tag else {}
        held = get(value)
        for (name, of, default, compared), one in compress(zip(plan, held, strict=True), map(is_not, held, defaults)):
            if compared and one == default:
                continue
            out[name] = one if of is None or one is None else of(one, writer)
        return out

    return write


def _field_writer(kind: type, declared: Any) -> Write | None:
    return _write_condition if _is_condition(kind, declared) else _writer(declared)


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


# --- reading --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _reader(declared: Any) -> Read | None:
    """The function that reads a type; None for what is JSON as it is."""
    alternatives = _alternatives(declared)
    classes = _classes(declared)
    if len(classes) > 1:
        return _chosen_reader(classes)
    if classes:
        return _kind_reader(classes[0])
    (one,) = alternatives if len(alternatives) == 1 else (None,)
    if isinstance(one, type) and issubclass(one, Enum):
        return lambda made, _: one(made)
    origin, inner = get_origin(one), get_args(one)
    if origin in (frozenset, tuple, Sequence):
        return _items_reader(frozenset if origin is frozenset else tuple, _reader(inner[0]))
    if origin is Mapping:
        each = _reader(inner[1])
        return lambda made, reader: {key: each(item, reader) if each else item for key, item in _checked(made, dict).items()}
    if any(get_origin(one) is tuple for one in alternatives):
        return lambda made, _: tuple(made) if type(made) is list else made
    return None


@lru_cache(maxsize=256)
def _chosen_reader(classes: tuple[type, ...]) -> Read:
    readers = {kind.__name__: _kind_reader(kind) for kind in classes}
    return lambda made, reader: reader.kept["records"][made] if type(made) is int else readers[made["is"]](made, reader)


def _items_reader(make: Callable[..., Any], each: Read | None) -> Read:
    if each is None:
        return lambda made, _: make(_checked(made, list))
    return lambda made, reader: make([each(item, reader) for item in _checked(made, list)])


def _checked(made: Any, kind: type) -> Any:
    if type(made) is not kind:
        message = f"a {type(made).__name__}, where a {kind.__name__} stands"
        raise TypeError(message)
    return made


def _kind_reader(kind: type) -> Read:
    if kind is Pattern:
        return lambda made, _: patterns.parse(made)
    if kind is CodeList:
        return _read_list
    return _object_reader(kind)


def _read_list(made: Any, reader: Reader) -> Any:
    if type(made) is int:
        return reader.kept["code_lists"][made]
    return reader.lists[made["list"]] if "list" in made else _object_reader(CodeList)(made, reader)


def _read_condition(made: Any, reader: Reader) -> Any:
    if type(made) is int:
        return reader.kept["conditions"][made]
    return _chosen_reader(_EXPRESSIONS)(made, reader)


@lru_cache(maxsize=256)
def _object_reader(kind: Any) -> Read:
    plan: dict[str, Read | None] = {}

    def read(made: Any, reader: Reader) -> Any:
        if not plan:
            plan.update({name: _field_reader(kind, of) for name, of, _ in _plan(kind)})
        given = {}
        for name, one in _checked(made, dict).items():
            if name != "is":
                of = plan[name]
                given[name] = one if of is None or one is None else of(one, reader)
        return kind(**given)

    return read


def _field_reader(kind: type, declared: Any) -> Read | None:
    return _read_condition if _is_condition(kind, declared) else _reader(declared)


# --- types ----------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _plan(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    """Name, declared type and default of a struct's fields."""
    hints = get_type_hints(kind, localns=_NAMES)
    return tuple((name, hints[name], default) for name, default in defaults(kind).items() if not name.startswith("_"))


def _is_condition(kind: type, declared: Any) -> bool:
    """True if a field holds an expression from outside: not a part of one."""
    return kind not in _EXPRESSIONS and set(_alternatives(declared)) >= set(_EXPRESSIONS)


def _alternatives(declared: Any) -> tuple[Any, ...]:
    if get_origin(declared) in (Union, UnionType):
        return tuple(one for one in get_args(declared) if one is not NoneType)
    return (declared,)


def _classes(declared: Any) -> tuple[type, ...]:
    """The structs a declaration lets stand."""
    return tuple(one for one in _alternatives(declared) if isinstance(one, type) and issubclass(one, Struct))


_GATHERED: Mapping[str, Read] = {
    "conditions": _chosen_reader(_EXPRESSIONS), "code_lists": _object_reader(CodeList), "records": _object_reader(Record),
}  # fmt: skip
"""The kinds of value that are written once: each may hold what stands before it, records others too."""
