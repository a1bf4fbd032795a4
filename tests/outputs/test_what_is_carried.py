"""The account of every output: complete, machine-readable, in the manifest; docs/outputs.md shows it (`UPDATE_GOLDEN=1`)."""

import json
import os
import re

import pytest
from click.testing import CliRunner

from conftest import ROOT, TODAY
from eformc.cli import _eformc
from eformc.emit import outputs, publication_of
from eformc.emit.carrying import Construct, Losses, constructs_of

PAGE = ROOT / "docs" / "outputs.md"


@pytest.fixture(scope="module")
def accounts(procedures):
    """For each output and construct: places, how many of them are lost, how many kept in part."""
    made = {(name, construct): [0, 0, 0] for name in outputs() for construct in Construct}
    for unit in procedures:
        publication = publication_of(unit.reasoned)
        places = set(constructs_of(unit.reasoned))
        for name, output in outputs().items():
            losses = Losses()
            output.emit(publication, losses)
            told = {(tuple(loss.pointer.split("/")[1:]), loss.construct): loss for loss in losses.every.values()}
            assert set(told) <= places, (name, set(told) - places)
            for place, construct in places:
                loss = told.get((place, construct))
                count = made[name, construct]
                count[0] += 1
                count[1] += loss is not None and not loss.partly
                count[2] += loss is not None and loss.partly
    return made


def test_the_table_of_the_docs_is_what_the_outputs_say(accounts):
    names = list(outputs())
    lines = [f"| construct | {' | '.join(f'`{name}`' for name in names)} |", "|---" * (len(names) + 1) + "|"]
    for construct in Construct:
        counts = [accounts[name, construct] for name in names]
        cells = ["no case" if not all_ else "lost" if lost == all_ else "in part" if lost or partly else "kept" for all_, lost, partly in counts]
        lines.append(f"| {construct.value} | {' | '.join(cells)} |")
    text = PAGE.read_text(encoding="utf-8")
    now = re.sub(r"(?s)<!-- table -->.*<!-- /table -->", lambda _: "<!-- table -->\n" + "\n".join(lines) + "\n<!-- /table -->", text)
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(now, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == now, "if meant: UPDATE_GOLDEN=1 pytest tests/outputs/test_what_is_carried.py"


SPEC = "procedure: small\ntitle: {vi: Đơn, en: Form}\nsubjects:\n  applicant: {is: person, known_by: login}\npages:\n  - page: first\n    title: {vi: Đơn, en: Form}\n    fields:\n      - wish: {title: {vi: Điều mong muốn, en: What you wish for}, help: {vi: Ghi đủ., en: In full.}, type: text}\n"


def built(folder, *more):
    (folder / "small.eform.yaml").write_text(SPEC, encoding="utf-8")
    return CliRunner().invoke(_eformc, ["--lang", "en", "--today", TODAY, "build", str(folder / "small.eform.yaml"), "-o", str(folder / "out"), *more], standalone_mode=False)


def test_without_it_a_bundle_gains_no_file_and_with_it_the_manifest_tells(tmp_path):
    assert built(tmp_path).return_value == 0
    plain = {path.name for path in (tmp_path / "out" / "small").iterdir()}
    assert plain == {"schema.json", "form.vi.html", "form.en.html", "form.json", "prefill.json", "policies.json", "manifest.json"}
    assert built(tmp_path, "--also", "typescript, csv").return_value == 0
    more = {path.name for path in (tmp_path / "out" / "small").iterdir()} - plain
    assert more == {"submission.d.ts", "dictionary.vi.csv", "dictionary.en.csv", "lost.json"}
    manifest = json.loads((tmp_path / "out" / "small" / "manifest.json").read_text())
    lost = json.loads((tmp_path / "out" / "small" / "lost.json").read_text())["outputs"]
    assert manifest["also"] == [{"output": name, "lost": len(said)} for name, said in lost.items()]
    assert {one["path"] for one in manifest["outputs"]} >= more
    assert built(tmp_path).return_value == 0
    assert {path.name for path in (tmp_path / "out" / "small").iterdir()} == plain


def test_settings_name_outputs_too(tmp_path):
    (tmp_path / "eformc.toml").write_text('also = ["pydantic"]\n')
    assert built(tmp_path).return_value == 0
    assert (tmp_path / "out" / "small" / "models.py").is_file()


def test_a_name_that_no_output_has_is_refused_with_a_way_out(tmp_path):
    said = str(built(tmp_path, "--also", "typscript").exception)
    assert said.startswith("no output is called `typscript`. Did you mean `typescript`? There are: ")
    assert not (tmp_path / "out").exists()


def test_no_cell_of_a_dictionary_is_a_formula(procedures):
    import csv
    import io

    for unit in procedures:
        for file in outputs()["csv"].emit(publication_of(unit.reasoned), Losses()):
            rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
            fields = [reason.field for reason in unit.reasoned.fields]
            assert [row[0] for row in rows[1 : len(fields) + 1]] == ["/" + "/".join(one.place) for one in fields]
            assert not [cell for row in rows[1:] for cell in row if cell[:1] in ("=", "+", "-", "@")]
            held = [row for row in rows[1 : len(fields) + 1] if row[9] == "held"]
            assert all(row[10] and row[12] and row[13] for row in held)
