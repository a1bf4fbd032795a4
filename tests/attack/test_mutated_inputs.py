"""Inputs an edit or a few away from sound ones, two thousand for each face: each ends in a finding, a refusal in words, or
is taken; nothing raises what it does not say it raises.
"""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys

import pytest
from mutations import bent, mutated
from projects_of_strangers import (
    eformc,
    one_compiled_catalogue,  # noqa: F401 - pytest takes it from here
)

from conftest import ROOT, TODAY
from eformc.contract.bundles import BundleError
from eformc.contract.plan_json import load_plan
from eformc.demo.description import description_of
from eformc.demo.reading import DescriptionProblem
from eformc.kernel import dates
from eformc.portal.forms import load_form
from eformc.portal.html.theme import ThemeError, read_theme
from eformc.portal.submission.envelope import envelope
from eformc.project import Project, SettingsError, load_settings
from eformc.project.files import FileProblem

FEW, MANY = 40, int(os.environ.get("EFORMC_ATTACK_INPUTS", "2000"))
COUNTS = [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
DAY = dates.parse(TODAY)
NORLAND = ROOT / "examples" / "norland"
counts = pytest.mark.parametrize("count", COUNTS)


def inputs(face, count, sound):
    """(number, dice, one of the sound inputs), the same for the same face and count."""
    for number in range(count):
        dice = random.Random(f"{face} {number}")
        yield number, dice, dice.choice(sound)


@counts
def test_specs(project, count):
    sound = [path.read_bytes() for path in sorted((ROOT / "specs" / "procedures").glob("*.yaml"))]
    worked = 0
    for number, dice, data in inputs("specs", count, sound):
        unit = project.unit_of(f"mutated-{number}.eform.yaml", mutated(dice, data))
        for one in unit.diagnostics:
            assert one.code
        worked += unit.sound
    print(f"{count} specs, {worked} of them could be compiled")
    assert 0 < worked < count


@pytest.fixture
def norland(tmp_path):
    shutil.copytree(NORLAND, tmp_path / "norland")
    return tmp_path / "norland"


@counts
def test_catalogues(norland, count):
    files = sorted(path for path in (norland / "catalogue").rglob("*") if path.is_file())
    worked = 0
    for _, dice, path in inputs("catalogues", count, files):
        data = path.read_bytes()
        path.write_bytes(mutated(dice, data))
        try:
            project = Project(load_settings(norland), TODAY)
            (unit,) = project.units([str(norland / "specs")])
            worked += unit.sound
            catalogue = project.catalogue("norland")
            if catalogue is not None and dice.random() < 0.2:
                made = {one.relative_to(norland / "catalogue").as_posix(): one.read_bytes() for one in files}
                description_of(catalogue, made)
        except (FileProblem, SettingsError, DescriptionProblem) as problem:
            assert str(problem)
        finally:
            path.write_bytes(data)
    print(f"{count} catalogues, {worked} of them could be used")
    assert 0 < worked < count


POPULATION = ["demo/population.yaml", "demo/names.csv"]


@counts
def test_descriptions_of_a_population(project, count):
    folder = NORLAND / "catalogue"
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    norland = Project(load_settings(NORLAND), TODAY).catalogue("norland")
    refused = 0
    for _, dice, name in inputs("population", count, POPULATION):
        try:
            description_of(norland, {**whole, name: mutated(dice, whole[name])})
        except DescriptionProblem as problem:
            refused += 1
            assert str(problem)
    print(f"{count} descriptions, {refused} of them refused")
    assert refused


SETTINGS = """specs = ["specs"]
catalogue = "norland"
output = "build"
lang = "en"
fail_on = "warning"
select = ["ALL", "privacy"]
ignore = ["unsure-match"]
plugins = []
baseline = "findings.json"
theme = "theme.toml"
rule_pages = "https://forms.example/rules/{code}.html"
[catalogues]
norland = "catalogue"
[severity]
EF401 = "error"
[[files]]
match = ["specs/old/**"]
ignore = ["people"]
reason = "Replaced in 2027"
"""
THEME = 'name = {en = "North"}\nemblem = "emblem.svg"\n[colours]\naccent = "#7a1f2b"\n[colours.dark]\naccent = "#ffb3bd"\n[texts.en]\nnext = "On"\n'


@counts
def test_settings(norland, count):
    """The settings are read; now and then the command line does what they say."""
    refused = 0
    (norland / "theme.toml").write_text('name = {en = "North"}\n')
    for _, dice, text in inputs("settings", count, [SETTINGS]):
        (norland / "eformc.toml").write_bytes(mutated(dice, text.encode()))
        try:
            load_settings(norland)
        except SettingsError as problem:
            refused += 1
            assert "eformc.toml" in str(problem)
        if dice.random() < 0.02:
            done = eformc(norland, dice.choice(["lint", "build"]))
            assert done.returncode in (0, 1, 2), done.stderr
    assert {path.name for path in norland.parent.iterdir()} == {"norland"}  # nothing was written beside it
    print(f"{count} settings, {refused} of them refused")
    assert 0 < refused < count


@counts
def test_themes(tmp_path, count):
    (tmp_path / "emblem.svg").write_text("<svg/>")
    refused = 0
    for _, dice, text in inputs("themes", count, [THEME]):
        (tmp_path / "theme.toml").write_bytes(mutated(dice, text.encode()))
        try:
            read_theme(tmp_path)
        except ThemeError as problem:
            refused += 1
            assert str(tmp_path) in str(problem)
    assert 0 < refused < count


# --- bundles and posts -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("built") / "out"
    done = eformc(ROOT, "build", ROOT / "specs" / "procedures" / "xac-nhan-hon-nhan.eform.yaml", ROOT / "specs" / "procedures" / "ct01.eform.yaml", "-o", out)
    assert done.returncode == 0, done.stderr
    return out


@counts
def test_bundles(built, count):
    """A file of a published folder that eformc did not write is refused in words, or read as it is."""
    refused = 0
    for _, dice, (name, load) in inputs("bundles", count, [("form.json", load_form), ("prefill.json", load_plan)]):
        path = built / dice.choice(["ct01", "xac-nhan-hon-nhan"]) / name
        data = path.read_bytes()
        path.write_bytes(mutated(dice, data) if dice.random() < 0.4 else json.dumps(bent(dice, json.loads(data))).encode())
        try:
            load(path.parent)
        except BundleError as problem:
            refused += 1
            assert name in str(problem)
        try:
            load(path.parent, verify=True)
        except BundleError:
            pass
        else:
            assert path.read_bytes() == data
        finally:
            path.write_bytes(data)
    print(f"{count} bundles, {refused} of them refused")
    assert 0 < refused < count


BOUNDARY = b"--b"
PLACES = [b"f.applicant.phone", b"f.purpose", b"f.copies", b"f.members.0.full_name", b"f.members.1.personal_id", b"f.applicant.residence_address.province", b"f.new_address.commune", b"e.once", b"e.who", b"e.confirmed", b"e.held.applicant", b"e.typed_by", b"f.members.add", b"f.members.0.remove", b"f.nobody"]


def parts(dice):
    made = b""
    for name in dice.sample(PLACES, dice.randrange(1, 8)):
        made += BOUNDARY + b'\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + dice.choice([b"1", b"Nguy\xe1\xbb\x85n", b"x" * 300, b"2026-02-30", b""]) + b"\r\n"
    if dice.random() < 0.5:
        made += BOUNDARY + b'\r\nContent-Disposition: form-data; name="f.attachments.consent"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\r\n'
    return b"multipart/form-data; boundary=b", made + BOUNDARY + b"--\r\n"


def pairs(dice):
    return b"application/x-www-form-urlencoded", b"&".join(name + b"=" + dice.choice([b"1", b"Nguy%E1%BB%85n", b"x" * 300, b"%00", b""]) for name in dice.sample(PLACES, dice.randrange(1, 8)))


@counts
def test_posts(built, count):
    pytest.importorskip("starlette")
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    from eformc.serve.forms import without_row
    from eformc.serve.posts import posted

    def post(kind, body):
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        return asyncio.run(posted(Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind)]}, receive)))

    forms = [load_form(built / name) for name in ("ct01", "xac-nhan-hon-nhan")]
    refused = pages = 0
    for _, dice, form in inputs("posts", count, forms):
        kind, body = dice.choice([parts, pairs])(dice)
        kind = mutated(dice, kind) if dice.random() < 0.1 else kind
        try:
            made, _ = without_row(post(kind, mutated(dice, body)))
        except HTTPException as problem:
            refused += 1
            assert problem.status_code == 400
            continue
        what = form.belonging(made, envelope(made.texts), {})
        turn = form.turn(what, DAY, {})
        json.dumps(turn.made.answers)
        if dice.random() < 0.05:
            pages += 1
            lang = dice.choice(list(form.views))
            assert form.page(lang, made=turn.made, envelope=turn.told, turn=turn).encode("utf-8")
            assert form.check_page(lang, made=turn.made, posted=made, envelope=turn.told).encode("utf-8")
    print(f"{count} posts, {refused} refused, {pages} pages")
    assert 0 < refused < count


