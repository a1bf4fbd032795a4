"""200 canary values through every way a prefill can go wrong, everything logged at DEBUG: none is found anywhere after."""

import asyncio
import io
import json
import logging
import os
import pickle
import sqlite3
import sys
import traceback
from urllib.parse import quote

import pytest
from prefill_kit import TODAY, Made, answering, keys
from stores import http_server, read_request, response, to_sqlite

from eformc.prefill import Answer, Authenticated, Blocking, Sensitive, SourceError, run
from eformc.prefill.seal import SealProblem, Seals, seals_from_json, seals_to_json
from eformc.registries import SourcesProblem, open_sources, places_of, read_sources


def canaries():
    """Values that are nobody's and that nothing else could hold."""
    return [f"{number:012d}" for number in range(987_650_000_000, 987_650_000_200)]


def raising(error):
    def answer(request):
        message = f"no record for {keys(request)}"
        raise error(message)

    return Made(answer)


async def late(request):
    await asyncio.sleep(0.05)
    raise ValueError(str(keys(request)))


def odd_answers(canary):
    """Sources made of functions that fail while they hold the canary."""
    yield raising(KeyError)
    yield raising(RuntimeError)
    yield raising(OSError)
    yield Made(late)
    yield Made(lambda request: Answer({"personal_id": canary[::-1]}, {"full_name": canary}))
    yield Made(lambda request: Answer(keys(request), {"full_name": {"is": canary}, "birth_date": canary}))
    yield Made(lambda request: Answer(keys(request), {"full_name": canary * 100}))
    yield Made(lambda request: canary)
    yield answering({"full_name": canary})


def odd_bytes(canary):
    """What a server on loopback says of the canary, one after the other."""
    text = canary.encode()
    yield b"HTTP/1.1 404 No record for " + text + b"\r\nContent-Length: 0\r\n\r\n"
    yield b"HTTP/1.1 302 Found\r\nLocation: /people/" + text + b"\r\nContent-Length: 0\r\n\r\n"
    yield b"HTTP/1.1 500 E\r\nX-Trace: " + text + b"\r\nSet-Cookie: id=" + text + b"\r\nContent-Length: 12\r\n\r\n" + text
    yield text + b"\r\n\r\n"
    yield b"HTTP/1.1 200 OK\r\n" + text + b"\r\n\r\n"
    yield response("200", b'{"record": "' + text)
    yield response("200", b'{"record": {"' + text + b'": 1, "' + text + b'": 2}}')
    yield response("200", {"key": {"personal_id": canary[::-1]}, "record": {"full_name": canary}})
    yield response("200", {"key": {"personal_id": canary}, "record": {"full_name": [canary]}, "withheld": canary})
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n" + text


