"""Check digits: a closed set of ways to reckon them, described by data. The page's script reckons alike (`checked` in engine.mjs)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Algorithm(StrEnum):
    """Ways to reckon: ISO 7064 MOD 97-10 as an IBAN does it (its first four characters last), Luhn's, a weighted sum, Verhoeff's,
    ISO 7064 MOD 11,10.
    """

    MOD97 = "mod97"
    LUHN = "luhn"
    WEIGHTED = "weighted"
    VERHOEFF = "verhoeff"
    MOD11_10 = "mod11_10"


class Check(Struct, frozen=True):
    """One check. Of a weighted sum: a weight for each character, and what the sum leaves when it is divided by `modulus`. An X
    counts as 10 there.
    """

    algorithm: Algorithm
    weights: tuple[int, ...] = ()
    modulus: int = 0
    remainder: int = 0


_TURNS = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")
_MOVES = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


def checked(checks: Iterable[Check], text: str) -> bool:
    """True if every check holds of a text. One of another length, or with other characters, fails a check."""
    return all(_holds(one, text) for one in checks)


def _holds(check: Check, text: str) -> bool:
    match check.algorithm:
        case Algorithm.MOD97:
            return _mod97(text)
        case Algorithm.WEIGHTED:
            return _weighted(check, text)
        case Algorithm.LUHN:
            return _digits(text) and _luhn(text)
        case Algorithm.VERHOEFF:
            return _digits(text) and _verhoeff(text)
        case Algorithm.MOD11_10:
            return _digits(text) and _mod11_10(text)


def _digits(text: str) -> bool:
    return re.fullmatch("[0-9]+", text) is not None


def _mod97(text: str) -> bool:
    if re.fullmatch("[A-Z]{2}[0-9]{2}[0-9A-Z]+", text) is None or not 2 <= int(text[2:4]) <= 98:  # 98 less what is left of 97
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def _weighted(check: Check, text: str) -> bool:
    if len(text) != len(check.weights) or re.fullmatch("[0-9X]+", text) is None:
        return False
    return sum(weight * (10 if char == "X" else int(char)) for weight, char in zip(check.weights, text, strict=True)) % check.modulus == check.remainder


def _luhn(text: str) -> bool:
    doubled = (int(char) * (1 + at % 2) for at, char in enumerate(reversed(text)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _verhoeff(text: str) -> bool:
    state = 0
    for at, char in enumerate(reversed(text)):
        state = int(_TURNS[state][int(_MOVES[at % 8][int(char)])])
    return state == 0


def _mod11_10(text: str) -> bool:
    carry = 10
    for char in text[:-1]:
        total = (carry + int(char)) % 10 or 10
        carry = total * 2 % 11
    return (carry + int(text[-1])) % 10 == 1
