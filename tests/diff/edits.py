"""Edits of known effect, for any procedure: a page of planted questions is added first, then one thing is changed.

`breaks`: whether some submission that was right is refused now. `hurts`: classes that must be named, `spares`: that
must not. `where`: the place (a prefix) that must be named.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

from eformc.source import Mapping, Scalar, Sequence, read

VI = {"vi": "Câu hỏi", "en": "Question"}


def plain(node):
    """A spec's nodes as JSON values; JSON is YAML, so they can be compiled again."""
    match node:
        case Mapping():
            return {key.text: plain(value) for key, value in node}
        case Sequence(items):
            return [plain(item) for item in items]
        case Scalar(text, quoted=quoted, block=block):
            return text == "true" if text in ("true", "false") and not quoted and not block else text


def load(path):
    return plain(read(path.as_posix(), path.read_bytes())[1])


def to_bytes(spec):
    return json.dumps(spec, ensure_ascii=False).encode()


def q(type_, **more):
    return {"title": VI, "type": type_, "optional": True, **more}


OPTIONS = [{"a": VI}, {"b": VI}, {"c": VI}]
PLANTED = {
    "p_text": q("text", max_length="50", min_length="2"),
    "p_free": q("text"),
    "p_digits": q("text", pattern="[0-9]{1,12}"),
    "p_letters": q("text", pattern="[ab]"),
    "p_recommended": {"title": VI, "type": "text", "recommended": True},
    "p_whole": q("integer", min="2", max="20"),
    "p_decimal": q("decimal", scale="2", min="0", max="10"),
    "p_money": q("money", max="5000"),
    "p_day": q("date"),
    "p_some_day": q("partial_date"),
    "p_choice": q("choice", options=OPTIONS),
    "p_several": q("choices", options=OPTIONS),
    "p_yes": q("yes_no"),
    "p_when": q("text", when="p_yes == true"),
    "p_part": q("choice", options=[{"x": VI}, {"y": {"title": VI, "when": "p_yes == true"}}]),
    "p_table": q("table", at_least="1", at_most="5", columns=[{"name": q("text")}, {"count": {"title": VI, "type": "integer"}}]),
    "p_sure": {"title": VI, "type": "yes_no"},
    "p_then": {"title": VI, "type": "text", "when": "p_sure == true"},
}
RULES = [
    {"holds": "p_whole <= 19", "message": VI, "at": "p_whole"},
    {"holds": "p_money >= 5", "message": VI, "at": "p_money"},
]
PAPER = {"p_paper": {"title": VI, "optional": True, "accept": ["application/pdf", "image/png"], "max_size": "2 MB"}}


def planted(spec):
    made = copy.deepcopy(spec)
    made["pages"].append({"page": "planted", "title": VI, "fields": [{name: settings} for name, settings in copy.deepcopy(PLANTED).items()]})
    made["constraints"] = [*made.get("constraints", []), *copy.deepcopy(RULES)]
    made["attachments"] = [*made.get("attachments", []), copy.deepcopy(PAPER)]
    made["version"] = "planted"
    return made


def fields(spec):
    return spec["pages"][-1]["fields"]


def settings(spec, name):
    return next(one[name] for one in fields(spec) if name in one)


@dataclass(frozen=True)
class Edit:
    name: str
    breaks: bool
    edit: Callable
    where: str = ""
    hurts: tuple = ()
    spares: tuple = ()


def setting(name, **changes):
    def edit(spec):
        found = settings(spec, name)
        for key, value in changes.items():
            if value is None:
                found.pop(key)
            else:
                found[key] = value

    return edit


def options(name, made):
    return setting(name, options=made)


def renamed(name, new, **more):
    def edit(spec):
        for one in fields(spec):
            if name in one:
                one[new] = {**one.pop(name), **more}

    return edit


def without(name):
    def edit(spec):
        fields(spec)[:] = [one for one in fields(spec) if name not in one]

    return edit


def added(name, made):
    def edit(spec):
        fields(spec).append({name: made})

    return edit


def column(name, **changes):
    def edit(spec):
        columns = settings(spec, "p_table")["columns"]
        found = next(one[name] for one in columns if name in one)
        for key, value in changes.items():
            if value is None:
                found.pop(key)
            else:
                found[key] = value

    return edit


def no_column(spec):
    columns = settings(spec, "p_table")["columns"]
    columns[:] = [one for one in columns if "name" not in one]


def renamed_column(spec):
    columns = settings(spec, "p_table")["columns"]
    columns[0] = {"label": {**columns[0]["name"], "was": "name"}}


def rule(number, /, **changes):
    def edit(spec):
        found = spec["constraints"]
        if number is None:
            found.append(changes)
        elif changes:
            found[number].update(changes)
        else:
            del found[number]

    return edit


def paper(**changes):
    def edit(spec):
        spec["attachments"][-1]["p_paper"].update(changes)

    return edit


def rules_turned(spec):
    spec["constraints"].reverse()


def no_paper(spec):
    del spec["attachments"][-1]


