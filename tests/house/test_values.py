"""Values hold nothing that changes, are told apart by declared fields, and own no cache that could hide a dependency."""

import ast
import importlib
import pkgutil
import re
import typing
from itertools import chain
from pathlib import Path

import pytest
from msgspec import Struct

import eformc
from eformc.kernel.identity_cache import Structural
from eformc.kernel.struct import PartlyCompared

SRC = Path(eformc.__file__).parent
MUTABLE = re.compile(r"\b(dict|list|set|bytearray|deque|defaultdict)\[")
RECOGNITION = "eformc.reasoning.recognition."
JSON = {"eformc.contract.plan_json", "eformc.contract.page_data"}
"""Modules whose frozen structs are read from or written to JSON and live no longer than that."""
MADE_ONCE = {("Kitchen", "makers"), ("_Splicer", "readers"), ("Sheet", "rows")}
"""Working values of one call: what a recipe, a splice, an import is made with."""
NAMED = {"Catalogue", "Entity", "Procedure", "Reasoned", "FieldReason", "Registry", "Document", "Element"}
"""Types that give elements, registries and documents by name, or hold what does."""


def structs():
    for module in pkgutil.walk_packages(eformc.__path__, "eformc."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)

    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return sorted({one for one in below(Struct) if one.__module__.startswith("eformc")}, key=lambda one: (one.__module__, one.__name__))


STRUCTS = structs()


def test_a_frozen_value_holds_nothing_that_is_changed():
    found = [
        f"{kind.__module__}.{kind.__name__}.{name}: {declared}"
        for kind in STRUCTS
        if kind.__struct_config__.frozen and kind.__module__ not in JSON and not kind.__module__.startswith(RECOGNITION)
        for name, declared in kind.__annotations__.items()
        if MUTABLE.search(str(declared).split("Callable")[0]) and (kind.__name__, name) not in MADE_ONCE
    ]
    assert found == []


def test_values_are_told_apart_by_declared_fields():
    partly = [kind for kind in STRUCTS if issubclass(kind, PartlyCompared) and kind is not PartlyCompared]
    assert len(partly) > 8
    for kind in partly:
        assert kind.uncompared and set(kind.uncompared) <= set(kind.__struct_fields__), kind
    for kind in (one for one in STRUCTS if one.__module__.startswith("eformc.model.")):
        places = {"span", "spans"} & set(kind.__struct_fields__)
        assert places == set(getattr(kind, "uncompared", ())), kind


def trees():
    for path in sorted(SRC.rglob("*.py")):
        yield path.relative_to(SRC).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def memoised():
    """Each function whose results are remembered: file, name, names in the types of its parameters, and by what."""
    for path, tree in trees():
        for one in ast.walk(tree):
            for decorator in one.decorator_list if isinstance(one, ast.FunctionDef) else ():
                by = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
                if by in ("lru_cache", "cache", "functools.lru_cache", "functools.cache", "memoize_by_identity"):
                    given = [argument.annotation for argument in (*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs)]
                    types = set(chain.from_iterable(re.findall(r"\w+", ast.unparse(one_)) for one_ in given if one_ is not None))
                    yield path, one.name, types, by


def test_what_is_memoised_looks_nothing_up_by_name():
    found = list(memoised())
    assert len(found) > 60
    assert [(path, name, types & NAMED) for path, name, types, _ in found if types & NAMED] == []


def test_only_values_without_names_own_what_is_memoised():
    kinds = {kind.__name__ for kind in STRUCTS if issubclass(kind, Structural)}
    owners = {(path, name): types & kinds for path, name, types, by in memoised() if by == "memoize_by_identity"}
    assert len(owners) > 8
    assert [place for place, types in owners.items() if not types] == []


@pytest.mark.parametrize("kind", [one for one in STRUCTS if issubclass(one, Structural) and one is not Structural], ids=lambda one: one.__name__)
def test_structural_values_hold_no_mapping_of_named_parts(kind):
    seen, todo = set(), [kind]
    while todo:
        one = todo.pop()
        if one in seen or not (isinstance(one, type) and issubclass(one, Struct)):
            continue
        seen.add(one)
        hints = typing.get_type_hints(one)
        todo += chain.from_iterable(parts(declared) for declared in hints.values())
    assert not {one.__name__ for one in seen} & NAMED


def parts(declared):
    yield declared
    for one in typing.get_args(declared):
        yield from parts(one)


def test_no_value_is_changed_behind_its_back():
    banned = re.compile(r"object\.__setattr__|force_setattr|cached_property")
    assert [path.as_posix() for path in SRC.rglob("*.py") if banned.search(path.read_text(encoding="utf-8"))] == []
