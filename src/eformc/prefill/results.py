"""The results of a prefill: for every place of the form a state, never a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct, field

from eformc.contract.held import HeldState, HeldValue, Suggestion, Unheld
from eformc.contract.pointers import copied, put_at
from eformc.kernel.json_text import Json
from eformc.kernel.struct import Redacted
from eformc.kernel.values import Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Policy
from eformc.wording.localization import Localizer
from eformc.wording.masks import masked_text
from eformc.wording.values import format_value


class State(StrEnum):
    """The state of one place: a value; known to be none; the registry has no record or no value; it could not be asked or its
    answer could not be taken (`Held.kind` says why); it refused; it holds the value back; it was not asked, because a
    key or a condition is not there.
    """

    VALUE = "value"
    NONE = "none"
    NO_RECORD = "no_record"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    WITHHELD = "withheld"
    NOT_ASKED = "not_asked"


class Held(Redacted, frozen=True):
    """The registry's copy for one place, apart from any answer. `lookup`: the id of the planned lookup, empty for what
    was given at the start or worked out. `field` false: a fact that is no field of the form.
    """

    printable: ClassVar[tuple[str, ...]] = ("state", "lookup", "policy")

    state: State
    value: Json = None
    of: Value | None = None
    """The kind of value: how it is read out."""
    lookup: str = ""
    source: Words = field(default_factory=dict)
    keys: Mapping[str, Json] = field(default_factory=dict)
    """The answers it came by (JSON Pointer -> answer, None where there was none): it stands as long as they do."""
    as_of: str = ""
    kind: str = ""
    policy: Policy = Policy.CONFIRM
    field: bool = True
    suggestion: bool = False
    masked: bool = False
    """True if it is somebody else's: whoever typed the number sees it masked."""


class Fired(Struct, frozen=True):
    """A lookup that was made, for the log of who read what: no values. `row`: of which row of a repeating group;
    `strange`: of a record that is somebody else's, by a key that was typed.
    """

    id: str
    registry: str
    lookup: str
    row: int | None
    outcome: State
    kind: str = ""
    strange: bool = False


class SecurityEvent(Struct, frozen=True):
    """Something that must not happen: a source answered for somebody else, a sealed value was changed. No values."""

    kind: str
    lookup: str
    registry: str = ""


class Prefilled(Struct, frozen=True):
    """The results of a run. `held`: JSON Pointer (rows by number) -> what its source said. `fired`: the lookups in the order
    they ended. `events`: what an operator must be told of.
    """

    procedure: str
    version: str
    held: Mapping[str, Held]
    fired: tuple[Fired, ...] = ()
    events: tuple[SecurityEvent, ...] = ()
    who: str = ""
    """A digest of what the login says; empty where nobody is logged in."""

    def values(self) -> Mapping[str, Json]:
        """Every value of a field of the form, by pointer."""
        return {at: one.value for at, one in self.held.items() if one.state is State.VALUE and one.field}

    def given(self, lang: str, *, officer: bool = False) -> dict[str, HeldValue | Unheld | Suggestion]:
        """Held values, or why there is none, as `render` and `submitted` take them, by pointer; suggestions for questions. What
        was not asked is left out: the page says that it will come. What is worked out by the office is no value of the page.
        `officer`: for an officer's own page, who sees what others see masked.
        """
        return dict(self._given(lang, officer=officer))

    def _given(self, lang: str, *, officer: bool) -> Iterator[tuple[str, HeldValue | Unheld | Suggestion]]:
        speech = Localizer(lang)
        for pointer, one in self.held.items():
            if "*" in pointer:  # of rows that nobody knows of
                continue
            source = speech.marked(speech.say(one.source))
            masked = one.masked and not officer
            if one.suggestion:
                if one.state is State.VALUE and not masked:
                    yield pointer, Suggestion(one.value, source, one.as_of)
                continue
            match one.state:
                case State.VALUE:
                    text = format_value(one.of, one.value, lang) if one.of is not None else str(one.value)
                    trace = ""
                    if masked:
                        text, trace = masked_text(one.of, one.value, lang)
                    yield pointer, HeldValue(text, one.value, source, one.as_of, one.keys, self.who, one.field, trace)
                case State.NONE:
                    if one.field:
                        yield pointer, HeldValue("", None, source, one.as_of, one.keys, self.who)
                case State.NO_RECORD:
                    if one.field:
                        nobody = one.kind == "nobody" and one.keys
                        yield pointer, Unheld(HeldState.NOBODY if nobody else HeldState.NO_RECORD, one.keys, self.who)
                case State.UNAVAILABLE | State.REFUSED | State.WITHHELD:
                    if one.field:
                        yield pointer, Unheld(HeldState(one.state.value), one.keys, self.who)
                case State.NOT_ASKED:
                    if one.field and one.kind == "no-login":
                        yield pointer, Unheld(HeldState.NO_LOGIN, one.keys, self.who)

    def instance(self, answers: Mapping[str, Json]) -> dict[str, Json]:
        """The answers with the registries' values in their places: over an answer where the value is locked or hidden,
        only where there is no answer otherwise. What applies is not decided here.
        """
        whole: dict[str, Json] = copied(dict(answers))
        for pointer, value in self.values().items():
            one = self.held[pointer]
            if one.suggestion:
                continue
            put_at(whole, pointer, value, over=one.policy in (Policy.LOCKED, Policy.HIDDEN))
        return whole
