"""The pages of a survey: one in front that a director reads, one a form behind it, and a picture for a slide. They can be printed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files

from msgspec import Struct

from eformc.kernel.words import Words
from eformc.reports.survey import (
    Change,
    Form,
    Question,
    Shared,
    Survey,
    savings,
    shared_facts,
    shared_questions,
    to_begin_with,
)

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:66rem;margin:2rem auto;padding:0 1rem;color:#14181c;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:600}"
    "th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}.n{text-align:right;white-space:nowrap}"
    ".wide{overflow-x:auto}a{color:#0b4a8f}.held{background:#e6f1ea}.note{color:#444}h2{break-after:avoid}tr,figure{break-inside:avoid}"
    "svg{max-width:100%;height:auto}figure{margin:1.5rem 0}"
    "@media print{body{max-width:none;margin:0;font-size:11pt}a{color:inherit;text-decoration:none}}"
)
_NEEDLESS, _ASKED = "#00558c", "#d9822b"
"""Blue and orange: told apart by the colour-blind, and in grey."""
BAR, TALL = 640, 26


class TextsProblem(Exception):
    """A file of words that cannot be used; the message says why."""


class Texts(Struct, frozen=True):
    """The words of the pages in one language."""

    lang: str
    words: Mapping[str, str]

    def __call__(self, name: str, **values: object) -> str:
        text = self.words[name]
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        return text

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self.words["thousands"])

    def share(self, part: int, whole: int) -> str:
        text = f"{100 * part / whole:.1f}" if whole else "0.0"
        return text.replace(".", self.words["decimal"]) + " %"

    def html(self, words: Words) -> str:
        """A text of a form or of the catalogue, marked with its language where that is not the page's."""
        if self.lang in words:
            return escape(words[self.lang])
        for lang, text in words.items():
            return f'<span lang="{escape(lang)}">{escape(text)}</span>' if lang else escape(text)
        return ""


def own_texts(lang: str) -> Texts | None:
    """The words that eformc has in a language; None where it has none."""
    file = files("eformc.reports") / "texts" / f"{lang}.toml"
    return texts_of(lang, file.read_text(encoding="utf-8")) if file.is_file() else None


