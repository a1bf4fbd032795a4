"""The adapter kit: what every source must keep, as a check that an adapter's author runs against a source of their own.

Load `RECORDS` into the store (registry `kit`, lookup `by_number`, key `number`, the elements of `SHAPES`; what a record does
not name is empty there), open the source, and `await broken_promises(source)`: the list is empty when all are kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from eformc.prefill import Answer, Refused, Request, Sensitive, Source, SourceError
from eformc.prefill.source import Shape

REGISTRY, LOOKUP, KEY = "kit", "by_number", "number"
SHAPES: Mapping[str, Shape] = {
    "name": "text", "born": "text", "children": "number", "insured": "boolean", "languages": "list", "home": "object",
    "mother.name": "text",
}  # fmt: skip
RECORDS: tuple[Mapping[str, Any], ...] = (
    {
        "number": "079180000001", "name": "Nguyễn Thị Hoa", "born": "1980-05-17", "children": 0, "insured": False,
        "languages": ["vi", "en"], "home": {"province": "01", "detail": "12 \"phố\" Huế"}, "mother.name": "Trần Thị Bưởi",
    },
    {"number": "007", "name": "Lê Văn Bảy", "born": "1980"},
    {"number": "7", "name": "Phạm Thị Bảy", "children": 3, "insured": True},
    {"number": "O'Neil\"; --", "name": "<b>&amp;%s\\"},
    {"number": "twice", "name": "Một"},
    {"number": "twice", "name": "Hai"},
)  # fmt: skip
"""Records with what goes wrong in stores: zeros in front, 0 and false, quotes, a year alone, one key twice."""
STRANGERS = (
    "", " 007", "007 ", "0079", "%", "_", "*", "0' OR '1'='1", "'; DROP TABLE kit__by_number; --", "\" OR 1=1", "007\x00", "../007",
    "007/..", "{\"$ne\": null}", "null", "7.0", "7e0", "(SELECT number FROM kit__by_number)", "007\r\nX-Key: 7", "０07", "a" * 10000,
)  # fmt: skip
"""Keys of nobody: no store may find a record for them."""


def request(number: Any, wanted: Iterable[str] = SHAPES, lookup: str = LOOKUP) -> Request:
    """A lookup of the kit's registry."""
    shapes: dict[str, Shape] = {name: SHAPES.get(name, "text") for name in wanted}
    return Request(REGISTRY, lookup, {KEY: Sensitive(number)}, shapes, "kit", "none")


async def broken_promises(source: Source) -> list[str]:
    """The promises a source does not keep, in words; nothing where it keeps everything. Takes a second or two."""
    found = [
        one
        for check in (_records, _strangers, _only_what_is_wanted, _what_is_not_there, _side_by_side, _together, _given_up, _silent)
        async for one in check(source)
    ]
    await source.close()
    try:
        await source.close()
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the finding)
        found.append(f"closing a source twice fails: {type(error).__name__}")
    return found


async def _end(source: Source, asked: Request, seconds: float = 2.0) -> Answer | str | None:
    """The answer, or the kind of what went wrong."""
    try:
        return await source.look_up(asked, seconds)
    except SourceError as error:
        return error.kind
    except Refused:
        return "refused"
    except Exception as error:  # noqa: BLE001
        return f"an error of its own ({type(error).__name__})"


async def _records(source: Source) -> AsyncIterator[str]:
    for record in RECORDS[:4]:
        answer = await _end(source, request(record[KEY]))
        if not isinstance(answer, Answer):
            yield f"record {RECORDS.index(record)}: {answer or 'no record'} in place of the record"
            continue
        if answer.key != {KEY: record[KEY]}:
            yield f"record {RECORDS.index(record)}: the record's own key does not come back"
        expected = {name: value for name, value in record.items() if name != KEY}
        known = {name: value for name, value in answer.record.items() if value is not None}
        if known != expected or any(type(known[name]) is not type(value) for name, value in expected.items()):
            yield f"record {RECORDS.index(record)}: other values than were stored"
    several = await _end(source, request("twice"))
    if several != "several":
        yield f"two records of one key: {several if isinstance(several, str) else 'one of them'} in place of `several`"


async def _strangers(source: Source) -> AsyncIterator[str]:
    for number, key in enumerate(STRANGERS):
        answer = await _end(source, request(key))
        if isinstance(answer, Answer):
            yield f"stranger {number}: a record for a key of nobody"
        elif isinstance(answer, str) and answer.startswith("an error"):
            yield f"stranger {number}: {answer}"


async def _only_what_is_wanted(source: Source) -> AsyncIterator[str]:
    answer = await _end(source, request("079180000001", ["born"]))
    if not isinstance(answer, Answer) or set(answer.record) != {"born"}:
        yield "more, or less, than the elements that were asked for"


async def _what_is_not_there(source: Source) -> AsyncIterator[str]:
    answer = await _end(source, request("079180000001", ["name", "shoe_size"]))
    if not isinstance(answer, Answer) or answer.record != {"name": "Nguyễn Thị Hoa"}:
        yield "an element without a place spoils the others"
    if isinstance(await _end(source, request("079180000001", lookup="by_nothing")), Answer):
        yield "a record from a lookup that is not there"


async def _side_by_side(source: Source) -> AsyncIterator[str]:
    wanted = [RECORDS[number % 3] for number in range(60)]
    answers = await asyncio.gather(*(_end(source, request(one[KEY])) for one in wanted))
    wrong = sum(not isinstance(one, Answer) or one.key[KEY] != record[KEY] for one, record in zip(answers, wanted, strict=True))
    if wrong:
        yield f"{wrong} of 60 lookups side by side without their own record"


async def _together(source: Source) -> AsyncIterator[str]:
    """Only of a source that has `look_up_all`."""
    look_up_all = getattr(source, "look_up_all", None)
    if look_up_all is None:
        return
    numbers = ["twice", "007", "nobody", "7", "079180000001", "007"]
    lookups = look_up_all([request(number) for number in numbers], 2.0)
    lookups[3].cancel()
    ends = await asyncio.gather(*lookups, return_exceptions=True)
    if len(ends) != len(numbers):
        yield f"{len(ends)} lookups together where {len(numbers)} were asked for"
        return
    own = [isinstance(one, Answer) and one.key == {KEY: number} for one, number in zip(ends, numbers, strict=True)]
    if own != [False, True, False, False, True, True] or ends[2] is not None:
        yield "lookups together end otherwise than each alone"
    if not isinstance(ends[0], SourceError) or ends[0].kind != "several":
        yield "lookups together: one that fails does not say why"


async def _given_up(source: Source) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    started = loop.time()
    await _end(source, request("007"), 0.0)
    if loop.time() - started > 0.3:
        yield "no time to answer, and yet more than 0.3 s"
    for _ in range(20):
        task = asyncio.ensure_future(_end(source, request("007")))
        await asyncio.sleep(0)
        task.cancel()
    if not isinstance(await _end(source, request("007")), Answer):
        yield "lookups that were given up spoil the next one"


async def _silent(source: Source) -> AsyncIterator[str]:
    secret = "CANARY-079180000009"  # noqa: S105 (a key of nobody)
    try:
        await source.look_up(request(secret, lookup="by_nothing"), 1.0)
    except Exception as error:  # noqa: BLE001
        if secret in repr(error) or secret in repr(error.__cause__):
            yield "an error quotes the key"
    if secret in repr(source):
        yield "the source quotes a key"
