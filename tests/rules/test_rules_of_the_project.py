"""What a project says about rules: which count, how much, where; rules of its own; rules that break."""

import importlib.metadata
import json

import pytest
from msgspec.structs import replace

from conftest import TODAY
from eformc.diagnostics import Kind, Severity
from eformc.project import Project, SettingsError, load_settings
from eformc.rules.editions import EDITIONS, PRESETS, UnknownSelectorError, selected
from eformc.rules.kinds import kinds
from eformc.rules.rule import Across, Rule, no_check

SPEC = """procedure: {id}
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: one
    title: {{vi: Trang một, en: Page one}}
    fields:
      - applicant.full_name: {{ask: true}}
      - applicant.religion
      - note: {{title: {{vi: Ghi chú MẬT, en: Note}}, help: {{vi: Viết ngắn gọn, en: Be brief}}, type: text}}
attachments:
  - plan: {{title: {{vi: Bản vẽ thiết kế, en: Drawing}}}}
"""


@pytest.fixture
def made(tmp_path):
    def make(settings, *names, trusted=()):
        (tmp_path / "eformc.toml").write_text(settings, encoding="utf-8")
        for name in names or ("a",):
            path = tmp_path / f"{name}.eform.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(SPEC.format(id=path.name.split(".")[0]), encoding="utf-8")
        return Project(replace(load_settings(tmp_path), trusted=trusted), TODAY), tmp_path

    return make


def codes(project, folder, family="EF"):
    found = [d for unit in project.units([str(folder)]) for d in unit.diagnostics]
    return sorted((d.code, d.severity.value) for d in found if d.code.startswith(family) and not d.code.startswith("EF5"))


def test_without_settings_everything_counts(made):
    assert codes(*made("")) == [("EF201", "error"), ("EF401", "warning")]


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        ('ignore = ["EF201"]', ["EF401"]),
        ('ignore = ["EF2"]', ["EF401"]),
        ('ignore = ["held-data"]', ["EF401"]),
        ('ignore = ["held"]', ["EF401"]),
        ('select = ["privacy"]', ["EF401"]),
        ('select = ["once-only"]', ["EF201"]),
        ('select = ["minimal"]', []),
        ('select = ["all"]\nignore = ["privacy", "held-data"]', []),
        ('rules = "2026"', ["EF201", "EF401"]),
        ('[[files]]\nmatch = ["*.yaml"]\nignore = ["held"]\nreason = "old"', ["EF401"]),
        ('[[files]]\nmatch = ["old/**"]\nignore = ["held"]\nreason = "old"', ["EF201", "EF401"]),
    ],
)
def test_rules_are_chosen_by_code_prefix_name_family_preset_and_file(made, settings, left):
    assert [code for code, _ in codes(*made(settings))] == left


def test_severities_are_raised_but_what_the_law_makes_an_error_stays_one(made):
    assert codes(*made('[severity]\nEF401 = "error"\nEF201 = "info"')) == [("EF201", "error"), ("EF401", "error")]
    assert codes(*made('[severity]\nprivacy = "info"'))[1] == ("EF401", "info")


@pytest.mark.parametrize(
    "settings",
    [
        'ignore = ["EF999"]', 'select = ["helt"]', 'rules = "1999"', 'ignore = ["EF1"]', 'ignore = ["EF010"]', "severity = 3",
        '[severity]\nEF401 = "fatal"', '[[files]]\nmatch = ["*"]\nignore = ["held"]', "files = 3", "plugins = 1",
        'plugins = ["nobody"]',
    ],
)  # fmt: skip
def test_settings_that_name_nothing_or_switch_the_language_off_are_refused(made, settings):
    with pytest.raises(SettingsError):
        codes(*made(settings))


