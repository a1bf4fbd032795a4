"""The names a package gives to others, each loaded from its module when it is first read: importing the package costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def opened(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package. `places`: name -> the module, below `eformc`, that it stands in; `module:name` where it
    is called otherwise there.
    """

    def __getattr__(name: str) -> Any:  # noqa: N807 - it is the package's
        if name not in places:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        module, _, own = places[name].partition(":")
        value = getattr(import_module(f"eformc.{module}"), own or name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__
