"""A guard for servers: only a browser, from this server's own pages, may ask. Everybody else gets an empty answer.

ASGI middleware for any portal; `eformc serve` stands behind it. A page of any other site can make a browser ask a
server, and with a name of its own that points there it can read the answer (DNS rebinding). So the Host has to be the
server's own, written once; a request that says where it comes from has to come from here; one that changes something has
to say so. A body is bounded in size and time: who sends a byte now and then is let go.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES, MOST_WITH_FILES = 1 << 20, 32 << 20
"""The most bytes of a request's body: of texts alone, and where files come with it."""
MOST_HEADERS = 16 << 10
BODY_SECONDS, LEAST_RATE = 20.0, 500
"""A body has these seconds, and one more for every so many bytes that have come."""
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


class Unwanted(Exception):
    """A body that is larger, or comes slower, than it may, or stops. `status` is the answer; 0 where nobody is there."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Guard:
    """ASGI middleware. `hosts`: what the Host header may be, such as `127.0.0.1:8000`. `scheme`: of the addresses that
    browsers see; `https` for a portal, also behind a proxy that ends TLS. `seconds`, `rate`: how long a body may take
    (`BODY_SECONDS`, `LEAST_RATE`). Refused, with an empty answer: 400, 403, 405, 408, 413, 421, 431.
    """

    def __init__(self, app: Application, hosts: Iterable[str], *, scheme: str = "http", seconds: float = BODY_SECONDS, rate: int = LEAST_RATE) -> None:
        self.app = app
        self.hosts = frozenset(host.lower().encode() for host in hosts)
        self.scheme = scheme.encode()
        self.seconds, self.rate = seconds, rate

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
        if not _from_here(headers, self.scheme + b"://" + host[0].lower(), changes=scope["method"] == "POST"):
            return 403
        length = headers.get(b"content-length", [b"0"])
        if len(length) != 1 or not length[0].isdigit() or (b"transfer-encoding" in headers and b"content-length" in headers):
            return 400
        return 413 if len(length[0]) > 12 or int(length[0]) > _most(headers.get(b"content-type", [])) else 0

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on; its body is measured as it comes, its answer gets the headers that it lacks."""
        body = _Body(receive, _most([value for name, value in scope["headers"] if name.lower() == b"content-type"]), self.seconds, self.rate)
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if body.unwanted is not None and not started:
                return  # the application's own page about the error: the answer is the empty one below
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": _dressed(message["headers"])}
            await send(message)

        try:
            await self.app(scope, body.receive, dressed)
        except Unwanted as problem:
            if started and problem.status:
                raise  # half an answer is out: the server closes the connection
        if body.unwanted and not started:
            await _empty(send, body.unwanted)


class _Body:
    """A request's body as it comes. `unwanted`: what `Unwanted` was raised with, if it was."""

    def __init__(self, receive: Receive, most: int, seconds: float, rate: int) -> None:
        self.source, self.most, self.rate = receive, most, rate
        self.until = asyncio.get_running_loop().time() + seconds
        self.received, self.whole = 0, False
        self.unwanted: int | None = None

    async def receive(self) -> Message:
        """The next part. Raises `Unwanted`: 413 for too much, 408 for too slow, 0 for a client that left."""
        if self.whole:  # only a client that leaves is waited for
            return await self.source()
        try:
            async with asyncio.timeout_at(self.until + self.received / self.rate):
                message = await self.source()
        except TimeoutError:
            raise self._refused(408) from None
        if message["type"] == "http.disconnect":
            raise self._refused(0)
        self.whole = not message.get("more_body", False)
        self.received += len(message.get("body", b""))
        if self.received > self.most:
            raise self._refused(413)
        return message

    def _refused(self, status: int) -> Unwanted:
        self.unwanted = status
        return Unwanted(status)


def _dressed(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's headers with those that it lacks."""
    own = {name.lower() for name, _ in headers}
    policy = [] if b"content-security-policy" in own else [(b"content-security-policy", POLICY.encode())]
    return [*headers, *(one for one in _HEADERS if one[0] not in own), *policy]


def _most(content_type: list[bytes]) -> int:
    return MOST_WITH_FILES if content_type and content_type[0].lower().startswith(b"multipart/form-data") else MOST_BYTES


def _plain_path(raw: bytes, path: str) -> bool:
    """A path of this server's: no absolute address, nothing that climbs, nothing hidden in it."""
    if not _PATH.match(raw.partition(b"?")[0]) or len(raw) > 1024:
        return False
    return not any(part in ("..", ".") or "\\" in part or any(char < " " or char == "\x7f" for char in part) for part in path.split("/"))


def _from_here(headers: dict[bytes, list[bytes]], own: bytes, *, changes: bool) -> bool:
    """True if a browser says that one of this server's pages asks, or somebody who typed the address."""
    origin, site = headers.get(b"origin", []), headers.get(b"sec-fetch-site", [])
    if len(origin) > 1 or len(site) > 1:
        return False
    if origin and origin[0].lower() != own:
        return False
    if site and site[0] not in ((b"same-origin",) if changes else (b"same-origin", b"none")):
        return False
    return bool(origin or site) or not changes


async def _empty(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*_HEADERS, (b"content-length", b"0"), (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})
