"""XLSForms are refused and taken as their own converter does: cases by kind, each put to both."""

import functools

import pytest
from importers_shared import HEADING
from pyxform.xls2xform import convert
from test_sheets import workbook

from eformc.importers import sheets
from eformc.importers.importer import ImportProblem

CASES = {
    # name -> rows of `survey`, `/` between them and `|` between cells; `@` is the header type|name|label, `&` a list `l` of a and b
    "nolabel": "@text|a|",
    "nolabelhint": "type|name|hint/text|a|h",
    "notelabel": "@note|n|/text|a|A",
    "chnoname": "@select_one l|s|S&/l||C",
    "chnolabel": "@select_one l|s|S&/l|c|",
    "chspace": "@select_one l|s|S&/l|c d|C",
    "chspacem": "@select_multiple l|s|S&/l|c d|C",
    "chunused": "@text|s|S&/m|c|C/m|c|D",
    "nosurvey": "#choices/list_name|name|label/l|a|A",
    "notype": "name|label/a|A",
    "noname": "type|label/text|A",
    "badname": "@text|1a|A",
    "dotname": "@text|a.b|A",
    "colon": "@text|a:b|A",
    "hyphen": "@text|a-b|A",
    "uni": "@text|tuổi|A",
    "under": "@text|_a|A",
    "meta": "@text|meta|A",
    "repdata": "@begin repeat|data|A/text|a|A/end repeat||",
    "reptwice": "@begin group|g|G/begin repeat|r|R/text|a|A/end repeat||/end group||/begin group|h|H/begin repeat|r|R/text|a|A/end repeat||/end group||",
    "ambref": 'type|name|label|relevant/begin group|g|G|/text|a|A|/end group|||/begin group|h|H|/text|a|A|/end group|||/text|b|B|${a} != ""',
    "ambunref": "@begin group|g|G/text|a|A/end group||/begin group|h|H/text|a|A/end group||",
    "brokenref": "type|name|label|relevant/text|a|A|/text|b|B|${a = 1",
    "spaceref": "type|name|label|relevant/text|a|A|/text|b|B|${ a } = 1",
    "refinlabel": "@text|a|A/text|b|B ${a}",
    "refinlabelbad": "@text|a|A/text|b|B ${c}",
    "refhint": "type|name|label|hint/text|a|A|${zz}",
    "emptygroup": "@begin group|g|G/end group||/text|a|A",
    "emptyrep": "@begin repeat|g|G/end repeat||/text|a|A",
    "nogname": "@begin group||G/text|a|A/end group||",
    "norname": "@begin repeat||G/text|a|A/end repeat||",
    "ungrouped": "@text|a|A/end repeat||",
    "noend": "@begin repeat|g|G/text|a|A",
    "cross": "@begin repeat|r|G/begin group|g|G/text|a|A/end repeat||/end group||",
    "range1": "type|name|label|parameters/range|r|R|start=1 end=10 step=1",
    "range2": "type|name|label|parameters/range|r|R|start=a",
    "range3": "type|name|label|parameters/range|r|R|begin=1",
    "range4": "@range|r|R",
    "range5": "type|name|label|parameters/range|r|R|start=1 end=10 step=0",
    "range6": "type|name|label|parameters/range|r|R|start=1 end=10 step=20",
    "calcno": "@text|a|A/calculate|c|",
    "calc": "type|name|label|calculation/integer|a|A|/calculate|c||${a}+1",
    "calcdef": "type|name|label|default/integer|a|A|/calculate|c||3",
    "reqtext": "type|name|label|required/text|a|A|maybe",
    "reqref": "type|name|label|required/text|a|A|/text|b|B|${a} = 1",
    "relbad": "type|name|label|relevant/text|a|A|((",
    "relfn": "type|name|label|relevant/text|a|A|foo(1)",
    "constbad": "type|name|label|constraint/integer|a|A|. > (",
    "dupheader": "type|name|label|relevant|relevance/text|a|A||",
    "dupheader2": "type|name|label|label/text|a|A|B",
    "unkheader": "type|name|label|colour/text|a|A|red",
    "unktype": "@txt|a|A",
    "selnolist": "@select_one|a|A&",
    "selunk": "@select_one m|a|A&",
    "selnochoices": "@select_one m|a|A",
    "rank": "@text|b|B/rank l|a|A&",
    "selfile": "@text|b|B/select_one_from_file a.csv|a|A",
    "selfilebad": "@select_one_from_file a.txt|a|A",
    "selext": "@select_one_external l|a|A",
    "selref": "@begin repeat|r|R/text|n|N/end repeat||/select_one ${n}|a|A",
    "orother": "@select_one l or_other|a|A&",
    "orspec": "@select one from l or specify other|a|A&",
    "orfilter": "type|name|label|choice_filter/select_one l or_other|a|A|x=1&",
    "label_lang": "type|name|label::English (en)|label::French (fr)/text|a|A|B",
    "mixlang": "type|name|label|label::French (fr)/text|a|A|B",
    "missinglang": "type|name|label::English (en)|hint::French (fr)/text|a|A|B",
    "trig": "@trigger|a|A",
    "ack": "@acknowledge|a|A",
    "audit": "@text|b|B/audit|audit|",
    "audit2": "@text|b|B/audit|x|",
    "start": "@start|start|/text|a|A",
    "only_start": "@start|start|",
    "email": "@email|email|/text|a|A",
    "username": "@username|username|/text|a|A",
    "barcode": "@barcode|b|B",
    "image": "@image|b|B",
    "imagep": "type|name|label|parameters/image|b|B|max-pixels=640",
    "imagepbad": "type|name|label|parameters/image|b|B|max-pixels=a",
    "audiobad": "type|name|label|parameters/audio|b|B|quality=foo",
    "textrows": "type|name|label|parameters/text|b|B|rows=3",
    "textrowsbad": "type|name|label|parameters/text|b|B|rows=x",
    "geop": "@text|a|A/geopoint|b|B",
    "xmlext": "@text|a|A/xml-external|x|",
    "csvext": "@text|a|A/csv-external|x|",
    "csvdup": "@text|a|A/csv-external|x|/xml-external|x|",
    "osm": "@osm|o|O",
    "hidden": "@text|a|A/hidden|h|",
    "disabled": "type|name|label|disabled/text|a|A|yes/text|b|B|",
    "disabledbad": "type|name|label|disabled/nonsense|a|A|yes/text|b|B|",
    "repcount": "type|name|label|repeat_count/integer|n|N|/begin repeat|r|R|${n}/text|a|A|/end repeat|||",
    "repcountbad": "type|name|label|repeat_count/integer|n|N|/begin repeat|r|R|${m}/text|a|A|/end repeat|||",
    "setname": "@text|a|A/#settings/name/1bad",
    "setns": "@text|a|A/#settings/form_title|form_id/A b|a",
    "setlang": "@text|a|A/#settings/default_language/zz",
    "setstyle": "@text|a|A/#settings/style/pages",
    "setunk": "@text|a|A/#settings/foo/pages",
    "setcode": "@text|a|A/#settings/form_id/a b",
    "trigger": "type|name|label|calculation|trigger/text|a|A||/calculate|c||1+1|${a}",
    "triggerbad": "type|name|label|calculation|trigger/text|a|A||/calculate|c||1+1|${z}",
    "dynd": "type|name|label|default/text|a|A|/text|b|B|${a}",
    "dyndbad": "type|name|label|default/text|b|B|${z}",
    "lastsaved": "type|name|label|default/text|b|B|${last-saved#b}",
    "lastsavedbad": "type|name|label|default/text|b|B|${last-saved#c}",
    "cf": "type|name|label|choice_filter/select_one l|a|A|/select_one l|b|B|name != ${a}&",
    "cfbad": "type|name|label|choice_filter/select_one l|b|B|name != ${z}&",
    "cffile": "type|name|label|choice_filter/text|a|A|/select_one_from_file x.csv|b|B|k=${a}",
    "entities": "@text|a|A/#entities/dataset|label/trees|${a}",
    "save": "type|name|label|save_to/text|a|A|x",
    "sheetcase": "#Survey/type|name|label/text|a|A",
    "sheetmiss": "#survye/type|name|label/text|a|A",
    "chmiss": "@select_one l|a|A/#choice/list_name|name|label/l|a|A",
    "chcols": "@select_one l|a|A/#choices/list_name|value|label/l|a|A",
    "chnolist": "@select_one l|a|A/#choices/name|label/a|A",
    "chhead": "@select_one l|a|A/#choices/list_name|name|label|my col/l|a|A|x",
    "chhead2": "@select_one l|a|A/#choices/list_name|name|label|my_col/l|a|A|x",
    "period": "type|name|label|period/text|a|A|x",
    "uppertype": "@TEXT|a|A",
    "sel1": "@select1 l|a|A&",
    "selall": "@select all that apply from l|a|A&",
    "addsel": "@add select one prompt using l|a|A&",
    "addtext": "@add text prompt|a|A",
    "stringt": "@string|a|A",
    "phone": "@phone number|a|A",
    "percent": "@percentage|a|A",
    "get": "@get start time|s|/text|a|A",
    "note2": "@note|n|Hi",
    "loop": "@begin loop over l|lo|/integer|c|How many %(label)s/end loop||&",
    "loopbad": "@begin loop over m|lo|/integer|c|How many %(label)s/end loop||&",
    "lgroup": "@begin lgroup|g|G/text|a|A/end lgroup||",
    "tablelist": "type|name|label|appearance/begin group|g|G|table-list/select_one l|a|A|/select_one m|b|B|/end group|||&/m|c|C",
    "datetime": "@dateTime|a|A",
    "time": "@time|a|A",
    "inputt": "@input|a|A",
    "background": "@text|a|A/background-audio|b|",
    "simserial": "@simserial|s|/text|a|A",
}
TOLERATED = {
    "meta": "real forms have a group of this name, and other converters take it",
    "repdata": "the name of the root is the converter's own",
    "audit2": "nothing is noted here anyway",
    "audiobad": "the quality of a recording is left out",
    "save": "what is kept of the answers elsewhere is left out",
    "uppertype": "nothing else can be meant",
    "tablelist": "how the questions are laid out is left out",
}
"""Cases that only the converter refuses, and why."""
ASK_NOTHING = {"only_start", "osm", "note2"}
"""Cases that the converter takes, though nobody is asked anything: no spec can be made of them."""


