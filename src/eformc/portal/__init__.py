"""Everything a portal needs: forms of bundles shown and judged, held values looked up, paper, receipts. Carries no compiler.

```python
form = load_form(Path("build/khai-sinh"), verify=True)
page = form.page("vi")
made = form.submitted(Posted({"f.relation_to_child": ["father"]}), parse_date("2026-11-24"))
```

`__all__` is the whole interface; modules below it may move. Whatever goes wrong is a `PortalError` or a `PrefillError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eformc.front_door import opened

if TYPE_CHECKING:
    from eformc.contract.bundles import BundleError, read_bundle
    from eformc.contract.errors import PortalError, PrefillError
    from eformc.contract.held import Given, HeldState, HeldValue, Suggestion, Unheld
    from eformc.contract.migration import Migrated, migrate_draft
    from eformc.contract.plan import Plan
    from eformc.contract.plan_json import load_plan
    from eformc.kernel.dates import parse as parse_date
    from eformc.portal.forms import PublishedForm, load_form
    from eformc.portal.guard import Guard
    from eformc.portal.html.receipt import NoQrCodes, Receipt
    from eformc.portal.html.render import Presentation, policy_in
    from eformc.portal.html.theme import Theme, ThemeError, read_theme
    from eformc.portal.paper.pdf import pdf_of
    from eformc.portal.paper.view import PaperView, paper_view, render_paper
    from eformc.portal.submission.decode import Posted
    from eformc.portal.submission.envelope import Confirmed, Envelope, Typist
    from eformc.portal.submission.holding import Disputed, Turn
    from eformc.portal.submission.judge import Submitted
    from eformc.portal.view.populate import held_data
    from eformc.prefill.blocking import Blocking
    from eformc.prefill.execution import Authenticated
    from eformc.prefill.results import Prefilled
    from eformc.prefill.running import run as run_prefill
    from eformc.prefill.seal import SealProblem, Seals
    from eformc.prefill.sensitive import Sensitive
    from eformc.prefill.source import Answer

_PLACES = {
    "BundleError": "contract.bundles",
    "read_bundle": "contract.bundles",
    "PortalError": "contract.errors",
    "PrefillError": "contract.errors",
    "Given": "contract.held",
    "HeldState": "contract.held",
    "HeldValue": "contract.held",
    "Suggestion": "contract.held",
    "Unheld": "contract.held",
    "Migrated": "contract.migration",
    "migrate_draft": "contract.migration",
    "Plan": "contract.plan",
    "load_plan": "contract.plan_json",
    "parse_date": "kernel.dates:parse",
    "PublishedForm": "portal.forms",
    "load_form": "portal.forms",
    "Guard": "portal.guard",
    "NoQrCodes": "portal.html.receipt",
    "Receipt": "portal.html.receipt",
    "Presentation": "portal.html.render",
    "policy_in": "portal.html.render",
    "Theme": "portal.html.theme",
    "ThemeError": "portal.html.theme",
    "read_theme": "portal.html.theme",
    "pdf_of": "portal.paper.pdf",
    "PaperView": "portal.paper.view",
    "paper_view": "portal.paper.view",
    "render_paper": "portal.paper.view",
    "Posted": "portal.submission.decode",
    "Confirmed": "portal.submission.envelope",
    "Envelope": "portal.submission.envelope",
    "Typist": "portal.submission.envelope",
    "Disputed": "portal.submission.holding",
    "Turn": "portal.submission.holding",
    "Submitted": "portal.submission.judge",
    "held_data": "portal.view.populate",
    "Blocking": "prefill.blocking",
    "Authenticated": "prefill.execution",
    "Prefilled": "prefill.results",
    "run_prefill": "prefill.running:run",
    "SealProblem": "prefill.seal",
    "Seals": "prefill.seal",
    "Sensitive": "prefill.sensitive",
    "Answer": "prefill.source",
}

__all__ = [
    "Answer",
    "Authenticated",
    "Blocking",
    "BundleError",
    "Confirmed",
    "Disputed",
    "Envelope",
    "Given",
    "Guard",
    "HeldState",
    "HeldValue",
    "Migrated",
    "NoQrCodes",
    "PaperView",
    "Plan",
    "PortalError",
    "Posted",
    "PrefillError",
    "Prefilled",
    "Presentation",
    "PublishedForm",
    "Receipt",
    "SealProblem",
    "Seals",
    "Sensitive",
    "Submitted",
    "Suggestion",
    "Theme",
    "ThemeError",
    "Turn",
    "Typist",
    "Unheld",
    "held_data",
    "load_form",
    "load_plan",
    "migrate_draft",
    "paper_view",
    "parse_date",
    "pdf_of",
    "policy_in",
    "read_bundle",
    "read_theme",
    "render_paper",
    "run_prefill",
]

__getattr__ = opened(__name__, _PLACES)
