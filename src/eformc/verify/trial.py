"""One form's trial: many answers, every reader, the first difference made small."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

from msgspec import Struct

from eformc.kernel.evaluate import Json
from eformc.verify.answers import Answers, same_json, shrunk
from eformc.verify.readers import Judged, Reader, Said, findings_json, judge

BATCH = 400
"""So many answers are put to a reader at once."""


class Difference(Struct, frozen=True):
    """Answers on which a reader does not say what the definition says. `number`: which of the answers drawn it was."""

    reader: str
    number: int
    answers: Json
    definition: Said
    said: str


class Outcome(Struct, frozen=True):
    """`cases`: answers tried; `valid`: how many of them are right; `checks`: verdicts compared."""

    cases: int
    valid: int
    checks: int
    difference: Difference | None = None


def trial(judged: Judged, readers: Sequence[Reader], cases: int, seed: str) -> Outcome:
    """Try a form. The same seed draws the same answers. Raises `ReaderError` where a reader cannot be asked."""
    source = Answers(judged.form, judged.today, Random(seed)).draw()
    tried = valid = checks = 0
    while tried < cases:
        batch = [same_json(answers) for answers in islice(source, min(BATCH, cases - tried))]
        findings = [judge(judged, answers) for answers in batch]
        valid += sum(1 for some in findings if all(one.warning for one in some))
        for reader in readers:
            checks += len(range(0, len(batch), getattr(reader, "every", 1)))
            for number, said in enumerate(reader.differences(judged, batch, findings)):
                if said is not None:
                    found = _small(judged, reader, batch[number], tried + number)
                    return Outcome(tried + number + 1, valid, checks, found)
        tried += len(batch)
    return Outcome(tried, valid, checks)


def _small(judged: Judged, reader: Reader, answers: Json, number: int) -> Difference:
    """The difference in as few answers as show it."""

    def said(some: Json) -> str | None:
        return reader.differences(judged, [some], [judge(judged, some)])[0]

    small = shrunk(answers, lambda some: said(some) is not None)
    return Difference(reader.name, number, small, findings_json(judge(judged, small)), said(small) or "")
