"""A field type, and the context it may ask while it lowers."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map

from msgspec import Struct, field

from eformc.kernel.patterns import Pattern
from eformc.kernel.values import Beginning, CodeList, Record, Text, Value
from eformc.kernel.words import Words
from eformc.language.reading import Reader
from eformc.language.tables import Key
from eformc.source import Mapping, Span


class Context(Struct, frozen=True):
    """The context offered to a type: code lists, the shape of addresses and identity documents, the currency, telephone numbers, kinds of numbers."""

    code_lists: Map[str, CodeList] = field(default_factory=dict)
    address: Record | None = None
    identity_document: Record | None = None
    currency: str = ""
    telephone: tuple[tuple[str, str], ...] = ()
    plan: tuple[Pattern, tuple[Beginning, ...]] | None = None
    numbers: Map[str, Text] = field(default_factory=dict)


class Settings(Struct, frozen=True):
    """A field's mapping as one type sees it."""

    reader: Reader
    node: Mapping
    context: Context
    id: str

    @property
    def span(self) -> Span:
        return self.reader.head(self.node)

    def limits(self, least: int | None, most: int | None, *, low: str = "min", high: str = "max") -> None:
        """Report limits that exclude every value."""
        if least is not None and most is not None and least > most:
            self.say_limits(least, most, low=low, high=high)

    def say_limits(self, least: int | str, most: int | str, *, low: str = "min", high: str = "max") -> None:
        """Report limits between which nothing lies."""
        key = self.node.key(low) or self.node.key(high)
        self.reader.say("EF603", key.span if key else self.span, "limits", least=least, most=most)

    def needs(self, type_name: str, needs: Words) -> None:
        """Report what a type cannot do without, unless it may stand under a key that was reported."""
        if self.reader.faulty(self.node):
            return
        key = self.node.key("type")
        self.reader.say("EF115", key.span if key else self.span, "needs", type=type_name, needs=needs, known="", key="")


class FieldType(Struct, frozen=True):
    """`lower` gives the kernel value, or None after having reported why not."""

    name: str
    title: Words
    lower: Callable[[Settings], Value | None]
    keys: tuple[Key, ...] = ()
