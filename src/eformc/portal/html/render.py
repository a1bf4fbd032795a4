"""A view to HTML: a standalone page, a fragment to embed, the check before sending. No external resource, at home under
a strict Content Security Policy.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import Any

from msgspec import Struct
from msgspec import field as default
from msgspec.structs import replace

from eformc.contract.held import Given, HeldValue
from eformc.contract.page_data import Asking, PageData, PageTable, page_json
from eformc.kernel.expressions import MOVES, SPANS, Calculate, Call, Expression, Function, Ref, Type, children
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import (
    Choices,
    Date,
    Decimal,
    File,
    Moment,
    Money,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.portal.html.assets import page_script, page_style
from eformc.portal.html.environment import rendered
from eformc.portal.html.jinja_inline import Printed
from eformc.portal.html.theme import NO_THEME, Theme
from eformc.portal.submission.envelope import Envelope
from eformc.portal.submission.marks import mark_of
from eformc.portal.view.check_answers import overview
from eformc.portal.view.language_marking import mark_languages
from eformc.portal.view.populate import NO_ROWS, with_submission
from eformc.portal.view.types import FormView, HeldBlock, Question, questions_of, whose_of
from eformc.wording.messages import missing, ui
from eformc.wording.messages import shown as shown_value

STATES = (
    "will_come", "dropped", "nobody", "session_look", "which_wrong", "confirm_held", "was_held", "was_doubted", "doubt", "office_adds",
    "none", "no_record", "unavailable", "refused", "withheld", "no_login", "asking", "came", "none_came",
)  # fmt: skip


SENDING = ("look_once_more", "wait", "offline", "sent_already", "see_receipt", "new_application")


class Presentation(Struct, frozen=True):
    """The way a page is shown, beside what stands in it. `action`: the address that takes the post; without one the page
    stands alone and its script saves the answers as a file. `lookup`: the address (same origin) that is asked what registries
    hold when an answer changes at one of `keys` (`Plan.reads()`, by default the keys that the page asks). `today`: the day of
    the form's time zone, ISO, if the page shall not reckon it itself. `officer`: an officer's own page, all at once and never completed by the browser.
    """

    theme: Theme = NO_THEME
    action: str = ""
    lookup: str = ""
    keys: Mapping[str, tuple[str, ...]] = default(default_factory=dict)
    today: str = ""
    officer: bool = False
    names: str = ""
    """The address (same origin) that is asked for the names of long lists (`PublishedForm.names`)."""


PLAIN = Presentation()


def render(
    view: FormView,
    *,
    answers: Any = None,
    errors: Sequence[tuple[str, str]] = (),
    held: Given | None = None,
    envelope: Envelope | None = None,
    presentation: Presentation = PLAIN,
    rows: Mapping[str, tuple[int, int]] = NO_ROWS,
) -> str:
    """The page of a view: empty, or with a submission's answers (nested JSON), errors (JSON Pointer, text), held
    values (by JSON Pointer) and the envelope in their places. `rows`: the least and the greatest number of rows, by JSON
    Pointer, of tables where these answers say it.
    """
    shown = _shown(view, answers, errors, held, presentation, rows)
    return _page(shown, presentation, "page.html.j2", envelope=envelope or Envelope())


def render_empty(view: FormView, theme: Theme = NO_THEME) -> str:
    """The same of a view with no answers, for many forms one after the other: questions that they share are printed once.
    What a theme's own words or templates make of them is printed for every form.
    """
    presentation = Presentation(theme=theme)
    shown = _shown(view, None, (), None, presentation)
    more = {"printed": _PRINTED} if theme == NO_THEME else {}
    return _page(shown, presentation, "page.html.j2", envelope=Envelope(), **more)


_PRINTED = Printed()


def render_fragment(view: FormView, *, presentation: Presentation = PLAIN, **given: Any) -> str:
    """The same as `render` without a document around it: for a page of somebody else's. Its style touches nothing
    outside; that page's policy has to allow the hashes of `policy_of(view, presentation)`.
    """
    shown = _shown(view, given.get("answers"), given.get("errors", ()), given.get("held"), presentation)
    return _page(shown, presentation, "fragment.html.j2", envelope=given.get("envelope") or Envelope())


def render_check(
    view: FormView,
    *,
    answers: Any,
    posted: Mapping[str, Sequence[str]],
    held: Given | None = None,
    hidden: frozenset[str] = frozenset(),
    left_out: Collection[str] = (),
    envelope: Envelope | None = None,
    presentation: Presentation = PLAIN,
    notice: str = "",
    again: bool = False,
) -> str:
    """The check before sending, for the way without script: every answer with a button that leads back to it. `posted`
    are the texts of the page's controls, carried along; `hidden` the JSON Pointers of what does not apply, `left_out`
    those that were answered and are not sent. `notice` is said on top; `again` is posted back: see `Envelope`.
    """
    shown = mark_languages(with_submission(view, answers, (), held or {}))
    carried = [(name, text) for name, texts in posted.items() if name.startswith(("f.", "e.")) for text in texts]
    carried = [(name, text) for name, text in carried if name not in _NOT_CARRIED]
    around = envelope or Envelope()
    parts = overview(shown, hidden, left_out, around.doubted)
    marks = {_on_page(at, around.on_page): mark for at, one in (held or {}).items() if (mark := mark_of(one)) and (not isinstance(one, HeldValue) or one.field)}
    title = f"{ui('check', view.lang)} – {view.title}"
    shown = replace(shown, document_title=title, action=presentation.action or view.action)
    return _page(shown, presentation, "check.html.j2", parts=parts, carried=carried, shown=marks, left_out=[_on_page(at, around.on_page) for at in left_out], notice=notice, again=again, envelope=around, **_helping(shown, around, presentation.today))


_NOBODY_HELPS: Mapping[str, Any] = {"checking": False, "whose": "", "day": "", "read_out": "", "unsure": {}}


def _for_whom(view: FormView, around: Envelope) -> str:
    """For whom a helper types; nothing where nobody helps."""
    return ui("for_whom", view.lang, whom=whose_of(view) or ui("somebody", view.lang)) if around.helped else ""


def _helping(view: FormView, around: Envelope, today: str) -> dict[str, Any]:
    """For the check: whom somebody helps, what to read out, what the envelope lacks, and what stands on the sheet that both sign."""
    whose = whose_of(view)
    unsure = {"confirmed_by": missing("confirmer", view.lang, "required-choice"), "call_back": missing("call_back", view.lang, "type")}
    return {
        "checking": True,
        "whose": whose,
        "day": shown_value(today, view.lang) if today else "",
        "for_whom": _for_whom(view, around),
        "read_out": ui("read_out", view.lang, whom=whose or ui("somebody", view.lang)) if around.helped else "",
        "unsure": {control: unsure[control] for control in around.unsure} if around.final else {},
    }


_NOT_CARRIED = ("e.confirmed", "e.change", "e.confirmed_by", "e.call_back", "e.shown", "e.left_out", "e.drop", "e.again")


def _on_page(pointer: str, numbers: Mapping[str, int]) -> str:
    """A place with its row's number on the page whose texts are carried along."""
    row = "/".join(pointer.split("/")[:3])
    return pointer if row not in numbers else f"{row.rpartition('/')[0]}/{numbers[row]}{pointer[len(row):]}"


