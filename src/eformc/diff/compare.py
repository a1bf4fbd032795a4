"""Two versions compared: what changed, whom it hurts, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from msgspec.structs import replace

from eformc.diagnostics import Diagnostic
from eformc.diff.change import Change, Comparison, Harm, Who, Witness
from eformc.diff.making import Maker
from eformc.diff.moves import Renames, migration_of, renames_of
from eformc.diff.places import ROW, entries, meets, place_of
from eformc.diff.providing import provider_changes
from eformc.diff.refusals import Refusal, refusals
from eformc.diff.side import Side
from eformc.diff.structure import differences
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import evaluate
from eformc.kernel.expressions import Pointer
from eformc.verify.readers import Judged, Reader, expected

_FACETS = {
    "too-short": {"length"}, "too-long": {"length"}, "pattern": {"pattern"}, "control-character": {"type"}, "too-many-marks": {"type"},
    "too-small": {"range"}, "too-large": {"range"}, "too-early": {"range"}, "too-late": {"range"},
    "precision": {"precision"}, "not-a-date": {"type"}, "type": {"type", "scale"}, "must-accept": {"declaration"},
    "too-few": {"count"}, "too-many": {"count"}, "too-few-rows": {"rows"}, "too-many-rows": {"rows"},
    "file-type": {"accept"}, "file-heic": {"accept"}, "file-unknown": {"accept"}, "file-size": {"max_size"}, "required": {"strength", "condition"},
    "not-applicable": {"condition"}, "unknown-field": {"parts", "type"},
}  # fmt: skip
"""Finding -> the facets whose change explains it."""
_KINDS = {
    "unknown-field": {"removed", "moved"}, "required": {"added", "moved", "subject-optional"},
    "not-in-list": {"codes-removed", "codes-added", "codes-renamed"}, "not-within": {"codes-removed", "codes-added", "codes-renamed"},
    "order": {"codes-reordered", "codes-renamed"}, "option-not-applicable": {"code-condition"}, "constraint": {"rule-added"},
}  # fmt: skip
"""Finding -> the kinds of change that explain it (of new codes: seen from the old version)."""


def compare(old: Side, new: Side, today: Day, validators: Sequence[Reader]) -> Comparison:
    """Everything that changed from one version to the other. The validators are asked about every witness."""
    renames = renames_of(old.form, new.form, new.former)
    changes = differences(old, new, renames)
    proof = _Proof(old, new, today, validators, renames)
    asked = {place for place, about in new.about.items() if about.asked}
    onward = refusals(old.form, new.form, today)
    for refusal in onward:
        harms = [proof.harm(Who.CONSUMERS, refusal)]
        if refusal.only_missing and refusal.place in asked:
            harms.append(Harm(Who.CITIZENS))
        changes = _with(changes, refusal, harms)
    of_drafts = _of_drafts(old, new, renames, onward, today)
    for refusal in of_drafts:
        changes = _with(changes, refusal, [proof.harm(Who.DRAFTS, refusal)])
    for refusal in refusals(new.form, old.form, today, at_random=False):
        harms = [proof.harm(Who.READERS, refusal)]
        if refusal.place in asked and any(finding.code == "not-applicable" for finding in refusal.findings):
            harms.append(Harm(Who.CITIZENS))
        changes = _with(changes, refusal, harms)
    changes = [*(_hurt_without_witness(one, asked) for one in changes), *provider_changes(old, new, renames.places)]
    ordered = sorted(changes, key=lambda one: one.who.rank)
    drops, again = _lost(old, new, renames, of_drafts)
    versions = (old.version, new.version)
    migration = migration_of(new.procedure, versions, renames.places, drops, again, renames.codes, renames.orders[0])
    return Comparison(old, new, tuple(ordered), migration, tuple(_findings(old, new, ordered)))


def gone(old: Side, today: Day) -> Comparison:
    """A procedure that there is no new version of: whatever was right has nowhere to go."""
    maker = Maker(old.form, today, Random("gone"))
    answers = maker.made({}, {})
    witness = Witness(answers, {}, (), ("unknown-field",), "old", ("evaluator",), schema_refuses=False) if answers is not None else None
    return Comparison(old, None, (Change("procedure-removed", (), old.title, {}, (Harm(Who.CONSUMERS, witness), Harm(Who.DRAFTS))),))


# --- proof ---------------------------------------------------------------------------------------------------------


class _Proof:
    """Checks that a refusal is one: by the definition, and by every validator."""

    def __init__(self, old: Side, new: Side, today: Day, validators: Sequence[Reader], renames: Renames) -> None:
        self.old, self.new, self.today, self.renames = old, new, today, renames
        self.validators = validators

    def harm(self, who: Who, refusal: Refusal) -> Harm:
        """Without a witness where it does not hold: then nobody may say that it breaks."""
        first, second = (self.new, self.old) if who is Who.READERS else (self.old, self.new)
        answers = refusal.answers
        if who is Who.DRAFTS and self.renames:
            answers = self.renames.back(answers)
        later = self.renames.onward(answers) if who is Who.DRAFTS and self.renames else answers
        right = evaluate(first.form, answers, self.today, refusal.known)
        wrong = [finding for finding in evaluate(second.form, later, self.today, refusal.known).findings if not finding.warning]
        here = [finding for finding in wrong if meets(place_of(second.form, finding.pointer), refusal.place)]
        if not right.valid or not here:
            return Harm(who)
        agreed = ["evaluator"]
        for validator in self.validators:
            takes = validator.differences(Judged(first.form, first.schema, self.today), [answers], [right.findings])
            refused = validator.differences(Judged(second.form, second.schema, self.today), [later], [tuple(wrong)])
            if takes != [None] or refused != [None]:
                return Harm(who)
            agreed.append(validator.name)
        refuses = expected(second.schema, later, wrong) is False
        codes = tuple(dict.fromkeys(finding.code for finding in here))
        valid_in = "new" if who is Who.READERS else "old"
        former = {target: source for source, target in self.renames.places.items()} if who is Who.DRAFTS else {}
        place = former.get(refusal.place, refusal.place)
        return Harm(who, Witness(answers, refusal.known, place, codes, valid_in, tuple(agreed), refuses))


def _of_drafts(old: Side, new: Side, renames: Renames, onward: list[Refusal], today: Day) -> list[Refusal]:
    """Answers of a draft that are refused once they were moved; that something new is asked is no loss."""
    found = refusals(renames.form(old.form), new.form, today) if renames else onward
    return [refusal for refusal in found if not refusal.only_missing]


def _lost(old: Side, new: Side, renames: Renames, of_drafts: list[Refusal]) -> tuple[list[Pointer], list[Pointer]]:
    """Places whose answers are dropped, and places whose answers may be refused."""
    kept, moves = entries(new.form), renames.places
    gone_places = [place for place in entries(old.form) if place not in kept and place not in moves]
    emptied = {place[:1] for place in moves if ROW in place}
    drops = [place for place in gone_places if place not in emptied and not (ROW in place and place[:1] in gone_places and place[:1] not in emptied)]
    again = [refusal.place for refusal in of_drafts if refusal.place in kept]
    return drops, list(dict.fromkeys(again))


# --- whom it hurts -------------------------------------------------------------------------------------------------


def _with(changes: list[Change], refusal: Refusal, harms: list[Harm]) -> list[Change]:
    """The changes, the one that explains the refusal with these harms too."""
    best = max(range(len(changes)), key=lambda at: _explains(changes[at], refusal), default=-1)
    if best < 0 or not _explains(changes[best], refusal):
        return [*changes, Change("refused", refusal.place, {}, harms=tuple(harms))]
    known = {harm.who for harm in changes[best].harms}
    more = tuple(harm for harm in harms if harm.who not in known)
    return [*changes[:best], replace(changes[best], harms=(*changes[best].harms, *more)), *changes[best + 1 :]]


def _explains(change: Change, refusal: Refusal) -> int:
    """A score for how well a change explains a refusal; 0: not at all."""
    places = [change.place, *((change.was,) if change.was else ())]
    if not change.place or not any(meets(place, refusal.place) for place in places):
        return 0
    codes = {finding.code for finding in refusal.findings}
    rules = {dict(finding.args).get("constraint") for finding in refusal.findings}
    if "constraint" in codes:
        return 3 if change.kind in ("rule-added", "rule-removed") and change.args.get("id") in (*rules, None) else 0
    exact = 1 if refusal.place in places else 0
    if any(change.kind in _KINDS.get(code, ()) or change.args.get("facet") in _FACETS.get(code, ()) for code in codes):
        return 3 + exact
    if change.kind in ("text", "policy", "meaning", "now-asked", "now-held", "order", "rule-added", "rule-removed"):
        return 0
    return 1 + exact


def _hurt_without_witness(change: Change, asked: set[Pointer]) -> Change:
    """Those who are hurt though every answer that was right still is."""
    known = {harm.who for harm in change.harms}
    who: list[Who] = []
    match change.kind:
        case "added" if change.place in asked:
            who = [Who.CITIZENS]
        case "now-asked" | "page-added" | "language-removed":
            who = [Who.CITIZENS]
        case "meaning":
            who = [Who.CONSUMERS]
        case "facet" if change.args.get("facet") == "currency":
            who = [Who.CONSUMERS]
        case "heading" if change.args.get("facet") == "procedure":
            who = [Who.CONSUMERS]
        case _:
            pass
    return replace(change, harms=(*change.harms, *(Harm(one) for one in who if one not in known)))


def _findings(old: Side, new: Side, changes: Sequence[Change]) -> list[Diagnostic]:
    """Findings of the rules that look at two versions."""
    from eformc.rules import rules

    breaking = [".".join(change.place) for change in changes if change.breaking]
    if old.reasoned is None or new.reasoned is None:
        return []
    return [found for rule in rules() if rule.between is not None for found in rule.between(old.reasoned, new.reasoned, breaking)]
