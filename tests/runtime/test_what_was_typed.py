"""Texts of a post as values, envelopes and posts of any encoding, by table: the browser's own tests compare with the script."""

import asyncio
import hashlib

import pytest

from eformc.kernel.form import Form, Item, Table
from eformc.kernel.patterns import parse
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Code,
    CodeList,
    Date,
    Decimal,
    File,
    Integer,
    Money,
    Part,
    Record,
    Text,
)
from eformc.portal.submission.decode import (
    MOST_ROWS,
    Posted,
    code_of,
    control_name,
    decoded,
    put,
    resolved,
    row_numbers,
    value_of,
)
from eformc.portal.submission.envelope import Confirmed, Envelope, Typist, envelope

NUMBER = Text(least=12, most=12, pattern=parse("[0-9]{12}"))
PLATE = Text(pattern=parse("[0-9]{4}-[0-9]{3}"))
WORDS = CodeList("w", (Code("a", {"en": "A"}), Code("b", {"en": "B"})))
COMMUNES = CodeList(
    "c",
    (
        Code("1", {"vi": "Phường Cầu Giấy"}, parent="01"), Code("2", {"vi": "Xã Hòa Bình"}, parent="01"), Code("3", {"vi": "Xã Hòa Bình"}, parent="02"),
        Code("4", {"vi": "Thị trấn Mới"}, parent="02", also=("Mới Cũ",)), Code("5", {"vi": "Xã Lạ"}, parent="02"), Code("6", {"vi": "Xã Là"}, parent="02"),
        *(Code(str(number), {"vi": f"Xã {number}"}, parent="09") for number in range(1000, 1100)),
    ),
)  # fmt: skip


def one(value, *texts):
    return value_of(value, "f.x", Posted({"f.x": texts} if texts else {}))


@pytest.mark.parametrize(
    ("value", "text", "made"),
    [
        (Text(), "", None), (Text(), "   ", None), (Text(), " a  b ", "a  b"), (Text(), "a\nb", "a b"), (Text(multiline=True), "a\r\nb", "a\nb"), (Text(), "1 2", "1 2"),
        (NUMBER, "079 123-456.789", "079123456789"), (NUMBER, " ( ) ", "( )"), (NUMBER, "079\u00a0123", "079123"), (PLATE, "1234-567", "1234-567"), (PLATE, "1234 567", "1234567"),
        (Integer(), "", None), (Integer(), "12", 12), (Integer(), "-12", -12), (Integer(), "1.234", 1234), (Integer(), "1,234,567", 1234567), (Integer(), "1.234,567", "1.234,567"),
        (Integer(), "12.5", "12.5"), (Integer(), "1.23", "1.23"), (Integer(), "1234.567", "1234.567"), (Integer(), "1 234", 1234), (Integer(), "1\u00a0234", 1234), (Integer(), "007", 7),
        (Integer(), "1" * 16, int("1" * 16)), (Integer(), "1" * 17, "1" * 17), (Integer(), "٣", "٣"), (Integer(), "1e3", "1e3"), (Integer(), "-", "-"), (Integer(), "+1", "+1"),
        (Integer(), "-1.234", -1234), (Money("VND", 0), "12.000", 12000), (Money("VND", 0), "x", "x"),
        (Decimal(2), "", None), (Decimal(2), "1", "1.00"), (Decimal(2), "1.5", "1.50"), (Decimal(2), "1,5", "1.50"), (Decimal(2), "1.", "1.00"), (Decimal(2), "1.555", "1.555"), (Decimal(2), ".5", ".5"),
        (Decimal(2), "1,234.5", "1234.50"), (Decimal(2), "1.234,5", "1234.50"), (Decimal(2), "007.5", "7.50"), (Decimal(2), "000", "0.00"), (Decimal(2), "-0.5", "-0.50"), (Decimal(2), "1 234,5", "1234.50"),
        (Decimal(2), "1,2,3", "1,2,3"), (Decimal(0), "5", "5."), (Decimal(3), "1,234", "1,234"), (Decimal(2), "x", "x"), (Decimal(2), "--1", "--1"), (Decimal(2), "1\u00a0000", "1000.00"),
        (Boolean(), "true", True), (Boolean(), "false", False), (Boolean(), "True", None), (Boolean(), "", None), (Boolean(), " true ", True),
        (Choice(WORDS), "", None), (Choice(WORDS), " a ", "a"), (Choice(WORDS), "A", "A"), (Choice(WORDS), "z", "z"),
    ],
)  # fmt: skip
def test_a_text_is_a_value(value, text, made):
    found = one(value, text)
    assert (found, type(found)) == (made, type(made))
    assert one(value) is None
    if not isinstance(value, Choices):
        assert one(value, "other", text) == found  # the last of several