def _shown(
    view: FormView, answers: Any, errors: Sequence[tuple[str, str]], held: Given | None, presentation: Presentation,
    rows: Mapping[str, tuple[int, int]] = NO_ROWS,
) -> FormView:  # fmt: skip
    shown = with_submission(view, answers, errors, held or {}, rows) if answers is not None or errors or held else view
    shown = mark_languages(shown)
    own = presentation.theme.words(view.lang)
    data = shown.data
    words = {**data.words, **{name: text for name, text in own.items() if name in data.words}}
    shown = replace(shown, words={**shown.words, **own})
    if presentation.lookup or data.given:
        words |= {name: ui(name, view.lang) for name in STATES}
    if presentation.lookup:
        data = replace(data, prefill=Asking(presentation.lookup, dict(presentation.keys) or dict.fromkeys(view.keys, ())))
    if presentation.action or shown.action:
        words |= {name: ui(name, view.lang) for name in SENDING}
        data = replace(data, sends=True)
    if presentation.names and (presentation.action or shown.action) and _by_name(view):
        words |= {"is_it": ui("is_it", view.lang, names="").rstrip("? ")}
        data = replace(data, names=presentation.names)
    if presentation.officer:
        shown = replace(shown, pages=tuple(replace(p, blocks=tuple(map(_unpurposed, p.blocks))) for p in shown.pages))
    if data.sums and (presentation.lookup or data.sends or data.given):
        data = replace(data, sums=())  # the server says what is worked out
    data = replace(data, words=words, today=presentation.today or data.today, officer=presentation.officer or data.officer)
    return replace(shown, data=data, action=presentation.action or shown.action)


