"""HTML forms: a procedure's view in each of its languages, rendered by the runtime.

The page that is built is the server's page with no answers yet, so that the way without script cannot drift from it.
"""

from __future__ import annotations

from eformc.emit.form import published
from eformc.emit.kind import Emitter, File, Publication, json_bytes
from eformc.portal.forms import PublishedForm
from eformc.portal.html.render import policy_in, render_empty
from eformc.portal.html.theme import NO_THEME, Theme
from eformc.portal.view.builder import Views
from eformc.portal.view.types import FormView
from eformc.reasoning.reasoned import Reasoned


def form_view(reasoned: Reasoned, lang: str) -> FormView:
    """The finished view of a procedure's form in a language, one of its own or not, with no answers yet."""
    return _view(published(reasoned), lang)


def _view(form: PublishedForm, lang: str) -> FormView:
    if lang in form.views:
        return form.views[lang]
    return Views(form.procedure, form.version, form.form, form.supplies, form.outline).in_language(lang)


def emit(reasoned: Reasoned, lang: str, theme: Theme = NO_THEME) -> str:
    """The standalone page `form.<lang>.html`."""
    return _page(published(reasoned), lang, theme)


def _page(form: PublishedForm, lang: str, theme: Theme) -> str:
    return render_empty(_view(form, lang), theme) + "\n"


def _emit(publication: Publication, theme: Theme = NO_THEME) -> tuple[File, ...]:
    """The pages, and `policies.json`: the Content Security Policy of each, with its hashes."""
    languages = publication.reasoned.procedure.languages
    pages = {f"form.{lang}.html": _page(publication.form, lang, theme) for lang in languages}
    policies = json_bytes({path: policy_in(page) for path, page in pages.items()})
    return (*(File(path, page.encode()) for path, page in pages.items()), File("policies.json", policies))


EMITTER = Emitter("html", _emit, _emit)