@pytest.fixture
def everything_logged(caplog):
    """Every logger that there is, at DEBUG, with tracebacks; asyncio in debug mode."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(exc_info)s %(stack_info)s"))
    logging.getLogger().addHandler(handler)
    with caplog.at_level(logging.DEBUG):
        yield out
    logging.getLogger().removeHandler(handler)


def through_sources(plan, canary, server, said, out):
    subject = Authenticated({"/applicant/personal_id": canary})
    print(repr(subject), f"{subject}", file=out)

    async def all_of_them():
        for source in odd_answers(canary):
            result = await run(plan, subject, {"mother": {"personal_id": canary}}, {"*": source}, today=TODAY, deadline=0.02)
            print(repr(result), result.fired, result.events, [repr(one) for one in source.asked], file=out)
        for data in odd_bytes(canary):
            said[:] = [data]
            source = open_sources(places_of(server))["*"]
            result = await run(plan, subject, {}, {"population": source}, today=TODAY, deadline=0.4)
            print(repr(result), repr(source), file=out)
            await source.close()
        await asyncio.sleep(0.06)

    asyncio.run(all_of_them(), debug=True)


def through_databases(plan, canary, folder, out):
    subject = Authenticated({"/applicant/personal_id": canary})
    path = folder / "broken.sqlite"
    path.unlink(missing_ok=True)
    url = to_sqlite(path, {("population", "by_personal_id"): [{"personal_id": canary, "full_name": canary, "birth_date": canary}] * 2})
    with sqlite3.connect(path) as database:
        database.execute("UPDATE population__by_personal_id SET full_name = CAST(x'ff00fe' AS TEXT) WHERE rowid = 1")
    database.close()
    with Blocking(open_sources(places_of(url))) as prefill:
        print(repr(prefill.run(plan, subject, {}, today=TODAY)), file=out)
    path.unlink()


def through_tracebacks(canary, out):
    """Errors shown with the values of their variables, as careless error pages do."""
    for failing in (
        lambda: pickle.dumps(Sensitive(canary)),
        lambda: Seals(Sensitive(canary.encode())),
        lambda: seals_from_json([{"at": "/x", "value": float(canary) + 0.5}]),
        lambda: _raise(SourceError("type")),
    ):
        try:
            failing()
        except (TypeError, SealProblem, SourceError) as error:
            shown = traceback.TracebackException.from_exception(error, capture_locals=False)
            print("".join(shown.format()), repr(error), error.args, file=out)
    print(repr(Sensitive(canary)), str(Sensitive(canary)), f"{Sensitive(canary):>20}", [Sensitive(canary)], file=out)


def _raise(error):
    raise error


@pytest.mark.long
def test_no_canary_is_found(plans, everything_logged, tmp_path, monkeypatch, capfd, caplog):
    out, said, urls = everything_logged, [b""], []
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))

    async def answer(reader, writer):
        first, headers, _ = await read_request(reader)
        urls.append((first, {name: value for name, value in headers.items() if name != "content-length"}))
        writer.write(said[0])
        await writer.drain()

    with http_server(answer) as server:
        for number, canary in enumerate(canaries()):
            if number % 20 == 0:  # every way with every twentieth; the rest through the sources made of functions
                through_sources(plans["khai-sinh"], canary, server, said, out)
                through_databases(plans["khai-sinh"], canary, tmp_path, out)
            through_functions(plans["khai-sinh"], canary, out)
            through_tracebacks(canary, out)
    shown = capfd.readouterr()
    files = "".join(path.read_text("latin-1") for path in tmp_path.rglob("*") if path.is_file())
    everywhere = out.getvalue() + caplog.text + shown.out + shown.err + str(urls) + files + str(dict(os.environ))
    assert "eformc.prefill" in out.getvalue()
    assert len(urls) > 90
    found = [canary for canary in canaries() if canary in everywhere or canary[::-1] in everywhere or quote(canary) in everywhere]
    assert found == []


def through_functions(plan, canary, out):
    async def all_of_them():
        for source in odd_answers(canary):
            subject = Authenticated({"/applicant/personal_id": canary})
            print(repr(await run(plan, subject, {}, {"*": source}, today=TODAY, deadline=0.01)), file=out)

    asyncio.run(all_of_them())


def test_the_search_would_find_one(plans, everything_logged):
    logging.getLogger("x").debug("looking for %s", canaries()[7])
    assert canaries()[7] in everything_logged.getvalue()


def test_a_secret_in_sources_toml_is_refused_and_never_shown(tmp_path, monkeypatch):
    path = tmp_path / "sources.toml"
    path.write_text('[sources.population]\nurl = "https://example.test"\nclient_secret = "987650000001"\n', encoding="utf-8")
    with pytest.raises(SourcesProblem) as caught:
        read_sources(path)
    assert "987650000001" not in str(caught.value)
    monkeypatch.setenv("EFORMC_TEST_SECRET", "987650000001")
    path.write_text('[sources.population]\nurl = "postgresql://u:${EFORMC_TEST_SECRET}@h/d"\nclient_secret = {env = "EFORMC_TEST_SECRET"}\n', encoding="utf-8")
    place = read_sources(path)["population"]
    assert place.option("client_secret").reveal() == "987650000001"
    assert "987650000001" not in repr(place)


def test_the_command_prints_no_traceback_and_no_key(tmp_path, monkeypatch, capfd):
    from eformc.__main__ import main

    broken = tmp_path / "population.by_personal_id.json"
    broken.write_text('[{"personal_id": "987650000001", "full_name": ', encoding="utf-8")

    def ran(url):
        monkeypatch.setattr(sys, "argv", ["eformc", "prefill", "khai-sinh", "--given", "personal_id=987650000001", "--source", url])
        return main(), *capfd.readouterr()

    code, out, err = ran(f"file:{tmp_path}")
    assert (code, "987650000001" in err) == (0, False)
    made = {one["pointer"]: one for one in json.loads(out)["provenance"]}
    assert made["/applicant/full_name"]["kind"] == "malformed"
    for url in ("nowhere:x", "sqlite:/not/there.sqlite", "http://example.test/x", "https://u:p@example.test/"):
        code, out, err = ran(url)
        assert (code, out, "Traceback" in err, "u:p@" in err) == (2, "", False, False), (url, err)


def test_seals_hold_no_number_of_the_person(plans):
    from prefill_kit import prefill

    number = "987650000001"
    result = prefill(plans["khai-sinh"], {"/applicant/personal_id": number}, {"*": answering({"full_name": "Hoa"})})
    seals = [one for one in Seals(Sensitive(bytes(32))).sealed(result, Authenticated({"/applicant/personal_id": number}), 1) if one.pointer == "/applicant/full_name"]
    assert number not in json.dumps(seals_to_json(seals))
