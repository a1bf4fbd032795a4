"""`serve` stays open to its visitors while others half-open, hold, flood and throw away connections and cookies."""

import gzip
import re
import socket
import sqlite3
import stat
import sys
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "serve"))
from running import server

from conftest import PROCEDURES
from eformc.demo.records import Citizen
from eformc.serve import desk as room
from eformc.serve.submissions import Submissions

CITIZEN = Citizen("1", "An", "an", "1980-01-01", alive=True)
FORM = "application/x-www-form-urlencoded"
FLOOD = [pytest.param(150, id="quick"), pytest.param(500, id="long", marks=pytest.mark.long)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The server's address and its folder."""
    data = tmp_path_factory.mktemp("serve")
    with server(data, people=60) as (address, _):
        yield address, data


def asked(address, path="/vi/", cookie="", method="GET", body=None, **headers):
    """(status, headers, body) of one request of a visitor who sends it at once."""
    link = HTTPConnection(address.removeprefix("http://"), timeout=30)
    more = {"Cookie": cookie} if cookie else {}
    more |= {"Content-Type": FORM, "Origin": address} if body is not None else {}
    with closing(link):
        link.request(method, path, body, {**more, **headers})
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read()


def posted(address, path, cookie, **fields):
    return asked(address, path, cookie, "POST", urlencode(fields))


def cookie_of(headers):
    return headers["set-cookie"].split(";")[0]


def somebody(data):
    with closing(sqlite3.connect(data / "vn.sqlite")) as base:
        return base.execute("SELECT key, name FROM demo_citizen WHERE alive LIMIT 1").fetchone()


def logged_in(address, data):
    """(cookie, name) of a visitor who plays somebody."""
    key, name = somebody(data)
    cookie = cookie_of(asked(address)[1])
    return cookie_of(posted(address, "/vi/login", cookie, key=key)[1]), f"<strong>{name}</strong>"


def opened(stack, address, sent=b""):
    host, port = address.removeprefix("http://").split(":")
    link = stack.enter_context(socket.create_connection((host, int(port)), timeout=60))
    link.sendall(sent.replace(b"HOST", address.removeprefix("http://").encode()))
    return link


def ended(link):
    """Waits until the server has closed; gives what it said before."""
    out = b""
    try:
        while part := link.recv(65536):
            out += part
    except ConnectionError:
        pass
    return out


ORIGIN = b"Host: HOST\r\nOrigin: http://HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HELD = {
    "nothing at all": b"",
    "half a request line": b"GET /vi",
    "half a head": b"GET /vi/ HTTP/1.1\r\nHost: HOST\r\nX: ",
    "a head without its body": b"POST /vi/people HTTP/1.1\r\n" + ORIGIN + b"Content-Length: 1000\r\n\r\nname=",
    "a body in pieces without an end": b"POST /vi/people HTTP/1.1\r\n" + ORIGIN + b"Transfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n",
    "a whole request, kept alive": b"GET /vi/nothing HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "a whole request, then half of one": b"GET /vi/nothing HTTP/1.1\r\nHost: HOST\r\n\r\nGET /vi",
    "many whole requests, none of them read": b"GET /vi/ HTTP/1.1\r\nHost: HOST\r\n\r\n" * 20,
    "a stream of events": b"GET /events HTTP/1.1\r\nHost: HOST\r\n\r\n",
}


@pytest.mark.parametrize("many", FLOOD)
@pytest.mark.parametrize("held", HELD)
def test_connections_that_are_held_shut_nobody_out(desk, held, many):
    address, _ = desk
    with ExitStack() as stack:
        for _ in range(many):
            opened(stack, address, HELD[held])
        assert [asked(address)[0] for _ in range(5)] == [200] * 5
        posts = [posted(address, "/vi/people", "", name="a")[0] for _ in range(3)]
        assert posts == [200] * 3


def test_half_a_head_is_not_waited_for(desk):
    """Also where a byte comes now and then."""
    with ExitStack() as stack:
        link = opened(stack, desk[0], b"GET /vi/ HTTP/1.1\r\nHost: HOST\r\n")
        link.settimeout(1)
        for _ in range(120):
            try:
                link.sendall(b"X: y\r\n")
                if link.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        else:
            pytest.fail("the server still waits")


def test_requests_sent_before_the_first_is_answered_are_not_worked_at(desk):
    with ExitStack() as stack:
        link = opened(stack, desk[0], HELD["many whole requests, none of them read"])
        assert ended(link).count(b"HTTP/1.1 200 ") == 1


@pytest.mark.long
def test_half_a_body_is_answered_with_408(desk):
    with ExitStack() as stack:
        link = opened(stack, desk[0], HELD["a head without its body"])
        assert ended(link).startswith(b"HTTP/1.1 408 ")


