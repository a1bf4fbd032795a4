"""The form itself for `eformc.runtime`: what a server judges and renders by, without the compiler or the catalogue."""

from __future__ import annotations

import json

from eformc.emit.html import asks, form_view
from eformc.emit.kind import Emitter, File
from eformc.kernel.expressions import Pointer
from eformc.kernel.values import CodeList
from eformc.model.catalogue import Catalogue, Policy
from eformc.model.lowering import form_of
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned
from eformc.runtime.published import PublishedForm
from eformc.runtime.submission import Supply

LEAST_SHARED = 20
"""Longer code lists of a catalogue stand once for all forms, under `assets/codes/`."""


def shared_lists(catalogue: Catalogue) -> dict[str, CodeList]:
    """The code lists that are published once, by id."""
    return {codes.id: codes for codes in catalogue.code_lists.values() if len(codes.codes) > LEAST_SHARED}


def published(reasoned: Reasoned) -> PublishedForm:
    """A procedure as it is published."""
    procedure = reasoned.procedure
    supplies = (_supply(reason) for reason in reasoned.fields)
    return PublishedForm(
        procedure.id,
        procedure.version or "",
        form_of(procedure),
        {one.pointer: one for one in supplies},
        {lang: form_view(reasoned, lang) for lang in procedure.languages},
    )


def _supply(reason: FieldReason) -> Supply:
    found = reason.field
    pointer: Pointer = (found.table, "*", *found.pointer) if found.table else found.pointer
    locked = reason.origin is Origin.HELD and reason.policy is Policy.LOCKED
    asked = asks(reason)
    return Supply(pointer, asked, locked and not asked, reason.known_when if asked else None)


def _emit(reasoned: Reasoned) -> tuple[File, ...]:
    text = json.dumps(published(reasoned).to_json(shared_lists(reasoned.catalogue)), ensure_ascii=False, separators=(",", ":"))
    return (File("form.json", text.encode()),)


EMITTER = Emitter("form", _emit)
