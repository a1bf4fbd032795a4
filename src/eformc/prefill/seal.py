"""Seals: proof, at submission, that a value is the one a registry gave for this person on this form, and not too long ago.

A seal is HMAC-SHA256 over canonical JSON (RFC 8785) of the person's digest, form, version, place, value, expiry, and of the
answers the value came by (a keyed digest): A's name does not hold beside B's number. One more seal is over the list of the
places that are sealed, so that one that was left out shows. The
server keeps the sealed values with the draft, or sends them along with the page: they cannot be made, moved to another
place, form or person, or used after they expire without the key. A locked value is taken from its seal and never from
what is posted.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from itertools import islice
from typing import Any, ClassVar, TypeAlias

from msgspec.structs import replace

from eformc.contract.errors import PrefillError
from eformc.contract.pointers import places, put_at, value_at, without
from eformc.kernel.struct import Redacted
from eformc.model.catalogue import Policy
from eformc.prefill.execution import Authenticated
from eformc.prefill.results import Prefilled, SecurityEvent, State
from eformc.prefill.sensitive import Sensitive

Json: TypeAlias = Any
MOST_SEALS = 5_000
"""Seals of one submission that are looked at: more are refused."""
LIST = ""
"""The place of the seal over the list of places."""
LEAST_KEY = 32
"""Bytes a key must have (RFC 2104: not shorter than the hash)."""


class SealProblem(PrefillError):
    """Not a list of seals, or a key too short. Quotes nothing."""


class Sealed(Redacted, frozen=True):
    """One value under seal. `expires`: seconds since 1970. `policy` is sealed, too: what may be corrected may be. `of`: the
    places of the answers it came by; `keys`: the keyed digest of what stood there.
    """

    printable: ClassVar[tuple[str, ...]] = ("pointer", "policy", "expires", "of")

    pointer: str
    value: Json
    policy: Policy
    expires: int
    seal: str
    of: tuple[str, ...] = ()
    keys: str = ""


class Verified(Redacted, frozen=True):
    """A submission with the sealed values in their places. `events`: seals that were refused (their values count for
    nothing), places whose seal was left out (`left-out`), and locked values that came back changed (the sealed one was put in their place). `differing`: pointers at
    which the citizen corrected what a registry said: the officer sees both.
    """

    printable: ClassVar[tuple[str, ...]] = ("events", "differing")

    answers: Mapping[str, Json]
    values: Mapping[str, Json]
    """The registries' values whose seals hold, by pointer."""
    events: tuple[SecurityEvent, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def untouched(self) -> bool:
        """True if nothing was tampered with."""
        return not self.events


class Seals:
    """Makes and checks seals with one key; `older` keys are still accepted when checking."""

    def __init__(self, key: Sensitive[bytes], older: Iterable[Sensitive[bytes]] = ()) -> None:
        self._keys = (key, *older)
        if any(len(one.reveal()) < LEAST_KEY for one in self._keys):
            message = f"a key for seals has at least {LEAST_KEY} bytes"
            raise SealProblem(message)

    def sealed(self, prefilled: Prefilled, subject: Authenticated, expires: int, *, kept: bool = False) -> tuple[Sealed, ...]:
        """Every value of a field that a run gave, under seal until `expires`. A value that its reader sees masked is sealed only where
        the seals are `kept` by the server: one that went along with the page would show it. It is read again at submission.
        """
        key = self._keys[0]
        person = _digest(key, subject)
        out = []
        for pointer, held in prefilled.held.items():
            if held.state is State.VALUE and held.field and not held.suggestion and (kept or not held.masked):
                of = tuple(held.keys)
                out.append(Sealed(pointer, held.value, held.policy, expires, "", of, _digest_of(key, of, list(held.keys.values())) if of else ""))
        out.append(Sealed(LIST, [one.pointer for one in out], Policy.HIDDEN, expires, ""))
        return tuple(replace(one, seal=_mac(key, person, prefilled.procedure, prefilled.version, one)) for one in out)

    def verified(
        self,
        answers: Mapping[str, Json],
        seals: Iterable[Sealed],
        subject: Authenticated,
        form: tuple[str, str],
        now: int,
        locked: Iterable[str] = (),
    ) -> Verified:
        """Judge what came back. `form`: procedure id and version; `now`: seconds since 1970; `locked`: places (`*` for
        rows) that only a registry or the office can fill: without a seal that holds, what was posted there is no value.

        Where the form asks a locked question because its registry was silent, leave its place out of `locked`. Raises
        `SealProblem` for more than `MOST_SEALS` seals.
        """
        seals = tuple(islice(seals, MOST_SEALS + 1))
        if len(seals) > MOST_SEALS:
            message = f"more than {MOST_SEALS} seals"
            raise SealProblem(message)
        events: list[SecurityEvent] = []
        good: dict[str, Sealed] = {}
        for one in seals:
            reason = self._refusal(one, subject, form, now, answers)
            if reason is None and one.pointer not in good:
                good[one.pointer] = one
            elif reason is not None:
                events.append(SecurityEvent(reason, one.pointer))
        listed = good.pop(LIST, None)
        if listed is None and LIST not in {event.lookup for event in events}:
            events.append(SecurityEvent("left-out", LIST))
        events += [SecurityEvent("left-out", pointer) for pointer in (listed.value if listed else ()) if pointer not in good]
        whole: dict[str, Json] = deepcopy(dict(answers))
        for pointer in [at for pattern in locked for at in places(whole, pattern)]:
            if pointer not in good:
                events.append(SecurityEvent("unsealed", pointer))
                without(whole, pointer)
        differing = []
        for pointer, one in good.items():
            posted = value_at(answers, pointer)
            changed = posted is not None and not _same(posted, one.value)
            if one.policy in (Policy.LOCKED, Policy.HIDDEN):
                events += [SecurityEvent("changed", pointer)] if changed else []
                put_at(whole, pointer, one.value, over=True)
            elif changed:
                differing.append(pointer)
            else:
                put_at(whole, pointer, one.value, over=False)
        return Verified(whole, {at: one.value for at, one in good.items()}, tuple(events), tuple(differing))

    def _refusal(self, one: Sealed, subject: Authenticated, form: tuple[str, str], now: int, answers: Mapping[str, Json]) -> str | None:
        """Why a seal does not hold: `forged` (not made here for this person, form, version, place and value), `expired`, or
        `other-key` (the answers it came by are not those that were posted).
        """
        for key in self._keys:
            try:
                made = _mac(key, _digest(key, subject), *form, one)
            except SealProblem:  # a value that no submission holds was never sealed
                return "forged"
            if hmac.compare_digest(made, one.seal if one.seal.isascii() else ""):
                if now >= one.expires:
                    return "expired"
                return None if _fits(key, one, answers) else "other-key"
        return "forged"


def _same(posted: Json, sealed: Json) -> bool:
    """True if what was posted is what was sealed; what is no value of a submission is not."""
    try:
        return canonical_json(posted) == canonical_json(sealed)
    except SealProblem:
        return False


def _digest(key: Sensitive[bytes], subject: Authenticated) -> str:
    """The person as a keyed digest of what the login says: no number stands in a seal."""
    return hmac.new(key.reveal(), b"subject" + canonical_json(dict(subject.given)), hashlib.sha256).hexdigest()


def _digest_of(key: Sensitive[bytes], of: tuple[str, ...], values: list[Json]) -> str:
    """The answers a value came by as a keyed digest. The number of a row is no part of it: rows may be taken out."""
    plain = [re.sub("/[0-9]+(?=/)", "/*", pointer) for pointer in of]
    return hmac.new(key.reveal(), b"keys" + canonical_json([plain, values]), hashlib.sha256).hexdigest()


def _fits(key: Sensitive[bytes], one: Sealed, answers: Mapping[str, Json]) -> bool:
    """True if the answers a value came by are those that were posted."""
    try:
        return not one.of or hmac.compare_digest(_digest_of(key, one.of, [value_at(answers, pointer) for pointer in one.of]), one.keys)
    except SealProblem:  # what was posted is no answer
        return False


def _mac(key: Sensitive[bytes], person: str, procedure: str, version: str, one: Sealed) -> str:
    signed = [person, procedure, version, one.pointer, one.value, one.policy.value, one.expires, list(one.of), one.keys]
    return hmac.new(key.reveal(), b"value" + canonical_json(signed), hashlib.sha256).hexdigest()


def canonical_json(value: Json) -> bytes:
    """RFC 8785 for what a submission can hold: texts, whole numbers up to 15 digits, yes and no, lists, objects. Raises
    `SealProblem` for anything else (a number with decimals is none of a submission's values).
    """
    try:
        return _canonical(value).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        message = "this is no value of a submission"
        raise SealProblem(message) from None


def _canonical(value: Json) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        ordered = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_canonical(one)}" for key, one in ordered) + "}"
    message = "this is no value of a submission"
    raise SealProblem(message)