def test_choices_are_all_that_came():
    assert one(Choices(WORDS), "b", "a", "z") == ["b", "a", "z"]
    assert one(Choices(WORDS)) is None


@pytest.mark.parametrize(
    ("day", "month", "year", "made"),
    [
        ("", "", "", None), ("17", "5", "1980", "1980-05-17"), ("17", "05", "1980", "1980-05-17"), ("", "5", "1980", "1980-05"), ("", "", "1980", "1980"), ("", "5", "", "-05"), ("17", "", "1980", "1980--17"),
        ("17", "", "", "--17"), ("1", "2", "", "-02-01"), ("17/5/1980", "", "", "1980-05-17"), ("", "17/5/1980", "", "1980-05-17"), ("", "", "17 5 1980", "1980-05-17"), ("1980-05-17", "", "", "1980-05-17"),
        ("5/1980", "", "", "1980-05"), ("", "", "5.1980", "1980-05"), ("ngày 17 tháng 5 năm 1980", "", "", "1980-05-17"), ("tháng 5 năm 1980", "", "", "1980-05"), ("17/5/80", "", "", "--17/5/80"),
        ("1/2/3/1980", "", "", "--1/2/3/1980"), ("175/1/1980", "", "", "--175/1/1980"), ("1980-5", "", "", "1980-05"), ("1980/5/17/2", "", "", "--1980/5/17/2"), ("17/5/1980", "6", "", "-06-17/5/1980"), ("a", "b", "c", "c-b-a"),
        ("17\u00a05\u00a01980", "", "", "1980-05-17"), ("x", "", "", "--x"), ("12/1980/5", "", "", "--12/1980/5"), ("5 May 1980", "", "", "1980-05-05"), ("", "5 May 1980", "", "1980-05-05"), ("1980-123", "", "", "--1980-123"),
    ],
)  # fmt: skip
def test_a_date_of_three_boxes(day, month, year, made):
    boxes = {f"f.x.{name}": [text] for name, text in (("day", day), ("month", month), ("year", year))}
    assert value_of(Date(), "f.x", Posted(boxes)) == made


def test_a_group_and_the_parts_that_depend_on_each_other():
    provinces = CodeList("p", (Code("01", {"vi": "Hà Nội"}), Code("02", {"vi": "Huế"})))
    address = Record("address", (Part("province", {}, Choice(provinces)), Part("commune", {}, Choice(COMMUNES, parent_part="province")), Part("detail", {}, Text()), Part("day", {}, Date())))
    posted = Posted({"f.x.province": ["02"], "f.x.commune": ["hoa binh"], "f.x.detail": [" "], "f.x.day.year": ["1980"]})
    assert value_of(address, "f.x", posted) == {"province": "02", "commune": "3", "day": "1980"}
    assert value_of(address, "f.x", Posted({"f.x.commune": ["hoa binh"]})) == {"commune": "hoa binh"}
    assert value_of(address, "f.x", Posted({"f.y.commune": ["1"]})) is None


@pytest.mark.parametrize(
    ("text", "parent", "code"),
    [
        ("Phường Cầu Giấy", None, "1"), ("phuong cau giay", None, "1"), ("Cầu Giấy", None, "1"), ("CAU GIAY", "01", "1"), ("Giấy", None, "1"), ("iấy", None, "iấy"), ("Xã Hòa Bình", None, "Xã Hòa Bình"),
        ("Xã Hòa Bình", "02", "3"), ("Xã Hoà Bình", "01", "2"), ("Mới Cũ", None, "4"), ("moi cu", None, "4"), ("Xã Lạ", None, "5"), ("Xã La", None, "Xã La"), ("3", "01", "3"), ("", None, None), ("nowhere", None, "nowhere"),
        ("Phường Cầu Giấy", "02", "Phường Cầu Giấy"),
    ],
)  # fmt: skip
def test_a_code_is_asked_by_name(text, parent, code):
    assert code_of(COMMUNES, text, parent) == code


