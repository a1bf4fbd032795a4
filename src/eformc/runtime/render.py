"""A view to HTML: a standalone page, no external resource, at home under a strict Content Security Policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from eformc.runtime.data import data_dir, engine_source
from eformc.runtime.engine_data import script_json
from eformc.runtime.filling import Given, filled
from eformc.runtime.view import FormView


def render(
    view: FormView,
    *,
    answers: Any = None,
    errors: Sequence[tuple[str, str]] = (),
    held: Given | None = None,
    theme: Path | None = None,
) -> str:
    """The page of a view: empty, or with a submission's answers (nested JSON), errors (JSON Pointer, text) and held
    values (by JSON Pointer) in their places. A theme folder may hold templates and styles of the same names, which
    then win.
    """
    if answers is not None or errors or held:
        view = filled(view, answers, errors, held or {})
    environment = _environment(theme)
    style, script = _source(environment, "page.css"), engine_script()
    return environment.get_template("page.html.j2").render(
        view=view,
        words=view.words,
        data=script_json(view.engine),
        style=style,
        script=script,
        policy=content_security_policy(style, script),
    )


@lru_cache(maxsize=4)
def _environment(theme: Path | None) -> Environment:
    folders = [folder for folder in (theme, data_dir("templates")) if folder is not None]
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


@lru_cache(maxsize=4)
def _source(environment: Environment, name: str) -> str:
    if environment.loader is None:
        return ""
    return environment.loader.get_source(environment, name)[0].strip()


@lru_cache(maxsize=1)
def engine_script() -> str:
    """The engine as a classic script: comments and exports taken out, closed in a function of its own."""
    lines = []
    for line in engine_source().splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(("//", "/*", "*")):
            lines.append(stripped.removeprefix("export "))
    return "(()=>{'use strict';\n" + "\n".join(lines) + "\nstart(document)})()"


def content_security_policy(style: str, script: str) -> str:
    """The policy of a page: nothing but its own style and script, by hash; forms may be sent where the portal says."""

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; img-src data:; base-uri 'none'"