# --- the language server ----------------------------------------------------------------------------------------------

KINDS = ["hover", "completion", "definition", "references", "rename", "codeAction", "documentSymbol", "prepareRename", "formatting", "codeLens", "foldingRange", "inlayHint", "semanticTokens/full"]


def framed(body):
    data = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(data), data)


def request(dice, number, uri):
    """A question about a place that may be anywhere; now and then of another shape."""
    place = {"line": dice.choice([0, 3, 20, 60, 10**6, -1]), "character": dice.choice([0, 5, 40, 10**6, -1])}
    params = {
        "textDocument": {"uri": dice.choice([uri, uri, uri, "file:///nowhere/%00.eform.yaml", "untitled:x", ""])}, "position": place, "newName": dice.choice(["a", "", "không", "a b", "x" * 500]),
        "range": {"start": place, "end": place}, "context": {"diagnostics": [], "includeDeclaration": True}, "options": {"tabSize": 2, "insertSpaces": True},
    }  # fmt: skip
    if dice.random() < 0.2:
        params = bent(dice, params)
    return {"jsonrpc": "2.0", "id": number, "method": f"textDocument/{dice.choice(KINDS)}", "params": params}


@counts
def test_the_language_server(count, tmp_path):
    """Each question is answered, each change taken, whatever text and params hold; it ends with 0 and logs no traceback."""
    pytest.importorskip("pygls")
    path = ROOT / "specs" / "procedures" / "ct01.eform.yaml"
    uri, text = path.as_uri(), path.read_bytes()
    root = {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {}}
    sent = [{"id": 0, "method": "initialize", "params": root}, {"method": "initialized", "params": {}}]
    sent.append({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "languageId": "yaml", "version": 0, "text": text.decode()}}})
    for number, dice, _ in inputs("lsp", count, [uri]):
        if number % 10 == 0:
            made = mutated(dice, text).decode("utf-8", "replace")
            sent.append({"method": "textDocument/didChange", "params": {"textDocument": {"uri": uri, "version": number + 1}, "contentChanges": [{"text": made}]}})
        sent.append(request(dice, number + 1, uri))
    sent += [{"id": count + 1, "method": "shutdown"}, {"method": "exit"}]
    data = b"".join(framed({"jsonrpc": "2.0", **one}) for one in sent)
    command = [sys.executable, "-m", "eformc", "--lang", "en", "--today", TODAY, "lsp", "--stdio"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, input=data, capture_output=True, timeout=1500, cwd=ROOT, env=env, check=False)
    assert b"Traceback" not in done.stderr, done.stderr[-3000:].decode("utf-8", "replace")
    assert done.returncode == 0
    answered = {one["id"] for one in replies(done.stdout) if "id" in one and "method" not in one}
    assert answered >= set(range(count + 2)), sorted(set(range(count + 2)) - answered)[:10]


def replies(data):
    at = 0
    while at < len(data):
        end = data.index(b"\r\n\r\n", at)
        length = next(int(line.partition(b":")[2]) for line in data[at:end].split(b"\r\n") if line.lower().startswith(b"content-length"))
        yield json.loads(data[end + 4 : end + 4 + length])
        at = end + 4 + length
