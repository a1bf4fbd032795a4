"""How a portal shows a registry who it is: client credentials (RFC 6749, 4.4) and mutual TLS, against real servers."""

import asyncio
import base64
import json
import ssl
import subprocess
from urllib.parse import parse_qs

import pytest
from stores import http_server, read_request, response

from eformc.prefill import Refused, SourceError
from eformc.registries import open_sources, read_sources
from eformc.registries.kit import request

GOOD = {"key": {"number": "007"}, "record": {"name": "Lê Văn Bảy"}}


def opened(folder, text):
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return open_sources(read_sources(folder / "sources.toml"))["kit"]


class Gateway:
    """Gives tokens that each hold for three lookups."""

    def __init__(self, secret):
        self.secret = secret
        self.given = 0
        self.left = 0
        self.forms = []

    async def answer(self, reader, writer):
        while True:
            first, headers, body = await read_request(reader)
            writer.write(self.token(headers, body) if first.startswith("POST /token ") else self.record(headers))
            await writer.drain()

    def token(self, headers, body):
        self.forms.append(parse_qs(body.decode()))
        if headers.get("authorization") != "Basic " + base64.b64encode(f"portal:{self.secret}".encode()).decode():
            return response("401", {"error": "invalid_client"})
        self.given, self.left = self.given + 1, 3
        return response("200", {"access_token": f"t{self.given}", "token_type": "Bearer", "expires_in": 3600})

    def record(self, headers):
        if headers.get("authorization") != f"Bearer t{self.given}" or self.left == 0:
            return response("401", {})
        self.left -= 1
        return response("200", GOOD)


def test_a_token_is_fetched_once_kept_and_renewed_when_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET", "987650000777")
    gateway = Gateway("987650000777")

    async def eight(url):
        source = opened(
            tmp_path,
            f'[sources.kit]\nurl = "{url}"\ntoken_url = "{url}/token"\nclient_id = "portal"\nclient_secret = {{env = "PORTAL_SECRET"}}\nscope = "read"\n',
        )
        found = [await source.look_up(request("007", ["name"]), 1.0) for _ in range(8)]
        await source.close()
        return found

    with http_server(gateway.answer) as url:
        assert [one.record for one in asyncio.run(eight(url))] == [GOOD["record"]] * 8
    assert gateway.given == 3
    assert gateway.forms[0] == {"grant_type": ["client_credentials"], "scope": ["read"]}


def test_wrong_credentials_are_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_SECRET", "wrong")

    async def ask(url):
        source = opened(tmp_path, f'[sources.kit]\nurl = "{url}"\ntoken_url = "{url}/token"\nclient_id = "portal"\nclient_secret = {{env = "PORTAL_SECRET"}}\n')
        with pytest.raises(Refused):
            await source.look_up(request("007", ["name"]), 1.0)
        await source.close()

    with http_server(Gateway("right").answer) as url:
        asyncio.run(ask(url))


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """An authority, a server's certificate for 127.0.0.1, a portal's, and one that nobody signed."""
    folder = tmp_path_factory.mktemp("papers")

    def run(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    def new(name, *more):
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", *more)

    new("authority")
    for name, *more in (("server", "-addext", "subjectAltName=IP:127.0.0.1"), ("portal",)):
        new(name, "-CA", "authority.pem", "-CAkey", "authority.key", "-addext", "basicConstraints=critical,CA:FALSE", *more)
    new("stranger")
    return folder


def test_mutual_tls_lets_the_portal_in_and_nobody_else(papers, tmp_path):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=papers / "authority.pem")
    tls.load_cert_chain(papers / "server.pem", papers / "server.key")
    tls.verify_mode = ssl.CERT_REQUIRED

    async def answer(reader, writer):
        await read_request(reader)
        writer.write(response("200", GOOD))
        await writer.drain()

    async def ask(url, *settings):
        source = opened(tmp_path, "\n".join([f'[sources.kit]\nurl = "{url}"', *settings]))
        try:
            return (await source.look_up(request("007", ["name"]), 1.0)).record
        except SourceError as error:
            return error.kind
        finally:
            await source.close()

    trust = f'ca_file = "{papers / "authority.pem"}"'

    def shown(name):
        return f'client_cert = "{papers / name}.pem"\nclient_key_file = "{papers / name}.key"'

    with http_server(answer, tls) as url:
        assert asyncio.run(ask(url, trust, shown("portal"))) == GOOD["record"]
        assert asyncio.run(ask(url, trust, shown("stranger"))) == "connection"
        assert asyncio.run(ask(url, trust)) == "connection"
        assert asyncio.run(ask(url, shown("portal"))) == "connection"  # an authority we do not trust
        assert asyncio.run(ask(url.replace("127.0.0.1", "localhost"), trust, shown("portal"))) == "connection"  # another name


def test_a_connection_that_was_kept_and_is_gone_is_made_anew(tmp_path):
    asked = []

    async def answer(reader, writer):  # closes after each answer without saying so beforehand
        _, _, body = await read_request(reader)
        asked.append(json.loads(body)["key"]["number"])
        writer.write(response("200", {"key": {"number": asked[-1]}, "record": {"name": "Lê Văn Bảy"}}))
        await writer.drain()

    async def ask(url):
        source = opened(tmp_path, f'[sources.kit]\nurl = "{url}"\n')
        found = [await source.look_up(request(str(number), ["name"]), 2.0) for number in range(60)]
        await source.close()
        return found

    with http_server(answer) as url:
        found = asyncio.run(ask(url))
    assert [one.key["number"] for one in found] == [str(number) for number in range(60)]


def test_a_name_may_be_a_pointer_and_a_status_may_mean_no_record(tmp_path):
    seen = []

    async def answer(reader, writer):
        _, headers, body = await read_request(reader)
        seen.append((headers, json.loads(body)))
        found = json.loads(body)["key"]["so"] == "007"
        writer.write(response("200", {"key": {"so": "007"}, "record": {"ten": {"day_du": "Lê Văn Bảy"}}}) if found else response("404", {}))
        await writer.drain()

    async def ask(url):
        source = opened(
            tmp_path,
            f'[sources.kit]\nurl = "{url}"\nno_record = [404]\nheaders = ["X-Agency: 7"]\n'
            '[sources.kit.lookups.by_number]\nat = "v1/people"\nnames = {number = "so", name = "/ten/day_du"}\n',
        )
        found = await source.look_up(request("007", ["name"]), 1.0), await source.look_up(request("9", ["name"]), 1.0)
        await source.close()
        return found

    with http_server(answer) as url:
        known, nobody = asyncio.run(ask(url))
    assert (known.key, known.record, nobody) == ({"number": "007"}, {"name": "Lê Văn Bảy"}, None)
    assert seen[0][0]["x-agency"] == "7"
    assert seen[0][1]["elements"] == ["name"]
