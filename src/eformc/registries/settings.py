"""`sources.toml`: where an operator says which registry is found at which place. Described in docs/prefill.md."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct

from eformc.contract.errors import PrefillError
from eformc.kernel.struct import Discreet
from eformc.prefill import EVERY, Sensitive


class SourcesProblem(PrefillError):
    """A `sources.toml`, or a place in it, that cannot be used; the message says what and where, never a secret."""


class Named(Struct, frozen=True):
    """The names of a lookup and its elements at the place, where they are not called as the catalogue calls them.
    `none`: elements of which an empty cell says that there is none, not that it is unknown.
    """

    at: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    none: frozenset[str] = frozenset()

    def name(self, element: str) -> str | None:
        """The name of an element here; None where the operator has not said."""
        return dict(self.names).get(element)


class Place(Discreet, frozen=True):
    """One place: a URL and its settings. `timeout`: seconds for one lookup. `lookups`: `registry.lookup` -> names.
    `options`: what only its adapter knows (texts, numbers, yes or no; secrets wrapped). `folder`: what relative paths
    are relative to.
    """

    printable: ClassVar[tuple[str, ...]] = ("folder", "timeout")

    url: Sensitive[str]
    folder: str = ""
    timeout: float = 1.5
    lookups: tuple[tuple[str, Named], ...] = ()
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def scheme(self) -> str:
        return self.url.reveal().partition(":")[0].lower()

    @property
    def rest(self) -> str:
        """The URL behind its scheme."""
        return self.url.reveal().partition(":")[2]

    def path(self) -> Path:
        """For schemes that are files: `scheme:path` or `scheme:///path`."""
        return self.path_of(self.rest.removeprefix("//"))

    def path_of(self, text: str) -> Path:
        """A path of a setting; relative ones from the folder of `sources.toml`."""
        return Path(self.folder) / text

    def named(self, registry: str, lookup: str) -> Named:
        return dict(self.lookups).get(f"{registry}.{lookup}", Named())

    def option(self, name: str, default: Any = None) -> Any:
        return dict(self.options).get(name, default)


def places_of(url: str, folder: str = "") -> dict[str, Place]:
    """One place for every registry, in the default layout."""
    return {EVERY: Place(Sensitive(_expanded(url, "--source")), folder)}


def read_sources(path: Path) -> dict[str, Place]:
    """The places of a `sources.toml`, by registry (`*`: all others). Raises `SourcesProblem`."""
    try:
        made = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise SourcesProblem(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not TOML: {error}"
        raise SourcesProblem(message) from error
    reader = _Reader(str(path), str(path.parent))
    return reader.places(made)


_ENVIRONMENT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET = re.compile(r"(?:password|secret|token|key)\Z", re.IGNORECASE)


def _expanded(text: str, where: str) -> str:
    """`${NAME}` from the environment."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            message = f"{where}: the environment has no {found[1]}"
            raise SourcesProblem(message)
        return os.environ[found[1]]

    return _ENVIRONMENT.sub(value, text)


class _Reader:
    def __init__(self, path: str, folder: str) -> None:
        self.path = path
        self.folder = folder

    def problem(self, what: str, *where: str) -> SourcesProblem:
        return SourcesProblem(f"{self.path}: {'.'.join(where)}: {what}")

    def places(self, made: Mapping[str, Any]) -> dict[str, Place]:
        unknown = set(made) - {"sources"}
        if unknown:
            raise self.problem("unknown key; known: sources", min(unknown))
        found = self.table(made.get("sources"), "sources")
        if not found:
            raise self.problem("no source; write [sources.REGISTRY] with a url, or [sources.\"*\"] for all", "sources")
        return {registry: self.place(self.table(one, f"sources.{registry}"), registry) for registry, one in found.items()}

    def table(self, value: Any, where: str) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.problem("a table is wanted", where)
        return value

    def place(self, made: Mapping[str, Any], registry: str) -> Place:
        where = f"sources.{registry}"
        if not isinstance(made.get("url"), str):
            raise self.problem("`url` is missing", where)
        timeout = made.get("timeout", 1.5)
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 60:
            raise self.problem("seconds between 0 and 60", where, "timeout")
        lookups = self.table(made.get("lookups"), f"{where}.lookups")
        options = {name: self.option(name, value, where) for name, value in made.items() if name not in _OWN}
        return Place(
            Sensitive(_expanded(made["url"], f"{self.path}: {where}.url")),
            self.folder,
            float(timeout),
            tuple(sorted((self.lookup_name(registry, name), self.named(one, f"{where}.lookups.{name}")) for name, one in lookups.items())),
            tuple(sorted(options.items())),
        )

    def lookup_name(self, registry: str, name: str) -> str:
        return name if registry == EVERY else f"{registry}.{name}"

    def named(self, made: Any, where: str) -> Named:
        table = self.table(made, where)
        unknown = set(table) - {"at", "names", "none"}
        if unknown:
            raise self.problem("unknown key; known: at, names, none", where, min(unknown))
        names = self.table(table.get("names"), f"{where}.names")
        none = table.get("none", [])
        if not all(isinstance(name, str) for name in names.values()):
            raise self.problem("element = \"name at the place\"", where, "names")
        if not isinstance(none, list) or not all(isinstance(name, str) for name in none):
            raise self.problem("a list of elements", where, "none")
        return Named(table.get("at"), tuple(sorted(names.items())), frozenset(none))

    def option(self, name: str, value: Any, where: str) -> Any:
        """A setting of the adapter's own. `{file = …}` and `{env = …}` are read; a secret is wrapped, and refused where it
        is written out.
        """
        secret = _SECRET.search(name) is not None
        if isinstance(value, dict) and set(value) in ({"file"}, {"env"}):
            return Sensitive(self.fetched(value, f"{where}.{name}"))
        if isinstance(value, str):
            if secret and not _ENVIRONMENT.fullmatch(value):
                raise self.problem("a secret does not stand in this file: {env = \"NAME\"} or {file = \"path\"}", where, name)
            text = _expanded(value, f"{self.path}: {where}.{name}")
            return Sensitive(text) if secret else text
        if isinstance(value, list):
            return tuple(value)
        if isinstance(value, bool | int | float):
            return value
        raise self.problem("a text, a number, a list, or a reference {env = …} or {file = …}", where, name)

    def fetched(self, value: Mapping[str, Any], where: str) -> str:
        if "env" in value:
            return _expanded("${" + str(value["env"]) + "}", f"{self.path}: {where}")
        try:
            return (Path(self.folder) / str(value["file"])).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self.problem("this file cannot be read", where, str(value["file"])) from error


_OWN = ("url", "timeout", "lookups")
