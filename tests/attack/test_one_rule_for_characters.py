"""Characters that no text may hold: evaluator, page's script and JSON Schema over Unicode; author's files and registries alike."""

import json
import re
import shutil
import subprocess
import unicodedata
from random import Random

import jsonschema
import jsonschema_rs
import pytest

from conftest import ROOT, TODAY
from eformc.characters import JOINERS, PICTURE, PLAIN, SHAPED, SURROGATES, UNSEEN, VARIANTS, refused
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.kernel.judge import faults_of
from eformc.kernel.text import stray_of, typed
from eformc.kernel.values import Text
from eformc.prefill.validation import WrongType, validated
from eformc.source import read

ENGINE = ROOT / "src" / "eformc" / "kernel" / "engine.mjs"
LINE, LINES = Text(), Text(most=2000, multiline=True)
ODD = "\u200c\u200d\ufe0f\ufe0e\u180b\U000e0100\u202e\u200b\u0301\u0323\u094d\u093c\u0915❤👩葛م\n\t\r\u2028\x85\x00\ufffd\ufeff"


def asked(texts):
    """Lets the page's script clean typed texts, and find strays in texts as they are, for one line and for several."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    script = f"""
      import {{ typed, faults }} from {json.dumps(ENGINE.as_uri())};
      import {{ readFileSync }} from "node:fs";
      const found = JSON.parse(readFileSync(0, "utf8")).map((text) => [false, true].map((lines) => [
        typed(text, lines), faults({{ k: "text", lines, least: 1, most: 250 }}, text).map(([code, args]) => [code, args])]));
      process.stdout.write(JSON.stringify(found).replace(/[\\ud800-\\udfff]/g, (half) => "\\\\u" + half.charCodeAt(0).toString(16)));"""
    done = subprocess.run(["node", "--input-type=module", "-e", script], input=json.dumps(texts).encode(), capture_output=True, check=True)
    return json.loads(done.stdout)


def ours(text):
    made = []
    for value in (LINE, LINES):
        faults = faults_of(Text(most=250, multiline=value.multiline), text, dates.parse(TODAY))
        made.append([typed(text, multiline=value.multiline), [[fault.code, dict(fault.args)] for fault in faults]])
    return made


def points(step):
    """Every character that is said to be something, and of the others one of `step`."""
    edges = {ord(char) + beside for char in UNSEEN + JOINERS + VARIANTS + SHAPED for beside in (-1, 0, 1)}
    return [point for point in range(0x110000) if point in edges or point % step == 0 or unicodedata.category(chr(point)) in ("Cf", "Cc", "Zl", "Zp")]


@pytest.mark.parametrize("step", [997, pytest.param(7, marks=pytest.mark.long)])
def test_evaluator_and_script_agree_on_every_character(step):
    texts = [form.format(chr(point)) for point in points(step) for form in ("a{}b", "{}\u200d", "{}\ufe0f")]
    for text, theirs in zip(texts, asked(texts), strict=True):
        assert theirs == ours(text), ascii(text)


def test_evaluator_and_script_agree_on_texts():
    dice = Random(19)
    texts = ["".join(dice.choice(ODD) if dice.random() < 0.8 else chr(dice.randrange(0x110000)) for _ in range(dice.randrange(1, 40))) for _ in range(2_000)]
    for text, theirs in zip(texts, asked(texts), strict=True):
        assert theirs == ours(text), ascii(text)


@pytest.fixture(scope="module")
def schemas(project):
    spec = """procedure: a
title: {vi: A}
languages: [vi]
version: "1"
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: p
    title: {vi: P}
    fields:
      - line: {title: {vi: Dòng}, type: text, optional: true}
      - lines: {title: {vi: Đoạn}, type: long_text, optional: true}
      - file: {title: {vi: Tệp}, type: file, optional: true}
