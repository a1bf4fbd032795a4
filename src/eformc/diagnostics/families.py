"""The families of findings: what the first digit of a code says, and its name in settings."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Family(Struct, frozen=True):
    """`fatal`: its errors mean that a spec cannot be compiled; they have no switch. `of_language`: it is about what was
    written, not about what it means.
    """

    prefix: str
    name: str
    title: Mapping[str, str]
    fatal: bool = False
    of_language: bool = False


FAMILIES = (
    Family("EF0", "syntax", {"en": "Syntax and structure", "vi": "Cú pháp và cấu trúc"}, fatal=True, of_language=True),
    Family("EF1", "names", {"en": "Names and types", "vi": "Tên và kiểu"}, fatal=True, of_language=True),
    Family("EF2", "held", {"en": "Data that is held already", "vi": "Dữ liệu đã có"}),
    Family("EF3", "lifecycle", {"en": "What no longer exists", "vi": "Điều không còn tồn tại"}),
    Family("EF4", "privacy", {"en": "Privacy", "vi": "Dữ liệu cá nhân"}),
    Family("EF5", "people", {"en": "People who fill it in", "vi": "Người điền biểu mẫu"}),
    Family("EF6", "behaviour", {"en": "What a form cannot do", "vi": "Điều biểu mẫu không làm được"}, fatal=True),
    Family("EF7", "versions", {"en": "Versions and compatibility", "vi": "Phiên bản và tương thích"}),
    Family("EF9", "tool", {"en": "The rules themselves", "vi": "Bản thân các quy tắc"}),
)
FATAL = tuple(family.prefix for family in FAMILIES if family.fatal)
"""Beginnings of the codes whose errors mean that a spec cannot be compiled."""
PROVEN = frozenset({"EF606"})
"""Codes among them that rest on a proof, which may be more cautious than the form needs: a comment may set them aside."""


def is_binding(code: str) -> bool:
    """True of a code whose errors mean that a spec cannot be compiled, and that no comment sets aside."""
    return code.startswith(FATAL) and code not in PROVEN

OWN = Family("", "own", {"en": "Rules of the project's own", "vi": "Quy tắc riêng của dự án"})


def family_of(code: str) -> Family:
    """The family of a code; codes of no family of eformc's are the project's own."""
    return next((family for family in FAMILIES if code.startswith(family.prefix)), OWN)
