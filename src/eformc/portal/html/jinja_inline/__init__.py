"""Jinja templates compiled together with all that they include. See README.md beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from eformc.portal.html.jinja_inline.generator import InlineGenerator
from eformc.portal.html.jinja_inline.printing import Printed, printing, remembered, text

__all__ = ["SOURCES", "InlineEnvironment", "InlineFallback", "Printed"]

SOURCES = tuple(sorted(Path(__file__).parent.glob("*.py")))
"""The files that decide what a template is compiled to."""


class InlineFallback(RuntimeWarning):
    """A template that could not be rendered as it was compiled, and was by Jinja alone: a fault of this package."""


class InlineEnvironment(Environment):
    """An environment whose templates are each compiled with what they include. `prints`: templates that print one value and
    nothing else of the page, by what they call it; what they print of a value with `shared` is printed once.
    """

    code_generator_class = InlineGenerator
    text = staticmethod(text)
    remembered = staticmethod(remembered)
    printing = staticmethod(printing)

    def __init__(self, *, prints: Mapping[str, str], **options: Any) -> None:
        self.prints = prints
        super().__init__(**options)
