"""What there is, as a list one can read: a lost rule or verb is a line in the review. UPDATE_GOLDEN=1 writes it again."""

import os
from pathlib import Path

from eformc.cli import verbs
from eformc.emit import emitters
from eformc.formats import formats
from eformc.importers import importers
from eformc.language.fieldtypes import field_types
from eformc.language.mistakes import KINDS
from eformc.rules import rules

GOLDEN = Path(__file__).with_name("inventory.txt")


def test_the_inventory_is_what_the_golden_file_says():
    kinds = {**KINDS, **{rule.kind.code: rule.kind for rule in rules()}}
    lines = [f"code {code} {kind.name} {kind.severity.value}" for code, kind in sorted(kinds.items())]
    lines += [f"field type {name}" for name in field_types()]
    lines += [f"translation {emitter.name}" for emitter in emitters()]
    lines += [f"importer {name}" for name in importers()]
    lines += [f"findings format {name}" for name in formats()]
    lines += [f"verb {name}" for name in verbs()]
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text
