"""Prefill: running the map of a procedure against the registries, within a deadline, for the one who logged in.

```python
prefilled = await run(plan, Authenticated({"/applicant/personal_id": number}), answers, sources, today=today)
page = form.page("vi", held=prefilled.given("vi"))
```
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eformc.contract.plan import Derivation, Fallback, Fill, GivenFact, Plan, PlannedLookup
    from eformc.prefill.blocking import Blocking
    from eformc.prefill.execution import Authenticated
    from eformc.prefill.results import Fired, Held, Prefilled, SecurityEvent, State
    from eformc.prefill.running import DEADLINE, EVERY, run
    from eformc.prefill.sensitive import Sensitive
    from eformc.prefill.source import Answer, Refused, Request, Source, SourceError

__all__ = [
    "DEADLINE", "EVERY", "Answer", "Authenticated", "Blocking", "Derivation", "Fallback", "Fill", "Fired", "GivenFact", "Held",
    "Plan", "PlannedLookup", "Prefilled", "Refused", "Request", "SecurityEvent", "Sensitive", "Source", "SourceError", "State",
    "run",
]  # fmt: skip

_MODULES = ("eformc.contract.plan", *(f"{__name__}.{name}" for name in ("source", "sensitive", "results", "execution", "running", "blocking")))
"""The lightest first: the compiler needs the plan, and what runs it brings asyncio along (40 ms)."""


def __getattr__(name: str) -> Any:
    for module in _MODULES if name in __all__ else ():
        found = import_module(module)
        if name in vars(found):
            globals()[name] = vars(found)[name]
            return globals()[name]
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
