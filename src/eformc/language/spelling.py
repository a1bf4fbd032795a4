"""Misspelt names: the one that was meant, and the fix that writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from typing import TYPE_CHECKING

from eformc.diagnostics import Arg, Fix, closest
from eformc.kernel.text import unaccented
from eformc.language.tables import Key
from eformc.source import Edit, Mapping, Missing, Node, Scalar, Sequence, Span

if TYPE_CHECKING:
    from eformc.source.leftovers import Leftover


def respelling(span: Span, args: Map[str, Arg]) -> tuple[Fix, ...]:
    """The nearest known name instead of a misspelt one; not safe, since another may have been meant."""
    near = args.get("closest")
    written = args.get("name") or args.get("key") or args.get("value") or args.get("found")
    quoted = span.text[1:-1] == written and span.text[:1] in ("'", '"')
    if not near or not isinstance(near, str) or not (quoted or span.text == written):
        return ()
    title = {"en": f"Write {near}", "vi": f"Viết {near}"}
    return (Fix(title, (Edit(span.start + quoted, span.end - quoted, near),), False, span.path),)


def plainly(span: Span, instead: str) -> Fix:
    """Write what belongs at a place where a word processor or a keyboard left something else."""
    title = {"en": "Write it plainly", "vi": "Viết bằng ký tự thường"}
    return Fix(title, (Edit(span.start, span.end, instead),), True, span.path)


def in_quotes(span: Span) -> Fix:
    """Put what stands at a place into quotes that it does not hold itself."""
    quote = "'" if '"' in span.text else '"'
    text = span.text.replace("'", "''") if quote == "'" else span.text.replace("\\", "\\\\")
    return Fix({"en": "Put it in quotes", "vi": "Đặt trong ngoặc kép"}, (Edit(span.start, span.end, f"{quote}{text}{quote}"),), True, span.path)


def leftover_of(key: Scalar) -> Leftover | None:
    """The text that joins a key and its value (`type:text`, a wide colon, a no-break space behind the colon), if anything."""
    from eformc.source.leftovers import leftovers_around

    return next((one for one in leftovers_around(key.source.text, key.start) if key.start < one.start and one.end < key.end), None)


def leftover_at(node: Node) -> Leftover | None:
    """The text a node begins with: curly quotes with a colon in them make a mapping of what was meant as text, and a no-break
    space behind a dash makes one of what was meant as a list.
    """
    from eformc.source.leftovers import leftovers_around

    return next((one for one in leftovers_around(node.source.text, node.start) if abs(one.start - node.start) <= 1), None)


def as_written(text: str, between: str = "_") -> str:
    """A text as an id: small Latin letters without marks, digits, and something between the words."""
    found = re.sub("[^a-z0-9]+", between, unaccented(text)).strip("_-") or "name"
    return (found if found[0].isalpha() else f"f_{found}")[:60]


def joined(fixes: tuple[Fix, ...], more: tuple[Fix, ...]) -> tuple[Fix, ...]:
    """One fix that mends two places at which one mistake shows; the first alone where they differ."""
    if not fixes or not more or fixes[0].path != more[0].path or fixes[0].title != more[0].title:
        return fixes
    first = fixes[0]
    return (Fix(first.title, (*first.edits, *more[0].edits), first.safe, first.path), *fixes[1:])


def meant(node: Mapping, keys: Map[str, Key]) -> dict[str, str]:
    """For each unknown key of a mapping the known one it is taken for: not there yet, of the value's shape, and either
    spelt alike or the only one that must be there and is not.
    """
    unknown = [(key.text, value) for key, value in node if key.text not in keys]
    free = {name: key for name, key in keys.items() if name not in node}
    found: dict[str, str] = {}
    for text, value in unknown:
        near = closest(text, _fitting(value, free.values())) or closest(text, free)
        if near is not None:
            found[text] = near
            del free[near]
    left = [(text, value) for text, value in unknown if text not in found]
    lacking = [key for key in free.values() if key.required]
    if len(left) == len(lacking) == 1 and _fits(left[0][1], lacking[0].shape):
        found[left[0][0]] = lacking[0].name
    return found


def respelt(node: Mapping, keys: Map[str, Key]) -> Mapping:
    """The mapping under the keys that were meant, so that a misspelt one is one mistake and no more."""
    names = meant(node, keys)
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in node:
        name = names.get(key.text, key.text)
        fits = key.text not in names or _fits(value, keys[name].shape)
        entries[name] = (key if name == key.text else Scalar.at(key.span, name)), (value if fits else _nothing(value))
    return Mapping(entries, node.source, node.start, node.end)


def _nothing(node: Node) -> Missing:
    return Missing(node.source, node.start, node.end)


def _fitting(value: Node, keys: Iterable[Key]) -> Iterator[str]:
    return (key.name for key in keys if _fits(value, key.shape))


def _fits(value: Node, shape: str) -> bool:
    """A value can be what a key of this shape takes."""
    if isinstance(value, Missing) or (isinstance(value, Scalar) and value.is_null):
        return True
    if shape.startswith("["):
        return isinstance(value, Sequence) or (isinstance(value, Scalar) and shape in ("[text]", "[id]", "[name]"))
    if shape.startswith(("{", "=")):
        return isinstance(value, Mapping)
    if shape == "any":
        return True
    if shape == "words" and isinstance(value, Mapping):
        return True
    return isinstance(value, Scalar) and _reads(value.text, shape)


def _reads(text: str, shape: str) -> bool:
    match shape:
        case "bool":
            return text in ("true", "false")
        case "integer" | "number" | "date":
            return text[:1].isdigit() or text[:1] == "-" or text.startswith("today")
        case "id" | "type":
            return " " not in text
        case _ if "|" in shape:
            return text in shape.split("|")
        case _:
            return True
