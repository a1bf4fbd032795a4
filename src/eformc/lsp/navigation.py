"""From a name to where it is given, to where it is used, and to another name everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from eformc.lsp.files import Files, Open
from eformc.lsp.names import Named, Role, names_of
from eformc.safe_files import read_inside
from eformc.source import Edit, Mapping, Node, Scalar, Span, read

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Place(Struct, frozen=True):
    """A place in a file that may not be open; `path` is where it lies on disk."""

    path: Path
    span: Span


class CannotRename(Exception):
    """Why a name cannot become another; the message is for the author."""


def name_at(file: Open, offset: int) -> Named | None:
    """The name under the cursor: the smallest."""
    found = [one for one in names_of(file.root) if one.span.start <= offset <= one.span.end]
    return min(found, key=lambda one: one.span.end - one.span.start, default=None)


def definition(files: Files, file: Open, offset: int) -> Place | None:
    """The place where the name under the cursor is given: in this file, a fragment, another spec, or the catalogue."""
    named = name_at(file, offset)
    if named is None:
        return None
    if named.role is Role.FRAGMENT and not named.defines:
        found = files.project(file.path).fragment(file.path, named.name)
        return _begin(found) if found else None
    own = _own_definition(file, named)
    if own is not None:
        return Place(Path(file.path), own.span)
    if named.role is Role.PROCEDURE:
        return next((Place(path, one.span) for path, one in _procedures(files, file) if one.name == named.name), None)
    key = (named.role, f"{_entity(file, named.owner)}.{named.name}" if named.role in (Role.ELEMENT, Role.RELATION) else named.name)
    there = files.definitions(file.path).get(key)
    return Place(there[0], there[1].span) if there else None


def _begin(found: tuple[str, bytes]) -> Place:
    source, root, _ = read(*found)
    span = root.entries[0][0].span if isinstance(root, Mapping) and root.entries else Span(source, 0, 0)
    return Place(Path(found[0]), span)


def _own_definition(file: Open, named: Named) -> Named | None:
    if named.role not in (Role.SUBJECT, Role.FIELD, Role.PAGE, Role.CODE_LIST):
        return None
    fitting = [one for one in names_of(file.root) if one.defines and one.role is named.role and one.name == named.name]
    return next((one for one in fitting if one.owner == named.owner), fitting[0] if fitting else None)


def _entity(file: Open, owner: str) -> str:
    """The entity of a subject; in a catalogue the owner is the entity already."""
    subjects = file.root.get("subjects") if isinstance(file.root, Mapping) else None
    node = subjects.get(owner) if isinstance(subjects, Mapping) else None
    entity = node.get("is") if isinstance(node, Mapping) else None
    return entity.text if isinstance(entity, Scalar) else owner


def _procedures(files: Files, file: Open) -> Iterator[tuple[Path, Named]]:
    for path, root in _roots(files, file):
        yield from ((path, one) for one in names_of(root) if one.role is Role.PROCEDURE and one.defines)


def _roots(files: Files, file: Open) -> Iterator[tuple[Path, Node]]:
    """Every spec of the project, as the editor has it."""
    opened = {str(Path(one.path).resolve()): one for one in files.opened.values()}
    for path in files.specs(file.path):
        mine = opened.get(str(path.resolve()))
        yield path, mine.root if mine else read(path.as_posix(), read_inside(path.parent, path, folder_known=True))[1]


def references(files: Files, file: Open, offset: int, *, declaration: bool) -> list[Place]:
    """Every use of the name under the cursor: a subject's and a question's in its file, a catalogue's in all specs."""
    named = name_at(file, offset)
    if named is None:
        return []
    if named.role in (Role.SUBJECT, Role.FIELD, Role.PAGE):
        same = [one for one in names_of(file.root) if _same(one, named)]
        return [Place(Path(file.path), one.span) for one in same if declaration or not one.defines]
    found = []
    wanted = _entity(file, named.owner)
    seen = {Path(file.path).resolve()}
    for path, root in [(Path(file.path), file.root), *_roots(files, file)]:
        if path.resolve() in seen and path != Path(file.path):
            continue
        seen.add(path.resolve())
        other = Open("", path.as_posix(), None, "", file.lines, file.source, root, None, ())
        for one in names_of(root):
            fits = one.role is named.role and one.name == named.name and (declaration or not one.defines)
            if fits and (named.role not in (Role.ELEMENT, Role.RELATION) or _entity(other, one.owner) == wanted):
                found.append(Place(path, one.span))
    return found


def _same(one: Named, named: Named) -> bool:
    if one.role is not named.role or one.name != named.name:
        return False
    return named.role is not Role.FIELD or one.owner == named.owner or not (one.owner and named.owner)


def renamed(file: Open, offset: int, name: str) -> list[Edit]:
    """Edits that give a subject or a question another id everywhere in its file, and say what it was called.

    Raises `CannotRename`.
    """
    named = name_at(file, offset)
    if named is None or named.role not in (Role.SUBJECT, Role.FIELD):
        message = "only subjects and questions can be renamed here / chỉ đổi tên được đối tượng và câu hỏi"
        raise CannotRename(message)
    if not _ID.fullmatch(name):
        message = f"`{name}` cannot be an id: small Latin letters, digits and _, beginning with a letter / mã chỉ gồm chữ thường không dấu, chữ số và _"
        raise CannotRename(message)
    every = names_of(file.root)
    same = [one for one in every if _same(one, named)]
    giving = [one for one in same if one.defines]
    if not giving:
        message = f"`{named.name}` is not given in this file / `{named.name}` không được khai trong tệp này"
        raise CannotRename(message)
    if any(one.defines and one.name == name and one.role in (Role.SUBJECT, Role.FIELD) and one.owner == giving[0].owner for one in every):
        message = f"there is a `{name}` already / đã có `{name}`"
        raise CannotRename(message)
    edits = [Edit(one.span.start, one.span.end, name) for one in same]
    if giving[0].settings is not None and "was" not in giving[0].settings and "procedure" in (file.root.keys() if isinstance(file.root, Mapping) else ()):
        edits.append(_was(giving[0].settings, named.name))
    return sorted(set(edits))


def _was(settings: Mapping, name: str) -> Edit:
    """`was:` as the first setting, in the way the others are written."""
    span = settings.span
    text = span.source.text
    if text[span.start : span.start + 1] == "{":
        return Edit(span.start + 1, span.start + 1, f"was: {name}, " if settings.entries else f"was: {name}")
    _, column = span.source.place(span.start)
    return Edit(span.start, span.start, f"was: {name}\n" + " " * (column - 1))
