"""A posted form as the runtime takes it: texts by name, of files only what a submission says of them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from eformc.kernel.file_kinds import HEAD
from eformc.runtime.decoding import Posted

MOST_FIELDS, MOST_FILES = 5_000, 20


async def posted(request: Request) -> Posted:
    """The texts and files of a post. Raises `starlette.exceptions.HTTPException` (400) for what is no form."""
    texts: dict[str, list[str]] = {}
    files: dict[str, Mapping[str, Any]] = {}
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES) as form:
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
    return Posted(texts, files)
