"""The records kept of one spec, and of a catalogue: findings and digests as plain data, for a cache or another process.

The types of what `serializer` writes and reads. No model, no text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec import Struct

from eformc.diagnostics import Severity
from eformc.kernel.json_text import Json
from eformc.kernel.words import Words

if TYPE_CHECKING:
    from eformc.model.procedure import Procedure

PackedSpan: TypeAlias = tuple[int, int, int]
"""The number of a file, start and end in it."""
Digest: TypeAlias = tuple[str, str]
"""A path and its SHA-256."""
Output: TypeAlias = tuple[str, str, int]
"""A path within the bundle, its SHA-256, its size in bytes."""


class PackedRelated(Struct, frozen=True, array_like=True):
    span: PackedSpan
    text: Words


class PackedFix(Struct, frozen=True, array_like=True):
    """`edits`: start, end, text."""

    title: Words
    edits: tuple[tuple[int, int, str], ...]
    safe: bool
    path: str


class PackedDiagnostic(Struct, frozen=True, array_like=True):
    code: str
    message: str
    args: Mapping[str, Json]
    span: PackedSpan
    severity: Severity
    related: tuple[PackedRelated, ...]
    fixes: tuple[PackedFix, ...]
    confidence: float
    procedure: str
    field_id: str
    verified: bool


class PackedSuppression(Struct, frozen=True, array_like=True):
    codes: tuple[str, ...]
    reason: str
    line: int
    span: PackedSpan
    fault: str
    because: str
    until: str
    whole_file: bool


class PackedTold(Struct, frozen=True, array_like=True):
    facts: Json
    spans: tuple[PackedSpan, ...]


class Heading(Struct, frozen=True):
    """The part of a manifest that is about the procedure itself."""

    procedure: str
    code: str | None
    version: str
    titles: Words
    languages: tuple[str, ...]
    catalogue: str


class SpecRecord(Struct, frozen=True, omit_defaults=True):
    """`reasoned`: it could be understood. `plain`: it is sound alone, on any day (but for what rules between specs find).
    `found`, `comments`, `told`: its raw result, with spans by number of `paths`. `day`, `fragments` (of, name, shown path,
    digest), `files` (path, whether it is there): what else it depends on. `heading`, `inputs`: of what can be translated;
    `outputs`, `manifest` (digest and size): of what was, `lost` of outputs for other systems.
    """

    procedure: str | None
    id: PackedSpan | None
    reasoned: bool
    plain: bool
    found: tuple[PackedDiagnostic, ...]
    comments: tuple[PackedSuppression, ...]
    told: Mapping[str, PackedTold]
    paths: tuple[str, ...]
    day: tuple[str, str, str, str]
    fragments: tuple[tuple[str, str, str, str], ...]
    files: Mapping[str, bool]
    heading: Heading | None = None
    inputs: tuple[Digest, ...] = ()
    outputs: tuple[Output, ...] | None = None
    manifest: tuple[str, int] | None = None
    lost: tuple[tuple[str, int], ...] = ()


class DatedFindings(Struct, frozen=True):
    """Findings that hold within spans of days (after, before), one each."""

    days: tuple[tuple[str, str], ...] = ()
    found: tuple[PackedDiagnostic, ...] = ()


class CatalogueRecord(Struct, frozen=True):
    """`whole`: the digest of catalogue, tool and settings; `parts`: a digest of each part of the catalogue."""

    whole: str
    found: tuple[PackedDiagnostic, ...]
    dated: DatedFindings
    paths: tuple[str, ...]
    laws: Mapping[str, Words]
    parts: Mapping[str, str] = {}


def heading_of(procedure: Procedure) -> Heading:
    """The heading of a procedure's manifest."""
    return Heading(procedure.id, procedure.code, procedure.version, dict(procedure.title), procedure.languages, procedure.catalogue)


def packed(value: Struct) -> str:
    """A record as JSON that can be written anywhere: half a surrogate pair, which is no character, as its escape."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


def unpacked(texts: Sequence[str]) -> list[SpecRecord]:
    """Records that were packed: read at once, so that they share the names of what is in them. Raises `ValueError`."""
    whole = f"[{','.join(texts)}]"
    try:
        return _specs().decode(whole)
    except msgspec.DecodeError:  # half a surrogate pair (a file's name that is no text); what is damaged is told by Python's
        return msgspec.convert(json.loads(whole), list[SpecRecord])


@lru_cache(maxsize=1)
def _specs() -> msgspec.json.Decoder[list[SpecRecord]]:
    return msgspec.json.Decoder(list[SpecRecord])