"""
    return schema_of(project.unit_of("a.eform.yaml", spec.encode()).procedure)


@pytest.mark.parametrize("step", [4_999, pytest.param(61, marks=pytest.mark.long)])
def test_the_schema_refuses_what_no_text_may_hold(schemas, step):
    rust, python = jsonschema_rs.Draft202012Validator(schemas), jsonschema.Draft202012Validator(schemas)
    for point in points(step):
        for text in (f"a{chr(point)}b", f"{chr(point)}\u200d", f"{chr(point)}\ufe0f"):
            for name in ("line", "lines"):
                if text[0] in " \t\u00a0\n" or unicodedata.normalize("NFC", text) != text:
                    continue
                allowed = not stray_of(text, multiline=name == "lines")
                if not 0xD800 <= point <= 0xDFFF:  # it could not even be asked
                    assert rust.is_valid({name: text}) is allowed, (name, ascii(text))
                if point % 16 == 0:
                    assert python.is_valid({name: text}) is allowed, (name, ascii(text))


def test_nothing_invisible_stands_in_a_schema(project, procedures):
    from eformc.emit import publication_of
    from eformc.emit.json_schema import EMITTER

    for unit in procedures:
        (file,) = EMITTER.emit(publication_of(unit.reasoned))
        assert not list(refused(file.data.decode(), "\n")), unit.path


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x85", "\ufffe", "\u3164", "\U000e0041", "a\u200d", "a\ufe0f"])
def test_authors_registries_and_citizens_are_held_to_the_same(char):
    text = f"Ho{char}a"
    source, _, flaws = read("x.yaml", f"title: {text}\n".encode())
    assert [(flaw.message, source.text[flaw.span.start]) for flaw in flaws] == [("forbidden-character", char[-1])]
    escaped = "".join(f"\\U{ord(one):08x}" for one in text)
    assert [flaw.message for flaw in read("x.yaml", f'title: "{escaped}"\n'.encode())[2]] == ["forbidden-character"]
    with pytest.raises(WrongType):
        validated(LINE, text, dates.parse(TODAY))
    assert typed(text) == ("Ho a" if char == "\x85" else f"Ho{char[:-1]}a")


def test_what_scripts_need_stays_everywhere():
    for text in ("क्\u200dष", "می\u200cخواهم", "葛\U000e0100城", "👩\u200d❤\ufe0f\u200d👩"):
        assert not read("x.yaml", f"title: {text}\n".encode())[2]
        assert validated(LINE, text, dates.parse(TODAY)) == text
        assert typed(text) == text


def test_what_is_looked_through_fast_holds_nothing_that_is_refused():
    plain = re.compile(f"[{PLAIN}]")
    doubtful = re.compile(f"[{UNSEEN}{SURROGATES}{JOINERS}{VARIANTS}\t\n]")
    both = [hex(point) for point in range(0x110000) if plain.match(chr(point)) and doubtful.match(chr(point))]
    assert not both
    dice = Random(3)
    for _ in range(3_000):
        text = "".join(dice.choice(ODD + "aé ") for _ in range(dice.randrange(12)))
        for blanks in ("", "\n", "\t\n"):
            ours = [at for at in range(len(text)) if text[at] in "\t\n" and text[at] not in blanks]
            assert [at for at in refused(text, blanks) if text[at] in "\t\n"] == ours


def test_normalising_is_done_in_one_place():
    """Whatever normalises elsewhere can be made to take minutes by 100 KB of marks."""
    found = [path.name for path in (ROOT / "src").rglob("*.py") if re.search(r"unicodedata\.(is_)?normali[sz]e", path.read_text(encoding="utf-8"))]
    assert found == ["characters.py"]
    scripts = [path.name for path in (ROOT / "src" / "eformc").rglob("*.mjs") if ".normalize(" in path.read_text(encoding="utf-8")]
    assert scripts == ["engine.mjs"]
    assert ENGINE.read_text(encoding="utf-8").count(".normalize(") == 1


def test_the_documents_ranges_are_the_codes():
    """docs/semantics.md names what joiners shape, range by range."""
    page = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    part = page[page.index("They shape U+0600") : page.index("The finding is `control-character`")]
    said = [tuple(int(one, 16) for one in pair if one) for pair in re.findall(r"U\+([0-9A-F]+)(?:\s+to\s+U\+([0-9A-F]+))?", part)]
    ranges = [tuple(dict.fromkeys(map(ord, pair.split("-")))) for pair in re.findall(".-.|.", SHAPED, re.DOTALL)]
    assert [tuple(dict.fromkeys(pair)) for pair in said] == ranges
    assert PICTURE == "\ufe0f"
