"""Prefill: running the map of a procedure against the registries, within a deadline, for the one who logged in.

```python
prefilled = await run(plan, Authenticated({"/applicant/personal_id": number}), answers, sources, today=today)
page = form.page("vi", held=prefilled.given("vi"))
```
"""

from eformc.runtime.prefill.blocking import Blocking
from eformc.runtime.prefill.course import Authenticated
from eformc.runtime.prefill.plan import Derivation, Fallback, Fill, GivenFact, Plan, PlannedLookup
from eformc.runtime.prefill.run import DEADLINE, EVERY, run
from eformc.runtime.prefill.sensitive import Sensitive
from eformc.runtime.prefill.source import Answer, Refused, Request, Source, SourceError
from eformc.runtime.prefill.states import Fired, Held, Prefilled, SecurityEvent, State

__all__ = [
    "DEADLINE", "EVERY", "Answer", "Authenticated", "Blocking", "Derivation", "Fallback", "Fill", "Fired", "GivenFact", "Held",
    "Plan", "PlannedLookup", "Prefilled", "Refused", "Request", "SecurityEvent", "Sensitive", "Source", "SourceError", "State",
    "run",
]  # fmt: skip
