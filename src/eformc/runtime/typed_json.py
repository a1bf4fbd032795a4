"""Frozen values of the kernel and of views as JSON and back, by their own declarations.

A dataclass is an object of those of its fields that differ from their defaults; where several classes may stand, its
name is under `"is"`. Patterns are written as their source, code lists that many forms share as their id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from itertools import compress
from operator import attrgetter, is_not
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from eformc.kernel import expressions, form, patterns, values
from eformc.kernel.patterns import Pattern
from eformc.kernel.values import CodeList
from eformc.runtime import outline

_NAMES = {**vars(expressions), **vars(values), **vars(form), **vars(outline), "Pattern": Pattern}
Lists = Mapping[str, CodeList]


@dataclass(slots=True)
class Writer:
    """`to_json` values. Code lists that are in `shared` are left out; the ids of those that were are kept in `lists`."""

    shared: Lists
    lists: set[str] = field(default_factory=set)

    def to_json(self, value: Any, declared: Any = Any) -> Any:
        """A value as JSON. `declared` is the type it is declared as: a name is written only where that leaves a choice."""
        kind: Any = type(value)
        if kind is str or kind is int or kind is bool or value is None:  # most of them
            return value
        plan = _written(kind)
        if plan is not None and kind is not Pattern and kind is not CodeList:
            return self._object(value, kind, plan, declared)
        if isinstance(value, Pattern):
            return value.source
        if isinstance(value, CodeList) and self.shared.get(value.id) == value:
            self.lists.add(value.id)
            return {"list": value.id}
        if plan is not None:
            return self._object(value, kind, plan, declared)
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Mapping):
            inner = (*get_args(declared), Any, Any)[1]
            return {key: self.to_json(one, inner) for key, one in value.items()}
        if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
            inner = (*get_args(declared), Any)[0]
            items = sorted(value) if isinstance(value, frozenset) else value
            return [one if type(one) is str else self.to_json(one, inner) for one in items]
        return value


    def _object(self, value: Any, kind: Any, plan: Plan, declared: Any) -> dict[str, Any]:
        out: dict[str, Any] = {"is": kind.__name__} if _chosen(declared) else {}
        get, defaults = _parts(kind)
        held = get(value)
        for (name, of, default), one in compress(zip(plan, held, strict=True), map(is_not, held, defaults)):
            if one == default:
                continue
            plain = type(one)
            out[name] = one if plain is str or plain is int or plain is bool else self.to_json(one, of)
        return out


def from_json(made: Any, declared: Any, lists: Lists) -> Any:
    """The value that `Writer.to_json` wrote. Raises `KeyError`, `TypeError` or `ValueError` for what it did not write."""
    if made is None or declared is Any:
        return made
    classes = _classes(declared)
    if isinstance(made, dict) and classes:
        return _object(made, classes, lists)
    if classes == {"Pattern": Pattern}:
        return patterns.parse(made)
    enum = next((one for one in _alternatives(declared) if isinstance(one, type) and issubclass(one, Enum)), None)
    if enum is not None:
        return enum(made)
    for one in _alternatives(declared):
        origin, inner = get_origin(one), get_args(one)
        if origin is tuple and isinstance(made, list):
            kinds = inner[:1] * len(made) if inner[1:] == (...,) else inner
            return tuple(from_json(item, kind, lists) for item, kind in zip(made, kinds, strict=True))
        if origin in (frozenset, Sequence) and isinstance(made, list):
            make: Callable[..., Any] = frozenset if origin is frozenset else tuple
            return make(from_json(item, inner[0], lists) for item in made)
        if origin is Mapping and isinstance(made, dict):
            return {key: from_json(item, inner[1], lists) for key, item in made.items()}
    return made


def _object(made: dict[str, Any], classes: Mapping[str, type], lists: Lists) -> Any:
    if classes.get("CodeList") is CodeList and "list" in made:
        return lists[made["list"]]
    kind = classes[made["is"]] if len(classes) > 1 else next(iter(classes.values()))
    declared = {name: one for name, one, _ in _plan(kind)}
    return kind(**{name: from_json(one, declared[name], lists) for name, one in made.items() if name != "is"})


Plan: TypeAlias = tuple[tuple[str, Any, Any], ...]


@lru_cache(maxsize=256)
def _written(kind: type) -> Plan | None:
    """The plan of a dataclass; None for what is none."""
    return _plan(kind) if is_dataclass(kind) else None


@lru_cache(maxsize=256)
def _parts(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]:
    """How to get at all fields of a dataclass at once, and their defaults: most fields of a view are as by default."""
    names = [name for name, _, _ in _plan(kind)]
    get = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
    return get, tuple(default for _, _, default in _plan(kind))


@lru_cache(maxsize=256)
def _chosen(declared: Any) -> bool:
    """Whether a declaration leaves a choice of classes."""
    return len(_classes(declared)) > 1


@lru_cache(maxsize=256)
def _plan(kind: type) -> Plan:
    """Of a dataclass's fields: name, declared type, default."""
    hints = get_type_hints(kind, localns=_NAMES)
    return tuple(
        (one.name, hints[one.name], one.default_factory() if one.default_factory is not MISSING else one.default)
        for one in fields(kind)
        if not one.name.startswith("_")
    )


def _alternatives(declared: Any) -> tuple[Any, ...]:
    if get_origin(declared) in (Union, UnionType):
        return tuple(one for one in get_args(declared) if one is not NoneType)
    return (declared,)


@lru_cache(maxsize=256)
def _classes(declared: Any) -> Mapping[str, type]:
    """The dataclasses a declaration lets stand, by name."""
    return {one.__name__: one for one in _alternatives(declared) if isinstance(one, type) and is_dataclass(one)}
