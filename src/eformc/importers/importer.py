"""What an importer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class ImportProblem(Exception):
    """A file that cannot be imported; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the file itself does not say: the procedure's id and title, the entity of whoever logs in, and all entities
    a subject can be.
    """

    id: str
    title: str
    entity: str
    entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """Spec text and, in words, everything that did not fit into it."""

    spec: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """`read` makes a spec of a file's bytes. Raises `ImportProblem`."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[bytes, Heading], Imported]
