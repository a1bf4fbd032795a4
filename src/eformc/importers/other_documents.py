"""Documents of other formats: each says how it is saved so that it can be imported."""

from __future__ import annotations

from typing import NoReturn

from eformc.importers.importer import Heading, Importer, ImportProblem


def _form(data: bytes, heading: Heading) -> NoReturn:
    message = "the blanks of this format cannot be read: open it in Word or LibreOffice and save it as .docx"
    raise ImportProblem(message)


IMPORTER = Importer("other documents", (".doc", ".rtf", ".odt"), _form)
