"""A theme's own templates: Jinja's immutable sandbox, and less than that.

Templates come with a project, and whoever builds a stranger's pull request renders them. They see the page's values
and nothing they could leave them by: attributes and methods of plain values and of eformc's own records, none of which
touches a file, no function and no class. Templates are read below the theme's folder alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.environment import TemplateModule
from jinja2.loaders import split_template_path
from jinja2.runtime import BlockReference, LoopContext, Macro, StrictUndefined, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from msgspec import Struct
from msgspec.structs import replace

from eformc.portal.html.theme import Theme, ThemeError
from eformc.safe_files import Outside, read_inside
from eformc.shipped import data_dir

_PLAIN = (str, int, float, bool, tuple, list, frozenset, set, Mapping, Enum, type(None))
_JINJAS = (LoopContext, Macro, Namespace, Cycler, Joiner, TemplateModule, TemplateReference, BlockReference, StrictUndefined)
_OURS = (*_PLAIN, Struct, *_JINJAS)
OPTIONS: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "auto_reload": False}


class Sandbox(ImmutableSandboxedEnvironment):
    """The limits of templates of a theme."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Attributes of plain values and of eformc's records; none of anything else, such as a path or a function."""
        return isinstance(obj, _OURS) and not isinstance(value, Path) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Methods of these, macros, and the functions that Jinja has for every template."""
        if isinstance(obj, _JINJAS) or any(obj is one for one in self.globals.values()):
            return super().is_safe_callable(obj)
        return isinstance(getattr(obj, "__self__", None), _OURS) and super().is_safe_callable(obj)


class _Inside(FileSystemLoader):
    """Templates of one folder. A link that leads out of it is refused."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        folder = Path(self.searchpath[0])
        path = folder.joinpath(*split_template_path(template))
        try:
            return read_inside(folder, path).decode("utf-8"), str(path), lambda: True
        except Outside as error:
            raise ThemeError(f"{path}: {error.strerror}") from error  # noqa: EM102
        except OSError:
            raise TemplateNotFound(template) from None
        except UnicodeDecodeError as error:
            raise ThemeError(f"{path}: is no UTF-8 text ({error.reason})") from error  # noqa: EM102


def sandbox_of(folder: Path) -> Environment:
    """The templates of a theme's folder as they are now, before those of the same name that ship with eformc."""
    return _sandbox(folder, templates_digest(folder))


@lru_cache(maxsize=8)
def _sandbox(folder: Path, digest: str) -> Environment:
    return Sandbox(loader=ChoiceLoader([_Inside(folder), FileSystemLoader(data_dir("templates"))]), **OPTIONS)


def templates_digest(folder: Path) -> str:
    """The digest of what a theme's folder brings beside its `theme.toml`: names and bytes. Raises `ThemeError`."""
    seen = hashlib.sha256()
    for path in sorted(path for pattern in ("*.j2", "*.css") for path in folder.rglob(pattern)):
        try:
            data = read_inside(folder, path)
        except OSError as error:
            raise ThemeError(f"{path}: {error.strerror}") from error  # noqa: EM102
        seen.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        seen.update(data)
    return seen.hexdigest()


def render_sandboxed(theme: Theme, folder: Path, template: str, values: Mapping[str, Any]) -> str:
    """The text of a template. Raises what the template does wrong."""
    shown = {**values, "theme": replace(theme, templates=None)} if "theme" in values else values
    return sandbox_of(folder).get_template(template).render(shown)


def place_of(error: BaseException, folder: Path) -> str | None:
    """`template:line` of a mistake, of the innermost template that was at work; None for what is no template's."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}"
    place, step = None, error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = f"{name}:{step.tb_lineno}"
        step = step.tb_next
    return place or (str(folder) if isinstance(error, TemplateError) else None)
