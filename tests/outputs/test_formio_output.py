"""Form.io's own evaluator (`@formio/core`) on the form that eformc writes for it; and our importer on the way back."""

import json

import pytest
from tools import TODAY, drawn, node

from eformc.emit import publication_of
from eformc.emit.carrying import Losses
from eformc.emit.formio import form_of as formio
from eformc.kernel.evaluate import evaluate
from eformc.kernel.form import Table
from eformc.kernel.values import Date, Decimal, File, Record
from eformc.model.lowering import form_of


def kept_there(value, answer):
    """An answer as Form.io keeps it: numbers for decimals, a list for a file, a time behind a day (see `lost.json`)."""
    match value:
        case Decimal():
            return float(answer)
        case File():
            return [{"name": answer["name"], "type": answer["media_type"], "size": answer["size"], "storage": "base64", "url": "data:,"}]
        case Date() if value.precision.value == "day":
            return f"{answer}T00:00:00+00:00"
        case Record():
            return {part.name: kept_there(part.value, answer[part.name]) for part in value.parts if part.name in answer}
        case _:
            return answer


def submission(form, answers):
    made = {}
    for entry in form.entries:
        value = answers
        for token in entry.pointer:
            value = value.get(token) if isinstance(value, dict) else None
        if value is None:
            continue
        if isinstance(entry, Table):
            value = [{column.pointer[0]: kept_there(column.value, row[column.pointer[0]]) for column in entry.columns if column.pointer[0] in row} for row in value]
        else:
            value = kept_there(entry.value, value)
        within = made
        for token in entry.pointer[:-1]:
            within = within.setdefault(token, {})
        within[entry.pointer[-1]] = value
    return made


@pytest.fixture(scope="module")
def judged(procedures):
    """For each procedure: its valid answers and what the evaluator says of each, then of nothing at all."""
    given, every = [], []
    for unit in procedures:
        taken, _ = drawn(unit.procedure, 80)
        losses = Losses()
        made = formio(publication_of(unit.reasoned), losses)
        every.append((unit, taken, losses))
        given.append({"components": made["components"], "cases": [*(submission(form_of(unit.procedure), answers) for answers in taken), {}]})
    return [(*one, said) for one, said in zip(every, node("formio.mjs", given), strict=True)]


def test_valid_answers_are_valid_there(judged):
    wrong = {unit.procedure.id: sorted({error for one in said[:-1] for error in one["errors"]}) for unit, _, _, said in judged}
    assert wrong == {name: [] for name in wrong}
    assert sum(len(taken) for _, taken, _, _ in judged) > 200


def test_what_is_missed_here_is_missed_there(judged):
    for unit, _, losses, said in judged:
        lost = {loss.pointer for loss in losses.every.values() if loss.construct == "condition"}
        ours = {".".join(one.pointer) for one in evaluate(form_of(unit.procedure), {}, TODAY).findings if one.code == "required" and not one.warning}
        theirs = {error.split(": ")[0] for error in said[-1]["errors"] if error.endswith(": required")}
        assert {one for one in ours if f"/{one.replace('.', '/')}" not in lost} <= theirs, unit.procedure.id


def test_conditions_hide_there_what_they_hide_here(judged):
    seen = 0
    for unit, taken, losses, said in judged:
        lost = {loss.pointer for loss in losses.every.values() if loss.construct == "condition"}
        for answers, one in zip([*taken, {}], said, strict=True):
            applies = evaluate(form_of(unit.procedure), answers, TODAY).applies
            hidden = set(one["hidden"])
            pages = {page.id: page for page in unit.procedure.pages}
            for entry in form_of(unit.procedure).entries:
                page = next((page for page in pages.values() for item in page.items if getattr(item, "pointer", (getattr(item, "id", ""),)) == entry.pointer), None)
                if entry.when is None or "/" + "/".join(entry.pointer) in lost or page is None or page.when is not None:
                    continue
                seen += 1
                assert (".".join(entry.pointer) in hidden) == (not applies[entry.pointer]), (unit.procedure.id, entry.pointer)
    assert seen > 200


def test_the_definition_holds_no_code_of_an_author(procedures):
    """Titles and messages are data: in a script they stand in quotation marks, as JSON writes them."""
    for unit in procedures:
        text = json.dumps(formio(publication_of(unit.reasoned), Losses()))
        assert "</script" not in text


def leaves(procedure):
    """Title, kind and codes of every question of the form as Form.io has it: parts of values one by one."""
    from eformc.kernel import values
    from eformc.model.procedure import Group

    def of(title, kind, value):
        if isinstance(value, values.Record):
            for part in value.parts:
                yield from of(part.title, None, part.value)
            return
        codes = [code.code for code in value.codes.codes] if isinstance(value, values.Choice | values.Choices) and not getattr(value, "parent_part", None) else []
        named = {values.Choice: "choice" if codes else "text", values.Choices: "choices", values.Integer: "integer", values.Money: "integer", values.Decimal: "decimal", values.Boolean: "yes_no"}
        if isinstance(value, values.Text):
            kind = "long_text" if value.multiline else "text"
        elif isinstance(value, values.Date):
            kind = "date" if value.precision.value == "day" else "text"
        yield title[procedure.languages[0]], named.get(type(value), kind), codes

    for page in procedure.pages:
        for item in page.items:
            for found in item.columns if isinstance(item, Group) else (item,):
                yield from of(found.title, found.type, found.value)


def test_what_our_importer_reads_back_is_the_form(procedures):
    from eformc.importers.formio import read_formio
    from eformc.importers.heading import Heading

    questions = kinds = written = conditions = wanted = same_options = choices = 0
    for unit in procedures:
        losses = Losses()
        back = read_formio(formio(publication_of(unit.reasoned), losses), Heading("back", "Back", "person"))
        read = [one for page in back.pages for question in page.questions for one in (question.columns or [question])]
        ours = list(leaves(unit.procedure))
        wanted += len(ours)
        for (title, kind, codes), one in zip(ours, read, strict=False):
            questions += title in one.title.values()
            kinds += kind == one.type
            choices += bool(codes)
            same_options += bool(codes) and codes == [option.code for option in one.options]
        told = {loss.pointer for loss in losses.every.values() if loss.construct == "condition" and not loss.partly}
        for page in unit.procedure.pages:
            for item in page.items:
                if item.when is not None and "/" + "/".join(getattr(item, "pointer", (item.id,))) not in told:
                    written += 1
                    parts = item.value.parts if isinstance(getattr(item, "value", None), Record) else (item,)
                    titles = {part.title[unit.procedure.languages[0]] for part in parts}
                    conditions += any(titles & {*one.title.values()} and one.when for again in back.pages for one in again.questions)
    print(f"of {wanted} questions {questions} by their titles in their order, {kinds} of the same kind, {same_options} of {choices} lists of codes; {conditions} conditions read of {written} written")
    assert questions >= 0.98 * wanted
    assert kinds >= 0.98 * wanted
    assert conditions >= 0.98 * written
    assert written > 20
    assert same_options >= 0.98 * choices
