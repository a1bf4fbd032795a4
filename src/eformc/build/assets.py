"""Files all bundles share: published schemas, code lists, and the rules as JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eformc.contract.code_lists import shared_lists
from eformc.emit import File
from eformc.emit.kind import json_bytes
from eformc.emit.prefill import published_schema
from eformc.model.catalogue import Catalogue
from eformc.portal.html.assets import engine_source


def assets(catalogues: Iterable[Catalogue]) -> Iterator[File]:
    """`assets/prefill.schema.json`, `assets/engine.mjs` for servers in JavaScript, and `assets/codes/<list>.json` for the
    longer lists of the catalogues in use.
    """
    yield File("assets/prefill.schema.json", json_bytes(published_schema()))
    yield File("assets/engine.mjs", engine_source().encode())
    for catalogue in catalogues:
        for codes in catalogue.code_lists.values():
            if codes.id in shared_lists(catalogue):
                rows = [
                    {
                        "code": code.code,
                        **({"parent": code.parent} if code.parent else {}),
                        "titles": dict(code.title),
                        **({"also": list(code.also)} if code.also else {}),
                    }
                    for code in codes.codes
                ]
                value = {"code_list": codes.id, "scheme": codes.scheme, "within": codes.within, "first": list(codes.first), "codes": rows}
                yield File(f"assets/codes/{codes.id}.json", json_bytes(value))
