"""Conditions of Form.io forms against Form.io's own evaluation of them, on drawn answers."""

import copy
import json
import random
import re
import shutil
import subprocess
import time
from collections import Counter

import pytest
from importers_shared import HEADING

from conftest import ROOT
from eformc.importers import formio
from eformc.importers.form import Page, Question
from eformc.importers.writing import spec_text
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of

CORPUS = ROOT.parent / "shared" / "corpora" / "formio" / "forms"
"""Forms of another administration; not everywhere."""
JS = ROOT / "tests" / "verify" / "js"
NOW = time.localtime()
"""Form.io asks the machine's clock, so the spec is judged as of the same day."""
TODAY = Day(NOW.tm_year, NOW.tm_mon, NOW.tm_mday)
ANSWERS = 50


class Listening(formio._Reader):  # a reader that tells what it reads is no part of the importer
    """A reader that keeps each condition of a component with the expression it became; none where it was lost."""

    def __init__(self, value, heading):
        super().__init__(value, heading)
        self.heard, self.paths = {}, {}

    def component(self, component, place, *, top):
        self.paths[place.where] = tuple(self.path)
        super().component(component, place, top=top)

    def conditions(self, one):
        super().conditions(one)
        self.own(one.component, one.place, one)
        for component, place in one.scope:
            self.own(component, place, one)

    def own(self, component, place, one):
        for text, tree in formio._conditions_of(component):
            try:
                said = self.resolver(one.table, one.within).condition(self.chosen(tree if tree is not None else formio.condition(text)))
            except formio.CannotSay as problem:
                said = problem
            self.heard[place.where] = (component, tree is None, said, one.table)


def read(value):
    reader = Listening(value, HEADING)
    reader.source = json.dumps(value)
    reader.read()
    return reader


def texts_of(value):
    """Texts and numbers that stand in the conditions of a form: answers are drawn from them, too."""
    return sorted(set(re.findall(r"['\"]([^'\"\n]{1,40})['\"]", " ".join(re.findall(r'"customConditional": ?"((?:[^"\\]|\\.)*)"', json.dumps(value, ensure_ascii=False))).replace('\\"', '"'))))


def drawn(known, rng, texts):
    """(answer in the spec, answer in Form.io) of one field; nothing twice where it is left empty."""
    if rng.random() < 0.3:
        return None, None
    if known.only and known.no:
        chosen = rng.random() < 0.5
        return chosen, known.only if chosen else known.no
    if known.only:
        return True, {known.only: True}
    match known.type:
        case "choice":
            name = rng.choice(list(known.codes))
            return known.codes[name], name
        case "choices":
            chosen = [name for name in known.codes if rng.random() < 0.4]
            return ([known.codes[name] for name in chosen] or None), {name: name in chosen for name in known.codes}
        case "yes_no":
            return True, True
        case "integer":
            number = rng.choice([0, 1, 2, 5, 17, 18, 40, 100, 5000])
            return number, number
        case "decimal":
            number = rng.choice([0, 1, 2.5, 17, 18, 40.25, 5000])
            return f"{number:.2f}", number
        case "text" | "long_text":
            text = rng.choice([*texts, "a", "Oslo"])
            return text, text
        case "date":
            day = f"{rng.randint(1950, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            return day, day
        case _:
            return None, None


def place(holder, path, value):
    for part in path[:-1]:
        holder = holder.setdefault(part, {})
    holder[path[-1]] = value


