"""`fmt` changes only the space between tokens: same meaning, same comments, and once is enough."""

import importlib.util
import random
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from eformc.source import read
from eformc.source.layout import _Layout, _shape, comments, laid_out

FILES = sorted(
    path for folder in ("specs/procedures", "specs/catalogue", "examples") for path in (ROOT / folder).rglob("*.yaml")
)


def fmt(text, path="x.eform.yaml"):
    source, root, flaws = read(path, text.encode("utf-8", "surrogatepass"))
    assert not flaws
    return laid_out(source, root)


def said(text):
    """The comments of a text."""
    source, root, _ = read("x", text.encode())
    return comments(source, root)


def messed(text, dice):
    """The same text with other indentation, other spaces around punctuation, trailing spaces and blank lines."""
    step, out = dice.randint(1, 5), []
    lines = text.split("\n")
    block = None
    for line in lines:
        lead = len(line) - len(line.lstrip(" "))
        if block is not None and (not line.strip() or lead > block):
            out.append(line if not line.strip() else " " * (lead // 2 * step + 9) + line.lstrip(" "))
            continue
        block = lead if re.search(r":[ ]+[|>][-+]?$", line) else None
        body = line.lstrip(" ")
        if dice.choice([True, False]) and "'" not in body and '"' not in body and "#" not in body:
            body = re.sub(r"([{,]) ?(?=\S)", lambda match: match[1] + " " * dice.randint(0 if match[1] == "{" else 1, 3), body)
            body = re.sub(r"(?<=\w): (?=\S)", lambda _: ":" + " " * dice.randint(1, 3), body)
        tail = " " * dice.randint(0, 2) if body and block is None else ""
        out.append(" " * (lead // 2 * step + (lead % 2)) + body + tail)
        if dice.randint(0, 12) == 0 and block is None:
            out.append("")
    return "\n".join(out)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_the_project_is_laid_out_and_stays_so(path):
    text = path.read_text(encoding="utf-8")
    once = fmt(text, path.name)
    assert fmt(once, path.name) == once
    assert once == text, "run `eformc fmt`"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([path for path in FILES if path.stat().st_size < 9000]), st.randoms())
def test_other_layouts_of_a_spec_come_out_as_one(path, dice):
    text = path.read_text(encoding="utf-8")
    other = messed(text, dice)
    source, root, flaws = read("x", other.encode())
    if flaws or _shape(root) != _shape(read("x", text.encode())[1]):
        return  # messed beyond YAML
    after = laid_out(source, root)
    assert _Layout(source).text() == after, "the net below the layout was needed"
    assert fmt(after) == after
    assert said(after) == said(text)
    assert _shape(read("x", after.encode())[1]) == _shape(root)
    squeezed = [re.sub(r" +#", " #", line).rstrip() for line in after.split("\n") if line.strip()]
    wanted = [re.sub(r" +#", " #", line).rstrip() for line in text.split("\n") if line.strip()]
    assert squeezed == wanted


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([path for path in FILES if path.name.endswith(".eform.yaml")]), st.randoms())
def test_what_a_spec_means_does_not_change(project, path, dice):
    text = messed(path.read_text(encoding="utf-8"), dice)
    if read("x", text.encode())[2]:
        return
    before, after = (project.unit_of(path.as_posix(), one.encode()) for one in (text, fmt(text)))
    assert before.procedure == after.procedure
    assert [(d.code, d.text("en")) for d in before.diagnostics] == [(d.code, d.text("en")) for d in after.diagnostics]


def drawn(seed):
    """A spec with every type, as the proof of the readers draws them."""
    found = importlib.util.spec_from_file_location("drawn_specs", ROOT / "tests" / "verify" / "specs.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.Draw(seed).spec()


@pytest.mark.parametrize("seed", range(12))
def test_what_a_drawn_spec_means_does_not_change(project, seed):
    text = drawn(seed)
    other = messed(text, random.Random(seed))
    if read("x", other.encode())[2]:
        other = text
    before, after = (project.unit_of("drawn.eform.yaml", one.encode()) for one in (other, fmt(other)))
    assert before.procedure is not None
    assert before.procedure == after.procedure
    assert fmt(fmt(other)) == fmt(other)


plain = st.sampled_from(["a", "Đổi", "x y", '"q: #"', "'it''s'", "{a: 1, b: [x, y]}", "[]", "{}", "[ a , b ]", "", "yes", "'012'", "|\n{i}  one\n{i}    two\n", ">-\n{i}  folded\n\n{i}  more", "|+\n{i} keep\n\n"])


def blocks(depth=0):
    indent = st.integers(1, 4)
    if depth > 2:
        return plain.map(lambda text: (lambda lead: f" {text}".replace("{i}", lead)))
    inner = blocks(depth + 1)

    def mapping(items, step):
        def text(lead):
            own = lead + " " * (step if depth else 0)
            return ("\n" if depth else "") + "\n".join(f"{own}k{number}:{value(own)}{comment}" if "\n" not in value(own) else f"{own}k{number}:{value(own)}" for number, (value, comment) in enumerate(items))

        return text

    def sequence(items, step):
        def text(lead):
            own = lead + " " * (step - 1)
            return "\n" + "\n".join(f"{own}-{' ' * 1}v{number}{comment}" for number, (_, comment) in enumerate(items))

        return text

    comment = st.sampled_from(["", "", " # về điều này", "      # x", "\n# alone", "\n   # deeper"])
    items = st.lists(st.tuples(inner, comment), min_size=1, max_size=4)
    made = st.builds(mapping, items, indent)
    return st.one_of(made, st.builds(sequence, items, indent), plain.map(lambda text: (lambda lead: f" {text}".replace("{i}", lead)))) if depth else made


@settings(max_examples=200, deadline=None)
@given(blocks())
def test_drawn_yaml_keeps_its_meaning_and_comments(made):
    text = made("")
    source, root, flaws = read("x", text.encode())
    if flaws:
        return
    once = laid_out(source, root)
    assert _Layout(source).text() == once, "the net below the layout was needed"
    again, root_again, flaws = read("x", once.encode())
    assert not flaws
    assert _shape(root) == _shape(root_again)
    assert said(once) == said(text)
    assert laid_out(again, root_again) == once


def run(*arguments, stdin=None, cwd=None):
    return subprocess.run([sys.executable, "-m", "eformc", *map(str, arguments)], check=False, capture_output=True, cwd=cwd, input=stdin)


def test_the_verb_checks_shows_writes_and_reads_standard_input(tmp_path):
    spec = tmp_path / "a.eform.yaml"
    wrong = b"\xef\xbb\xbfprocedure:   a  # tr\xc3\xaan\r\ntitle:\r\n    vi:  A\r\n"
    spec.write_bytes(wrong)
    (tmp_path / "other.yaml").write_text("k:   v\n")
    check = run("fmt", "--check", ".", cwd=tmp_path)
    assert (check.returncode, check.stdout, spec.read_bytes()) == (1, b"a.eform.yaml\n", wrong)
    diff = run("fmt", "--diff", ".", cwd=tmp_path)
    assert (diff.returncode, spec.read_bytes()) == (1, wrong)
    assert "+  vi: A" in diff.stdout.decode()
    assert run("fmt", ".", cwd=tmp_path).returncode == 0
    assert spec.read_bytes() == "procedure: a    # trên\ntitle:\n  vi: A\n".encode()
    assert (tmp_path / "other.yaml").read_text() == "k:   v\n"
    assert run("fmt", "--check", ".", cwd=tmp_path).returncode == 0
    piped = run("fmt", "-", stdin=wrong, cwd=tmp_path)
    assert piped.stdout == spec.read_bytes()


def test_a_file_that_cannot_be_read_stays_as_it_is(tmp_path):
    spec = tmp_path / "a.eform.yaml"
    spec.write_bytes(b"procedure: [\n")
    done = run("fmt", spec)
    assert (done.returncode, spec.read_bytes()) == (2, b"procedure: [\n")
    assert b"a.eform.yaml:" in done.stderr
    assert run("fmt", tmp_path / "nowhere").returncode == 2
