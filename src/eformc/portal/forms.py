"""A form as it is published (`form.json` of a bundle), for a portal: its pages, and what becomes of what is posted.

No compiler and no catalogue: everything a server needs is in the bundle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.bundles import NOT_OURS, BundleError, read_bundle
from eformc.contract.code_lists import code_list
from eformc.contract.codec import Lists
from eformc.contract.form_json import FormContent, FormFile, form_to_json
from eformc.contract.form_json import form_from_json as content_from_json
from eformc.contract.held import Given
from eformc.contract.page_layout import Outline
from eformc.contract.pointers import value_at
from eformc.contract.supplies import Supply
from eformc.kernel.dates import Day, day_in
from eformc.kernel.expressions import Pointer, pointer_text
from eformc.kernel.form import Form
from eformc.kernel.json_text import Json, as_json
from eformc.portal.html.receipt import Receipt, render_receipt
from eformc.portal.html.render import PLAIN, Presentation, render, render_check
from eformc.portal.submission.decode import Posted, decoded, resolved, row_numbers
from eformc.portal.submission.envelope import Envelope
from eformc.portal.submission.holding import Belonging, Turn, belonging, turn
from eformc.portal.submission.judge import Submitted, hidden_of, limits_of, submitted
from eformc.portal.submission.masked import truths
from eformc.portal.view.builder import Views
from eformc.portal.view.check_answers import overview
from eformc.portal.view.language_marking import mark_languages
from eformc.portal.view.names import list_at, names_of, told_of
from eformc.portal.view.populate import HELD, HELPER, errors_of, held_data, title_in, with_submission
from eformc.portal.view.types import FormView, blocks_of
from eformc.safe_files import read_without_waiting
from eformc.wording.localization import Localizer
from eformc.wording.messages import missing

__all__ = ["BundleError", "PublishedForm", "form_from_json", "load_form", "published_form"]


class PublishedForm(Struct, frozen=True):
    """`views`: language -> the form's view with no answers yet. Made by `published_form`."""

    procedure: str
    version: str
    form: Form
    supplies: Mapping[Pointer, Supply]
    outline: Outline
    views: Mapping[str, FormView]

    def submitted(self, posted: Posted, today: Day, held: Given | None = None) -> Submitted:
        """A post of a page, judged together with what the registries gave."""
        return submitted(self.form, self.supplies, decoded(self.form, posted), today, held)

    def today(self, now: datetime) -> Day:
        """The day it is at a moment where the form is at home: in its catalogue's time zone."""
        return day_in(self.outline.time_zone, now)

    def belonging(self, posted: Posted, told: Envelope, held: Given) -> Belonging:
        """The part of a post that still counts with what registries hold now: its `typed` is what they are asked with (again, where it
        is not `decoded(form.form, posted)`), and what `turn` goes on with.
        """
        return belonging(self.form, self.supplies, decoded(self.form, posted), told, row_numbers(self.form, posted), held)

    def turn(self, what: Belonging, today: Day, held: Given) -> Turn:
        """Decide what becomes of a post: the form again, the check, or taking it (docs/semantics.md, section 15)."""
        made = submitted(self.form, self.supplies, what.typed, today, held)
        view = with_submission(next(iter(self.views.values())), made.typed, (), held)
        return turn(tuple(blocks_of(view)), made, what.told, held, what.dropped)

    def errors(self, made: Submitted, lang: str, turn: Turn | None = None) -> list[tuple[str, str]]:
        """The faults the citizen has to mend, as (JSON Pointer, text) for `page`; of a turn also what else wants a word."""
        view = self.views[lang]
        found = errors_of(view, self.form, made.faults, made.typed)
        if turn is not None:
            speech = Localizer(lang, view.foreign)
            if turn.told.unnamed:
                found.append((HELPER, missing("typed_name", lang)))
            found += [(HELD + pointer, speech.ui(name)) for pointer, name in turn.wanted]
            found += self.lost(turn, lang)
        return found

    def unmendable(self, made: Submitted, lang: str) -> list[tuple[str, str]]:
        """The faults that nobody but the office can mend, as (JSON Pointer, text): they keep nobody from sending."""
        view = self.views[lang]
        speech, titles = Localizer(lang, view.foreign), {at: one.title for at, one in view.data.places()}
        told = []
        for one in made.unmendable:
            at = pointer_text(one.pointer)
            title = titles.get(re.sub("/[0-9]+(?=/)", "/*", at)) or view.unshown.get(at) or title_in(view, at)
            told.append((at, speech.ui("not_yours", title=title)))
        return told

    def lost(self, turn: Turn, lang: str) -> list[tuple[str, str]]:
        """Answers of a turn that are no longer there, as (JSON Pointer, text) for `page`: nothing that was typed goes unsaid."""
        view = self.views[lang]
        speech = Localizer(lang, view.foreign)
        of = (("dropped", turn.dropped), ("replaced", turn.replaced))
        return [(pointer, speech.ui(name, title=title_in(view, pointer))) for name, places in of for pointer in places]

    def page(
        self,
        lang: str,
        *,
        made: Submitted | None = None,
        held: Given | None = None,
        envelope: Envelope | None = None,
        presentation: Presentation = PLAIN,
        mend: bool = True,
        turn: Turn | None = None,
    ) -> str:
        """The page in a language: empty, or with what was typed and, unless `mend` is false, what has to be mended."""
        lost = self.lost(turn, lang) if turn is not None else []
        errors = self.errors(made, lang, turn) if made is not None and mend else lost
        return render(
            self.told_of(lang, made, held),
            answers=made.typed if made is not None else None,
            errors=errors,
            held=held,
            envelope=envelope,
            presentation=presentation,
            rows=limits_of(self.form, made) if made is not None else {},
        )

    def told_of(self, lang: str, made: Submitted | None, held: Given | None) -> FormView:
        """The view, with what the server says of the conditions that read masked values."""
        view = self.views[lang]
        says = truths(self.form, view.data.rules, made, held) if made is not None and held else {}
        return replace(view, data=replace(view.data, says=says)) if says else view

    def looked_up(self, lang: str, typed: Json, today: Day, held: Given) -> dict[str, Any]:
        """The answer to the page's script, which asks what registries hold by the answers so far (`typed`: a submission's JSON, as
        it came): `held`, of each place what there is; `says`, of conditions that read masked values if they hold.
        """
        view = self.views[lang]
        made = submitted(self.form, self.supplies, resolved(self.form, typed), today, held)
        found = dict(held_data(view, held, words=True))
        for told in found.values():  # as the page wrote them: a commune by its name
            if "keys" in told:
                told["keys"] = {pointer: value_at(typed, pointer) for pointer in told["keys"]}
        return {"held": found, "says": truths(self.form, view.data.rules, made, held)}

    def names(self, lang: str, pointer: str, within: str, said: str | None = None) -> dict[str, Any]:
        """The answer to the page's script, which asks for the names of a list that is too long for a page, at a place: `names`, those
        to offer where the place lies `within` a code of the list above; where something was `said` there, what is to be said
        of it (`told_of`). Nothing for a place that asks by no name.
        """
        codes = list_at(self.form, tuple(pointer.split("/")[1:]))
        if codes is None:
            return {}
        if said is None:
            return {"names": names_of(codes, within, lang)}
        view = self.views[lang]
        return told_of(codes, said, within, Localizer(lang, view.foreign), title_in(view, pointer.rpartition("/")[0]))

    def check_page(
        self,
        lang: str,
        *,
        made: Submitted,
        posted: Posted,
        held: Given | None = None,
        envelope: Envelope | None = None,
        presentation: Presentation = PLAIN,
        notice: str = "",
        again: bool = False,
    ) -> str:
        """The check before sending, for the way without script: everything that was typed is posted along again. `notice`: said
        on top; `again`: what is sent from here may be the same that was sent before.
        """
        return render_check(
            self.views[lang],
            answers=made.typed,
            posted=posted.texts,
            held=held,
            hidden=self.hidden(made),
            left_out=made.left_out,
            envelope=envelope,
            presentation=presentation,
            notice=notice,
            again=again,
        )

    def receipt_page(
        self,
        lang: str,
        receipt: Receipt,
        *,
        made: Submitted | None = None,
        held: Given | None = None,
        presentation: Presentation = PLAIN,
    ) -> str:
        """The receipt, with what was sent where `made` is given. Raises `NoQrCodes`."""
        view = self.views[lang]
        if made is not None:
            parts = overview(mark_languages(with_submission(view, made.typed, (), held or {})), self.hidden(made))
            receipt = replace(receipt, answers=parts)
        return render_receipt(view, receipt, presentation)

    def hidden(self, made: Submitted) -> frozenset[str]:
        """JSON Pointers of what does not apply to a submission, or is known without being asked; rows as in `made.typed`."""
        return made.hidden or hidden_of(self.form, self.supplies, made.typed, made.answers, made.today, frozenset(), made.known)

    def file(self, shared: Lists) -> FormFile:
        """The content of `form.json`, for msgspec to write. `shared`: the code lists that are published beside it, by name."""
        return form_to_json(FormContent(self.procedure, self.version, self.form, tuple(self.supplies.values()), self.outline), shared)

    def to_json(self, shared: Lists) -> dict[str, Any]:
        """The same as JSON values."""
        return dict(as_json(self.file(shared)))


