"""The findings a project lives with: what was there when it began, and may only become less.

Not to be taken for the burden's baseline (`eformc report`), which counts questions. An entry says how many findings of one
fingerprint a file has; there are no line numbers in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from eformc.diagnostics.fingerprints import fingerprint
from eformc.diagnostics.record import Diagnostic

FORMAT = 1


class BaselineError(Exception):
    """A baseline that cannot be used; the message says why."""


class Entry(Struct, frozen=True):
    """`file` counts from the project's folder; `count` findings of this fingerprint are known."""

    file: str
    code: str
    fingerprint: str
    count: int


def baseline_text(diagnostics: Iterable[Diagnostic], path: Callable[[str], str]) -> str:
    """The baseline file of these findings: one line an entry, sorted, so that it merges and reviews well."""
    counted: Counter[tuple[str, str, str, str, str]] = Counter()
    for one in diagnostics:
        file = path(one.span.path)
        counted[file, one.code, one.field_id, fingerprint(one, file), one.kind.name] += 1
    lines = [
        json.dumps(
            {"file": file, "code": code, "rule": rule, "field": field, "fingerprint": print_, "count": count},
            ensure_ascii=False,
        )
        for (file, code, field, print_, rule), count in sorted(counted.items())
    ]
    return _file(lines)


def without(text: str, gone: Iterable[Entry]) -> str:
    """The baseline file less what is gone; of an entry that is there still, the count is lowered. Raises `BaselineError`."""
    read_baseline(text)
    left = {(entry.file, entry.fingerprint): entry.count for entry in gone}
    lines = []
    for value in json.loads(text)["known"]:
        key = value["file"], value["fingerprint"]
        taken = min(left.get(key, 0), value["count"])
        left[key] = left.get(key, 0) - taken
        if value["count"] > taken:
            lines.append(json.dumps({**value, "count": value["count"] - taken}, ensure_ascii=False))
    return _file(lines)


def _file(lines: list[str]) -> str:
    return f'{{"findings": {FORMAT}, "known": [\n' + ",\n".join(lines) + ("\n" if lines else "") + "]}\n"


def read_baseline(text: str) -> tuple[Entry, ...]:
    """The entries of a baseline file. Raises `BaselineError`."""
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        message = f"not JSON: {error}"
        raise BaselineError(message) from error
    if not isinstance(value, dict) or value.get("findings") != FORMAT or not isinstance(value.get("known"), list):
        message = f'no baseline of findings (`{{"findings": {FORMAT}, "known": [...]}}`); write one with `eformc lint --write-baseline`'
        raise BaselineError(message)
    return tuple(_entry(one) for one in value["known"])


def _entry(value: Any) -> Entry:
    shape: Mapping[str, type] = {"file": str, "code": str, "fingerprint": str, "count": int}
    if not isinstance(value, dict) or any(not isinstance(value.get(key), kind) for key, kind in shape.items()):
        message = f"an entry needs {', '.join(shape)}"
        raise BaselineError(message)
    return Entry(value["file"], value["code"], value["fingerprint"], value["count"])


def split(
    diagnostics: Iterable[Diagnostic], entries: Iterable[Entry], path: Callable[[str], str]
) -> tuple[list[Diagnostic], list[Diagnostic], list[Entry]]:
    """New findings, known ones, and what is left of the entries (`count`: how many were not met)."""
    left: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = entry.file, entry.fingerprint
        left[key] = Entry(entry.file, entry.code, entry.fingerprint, entry.count + (left[key].count if key in left else 0))
    new: list[Diagnostic] = []
    known: list[Diagnostic] = []
    for one in diagnostics:
        file = path(one.span.path)
        key = file, fingerprint(one, file)
        if key in left and left[key].count > 0:
            known.append(one)
            left[key] = Entry(file, one.code, key[1], left[key].count - 1)
        else:
            new.append(one)
    return new, known, [entry for entry in left.values() if entry.count > 0]
