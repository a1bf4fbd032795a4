"""The spec around a rule's example: one page of a person who logs in."""

_HEAD = """procedure: example
title: {vi: Ví dụ, en: Example}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
"""


def spec(*fields: str, rest: str = "") -> str:
    """A whole spec with these entries in its field list, and `rest` (more top-level keys) behind."""
    return _HEAD + "".join(f"      - {field}\n" for field in fields) + rest