def drawn_answers(reader, rng, texts):
    """Answers of a whole form: those of the spec, and the data that Form.io has for them. A table has one row."""
    ours, theirs = {}, {}
    tables = {key: known.path for key, known in reader.known.items() if known.type == "table"}
    for key, known in reader.known.items():
        if known.type == "table":
            continue
        mine, other = drawn(known, rng, texts)
        table = next((one for one in tables if key.startswith(f"{one}.")), None)
        if table is None:
            if other is not None:
                place(theirs, key.split("."), {"value": other} if f"{key.rpartition('.')[2]}.value" in reader.source else other)
            if mine is not None:
                ours[known.path] = mine
            continue
        row, data = ours.setdefault(tables[table], [{}])[0], {}
        if mine is not None:
            row[known.path.partition(".")[2]] = mine
        if other is not None:
            place(data, key.removeprefix(f"{table}.").split("."), {"value": other} if f"{key.rpartition('.')[2]}.value" in reader.source else other)
        rows = theirs
        for part in table.split(".")[:-1]:
            rows = rows.setdefault(part, {})
        merge(rows.setdefault(table.rpartition(".")[2], [{}])[0], data)
    return ours, theirs


def merge(into, more):
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def row_of(theirs, path):
    """The data around a component: those of the containers, or of the row, that it stands in."""
    for part in path:
        theirs = theirs.get(part) if isinstance(theirs, dict) else None
        theirs = theirs[0] if isinstance(theirs, list) and theirs else theirs
    return theirs if isinstance(theirs, dict) else {}


def probes(form, asked):
    """The form without its own conditions, with a question under each of those that are asked."""
    form = copy.deepcopy(form)
    form.losses, form.rules, form.papers = [], [], []
    for page in form.pages:
        page.when = ""
        for one in page.questions:
            one.when = ""
            one.settings = {key: value for key, value in one.settings.items() if key in ("currency", "declaration")}
            for part in one.columns:
                part.when, part.settings = "", {}
    own = Page("probes", {"": "Probes"})
    for at, (_, _, said, table) in enumerate(asked):
        if isinstance(said, str) and said:
            probe = Question(f"probe_{at}", {"": f"Probe {at}"}, optional=True, when=said)
            holder = next((one for one in form.questions() if one.id == table), None)
            (holder.columns if table and holder is not None else own.questions).append(probe)
    form.pages += [own] if own.questions else []
    return form


def verdicts(reader, asked, answers, project):
    """Per condition, per answers: shown or not by the spec."""
    out = [[not isinstance(said, Exception)] * len(answers) for _, _, said, _ in asked]
    unit = project.unit_of("a.eform.yaml", spec_text(probes(reader.form, asked), HEADING).encode())
    assert unit.procedure is not None, [one.text("en") for one in unit.diagnostics][:3]
    form = form_of(unit.procedure)
    for number, ours in enumerate(answers):
        applies = evaluate(form, ours, TODAY).applies
        for at, (_, _, said, table) in enumerate(asked):
            if isinstance(said, str) and said:
                pointer = (table, 0, f"probe_{at}") if table else (f"probe_{at}",)
                out[at][number] = applies.get(pointer, applies.get(tuple(map(str, pointer)), False))
    return out


def compared(path, project):
    """(simple or custom, how it came out, the expression, its text) of each condition that Form.io can evaluate."""
    value = json.loads(path.read_text(encoding="utf-8"))
    reader = read(value)
    asked = list(reader.heard.values())
    paths = [reader.paths[where] for where in reader.heard]
    rng = random.Random(path.stem)
    texts = texts_of(value)
    drawn_pairs = [drawn_answers(reader, rng, texts) for _ in range(ANSWERS)]
    given = [
        {"component": component, "custom": component.get("customConditional", "") if custom else "", "answers": [{"data": theirs, "row": row_of(theirs, path) if path else None} for _, theirs in drawn_pairs]}
        for (component, custom, _, _), path in zip(asked, paths, strict=True)
    ]
    node = shutil.which("node")
    done = subprocess.run([node, "formio.mjs"], input=json.dumps({"form": value, "asked": given}).encode(), capture_output=True, check=True, cwd=JS)
    theirs = json.loads(done.stdout)
    ours = verdicts(reader, asked, [mine for mine, _ in drawn_pairs], project)
    out = []
    for (component, custom, said, _), mine, other in zip(asked, ours, theirs, strict=True):
        kind = "custom" if custom else "simple"
        text = component.get("customConditional") if custom else json.dumps(component.get("conditional"))
        if all(one is None for one in other):
            out.append((kind, "fails in Form.io", said, text))
        elif isinstance(said, Exception):
            dead = said.construct in ("condition on a field that does not exist", "condition on an option that does not exist")
            out.append((kind, "dead" if dead else "lost", said, text))
        else:
            same = all(a == b for a, b in zip(mine, other, strict=True) if b is not None)
            out.append((kind, "exact" if same else "differs", said, text))
    return out


