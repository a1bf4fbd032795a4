"""`form.mjs` of docs/portal-javascript.md and `eformc.portal` make the same submission of the same post."""

import json
import random
import subprocess
import sys

import pytest
from documents import blocks

from conftest import ROOT
from eformc.build.assets import assets
from eformc.build.bundle import bundle_of, write_bundles
from eformc.contract.held import HeldValue
from eformc.kernel import dates
from eformc.kernel.expressions import pointer_text
from eformc.portal.forms import load_form
from eformc.portal.submission.decode import Posted
from eformc.verify.answers import Answers

sys.path.insert(0, str(ROOT / "tests" / "browser"))
from portal import at, texts_of

DAY = dates.parse("2026-11-23")
POSTS = 60
SLIPS = ["", " ", "x", "0", "-1", "31", "1.5", "1980", "true", "2027-01-01", "x" * 300, "a\x07b", "Nguye\u0302\u0303n"]
ASK = """
import { readFileSync } from "node:fs";
import { form } from "./form.mjs";
const { folder, posts } = JSON.parse(readFileSync(0, "utf8"));
const card = form(folder, "vi"), said = [];
for (const { texts, held } of posts) {
  const post = new FormData();
  for (const [name, list] of Object.entries(texts)) for (const text of list) post.append(name, text);
  said.push(await card.submitted(post, held, { y: 2026, m: 11, d: 23 }));
}
process.stdout.write(JSON.stringify(said));
"""


@pytest.fixture(scope="module")
def place(procedures, project, tmp_path_factory):
    """A folder with the page's `form.mjs`, the bundles of the real procedures, and Ajv."""
    folder = tmp_path_factory.mktemp("portal")
    (block,) = [block for block in blocks(ROOT / "docs" / "portal-javascript.md") if block.title == "form.mjs"]
    (folder / "form.mjs").write_text(block.text, encoding="utf-8")
    (folder / "ask.mjs").write_text(ASK, encoding="utf-8")
    (folder / "node_modules").symlink_to(ROOT / "tests" / "verify" / "js" / "node_modules")
    write_bundles([bundle_of(unit.reasoned, ()) for unit in procedures], folder / "build", assets([project.catalogue("vn")]))
    return folder


def drawn(form, seed, communes):
    """Posts, and what the registries give beside them: right answers, communes by code or by name, and every second one an
    edit away from right.
    """
    dice = random.Random(seed)
    answers = Answers(form.form, DAY, dice)
    for number in range(POSTS):
        made = answers.right()
        held = {p: at(made, p) for p, supply in form.supplies.items() if "*" not in p and not supply.asked and at(made, p) is not None}
        texts = texts_of(form, made)
        for name in texts:
            if name.endswith("commune") and texts[name][0] in communes and dice.random() < 0.5:
                texts[name] = [communes[texts[name][0]].title["vi"]]
        if number % 2 and texts:
            texts[dice.choice(sorted(texts))] = [dice.choice(SLIPS)]
        yield texts, {pointer_text(p): value for p, value in held.items()}


@pytest.mark.parametrize("procedure", ["khai-sinh", "ct01", "ho-kinh-doanh", "tro-giup-xa-hoi"])
def test_the_same_post_is_the_same_submission(procedure, place, project):
    form = load_form(place / "build" / procedure)
    posts = list(drawn(form, procedure, project.catalogue("vn").code_lists["commune"].by_code()))
    asked = json.dumps({"folder": f"build/{procedure}", "posts": [{"texts": texts, "held": held} for texts, held in posts]})
    made = subprocess.run(["node", "ask.mjs"], input=asked, check=False, capture_output=True, text=True, cwd=place)
    assert made.returncode == 0, made.stderr
    right = 0
    for (texts, held), theirs in zip(posts, json.loads(made.stdout), strict=True):
        ours = form.submitted(Posted(texts), DAY, {p: HeldValue(str(value), value) for p, value in held.items()})
        assert ours.complete is not bool(theirs["findings"]), f"{texts}\n{held}\n{ours.faults} {ours.missing}\n{theirs}"
        if ours.complete:
            right += 1
            assert ours.answers == theirs["answers"]
    assert right > POSTS // 15
