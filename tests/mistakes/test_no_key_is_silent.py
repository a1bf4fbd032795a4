"""One letter of a key is changed, in a spec, a fragment, a catalogue or the settings: that is an error, whatever key
it is. A key whose value can be anything is read by nobody, and fails too. What is offered instead is
never what stands there, and a fix always changes the text.
"""

import random
import shutil
import sys
from itertools import product

import pytest
from catalogue_tokens import keys_of_file
from spec_tokens import tokens

from conftest import ROOT, TODAY
from eformc.language.catalogue import CatalogueCompiler
from eformc.language.tables import TABLES
from eformc.project import Project, SettingsError, load_settings
from eformc.project.settings import KEYS, settings_from
from eformc.source import Mapping, Sequence, read

sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "tests" / "verify"))
import language_reference as reference
from specs import Draw

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WRONG = ("[{zzz: [q]}]", "{zzz: {q: [w]}}")
"""A list and a mapping of what no key takes."""


def misspelt(dice, key):
    """A key with one letter changed."""
    at = dice.randrange(len(key))
    return key[:at] + dice.choice([one for one in LETTERS if one != key[at]]) + key[at + 1 :]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A project in which every spec of the repository compiles, and a way to look at a text."""
    folder = tmp_path_factory.mktemp("keys")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(reference.EXAMPLES / "fragments", folder / "fragments")
    shutil.copytree(reference.EXAMPLES / "catalogue", folder / "isle")
    (folder / "eformc.toml").write_text('catalogue = "vn"\n[catalogues]\nisle = "isle"\nnorland = "examples/norland/catalogue"\n')
    return Place(folder)


class Place:
    def __init__(self, folder):
        self.folder = folder
        self.project = Project(load_settings(folder), TODAY)

    def found(self, text):
        return self.project.unit_of(str(self.folder / "a.eform.yaml"), text.encode()).diagnostics


def errors(found):
    return {(one.code, one.text("en")) for one in found if one.severity.value == "error"}


def written():
    """Specs by name: all of the reference, so every key of every table and type, then those of the repository."""
    texts = {f"language-{path.name}": reference.framed(path.read_text(encoding="utf-8")) for path in sorted(reference.EXAMPLES.glob("*.eform.yaml"))}
    return texts | {f"type-{name}": reference.with_fields(one["field"]) for name, one in reference.data("types.yaml").items()}


def every_spec():
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs" / "procedures").glob("*.yaml"))}
    texts |= {f"printed-{path.name}": path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "as-printed").glob("*.yaml"))}
    texts["moving"] = "catalogue: norland\n" + (ROOT / "examples" / "norland" / "specs" / "moving.eform.yaml").read_text(encoding="utf-8")
    return texts | {f"drawn-{seed}": Draw(seed).spec() for seed in range(20)}


def silent_in(place, name, text, dice, *, once=True):
    """The keys of a spec that may be misspelt without an error, and offers that change nothing."""
    before, wrong, seen = errors(place.found(text)), [], set()
    for token in tokens(text):
        if token.role not in ("key", "language") or (once and (token.role, token.text) in seen):
            continue
        seen.add((token.role, token.text))
        new = misspelt(dice, token.text)
        changed = text[: token.start] + new + text[token.end :]
        found = place.found(changed)
        if errors(found) <= before:
            wrong.append(f"{name}: `{token.text}` as `{new}` is no error")
        wrong += [f"{name}: `{new}`: {one}" for one in idle_offers(found, changed)]
    return wrong


def idle_offers(found, text):
    """Suggestions of what stands there, and fixes that leave the text as it is."""
    for one in found:
        args = dict(one.args)
        if args.get("closest") and args["closest"] in [args.get(name) for name in ("name", "key", "value", "found")]:
            yield f"suggests what stands there: {one.text('en')}"
        for fix in one.fixes:
            if (fix.path or "").endswith("a.eform.yaml") and all(text[edit.start : edit.end] == edit.text for edit in fix.edits):
                yield f"the fix changes nothing: {one.text('en')}"


@pytest.mark.parametrize("name", written())
def test_every_key_of_a_spec_is_an_error_with_a_letter_changed(place, name):
    assert silent_in(place, name, written()[name], random.Random(name)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", every_spec())
def test_every_key_of_every_spec_is_an_error_with_a_letter_changed(place, name):
    assert silent_in(place, name, every_spec()[name], random.Random(name), once=False) == []


@pytest.fixture
def in_fragment(place):
    """The errors of a spec that uses a fragment of a given text, and that fragment's text as it is."""
    text = reference.framed((reference.EXAMPLES / "use.eform.yaml").read_text(encoding="utf-8"))
    file = place.folder / "fragments" / "contact.yaml"
    sound = file.read_text(encoding="utf-8")

    def found(changed):
        file.write_text(changed, encoding="utf-8")
        return errors(place.found(text))

    assert found(sound) == set()
    yield sound, found
    file.write_text(sound, encoding="utf-8")


