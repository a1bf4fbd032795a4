"""Text that can forge nothing, wherever it is printed."""

from __future__ import annotations

import re

# controls, lone surrogates, noncharacters, line and paragraph separators, bidirectional overrides, invisible letters, tags
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e007f]"
)
# what continuous integration servers read as a command anywhere in a line of a log
_COMMAND = re.compile(r"##(?=\[|vso\[|teamcity\[)")


def visible(text: str) -> str:
    """The text on one line; what cannot be seen, or would be taken for a command by a log's reader, as `\\u{..}`."""
    return _UNSEEN.sub(_escaped, _COMMAND.sub(r"#\\u{23}", text))


def visible_path(path: str) -> str:
    """A path that may begin a line: `::` at the start of a line is a command of GitHub's."""
    return visible(f"./{path}" if path.lstrip().startswith(":") else path)


def visible_json(text: str) -> str:
    """A JSON text with the same value and nothing in it that a terminal or a log would obey."""
    return _UNSEEN.sub(_json_escaped, _COMMAND.sub(r"#\\u0023", text))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{{{ord(match[0]):x}}}"


def _json_escaped(match: re.Match[str]) -> str:
    if match[0] == "\n":  # the layout: strings hold none
        return "\n"
    return "".join(f"\\u{unit:04x}" for unit in _units(ord(match[0])))


def _units(point: int) -> tuple[int, ...]:
    return (point,) if point < 0x10000 else (0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF))
