"""JSON between programs: no blanks, every character as itself."""

import json
from collections.abc import Callable
from typing import Any

compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as JSON on one line. Half a surrogate pair stays what it is, and cannot be encoded."""
