"""Files all bundles share: published schemas and the code lists that are too long for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eformc.emit import File
from eformc.emit.json_schema import MOST_LABELS
from eformc.emit.kind import json_bytes
from eformc.emit.prefill import published_schema
from eformc.model.catalogue import Catalogue


def assets(catalogues: Iterable[Catalogue]) -> Iterator[File]:
    """`assets/prefill.schema.json` and `assets/codes/<list>.json` for every long list of the catalogues in use."""
    yield File("assets/prefill.schema.json", json_bytes(published_schema()))
    for catalogue in catalogues:
        for codes in catalogue.code_lists.values():
            if len(codes.codes) > MOST_LABELS:
                rows = [
                    {"code": code.code, **({"parent": code.parent} if code.parent else {}), "titles": dict(code.title)}
                    for code in codes.codes
                ]
                value = {"code_list": codes.id, "scheme": codes.scheme, "within": codes.within, "codes": rows}
                yield File(f"assets/codes/{codes.id}.json", json_bytes(value))
