"""The server's own pages to HTML: finished views in, a strict policy by hash out."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from eformc.kernel.dates import parse
from eformc.portal.html.render import policy_in
from eformc.serve.words import LANGUAGES, WORDS, label, word
from eformc.shipped import data_dir
from eformc.wording.messages import date_text

FRAMED = "frame-ancestors 'self'; form-action 'self'"
"""The directives a header adds to the policy that a page carries itself."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(data_dir("templates") / "serve"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@lru_cache(maxsize=4)
def _source(name: str) -> str:
    return (data_dir("templates") / "serve" / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def date_of(text: str) -> str:
    """A date as people write it; what is none as it is."""
    day = parse(text)
    return date_text(day) if day is not None else text


def page(template: str, lang: str, *, status: int = 200, live: bool = False, **view: Any) -> HTMLResponse:
    """A page of the server's own. `live`: it loads itself again when the author saves."""
    style, script = _source("serve.css"), _source("live.js") if live else ""
    words = {name: word(name, lang) for name in WORDS}
    text = _environment().get_template(template).render(
        lang=lang, spoken=lang if lang in LANGUAGES else "en", words=words, style=style, script=script, word=lambda name, /, **values: word(name, lang, **values),
        date=date_of, label=lambda name: label(name, lang), **view,
    )  # fmt: skip
    policy = f"default-src 'none'; style-src {_hash(style)}; img-src data:; base-uri 'none'; {FRAMED}"
    if live:
        policy += f"; script-src {_hash(script)}; connect-src 'self'; frame-src 'self'"
    return HTMLResponse(text, status, {"Content-Security-Policy": policy})


def standing_page(text: str) -> HTMLResponse:
    """A page whose own policy stands in it."""
    return HTMLResponse(text, headers={"Content-Security-Policy": FRAMED})


def form_page(text: str, status: int = 200) -> HTMLResponse:
    """A form's page under its own policy; the header adds what only a header can say."""
    return HTMLResponse(text, status, {"Content-Security-Policy": f"{policy_in(text)}; {FRAMED}"})
