"""Every code's own examples are run: the wrong one is found, the right one is not, and messages have no open blanks."""

import re

import pytest

from eformc.language.catalogue import CatalogueCompiler
from eformc.language.mistakes import KINDS
from eformc.rules import rules

EVERY = {**KINDS, **{rule.kind.code: rule.kind for rule in rules()}}


def findings(project, text):
    if text.startswith("catalogue:"):
        return CatalogueCompiler({"catalogue.yaml": text.encode()}).compile().diagnostics
    units = [project.unit_of(f"example-{number}.eform.yaml", part.encode()) for number, part in enumerate(text.split("---\n"))]
    return [diagnostic for unit in project.together(units) for diagnostic in unit.diagnostics]


@pytest.mark.parametrize("code", sorted(EVERY))
def test_the_wrong_example_is_found_and_the_right_one_is_not(project, code):
    kind = EVERY[code]
    found = findings(project, kind.wrong)
    assert code in {diagnostic.code for diagnostic in found}, [d.text("en") for d in found]
    assert code not in {diagnostic.code for diagnostic in findings(project, kind.right)}


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
