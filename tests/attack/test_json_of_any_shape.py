"""Whatever JSON comes where a submission is expected: judged, shown again, printed, compared with seals; no exception."""

import asyncio
import json
import random
from types import SimpleNamespace

import pytest
from click import UsageError
from measured import run

from conftest import ROOT, TODAY
from eformc.cli.validate import read_json
from eformc.emit.paper import paper_of
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.portal.forms import load_form
from eformc.portal.paper.view import render_paper
from eformc.portal.submission.decode import Posted, decoded
from eformc.portal.submission.judge import submitted
from eformc.prefill import Authenticated, Sensitive
from eformc.prefill.seal import SealProblem, Seals, seals_from_json

ODD = [
    None, True, 0, 1.5, -0.0, 1e300, 10**20, 10**400, "", "x", "\ud800", "\udfff\ud800", "\u202e", "e" + "\u0301" * 5000, "\x00", [], {}, [[]], [None], [{}],
    [{}, None, "x"], {"a": 1}, {"province": ["01"]}, {"": 1}, {"\ud800": 1}, [1, [2, [3]]], ["father", ["father"], {}], {"name": {}, "size": []}, "1" * 5000,
]  # fmt: skip
SPEC = """procedure: odd
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
version: "1"
subjects:
  applicant: {is: person, known_by: login}
  children: {is: person, many: true, known_by: key, at_least: 0, at_most: 9}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - applicant.full_name
      - relation: {title: {vi: Quan hệ, en: Relation}, help: {vi: Chọn., en: Choose.}, type: choice, options: [{father: {vi: Cha, en: Father}}, {mother: {vi: Mẹ, en: Mother}}]}
      - copies: {title: {vi: Bản sao, en: Copies}, help: {vi: Chọn., en: Choose.}, type: yes_no}
      - ways: {title: {vi: Cách nhận, en: Ways}, help: {vi: Chọn., en: Choose.}, type: choices, options: [{post: {vi: Bưu điện, en: Post}}, {desk: {vi: Tại quầy, en: Desk}}]}
      - number: {title: {vi: Số bản, en: Number}, help: {vi: Ví dụ 2., en: Such as 2.}, type: integer}
      - price: {title: {vi: Giá, en: Price}, help: {vi: Ví dụ 2., en: Such as 2.}, type: decimal}
      - day: {title: {vi: Ngày nhận, en: Day}, help: {vi: Ví dụ 2026-12-01., en: Such as 2026-12-01.}, type: date, min: today}
      - place: {title: {vi: Nơi nhận, en: Place}, help: {vi: Viết., en: Write.}, type: address}
      - note: {title: {vi: Ghi chú, en: Note}, help: {vi: Viết., en: Write.}, type: long_text, optional: true, when: number > 1 && day > today()}
      - scan: {title: {vi: Ảnh, en: Picture}, help: {vi: Chụp., en: Take it.}, type: file}
      - rows: {type: table, title: {vi: Bảng, en: Table}, columns: [{q: {title: {vi: Câu, en: Question}, help: {vi: Viết., en: Write.}, type: text}}, {r: {title: {vi: Số, en: Number}, help: {vi: Số., en: A number.}, type: integer}}]}
      - children.full_name
constraints:
  - {holds: "count(rows) < 3 && sum(rows.r) < 100", at: rows, message: {vi: Nhiều quá. Hãy bớt., en: Too many. Take some out.}}
"""
PLACES = ["applicant", "relation", "copies", "ways", "number", "price", "day", "place", "note", "scan", "rows", "children", "nobody_asked"]
DAY = dates.parse(TODAY)