def test_the_first_page_that_follows_what_is_saved_is_told_no_longer_when_there_are_too_many(desk):
    with ExitStack() as stack:
        first = opened(stack, desk[0], HELD["a stream of events"].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        while b"data: " not in first.recv(1000):
            pass
        for _ in range(30):
            opened(stack, desk[0], HELD["a stream of events"])
        ended(first)


@pytest.mark.parametrize("many", [pytest.param(700, id="quick"), pytest.param(5_000, id="long", marks=pytest.mark.long)])
def test_requests_without_a_cookie_push_out_nobody_who_plays_somebody(desk, many):
    address, data = desk
    cookie, name = logged_in(address, data)
    assert name in asked(address, cookie=cookie)[2].decode()
    link = HTTPConnection(address.removeprefix("http://"), timeout=30)
    with closing(link):
        for _ in range(many):
            link.request("GET", "/vi/receipts/none")
            link.getresponse().read()
    assert name in asked(address, cookie=cookie)[2].decode()


def test_a_cookie_that_somebody_put_there_is_worth_nothing_after_the_login(desk):
    address, data = desk
    key, name = somebody(data)
    planted = cookie_of(asked(address)[1])
    status, headers, _ = posted(address, "/vi/login", planted, key=key)
    assert status == 303
    assert cookie_of(headers) != planted
    assert f"<strong>{name}</strong>" in asked(address, cookie=cookie_of(headers))[2].decode()
    assert f"<strong>{name}</strong>" not in asked(address, cookie=planted)[2].decode()


def test_leaving_renews_the_cookie_too(desk):
    address, data = desk
    cookie, name = logged_in(address, data)
    left = cookie_of(posted(address, "/vi/login", cookie, key="")[1])
    assert left != cookie
    for one in (left, cookie):
        assert name not in asked(address, cookie=one)[2].decode()


def test_what_was_handed_in_is_for_the_owner_of_the_server_alone(desk):
    _, data = desk
    files = list(data.glob("submissions.sqlite*"))
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_an_older_file_of_submissions_is_closed_to_others(tmp_path):
    file = tmp_path / "submissions.sqlite"
    file.touch()
    file.chmod(0o644)
    Submissions(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["/vi/", "/en/", "/vi/forms/khai-sinh", "/vi/author/khai-sinh/schema.json"])
def test_pages_are_compressed_for_who_takes_it_and_plain_for_others(desk, path):
    plain, small = asked(desk[0], path), asked(desk[0], path, **{"Accept-Encoding": "gzip"})
    assert plain[1]["content-encoding"] is None
    assert small[1]["content-encoding"] == "gzip"
    assert len(small[2]) * 2 < len(plain[2])
    once = re.compile(rb'(name="e.once" value=)"[^"]*"')
    assert once.sub(rb"\1", gzip.decompress(small[2])) == once.sub(rb"\1", plain[2])


def test_a_stream_of_events_is_not_compressed(desk):
    with ExitStack() as stack:
        link = opened(stack, desk[0], b"GET /events HTTP/1.1\r\nHost: HOST\r\nAccept-Encoding: gzip\r\n\r\n")
        out = b""
        while b"data: " not in out:
            out += link.recv(1000)
        assert b"content-encoding" not in out.lower()


@pytest.mark.parametrize(("lang", "said"), [("vi", "Ai mở được máy chủ này cũng đọc được mọi hồ sơ đã nộp"), ("en", "Anyone who can open this server can read every application")])
@pytest.mark.parametrize("path", ["/", "/submissions", "/author/khai-sinh", "/receipts/none"])
def test_every_page_of_the_server_says_that_it_is_a_trial_and_open_to_all(desk, lang, said, path):
    assert said in asked(desk[0], f"/{lang}{path}")[2].decode()


@pytest.mark.parametrize(("lang", "said"), [("vi", "Bản dùng thử: không nơi nào nhận hồ sơ."), ("en", "Trial only: no office receives anything.")])
def test_every_form_says_that_it_is_a_trial(desk, lang, said):
    address, _ = desk
    page = asked(address, f"/{lang}/")[2].decode()
    forms = re.findall(rf'href="(/{lang}/forms/[a-z0-9-]+)"', page)
    assert len(forms) == len(PROCEDURES)
    for form in forms:
        assert said in asked(address, form)[2].decode(), form


def test_visits_are_dropped_by_their_last_use_and_those_of_somebody_last():
    desk = room.Desk(None, None, None, None)
    played, kept = desk.visit(None), desk.visit(None)
    desk.log_in(played, CITIZEN)
    for _ in range(3 * room.MOST_VISITS):
        desk.visit(None)
        desk.visit(kept.token)
    assert len(desk.visits) == room.MOST_VISITS
    assert desk.visit(kept.token) is kept
    assert desk.visit(played.token) is played


def test_a_flood_of_logins_drops_those_whose_browser_never_came_back():
    desk = room.Desk(None, None, None, None)
    played = desk.visit(None)
    desk.log_in(played, CITIZEN)
    desk.visit(played.token)
    for _ in range(2 * room.MOST_VISITS):
        desk.log_in(desk.visit(None), CITIZEN)
    assert desk.visit(played.token) is played