def test_presets_lie_within_each_other_and_editions_are_only_added():
    every = kinds()
    chosen = {name: selected((name,), every) for name in PRESETS}
    assert chosen["minimal"] < chosen["once-only"] < chosen["standard"] < chosen["all"] == frozenset(every)
    assert {kind.edition for kind in every.values()} <= set(EDITIONS)
    assert EDITIONS[0] == "2026"
    with pytest.raises(UnknownSelectorError):
        selected(("nonsense",), every)


def test_a_rule_of_a_later_edition_does_not_reach_who_named_an_earlier_one(made, monkeypatch):
    later = Rule(Kind("XX100", "later-thing", Severity.ERROR, {"m": {"en": "Later."}}, edition="2027"), lambda form: iter([form.found(later.kind, form.reasoned.procedure.span, "m")]))
    monkeypatch.setattr("eformc.rules.editions.EDITIONS", ("2026", "2027"))
    monkeypatch.setattr("eformc.project.analysis.rules_of", lambda settings: (later,))
    assert codes(*made('rules = "2026"'), family="XX") == []
    assert codes(*made('rules = "2027"'), family="XX") == [("XX100", "error")]


OWN = """[[rule]]
code = "HN001"
name = "unexplained-upload"
severity = "error"
each = "attachment"
where = "required"
holds = "present(help)"
message = {vi = "Giấy tờ {label} chưa có hướng dẫn.", en = "Nothing explains {id}."}
help = "Write `help:`."

[[rule]]
code = "HN002"
name = "retired-word"
forbid = ["mật", "ghi chú"]
message = "“{word}” stands in {id}."

[[rule]]
code = "HN003"
name = "long-page"
each = "page"
holds = "typed <= 1 && title_length > 3"
message = "{typed} questions on {id}."

[[rule]]
code = "HN004"
name = "wrong-login"
each = "subject"
holds = 'is == "person" && known_by == "login"'
message = "no"

[[rule]]
code = "HN005"
name = "no-agency"
each = "procedure"
holds = 'agency == "Bộ Tư pháp"'
message = "An unknown does not hold: {id}."
"""


def test_own_rules_as_data_look_at_everything_they_name(made):
    project, folder = made(OWN)
    found = [d for unit in project.units([str(folder)]) for d in unit.diagnostics if d.code.startswith("HN")]
    assert sorted((d.code, d.field_id, d.text("vi")) for d in found) == [
        ("HN001", "plan", "Giấy tờ Bản vẽ thiết kế chưa có hướng dẫn."),
        ("HN002", "note", "“ghi chú” stands in note."),
        ("HN002", "note", "“mật” stands in note."),
        ("HN003", "one", "2 questions on one."),
        ("HN005", "a", "An unknown does not hold: a."),
    ]
    assert {d.span.text for d in found if d.code == "HN001"} == {"plan"}
    assert codes(*made(OWN + '[severity]\nHN002 = "info"\n'), family="HN")[-1] == ("HN005", "warning")


def test_own_rules_are_explained_suppressed_and_listed_like_any_other(made):
    project, folder = made(OWN)
    path = folder / "a.eform.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  - plan:", "  # eformc: ignore[HN001] explained at the counter\n  - plan:"), encoding="utf-8")
    unit = project.unit(path)
    assert [found.code for found, _ in unit.suppressed] == ["HN001"]
    assert project.terms().kinds["HN001"].name == "unexplained-upload"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ('code = "EF999"', "not EF"), ('code = "x"', "capital"), ('name = "No Name"', "bad thing"),
        ('severity = "fatal"', "error, warning, info"), ('each = "everything"', "procedure, page"),
        ('holds = "labl_length < 3"', "label_length"), ('holds = "label <"', "character"), ('holds = "label"', "condition"),
        ('forbid = ["x"]', "either"), ("message = 3", "text"), ("hold = 3", "`holds`"), ("holds = 3", "quotation"),
        ('code = "AB001"', "twice"),
    ],
)  # fmt: skip
def test_an_own_rule_that_cannot_be_used_is_named_with_what_is_wrong(made, broken, says):
    base = {"code": '"HN001"', "name": '"bad-thing"', "holds": '"present(help)"', "message": '"m"'}
    key, _, value = broken.partition(" = ")
    first = '[[rule]]\ncode = "AB001"\nname = "first-thing"\nholds = "present(help)"\nmessage = "m"\n'
    table = "[[rule]]\n" + "".join(f"{name} = {text}\n" for name, text in {**base, key: value}.items())
    project, folder = made(first + table)
    with pytest.raises(SettingsError, match=says):
        codes(project, folder)


