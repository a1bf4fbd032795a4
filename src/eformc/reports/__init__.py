"""The burden report in its formats: figures once, printers after."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eformc.reports import csv, html, json, text
from eformc.reports.figures import Figures

Printer = Callable[[Figures, str], str]


DETAILED = frozenset({"json", "html", "csv"})
"""The formats that show fields and papers."""


def printers() -> Mapping[str, Printer]:
    """Format name -> printer of figures in a language."""
    return {"text": text.printed, "json": json.printed, "html": html.printed, "csv": csv.printed}
