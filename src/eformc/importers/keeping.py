"""A second import of a file: what was imported before keeps its ids, so that answers and conditions still find it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.fuzz import ratio

from eformc.importers.form import ImportedForm, Option, Page, Paper, Question, Rule, one_line, slug
from eformc.importers.losses import Loss
from eformc.source import Node, read
from eformc.source.nodes import Mapping as Map
from eformc.source.nodes import Scalar, Sequence

ALIKE = 85
"""The least likeness, of 100, at which two titles on one page are taken for one reworded."""


class Known(Struct, frozen=True):
    """One entry of a spec that was imported before."""

    page: str
    title: str
    id: str
    ref: str


def known_entries(data: bytes) -> tuple[list[Known], dict[str, list[Known]]]:
    """The questions and papers of a spec, and the columns of its tables by id; nothing of what cannot be read."""
    _, root, _ = read("spec", data)
    entries: list[Known] = []
    columns: dict[str, list[Known]] = {}
    for page in _items(root, "pages"):
        title = _text(page, "title")
        for name, body in _named(page, "fields"):
            entries.append(Known(title, _text(body, "title"), name, _text(body, "ref")))
            columns[name] = [Known("", _text(part, "title"), column, _text(part, "ref")) for column, part in _named(body, "columns")]
    entries += [Known("attachments", _text(body, "title"), name, _text(body, "ref")) for name, body in _named(root, "attachments")]
    return entries, columns


def keep_ids(form: ImportedForm, data: bytes) -> None:
    """Give what the spec `data` holds already the ids it has there, in names and in conditions."""
    entries, columns = known_entries(data)
    asked = [(_first(page.title), one) for page in form.pages for one in page.questions]
    found = [(page, _first(one.title), one.id, _ref(one)) for page, one in asked]
    found += [("attachments", _first(one.title), one.id, _ref(one)) for one in form.papers]
    new = _kept(found, entries)
    inner: dict[str, dict[str, str]] = {}
    for _, one in asked:
        if one.columns:
            known = columns.get(new[one.id], [])
            inner[one.id] = _kept([("", _first(part.title), part.id, _ref(part)) for part in one.columns], known)
    _rename(form, new, inner)


def _kept(found: list[tuple[str, str, str, str]], known: list[Known]) -> dict[str, str]:
    """Old id -> id of each: (page, title, id, ref)."""
    out: dict[str, str] = {}
    left = list(known)
    for page, title, name, ref in found:
        same = [one for one in left if one.title == title and one.page == page] or [one for one in left if ref and one.ref == ref]
        if same:
            out[name] = same[0].id
            left.remove(same[0])
    for page, title, name, ref in found:
        near = [one for one in left if one.page == page and (one.ref == ref) and ratio(one.title, title) >= ALIKE]
        if name not in out and near:
            best = max(near, key=lambda one: ratio(one.title, title))
            out[name] = best.id
            left.remove(best)
    taken = set(out.values())
    for _, _, name, _ in found:
        if name not in out:
            out[name] = slug(name, taken)
    return out


def _rename(form: ImportedForm, new: Mapping[str, str], inner: Mapping[str, Mapping[str, str]]) -> None:
    paths = {**new, **{f"{table}.{old}": f"{new[table]}.{name}" for table, names in inner.items() for old, name in names.items()}}
    if all(old == name for old, name in paths.items()):
        return
    for one in _with_conditions(form):
        for key in ("when", "derive", "holds", "at"):
            if text := getattr(one, key, ""):
                setattr(one, key, renamed(text, paths))
        settings = one.settings if isinstance(one, Question) else {}
        for key in ("at_least", "at_most"):
            if isinstance(worked := settings.get(key), str):
                settings[key] = renamed(worked, paths)
    form.losses = [_moved(loss, paths) for loss in form.losses]
    for page in form.pages:
        for one in page.questions:
            for part in one.columns:
                part.id = inner[one.id][part.id]
            one.id = new[one.id]
    for paper in form.papers:
        paper.id = new[paper.id]


def _moved(loss: Loss, paths: Mapping[str, str]) -> Loss:
    return replace(loss, field=paths.get(loss.field, loss.field))


def _with_conditions(form: ImportedForm) -> Iterator[Question | Option | Page | Paper | Rule]:
    yield from form.pages
    yield from form.papers
    yield from form.rules
    for one in form.questions():
        yield one
        yield from one.options


_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*')


def renamed(expression: str, names: Mapping[str, str]) -> str:
    """An expression that calls fields by other names; texts in quotes stay."""

    def swap(found: re.Match[str]) -> str:
        name = found[0]
        if name.startswith('"') or expression[found.end() :].lstrip().startswith("("):
            return name
        return names.get(name) or _longest(name, names)

    return _PARTS.sub(swap, expression)


def _longest(name: str, names: Mapping[str, str]) -> str:
    head, dot, _ = name.rpartition(".")
    while dot:
        if head in names:
            return names[head] + name[len(head) :]
        head, dot, _ = head.rpartition(".")
    return name


def _first(texts: Mapping[str, str]) -> str:
    return next(iter(texts.values()), "")


def _ref(one: Question | Paper) -> str:
    return one.ref[0] if one.ref else ""


def _items(node: Node, key: str) -> Iterator[Map]:
    found = node.get(key) if isinstance(node, Map) else None
    if isinstance(found, Sequence):
        yield from (item for item in found.items if isinstance(item, Map))


def _named(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    """Entries of a list such as `[{id: body}, …]`."""
    for item in _items(node, key):
        for name, body in item:
            yield name.text, body
            break


def _text(node: Node, key: str) -> str:
    """A scalar, the first text of a mapping, or the first of a list, below a key."""
    found = node.get(key) if isinstance(node, Map) else None
    if isinstance(found, Map):
        found = next((value for _, value in found), None)
    if isinstance(found, Sequence):
        found = found.items[0] if found.items else None
    return one_line(found.text) if isinstance(found, Scalar) else ""