ROWS = {"type": "datagrid", "key": "g", "label": "Rows", "components": [{"type": "radio", "key": "c", "label": "C", "values": [{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}]}, {"type": "textfield", "key": "in", "label": "In", "customConditional": "show = row.c === 'x'"}]}
DAY = {"type": "date", "key": "d", "label": "D"}
PLAIN = {"type": "radio", "key": "p", "label": "P", "values": [{"value": "1", "label": "One"}, {"value": "2", "label": "Two"}]}
CONDITIONS = [
    "show = _.some(data.g, (row) => { return row.c === 'x'; })", "show = !_.some(data.g, row => row.c === 'x')", "show = data.g.length > 0 && _.every(data.g, (each) => each.c === 'x')",
    "show = !_.every(data.g, (row) => row.c !== 'y')", "show = data.p === '1' || _.some(data.g, (row) => (row.c === 'x' && row.c !== 'y'))", "show = data.g.length === 0",
    "var born = new Date(data.d); show = born.getFullYear() < 1990;", "var now = new Date(Date.now()); var born = new Date(data.d); show = now.getFullYear() - 30 >= born.getFullYear();",
    "var hide = ['1', '2'].includes(data.p); show = !hide;", "show = data.p !== '1'",
]  # fmt: skip


def judged_form(code):
    asked = {"type": "textfield", "key": "z", "label": "Z", "customConditional": code}
    return {"components": [{"type": "panel", "key": "a", "title": "Page", "components": [PLAIN, DAY, ROWS, asked]}]}


@pytest.mark.parametrize("code", CONDITIONS)
def test_a_condition_over_rows_means_what_it_means_in_form_io(code, tmp_path, project):
    path = tmp_path / "form.json"
    path.write_text(json.dumps(judged_form(code)), encoding="utf-8")
    found = compared(path, project)
    assert [(how, text) for _, how, _, text in found if text == code] == [("exact", code)], found
    assert {how for _, how, _, _ in found} == {"exact"}


@pytest.mark.parametrize("code", ["show = _.some(data.p, (row) => row.c === 'x')", "show = _.some(data.g, (row) => fetch(row.c))", "show = _.some(data.g, (row) => { alert(1); return true; })", "show = data.g.map(x => x).length > 0", "show = data.g.length > 2", "show = $year(data.p) > 2", "var a = new Date(data.d); show = a.getMonth() > 2;"])
def test_other_code_over_rows_is_lost(code):
    reader = read(judged_form(code))
    assert [loss.source for loss in reader.form.losses] == [code]


@pytest.mark.long
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the forms of another administration are not here")
def test_conditions_of_an_administration_are_exact(project, capsys):
    """At least 98 of 100 simple conditions and 75 of 100 in JavaScript, each on 50 drawn answers. Those that ask for a field or
    an option that the form does not have (`dead`) are told apart: they are reported, and have no meaning to keep.
    """
    count = Counter()
    for path in sorted(CORPUS.glob("*.json")):
        count.update((kind, how) for kind, how, _, _ in compared(path, project))
    with capsys.disabled():
        print(f"\n{dict(count)}")
    for kind, least, many in (("simple", 0.98, 900), ("custom", 0.75, 250)):
        judged = sum(count[kind, how] for how in ("exact", "differs", "lost"))
        assert judged > many
        assert count[kind, "exact"] / judged >= least