def broken_rules():
    def stop(*_):
        message = "boom\n::error::x"
        raise ValueError(message)

    said = {"m": {"en": "m", "vi": "m"}}
    return (
        Rule(Kind("ZZ001", "breaks-looking", Severity.INFO, said), stop),
        Rule(Kind("ZZ002", "breaks-telling", Severity.INFO, said), no_check, Across(stop, stop)),
        Rule(Kind("ZZ003", "breaks-joining", Severity.INFO, said), no_check, Across(lambda form: form.reasoned.procedure.id, stop)),
    )


class Point:
    name = "test-rules"

    def load(self):
        return broken_rules()


def test_a_rule_that_crashes_is_a_finding_and_the_others_go_on(made, monkeypatch):
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [Point()] if group == "eformc.rules" else [])
    project, folder = made('plugins = ["test-rules"]', "a", "b", trusted=("test-rules",))
    units = project.units([str(folder)])
    found = [d for unit in units for d in unit.diagnostics]
    crashes = sorted(d.text("en").split()[2] for d in found if d.code == "EF901")
    assert crashes == ["ZZ001", "ZZ001", "ZZ002", "ZZ002", "ZZ003"]
    assert all("ValueError: boom" in d.text("vi") for d in found if d.code == "EF901")
    assert sum(d.code == "EF201" for d in found) == 2
    assert all(unit.sound for unit in units), "a broken rule does not stop a build"


def test_a_plugin_brings_rules_with_codes_of_its_own(made, monkeypatch):
    class Bad:
        name = "bad"

        def __init__(self, what):
            self.what = what

        def load(self):
            if self.what is None:
                raise ImportError
            return self.what

    for what in (None, 3, [3], Rule(Kind("EF299", "x", Severity.INFO, {}), no_check)):
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda group, what=what: [Bad(what)])
        with pytest.raises(SettingsError, match="bad"):
            codes(*made('plugins = ["bad"]', trusted=("bad",)))


def test_an_installed_package_is_found_by_its_entry_point(tmp_path, made, monkeypatch):
    site = tmp_path / "site"
    (site / "ministry_rules-1.dist-info").mkdir(parents=True)
    (site / "ministry_rules-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: ministry-rules\nVersion: 1\n")
    (site / "ministry_rules-1.dist-info" / "entry_points.txt").write_text("[eformc.rules]\nministry = ministry_rules:RULES\n")
    (site / "ministry_rules.py").write_text(
        "from eformc.diagnostics import Kind, Severity\nfrom eformc.rules.rule import Rule\n"
        "KIND = Kind('BTP01', 'always-found', Severity.WARNING, {'m': {'en': 'Found.', 'vi': 'Thấy.'}})\n"
        "RULES = [Rule(KIND, lambda form: iter([form.found(KIND, form.reasoned.procedure.span, 'm')]))]\n"
    )
    monkeypatch.syspath_prepend(str(site))
    for settings in ('plugins = ["ministry"]', ""):
        assert codes(*made(settings, trusted=("ministry",)), family="BTP") == [("BTP01", "warning")]
    with pytest.raises(SettingsError, match="--plugin ministry"):
        codes(*made('plugins = ["ministry"]'))
    assert codes(*made(""), family="BTP") == []


def test_the_rules_are_listed_as_data(project):
    from eformc.diagnostics.pages import page_value

    values = [page_value(kind, {}) for kind in project.terms().kinds.values()]
    assert json.loads(json.dumps(values)) == values
