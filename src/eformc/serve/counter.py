"""One request at the counter: whose it is, in which language, for which procedure."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TypeVar

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from eformc.portal.forms import PublishedForm
from eformc.project.themes import mistakes_told
from eformc.serve.desk import Desk, Visit
from eformc.serve.rendering import page
from eformc.serve.words import LANGUAGES, word
from eformc.serve.workshop import Ready, Workshop

COOKIE = "eformc"
R = TypeVar("R", bound=Response)


class Elsewhere(Exception):
    """An address that leads nowhere."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.counter = counter


class Counter(Struct, frozen=True):
    """`lang`: of the server's own pages."""

    request: Request
    desk: Desk
    workshop: Workshop
    visit: Visit
    lang: str

    @classmethod
    def of(cls, request: Request) -> Counter:
        """The counter of a request. The visit is the cookie's, never anything that is posted."""
        state = request.app.state
        spoken = (*LANGUAGES, *(lang for ready in state.workshop.ready.values() for lang in ready.form.views))
        lang = request.path_params.get("lang", "")
        visit = state.desk.visit(request.cookies.get(COOKIE))
        counter = cls(request, state.desk, state.workshop, visit, lang if lang in spoken else LANGUAGES[0])
        if lang and lang not in spoken:
            raise Elsewhere(counter)
        return counter

    def rendering(self) -> AbstractContextManager[None]:
        """Within it, a mistake in a template of the theme is a `SettingsError` that says which."""
        return mistakes_told(self.workshop.theme)

    def procedure(self) -> Ready | None:
        return self.workshop.procedure(self.request.path_params["procedure"])

    def form_lang(self, form: PublishedForm) -> str:
        """The request's language where the form has it, else the form's first."""
        return self.lang if self.lang in form.views else next(iter(form.views))

    def keep(self, response: R) -> R:
        """The response with the visit's cookie."""
        response.set_cookie(COOKIE, self.visit.token, httponly=True, samesite="strict", path="/")
        return response


def not_found(counter: Counter) -> Response:
    return counter.keep(page("message.html.j2", counter.lang, status=404, message=word("not_found", counter.lang)))
