"""Code lists that many forms share: published once, each under its id and the digest of what it says.

A bundle names the list it was built with, so it never reads another, also while a new build takes the old one's place; and
two catalogues may call their lists alike.
"""

from __future__ import annotations

from functools import lru_cache

from eformc.contract.code_lists import list_name
from eformc.emit.kind import json_bytes
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import CodeList
from eformc.model.catalogue import Catalogue

LEAST_SHARED = 20
"""Longer code lists of a catalogue stand once for all forms, under `assets/codes/`."""


def shared_lists(catalogue: Catalogue) -> dict[str, CodeList]:
    """The code lists that are published once, by the names they are published under."""
    return {name_of(codes): codes for codes in catalogue.code_lists.values() if len(codes.codes) > LEAST_SHARED}


def list_bytes(codes: CodeList) -> bytes:
    """The content of `assets/codes/<name>.json`."""
    rows = [
        {
            "code": code.code,
            **({"parent": code.parent} if code.parent else {}),
            "titles": dict(code.title),
            **({"also": list(code.also)} if code.also else {}),
            **({"former": [list(one) for one in code.former]} if code.former else {}),
            **({"was": list(code.was)} if code.was else {}),
        }
        for code in codes.codes
    ]
    return json_bytes({"code_list": codes.id, "scheme": codes.scheme, "within": codes.within, "first": list(codes.first), "codes": rows})


def name_of(codes: CodeList) -> str:
    """The name a list is published under."""
    return _name_of(identity_key(codes))


@lru_cache(maxsize=256)
def _name_of(codes: IdentityKey[CodeList]) -> str:
    return list_name(codes().id, list_bytes(codes()))
