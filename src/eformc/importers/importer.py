"""What an importer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from eformc.importers.form import ImportedForm
from eformc.importers.losses import Loss
from eformc.importers.words import ENGLISH, Words


class ImportProblem(Exception):
    """A file that cannot be imported; the message says where and why."""


class Heading(Struct, frozen=True):
    """What the file itself does not say: the procedure's id and title, the entity of whoever logs in, all entities a
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
    texts: Mapping[str, Mapping[str, str]] = {}
    """Translations that lie beside the file: language -> text of the file -> its translation."""


class Imported(Struct, frozen=True):
    """Spec text, and everything that did not fit into it. `form`: what the text was written from."""

    spec: str
    lost: tuple[Loss, ...] = ()
    form: ImportedForm = field(default_factory=ImportedForm)


class Importer(Struct, frozen=True):
    """`form` makes a form of a file's bytes. Raises
    `ImportProblem`.
    """

    name: str
    endings: tuple[str, ...]
    form: Callable[[bytes, Heading], ImportedForm]

    def read(self, data: bytes, heading: Heading) -> Imported:
        """The spec of a file's bytes. Raises `ImportProblem`."""
        from eformc.importers.writing import spec_text

        form = self.form(data, heading)
        return Imported(spec_text(form, heading), tuple(form.losses), form)
