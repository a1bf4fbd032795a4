"""Kinds of files: how they are called, how their first bytes look; and the names that files may have.

What a browser says of a file is what its name ends in. So the kind is worked out from name and first bytes where the file
itself is at hand (the page, the server that takes the post); who only sees a submission judges what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from eformc.characters import bare, normalized, refused, too_many_marks
from eformc.kernel.text import typed

HEAD = 64
"""Bytes at the beginning of a file that its kind is told by."""
UNKNOWN, HEIC = "application/octet-stream", "image/heic"


class Kind(Struct, frozen=True):
    """`endings` of names, the usual one first. `head`: a regular expression for the first bytes, each a code point up to
    U+00FF. `named`: the bytes alone do not tell it from others (a ZIP archive, plain text): the name has to end so too.
    """

    endings: tuple[str, ...]
    head: str
    named: bool = False


_ZIP, _OLE, _TEXT = r"^PK\x03\x04", r"^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"^[^\x00]*$"
_HEIF = r"^[\x00-\xff]{4}ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)"
KINDS = {
    "application/pdf": Kind(("pdf",), r"^[\t\n\r ]{0,8}%PDF-"),
    "image/jpeg": Kind(("jpg", "jpeg", "jpe", "jfif"), r"^\xff\xd8\xff"),
    "image/png": Kind(("png",), r"^\x89PNG\r\n\x1a\n"),
    "image/heic": Kind(("heic", "heif", "hif"), _HEIF),
    "image/heif": Kind(("heif", "heic", "hif"), _HEIF),
    "image/webp": Kind(("webp",), r"^RIFF[\x00-\xff]{4}WEBP"),
    "image/gif": Kind(("gif",), r"^GIF8[79]a"),
    "image/tiff": Kind(("tif", "tiff"), r"^(II\*\x00|MM\x00\*)"),
    "image/bmp": Kind(("bmp",), r"^BM"),
    "video/mp4": Kind(("mp4", "m4v"), r"^[\x00-\xff]{4}ftyp(iso|mp4|avc|M4V|dash)"),
    "video/quicktime": Kind(("mov", "qt"), r"^[\x00-\xff]{4}(ftypqt|moov|mdat|wide|free)"),
    "audio/mpeg": Kind(("mp3",), r"^(ID3|\xff[\xe2-\xfb])"),
    "application/zip": Kind(("zip",), _ZIP, named=True),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind(("docx",), _ZIP, named=True),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind(("xlsx",), _ZIP, named=True),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Kind(("pptx",), _ZIP, named=True),
    "application/vnd.oasis.opendocument.text": Kind(("odt",), _ZIP, named=True),
    "application/vnd.oasis.opendocument.spreadsheet": Kind(("ods",), _ZIP, named=True),
    "application/msword": Kind(("doc",), _OLE, named=True),
    "application/vnd.ms-excel": Kind(("xls",), _OLE, named=True),
    "application/rtf": Kind(("rtf",), r"^\{\\rtf"),
    "text/plain": Kind(("txt",), _TEXT, named=True),
    "text/csv": Kind(("csv",), _TEXT, named=True),
    "application/json": Kind(("json",), _TEXT, named=True),
    "application/xml": Kind(("xml",), _TEXT, named=True),
    "text/xml": Kind(("xml",), _TEXT, named=True),
}
"""Media type -> its kind. Of a media type that is not here the browser's word is taken."""

_STRANGE = r"\x00-\x1f\x7f-\x9f/\\\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd"
NAME = rf"^[^{_STRANGE}. \u00a0]([^{_STRANGE}]*[^{_STRANGE}. \u00a0])?$"
"""The pattern of a file's name: no path, no control or bidirectional character; no dot or blank at its ends. The same in every
reader. What no text may hold stands in no name either.
"""
MOST_NAME = 255
_NAME = re.compile(NAME.removesuffix("$") + r"\Z")
_STRANGE_ONES = re.compile(f"[{_STRANGE}]")
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


def is_name(text: Any) -> bool:
    """True if something is a name that a file may have."""
    if not isinstance(text, str) or len(text) > MOST_NAME or _NAME.match(text) is None:
        return False
    return next(refused(text), None) is None and too_many_marks(text) < 0


def endings_of(media_type: str) -> tuple[str, ...]:
    """The endings of names of a kind; nothing for one that is not known."""
    kind = KINDS.get(media_type)
    return kind.endings if kind is not None else ()


def called(media_types: Sequence[str]) -> str:
    """The names of kinds: PDF, JPG."""
    return ", ".join(endings_of(one)[0].upper() if one in KINDS else one for one in media_types)


def ending(name: str) -> str:
    """The ending of a name, without the dot, in lower case; nothing where it ends in no such thing."""
    found = _ENDING.search(name)
    return found[1].lower() if found else ""


@lru_cache(maxsize=64)
def _compiled(head: str) -> re.Pattern[str]:
    return re.compile(head.removesuffix("$") + (r"\Z" if head.endswith("$") else ""))


def kind_of(accepted: Sequence[str], name: str, head: bytes, said: str) -> str:
    """The media type of a file, by its first bytes (`HEAD` of them) and its name. `accepted`: the kinds that are taken;
    `said`: the browser's word, which counts for what is not taken anyway and for kinds that are not known here.
    """
    text, end = head[:HEAD].decode("latin-1"), ending(name)
    known = [(one, KINDS[one]) for one in accepted if one in KINDS]
    for one, kind in known:
        if _compiled(kind.head).match(text) and (not kind.named or end in kind.endings):
            return one
    if _compiled(_HEIF).match(text):
        return HEIC
    if not text:
        for one, kind in known:
            if end in kind.endings:
                return one
    word = _MEDIA_TYPE.match(said)
    told = word[0].lower() if word else UNKNOWN
    return UNKNOWN if told in KINDS and told in accepted else told


def cleaned(accepted: Sequence[str], name: str, media_type: str) -> str:
    """A name made one that a file may have, ending as its kind does: `C:\\x\\a.pdf.html` of a PDF is `a-pdf-html.pdf`."""
    last = re.split(r"[/\\]", name[-1000:])[-1]
    text = typed(_STRANGE_ONES.sub("", last))
    if too_many_marks(text) >= 0:
        text = normalized(bare(text))
    text = text.strip(". \u00a0")
    ends = endings_of(media_type) if media_type in accepted else ()
    if ends and ending(text) not in ends:
        text = f"{(text or 'file').replace('.', '-')}.{ends[0]}"
    if len(text) > MOST_NAME:
        tail = f".{ending(text)}" if ending(text) else ""
        text = text[: MOST_NAME - len(tail)].rstrip(". \u00a0") + tail
    return text or "file"
