"""Templates that are compiled with all they include give the pages that Jinja gives by itself, letter for letter; what
is wrong in a theme's template is told by its name and line; and a theme that changes is seen.
"""

import shutil
import subprocess
import sys
import traceback
from random import Random

import jinja2
import jinja2.meta
import pytest

from conftest import EACH, ROOT, TODAY
from eformc.contract.held import HeldState, HeldValue
from eformc.emit.html import form_view
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.portal.html import environment, receipt, render
from eformc.portal.html.render import Presentation
from eformc.portal.html.theme import NO_THEME, Theme
from eformc.portal.paper import view as paper
from eformc.portal.submission.envelope import Confirmed, Envelope, Typist
from eformc.portal.view.check_answers import overview
from eformc.portal.view.populate import errors_of
from eformc.portal.view.types import questions_of
from eformc.verify.answers import Answers

DAY = parse(TODAY)


@pytest.fixture
def both_ways(monkeypatch):
    """Whatever is rendered is rendered both ways; gives the names of the templates."""
    seen = []

    def rendered(theme, template, /, **values):
        seen.append(template)
        text = environment.environment_of(theme, joined=True).get_template(template).render(environment.named(values))
        assert text == environment.environment_of(theme).get_template(template).render(values)
        return text

    for module in (render, receipt, paper):
        monkeypatch.setattr(module, "rendered", rendered)
    return seen


def held_of(view, dice):
    """Something of each kind a registry may say, for what is held."""
    asked = [q for page in view.pages for block in page.blocks for q in questions_of(block) if q.held is not None]
    said = [HeldValue("<b>\"Ỷ\" & 'o'", "x", "Nguồn <1>", TODAY), HeldValue("", None), *HeldState]
    return {q.pointer: dice.choice(said) for q in asked}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EACH)
def test_every_page_is_the_same_both_ways(procedures, both_ways, name, lang):
    unit = next(one for one in procedures if one.procedure.id == name)
    form, view = form_of(unit.procedure), form_view(unit.reasoned, lang)
    dice = Random(f"{name} {lang} both ways")
    right, faulty, held = Answers(form, DAY, dice).right(), {"applicant": {"full_name": "<&>\"'"}}, held_of(view, dice)
    errors = errors_of(view, form, evaluate(form, faulty, DAY).findings)
    assert errors
    helped = Envelope(once="1<2", typed_by=Typist.RELATIVE, typed_name="Ỷ & \"o\"", confirmed_by=Confirmed.HEARD, held=dict.fromkeys(held, True))
    officer = Presentation(action="/a?b&c", lookup="/look", officer=True)
    pages = [
        render.render(view),
        render.render(view, answers=faulty, errors=errors),
        render.render(view, answers=right, held=held, envelope=helped, presentation=officer),
        render.render_fragment(view, answers=right, held=held),
        render.render_check(view, answers=right, posted={"f.a<": ["'1'", '"2"']}, held=held, envelope=helped),
        receipt.render_receipt(view, receipt.Receipt("A<1>", "hôm nay", next_steps=("x & y",), answers=overview(view))),
        paper.render_paper(paper.paper_view(view, form)),
        paper.render_paper(paper.paper_view(view, form, answers=right, today=DAY), large=True),
    ]
    assert len(set(pages)) == len(pages) == len(both_ways)
    assert set(both_ways) == set(environment.PAGES)


def test_pages_come_from_joined_templates():
    for name in environment.PAGES:
        joined = environment.environment_of(NO_THEME, joined=True)
        assert "environment.get_template" not in joined.compile(f'{{% include "{name}" %}}', "all", raw=True), name
    assert "environment.get_template" in joined.compile('{% extends "page.html.j2" %}', "all", raw=True)


@pytest.fixture
def birth(procedures):
    return form_view(next(unit.reasoned for unit in procedures if unit.procedure.id == "khai-sinh"), "vi")


