"""What eformc has, written down: a rule, field type, translation, format or verb that comes or goes shows in a diff."""

import os
from pathlib import Path

import eformc
from eformc.cli import verbs
from eformc.emit import emitters, outputs
from eformc.formats import formats
from eformc.importers import importers
from eformc.language.fieldtypes import field_types
from eformc.registries import adapters
from eformc.reports import printers
from eformc.rules import rules
from eformc.rules.kinds import kinds as every_kind

GOLDEN = Path(__file__).with_name("inventory.txt")


def kinds():
    return list(every_kind().values())


def inventory():
    codes = sorted(f"{kind.code} {kind.name} ({kind.severity.value})" for kind in kinds())
    sections = {
        "findings": codes,
        "field types": sorted(field_types()),
        "translations": [emitter.name for emitter in emitters()],
        "outputs for other systems": [*outputs()],
        "importers": sorted(importers()),
        "formats of findings": sorted(formats()),
        "formats of the report": sorted(printers()),
        "registry adapters": sorted(adapters()),
        "verbs": verbs(),
    }
    return "\n".join(f"{title}\n" + "".join(f"  {line}\n" for line in lines) for title, lines in sections.items())


def test_the_inventory_is_what_is_written_down():
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(inventory(), encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == inventory(), "if meant: UPDATE_GOLDEN=1 pytest tests/house"


def test_no_code_and_no_name_is_given_twice():
    codes = [kind.code for kind in kinds()]
    names = [kind.name for kind in kinds()]
    assert sorted(set(codes)) == sorted(codes)
    assert sorted(set(names)) == sorted(names)


def test_every_file_of_an_open_room_is_registered():
    """A module that declares something but is not found (a misspelt name, a name taken twice) would be missing silently."""
    src = Path(eformc.__file__).parent
    declared = {
        room: sum(f"\n{constant} = " in path.read_text(encoding="utf-8") for path in (src / room).rglob("*.py"))
        for room, constant in {
            "rules": "RULE",
            "emit": "EMITTER",
            "formats": "FORMAT",
            "importers": "IMPORTER",
            "registries": "ADAPTER",
            "language/fieldtypes": "FIELD_TYPE",
        }.items()
    }
    assert declared == {
        "rules": len(rules()),
        "emit": len(emitters()),
        "formats": len(formats()),
        "importers": len(set(map(id, importers().values()))),
        "registries": len(set(map(id, adapters().values()))),
        "language/fieldtypes": len(field_types()),
    }
