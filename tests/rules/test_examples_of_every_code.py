"""Every code's own examples are run: the wrong one is found, the right one is not, and messages have no open blanks."""

import re

import pytest

from eformc.diagnostics.families import family_of
from eformc.diff.compare import compare
from eformc.diff.side import side_of
from eformc.language.catalogue import CatalogueCompiler
from eformc.rules.kinds import kinds
from eformc.verify.answers import day

EVERY = {code: kind for code, kind in kinds().items() if family_of(code).name != "tool"}  # those: test_rules_of_the_project


def findings(project, text):
    if text.startswith("catalogue:"):
        files = {f"{number}.yaml": part.encode() for number, part in enumerate(text.split("---\n"))}
        return CatalogueCompiler(files).compile().diagnostics
    units = [project.unit_of(f"example-{number}.eform.yaml", part.encode()) for number, part in enumerate(text.split("---\n"))]
    found = [diagnostic for unit in project.together(units) for diagnostic in unit.diagnostics]
    if len(units) == 2 and units[0].procedure.id == units[1].procedure.id:  # two versions of one procedure
        old, new = (side_of(unit.reasoned, unit.path) for unit in units)
        found += compare(old, new, day(project.today), ()).diagnostics
    return found


@pytest.mark.parametrize("code", sorted(EVERY))
def test_the_wrong_example_is_found_and_the_right_one_is_not(project, code):
    kind = EVERY[code]
    found = findings(project, kind.wrong)
    assert code in {diagnostic.code for diagnostic in found}, [d.text("en") for d in found]
    assert code not in {diagnostic.code for diagnostic in findings(project, kind.right)}


@pytest.mark.parametrize("code", sorted(EVERY))
def test_a_rule_says_that_it_has_a_fix_exactly_when_its_example_offers_one(project, code):
    found = [diagnostic for diagnostic in findings(project, EVERY[code].wrong) if diagnostic.code == code]
    assert any(diagnostic.fixes for diagnostic in found) == bool(EVERY[code].fix)


@pytest.mark.parametrize("code", sorted(kinds()))
def test_a_rule_says_why_in_both_languages(code):
    kind = kinds()[code]
    for words in (kind.why, *([kind.law] if kind.law else []), *([kind.fix] if kind.fix else [])):
        assert {"vi", "en"} <= set(words)
    assert all(words.get("vi") and words.get("en") for words in (*kind.messages.values(), *kind.helps.values()))


@pytest.mark.parametrize("code", sorted(EVERY))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_messages_say_everything_in_both_languages(project, code, lang):
    for diagnostic in findings(project, EVERY[code].wrong):
        said = diagnostic.text(lang) + diagnostic.help(lang)
        assert not re.search(r"\{(key|name|where|known|closest|value|title|law|replacement)\}", said), said
    for words in (*EVERY[code].messages.values(), *EVERY[code].helps.values()):
        assert words.get(lang)


HOSTILE = [
    b"", b"[" * 5000, b"a: &a [*a]", b"\xff\xfe\x00", b"a: !!python/object/apply:os.system [x]", b"? [a]\n: b", b"a: 1\na: 2",
    b"procedure: x\n" * 3, b"- " * 3000, b"a: '", b"\x00", b"%YAML 1.1\n---\na: no", b"procedure: [", b"procedure: 5\npages: 3\nsubjects: x",
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bytes_give_findings_with_a_place_and_never_an_exception(project, data):
    unit = project.unit_of("bad.eform.yaml", data)
    assert unit.diagnostics
    assert not unit.sound
    for diagnostic in unit.diagnostics:
        assert diagnostic.span.places()[0] >= 1
