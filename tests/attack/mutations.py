"""Inputs an edit or a few away from sound ones, drawn from a seed: bytes, lines, tokens, values."""

import copy
import json
import re

ODD = [
    b"", b" ", b"\t", b"\n", b"\r\n", b"\x00", b"\x1f", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(), "\u200b".encode(), "e\u0323\u0301".encode(), b"\xed\xa0\x80", "𠀀".encode(),
    b"null", b"~", b"true", b"0", b"-1", b"1e400", b"9" * 40, b"0x1f", b"2026-02-30", b"[]", b"{}", b"[", b"}", b'"', b"'", b"|", b">-", b"&a", b"*a", b"!!str", b"<<", b"? ", b"- ", b": ", b"#", b"%", b"@", b"`",
    b"../../etc/passwd", b"/dev/zero", b"{nope}", b"{0}", b"%s", b"${x}", b"{{ 7 * 7 }}", b"<script>", b"__proto__", b"javascript:x", b"(a{1000}){1000}", b"a.b.c.d.e", b"=" * 3, b"age(", b"!" * 50, b"(" * 200,
]  # fmt: skip
VALUES = [None, True, False, 0, -1, 1.5, 10**30, "", " ", "x", "\u202e", "\ud800", "a.b", "/a/0", "2026-02-30", [], [[]], {}, {"": ""}, [None], "x" * 5000, ["x"] * 300, {"$ref": "#"}, float("1e308")]
_TOKEN = re.compile(rb"[\w.\-]+|[^\w\s]")


def mutated(dice, data):
    """Bytes of a text, one to four edits away."""
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        data = dice.choice(_EDITS)(dice, data)
    return data


def _spliced(dice, data, new, most=12):
    at = dice.randrange(len(data) + 1)
    return data[:at] + new + data[at + dice.choice([0, 0, 1, dice.randrange(most)]) :]


def _odd(dice, data):
    return _spliced(dice, data, dice.choice(ODD))


def _byte(dice, data):
    return _spliced(dice, data, bytes([dice.randrange(256)]), 2)


def _cut(dice, data):
    at = dice.randrange(len(data) + 1)
    return data[:at] + data[at + dice.randrange(200) :]


def _end(dice, data):
    return data[: dice.randrange(len(data) + 1)]


def _twice(dice, data):
    at = dice.randrange(len(data) + 1)
    piece = data[at : at + dice.randrange(1, 120)]
    return data[:at] + piece * dice.choice([2, 2, 3, 30]) + data[at:]


def _lines(dice, data):
    lines = data.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    kind = dice.randrange(4)
    if kind == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 1:
        lines.insert(other, lines[one])
    elif kind == 2:
        del lines[one]
    else:
        lines[one] = dice.choice([b" ", b"  ", b"    ", b"\t"]) + lines[one] if dice.random() < 0.5 else lines[one].lstrip()
    return b"\n".join(lines)


def _token(dice, data):
    tokens = list(_TOKEN.finditer(data))
    if not tokens:
        return data + dice.choice(ODD)
    one, other = dice.choice(tokens), dice.choice(tokens)
    return data[: one.start()] + dice.choice([other[0], dice.choice(ODD)]) + data[one.end() :]


_EDITS = [_odd, _odd, _byte, _cut, _end, _twice, _lines, _lines, _token, _token, _token]


def bent(dice, value):
    """JSON with one to four values replaced, taken away, doubled or renamed."""
    value = copy.deepcopy(value)
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        holders = list(_holders(value))
        if not holders:
            return dice.choice(VALUES)
        holder = dice.choice(holders)
        key = dice.choice(list(holder)) if isinstance(holder, dict) else dice.randrange(len(holder))
        kind = dice.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(holder, dict):
            holder[dice.choice(["", "x", "a/b", "__proto__", str(key) + "_"])] = holder.pop(key)
        elif kind == 2:
            other = dice.choice(holders)
            holder[key] = copy.deepcopy(other) if len(json.dumps(other)) < 2_000 else None
        elif kind == 3 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = dice.choice(VALUES)
    return value


def _holders(value):
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list) and one:
            yield one
            waiting += one.values() if isinstance(one, dict) else one