def test_a_short_list_is_never_asked_by_name():
    exactly = CodeList("c", tuple(Code(str(number), {"vi": f"Xã {number}"}) for number in range(100)))
    assert code_of(exactly, "Xã 5") == "Xã 5"
    more = CodeList("c", (*exactly.codes, Code("100", {"vi": "Xã 100"})))
    assert code_of(more, "Xã 5") == "5"


# --- a whole form --------------------------------------------------------------------------------------------------------


def item(*pointer, value=None):
    return Item(pointer, value or Text(), {})


FORM = Form(
    (
        item("name"), item("a", "deep"), item("a", "number", value=Integer()), item("home", value=Choice(COMMUNES)),
        Table(("rows",), (item("name"), item("b", "n", value=Integer()), item("where", value=Choice(COMMUNES)), item("own", value=Record("g", (Part("c", {}, Choice(COMMUNES)), Part("t", {}, Text()))))), {}, 0, 9),
        Table(("a", "rows"), (item("name"),), {}, 0, 9),
    ),
)  # fmt: skip


def test_a_form_is_read_whole():
    texts = {
        "f.name": ["Hoa"], "f.a.deep": ["x"], "f.a.number": [""], "f.rows.3.name": ["C"], "f.rows.0.name": [" "], "f.rows.1.b.n": ["5"], "f.rows.10.name": ["K"], "f.rows.x.name": ["X"], "f.rows.1234567.name": ["far"],
        "f.rowsy.2.name": ["Y"], "g.rows.5.name": ["G"], "f.a.rows.7.name": ["A"], "f.nobody": ["?"], "f.rows.4": ["4"],
    }  # fmt: skip
    assert decoded(FORM, Posted(texts)) == {"name": "Hoa", "a": {"deep": "x", "rows": [{"name": "A"}]}, "rows": [{"b": {"n": 5}}, {"name": "C"}, {"name": "K"}]}
    assert row_numbers(FORM, Posted(texts)) == {"/rows": [1, 3, 10], "/a/rows": [7]}
    assert decoded(FORM, Posted({})) == {}
    assert control_name(("a", "b")) == "f.a.b"


def test_so_many_rows_are_read():
    texts = {f"f.rows.{number}.name": ["x"] for number in range(MOST_ROWS + 5)}
    assert len(decoded(FORM, Posted(texts))["rows"]) == MOST_ROWS
    assert row_numbers(FORM, Posted(texts))["/rows"][-1] == MOST_ROWS - 1


def test_a_value_is_put_where_something_else_stands():
    answers = {"a": 5}
    put(answers, ("a", "b", "c"), 1)
    put(answers, ("a", "d"), 2)
    assert answers == {"a": {"b": {"c": 1}, "d": 2}}


def test_names_are_codes_in_answers_that_came_as_json():
    answers = {"home": "Cầu Giấy", "name": "Cầu Giấy", "rows": [{"where": "moi cu", "own": {"c": "giay", "t": "giay", "x": 1}}, "x", {"where": 5, "own": "y"}], "a": {"rows": 5}}
    before = repr(answers)
    assert resolved(FORM, answers) == {"home": "1", "name": "Cầu Giấy", "rows": [{"where": "4", "own": {"c": "1", "t": "giay", "x": 1}}, "x", {"where": 5, "own": "y"}], "a": {"rows": 5}}
    assert repr(answers) == before
    for odd in (None, 5, [], "x"):
        assert resolved(FORM, odd) is odd
    deep = Form((item("a", "b", "home", value=Choice(COMMUNES)), item("a", "b", "z", value=Choice(COMMUNES))))
    given = {"a": {"b": {"home": "cau giay"}}}
    assert resolved(deep, given) == {"a": {"b": {"home": "1"}}}
    assert given == {"a": {"b": {"home": "cau giay"}}}
    assert resolved(deep, {"a": {"b": 5}}) == {"a": {"b": 5}}
    assert resolved(deep, {"a": 5}) == {"a": 5}