def published_form(procedure: str, version: str, form: Form, supplies: Mapping[Pointer, Supply], outline: Outline) -> PublishedForm:
    """A form with its views. Raises `ValueError` or `KeyError` where outline and supplies are not of the form."""
    return PublishedForm(procedure, version, form, supplies, outline, Views(procedure, version, form, supplies, outline))


def form_from_json(made: Mapping[str, Any], lists: Lists) -> PublishedForm:
    """The form of a `form.json`. `lists`: the long code lists it names, by name. Raises `msgspec.ValidationError` (a `ValueError`)
    with the path of what is wrong, else as `published_form`.
    """
    read = content_from_json(made, lists)
    return published_form(read.procedure, read.version, read.form, {one.pointer: one for one in read.supplies}, read.outline)


def load_form(folder: Path, *, verify: bool = False) -> PublishedForm:
    """The form of a bundle's folder (`OUT/<procedure>`). `verify`: only if every file of the bundle is what its manifest says,
    so that it is of one build and nobody changed it since. Raises `BundleError`.
    """
    path = folder / "form.json"
    try:
        data = read_bundle(folder).get("form.json", b"") if verify else read_without_waiting(path)
        made = json.loads(data)
        return form_from_json(made, {name: code_list(folder.parent, name) for name in made["lists"]})
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror}"
    except NOT_OURS as error:
        message = f"{path}: not a form that eformc wrote ({type(error).__name__}: {error})"
    raise BundleError(message)
