"""The templates, and the text that comes out of them.

A template and all that it includes are compiled as one (`jinja_inline`); what fails as compiled so is rendered once more by Jinja
alone, which tells the mistake by template and line.

A theme's templates are never joined: the functions written here read attributes without asking whether a template may
(`sandbox`).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from warnings import warn

import jinja2
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from eformc.characters import readable
from eformc.portal.html.jinja_inline import SOURCES, InlineEnvironment, InlineFallback
from eformc.portal.html.sandbox import OPTIONS, render_sandboxed, sandbox_of
from eformc.portal.html.theme import NO_THEME, Theme
from eformc.shipped import data_dir

PRINTS = {"controls/question.html.j2": "q", "controls/held/value.html.j2": "q"}
"""Templates that print one value and nothing else of the page, by what they call it."""
PAGES = ("page.html.j2", "check.html.j2", "receipt.html.j2", "fragment.html.j2", "paper.html.j2")


def rendered(theme: Theme, template: str, /, **values: Any) -> str:
    """The text of a template; a theme's own of the same name wins. Raises `jinja2.TemplateError`, and whatever a theme's
    own does wrong (`sandbox.place_of` says where), `ThemeError` where one cannot be read.
    """
    if theme.templates is not None:
        return readable(render_sandboxed(theme, theme.templates, template, values))
    try:
        made = environment_of(joined=True).get_template(template).render(named(values))
    except Exception as error:  # noqa: BLE001 - whatever it is: Jinja alone says where, or does what the joined templates cannot
        made = environment_of().get_template(template).render(values)
        warn(f"{template} was rendered by Jinja alone ({type(error).__name__})", InlineFallback, stacklevel=2)
    return readable(made)


def prepare(theme: Theme = NO_THEME, templates: Iterable[str] = PAGES) -> None:
    """Compile templates ahead: before processes are forked, or at installation. What is wrong with one is told when it
    is rendered.
    """
    if theme.templates is not None:
        return  # not joined
    for name in templates:
        with suppress(Exception):
            environment_of(joined=True).get_template(name)


def named(values: dict[str, Any]) -> dict[str, Any]:
    """The same values; what has names can be read with a dot."""
    return {name: _Named(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def source_of(theme: Theme, name: str) -> str:
    """The text of a file beside the templates; a theme's own of the same name wins. Raises `ThemeError`."""
    environment = environment_of(theme)
    return _loader(environment).get_source(environment, name)[0]


def environment_of(theme: Theme = NO_THEME, *, joined: bool = False) -> Environment:
    """The templates of a theme as they are now, in the sandbox; without any of its own eformc's, compiled by Jinja alone or
    (`joined`) each with all that it includes. Raises `ThemeError`.
    """
    return sandbox_of(theme.templates) if theme.templates is not None else _environment(joined=joined)


@lru_cache(maxsize=2)
def _environment(*, joined: bool) -> Environment:
    loader = ChoiceLoader([FileSystemLoader(data_dir("templates"))])
    if not joined:
        return Environment(loader=loader, **OPTIONS)  # noqa: S701 - OPTIONS escape
    return InlineEnvironment(prints=PRINTS, loader=loader, bytecode_cache=_Kept() if sys.implementation.cache_tag else None, **OPTIONS)


class _Kept(FileSystemBytecodeCache):
    """Compiled templates, kept where Python keeps the bytecode of this module: whoever may write there may change eformc
    itself. What cannot be read is compiled, what cannot be written is not kept.
    """

    def __init__(self) -> None:
        folder = Path(cache_from_source(__file__)).parent
        super().__init__(str(folder), f"templates.%s.{sys.implementation.cache_tag}.pyc")

    def get_source_checksum(self, source: str) -> str:
        """The digest of all that decides what a template is compiled to."""
        return _made_of()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - damaged
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
                Path(self._get_cache_filename(bucket)).chmod(Path(__file__).stat().st_mode & 0o666)  # for whom Python's are


@lru_cache(maxsize=1)
def _made_of() -> str:
    """The digest of the templates, of Jinja's version, and of what compiles them."""
    templates = data_dir("templates")
    made = hashlib.sha256(f"{jinja2.__version__}".encode())
    for path in (Path(__file__), *SOURCES, *sorted(templates.rglob("*.j2"))):
        made.update(f"\0{path.name}\0{path.parent.name}\0".encode() + path.read_bytes())
    return made.hexdigest()


def _loader(environment: Environment) -> ChoiceLoader:
    loader = environment.loader
    assert isinstance(loader, ChoiceLoader)  # noqa: S101
    return loader


class _Named(dict[str, Any]):
    """Words by name, that templates may also write with a dot."""

    __getattr__ = dict.__getitem__