def texts_of(lang: str, text: str) -> Texts:
    """The words of a file. Raises `TextsProblem` where one is missing or no text."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise TextsProblem(str(problem)) from problem
    wanted = tomllib.loads((files("eformc.reports") / "texts" / "en.toml").read_text(encoding="utf-8"))
    missing = [name for name in wanted if not isinstance(found.get(name), str)]
    if missing:
        message = f"no text for {', '.join(missing[:5])}"
        raise TextsProblem(message)
    return Texts(lang, {name: str(found[name]) for name in wanted})


def pages_of(survey: Survey, before: Change | None, texts: Texts) -> dict[str, str]:
    """Path -> file: `index.html`, `forms/ID.html`, `summary.svg`."""
    out = {"index.html": _front(survey, before, texts), "summary.svg": picture(survey, texts)}
    out.update({f"forms/{form.id}.html": _form_page(survey, form, texts) for form in survey.forms})
    return out


def _page(title: str, body: Iterable[str], texts: Texts) -> str:
    head = f'<!doctype html>\n<html lang="{escape(texts.lang)}">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return "\n".join([head, view, f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>", *body, "</main>\n</body>\n</html>\n"])


def _table(caption: str, heads: list[tuple[str, bool]], rows: Iterable[list[str]]) -> str:
    """A table; `heads`: the word over each column, and True where it holds numbers. The first cell of a row names it."""
    top = "".join(f'<th scope="col"{_n(number)}>{escape(word)}</th>' for word, number in heads)
    lines = [
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td{_n(heads[at + 1][1])}>{cell}</td>" for at, cell in enumerate(row[1:])) + "</tr>"
        for row in rows
    ]
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>\n<tr>{top}</tr>\n' + "\n".join(lines) + "\n</table></div>"


def _n(number: bool) -> str:
    return ' class="n"' if number else ""


# --- the front page -------------------------------------------------------------------------------------------------


def _front(survey: Survey, before: Change | None, texts: Texts) -> str:
    asked, needless = sum(one.asked for one in survey.forms), sum(one.needless for one in survey.forms)
    number = texts.number
    lead = texts("lead", forms=number(len(survey.forms)), asked=number(asked), needless=number(needless), share=texts.share(needless, asked))
    yearly = texts("lead_cases", answers=number(sum(one.spared for one in survey.forms if one.cases is not None))) if survey.with_cases else texts("no_cases")
    body = [
        f"<h1>{escape(texts('title'))}</h1>",
        f"<p>{escape(texts('as_of', day=survey.day))}</p>",
        f"<p>{escape(lead)} {escape(yearly)}</p>",
        f'<p class="note">{escape(texts("by_guess"))}</p>',
        f"<figure>{picture(survey, texts)}</figure>",
        *_agreements(survey, texts),
        *_beginning(survey, texts),
        *_changed(before, asked, needless, texts),
        *_shared(survey, texts),
        *_all(survey, texts),
    ]
    if survey.refused:
        body += [f"<h2>{escape(texts('refused'))}</h2>", "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in survey.refused) + "</ul>"]
    return _page(texts("title"), body, texts)


def _agreements(survey: Survey, texts: Texts) -> list[str]:
    heads = [(texts("registry"), False), (texts("holder"), False), (texts("law"), False), (texts("questions"), True), (texts("in_forms"), True), (texts("answers"), True)]
    rows = [
        [
            texts.html(one.holder.title), texts.html(one.holder.holder), _law(one.holder.law, texts, verified=one.holder.verified), texts.number(one.questions),
            texts.number(one.forms), texts.number(one.answers),
        ]
        for one in savings(survey)
    ]  # fmt: skip
    return [f"<h2>{escape(texts('agreements'))}</h2>", _table(texts("agreements"), heads, rows)] if rows else []


def _law(law: Words, texts: Texts, *, verified: bool) -> str:
    return texts.html(law) + ("" if verified or not law else f" ({escape(texts('not_verified'))})")


def _beginning(survey: Survey, texts: Texts) -> list[str]:
    some = to_begin_with(survey)
    if not some:
        return []
    title = texts("first", count=len(some))
    heads = [(texts("form"), False), (texts("needless"), True), (texts("asked"), True), (texts("answers"), True)]
    return [f"<h2>{escape(title)}</h2>", _table(title, heads, [[_linked(one, texts), texts.number(one.needless), texts.number(one.asked), texts.number(one.spared)] for one in some])]


def _linked(form: Form, texts: Texts) -> str:
    return f'<a href="forms/{escape(form.id)}.html">{texts.html(form.title) or escape(form.id)}</a>'


def _changed(before: Change | None, asked: int, needless: int, texts: Texts) -> list[str]:
    if before is None:
        return []
    number = texts.number
    sums = texts("since_sums", asked=number(before.asked), needless=number(before.needless), now_asked=number(asked), now_needless=number(needless))
    lines = [f"<li>{escape(texts(name))}: {escape(', '.join(some) or texts('nothing'))}</li>" for name, some in (("new", before.new), ("gone", before.gone), ("other", before.other))]
    return [f"<h2>{escape(texts('since', day=before.day))}</h2>", f"<p>{escape(sums)}</p>", "<ul>", *lines, "</ul>"]


def _shared(survey: Survey, texts: Texts) -> list[str]:
    out: list[str] = []
    facts, questions = shared_facts(survey), shared_questions(survey)
    if facts:
        heads = [(texts("fact"), False), (texts("registry"), False), (texts("in_forms"), True), (texts("times"), True)]
        out += [f"<h2>{escape(texts('shared_facts'))}</h2>", _table(texts("shared_facts"), heads, [_row(one, survey, texts) for one in facts])]
    if questions:
        heads = [(texts("question"), False), (texts("in_forms"), True), (texts("times"), True)]
        rows = [[texts.html(one.words), texts.number(one.forms), texts.number(one.times)] for one in questions]
        out += [f"<h2>{escape(texts('shared_questions'))}</h2>", _table(texts("shared_questions"), heads, rows)]
    return out


def _row(one: Shared, survey: Survey, texts: Texts) -> list[str]:
    holder = survey.holders.get(one.registry)
    return [texts.html(one.words), texts.html(holder.title) if holder else "", texts.number(one.forms), texts.number(one.times)]


def _all(survey: Survey, texts: Texts) -> list[str]:
    number = texts.number
    heads = [
        (texts("form"), False), (texts("asked"), True), (texts("needless"), True), (texts("share"), True), (texts("papers"), True), (texts("needless_papers"), True),
        (texts("cases"), True), (texts("answers"), True),
    ]  # fmt: skip
    rows = [
        [
            _linked(one, texts), number(one.asked), number(one.needless), texts.share(one.needless, one.asked), number(one.papers), number(one.needless_papers),
            "–" if one.cases is None else number(one.cases), number(one.spared),
        ]
        for one in survey.forms
    ]  # fmt: skip
    return [f"<h2>{escape(texts('all_forms'))}</h2>", _table(texts("all_forms"), heads, rows)]


# --- a form ---------------------------------------------------------------------------------------------------------


def _form_page(survey: Survey, form: Form, texts: Texts) -> str:
    title = form.title.get(texts.lang) or next(iter(form.title.values()), form.id)
    counts = ", ".join(f"{texts(name)} {texts.number(value)}" for name, value in (("asked", form.asked), ("needless", form.needless)))
    heads = [(texts("question"), False), (texts("page"), False), (texts("what"), False), (texts("of"), False), (texts("registry"), False), (texts("holder"), False), (texts("law"), False)]
    rows = [_question(survey, one, texts) for one in form.questions]
    body = [
        f'<p><a href="../index.html">{escape(texts("back"))}</a></p>',
        f"<h1>{texts.html(form.title) or escape(form.id)}</h1>",
        f"<p>{escape(form.id)}. {escape(counts)} ({texts.share(form.needless, form.asked)}).</p>",
        f'<p class="note">{escape(texts("by_guess"))}</p>',
        _table(texts("questions"), heads, rows),
    ]
    return _page(title, body, texts)


def _question(survey: Survey, one: Question, texts: Texts) -> list[str]:
    holder = survey.holders.get(one.registry) if one.origin == "held" else None
    fact = survey.facts.get(one.element)
    state = escape(texts(f"state_{one.origin}"))
    what = f"{state}: {texts.html(fact)}" if fact is not None and one.origin != "asked" else state
    about = texts("applicant") if one.of == "applicant" else one.of.replace("_", " ")
    held = [texts.html(holder.title), texts.html(holder.holder), _law(holder.law, texts, verified=holder.verified)] if holder else ["", "", ""]
    return [texts.html(one.label), texts.html(one.page), what, escape(about) if one.origin != "asked" else "", *held]


# --- the picture ----------------------------------------------------------------------------------------------------


def picture(survey: Survey, texts: Texts) -> str:
    """A bar of all questions, and one a registry below it, in plain SVG that stands by itself."""
    asked, needless = sum(one.asked for one in survey.forms), sum(one.needless for one in survey.forms)
    label = texts("picture", needless=texts.number(needless), rest=texts.number(asked - needless))
    most = max(1, asked)
    bars = [(texts("total"), needless, asked)]
    bars += [(one.holder.title.get(texts.lang) or next(iter(one.holder.title.values()), ""), one.questions, one.questions) for one in savings(survey)[:8]]
    out = []
    for at, (name, part, whole) in enumerate(bars):
        top = 10 + at * (TALL + 26)
        wide, filled = BAR * whole / most, BAR * part / most
        out.append(f'<text x="0" y="{top + 10}" font-size="14" fill="#14181c">{escape(name)}: {texts.number(part)}</text>')
        out.append(f'<rect x="0" y="{top + 16}" width="{filled:.1f}" height="{TALL}" fill="{_NEEDLESS}"/>')
        if whole > part:
            out.append(f'<rect x="{filled:.1f}" y="{top + 16}" width="{wide - filled:.1f}" height="{TALL}" fill="{_ASKED}"/>')
    tall = 20 + len(bars) * (TALL + 26)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BAR} {tall}" width="{BAR}" height="{tall}" role="img" aria-label="{escape(label)}" '
        f'font-family="system-ui,sans-serif">{"".join(out)}</svg>'
    )
