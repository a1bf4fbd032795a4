"""The guard in front of any portal: what it lets in, what it refuses, how long it waits for a body."""

import asyncio

import pytest

from eformc.portal.guard import MOST_BYTES, Guard

HOST = (b"host", b"dichvucong.example")
OWN = (b"origin", b"https://dichvucong.example")
FORM = (b"content-type", b"application/x-www-form-urlencoded")


async def portal(scope, receive, send):
    """Reads the whole body, as a form is read; says how long it was. Its own page about an error, as frameworks have one."""
    size = 0
    try:
        if scope["method"] == "POST":
            more = True
            while more:
                message = await receive()
                size += len(message.get("body", b""))
                more = message.get("more_body", False)
    except Exception:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b"a traceback"})
        raise
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": str(size).encode()})


def asked(*parts, headers=(HOST,), method="GET", path="/", app=portal, **limits):
    """(status, headers, body) of a request whose body comes in parts: bytes, None for a client that leaves, and a client
    that sends nothing more where the last part says that there is more.
    """
    return asyncio.run(_asked(parts, headers, method, path, app, limits))


async def _asked(parts, headers, method, path, app, limits):
    coming = [{"type": "http.disconnect"} if one is None else {"type": "http.request", "body": one, "more_body": True} for one in parts]
    sent = []

    async def receive():
        if not coming:
            await asyncio.Event().wait()
        return coming.pop(0)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "headers": list(headers)}
    await Guard(app, ["Dichvucong.example"], scheme="https", **limits)(scope, receive, send)
    if not sent:
        return None
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_the_right_request_is_let_in_and_its_answer_gets_what_it_lacks():
    status, headers, body = asked()
    assert (status, body) == (200, b"0")
    assert headers[b"content-type"] == b"text/plain"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")


@pytest.mark.parametrize(
    ("status", "asking"),
    [
        (421, {"headers": [(b"host", b"evil.example")]}),
        (421, {"headers": []}),
        (403, {"method": "POST", "headers": [HOST]}),
        (403, {"method": "POST", "headers": [HOST, (b"origin", b"http://dichvucong.example")]}),
        (403, {"headers": [HOST, (b"sec-fetch-site", b"cross-site")]}),
        (405, {"method": "PUT"}),
        (400, {"path": "/../etc"}),
        (431, {"headers": [HOST, (b"x", b"a" * 20_000)]}),
        (413, {"method": "POST", "headers": [HOST, OWN, (b"content-length", b"2000000")]}),
    ],
)
def test_the_wrong_request_is_refused_without_a_word(status, asking):
    got, headers, body = asked(**asking)
    assert (got, body) == (status, b"")
    assert headers[b"connection"] == b"close"


def test_a_body_that_turns_out_too_large_is_refused_and_the_portals_own_page_about_it_is_not_sent():
    status, _, body = asked(*[b"a" * 65536] * (MOST_BYTES // 65536 + 1), method="POST", headers=[HOST, OWN, FORM])
    assert (status, body) == (413, b"")


@pytest.mark.parametrize("parts", [[], [b"a"], [b"a"] * 20])
def test_a_body_that_does_not_come_is_refused(parts):
    status, _, body = asked(*parts, method="POST", headers=[HOST, OWN, FORM], seconds=0.05, rate=1000)
    assert (status, body) == (408, b"")


def test_nothing_is_said_to_who_left():
    assert asked(b"a", None, method="POST", headers=[HOST, OWN, FORM]) is None


def test_a_fault_of_the_portal_is_its_own():
    async def broken(scope, receive, send):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(app=broken)
