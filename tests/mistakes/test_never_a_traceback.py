"""Half-typed, cut and scrambled specs and catalogues: findings, never an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from eformc.language.catalogue import CatalogueCompiler

SPECS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs" / "procedures").glob("*.yaml"))]
SPECS.append((ROOT / "examples" / "norland" / "specs" / "moving.eform.yaml").read_text(encoding="utf-8"))
NORLAND = {path.name: path.read_bytes() for path in sorted((ROOT / "examples" / "norland" / "catalogue").glob("*.yaml"))}
JUNK = ["", ":", "- ", "{", "}", "[", "]", '"', "'", "\n", "  ", "\t", "#", "null", "true", "5", "[a, b]", "{a: b}", "applicant.", "when: ", "==", "&&", "ễ", "type: table", "?", "|", ">", "!x", "&a ", "*a"]  # fmt: skip


def scrambled(data, text):
    """The text after a few edits: a stretch cut out, repeated, or replaced by junk."""
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 60)))
        text = text[:start] + data.draw(st.sampled_from([*JUNK, text[start:end] * 2])) + text[end:]
    return text


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_scrambled_spec_gives_findings_and_never_an_exception(project, data):
    unit = project.unit_of("x.eform.yaml", scrambled(data, data.draw(st.sampled_from(SPECS))).encode())
    for diagnostic in unit.diagnostics:
        assert diagnostic.text("vi")
        assert diagnostic.text("en")
        assert diagnostic.span.places()[0] >= 1


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_line_cut_out_gives_findings_and_never_an_exception(project, data):
    lines = data.draw(st.sampled_from(SPECS)).splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    project.unit_of("x.eform.yaml", "".join(lines[:at] + lines[at + data.draw(st.integers(1, 3)) :]).encode())
    project.unit_of("x.eform.yaml", "".join(lines[:at]).encode())


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_scrambled_catalogue_gives_findings_and_never_an_exception(data):
    name = data.draw(st.sampled_from(sorted(NORLAND)))
    text = scrambled(data, NORLAND[name].decode())
    for diagnostic in CatalogueCompiler({**NORLAND, name: text.encode()}).compile().diagnostics:
        assert diagnostic.text("en")
