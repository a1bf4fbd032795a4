"""Prefill: running the map of a procedure against the registries, within a deadline, for the one who logged in.

```python
prefilled = await run(plan, Authenticated({"/applicant/personal_id": number}), answers, sources, today=today)
page = form.page("vi", held=prefilled.given("vi"))
```
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eformc.runtime.prefill.blocking import Blocking
    from eformc.runtime.prefill.course import Authenticated
    from eformc.runtime.prefill.plan import Derivation, Fallback, Fill, GivenFact, Plan, PlannedLookup
    from eformc.runtime.prefill.running import DEADLINE, EVERY, run
    from eformc.runtime.prefill.sensitive import Sensitive
    from eformc.runtime.prefill.source import Answer, Refused, Request, Source, SourceError
    from eformc.runtime.prefill.states import Fired, Held, Prefilled, SecurityEvent, State

__all__ = [
    "DEADLINE", "EVERY", "Answer", "Authenticated", "Blocking", "Derivation", "Fallback", "Fill", "Fired", "GivenFact", "Held",
    "Plan", "PlannedLookup", "Prefilled", "Refused", "Request", "SecurityEvent", "Sensitive", "Source", "SourceError", "State",
    "run",
]  # fmt: skip

_MODULES = ("plan", "source", "sensitive", "states", "course", "running", "blocking")
"""The lightest first: the compiler needs the plan, and what runs it brings asyncio along (40 ms)."""


def __getattr__(name: str) -> Any:
    for module in _MODULES if name in __all__ else ():
        found = import_module(f"{__name__}.{module}")
        if name in vars(found):
            globals()[name] = vars(found)[name]
            return globals()[name]
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