def test_a_commune_asked_by_name_lies_in_its_province():
    address = Record("address", (Part("province", {}, Text()), Part("commune", {}, Choice(COMMUNES, parent_part="province"))))
    form = Form((item("home", value=address),))
    assert resolved(form, {"home": {"province": "02", "commune": "xa hoa binh"}}) == {"home": {"province": "02", "commune": "3"}}
    assert resolved(form, {"home": {"commune": "xa hoa binh"}}) == {"home": {"commune": "xa hoa binh"}}


def test_a_file_is_what_its_first_bytes_say():
    scan = File(("application/pdf", "image/png"), 10_000)
    came = {"name": "C:\\x\\a.pdf.html", "media_type": "text/html", "size": 5, "sha256": "0", "head": b"%PDF-1.7"}
    made = value_of(scan, "f.scan", Posted({}, {"f.scan": came}))
    assert made == {"name": "a-pdf-html.pdf", "media_type": "application/pdf", "size": 5, "sha256": "0"}
    assert value_of(scan, "f.scan", Posted({}, {"f.other": came})) is None
    told = {"name": "a.png", "media_type": "image/png", "size": 5}
    assert value_of(scan, "f.scan", Posted({}, {"f.scan": told})) == told
    assert value_of(scan, "f.scan", Posted({}, {"f.scan": {"size": 1}}))["media_type"] == ""
    table = Form((Table(("rows",), (item("scan", value=scan),), {}, 0, 9),))
    assert decoded(table, Posted({}, {"f.rows.2.scan": told})) == {"rows": [{"scan": told}]}


# --- the envelope ----------------------------------------------------------------------------------------------------------


def test_an_envelope_of_a_post():
    texts = {
        "e.once": ["other", "x" * 70], "e.typed_by": ["officer"], "e.typed_name": [" " + "N" * 200], "e.confirmed_by": ["heard"], "e.confirmed": ["1"], "e.change": ["x"], "e.who": ["w" * 70], "e.again": ["1"],
        "e.held.a.b": ["right"], "e.held.c": ["wrong"], "e.held.d": ["maybe"], "e.heldx": ["right"], "e.shown": ["/a/b m.1", "/c " + "x" * 65, "/d " + "x" * 64, "no m", "/e"], "e.row": ["/r/0 id"], "e.doubt": ["/a", "b"],
        "e.left_out": ["/l/1/x", ""], "f.name": ["x"],
    }  # fmt: skip
    assert envelope(texts) == Envelope(
        once="x" * 64, typed_by=Typist.OFFICER, typed_name="N" * 150, confirmed_by=Confirmed.HEARD, held={"/a/b": True, "/c": False}, final=True, change=True, who="w" * 64,
        shown={"/a/b": "m.1", "/d": "x" * 64, "/e": ""}, rows={"/r/0": "id"}, doubted=frozenset({"/a"}), left_out=frozenset({"/l/1/x"}), again=True,
    )  # fmt: skip
    assert envelope({}) == Envelope()
    assert envelope({"e.typed_by": ["boss"], "e.confirmed_by": ["x"], "e.confirmed": ["2"], "e.again": ["true"], "e.once": []}) == Envelope()
    assert envelope({"e.typed_name": ["a\u202eb\x00"]}).typed_name == "ab"


@pytest.mark.parametrize("row", ["²", "٣", "1234567", "9" * 5000, "१"])
def test_a_place_with_a_number_that_no_page_writes_is_none(row):
    lines = [f"/members/{row} x", f"/members/{row}/name x", f"/{row} x"]
    made = envelope({"e.shown": lines, "e.row": lines, "e.doubt": [line[:-2] for line in lines], "e.left_out": [line[:-2] for line in lines], f"e.held.members.{row}.name": ["right"]})
    assert made == Envelope()
    assert envelope({"e.row": ["/members/123456 x"]}).rows == {"/members/123456": "x"}


def test_so_many_places_are_read():
    lines = [f"/a{number} x" for number in range(5_010)]
    made = envelope({"e.shown": lines, "e.row": lines, "e.doubt": lines, "e.left_out": lines})
    assert [len(one) for one in (made.shown, made.rows, made.doubted, made.left_out)] == [5_000] * 4


