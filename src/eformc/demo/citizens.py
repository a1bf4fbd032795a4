"""The people of a demonstration database: found by name, suggested by what there is to see with them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from eformc.demo.layout import ABOUT, CITIZENS, FLAWS
from eformc.demo.records import Citizen, Flawed
from eformc.kernel.text import unaccented

MOST_FOUND = 30


class Citizens:
    """Reads `demo_citizen` and `demo_flaw` of a SQLite database. Opened for each question: it is only read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.suggestions: dict[tuple[str, int], list[Citizen]] = {}

    def _ask(self, question: str, values: Sequence[str | int]) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            return base.execute(question, values).fetchall()

    def about(self) -> dict[str, str]:
        """The description the population was made from; empty where the file is no population."""
        try:
            return {name: value for name, value in self._ask(f"SELECT name, value FROM {ABOUT}", ())}  # noqa: S608, C416
        except sqlite3.Error:
            return {}

    def get(self, key: str) -> Citizen | None:
        found = self._ask(f"SELECT * FROM {CITIZENS} WHERE key = ?", (key,))  # noqa: S608
        return _citizen(found[0]) if found else None

    def search(self, text: str) -> list[Citizen]:
        """Living citizens whose name holds all the words, written with or without marks, or whose number begins so."""
        words = unaccented(text).split()[:8]
        if not words:
            return []
        conditions = " AND ".join("(plain LIKE ? ESCAPE '!' OR key LIKE ? ESCAPE '!')" for _ in words)
        values = [value for word in words for value in (f"%{_literal(word)}%", f"{_literal(word)}%")]
        question = f"SELECT * FROM {CITIZENS} WHERE alive AND {conditions} ORDER BY plain, key LIMIT {MOST_FOUND}"  # noqa: S608
        return [_citizen(row) for row in self._ask(question, values)]

    def suggested(self, label: str, most: int = 3) -> list[Citizen]:
        """Some living grown-ups with a label. Looked for once."""
        if (label, most) not in self.suggestions:
            self.suggestions[label, most] = self._labelled(label, most)
        return self.suggestions[label, most]

    def _labelled(self, label: str, most: int) -> list[Citizen]:
        question = f"SELECT * FROM {CITIZENS} WHERE alive AND labels LIKE ? AND labels NOT LIKE '%\"minor\"%' LIMIT {most}"  # noqa: S608
        return [_citizen(row) for row in self._ask(question, (f'%"{label}"%',))]

    def flaws(self, key: str) -> list[Flawed]:
        """The deliberate flaws in somebody's records."""
        rows = self._ask(f"SELECT citizen, lookup, element, flaw, truth FROM {FLAWS} WHERE citizen = ?", (key,))  # noqa: S608
        return [Flawed(citizen, lookup, element, flaw, json.loads(truth) if truth else None) for citizen, lookup, element, flaw, truth in rows]


def _literal(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _citizen(row: tuple[str, ...]) -> Citizen:
    key, name, plain, born, alive, labels, papers, kin = row
    relatives = tuple((relation, number, called) for relation, number, called in json.loads(kin))
    return Citizen(key, name, plain, born, bool(alive), tuple(json.loads(labels)), json.loads(papers), relatives)
