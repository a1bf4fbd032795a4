"""Requests to a registry and its answers: the protocol adapters keep.

A source is asked for one record by its key and for named elements of it, never for more. It answers with the key of
the record it found (the runtime compares it with what was asked), the values, or that there is no such record. What
goes wrong is a `SourceError` of a kind; its text never holds data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeAlias

from msgspec import Struct

from eformc.contract.errors import PrefillError
from eformc.kernel.json_text import Json
from eformc.kernel.struct import Discreet
from eformc.kernel.text import canonical
from eformc.prefill.sensitive import Sensitive

if TYPE_CHECKING:
    from asyncio import Future

Shape: TypeAlias = Literal["text", "number", "boolean", "list", "object"]
"""The JSON shape a value must have: what a store without such types (SQL, CSV) has to read its cell as."""

Kind: TypeAlias = Literal[
    "timeout",      # no answer in time
    "connection",   # not reached, or broken off
    "status",       # answered that something went wrong
    "too-large",    # more bytes, levels or records than a record of one person can have
    "malformed",    # not what the protocol says (not JSON, a key twice, not UTF-8)
    "type",         # a value that is not of the element's kind
    "mismatch",     # the record of somebody else
    "several",      # more than one record for one key
    "layout",       # the store has no such table, endpoint or column
    "no-source",    # the operator has named no place for this registry
    "internal",     # the adapter failed in a way it should not
]  # fmt: skip


class SourceError(PrefillError):
    """A lookup that gave no answer. Its text is the kind alone."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind: Kind = kind


class Refused(PrefillError):
    """The source answered that the caller may not know. Nothing of the reason is kept."""


class Request(Struct, frozen=True):
    """One lookup. `key` and `wanted` are named by paths of elements (`personal_id`, `mother.full_name`). `purpose`: the
    procedure's id; `legal_basis`: the law, in the catalogue's first language: for the registry's own log.
    """

    registry: str
    lookup: str
    key: Mapping[str, Sensitive[Json]]
    wanted: Mapping[str, Shape]
    purpose: str = ""
    legal_basis: str = ""


def is_asked(asked: Sensitive[Json], said: Json) -> bool:
    """True if a value that a source gives for a part of the key is the one it was asked for."""
    said = canonical(said) if isinstance(said, str) else said
    return type(said) is type(asked.reveal()) and Sensitive(said) == asked


class Answer(Discreet, frozen=True):
    """`record`: element -> value of those that are known; `null` (None) means known to be none; left out means that the
    registry has no value. `key`: the key as the record itself says it. `withheld`: elements that the source will not
    give; `lacking`: elements it has no place for. `as_of`: ISO date or time of the record, as given.
    """

    printable: ClassVar[tuple[str, ...]] = ("withheld", "lacking", "as_of")

    key: Mapping[str, Json]
    record: Mapping[str, Json]
    withheld: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    as_of: str = ""


class Source(Protocol):
    """An open registry. `look_up` gives None where there is no record; raises `SourceError` or `Refused`.

    `seconds` is how long the caller will wait; it stops waiting by itself, so an adapter only has to let go in time.
    One source serves many lookups at once and is closed once.
    """

    async def look_up(self, request: Request, seconds: float) -> Answer | None: ...

    async def close(self) -> None: ...


class Together(Source, Protocol):
    """A source that can make several lookups at a smaller price than one by one (in one transaction, in one thread).

    `look_up_all` starts them and gives a future for each, in their order; each ends by itself, as `look_up` would: a slow
    one holds up no other. Where a source has no such method, its lookups are made side by side with `look_up`.
    """

    def look_up_all(self, requests: Sequence[Request], seconds: float) -> Sequence[Future[Answer | None]]: ...
