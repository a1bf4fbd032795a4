"""Code lists that bundles share: each bundle reads the one it was built with, whatever is built beside it and after it."""

import json
import os
import shutil

import pytest
from projects_of_strangers import (
    eformc,
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
)

from conftest import ROOT
from eformc.contract.bundles import BundleError
from eformc.contract.code_lists import code_list
from eformc.contract.plan_json import load_plan
from eformc.portal.forms import load_form

NORLAND = ROOT / "examples" / "norland"
CODES = 30
COUNTRIES = ("norland", "norland_b")


def counties(mark):
    head = 'code_list: county\ntitle: {en: Counties, fr: Comtés}\nscheme: "urn:xn:county"\nsource: "made up"\ncodes:\n'
    return head + "".join(f'  "{one:02}": {{en: "{mark} {one}", fr: "{mark} {one}"}}\n' for one in range(1, CODES + 1))


def write_list(folder, country, mark):
    (folder / country / "codes.yaml").write_text(counties(mark), encoding="utf-8")


@pytest.fixture
def two(tmp_path):
    """A project of two catalogues which call their lists alike, and a procedure with each: (folder, output folder)."""
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    (folder / "eformc.toml").write_text('specs = ["specs"]\n[catalogues]\n' + "".join(f'{one} = "{one}"\n' for one in COUNTRIES), encoding="utf-8")
    spec = (NORLAND / "specs" / "moving.eform.yaml").read_text(encoding="utf-8")
    for country in COUNTRIES:
        shutil.copytree(NORLAND / "catalogue", folder / country)
        path = folder / country / "catalogue.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("catalogue: norland", f"catalogue: {country}"), encoding="utf-8")
        write_list(folder, country, f"{country} old")
        name = f"moving-{country.replace('_', '-')}"
        made = spec.replace("procedure: moving", f"procedure: {name}\ncatalogue: {country}").replace('code: "N-7"', f'code: "{name}"')
        (folder / "specs" / f"{name}.eform.yaml").write_text(made, encoding="utf-8")
    return folder, tmp_path / "out"


def build(folder, out, *words):
    done = eformc(folder, "build", *words, "-o", out)
    assert done.returncode == 0, done.stdout + done.stderr


def said(out, name):
    """The title of a bundle's first county, by the list that it names."""
    bundle = out / name
    for file in ("form.json", "prefill.json"):
        (listed,) = json.loads((bundle / file).read_bytes())["lists"]
    assert load_form(bundle, verify=True)
    assert load_plan(bundle, verify=True)
    return code_list(out, listed).codes[0].title["en"]


def lists(out):
    return sorted(path.name for path in (out / "assets" / "codes").iterdir())


def test_two_catalogues_may_call_their_lists_alike(two):
    folder, out = two
    build(folder, out)
    assert said(out, "moving-norland") == "norland old 1"
    assert said(out, "moving-norland-b") == "norland_b old 1"
    assert len(lists(out)) == 2


def test_a_list_of_the_build_before_stays_for_its_readers_and_then_goes(two):
    folder, out = two
    build(folder, out)
    before = lists(out)
    for mark in ("second", "third"):
        kept = lists(out)
        for country in COUNTRIES:
            write_list(folder, country, f"{country} {mark}")
        build(folder, out)
        assert said(out, "moving-norland") == f"norland {mark} 1"
        assert len(set(lists(out)) - set(kept)) == 2
    assert len(lists(out)) == 4
    assert not set(before) & set(lists(out))
    build(folder, out)
    assert len(lists(out)) == 4


def test_a_bundle_of_an_earlier_build_keeps_its_list(two):
    """Only one of the two is built again, again and again."""
    folder, out = two
    build(folder, out)
    for mark in ("second", "third", "fourth"):
        write_list(folder, "norland_b", f"norland_b {mark}")
        build(folder, out, folder / "specs" / "moving-norland-b.eform.yaml")
        assert said(out, "moving-norland") == "norland old 1"
        assert said(out, "moving-norland-b") == f"norland_b {mark} 1"
    assert len(lists(out)) == 3


def test_what_is_not_eformcs_stays_among_the_lists(two):
    folder, out = two
    build(folder, out)
    codes = out / "assets" / "codes"
    (codes / "notes.txt").write_text("mine")
    (codes / "county.json").write_text("{}")
    (out / "assets" / "more").mkdir()
    (out / "assets" / "more" / "x").write_text("mine")
    os.mkfifo(codes / "pipe")
    (codes / "link").symlink_to("/etc/hostname")
    for country in COUNTRIES:
        write_list(folder, country, "new")
    build(folder, out)
    assert (codes / "notes.txt").read_text() == (out / "assets" / "more" / "x").read_text() == "mine"
    assert {"county.json", "pipe", "link"} <= set(lists(out))
    assert (codes / "link").is_symlink()
    assert said(out, "moving-norland") == "new 1"


@pytest.mark.parametrize("name", ["county", "../../secret.0123456789abcdef", "/etc/hostname", "county.0123456789abcdeg", "", "a/b.0123456789abcdef"])
def test_a_form_names_no_file_elsewhere(two, name):
    folder, out = two
    build(folder, out)
    for file, load in (("form.json", load_form), ("prefill.json", load_plan)):
        path = out / "moving-norland" / file
        made = json.loads(path.read_bytes())
        path.write_text(json.dumps({**made, "lists": [name]}))
        with pytest.raises(BundleError, match="no name of a shared code list"):
            load(out / "moving-norland")


def test_a_list_that_was_changed_is_refused(two):
    folder, out = two
    build(folder, out)
    for name in lists(out):
        path = out / "assets" / "codes" / name
        path.write_bytes(path.read_bytes().replace(b"old 1", b"new 1"))
    for load in (load_form, load_plan):
        with pytest.raises(BundleError, match="not the file that was built"):
            load(out / "moving-norland")
