"""What an importer is."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class ImportProblem(Exception):
    """A file that cannot be imported; the message says where and why."""


class Heading(Struct, frozen=True):
    """What the file itself does not say: the procedure's id and title, the entity of whoever logs in, and all entities
    a subject can be.
    """

    id: str
    title: str
    entity: str
    entities: tuple[str, ...] = ()


class Imported(Struct, frozen=True):
    """Spec text and, in words, everything that did not fit into it."""

    spec: str
    lost: tuple[str, ...] = ()


class Importer(Struct, frozen=True):
    """`read` makes a spec of a file's bytes. Raises `ImportProblem`."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[bytes, Heading], Imported]
