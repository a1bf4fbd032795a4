"""All that a spec needs and the file it is made of does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from eformc.importers.words import ENGLISH, Words

if TYPE_CHECKING:
    from eformc.importers.sections import People


class Heading(Struct, frozen=True):
    """All that the file itself does not say: the procedure's id and title, the entity of whoever logs in, all entities a
    subject can be, the words forms use in their country, and the language that comments are written in. `titled`: the
    title was given by the author, so it wins over the file's.
    """

    id: str
    title: str
    entity: str
    entities: tuple[str, ...] = ()
    words: Words = ENGLISH
    lang: str = "en"
    titled: bool = True
    people: People | None = None
    """The people a section can be about; without them no section is said to be about anybody."""
    texts: Mapping[str, Mapping[str, str]] = {}
    """Translations that lie beside the file: language -> text of the file -> its translation."""
