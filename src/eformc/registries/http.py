"""HTTP/JSON: `https://host/path` (httpx2, extra `http`). One POST per lookup, so that no key stands in a URL.

Sent to `<url>/<registry>/<lookup>`: `{"key": {…}, "elements": [...], "purpose": …, "legal_basis": …}`. Expected: 200 with
`{"key": {…}, "record": {…} or null, "withheld": [...], "as_of": …}`, `null` where there is none. 401 and 403 refuse; all
else that is not 200 is an error. Nothing of an answer is believed before it is whole, small, shallow and strictly JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from eformc.prefill import Answer, Refused, Request, Sensitive, Source, SourceError
from eformc.prefill.source import is_asked
from eformc.registries.adapter import Adapter
from eformc.registries.settings import Named, Place, SourcesProblem
from eformc.registries.strict_json import strict_loads

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 256 * 1024
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Service:
    """One kept client. `token` is the bearer token of the client credentials, with the time until which it is used."""

    def __init__(self, place: Place, client: httpx2.AsyncClient) -> None:
        self.place = place
        self.client = client
        self.no_record = frozenset(place.option("no_record", ()))
        self.token: tuple[Sensitive[str], float] | None = None
        self.renewing = asyncio.Lock()

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        import httpx2

        try:
            async with asyncio.timeout(min(seconds, self.place.timeout)):
                made = await self.answered(request)
        except (TimeoutError, httpx2.TimeoutException):
            raise SourceError("timeout") from None
        except httpx2.DecodingError:
            raise SourceError("malformed") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ssl.SSLError, OSError):
            raise SourceError("connection") from None
        return None if made is None else _read(made, request, self.place.named(request.registry, request.lookup))

    async def answered(self, request: Request) -> Any:
        """The JSON of the answer; None for a status that says that there is no record."""
        named = self.place.named(request.registry, request.lookup)
        path = named.at or f"{quote(request.registry)}/{quote(request.lookup)}"
        body = {
            "key": {_called(named, name): key.reveal() for name, key in request.key.items()},
            "elements": [_called(named, name) for name in request.wanted],
            "purpose": request.purpose,
            "legal_basis": request.legal_basis,
        }
        status, data = await self.post(f"{self.base()}/{path.lstrip('/')}", body, await self.headers())
        if status == 401 and self.token is not None:  # the token may have been withdrawn: once more with a new one
            self.token = None
            status, data = await self.post(f"{self.base()}/{path.lstrip('/')}", body, await self.headers())
        if status in self.no_record:
            return None
        return strict_loads(_wanted(status, data))

    def base(self) -> str:
        return self.place.url.reveal().rstrip("/")

    async def post(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Send JSON; status and body, read to at most `MOST_BYTES`. Raises `SourceError` for what is too large or no JSON."""
        data = json.dumps(body, ensure_ascii=False).encode()
        try:
            return await self.sent(url, data, headers)
        except ConnectionResetError:
            # a connection that was kept may have been closed by the other side meanwhile; asking again changes nothing there
            return await self.sent(url, data, headers)

    async def sent(self, url: str, data: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """One try. Raises `ConnectionResetError` where the connection was gone before any answer."""
        import httpx2

        answered = False
        try:
            async with self.client.stream("POST", url, content=data, headers={**headers, "Content-Type": "application/json"}) as response:
                answered = True
                return response.status_code, await _body(response)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
            if answered:
                raise
            raise ConnectionResetError from error

    async def headers(self) -> dict[str, str]:
        token = await self.bearer()
        return {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            **dict(part.split(": ", 1) for part in self.place.option("headers", ())),
            **({"Authorization": f"Bearer {token.reveal()}"} if token is not None else {}),
        }

    # --- OAuth 2 client credentials (RFC 6749, 4.4) -------------------------------------------------------------------

    async def bearer(self) -> Sensitive[str] | None:
        """The token to send: the operator's own, or one fetched with the client's credentials and kept while it lasts."""
        fixed: Sensitive[str] | None = self.place.option("token")
        if fixed is not None or self.place.option("token_url") is None:
            return fixed
        async with self.renewing:
            if self.token is None or self.token[1] <= time.monotonic():
                self.token = await self.fetched()
            return self.token[0]

    async def fetched(self) -> tuple[Sensitive[str], float]:
        secret: Sensitive[str] = self.place.option("client_secret", Sensitive(""))
        scope = self.place.option("scope")
        form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
        url = self.place.option("token_url")
        async with self.client.stream(
            "POST", url, data=form, auth=(str(self.place.option("client_id", "")), secret.reveal()),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        ) as response:  # fmt: skip
            made = strict_loads(_wanted(response.status_code, await _body(response)))
        token, lasts = (made.get("access_token"), made.get("expires_in", 60)) if isinstance(made, dict) else (None, 0)
        if not isinstance(token, str) or isinstance(lasts, bool) or not isinstance(lasts, int):
            raise SourceError("malformed")
        return Sensitive(token), time.monotonic() + max(0, lasts - 30)

    async def close(self) -> None:
        await self.client.aclose()


async def _body(response: httpx2.Response) -> bytes:
    """The body as it was sent, never unpacked: nobody asked for a packed one."""
    if response.status_code == 200:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise SourceError("malformed")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise SourceError("malformed")
    made = bytearray()
    async for chunk in response.aiter_raw():
        made += chunk
        if len(made) > MOST_BYTES:
            raise SourceError("too-large")
    return bytes(made)


def _wanted(status: int, data: bytes) -> bytes:
    if status in (401, 403):
        raise Refused
    if status != 200:
        raise SourceError("status")
    return data


def _called(named: Named, element: str) -> str:
    """The name of an element in a request; a name that is a JSON Pointer only says where it stands in the answer."""
    name = named.name(element)
    return element if name is None or name.startswith("/") else name


def _read(made: Any, request: Request, named: Named) -> Answer | None:
    """An answer of the protocol. Raises `SourceError` (`malformed`) for anything else."""
    if not isinstance(made, dict) or "record" not in made:
        raise SourceError("malformed")
    record, key, withheld = made["record"], made.get("key"), made.get("withheld", [])
    if isinstance(record, list):
        raise SourceError("several" if len(record) > 1 else "malformed")
    if record is None:
        return None
    if not isinstance(record, dict) or not isinstance(key, dict | None) or not isinstance(withheld, list):
        raise SourceError("malformed")
    found = {name: value for name in request.wanted for value in _found(record, named.name(name) or name)}
    keys = {name: value for name in request.key for value in _said(request, named, name, key or {}, record)}
    back = {_called(named, name): name for name in request.wanted}
    as_of = made.get("as_of", "")
    return Answer(
        keys, found, frozenset(back[one] for one in withheld if isinstance(one, str) and one in back),
        as_of=as_of if isinstance(as_of, str) else "",
    )  # fmt: skip


def _said(request: Request, named: Named, name: str, key: Mapping[str, Any], record: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values an answer gives for a part of the key: none, or one. The key may only repeat the question: where the record says
    another one, that one counts.
    """
    names = dict.fromkeys((_called(named, name), named.name(name) or name))
    said = [value for place in (key, record) for one in names for value in _found(place, one)]
    return tuple(sorted(said, key=lambda value: is_asked(request.key[name], value))[:1])


def _found(record: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """The value of a name, or at a JSON Pointer, of a record: none or one."""
    if not name.startswith("/"):
        return (record[name],) if name in record else ()
    place: Any = record
    for token in name.split("/")[1:]:
        if not isinstance(place, dict) or token not in place:
            return ()
        place = place[token]
    return (place,)


# --- opening ---------------------------------------------------------------------------------------------------------


def _open(place: Place) -> Source:
    try:
        import httpx2
    except ImportError:
        message = "HTTP needs a client: pip install eformc[http]"
        raise SourcesProblem(message) from None
    for url in filter(None, (place.url.reveal(), place.option("token_url"))):
        _check(url, plain=bool(place.option("plain_http", False)))
    _quiet()
    limits = httpx2.Limits(max_connections=int(place.option("connections", 32)), max_keepalive_connections=16)
    client = httpx2.AsyncClient(
        verify=_tls(place), trust_env=False, follow_redirects=False, timeout=httpx2.Timeout(place.timeout), limits=limits
    )
    return Service(place, client)


def _check(url: str, *, plain: bool) -> None:
    """Only what an operator can have meant: a host, no password in the address, TLS beyond this machine."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises for what is no port)
    except ValueError:
        message = "an HTTP source's address cannot be read"
        raise SourcesProblem(message) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or any(char.isspace() or ord(char) < 32 for char in url):
        message = "an HTTP source's address needs https:// and a host"
    elif parts.username is not None or parts.password is not None:
        message = f"{parts.hostname}: no user or password in an address; use `token`, `client_id` and `client_secret`, or `client_cert`"
    elif parts.query or parts.fragment:
        message = f"{parts.hostname}: an address has no `?` or `#`; lookups are appended to it"
    elif parts.scheme == "http" and parts.hostname not in _LOOPBACK and not plain:
        message = f"{parts.hostname}: http:// without TLS sends personal data in the clear; use https://, or say `plain_http = true`"
    else:
        return
    raise SourcesProblem(message)


def _tls(place: Place) -> ssl.SSLContext:
    """Verification is always on. `ca_file`: authorities besides the system's; `client_cert`, `client_key`: mutual TLS."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    base = place.path_of
    try:
        if place.option("ca_file"):
            context.load_verify_locations(base(place.option("ca_file")))
        if place.option("client_cert"):
            key = place.option("client_key_file")
            context.load_cert_chain(base(place.option("client_cert")), base(key) if key else None)
    except (OSError, ssl.SSLError) as error:
        message = f"a certificate or key cannot be read: {error.strerror or type(error).__name__}"
        raise SourcesProblem(message) from None
    return context


def _quiet() -> None:
    """The client's own log quotes what servers send (headers, the words beside a status): personal data may stand in it."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    for name in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"httpcore2.{name}").setLevel(logging.INFO)


ADAPTER = Adapter(("http", "https"), _open)