@pytest.fixture(scope="module")
def odd(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    (folder / "odd.eform.yaml").write_text(SPEC, encoding="utf-8")
    cost = run("--quiet", "build", folder / "odd.eform.yaml", "-o", folder / "out", cwd=ROOT)
    assert cost.code == 0, cost.out + cost.err
    unit = project.unit_of("odd.eform.yaml", SPEC.encode())
    return SimpleNamespace(folder=folder, unit=unit, form=form_of(unit.procedure), published=load_form(folder / "out" / "odd"))


def taken(odd, answers):
    """All that a portal and the command line do with answers."""
    verdict = evaluate(odd.form, answers, DAY)
    assert isinstance(verdict.valid, bool)
    if not isinstance(answers, dict):
        return
    made = submitted(odd.published.form, odd.published.supplies, answers, DAY, {})
    for lang in ("vi", "en"):
        assert odd.published.page(lang, made=made).encode("utf-8")
    assert render_paper(paper_of(odd.unit.reasoned, "vi", answers=answers, today=DAY)).encode("utf-8")


@pytest.mark.parametrize("place", PLACES)
def test_every_odd_value_is_judged_shown_and_printed(odd, place):
    for value in ODD:
        taken(odd, {place: value})
        taken(odd, {place: {"full_name": value}} if place in ("applicant", "place") else {place: [{"q": value, "r": value, "full_name": value}]})


@pytest.mark.parametrize("count", [200, pytest.param(2_000, marks=pytest.mark.long)])
def test_drawn_json_raises_nothing(odd, count):
    dice = random.Random(count)

    def drawn(depth):
        kind = dice.random()
        if kind < 0.5 or depth > 3:
            return dice.choice(ODD)
        if kind < 0.7:
            return [drawn(depth + 1) for _ in range(dice.randrange(4))]
        names = [*PLACES, "full_name", "q", "r", "province", "name", "sha256", "\ud83d", "a/b~c"]
        return {dice.choice(names): drawn(depth + 1) for _ in range(dice.randrange(4))}

    for number in range(count):
        answers = {dice.choice(PLACES): drawn(0) for _ in range(dice.randrange(5))}
        if number % 10 == 0:
            taken(odd, answers)  # pages and paper take their time
        else:
            evaluate(odd.form, answers, DAY)


@pytest.mark.parametrize("deep", ["[" * 400 + "]" * 400, '{"a":' * 400 + "1" + "}" * 400])
def test_json_of_many_levels_is_judged(odd, deep):
    for place in PLACES:
        taken(odd, {place: json.loads(deep)})


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        (b'{"a": 1}', True), (b'{"a": "\\ud800"}', True), (b"[]", True), (b'{"a": 1e400}', None), (b'{"a": -0}', True), (b"", False), (b"{", False), (b"[" * 100_000, False),
        (b'{"a":' * 100_000, False), (b'{"a": 1, "a": 1}', False), (b"NaN", False), (b"[1,]", False), (b"\xff", False), (b"\xef\xbb\xbf{}", False), (b'{"a": "\x01"}', False),
        (b'{"a": "\xed\xa0\x80"}', False), (b"{'a': 1}", False), (b"[01]", False), (b"[1.]", False), (b"[" + b"9" * 5000 + b"]", False), (b'"\\uD8"', False), (b"[Infinity]", False), (b"nul", False),
        (b"\xff\xfe{\x00}\x00", False), (b"{}\x00", False), (b"[1] [2]", False), (b"\x00", False), (b'{"a":true', False),
    ],
)  # fmt: skip
def test_a_file_is_json_or_refused_with_words(tmp_path, text, fine):
    path = tmp_path / "answers.json"
    path.write_bytes(text)
    try:
        read_json(str(path))
    except UsageError as problem:
        assert not fine
        assert "answers.json" in str(problem)
    else:
        assert fine is not False


def test_half_a_surrogate_pair_is_named_and_prints(odd):
    answers = odd.folder / "half.json"
    answers.write_text('{"rows": [{"q": "\\ud800"}], "\\udc00": 1}')
    spec = odd.folder / "odd.eform.yaml"
    cost = run("--lang", "en", "validate", spec, answers, cwd=ROOT)
    assert cost.code == 1
    assert "U+D800" in cost.out
    assert "Traceback" not in cost.err
    assert run("--lang", "en", "validate", "--format", "json", spec, answers, cwd=ROOT).code == 1
    cost = run("--lang", "en", "paper", spec, "--answers", answers, "-o", odd.folder / "half.html", cwd=ROOT)
    assert cost.code == 0
    assert (odd.folder / "half.html").read_text(encoding="utf-8")


def test_seals_of_any_shape_are_refused_and_never_raise():
    seals = Seals(Sensitive(b"k" * 32))
    subject = Authenticated({"/applicant/personal_id": "079180000001"})
    sound = {"at": "/a", "value": "x", "policy": "locked", "expires": 1, "seal": "00"}
    for key in sound:
        for value in [*ODD, "/\ud800", 1e20, 10**15, True]:
            try:
                kept = seals_from_json([{**sound, key: value}])
            except SealProblem:
                continue
            made = seals.verified({"a": value}, kept, subject, ("odd", "1"), 0)
            listed = ["left-out"] if kept[0].pointer else []  # no seal over the list of places came with it
            assert [event.kind for event in made.events] == ["forged", *listed]
    for value in ODD:
        try:
            kept = seals_from_json(value)
        except SealProblem:
            continue
        assert not list(kept)


def test_posts_of_any_kind_are_decoded(odd):
    for value in [one for one in ODD if isinstance(one, str)]:
        texts = {f"f.{place}{part}": [value] for place in PLACES for part in ("", ".day", ".0.q", ".province", ".full_name")}
        json.dumps(decoded(odd.form, Posted(texts, {"f.scan": {"name": value, "media_type": value, "size": 1, "sha256": value}})))


def test_a_post_is_utf_8_or_refused():
    pytest.importorskip("starlette")
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    from eformc.serve.posts import posted

    def post(kind, body):
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        return asyncio.run(posted(Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind)]}, receive)))

    def part(name, value):
        return b'--b\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n--b--\r\n"

    assert post(b"application/x-www-form-urlencoded", b"f.a=Nguy%E1%BB%85n+B").text("f.a") == "Nguyễn B"
    assert post(b"multipart/form-data; boundary=b", part(b"f.a", "Nguyễn".encode())).text("f.a") == "Nguyễn"
    for kind, body in [
        (b"application/x-www-form-urlencoded", b"f.a=Nguy%EAn"),
        (b"application/x-www-form-urlencoded; charset=windows-1258", b"f.a=Nguyen"),
        (b"application/x-www-form-urlencoded", b"f.a=\xea"),
        (b"application/x-www-form-urlencoded", b"a&" * 6_000),
        (b"multipart/form-data; boundary=b", part(b"f.a", b"Nguy\xean")),
        (b"multipart/form-data; boundary=b", part(b"f.\xea", b"a")),
        (b"multipart/form-data; boundary=b; charset=latin-1", part(b"f.a", b"a")),
        (b"multipart/form-data; boundary=b", b"nothing"),
    ]:
        with pytest.raises(HTTPException) as refused:
            post(kind, body)
        assert refused.value.status_code == 400
