"""An id that cannot be one, written as it can, with everything that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix
from eformc.language.reading import Reader
from eformc.source import Edit, Mapping, Node, Scalar, Sequence

_EXPRESSIONS = ("when", "derive", "holds", "at_least", "at_most")
_NAMES = ("page", "fields", "columns", "attachments", "evidence", "at", "of", "via", "same_as", "with")
_LEXEMES = re.compile(r"""(?P<text>"[^"\n]*"|'[^'\n]*')|(?P<word>\w+)""")


def with_renamings(reader: Reader, root: Node) -> None:
    """Give the finding of each bad id of a spec the fix that writes it right, there and wherever it is read."""
    if not reader.misnamed:
        return
    places = list(_places(root, ""))
    for at, one in enumerate(reader.diagnostics):
        old = str(one.args.get("id", ""))
        if one.code == "EF012" and old in reader.misnamed:
            reader.diagnostics[at] = _with_fix(one, old, reader.misnamed[old], places)


def _with_fix(one: Diagnostic, old: str, new: str, places: list[tuple[str, int]]) -> Diagnostic:
    from msgspec.structs import replace

    edits = tuple(Edit(start, start + len(old), new) for word, start in places if word == old)
    if any(word == new for word, _ in places) or all(edit.start != one.span.start for edit in edits):
        return one
    title = {"en": f"Write {new}", "vi": f"Viết {new}"}
    return replace(one, fixes=(Fix(title, edits, True, one.span.path),))


def _places(node: Node, role: str) -> Iterator[tuple[str, int]]:
    """The ids of a spec, each with its offset: where they are given and where they are read."""
    if isinstance(node, Mapping):
        for key, value in node:
            if role in ("subjects", "fields", "columns", "attachments", "evidence") and key.text not in ("use", "with", "when"):
                yield from _parts(key)
            yield from _places(value, key.text if key.text in (*_EXPRESSIONS, *_NAMES, "subjects", "pages", "constraints", "options") else "")
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _places(item, role)
    elif isinstance(node, Scalar) and role in _EXPRESSIONS:
        yield from _words(node)
    elif isinstance(node, Scalar) and role in _NAMES:
        yield from _parts(node)


def _begin(scalar: Scalar) -> int | None:
    """The offset at which a scalar's text begins in its file, if it stands there as it is."""
    start = scalar.start + scalar.quoted
    return start if scalar.source.text[start : start + len(scalar.text)] == scalar.text else None


def _parts(scalar: Scalar) -> Iterator[tuple[str, int]]:
    start = _begin(scalar)
    for part in scalar.text.split(".") if start is not None else ():
        yield part, start or 0
        start = (start or 0) + len(part) + 1


def _words(scalar: Scalar) -> Iterator[tuple[str, int]]:
    start = _begin(scalar)
    for found in _LEXEMES.finditer(scalar.text) if start is not None else ():
        if found["word"]:
            yield found["word"], (start or 0) + found.start()
