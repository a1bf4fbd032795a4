"""One word of a sound spec is replaced: that is one mistake, and one thing is said about it, where it stands or where
it is missed. Nothing else is said that was not said before.
"""

import re
import shutil
import sys
from collections import Counter
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_tokens import tokens

from conftest import ROOT, TODAY
from eformc.language.fieldtypes import field_types
from eformc.project import Project, load_settings

sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "tests" / "verify"))
import language_reference as reference
from specs import Draw

OPERATORS = {"==": "=", "!=": "<>", "<=": "=<", ">=": "=>", "&&": "and", "||": "or", "!": "not", "?": ":", "*": "x"}
DEFINES = (  # a name is given there, not looked up: under another name it may be all right, or be missed where it is read
    "field:id", "option:id", "page.page", "procedure.procedure", "procedure.subjects:id", "procedure.code_lists:id",
    "code_list.codes:id", "procedure.attachments:id", "procedure.after", "procedure.define:id",
)  # fmt: skip
OPEN = ("language", "languages", "expression:code")  # any language may have texts; a text may be compared with any
SOUND = re.compile(r"[0-9]+(\.[0-9]+)?|days?|months?|years?")
"""Replacements that say something right: numbers, and the units of time, which are written both ways."""


@pytest.fixture(scope="module")
def specs(tmp_path_factory):
    """Sound specs by name, and the project they are read in. (The printed forms are none: rules find errors in them.)"""
    folder = tmp_path_factory.mktemp("sound")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(reference.EXAMPLES / "fragments", folder / "fragments")
    shutil.copytree(reference.EXAMPLES / "catalogue", folder / "isle")
    (folder / "eformc.toml").write_text('catalogue = "vn"\n[catalogues]\nisle = "isle"\nnorland = "examples/norland/catalogue"\n')
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs" / "procedures").glob("*.yaml"))}
    texts["moving.eform.yaml"] = "catalogue: norland\n" + (ROOT / "examples" / "norland" / "specs" / "moving.eform.yaml").read_text(encoding="utf-8")
    texts |= {f"language-{path.name}": reference.framed(path.read_text(encoding="utf-8")) for path in sorted(reference.EXAMPLES.glob("*.eform.yaml"))}
    return Specs(Project(load_settings(folder), TODAY), folder, texts)


class Specs:
    def __init__(self, project, folder, texts):
        self.project, self.folder, self.texts = project, folder, texts
        self.names = sorted(texts)
        self.before = lru_cache(maxsize=None)(lambda text: Counter(map(said, self.found(text))))
        self.tokens = lru_cache(maxsize=None)(tokens)

    def found(self, text):
        return self.project.unit_of(str(self.folder / "a.eform.yaml"), text.encode()).diagnostics

    def fresh(self, text, changed):
        """The findings of a changed text that the text before did not have."""
        before = Counter(self.before(text))
        out = []
        for one in self.found(changed):
            if before[said(one)] > 0:
                before[said(one)] -= 1
            else:
                out.append(one)
        return out


def said(diagnostic):
    return diagnostic.code, re.sub("[0-9]+", "#", diagnostic.text("en"))


def replacements(token):
    """Texts that may stand in a token's place: slips of the hand, and a word nobody knows."""
    if token.role == "expression:operator":
        return [OPERATORS[token.text]] if token.text in OPERATORS else []
    at = len(token.text) // 2
    swapped = token.text[:at] + token.text[at:][1::-1] + token.text[at + 2 :]
    slips = [token.text[:at] + token.text[at] + token.text[at:], token.text[:-1], swapped]
    return [*dict.fromkeys(slip for slip in slips if slip and slip != token.text and slip not in field_types()), "qqzz_wx"]


def check(specs, text, token, new):
    if new in {one.text for one in specs.tokens(text)}:
        return  # a name that is there: no slip, or one more use of it
    fresh = specs.fresh(text, text[: token.start] + new + text[token.end :])
    wrong = [f"{one.severity.value} {one.code} {one.span.places()[:2]} {one.text('en')}" for one in fresh]
    where = f"{token.role} `{token.text}` -> `{new}` in line {text.count(chr(10), 0, token.start) + 1}: {wrong}"
    assert len(fresh) <= 1, where
    if not token.role.startswith((*DEFINES, *OPEN)) and not SOUND.fullmatch(new):  # another number is a number
        assert [one.severity.value for one in fresh] == ["error"], where


def try_one(specs, text, place, choice):
    """Replace one token, both chosen by number."""
    every = [one for one in specs.tokens(text) if replacements(one)]
    token = every[place % len(every)]
    new = replacements(token)
    check(specs, text, token, new[choice % len(new)])


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_one_replaced_word_of_a_written_spec_is_one_mistake(specs, data):
    name = data.draw(st.sampled_from(specs.names))
    try_one(specs, specs.texts[name], data.draw(st.integers(0, 10**6)), data.draw(st.integers(0, 10**6)))


def test_a_column_that_is_missed_by_its_own_name_and_by_its_tables_is_one_mistake(specs):
    text = specs.texts["language-constraint.eform.yaml"]
    token = next(one for one in specs.tokens(text) if one.role == "field:id" and one.text == "begins")
    check(specs, text, token, "begiins")


@pytest.mark.parametrize(("name", "role", "old", "new"), [
    ("language-page.eform.yaml", "language", "vi", "vii"),  # of a stop's message, too
    ("language-procedure.eform.yaml", "languages", "en", "e"),
    ("language-procedure.eform.yaml", "languages", "en", "enn"),
    ("language-procedure.eform.yaml", "language", "en", "enn"),
    ("language-procedure.eform.yaml", "code_list.codes:id", "rented", "rentted"),
    ("language-procedure.eform.yaml", "key", "code_lists", "qqzz_wx"),
    ("language-procedure.eform.yaml", "key", "define", "qqzz_wx"),
])  # fmt: skip
def test_what_was_said_twice_is_said_once(specs, name, role, old, new):
    text = specs.texts[name]
    found = [one for one in specs.tokens(text) if (one.role, one.text) == (role, old)]
    assert found
    for token in found:
        check(specs, text, token, new)


@pytest.mark.parametrize(("seed", "old"), [(1, "many"), (31, "many"), (19, "of"), (6, "alphabet"), (12, "define")])
def test_a_key_nobody_knows_is_one_mistake_whatever_needs_it(specs, seed, old):
    text = Draw(seed).spec()
    found = [one for one in specs.tokens(text) if (one.role, one.text) == ("key", old)]
    assert found
    for token in found:
        check(specs, text, token, "qqzz_wx")


def test_a_subject_of_no_known_entity_is_one_mistake_though_its_rows_are_chosen_from(specs):
    text = Draw(12).spec()
    assert "rows: kids" in text
    for token in [one for one in specs.tokens(text) if one.role == "subject.is"]:
        check(specs, text, token, "persson")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_replaced_word_of_a_drawn_spec_is_one_mistake(specs, data):
    text = Draw(data.draw(st.integers(0, 40))).spec()
    try_one(specs, text, data.draw(st.integers(0, 10**6)), data.draw(st.integers(0, 10**6)))


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_every_word_of_every_written_spec_replaced_is_one_mistake(specs, part):
    texts = [specs.texts[name] for name in specs.names[part::8]] + [Draw(seed).spec() for seed in range(100 + part, 124, 8)]
    failed = []
    for text in texts:
        for number, token in enumerate(specs.tokens(text)):
            for new in replacements(token)[number % 4 :: 4]:
                try:
                    check(specs, text, token, new)
                except AssertionError as error:
                    failed.append(str(error).splitlines()[0])
    assert failed == []
