"""Bytes in, nodes that remember where they stood out. Knows YAML, knows nothing of forms."""

from eformc.source.edits import Edit, apply_edits, edits_on_original
from eformc.source.nodes import Mapping, Missing, Node, Scalar, Sequence, Span
from eformc.source.reader import LIMITS, Flaw, Limits, read, text_of
from eformc.source.text import SourceText

__all__ = [
    "LIMITS",
    "Edit",
    "Flaw",
    "Limits",
    "Mapping",
    "Missing",
    "Node",
    "Scalar",
    "Sequence",
    "SourceText",
    "Span",
    "apply_edits",
    "edits_on_original",
    "read",
    "text_of",
]
