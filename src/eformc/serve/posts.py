"""A posted form as the runtime takes it: texts by name, of files only what a submission says of them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from eformc.kernel.file_kinds import HEAD
from eformc.portal.submission.decode import Posted

MOST_FIELDS, MOST_FILES = 5_000, 20


async def posted(request: Request) -> Posted:
    """The texts and files of a post. Raises `starlette.exceptions.HTTPException` (400) for what is no form or not UTF-8:
    a letter that cannot be read is never replaced by another.
    """
    texts: dict[str, list[str]] = {}
    files: dict[str, Mapping[str, Any]] = {}
    form = await _form(request)
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read()
                if value.filename:
                    files[name] = {
                        "name": value.filename, "media_type": value.content_type or "application/octet-stream", "size": len(data),
                        "sha256": sha256(data).hexdigest(), "head": data[:HEAD],
                    }  # fmt: skip
            else:
                texts.setdefault(name, []).append(value)
    finally:
        await form.close()
    return Posted(texts, files)


async def _form(request: Request) -> FormData:
    kind, _, more = request.headers.get("content-type", "").partition(";")
    charset = more.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise HTTPException(400, "This is no form, or not in UTF-8.")
    try:
        if kind.strip().lower() == "multipart/form-data":
            return await _Strict(request.headers, request.stream(), max_fields=MOST_FIELDS, max_files=MOST_FILES).parse()
        if kind.strip().lower() != "application/x-www-form-urlencoded":
            return FormData()
        body = (await request.body()).decode("ascii")
        pairs = parse_qsl(body, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS)
        return FormData([(name, value) for name, value in pairs])
    except (ValueError, MultiPartException):
        raise HTTPException(400, "This is no form, or not in UTF-8.") from None


class _Strict(MultiPartParser):
    """A parser that refuses a post where starlette would read what is not UTF-8 as Latin-1."""

    def on_headers_finished(self) -> None:
        _check(self._current_part.content_disposition)
        super().on_headers_finished()

    def on_part_end(self) -> None:
        if self._current_part.file is None:
            _check(self._current_part.data)
        super().on_part_end()


def _check(said: bytes | bytearray | None) -> None:
    try:
        bytes(said or b"").decode("utf-8")
    except UnicodeDecodeError:
        raise MultiPartException("not UTF-8") from None
