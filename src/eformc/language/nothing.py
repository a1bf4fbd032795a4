"""Field type `nothing` on a page: what it stands for does not apply once it is ticked; and its misuse."""

from __future__ import annotations

from msgspec.structs import replace

from eformc.kernel.expressions import both
from eformc.language.drafts import Draft, GroupDraft
from eformc.model.nothing import beside, nothings, says_nothing, unless_nothing
from eformc.model.procedure import Page

_KEYS = ("optional", "recommended", "derive", "policy", "waive")


def with_nothing(page: Page, drafts: list[Draft | GroupDraft]) -> Page:
    """The page with the conditions that its answers of type `nothing` put in front of the rest of their group, or of the page."""
    items = list(page.items)
    for number, found in nothings(page):
        reader, span = drafts[number].reader, found.span
        for key in (one for one in _KEYS if one in found.spans):
            reader.say("EF115", found.spans[key], "not-for-type", key=key, type="nothing", known="-")
        stands_for = [one for one in beside(page, number) if one != number]
        if not stands_for:
            reader.say("EF115", span, "nothing-alone", key="", type="", known="")
        if any(says_nothing(one.value) for one in (page.items[n] for n in stands_for if n < number) if not hasattr(one, "columns")):
            reader.say("EF115", span, "nothing-twice", key="", type="", known="")
            continue
        for one in stands_for:
            items[one] = replace(items[one], when=both(items[one].when, unless_nothing(found.pointer)))
    return replace(page, items=tuple(items))
