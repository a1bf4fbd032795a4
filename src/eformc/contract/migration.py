"""Open drafts in a new version of their form: answers kept under a former name move to the new one.

A migration is a JSON document (`eformc diff OLD NEW --format migration` writes it, `eformc schema migration` is its
schema). Everything in a draft that the new form no longer has a place for is taken out and named, never lost silently.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from eformc.kernel.json_text import Json

VERSION = 1


class Migrated(Struct, frozen=True):
    """The draft for the new form; `lost`: JSON Pointers of answers that have no place there."""

    answers: Json
    lost: tuple[str, ...]


def published_schema() -> dict[str, Json]:
    """The JSON Schema of migrations."""
    return dict(json.loads(Path(__file__).with_name("migration.schema.json").read_text(encoding="utf-8")))


def migrate_draft(migration: Mapping[str, Json], draft: Json) -> Migrated:
    """A draft's answers where the new form looks for them. The draft itself is not changed.

    All moves happen at once, so that two answers may change places. An answer that already stands at the new place
    stays, and the one that would have moved there is lost. Raises `ValueError` for a migration of another version.
    """
    if migration.get("migration") != VERSION:
        message = f"migration version {migration.get('migration')!r}, where {VERSION} is read"
        raise ValueError(message)
    answers = copy.deepcopy(draft)
    lost: list[str] = []
    taken: list[tuple[list[str], Json, list[str]]] = []
    for move in migration.get("moves", ()):
        target = _tokens(move["to"])
        for place in list(_places(answers, _tokens(move["from"]))):
            taken.append((place, _take(answers, place), _like(target, place)))
    for source, value, target in taken:
        if not _put(answers, target, value):
            lost.append(_pointer(source))
    for recoded in migration.get("codes", ()):
        for place in _places(answers, _tokens(recoded["at"])):
            _recode(answers, place, recoded["codes"], recoded.get("order"))
    for drop in migration.get("drops", ()):
        for place in list(_places(answers, _tokens(drop))):
            _take(answers, place)
            lost.append(_pointer(place))
    return Migrated(_without_empty(answers), tuple(lost))


def _recode(value: Json, place: list[str], codes: Mapping[str, str], order: list[str] | None) -> None:
    """The answer at a place by today's codes: of several chosen ones, those that became one once, in today's order."""
    for token in place[:-1]:
        value = value[int(token)] if isinstance(value, list) else value[token]
    found = value[place[-1]]
    if isinstance(found, str):
        value[place[-1]] = codes.get(found, found)
    elif isinstance(found, list) and all(isinstance(one, str) for one in found):
        today = list(dict.fromkeys(codes.get(one, one) for one in found))
        known = order or today
        value[place[-1]] = sorted(today, key=lambda one: known.index(one) if one in known else len(known))


def _tokens(pointer: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _pointer(tokens: list[str]) -> str:
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def _places(value: Json, tokens: list[str]) -> Iterator[list[str]]:
    """The pointers of what is there; `*` stands for every row."""
    if not tokens:
        yield []
        return
    head, rest = tokens[0], tokens[1:]
    if head == "*" and isinstance(value, list):
        for number, row in enumerate(value):
            yield from ([str(number), *place] for place in _places(row, rest))
    elif isinstance(value, dict) and head in value:
        yield from ([head, *place] for place in _places(value[head], rest))


def _like(target: list[str], place: list[str]) -> list[str]:
    """The target with the row numbers of a place."""
    rows = [step for step in place if step.isdigit()]
    return [rows.pop(0) if step == "*" and rows else step for step in target]


def _take(value: Json, place: list[str]) -> Json:
    for token in place[:-1]:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value.pop(place[-1])


def _put(value: Json, place: list[str], answer: Json) -> bool:
    """True if the answer could be put there: not where there is one."""
    for token, after in pairwise(place):
        if isinstance(value, list):
            while len(value) <= int(token):
                value.append({})
            value = value[int(token)]
        elif not isinstance(value, dict):
            return False
        else:
            value = value.setdefault(token, [] if after.isdigit() else {})
    if not isinstance(value, dict) or place[-1] in value:
        return False
    value[place[-1]] = answer
    return True


def _without_empty(value: Json) -> Json:
    """Objects and lists that hold nothing any more are no answers."""
    if isinstance(value, dict):
        kept = {key: _without_empty(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ({}, [])}
    if isinstance(value, list):
        return [one for one in map(_without_empty, value) if one != {}]
    return value
