"""Files all bundles share: published schemas, code lists, and the rules as JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eformc.contract.code_lists import FOLDER
from eformc.emit import File
from eformc.emit.code_lists import list_bytes, shared_lists
from eformc.emit.kind import json_bytes
from eformc.emit.prefill import published_schema
from eformc.model.catalogue import Catalogue
from eformc.portal.html.assets import engine_source


def assets(catalogues: Iterable[Catalogue]) -> Iterator[File]:
    """`assets/prefill.schema.json`, `assets/engine.mjs` for servers in JavaScript, and `assets/codes/<name>.json` for the
    longer lists of the catalogues in use.
    """
    yield File("assets/prefill.schema.json", json_bytes(published_schema()))
    yield File("assets/engine.mjs", engine_source().encode())
    for catalogue in catalogues:
        for name, codes in shared_lists(catalogue).items():
            yield File(f"{FOLDER}/{name}.json", list_bytes(codes))
