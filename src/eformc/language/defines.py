"""The names of `define`: expressions that are written once, and stand wherever their name does."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map

from eformc.diagnostics import Severity
from eformc.language.expressions import Defined, Typer
from eformc.language.reading import Reader
from eformc.source import Mapping, Scalar


def read_defines(reader: Reader, root: Mapping) -> dict[str, tuple[Scalar, Scalar | None]]:
    """Name -> where it is given, and its expression (None where that was reported as wrong)."""
    found = reader.mapping(root, "define")
    if found is None:
        return {}
    return {key.text: (key, reader.scalar(found, key.text, "expression")) for key, _ in found if reader.as_id(key) is not None}


class Definitions:
    """Typed when they are first asked for: one may read another, but never itself."""

    def __init__(self, reader: Reader, given: Map[str, tuple[Scalar, Scalar | None]], typer: Callable[[Scalar], Typer]) -> None:
        self.reader = reader
        self.given = given
        self.typer = typer
        self._found: dict[str, Defined | None] = {}
        self._chain: list[str] = []
        self._read: set[str] = set()

    def knows(self, name: str) -> bool:
        """True if a name is given by `define`."""
        return name in self.given

    def find(self, name: str) -> Defined | None:
        """The definition a name stands for; None where that was reported as wrong."""
        self._read.add(name)
        if name in self._chain:
            chain = [*self._chain[self._chain.index(name) :], name]
            self.reader.say("EF601", self.given[name][0].span, "cycle", name=name, chain=" → ".join(chain))
            return None
        if name not in self._found:
            self._chain.append(name)
            self._found[name] = self._typed(self.given[name][1])
            self._chain.pop()
        return self._found[name]

    def _typed(self, scalar: Scalar | None) -> Defined | None:
        if scalar is None:
            return None
        typer = self.typer(scalar)
        expression = typer.expression()
        return None if expression is None else Defined(expression, typer.length, typer.depth)

    def check(self) -> None:
        """Type every expression, those too that nothing reads."""
        for name in self.given:
            read = name in self._read
            self.find(name)
            if not read:
                self._read.discard(name)

    def unread(self) -> None:
        """Report what nothing reads, where no mistake may be why."""
        if self.reader.diagnostics and any(one.severity is Severity.ERROR for one in self.reader.diagnostics):
            return
        for name, (key, _) in self.given.items():
            if name not in self._read:
                self.reader.say("EF118", key.span, "unread", name=name)