def _unpurposed(block: Question | HeldBlock) -> Question | HeldBlock:
    """Without autocomplete tokens: the browser would offer the officer's own data."""
    if isinstance(block, HeldBlock):
        return replace(block, questions=tuple(_question(one) for one in block.questions))
    return _question(block)


def _question(q: Question) -> Question:
    return replace(
        q,
        autocomplete="",
        boxes=tuple(replace(box, autocomplete="") for box in q.boxes),
        parts=tuple(_question(part) for part in q.parts),
    )


def _page(view: FormView, presentation: Presentation, template: str, **more: Any) -> str:
    sections = _sections(view)
    return rendered(
        presentation.theme,
        template,
        view=view,
        words=view.words,
        theme=presentation.theme,
        data=page_json(view.data, titles_of(view)),
        style=style_of(presentation.theme, sections),
        script=page_script(sections),
        policy=_policy(presentation.theme, sections, asks=bool(presentation.lookup or view.action)),
        offered=offered_in(view),
        **{**_NOBODY_HELPS, "for_whom": _for_whom(view, more["envelope"]), **more},
    )


def _sections(view: FormView) -> frozenset[str]:
    """The sections of script and style that a page has use for."""
    asked = tuple(_every_question(view))
    told = {"notes": any(page.notes for page in view.pages), "groups": any(page.frames for page in view.pages)}
    told["options"] = any(one.help for q in asked if q.options for one in q.options)
    told["more"] = any(q.more for q in asked) or any(page.more or any(one.opens and one.opens.more for one in page.frames) for page in view.pages)
    return sections_of(view.data) | {name for name, there in told.items() if there}


def _by_name(view: FormView) -> bool:
    """True if something is asked by name, of a list too long for the page."""
    return any(one.by_name is not None for q in _every_question(view) for one in (q, *q.parts))


def _every_question(view: FormView) -> Iterator[Question]:
    """The questions of a view, columns included."""
    for page in view.pages:
        for block in page.blocks:
            for question in questions_of(block):
                yield question
                if question.rows:
                    yield from (inner for one in question.rows[0].blocks for inner in questions_of(one))


def style_of(theme: Theme, sections: frozenset[str] | None = None) -> str:
    """The style of a page, with a theme's colours."""
    return (page_style() if sections is None else page_style(sections)) + theme.style()


