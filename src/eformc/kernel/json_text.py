"""JSON between programs: no blanks, every character as itself."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

from msgspec.json import Encoder, decode

Json: TypeAlias = Any
"""Any JSON value, as Python reads it."""


def _plain(value: object) -> Json:
    """A mapping that cannot be changed as one that msgspec knows. Raises `TypeError` for others."""
    if isinstance(value, Mapping):
        return dict(value)
    message = f"a {type(value).__name__} is no JSON"
    raise TypeError(message)


_encode = Encoder(enc_hook=_plain).encode


def compact(value: Any) -> str:
    """A value as JSON on one line. Half a surrogate pair stays what it is, and cannot be encoded."""
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def compact_bytes(value: Any) -> bytes:
    """The same as UTF-8. Raises `UnicodeEncodeError` for half a surrogate pair."""
    return _encode(value)


def as_json(value: Any) -> Any:
    """A value as it is read back from JSON."""
    return decode(_encode(value))


def short_digest(value: Any) -> str:
    """Twelve characters by which a value is known again, whatever the order of its keys. No secret: no proof of anything."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(sha256(text.encode()).digest()[:9]).decode()
