"""The prefill map: which lookups to make with which keys, what each fills, what is worked out, what to ask instead.

Its shape is published as a JSON Schema (`prefill.schema.json` beside this file, `eformc schema prefill`). Pointers are
JSON Pointers into the submission; `*` stands for every row of a repeating group. A fill with `"field": false` is a
fact the form does not hold: the key of a later lookup, or read by a condition.
"""

from __future__ import annotations

import json
from pathlib import Path as FilePath
from typing import Any

from eformc.contract.plan_json import plan_to_json
from eformc.emit.code_lists import shared_lists
from eformc.emit.kind import Emitter, File, Publication, json_bytes
from eformc.reasoning.planning import plan_of
from eformc.reasoning.reasoned import Reasoned


def prefill_of(reasoned: Reasoned) -> dict[str, Any]:
    """The prefill map of a procedure as JSON."""
    return plan_to_json(plan_of(reasoned), shared_lists(reasoned.catalogue))


def published_schema() -> dict[str, Any]:
    """The JSON Schema of prefill maps."""
    return dict(json.loads((FilePath(__file__).with_name("prefill.schema.json")).read_text(encoding="utf-8")))


def _emit(publication: Publication) -> tuple[File, ...]:
    return (File("prefill.json", json_bytes(prefill_of(publication.reasoned))),)


EMITTER = Emitter("prefill", _emit)
