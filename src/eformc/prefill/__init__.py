"""Prefill: running the map of a procedure against the registries, within a deadline, for the one who logged in.

```python
plan = load_plan(Path("build/khai-sinh"))
prefilled = await run(plan, Authenticated({"/applicant/personal_id": number}), answers, sources, today=today)
page = form.page("vi", held=prefilled.given("vi"))
```

`__all__` is the whole interface; modules below it may move. Whatever goes wrong is a `PrefillError`; of a bundle a
`PortalError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eformc.front_door import opened

if TYPE_CHECKING:
    from eformc.contract.errors import PrefillError
    from eformc.contract.plan import Derivation, Fallback, Fill, GivenFact, Plan, PlannedLookup
    from eformc.contract.plan_json import load_plan
    from eformc.prefill.blocking import Blocking
    from eformc.prefill.execution import Authenticated, Reading
    from eformc.prefill.results import Fired, Held, Prefilled, SecurityEvent, State
    from eformc.prefill.running import DEADLINE, EVERY, Watch, run
    from eformc.prefill.seal import Sealed, SealProblem, Seals, Verified, seals_from_json, seals_to_json
    from eformc.prefill.sensitive import Sensitive
    from eformc.prefill.source import Answer, Refused, Request, Source, SourceError, Together

_PLACES = {
    "PrefillError": "contract.errors",
    "Derivation": "contract.plan",
    "Fallback": "contract.plan",
    "Fill": "contract.plan",
    "GivenFact": "contract.plan",
    "Plan": "contract.plan",
    "PlannedLookup": "contract.plan",
    "load_plan": "contract.plan_json",
    "Blocking": "prefill.blocking",
    "Authenticated": "prefill.execution",
    "Reading": "prefill.execution",
    "Fired": "prefill.results",
    "Held": "prefill.results",
    "Prefilled": "prefill.results",
    "SecurityEvent": "prefill.results",
    "State": "prefill.results",
    "DEADLINE": "prefill.running",
    "EVERY": "prefill.running",
    "Watch": "prefill.running",
    "run": "prefill.running",
    "SealProblem": "prefill.seal",
    "Sealed": "prefill.seal",
    "Seals": "prefill.seal",
    "Verified": "prefill.seal",
    "seals_from_json": "prefill.seal",
    "seals_to_json": "prefill.seal",
    "Sensitive": "prefill.sensitive",
    "Answer": "prefill.source",
    "Refused": "prefill.source",
    "Request": "prefill.source",
    "Source": "prefill.source",
    "SourceError": "prefill.source",
    "Together": "prefill.source",
}

__all__ = [
    "DEADLINE",
    "EVERY",
    "Answer",
    "Authenticated",
    "Blocking",
    "Derivation",
    "Fallback",
    "Fill",
    "Fired",
    "GivenFact",
    "Held",
    "Plan",
    "PlannedLookup",
    "PrefillError",
    "Prefilled",
    "Reading",
    "Refused",
    "Request",
    "SealProblem",
    "Sealed",
    "Seals",
    "SecurityEvent",
    "Sensitive",
    "Source",
    "SourceError",
    "State",
    "Together",
    "Verified",
    "Watch",
    "load_plan",
    "run",
    "seals_from_json",
    "seals_to_json",
]

__getattr__ = opened(__name__, _PLACES)