def test_every_key_of_a_fragment_is_an_error_with_a_letter_changed(in_fragment):
    (sound, found), dice, wrong = in_fragment, random.Random(7), []
    for token in [one for one in tokens(sound, "fragment") if one.role in ("key", "language")]:
        new = misspelt(dice, token.text)
        if not found(sound[: token.start] + new + sound[token.end :]):
            wrong.append(f"`{token.text}` as `{new}`")
    assert wrong == []


def test_every_key_of_a_fragment_is_read(in_fragment):
    sound, found = in_fragment
    keys = [one for one in tokens(sound, "fragment") if one.role == "key"]
    assert [key.text for key, changed in with_wrong_values(sound, keys) if not found(changed)] == []


# --- catalogues --------------------------------------------------------------------------------------------------------


def catalogue_files(folder):
    return {path.as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in (".yaml", ".csv") and path.parent.name != "demo"}


def compiled(files):
    return CatalogueCompiler(files).compile()


def silent_keys(folder, dice, share=1.0):
    files = catalogue_files(folder)
    before, wrong = errors(compiled(files).diagnostics), []
    for path, data in files.items():
        text = data.decode()
        for token, table in keys_of_file(path, data) if path.endswith(".yaml") else ():
            if dice.random() >= share:
                continue
            new = misspelt(dice, token.text)
            found = compiled({**files, path: (text[: token.start] + new + text[token.end :]).encode()}).diagnostics
            if errors(found) <= before:
                wrong.append(f"{path}: `{token.text}` ({table}) as `{new}` is no error")
            wrong += [f"`{new}`: {one}" for one in idle_offers(found, "")]
    return wrong


@pytest.mark.parametrize("folder", [reference.EXAMPLES / "catalogue", ROOT / "examples" / "norland" / "catalogue"], ids=["isle", "norland"])
def test_every_key_of_a_catalogue_is_an_error_with_a_letter_changed(folder):
    assert silent_keys(folder, random.Random(3)) == []


@pytest.mark.long
def test_the_keys_of_the_vietnamese_catalogue_are_errors_with_a_letter_changed():
    assert silent_keys(ROOT / "specs" / "catalogue" / "vn", random.Random(3), share=0.06) == []


# --- keys that nothing reads -------------------------------------------------------------------------------------------


def entries(node):
    """Every key below a node, with its value."""
    if isinstance(node, Mapping):
        for key, value in node:
            yield key, value
            yield from entries(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from entries(item)


def with_wrong_values(text, keys):
    """The text with a value of the wrong shape at each of some keys: (key, text)."""
    values = {key.start + key.quoted: value for key, value in entries(read("x.yaml", text.encode())[1])}
    for key, wrong in product(keys, WRONG):
        value = values[key.start]
        line = "\n" if text[value.start : value.end].endswith("\n") else ""
        yield key, text[: value.start] + wrong + line + text[value.end :]


@pytest.mark.parametrize("name", written())
def test_every_key_of_a_spec_is_read(place, name):
    text = written()[name]
    keys = [one for one in tokens(text) if one.role in ("key", "language")]
    assert [key.text for key, changed in with_wrong_values(text, keys) if not errors(place.found(changed))] == []


def test_every_key_of_a_catalogue_is_read():
    files, unread, seen = catalogue_files(reference.EXAMPLES / "catalogue"), set(), set()
    for path, data in files.items():
        keys = {token: table for token, table in keys_of_file(path, data) if table in TABLES} if path.endswith(".yaml") else {}
        seen |= {(table, token.text) for token, table in keys.items()}
        for token, changed in with_wrong_values(data.decode(), keys):
            if not errors(compiled({**files, path: changed.encode()}).diagnostics):
                unread.add((keys[token], token.text))
    assert unread == set()
    assert {table for table, _ in seen} >= {"catalogue", "login", "address", "element", "derivable", "digits", "lookup", "document", "codes_file", "law", "jargon"}


# --- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KEYS)
def test_every_setting_is_an_error_with_a_letter_changed(name, tmp_path):
    dice, file = random.Random(name), tmp_path / "eformc.toml"
    example = KEYS[name].example
    file.write_text(example)
    settings_from(file)
    assert example.count(name) >= 1
    for _ in range(3):
        file.write_text(example.replace(name, misspelt(dice, name), 1))
        with pytest.raises(SettingsError, match="unknown key"):
            settings_from(file)
