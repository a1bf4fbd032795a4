"""The pages of a form, beside the form itself, in no language yet: how its fields are explained, which are
held and by whom. `viewing` makes the view in a language of it.

A form's entries are in the order of its pages: the places of an outline are told apart by that order, and what an entry
says (title, value, condition) is not said again here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

from eformc.kernel.expressions import Expression, Pointer
from eformc.kernel.values import CodeList, Strength, Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Policy


class Source(Struct, frozen=True):
    """A registry as it is named to people. `correct_at`: where what it holds is corrected."""

    title: Words
    holder: Words
    correct_at: Words
    legal_basis: Words


class Unasked(Struct, frozen=True):
    """The origin of a value that is not asked for. `source`: a number of the outline's sources. What no registry gives
    is worked out: `worked_from` are the places (pointers) it is calculated of, or `note` says how. `keys`: the places whose
    answers registries are asked with; `compute`: the calculation, for a page that stands alone.
    """

    held: bool
    policy: Policy
    source: int | None = None
    note: Words = field(default_factory=dict)
    worked_from: tuple[Pointer, ...] | None = None
    keys: tuple[Pointer, ...] = ()
    compute: Expression | None = None


class Place(Struct, frozen=True):
    """One field, shown or not. `autocomplete` stands only where the person who types is the one it is about; `system`
    are lines that the office writes; `unlocks` says that registries can be asked for more when it is answered; a `paper` is
    attached to a row; `more` is help to fold out; `heading` the title with the answers it reads, where it reads some.
    """

    help: Words = field(default_factory=dict)
    example: Words = field(default_factory=dict)
    unit: str = ""
    strength: Strength = Strength.REQUIRED
    autocomplete: str = ""
    system: bool = False
    unlocks: bool = False
    unasked: Unasked | None = None
    paper: bool = False
    more: Words = field(default_factory=dict)
    heading: Words = field(default_factory=dict)


class Columns(Struct, frozen=True):
    """The places of a table's row."""

    places: tuple[Place, ...]
    help: Words = field(default_factory=dict)
    more: Words = field(default_factory=dict)


class Told(Struct, frozen=True):
    """A note that a page tells, behind so many of its places; `section`: the number of the group it stands in."""

    text: Words
    before: int
    when: Expression | None = None
    kind: str = "info"
    printed: bool = True
    section: int | None = None


class Mention(Struct, frozen=True):
    """An answer that texts read, by the name that stands in them. `value`: its kind; None where the rows of a table are counted."""

    name: str
    pointer: Pointer
    value: Value | None = None


class Section(Struct, frozen=True):
    """Places of a page that stand together below a heading: `count` of them from the place numbered `first`."""

    title: Words
    first: int
    count: int
    help: Words = field(default_factory=dict)
    when: Expression | None = None
    more: Words = field(default_factory=dict)


class PageOutline(Struct, frozen=True):
    id: str
    title: Words
    places: tuple[Place | Columns, ...]
    help: Words = field(default_factory=dict)
    when: Expression | None = None
    notes: tuple[Told, ...] = ()
    sections: tuple[Section, ...] = ()
    more: Words = field(default_factory=dict)


class Fact(Struct, frozen=True):
    """A fact that conditions and calculations read and that is no entry of the form: its names and its codes."""

    pointer: Pointer
    title: Words
    codes: CodeList | None = None


Roles: TypeAlias = Mapping[str, Words]


class Outline(Struct, frozen=True):
    """`attachments` are the helps of the form's last entries, `attachments_more` what is to fold out of each (none where no
    paper has any), `fetched` the papers that nobody has to attach; `roles`
    what the subjects are to each other; `read` the places whose answers conditions read.
    """

    title: Words
    agency: Words
    about: Words
    languages: tuple[str, ...]
    pages: tuple[PageOutline, ...]
    sources: tuple[Source, ...] = ()
    attachments: tuple[Words, ...] = ()
    attachments_more: tuple[Words, ...] = ()
    fetched: tuple[Words, ...] = ()
    legal_basis: tuple[str, ...] = ()
    roles: Roles = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    read: tuple[Pointer, ...] = ()
    mentions: tuple[Mention, ...] = ()
    time_zone: str = "UTC"
    """IANA name of the zone in which it is today."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Places that have another name now: former JSON Pointer (`*` for a row) -> today's."""
    named: tuple[Pointer, ...] = ()
    """Places of the name of whoever logs in,"""
    numbered: tuple[Pointer, ...] = ()
    """and of what the login itself gives: on paper nobody is logged in, and both are asked."""