@functools.cache
def book(name):
    text = CASES[name].replace("@", "type|name|label/", 1).replace("&", "/#choices/list_name|name|label/l|a|A/l|b|B", 1)
    out, sheet = {}, "survey"
    for line in text.split("/"):
        if line.startswith("#"):
            sheet = line[1:]
            out[sheet] = []
        elif line:
            out.setdefault(sheet, []).append([cell or None for cell in line.split("|")])
    return workbook(**out)


def judged(name, folder):
    path = folder / "a.xlsx"
    path.write_bytes(book(name))
    try:
        convert(path)
    except Exception:  # noqa: BLE001 - whatever it refuses with
        return False
    return True


def taken(name):
    try:
        sheets.IMPORTER.read(book(name), HEADING)
    except ImportProblem as problem:
        assert str(problem).startswith(("sheet ", "the sheet ", "nothing to fill in")), "it says where"
        return False
    return True


@pytest.mark.parametrize("name", CASES)
def test_both_take_it_or_both_refuse_it(name, tmp_path):
    wanted = judged(name, tmp_path)
    if name in TOLERATED:
        assert (wanted, taken(name)) == (False, True)
    elif name in ASK_NOTHING:
        assert (wanted, taken(name)) == (True, False)
    else:
        assert taken(name) == wanted


def test_how_often_both_say_the_same(tmp_path):
    same = sum(taken(name) == judged(name, tmp_path) for name in CASES)
    refused = sum(not judged(name, tmp_path) for name in CASES)
    print(f"\n{same} of {len(CASES)} cases ({refused} refused) are taken or refused as pyxform does: {100 * same / len(CASES):.1f} %")
    assert same >= 0.9 * len(CASES)
    assert refused > len(CASES) / 4
