"""Portals, rules and adapters are written against a few packages alone: what is below those may move."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import get_origin

import pytest

ROOT = Path(__file__).parents[2]
DOORS = ("portal", "prefill", "registries", "serve")
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", *sorted((ROOT / "examples").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.py"))]
NAME = re.compile(r"\beformc\.([a-z_]+)((?:\.\w+)+)")


def deep_modules(text):
    """Names of modules below a front door, or behind none."""
    for package, rest in NAME.findall(text):
        if find_spec(f"eformc.{package}") is not None and find_spec(f"eformc.{package}{'.'.join(rest.split('.')[:2])}") is not None:
            yield f"eformc.{package}{rest}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_deep_module(page):
    assert list(deep_modules(page.read_text(encoding="utf-8"))) == []


def test_a_deep_module_is_seen():
    assert list(deep_modules("from eformc.portal.forms import load_form, eformc.portal.load_form, eformc.toml")) == ["eformc.portal.forms"]


@pytest.mark.parametrize("package", DOORS)
def test_a_front_door_gives_what_it_names(package):
    door = import_module(f"eformc.{package}")
    for name in door.__all__:
        assert getattr(door, name) is not None, name
    with pytest.raises(AttributeError):
        _ = door.nothing_of_this_name


@pytest.mark.parametrize(("package", "base"), [("portal", ("PortalError", "PrefillError")), ("prefill", ("PrefillError",))])
def test_errors_of_a_front_door_have_one_base(package, base):
    door = import_module(f"eformc.{package}")
    bases = tuple(getattr(door, name) for name in base)
    errors = [made for name in door.__all__ if isinstance(made := getattr(door, name), type) and issubclass(made, Exception)]
    assert len(errors) > len(base)
    for error in errors:
        assert issubclass(error, bases), error


def test_what_has_docstrings_is_exported():
    for package in DOORS:
        door = import_module(f"eformc.{package}")
        silent = [name for name in door.__all__ if callable(made := getattr(door, name)) and get_origin(made) is None and not (made.__doc__ or "").strip()]
        assert silent == [], package
