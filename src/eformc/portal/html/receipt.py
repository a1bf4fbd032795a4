"""The receipt of a submission: its reference, what happens next, and what was sent; to print, with a QR code."""

from __future__ import annotations

import io
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from eformc.contract.errors import PortalError
from eformc.contract.page_data import script_json
from eformc.portal.html.environment import rendered
from eformc.portal.html.render import PLAIN, Presentation, digest, style_of
from eformc.portal.view.language_marking import mark_languages
from eformc.portal.view.types import CheckPart, FormView
from eformc.wording.localization import Localizer


class NoQrCodes(PortalError):
    """The library that draws QR codes is not there; the message says how to get it."""


class Receipt(Struct, frozen=True):
    """A receipt, as a server gives it. `received`: day and time, as people write them. `check`: an address or text for the QR code
    (the reference if there is none). `next_steps`: sentences, in order. `answers`: what was sent (`overview`).
    `due`: the day by which there is an answer, as people write it; `status`: the address where one sees how far it has come; `ask`:
    whom to ask, line by line (the form's office if there is none). `forget`: whether the page takes the draft off the device: only once the submission is stored.
    """

    reference: str
    received: str = ""
    check: str = ""
    next_steps: tuple[str, ...] = ()
    answers: Sequence[CheckPart] = ()
    forget: bool = True
    due: str = ""
    status: str = ""
    ask: tuple[str, ...] = ()


def render_receipt(view: FormView, receipt: Receipt, presentation: Presentation = PLAIN) -> str:
    """The page that says that a submission has been received. Raises `NoQrCodes`."""
    style = style_of(presentation.theme)
    script = (_remembering(view.data.id, receipt.reference) if receipt.forget else "") + _PRINTING
    if receipt.status and not receipt.status.startswith(("/", "https://", "http://")):
        message = f"not an address of a page: {receipt.status}"
        raise PortalError(message)
    policy = f"default-src 'none'; style-src {digest(style)}; img-src data:; base-uri 'none'"
    speech = Localizer(view.lang, view.foreign)
    view = replace(mark_languages(view), document_title=f"{speech.ui('received')}: {receipt.reference}")
    return rendered(
        presentation.theme,
        "receipt.html.j2",
        view=view,
        words={**view.words, **{name: speech.marked(speech.ui(name)) for name in _WORDS}, **presentation.theme.words(view.lang)},
        theme=presentation.theme,
        style=style,
        script=script,
        policy=f"{policy}; script-src {digest(script)}",
        due=speech.marked(speech.ui("due", date=receipt.due)) if receipt.due else "",
        counts=speech.marked(speech.ui("own_and_held", **_counts(receipt))),
        receipt=receipt,
        received=speech.marked(speech.ui("received_at", when=receipt.received)) if receipt.received else "",
        qr=qr_path(receipt.check or receipt.reference),
    )


def _remembering(form: str, reference: str) -> str:
    """The script of a receipt: the draft is taken off the device, which remembers under which reference it was sent."""
    draft, sent, said = (script_json(text) for text in (f"eformc:{form}", f"eformc-sent:{form}", reference))
    return (
        f"try{{const l=localStorage,s=JSON.parse(l.getItem({sent})||'{{}}');s.reference||=(s.at=location.href,{said});"
        f"l.setItem({sent},JSON.stringify(s));l.removeItem({draft})}}catch{{}}"
    )


def _counts(receipt: Receipt) -> dict[str, int]:
    """The answers that were the citizen's, and those that were on record."""
    lines = [line for part in receipt.answers for line in part.lines]
    return {"own": sum(line.own for line in lines), "held": sum(line.held for line in lines)}


_PRINTING = "{const b=document.getElementById('print');b.hidden=false;b.onclick=()=>print()}"
_WORDS = ("reference", "received", "next_steps", "keep_receipt", "what_you_sent", "status_at", "whom_to_ask", "on_record")


def qr_path(text: str) -> tuple[str, int]:
    """A QR code (ISO/IEC 18004, error correction M) as the path of an SVG drawing and the side of its square."""
    try:
        import segno
    except ImportError as error:
        message = "the receipt's QR code needs the library segno: pip install 'eformc[portal]'"
        raise NoQrCodes(message) from error
    code = segno.make(text, error="m", micro=False, boost_error=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=4, xmldecl=False, svgns=False, svgclass=None, lineclass=None, omitsize=True)
    path = drawn.getvalue().decode().partition(' d="')[2].partition('"')[0]
    return path, int(code.symbol_size(border=4)[0])
