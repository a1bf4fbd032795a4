"""A procedure's form on paper: the page's view, the state's letterhead and the form's mark."""

from __future__ import annotations

from typing import Any

from eformc.emit.html import form_view
from eformc.kernel.dates import Day
from eformc.kernel.words import say
from eformc.model.lowering import form_of
from eformc.portal.paper.view import PaperView, paper_view
from eformc.reasoning.reasoned import Reasoned


def paper_of(reasoned: Reasoned, lang: str, *, answers: Any = None, today: Day | None = None) -> PaperView:
    """Blank, or with a submission (nested JSON) judged on a day."""
    procedure = reasoned.procedure
    mark = " · ".join(part for part in (procedure.code, procedure.id, procedure.version) if part)
    return paper_view(
        form_view(reasoned, lang), form_of(procedure), answers=answers, today=today,
        letterhead=say(reasoned.catalogue.letterhead, lang), identity=mark,
    )  # fmt: skip
