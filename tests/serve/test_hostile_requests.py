"""Nobody but a browser on this machine, from the server's own pages, gets anything: forty requests that try otherwise."""

import re
import socket

import pytest
from running import server

BIG = b"a" * (1 << 20)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with server(tmp_path_factory.mktemp("serve"), people=60) as (address, _):
        yield int(address.rsplit(":", 1)[1])


def sent(port, raw):
    """The raw answer to raw bytes; empty where the server says nothing."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.settimeout(5)
        try:
            link.sendall(raw)
            out = b""
            while chunk := link.recv(65536):
                out += chunk
        except (TimeoutError, ConnectionError):
            pass
        return out


def request(target, *headers, method="GET", host=None, body=b""):
    lines = [f"{method} {target} HTTP/1.1".encode("latin-1")]
    lines += [f"Host: {host}".encode()] if host else []
    lines += [one.encode("latin-1") for one in headers]
    lines += [b"Connection: close"]
    return b"\r\n".join([*lines, b"", body])


OWN = "127.0.0.1:{port}"
FORM = "Content-Type: application/x-www-form-urlencoded"
HOSTILE = {
    "a name that was made to point here": request("/vi/", host="evil.example"),
    "the same with our port": request("/vi/", host="evil.example:{port}"),
    "our name inside another": request("/vi/", host="127.0.0.1:{port}.evil.example"),
    "our name behind another": request("/vi/", host="evil.example@127.0.0.1:{port}"),
    "no port": request("/vi/", host="127.0.0.1"),
    "another port": request("/vi/", host="127.0.0.1:1"),
    "the whole machine": request("/vi/", host="0.0.0.0:{port}"),
    "another way to write loopback": request("/vi/", host="2130706433:{port}"),
    "loopback of IPv6": request("/vi/", host="[::1]:{port}"),
    "loopback with a dot": request("/vi/", host="localhost.:{port}"),
    "no host": request("/vi/"),
    "an empty host": request("/vi/", "Host: "),
    "two hosts": request("/vi/", "Host: evil.example", host=OWN),
    "the other host second": request("/vi/", f"Host: {OWN}", "Host: evil.example"),
    "HTTP/1.0 without host": b"GET /vi/ HTTP/1.0\r\n\r\n",
    "an address of another place": request("http://evil.example/vi/", host=OWN),
    "an address of ours": request("http://127.0.0.1:{port}/vi/", host=OWN),
    "another place without its scheme": request("//evil.example/vi/", host=OWN),
    "a star": request("*", host=OWN, method="OPTIONS"),
    "a tunnel": request("evil.example:443", host=OWN, method="CONNECT"),
    "climbing": request("/../../etc/passwd", host=OWN),
    "climbing in the middle": request("/vi/../../../etc/passwd", host=OWN),
    "climbing in disguise": request("/vi/%2e%2e/%2e%2e/etc/passwd", host=OWN),
    "climbing in a part": request("/vi/forms/..%2f..%2f..%2fetc%2fpasswd", host=OWN),
    "backslashes": request("/vi/forms/..%5c..%5cetc", host=OWN),
    "a zero": request("/vi/forms/khai-sinh%00.html", host=OWN),
    "a line end in a path": request("/vi/%0d%0aSet-Cookie:x=1", host=OWN),
    "not UTF-8": request("/vi/\xff\xfe", host=OWN),
    "origin null": request("/vi/", "Origin: null", host=OWN),
    "origin of another site": request("/vi/", "Origin: http://evil.example", host=OWN),
    "origin with our name in it": request("/vi/", "Origin: http://127.0.0.1:{port}.evil.example", host=OWN),
    "origin of another scheme": request("/vi/", "Origin: https://127.0.0.1:{port}", host=OWN),
    "a page of another site asks": request("/vi/author/khai-sinh/schema.json", "Sec-Fetch-Site: cross-site", host=OWN),
    "another port of this machine asks": request("/vi/submissions.jsonl", "Sec-Fetch-Site: same-site", host=OWN),
    "a stream for another site": request("/events", "Accept: text/event-stream", "Sec-Fetch-Site: cross-site", host=OWN),
    "posting from another site": request("/vi/login", FORM, "Origin: http://evil.example", "Content-Length: 4", method="POST", host=OWN, body=b"key="),
    "posting with origin null": request("/vi/login", FORM, "Origin: null", "Content-Length: 4", method="POST", host=OWN, body=b"key="),
    "posting without saying from where": request("/vi/login", FORM, "Content-Length: 4", method="POST", host=OWN, body=b"key="),
    "posting by a link's way": request("/vi/login", FORM, "Sec-Fetch-Site: none", "Content-Length: 4", method="POST", host=OWN, body=b"key="),
    "another verb": request("/vi/", host=OWN, method="DELETE"),
    "asking what is allowed": request("/vi/login", "Origin: http://evil.example", "Access-Control-Request-Method: POST", host=OWN, method="OPTIONS"),
    "a socket": request("/events", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "Origin: http://evil.example", host=OWN),
    "a body said to be huge": request("/vi/login", FORM, "Origin: http://127.0.0.1:{port}", "Content-Length: 99999999999", method="POST", host=OWN),
    "a body that is huge": request("/vi/login", FORM, "Origin: http://127.0.0.1:{port}", f"Content-Length: {2 * len(BIG)}", method="POST", host=OWN, body=b"key=" + BIG * 2),
    "a huge body in pieces": request("/vi/login", FORM, "Origin: http://127.0.0.1:{port}", "Transfer-Encoding: chunked", method="POST", host=OWN, body=(b"100000\r\n" + BIG + b"\r\n") * 3 + b"0\r\n\r\n"),
    "two lengths": request("/vi/login", FORM, "Origin: http://127.0.0.1:{port}", "Content-Length: 4", "Content-Length: 5", method="POST", host=OWN, body=b"key=1"),
    "a length and pieces": request("/vi/login", FORM, "Origin: http://127.0.0.1:{port}", "Content-Length: 4", "Transfer-Encoding: chunked", method="POST", host=OWN, body=b"0\r\n\r\nGET /vi/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
    "a header without end": request("/vi/", "X: " + "a" * 70_000, host=OWN),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
}  # fmt: skip


def test_there_are_forty_of_them():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_gets_no_content(port, name):
    answer = sent(port, HOSTILE[name].replace(b"{port}", str(port).encode()))
    head, _, body = answer.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.1 (\d+)", head)
    assert answer == b"" or (status and int(status[1]) >= 400), answer[:300]
    assert b"<html" not in answer
    assert len(body) < 200
    assert b"access-control-allow" not in head.lower()
    assert b"set-cookie" not in head.lower()


ODD = {
    "a multipart without boundary": ("multipart/form-data", b"key=1"),
    "a multipart that stops": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n'),
    "a multipart with a strange charset": ("multipart/form-data; boundary=x; charset=nonsense", b"--x--\r\n"),
    "thousands of fields": ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % n for n in range(9000))),
    "not UTF-8": ("application/x-www-form-urlencoded", b"key=%ff%fe&\xff=1"),
    "JSON where a form is wanted": ("application/json", b"{}"),
    "nothing": ("application/x-www-form-urlencoded", b""),
}


@pytest.mark.parametrize("path", ["/vi/login", "/vi/people", "/vi/switches", "/vi/forms/khai-sinh", "/vi/forms/khai-sinh/lookup"])
@pytest.mark.parametrize("name", ODD)
def test_an_odd_post_is_answered_without_failing(port, name, path):
    kind, body = ODD[name]
    headers = [f"Content-Type: {kind}", f"Origin: http://127.0.0.1:{port}", f"Content-Length: {len(body)}", "X-Eformc: 1"]
    answer = sent(port, request(path, *headers, method="POST", host=f"127.0.0.1:{port}", body=body))
    status = int(answer.split(b" ", 2)[1])
    assert status < 500, answer[:400]


@pytest.mark.parametrize("body", [b"[" * 100_000, b"nope", b"[]", b'{"applicant": 5}', b'{"a": NaN}', b'{"mother": {"personal_id": ["x"]}}', b'"\\ud800"'])
def test_an_odd_lookup_is_answered_without_failing(port, body):
    headers = ["Content-Type: application/json", f"Origin: http://127.0.0.1:{port}", f"Content-Length: {len(body)}", "X-Eformc: 1"]
    answer = sent(port, request("/vi/forms/khai-sinh/lookup", *headers, method="POST", host=f"127.0.0.1:{port}", body=body))
    assert int(answer.split(b" ", 2)[1]) in (200, 400), answer[:300]


def test_the_right_request_gets_the_page_and_its_headers(port):
    answer = sent(port, request("/vi/", host=f"127.0.0.1:{port}"))
    head = answer.partition(b"\r\n\r\n")[0].decode().lower()
    assert answer.startswith(b"HTTP/1.1 200")
    for line in (
        "cache-control: no-store", "x-content-type-options: nosniff", "cross-origin-resource-policy: same-origin", "content-security-policy: default-src 'none'", "samesite=strict", "httponly",
    ):  # fmt: skip
        assert line in head, line
    assert "server:" not in head


def test_it_listens_on_loopback_alone(port):
    with socket.socket() as link:
        link.settimeout(1)
        own = socket.gethostbyname(socket.gethostname())
        if own.startswith("127."):
            pytest.skip("this machine knows no other address of its own")
        assert link.connect_ex((own, port)) != 0


def test_what_is_no_language_procedure_or_receipt_is_not_found(port):
    for path in ("/xx/", "/vi/forms/nothing", "/vi/receipts/DEMO-1", "/vi/author/nothing", "/vi/submissions.exe", "/vi/author/khai-sinh/what.json", "/favicon.ico"):
        answer = sent(port, request(path, host=f"127.0.0.1:{port}"))
        assert answer.startswith(b"HTTP/1.1 404"), path