def digest(text: str) -> str:
    """A source of a Content Security Policy: the hash of an element's text."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy_of(view: FormView, presentation: Presentation = PLAIN) -> str:
    """The policy of a page: nothing but its own style and script, by hash. A server that sends it as a header adds
    where forms may be sent and who may frame it.
    """
    sections = _sections(view) | ({"held", "lookup", "empties"} if presentation.lookup else set())
    sections |= {"sends"} if presentation.action or view.action else set()
    sections |= {"names"} if presentation.names and "sends" in sections and _by_name(view) else set()
    return _policy(presentation.theme, sections, asks=bool(presentation.lookup or presentation.action or view.action))


@lru_cache(maxsize=64)
def _policy(theme: Theme, sections: frozenset[str], *, asks: bool) -> str:
    """The policy of all pages of a theme that have use for the same sections. `asks`: whether they ask a server."""
    connect = "; connect-src 'self'" if asks else ""
    return (
        f"default-src 'none'; style-src {digest(style_of(theme, sections))}; script-src {digest(page_script(sections))}; "
        f"img-src data:; base-uri 'none'{connect}"
    )


def titles_of(view: FormView) -> dict[str, str]:
    """The title of each question as it stands on the page, by JSON Pointer."""
    blocks = [block for page in view.pages for block in page.blocks]
    asked = [q for block in blocks for q in (block.fallbacks if isinstance(block, HeldBlock) else (block,))]
    return {q.pointer: q.title for q in asked}


def offered_in(view: FormView) -> dict[str, tuple[str, ...]]:
    """The names the browser offers to write, once for all questions of a code list: its id -> names."""
    found: dict[str, tuple[str, ...]] = {}
    questions = [q for page in view.pages for block in page.blocks for q in questions_of(block)]
    while questions:
        q = questions.pop()
        if q.parts or q.rows:
            questions.extend((*q.parts, *(inner for row in q.rows for block in row.blocks for inner in questions_of(block))))
        if q.by_name is not None and q.offered:
            found[q.listed or q.by_name.id] = q.offered
    return dict(sorted(found.items()))


def policy_in(page: str) -> str:
    """The policy that a rendered page carries, for a server that sends it as a header too."""
    found = re.search('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    return _unescaped(found[1]) if found else "default-src 'none'"


_unescaped = lru_cache(maxsize=64)(unescape)  # many pages have one


MOST_AT_ONCE = 60
"""Questions that are all looked at after each change. Pages with more carry an index of what reads what."""


def sections_of(data: PageData) -> frozenset[str]:
    """The sections of the script that a page's data has use for."""
    values = [one.value for one in data.asked()]
    found = _sections_of_values(values)
    if len(values) > MOST_AT_ONCE:
        found.add("index")
    tables = [one for one in data.fields if isinstance(one, PageTable)]
    if tables:
        found.add("rows")
    if any(one.few is not None or one.many is not None for one in tables):
        found.add("limits")
    days = [value for value in values if isinstance(value, Date | Moment)]
    if any(_is_moved(value) for value in days):
        found.add("moves")
    if any(isinstance(value, Date) and value.precision in (Precision.MONTH, Precision.YEAR) for value in days):
        found.add("months")
    if any(one.own for _, one in data.places()):
        found.add("own")
    if data.was:
        found.add("was")
    if data.mentions:
        found.add("mentions")
    kinds = {*map(type, values)}
    if kinds & {Time, Moment}:
        found.add("times")
    if kinds & {RowOf, RowsOf}:
        found |= {"choosing", "mentions"}
    if any(one.stops for one, _ in data.constraints):
        found.add("stops")
    if any(one.table is not None for one, _ in data.constraints):
        found.add("looks")
    for rule in data.conditions():
        found |= _sections_of_rule(identity_key(rule))
    if data.sums:
        found |= {"sums", *_sections_of_values([one.value for one in data.sums]), *(name for one in data.sums for name in _sections_of_rule(identity_key(one.compute)))}
    if data.written:
        found.add("written")
        found |= {name for name, key in (("numbers", "scales"), ("days", "months")) if key in data.written}
    if data.tongues:
        found.add("tongues")
    if data.held or data.given or data.prefill:
        found.add("held")
    if data.given or data.prefill:
        found.add("lookup")
    if "lookup" in found and any(one.instead for one in data.asked()):
        found.add("nothing")
    if found & {"rows", "lookup"}:
        found.add("empties")
    if data.sends:
        found.add("sends")
    if data.names:
        found.add("names")
    return frozenset(found)


_MOVING = frozenset((*MOVES, *SPANS))
"""Functions that reckon with days."""
_LOOKING = frozenset((Function.ANY, Function.ALL, Function.DISTINCT, Function.OR_ZERO))
"""Functions that look at rows one by one, or at what was left blank."""
_SECTIONS: Mapping[type, str] = {Record: "records", File: "files", Choices: "choices", Decimal: "decimals"}


def _sections_of_values(values: Sequence[Value]) -> set[str]:
    """The sections of the script that kinds of value have; a record's parts are kinds, too."""
    found = {_SECTIONS[kind] for kind in {*map(type, values)} & _SECTIONS.keys()}
    for value in values:
        if isinstance(value, Text):
            found |= {name for name, has in (("checks", value.checks or value.upper), ("plan", value.plan)) if has}
        if isinstance(value, Money) and value.minor:
            found.add("decimals")
        if isinstance(value, Record):
            found |= _sections_of_values([part.value for part in value.parts])
    return found


def _is_moved(value: Date | Moment) -> bool:
    """True if a limit is days from today."""
    return any(limit is not None and limit.startswith("today ") for limit in (value.minimum, value.maximum))


@lru_cache(maxsize=1024)
def _sections_of_rule(rule: IdentityKey[Expression]) -> frozenset[str]:
    """The sections that working out a condition has use for. Remembered: it stands in a page of each language."""
    found: set[str] = set()
    left = [rule()]
    while left:
        one = left.pop()
        left += children(one)
        match one:
            case Call(function, arguments):
                found.add("calls")
                if function in _MOVING:
                    found.add("moves")
                elif function in _LOOKING or (function is Function.COUNT and len(arguments) > 1):
                    found.add("looks")
            case Calculate():
                found.add("calls")
            case Ref(_, Type.DECIMAL):
                found.add("decimals")
            case Ref(_, Type.TIME | Type.MOMENT):
                found.add("times")
            case _:
                pass
    return frozenset(found)
