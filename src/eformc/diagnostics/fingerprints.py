"""Fingerprints by which a finding is known again: never its line, never the wording of its message."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from eformc.diagnostics.record import Diagnostic


def fingerprint(diagnostic: Diagnostic, path: str) -> str:
    """32 hexadecimal digits from what is found where in the form; `path` counts from the project's folder.

    Two findings may share one (the same mistake made twice alike): see `numbered`.
    """
    first_line = diagnostic.span.text.strip().partition("\n")[0]
    parts = (
        diagnostic.code,
        diagnostic.message,
        path,
        diagnostic.procedure,
        diagnostic.field_id,
        " ".join(first_line.split()),
    )
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def numbered(diagnostics: Iterable[Diagnostic], path: Callable[[str], str]) -> Iterator[tuple[Diagnostic, str, int]]:
    """Each finding with its fingerprint and the how many-th of that fingerprint it is, from 1."""
    seen: dict[str, int] = {}
    for diagnostic in diagnostics:
        print_ = fingerprint(diagnostic, path(diagnostic.span.path))
        seen[print_] = seen.get(print_, 0) + 1
        yield diagnostic, print_, seen[print_]