def seals_to_json(seals: Iterable[Sealed]) -> list[dict[str, Json]]:
    """Seals as JSON, to keep with a draft or to send along."""
    return [
        {
            "at": one.pointer, "value": one.value, "policy": one.policy.value, "expires": one.expires, "seal": one.seal,
            **({"of": list(one.of), "keys": one.keys} if one.of else {}),
        }
        for one in seals
    ]  # fmt: skip


def seals_from_json(made: Json) -> tuple[Sealed, ...]:
    """Seals that came back. Raises `SealProblem` for what was never a list of them, and for more than `MOST_SEALS`."""
    try:
        return tuple(_seal(one) for one in made[: MOST_SEALS + 1])
    except (TypeError, KeyError, ValueError, AttributeError):
        message = "this is no list of seals"
        raise SealProblem(message) from None


def _seal(one: Mapping[str, Json]) -> Sealed:
    at, value, expires, seal = one["at"], one["value"], one["expires"], one["seal"]
    of, keys = one.get("of", []), one.get("keys", "")
    if not (isinstance(at, str) and (at == LIST or at.startswith("/")) and isinstance(seal, str) and isinstance(keys, str)):
        raise TypeError
    if not isinstance(expires, int) or isinstance(expires, bool) or not isinstance(of, list) or not all(isinstance(key, str) for key in of):
        raise TypeError
    canonical_json([at, value, expires, of, keys])
    return Sealed(at, value, Policy(one["policy"]), expires, seal, tuple(of), keys)
