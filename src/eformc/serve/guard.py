"""Who may ask this server for anything: a browser on this machine, from this server's own pages. Everybody else gets an
empty answer.

A page of any other site can make a browser ask 127.0.0.1, and with a name of its own that points there it can read the
answer (DNS rebinding). So the Host has to be this server's address, written once; a request that says where it comes
from has to come from here; one that changes something has to say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES, MOST_WITH_FILES = 1 << 20, 32 << 20
"""Of a request's body: of texts alone, and where files come with it."""
MOST_HEADERS = 16 << 10
_PATH = re.compile(rb"/(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|/(?!/))*\Z")
_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),  # not no-referrer: then a browser sends `Origin: null` with a form
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
"""The policy of what is no page."""


class TooLarge(Exception):
    """A body that turned out larger than it may be."""


class Guard:
    """ASGI middleware. `hosts`: what the Host header may be, such as `127.0.0.1:8000`."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.encode() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        status = self.refusal(scope)
        if status:
            await _empty(send, status)
            return
        await self.let_in(scope, receive, send)

    def refusal(self, scope: Scope) -> int:
        """The status a request is refused with; 0 where it is not."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value)
        host = headers.get(b"host", [])
        if len(host) != 1 or host[0].lower() not in self.hosts:
            return 421
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            return 431
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405
        if not _plain_path(scope.get("raw_path") or b"", scope["path"]):
            return 400
        if not _from_here(headers, host[0].lower(), changes=scope["method"] == "POST"):
            return 403
        length = headers.get(b"content-length", [b"0"])
        if len(length) != 1 or not length[0].isdigit() or (b"transfer-encoding" in headers and b"content-length" in headers):
            return 400
        return 413 if len(length[0]) > 12 or int(length[0]) > _most(headers.get(b"content-type", [])) else 0

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False
        received = 0
        most = _most([value for name, value in scope["headers"] if name.lower() == b"content-type"])

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooLarge
            return message

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in _HEADERS if one[0] not in own)]
                if b"content-security-policy" not in own:
                    message["headers"].append((b"content-security-policy", POLICY.encode()))
            await send(message)

        try:
            await self.app(scope, counted, dressed)
        except TooLarge:
            if not started:
                await _empty(send, 413)


def _most(content_type: list[bytes]) -> int:
    return MOST_WITH_FILES if content_type and content_type[0].lower().startswith(b"multipart/form-data") else MOST_BYTES


def _plain_path(raw: bytes, path: str) -> bool:
    """A path of this server's: no absolute address, nothing that climbs, nothing hidden in it."""
    if not _PATH.match(raw.partition(b"?")[0]) or len(raw) > 1024:
        return False
    return not any(part in ("..", ".") or "\\" in part or any(char < " " or char == "\x7f" for char in part) for part in path.split("/"))


def _from_here(headers: dict[bytes, list[bytes]], host: bytes, *, changes: bool) -> bool:
    """Whether a browser says that one of this server's pages asks, or somebody who typed the address."""
    origin, site = headers.get(b"origin", []), headers.get(b"sec-fetch-site", [])
    if len(origin) > 1 or len(site) > 1:
        return False
    if origin and origin[0].lower() != b"http://" + host:
        return False
    if site and site[0] not in ((b"same-origin",) if changes else (b"same-origin", b"none")):
        return False
    return bool(origin or site) or not changes


async def _empty(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*_HEADERS, (b"content-length", b"0"), (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})
