"""Light markup: what it makes, what it refuses, and that no text can make anything else."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eformc.emit.html import emit, form_view
from eformc.model.lowering import form_of
from eformc.portal.paper.view import paper_view, render_paper
from eformc.wording.markup import Prose, plain, unread_markup

ALLOWED = {"p": (), "ul": (), "li": (), "strong": (), "a": ("href", "target", "rel"), "div": ("lang",)}


def made(text, **more):
    return Prose.of(text, **more).__html__()


@pytest.mark.parametrize(("text", "expected"), [
    ("One.", "<p>One.</p>"),
    ("One\ntwo.\n\nThree.", "<p>One two.</p>\n<p>Three.</p>"),
    ("Bring:\n- your card\n- a photo,\n  in colour\n\nThen come.", "<p>Bring:</p>\n<ul><li>your card</li><li>a photo, in colour</li></ul>\n<p>Then come.</p>"),
    ("Do **not** pay.", "<p>Do <strong>not</strong> pay.</p>"),
    ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
    ("See [the page](https://dichvucong.gov.vn/a?b=1&c=2).",
     '<p>See <a href="https://dichvucong.gov.vn/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">the page</a>.</p>'),
    ("**[here](https://a.vn)**", '<p><strong><a href="https://a.vn" target="_blank" rel="noopener noreferrer">here</a></strong></p>'),
    ("<b>No</b> & \"no\"", "<p>&lt;b&gt;No&lt;/b&gt; &amp; &#34;no&#34;</p>"),
])  # fmt: skip
def test_what_is_markup(text, expected):
    assert made(text) == expected


HOSTILE = [
    "[x](javascript:alert(1))", "[x](JAVASCRIPT://https://a.vn/%0aalert(1))", "[x](http://a.vn)", "[x](//a.vn)", "[x](data:text/html,<script>1</script>)",
    "[x](https://good.vn@evil.vn)", "[x](https://)", "[x](https://a.vn\" onclick=\"alert(1))", "[x](https://a.vn/'><script>)", "[x](https://a.vn\n/b)",
    "[<img src=x onerror=alert(1)>](https://a.vn)", "<script>alert(1)</script>", "<!-- ** -->", "**<b>**", "[a](https://a.vn)](https://b.vn)",
    "- <li>", "![x](https://a.vn/x.png)", "{{ 7*7 }}{% raw %}", "&lt;script&gt;", "\u202e[x](https://a.vn)", "https://a.vn", "[x][y]\n\n[y]: https://a.vn",
]  # fmt: skip


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.bad, self.said, self.links = [], "", []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if tag not in ALLOWED or any(name not in ALLOWED[tag] for name in names):
            self.bad.append((tag, attrs))
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.said += data


def read(text):
    tags = Tags()
    tags.feed(made(text))
    tags.close()
    return tags


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text):
    tags = read(text)
    assert tags.bad == []
    assert all(re.fullmatch(r"https://[A-Za-z0-9.-]+(/[^\s\"'<>]*)?", link) and "@" not in link for link in tags.links)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="*[]()-<>&\"'ah: /.\n@vn#?", max_size=60) | st.lists(st.sampled_from([*HOSTILE, "**", "- ", "\n\n"]), max_size=5).map("".join))
def test_no_text_makes_another_tag_or_loses_a_letter(text):
    tags = read(text)
    assert tags.bad == []
    assert all(link.startswith("https://") for link in tags.links)
    assert "a" not in text or "a" in tags.said or tags.links, "what is no markup is said"


@pytest.mark.parametrize("text", ["**" * 20_000, "[" * 40_000, "[a](" * 10_000, "- " * 20_000, "**a " * 10_000, "[a](https://" + "a" * 40_000, "\n- a" * 10_000])
def test_long_texts_end(text):
    assert read(text).bad == []
    assert plain(text)
    assert unread_markup(text, prose=True) is not None


def test_plain_text_of_it():
    assert plain("Bring **now**:\n- a\n- [b](https://a.vn)") == "Bring now:\n- a\n- b (https://a.vn)"


SPEC = """procedure: example
title: {vi: "Thuê **nhà**", en: "Rent **it**"}
about: {vi: "Cho người **thuê** nhà.", en: "For **tenants**."}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Một, en: One}
    help: {vi: "Xem [cổng](https://dichvucong.gov.vn).", en: "See [the portal](https://dichvucong.gov.vn)."}
    fields:
      - note: {vi: "- một\\n- hai", en: "- one\\n- two"}
        kind: warning
      - why: {title: {vi: Lý do, en: Reason}, help: {vi: Viết ngắn gọn., en: In a few words.}, more: {vi: "Xem [a](http://a.vn).", en: "See [a](http://a.vn)."}, type: text}
"""


def test_markup_on_page_and_paper(project):
    unit = project.unit_of("example.eform.yaml", SPEC.encode())
    page = emit(unit.reasoned, "en")
    assert "<p>For <strong>tenants</strong>.</p>" in page
    assert re.search("<strong>Important:</strong> *</p>\n<ul><li>one</li><li>two</li></ul>", page)
    assert "Rent **it**" in page, "a title has none"
    assert "See [a](http://a.vn)." in page
    paper = render_paper(paper_view(form_view(unit.reasoned, "en"), form_of(unit.procedure)))
    assert "See the portal (https://dichvucong.gov.vn)." in paper


def test_what_is_not_read_is_found(project):
    unit = project.unit_of("example.eform.yaml", SPEC.encode())
    assert [one.args["mark"] for one in unit.diagnostics if one.code == "EF514"] == ["**", "[a](http://a.vn)"]


def test_a_text_in_another_language_says_so(project):
    unit = project.unit_of("example.eform.yaml", SPEC.replace(', en: "For **tenants**."', "").encode())
    assert '<div lang="vi"><p>Cho người <strong>thuê</strong> nhà.</p></div>' in emit(unit.reasoned, "en").replace("lang=vi", 'lang="vi"')
