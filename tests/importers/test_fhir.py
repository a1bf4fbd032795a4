"""FHIR Questionnaires: items become questions, conditions mean what they mean there, what is lost is told."""

import json

import pytest
from importers_shared import HEADING, listed

from eformc.importers import json_
from eformc.importers.importer import ImportProblem

COLOUR = {"linkId": "c", "text": "Colour", "type": "choice", "answerOption": [{"valueCoding": {"code": "r", "display": "Red"}}, {"valueCoding": {"code": "b", "display": "Blue"}}]}
MANY = {"linkId": "m", "text": "Many", "type": "coding", "repeats": True, "answerOption": [{"valueString": "Left hand"}, {"valueString": "Right hand"}]}
NUMBER = {"linkId": "n", "text": "Number", "type": "integer"}
CHECK = {"linkId": "k", "text": "Check", "type": "boolean"}


def read(*items, **more):
    value = {"resourceType": "Questionnaire", "title": "Form", "item": list(items), **more}
    return json_.IMPORTER.read(json.dumps(value).encode(), HEADING)


def test_items_become_questions_pages_and_tables(project):
    found = read(
        {"linkId": "p", "type": "group", "text": "About you", "item": [
            {"linkId": "1", "text": "Name", "type": "string", "required": True, "maxLength": 40},
            {"linkId": "2", "text": "Story", "type": "text"}, {"linkId": "3", "text": "Born", "type": "date"}, {"linkId": "4", "text": "Seen at", "type": "dateTime"},
            {"linkId": "5", "text": "Weight", "type": "decimal", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces", "valueInteger": 1}, {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": {"display": "kg"}}]},
            {"linkId": "6", "text": "Letter", "type": "attachment"}, COLOUR, MANY,
        ]},
        {"linkId": "q", "type": "group", "text": "Home", "item": [
            {"linkId": "d", "type": "group", "repeats": True, "text": "Dogs", "item": [{"linkId": "d1", "text": "Dog", "type": "string"}, {"linkId": "d2", "text": "Breed", "type": "string", "enableWhen": [{"question": "d1", "operator": "exists", "answerBoolean": True}]}]},
        ]},
    )  # fmt: skip
    kinds = ["text", "long_text", "date", "datetime", "decimal", "file", "choice", "choices", "table"]
    assert [kind for _, kind in listed(found.form)] == kinds
    assert [page.title[""] for page in found.form.pages] == ["About you", "Home"]
    assert not found.lost
    weight = found.form.pages[0].questions[4]
    assert weight.settings == {"scale": 1, "unit": "kg"}
    assert found.form.pages[1].questions[0].columns[1].when == "present(dogs.dog)"
    assert [one.ref for one in found.form.pages[0].questions][:2] == [("1",), ("2",)]
    assert project.unit_of("a.eform.yaml", found.spec.encode()).sound, found.spec


SAID = [
    ([{"question": "c", "operator": "=", "answerCoding": {"code": "r"}}], "all", 'colour == "r"'),
    ([{"question": "c", "operator": "!=", "answerCoding": {"code": "r"}}], "all", '!present(colour) || colour != "r"'),
    ([{"question": "m", "operator": "=", "answerString": "Left hand"}], "all", '"left_hand" in many'),
    ([{"question": "m", "operator": "!=", "answerString": "Left hand"}], "all", '!present(many) || !("left_hand" in many)'),
    ([{"question": "n", "operator": ">=", "answerInteger": 3}], "all", "number >= 3"),
    ([{"question": "k", "operator": "=", "answerBoolean": True}], "all", "check"),
    ([{"question": "k", "operator": "=", "answerBoolean": False}], "all", "check == false"),
    ([{"question": "n", "operator": "exists", "answerBoolean": False}], "all", "!present(number)"),
    ([{"question": "k", "operator": "=", "answerBoolean": True}, {"question": "n", "operator": ">", "answerInteger": 3}], "any", "check || number > 3"),
    ([{"question": "k", "operator": "=", "answerBoolean": True}, {"question": "n", "operator": ">", "answerInteger": 3}], "all", "check && number > 3"),
]


@pytest.mark.parametrize(("given", "behaviour", "wanted"), SAID)
def test_a_condition_is_said(given, behaviour, wanted, project):
    found = read(COLOUR, MANY, NUMBER, CHECK, {"linkId": "z", "text": "Last", "type": "string", "enableWhen": given, "enableBehavior": behaviour})
    *_, last = found.form.questions()
    assert last.when == wanted
    unit = project.unit_of("a.eform.yaml", found.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]


def test_what_has_no_place_is_told(project):
    found = read(
        {"linkId": "1", "type": "display", "text": "Read this first."},
        {"linkId": "2", "type": "string", "text": "Name", "initial": [{"valueString": "Hoa"}], "item": [{"linkId": "2a", "type": "display", "text": "As on your card."}]},
        {"linkId": "3", "type": "choice", "text": "Country", "answerValueSet": "http://example.org/countries"},
        {"linkId": "4", "type": "choice", "text": "Hand", "answerValueSet": "#hands"},
        {"linkId": "5", "type": "string", "text": "Secret", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", "valueBoolean": True}]},
        {"linkId": "6", "type": "string", "text": "Late", "enableWhen": [{"question": "gone", "operator": "=", "answerString": "x"}]},
        contained=[{"resourceType": "ValueSet", "id": "hands", "compose": {"include": [{"concept": [{"code": "l", "display": "Left"}, {"code": "r", "display": "Right"}]}]}}],
    )  # fmt: skip
    assert [loss.construct for loss in found.lost] == ["note", "default value", "options from a file or server", "hidden value", "condition on a field that does not exist"]
    assert [(one.title[""], one.type, one.help.get("")) for one in found.form.questions()] == [("Name", "text", "As on your card."), ("Country", "text", None), ("Hand", "choice", None), ("Late", "text", None)]
    assert project.unit_of("a.eform.yaml", found.spec.encode()).sound, found.spec


def test_translations_make_languages():
    french = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [{"url": "lang", "valueCode": "fr"}, {"url": "content", "valueString": "Nom"}]}]}
    found = read({"linkId": "1", "type": "string", "text": "Name", "_text": french}, language="en")
    assert found.form.languages == ("en", "fr")
    assert found.form.pages[0].questions[0].title == {"en": "Name", "fr": "Nom"}


@pytest.mark.parametrize("items", [[], [{"linkId": "1", "type": "display", "text": "x"}], [5, None], [{"type": "group", "item": [{"type": "group", "item": 7}]}]])
def test_a_questionnaire_that_asks_nothing_is_refused(items):
    with pytest.raises(ImportProblem, match="no item that asks anything"):
        read(*items)


@pytest.mark.parametrize("item", [
    {"linkId": 5, "text": 7, "type": "string"}, {"linkId": "a", "text": "A", "type": "integer", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDate": {"x": 1}}]},
    {"linkId": "a", "text": "A", "type": "string", "maxLength": -3, "enableWhen": [{"question": "a", "operator": "~"}]}, {"linkId": "a", "type": "nonsense", "text": "A", "_text": {"extension": [{"extension": 3}]}},
])  # fmt: skip
def test_odd_values_end_in_no_traceback(item, project):
    found = read(item)
    assert project.unit_of("a.eform.yaml", found.spec.encode()).procedure is not None, found.spec