def test_the_record_beside_a_submission():
    assert Envelope().to_json() == {}
    full = Envelope(typed_by=Typist.RELATIVE, typed_name="N", confirmed_by=Confirmed.SHEET)
    assert full.to_json() == {"typed_by": "relative", "typed_name": "N", "confirmed_by": "sheet"}


# --- the post itself ---------------------------------------------------------------------------------------------------------


def post(kind, body):
    pytest.importorskip("starlette")
    from starlette.requests import Request

    from eformc.serve.posts import posted

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind)] if kind is not None else []
    return asyncio.run(posted(Request({"type": "http", "method": "POST", "headers": headers}, receive)))


def refused(kind, body):
    from starlette.exceptions import HTTPException

    with pytest.raises(HTTPException) as raised:
        post(kind, body)
    assert (raised.value.status_code, raised.value.detail) == (400, "This is no form, or not in UTF-8.")


PAIRS = b"application/x-www-form-urlencoded"


def test_a_post_of_pairs():
    assert post(PAIRS, b"a=1&a=2&b=&c=%C4%91+x&%C3%A9=1") == Posted({"a": ["1", "2"], "b": [""], "c": ["đ x"], "é": ["1"]}, {})
    assert post(PAIRS + b"; charset=UTF-8", b"a=1").texts == {"a": ["1"]}
    assert post(b"APPLICATION/x-www-form-urlencoded ; x=y; Charset=\"utf8\"; z", b"a=1").texts == {"a": ["1"]}
    assert post(b"text/plain", b"a=1") == post(None, b"a=1") == post(b"application/json", b"{}") == Posted({}, {})
    for body in (b"a=%FF", b"a=\xc4\x91", b"%ED%A0%80=1", b"&".join(b"a=1" for _ in range(5_001))):
        refused(PAIRS, body)
    assert len(post(PAIRS, b"&".join(b"a=1" for _ in range(5_000))).texts["a"]) == 5_000
    for charset in (b"latin-1", b"utf-16", b"utf-7"):
        refused(PAIRS + b"; charset=" + charset, b"a=1")


def part(name, data, more=b"", kind=b""):
    head = b'Content-Disposition: form-data; name="' + name + b'"' + more
    return b"--b\r\n" + head + (b"\r\nContent-Type: " + kind if kind else b"") + b"\r\n\r\n" + data + b"\r\n"


def test_a_post_in_parts():
    kind = b"multipart/form-data; boundary=b"
    data = b"%PDF-1.7" + b"x" * 100
    body = part(b"a", "đ".encode()) + part(b"a", b"2") + part(b"file", data, b'; filename="a.pdf"', b"application/pdf") + part(b"other", b"x", b'; filename="b"') + part(b"none", b"", b'; filename=""') + b"--b--\r\n"
    made = post(kind, body)
    assert made.texts == {"a": ["đ", "2"]}
    assert made.files == {
        "file": {"name": "a.pdf", "media_type": "application/pdf", "size": 108, "sha256": hashlib.sha256(data).hexdigest(), "head": data[:64]},
        "other": {"name": "b", "media_type": made.files["other"]["media_type"], "size": 1, "sha256": hashlib.sha256(b"x").hexdigest(), "head": b"x"},
    }
    assert made.files["other"]["media_type"] in ("application/octet-stream", "text/plain")
    refused(kind, part(b"a", b"\xff") + b"--b--\r\n")
    refused(kind, part(b"\xff", b"x") + b"--b--\r\n")
    refused(kind, part(b"f", b"x", b'; filename="\xff"') + b"--b--\r\n")
    refused(b"multipart/form-data", b"")
    refused(kind, b"".join(part(b"a", b"1") for _ in range(5_001)) + b"--b--\r\n")
    refused(kind, b"".join(part(b"f", b"1", b'; filename="x"') for _ in range(21)) + b"--b--\r\n")
    assert len(post(kind, b"".join(part(b"f%d" % n, b"1", b'; filename="x"') for n in range(20)) + b"--b--\r\n").files) == 20
    assert post(kind, part(b"f", b"\xff\xfe", b'; filename="x"') + b"--b--\r\n").files["f"]["head"] == b"\xff\xfe"