def themed(folder, **texts):
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.html.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Presentation(theme=Theme(templates=folder))


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("parts__footer", "<p>\n{{ view.nothing }}", 2, "has no attribute 'nothing'"),
        ("parts__footer", "\n\n{{ nobody }}", 3, "'nobody' is undefined"),
        ("controls__text__control", "<p>\n{{ q.tittle }}", 2, "has no attribute 'tittle'"),
        ("parts__header", "<p>\n{% if view.title %}", 2, "Unexpected end of template"),
        ("parts__header", "\n{% include 'parts/gone.html.j2' %}", 2, "parts/gone.html.j2"),
        ("parts__header", "\n{{ words.gone }}", 2, "has no attribute 'gone'"),
    ],
)
def test_a_mistake_in_a_theme_is_told_by_template_and_line(birth, tmp_path, name, text, line, said):
    with pytest.raises(jinja2.TemplateError, match=said) as error:
        render.render(birth, presentation=themed(tmp_path, **{name: text}))
    frames = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(error.value.__traceback__)]
    syntax = f"{getattr(error.value, 'filename', '')}:{getattr(error.value, 'lineno', '')}"
    assert f"{tmp_path / name.replace('__', '/')}.html.j2:{line}" in [*frames, syntax]


MACROS = "{% macro plain(a) %}({{ a }}){% endmacro %}{% macro deep(a) %}[{{ plain(a) }}]{% endmacro %}"
MORE = """{% macro any() %}{{ varargs|join }}{% endmacro %}{% macro given(a, b='-') %}{{ a }}{{ b }}{% endmacro %}
{% macro nested() %}{% macro inner() %}<in>{% endmacro %}{{ inner() }}{% endmacro %}"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ view.words.check }}|{{ words['check'] }}|{{ words.check }}", "{0}|{0}|{0}"),
        ("{% macro m(a, b=1) %}<{{ a }}{{ b }}>{% endmacro %}{{ m('&') }}{{ m('&', b=2) }}", "<&amp;1><&amp;2>"),
        ("{% import 'controls/parts.html.j2' as c %}{{ c.title(view.pages[0].blocks[0].questions[0])|length > 9 }}", "True"),
        ("{% from 'controls/parts.html.j2' import shown %}[{{ shown(view.pages[0]) }}]", "[]"),
        ("{% import 'controls/parts.html.j2' as c with context %}[{{ c.shown(view.pages[0]) }}]", "[]"),
        ("{% include 'parts/gone.html.j2' ignore missing %}.", "."),
        ("{% include ['parts/gone.html.j2', 'parts/own.html.j2'] %}", "own 5"),
        ("{% set number = 6 %}{% include 'parts/own.html.j2' %}", "own 6"),
        ("{% with %}{% set number = 7 %}{% endwith %}{% include 'parts/' ~ 'own' ~ '.html.j2' %}", "own 5"),
        ("{% for number in (1, 2) %}{% include 'parts/own.html.j2' %}{{ loop.index }} {% endfor %}", "own 11 own 22 "),
        ("{% extends 'parts/base.html.j2' %}{% block a %}§<{{ super() }}>§{% endblock %}", "<base>"),
        ("{{ '<' ~ view.lang|safe }}{% autoescape false %}{{ '<' }}{% endautoescape %}{{ '<' }}{{ 1.5 }}{{ none }}", "&lt;vi<&lt;1.5None"),
        ("{{ (view.lang|safe) ~ '<' }}{% set x %}<{{ '<' }}{% endset %}{{ x }}{{ nobody is defined }}{{ view.nothing is defined }}", "vi&lt;<&lt;FalseFalse"),
        ("{% import 'parts/macros.html.j2' as m %}{{ m.plain('<') }}{{ m.plain(m.plain('<')) }}{{ m.deep(2) }}", "(&lt;)((&lt;))[(2)]"),
        ("{% import 'parts/more.html.j2' as m %}{{ m.any(1, 2) }}{{ m.given('<') }}{{ m.nested() }}", "12&lt;-<in>"),
        ("{% import 'parts/macros.html.j2' as m %}{{ m.plain(1) }}{% import 'parts/more.html.j2' as m %}{{ m.any(3) }}", "(1)3"),
        ("{% for m in (1, 2) %}{% import 'parts/macros.html.j2' as m %}{{ m.plain(1) }}{% endfor %}", "(1)(1)"),
        ("{% import 'parts/macros.html.j2' as m %}{{ m.plain('<') ~ '<' }}{{ m['plain'](1) }}", "(&lt;)&lt;(1)"),
        ("{% call(x) wrap() %}{{ x }}{% endcall %}{% macro wrap() %}({{ caller(1) }}){% endmacro %}", None),
    ],
)
def test_a_theme_may_write_what_jinja_can(birth, tmp_path, text, said):
    themed(tmp_path, parts__macros=MACROS, parts__more=MORE)
    shown = themed(tmp_path, parts__footer=text if "§" in text else f"§{text}§", parts__own="own {{ number|default(5) }}", parts__base="{% block a %}base{% endblock %}")
    if said is None:
        with pytest.raises(jinja2.UndefinedError, match="wrap"):
            render.render(birth, presentation=shown)
        return
    page = render.render(birth, presentation=shown)
    assert page.split("§")[1] == said.format(birth.words["check"])


def test_a_template_that_is_broken_and_never_used_hurts_no_page(birth, tmp_path):
    assert render.render(birth, presentation=themed(tmp_path, controls__never__control="{% broken")) == render.render(birth)


def test_a_template_that_changes_or_comes_is_seen(birth, tmp_path):
    shown = themed(tmp_path, parts__footer="§one§")
    assert "§one§" in render.render(birth, presentation=shown)
    themed(tmp_path, parts__footer="§second§")
    assert "§second§" in render.render(birth, presentation=shown)
    themed(tmp_path, parts__header="§third§")
    page = render.render(birth, presentation=shown)
    assert "§second§" in page
    assert "§third§" in page


TIMED = """
from eformc.portal.html import environment
from eformc.portal.html.jinja_inline import InlineEnvironment
compiled = []
InlineEnvironment._generate = lambda self, *given, old=InlineEnvironment._generate, **more: (compiled.append(given[1]), old(self, *given, **more))[1]
environment.prepare()
print(*compiled)
"""


def test_compiled_templates_are_kept_beside_the_bytecode_until_one_changes(tmp_path):
    kept, copy = tmp_path / "kept", tmp_path / "copy"
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", copy / "templates")

    def compiled(**more):
        environment = {"PYTHONPATH": str(copy / "src"), "PYTHONPYCACHEPREFIX": str(kept), **more}
        done = subprocess.run([sys.executable, "-c", TIMED], env=environment, capture_output=True, text=True, check=True)
        return done.stdout.split()

    def files():
        return sorted(kept.rglob("templates.*.*.pyc"))

    assert len(compiled(PYTHONDONTWRITEBYTECODE="1")) == 5
    assert not files()
    assert len(compiled()) == 5
    assert len(files()) == 5
    assert {path.stat().st_mode & 0o777 for path in files()} == {(copy / "src/eformc/portal/html/environment.py").stat().st_mode & 0o666}
    assert compiled() == []
    for path in files():
        path.write_bytes(path.read_bytes()[:40])
    assert len(compiled()) == 5
    assert compiled() == []
    with (copy / "templates" / "parts" / "footer.html.j2").open("a") as footer:
        footer.write("<!-- changed -->")
    assert len(compiled()) == 5
    assert compiled() == []


def test_what_is_printed_once_is_what_is_printed_anew(procedures):
    views = [form_view(unit.reasoned, lang) for unit in procedures for lang in unit.procedure.languages]
    anew = [render.render(view) for view in views]
    shared = [q for view in views for page in view.pages for block in page.blocks for q in questions_of(block) if q.shared]
    assert len(shared) > len({id(q) for q in shared}) > 40
    for _ in range(2):
        assert [render.render_empty(view) for view in views] == anew


def test_what_is_printed_once_reads_nothing_but_the_question_and_words():
    jinja = environment.environment_of(NO_THEME)
    controls = (ROOT / "templates" / "controls").glob("*/control.html.j2")
    shared = [path for path in controls if path.parent.name not in ("held", "table")]  # these are never a shared question's
    assert len(shared) > 10
    for path in [*(ROOT / "templates" / name for name in environment.PRINTS), *shared]:
        read = jinja2.meta.find_undeclared_variables(jinja.parse(path.read_text(encoding="utf-8")))
        assert read <= {"q", "words"}, path


def test_an_answer_is_no_longer_shared(procedures):
    view = form_view(procedures[0].reasoned, "vi")
    filled = render.filled(view, {"applicant": {"full_name": "Nguyễn Văn A"}}, (), {})
    assert not [q for page in filled.pages for block in page.blocks for q in questions_of(block) if q.shared]


def test_a_theme_that_only_has_words_prints_its_own(procedures, tmp_path):
    view = form_view(procedures[0].reasoned, "vi")
    plain = render.render_empty(view)
    own = Theme(texts=(("vi", "choose", "Xin mời chọn"),))
    assert "Xin mời chọn" in render.render_empty(view, own)
    assert render.render_empty(view) == plain
