"""An importer: bytes of a foreign format to a form."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from eformc.importers.form import ImportedForm
from eformc.importers.heading import Heading
from eformc.importers.losses import Loss

__all__ = ["Heading", "ImportProblem", "Imported", "Importer"]


class ImportProblem(Exception):
    """A file that cannot be imported; the message says where and why."""


class Imported(Struct, frozen=True):
    """Spec text, and everything that did not fit into it. `form`: what the text was written from."""

    spec: str
    lost: tuple[Loss, ...] = ()
    form: ImportedForm = field(default_factory=ImportedForm)


class Importer(Struct, frozen=True):
    """`form` makes a form of a file's bytes. Raises `ImportProblem`."""

    name: str
    endings: tuple[str, ...]
    form: Callable[[bytes, Heading], ImportedForm]

    def read_form(self, data: bytes, heading: Heading) -> ImportedForm:
        """The form of a file's bytes, its questions said to be of whom their section is about. Raises `ImportProblem`."""
        form = self.form(data, heading)
        if heading.people is not None:
            from eformc.importers.sections import give_subjects

            give_subjects(form, heading.people)
        return form

    def read(self, data: bytes, heading: Heading) -> Imported:
        """The spec of a file's bytes. Raises `ImportProblem`."""
        from eformc.importers.writing import spec_text

        form = self.read_form(data, heading)
        return Imported(spec_text(form, heading), tuple(form.losses), form)
