"""Findings about a text: data, in any language, with a place and a way out."""

from eformc.diagnostics.record import (
    GATHERED,
    Arg,
    Confidence,
    Diagnostic,
    Fix,
    Kind,
    Outcome,
    Related,
    Severity,
    filled,
    sort_key,
)
from eformc.diagnostics.suggest import closest

__all__ = [
    "GATHERED",
    "Arg",
    "Confidence",
    "Diagnostic",
    "Fix",
    "Kind",
    "Outcome",
    "Related",
    "Severity",
    "closest",
    "filled",
    "sort_key",
]
