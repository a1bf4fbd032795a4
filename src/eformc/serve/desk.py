"""The state behind the counter: who is logged in, what the registries say of them, what was handed in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

from msgspec import Struct, field

from eformc.demo.citizens import Citizens
from eformc.demo.login import authenticated
from eformc.demo.records import Citizen
from eformc.demo.switches import Behaviour, Remembered, Switched
from eformc.kernel.dates import Day
from eformc.kernel.json_text import Json
from eformc.prefill import Authenticated, Prefilled, Source, run
from eformc.serve.submissions import Submission, Submissions, Taken
from eformc.serve.workshop import Ready

DEADLINE = 2.0
MOST_VISITS, MOST_FORMS, MOST_PAGES = 500, 20, 6


class Visit(Struct):
    """One browser. `behaviours`: registries that misbehave, as this visitor set them. `returned`: the browser has sent
    its cookie back; most that a flood leaves behind never do.
    """

    token: str
    citizen: Citizen | None = None
    returned: bool = False
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    files: dict[tuple[str, str], dict[str, Mapping[str, Json]]] = field(default_factory=dict)

    pages: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """The owner of submissions: the citizen's; of a visitor who is nobody, this browser's alone."""
        return self.citizen.key if self.citizen is not None else "visit:" + sha256(self.token.encode()).hexdigest()[:16]

    def keep_page(self, text: str) -> str:
        """Keep a page that answers a post; gives the name it is found by. The oldest make room."""
        while len(self.pages) >= MOST_PAGES:
            del self.pages[next(iter(self.pages))]
        name = secrets.token_urlsafe(12)
        self.pages[name] = text
        return name

    def files_of(self, procedure: str, once: str, sent: Mapping[str, Mapping[str, Json]]) -> Mapping[str, Mapping[str, Json]]:
        """The files of one filled form: what was sent now over what was sent with it before, as no page can send a file
        again that it did not choose. Only what a submission says of them is kept.
        """
        if not once:
            return sent
        while len(self.files) >= MOST_FORMS and (procedure, once) not in self.files:
            del self.files[next(iter(self.files))]
        kept = self.files.setdefault((procedure, once), {})
        kept.update(sent)
        return kept

    def drop_files(self, procedure: str, once: str, at: str) -> None:
        """Forget the files of a place, or below it (a control's name)."""
        kept = self.files.get((procedure, once), {})
        for name in [name for name in kept if f"{name}.".startswith(f"{at}.")]:
            del kept[name]


class Desk:
    """Everything that changes while the server runs. One for a server."""

    def __init__(self, citizens: Citizens, registry: Source, submissions: Submissions, today: Day | None = None) -> None:
        self.citizens, self.registry, self._today = citizens, registry, today
        self.submissions = submissions
        self.visits: dict[str, Visit] = {}
        self.clerk = ThreadPoolExecutor(1, thread_name_prefix="eformc-submissions")

    def visit(self, token: str | None) -> Visit:
        """The visit of a cookie, or a new one."""
        found = self.visits.pop(token or "", None)
        if found is None:
            found = Visit(secrets.token_urlsafe(24))
            self.switch(found, {})
        else:
            found.returned = True
        self.visits[found.token] = found  # the last one used stands last
        if len(self.visits) > MOST_VISITS:
            self._make_room(found)
        return found

    def _make_room(self, comes: Visit) -> None:
        """Drop the visit longest unused: of those that are nobody before those that play somebody, of these before those
        whose browser came back.
        """
        others = (one for one in self.visits.values() if one is not comes)
        gone = min(others, key=lambda one: (one.citizen is not None, one.returned))
        del self.visits[gone.token]

    def log_in(self, visit: Visit, citizen: Citizen | None) -> None:
        """Be somebody else: nothing of the one before is kept, nor the cookie, which somebody may have put there."""
        self.visits.pop(visit.token, None)
        visit.token, visit.returned = secrets.token_urlsafe(24), False
        self.visits[visit.token] = visit
        visit.citizen = citizen
        visit.files.clear()
        visit.pages.clear()
        self.switch(visit, visit.behaviours)

    def switch(self, visit: Visit, behaviours: Mapping[str, Behaviour]) -> None:
        """Let registries misbehave from now on; what they said before is forgotten."""
        visit.behaviours = dict(behaviours)
        visit.sources = {"*": Remembered(Switched(self.registry, visit.behaviours))}

    def today_of(self, ready: Ready) -> Day:
        """The day it is where the form is at home, unless the server was told another."""
        return self._today or ready.form.today(datetime.now(UTC))

    def subject(self, visit: Visit, ready: Ready) -> Authenticated:
        return authenticated(ready.plan, visit.citizen) if visit.citizen is not None else Authenticated({})

    def who(self, visit: Visit, ready: Ready) -> str:
        """The digest of the login by which a page knows whose it is."""
        return self.subject(visit, ready).digest()

    async def prefilled(self, visit: Visit, ready: Ready, answers: Json) -> Prefilled:
        """The registries' values, with the answers so far."""
        typed = answers if isinstance(answers, dict) else {}
        return await run(ready.plan, self.subject(visit, ready), typed, visit.sources, today=self.today_of(ready), deadline=DEADLINE)

    async def take(self, submission: Submission, owner: str, once: str, *, again: bool) -> Taken:
        """Keep a submission; what became of it when it is on the disk."""
        keep = partial(self.submissions.take, submission, owner, once, again=again)
        return await asyncio.get_running_loop().run_in_executor(self.clerk, keep)

    async def handed_in(self) -> list[Submission]:
        return await asyncio.get_running_loop().run_in_executor(self.clerk, lambda: list(self.submissions.all()))

    async def submission(self, reference: str) -> Submission | None:
        return await asyncio.get_running_loop().run_in_executor(self.clerk, self.submissions.get, reference)

    async def close(self) -> None:
        self.clerk.shutdown(wait=True)
        self.submissions.close()
        await self.registry.close()