def new_paper(**more):
    def edit(spec):
        spec["attachments"].append({"p_other": {"title": VI, **more}})

    return edit


def page_when(spec):
    spec["pages"].append({"page": "more", "title": VI, "when": "p_yes == true", "fields": [fields(spec).pop(1)]})


def page_split(spec):
    spec["pages"].append({"page": "more", "title": VI, "fields": [fields(spec).pop(0)]})


def turned(spec):
    fields(spec).reverse()


def first_texts(spec):
    fields(spec)[1]["p_free"].update(title={"vi": "Câu khác", "en": "Another"}, help={"vi": "Viết ngắn.", "en": "Be brief."})


def one_less_language(spec):
    spec["languages"] = ["vi"]


EDITS = [
    Edit("a text may be shorter at most", True, setting("p_text", max_length="40"), "/p_text", ("consumers", "drafts")),
    Edit("a text must be longer", True, setting("p_text", min_length="3"), "/p_text", ("consumers", "drafts")),
    Edit("a text gets a pattern", True, setting("p_free", pattern="[A-Za-z]{1,20}"), "/p_free", ("consumers", "drafts")),
    Edit("a pattern takes one digit less", True, setting("p_digits", pattern="[0-9]{1,11}"), "/p_digits", ("consumers", "drafts")),
    Edit("a pattern takes one digit no more", True, setting("p_digits", pattern="[0-79]{1,12}"), "/p_digits", ("consumers", "drafts")),
    Edit("a pattern is written otherwise", False, setting("p_letters", pattern="a|b"), spares=("consumers", "drafts", "readers")),
    Edit("a pattern takes more", False, setting("p_letters", pattern="[abc]"), "/p_letters", ("readers",), ("consumers", "drafts")),
    Edit("a text may be longer", False, setting("p_text", max_length="60"), "/p_text", ("readers",), ("consumers", "drafts")),
    Edit("a number may be less at most", True, setting("p_whole", max="10"), "/p_whole", ("consumers", "drafts")),
    Edit("a number must be greater", True, setting("p_whole", min="3"), "/p_whole", ("consumers", "drafts")),
    Edit("a number may be less", False, setting("p_whole", min="1"), "/p_whole", ("readers",), ("consumers", "drafts")),
    Edit("a decimal has one decimal less", True, setting("p_decimal", scale="1"), "/p_decimal", ("consumers", "drafts")),
    Edit("a decimal may be less at most", True, setting("p_decimal", max="9.99"), "/p_decimal", ("consumers", "drafts")),
    Edit("an amount may be less at most", True, setting("p_money", max="4999"), "/p_money", ("consumers", "drafts")),
    Edit("a date may not lie ahead", True, setting("p_day", max="today"), "/p_day", ("consumers", "drafts")),
    Edit("a date must be later", True, setting("p_day", min="1900-01-01"), "/p_day", ("consumers", "drafts")),
    Edit("a date may be partly known", False, setting("p_day", type="partial_date"), "/p_day", ("readers",), ("consumers", "drafts")),
    Edit("a date must be wholly known", True, setting("p_some_day", type="date"), "/p_some_day", ("consumers", "drafts")),
    Edit("an option is gone", True, options("p_choice", OPTIONS[:2]), "/p_choice", ("consumers", "drafts")),
    Edit("an option is new", False, options("p_choice", [*OPTIONS, {"d": VI}]), "/p_choice", ("readers",), ("consumers", "drafts")),
    Edit("options stand in another order", False, options("p_choice", OPTIONS[::-1]), "/p_choice", ("harmless",), ("consumers", "readers")),
    Edit("options of several stand in another order", True, options("p_several", OPTIONS[::-1]), "/p_several", ("consumers", "drafts")),
    Edit("an option of several is gone", True, options("p_several", OPTIONS[1:]), "/p_several", ("consumers", "drafts")),
    Edit("fewer may be chosen", True, setting("p_several", at_most="2"), "/p_several", ("consumers", "drafts")),
    Edit("an option gets a condition", True, options("p_choice", [*OPTIONS[:2], {"c": {"title": VI, "when": "p_yes == true"}}]), "/p_choice", ("consumers", "drafts")),
    Edit("an option loses its condition", False, options("p_part", [{"x": VI}, {"y": VI}]), "/p_part", ("readers",), ("consumers", "drafts")),
    Edit("an option has another code", True, options("p_choice", [*OPTIONS[:2], {"d": VI}]), "/p_choice", ("consumers", "drafts")),
    Edit("an option has another code and says so", True, options("p_choice", [*OPTIONS[:2], {"d": {"title": VI, "was": "c"}}]), "/p_choice", ("consumers",), ("drafts",)),
    Edit("an option of several has another code and says so", True, options("p_several", [{"d": {"title": VI, "was": ["c"]}}, *OPTIONS[:2]]), "/p_several", ("consumers",), ("drafts",)),
    Edit("two options become one and say so", True, options("p_choice", [OPTIONS[0], {"d": {"title": VI, "was": ["b", "c"]}}]), "/p_choice", ("consumers",), ("drafts",)),
    Edit("an option is called otherwise", False, options("p_choice", [*OPTIONS[:2], {"c": {"vi": "Khác", "en": "Other"}}]), "/p_choice", ("harmless",), ("consumers", "readers")),
    Edit("yes or no becomes a declaration", True, setting("p_yes", declaration=True), "/p_yes", ("consumers", "drafts")),
    Edit("a text becomes a number", True, setting("p_free", type="integer"), "/p_free", ("consumers", "drafts")),
    Edit("what was optional is required", True, setting("p_free", optional=None), "/p_free", ("consumers", "citizens"), ("drafts",)),
    Edit("what was recommended is required", True, setting("p_recommended", recommended=None), "/p_recommended", ("consumers", "citizens"), ("drafts",)),
    Edit("what was required is optional", False, setting("p_sure", optional=True), "/p_sure", ("readers",), ("consumers", "drafts", "citizens")),
    Edit("a question is gone", True, without("p_free"), "/p_free", ("consumers", "drafts")),
    Edit("an optional question is new", False, added("p_new", q("text")), "/p_new", ("citizens", "readers"), ("consumers", "drafts")),
    Edit("a required question is new", True, added("p_new", {"title": VI, "type": "text"}), "/p_new", ("consumers", "citizens"), ("drafts",)),
    Edit("a question has another id", True, renamed("p_free", "p_other"), "/p_free", ("consumers", "drafts")),
    Edit("a question has another id and says so", True, renamed("p_free", "p_other", was="p_free"), "/p_other", ("consumers",), ("drafts",)),
    Edit("a question is renamed and narrowed", True, renamed("p_text", "p_other", was="p_text", max_length="40"), "/p_other", ("consumers", "drafts")),
    Edit("a question gets a condition", True, setting("p_free", when="p_yes == true"), "/p_free", ("consumers", "drafts")),
    Edit("a required question loses its condition", True, setting("p_then", when=None), "/p_then", ("consumers", "citizens"), ("drafts",)),
    Edit("a condition is turned round", True, setting("p_when", when="p_yes == false"), "/p_when", ("consumers", "drafts")),
    Edit("a condition is written otherwise", False, setting("p_when", when="!(p_yes == false)"), spares=("consumers", "drafts", "readers", "citizens")),
    Edit("a rule is new", True, rule(None, holds="p_decimal < 5", message=VI, at="p_decimal"), "/p_decimal", ("consumers", "drafts")),
    Edit("a rule between two answers is new", True, rule(None, holds="p_some_day <= p_day", message=VI, at="p_day"), "/p_day", ("consumers", "drafts")),
    Edit("a rule is stricter", True, rule(-2, holds="p_whole <= 15"), "/p_whole", ("consumers", "drafts")),
    Edit("a rule is gone", False, rule(-2), "/p_whole", ("readers",), ("consumers", "drafts")),
    Edit("rules stand in another order", False, rules_turned, spares=("consumers", "drafts", "readers")),
    Edit("fewer rows", True, setting("p_table", at_most="4"), "/p_table", ("consumers", "drafts")),
    Edit("more rows at least", True, setting("p_table", at_least="2"), "/p_table", ("consumers", "drafts")),
    Edit("a column is gone", True, no_column, "/p_table/*/name", ("consumers", "drafts")),
    Edit("a column has another id and says so", True, renamed_column, "/p_table/*/label", ("consumers",), ("drafts",)),
    Edit("a column is required", True, column("name", optional=None), "/p_table/*/name", ("consumers",), ("drafts",)),
    Edit("a column gets a condition", True, column("name", when="p_table.count > 3"), "/p_table/*/name", ("consumers", "drafts")),
    Edit("a file type is no longer taken", True, paper(accept=["application/pdf"]), "/attachments/p_paper", ("consumers", "drafts")),
    Edit("files must be smaller", True, paper(max_size="1 MB"), "/attachments/p_paper", ("consumers", "drafts")),
    Edit("a paper is no longer wanted", True, no_paper, "/attachments/p_paper", ("consumers", "drafts")),
    Edit("a paper more is wanted", True, new_paper(), "/attachments/p_other", ("consumers", "citizens"), ("drafts",)),
    Edit("a paper more is welcome", False, new_paper(optional=True), "/attachments/p_other", ("citizens", "readers"), ("consumers", "drafts")),
    Edit("a page gets a condition", True, page_when, "/p_free", ("consumers", "drafts", "citizens")),
    Edit("a page is split", False, page_split, "", ("citizens",), ("consumers", "drafts", "readers")),
    Edit("questions stand in another order", False, turned, "", ("harmless",), ("consumers", "readers", "citizens")),
    Edit("texts are better", False, first_texts, "/p_free", ("harmless",), ("consumers", "readers", "citizens")),
    Edit("a language less", False, one_less_language, "", ("citizens",), ("consumers", "drafts", "readers")),
]
