"""A text of the author's: what a citizen reads that is not the catalogue's."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from eformc.kernel.words import Words
from eformc.source import Span


class Role(StrEnum):
    """The purpose of a text: titles name, prose explains."""

    TITLE = "title"
    PROSE = "prose"


class Text(Struct, frozen=True):
    """`span` is where it is reported; `own` where it stands, as far as that is known; `id` the field, page or paper."""

    words: Words
    role: Role
    span: Span
    id: str = ""
    own: Span | None = None
