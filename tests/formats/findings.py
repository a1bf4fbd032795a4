"""Findings for the tests of formats: drawn ones with hostile texts everywhere, and the project's own."""

from hypothesis import strategies as st

from eformc.diagnostics import Diagnostic, Fix, Kind, Related, Severity
from eformc.formats import Report, SetAside
from eformc.source import Edit, SourceText, Span

NASTY = [
    "::error file=a.yaml,line=1::forged", "\n::error::forged", "\r\n::add-mask::x", "::stop-commands::x", "##[error]forged",
    "##vso[task.setvariable variable=a]b", "##teamcity[buildStatus text='x']", "\x1b[31mred\x1b[0m", "\x9b31m",
    "\x1b]8;;https://evil.example\x07link\x1b]8;;\x07", "]]></failure><failure/>", "<script>alert(1)</script>",
    '"><testcase name="x"/>', "&lt;&#10;", "a\u202eb\u202c", "\u2066x\u2069", "\u2028line", "\x00", "\ud800", "\ufffe",
    "](javascript:alert(1))", "{0}", "{message}", "%0A::error::x", "%25", "tab\there", "\u200bunseen", "ế\u0302\u0301", "一二三", "🏳️‍🌈",
    "\\u001b[31m", "`code`", "  ::warning::x", "a,b:c=d", "\U000e0041",
]  # fmt: skip

hostile = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), min_size=1, max_size=4).map("".join)
paths = st.one_of(st.sampled_from(["a.eform.yaml", "thư mục/b c.eform.yaml", "::error::x.yaml", "-x.yaml"]), hostile.map(lambda text: text.replace("\ud800", "\udc80")))


@st.composite
def diagnostics(draw):
    text = draw(hostile).replace("\r", "") + "\n" + draw(hostile) + "\n"
    source = SourceText(draw(paths), text)
    start = draw(st.integers(0, len(text) - 1))
    span = Span(source, start, draw(st.integers(start, min(len(text), start + 20))))
    words = {"en": "This is {label}, {label}.", "vi": "Đây là {label}."}
    severity = draw(st.sampled_from(list(Severity)))
    kind = Kind("EF299", "hostile-label", severity, {"m": words}, {"": {"en": "Do {label}.", "vi": "Hãy {label}."}})
    label = draw(hostile)
    fixes = (Fix({"en": "Fix " + label}, (Edit(span.start, span.end, draw(hostile)),), draw(st.booleans()), source.path),)
    related = (Related(span, {"en": draw(hostile)}),)
    return Diagnostic(
        kind, "m", {"label": label}, span, severity, related, fixes if draw(st.booleans()) else (),
        draw(st.sampled_from([1.0, 0.5])), draw(st.sampled_from(["", "khai-sinh"])), draw(hostile),
    )  # fmt: skip


@st.composite
def reports(draw):
    found = tuple(draw(st.lists(diagnostics(), min_size=1, max_size=3)))
    aside = tuple(SetAside(one, draw(hostile), draw(st.booleans())) for one in draw(st.lists(diagnostics(), max_size=1)))
    files = tuple(sorted({one.span.path for one in found}))
    return Report(found, "0.1", draw(st.sampled_from(["vi", "en"])), 1, files, aside=aside)
