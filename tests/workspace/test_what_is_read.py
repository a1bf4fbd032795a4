"""What a spec reads of a catalogue is noted whatever was looked at before it: what is remembered hides nothing."""

from itertools import permutations

from projects import FIELDS, project, spec

from eformc.emit import emitters, publication_of
from eformc.project import Project, load_settings
from eformc.project.dependencies import parts_read

CHILD = "  child: {is: person, known_by: birth_certificate, title: {en: Child, fr: Enfant}}\n"


def read(reading, path):
    """The parts of the catalogue that a spec depends on, as a run notes them."""
    reading.read.clear()
    unit = reading.unit_of(path.as_posix(), path.read_bytes())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    for emitter in emitters():
        emitter.emit(publication_of(unit.reasoned))
    return parts_read(unit.procedure, unit.reasoned, reading.read, found=False)


def test_each_spec_is_noted_to_read_the_same_in_any_order(tmp_path):
    folder = project(tmp_path / "p")
    addresses = folder / "catalogue" / "addresses.yaml"  # another key, which no form below asks
    addresses.write_text(addresses.read_text(encoding="utf-8") + "  by_address: {of: person, given: [home_address]}\n", encoding="utf-8")
    for name, fields in (("c", FIELDS[1:2]), ("d", ["child.full_name", *FIELDS[2:3]]), ("e", ["child.birth_date"])):
        text = spec(name, fields)
        text = text.replace("pages:\n", f"{CHILD}pages:\n") if name in "de" else text
        (folder / "specs" / f"{name}.eform.yaml").write_text(text, encoding="utf-8")
    specs = sorted((folder / "specs").glob("*.eform.yaml"))
    settings = load_settings(folder)
    alone = {path: read(Project(settings, "2026-11-24", read=set()), path) for path in specs}
    assert all("element:person.home_address" in parts for parts in alone.values())
    assert any("document:birth_certificate" in parts for parts in alone.values())
    for order in list(permutations(specs))[::17]:
        reading = Project(settings, "2026-11-24", read=set())
        assert {path: read(reading, path) for path in order} == alone
