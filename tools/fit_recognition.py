"""Fit the weights of recognition's evidence, and the table of its certainty, to forms with gold labels.

    python tools/fit_recognition.py FOLDER [--weights] [--write]

Each form is read once with what is right for its lines allowed only; what was chosen between there are the examples. The
weights are those by which right readings win over all others by a margin, drawn towards the present ones: few forms must
not bend what is plain. The table of certainty is measured on forms left out, one at a time, with
the wordings learned only from them: weights and table never saw the form they are judged by.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from gold import Gold, Labelled, Learned, forms, procedure_of, tables  # noqa: E402

from eformc.model.catalogue import Catalogue  # noqa: E402
from eformc.model.procedure import Known, Procedure  # noqa: E402
from eformc.project import Project, load_settings  # noqa: E402
from eformc.reasoning.recognition import candidates, certainty, fitted, walk, wordings_of  # noqa: E402
from eformc.reasoning.recognition.beam import Choice, State, likelihood, read, steps_of  # noqa: E402
from eformc.reasoning.recognition.lines import Form, form_of  # noqa: E402

PULL = 0.5
"""The strength with which weights are drawn to the prior ones."""
SHRUNK, CLASS_SHRUNK = 20.0, 10.0
"""The number of cases that the rate of a class counts for in each of its bins, and the rate of all classes in each class."""
ENOUGH_CASES, CERTAIN = 100, 0.99
TABLES, FRESH, UNSEEN = (ROOT / "benchmarks" / name for name in ("forms", "fresh", "unseen"))
"""Further forms with gold labels, of which no wording was learned."""
TURNS, RATE = 16, 0.1
REACH = 0.6
"""The most that a weight may differ from its prior one."""


def acceptable(catalogue: Catalogue, gold: Gold, form: Form) -> Callable[[Choice], bool]:
    """The test of a choice for one line."""
    held = {(entity, path[-1]) for one in catalogue.registries.values() for entity, path in one.holds.values()}

    def test(choice: Choice) -> bool:
        element = choice.element
        mine = choice.role == form.self_role
        if element is None:
            return bool(choice.writes_out) or any(origin == "asked" for origin, _ in gold.origins) or (not gold.elements and gold.origin == "derived" and not _system(gold))
        if element.system is not None or element.entity in form.wordings.always:
            return gold.origin in ("derived", "repeated") and _system(gold) in ("", _kind(element))
        if element.id in gold.elements or _same_paper(catalogue, element.id, gold.elements):
            return gold.mine is None or element.entity != form.login or gold.mine == mine
        if any(origin == "asked" for origin, _ in gold.origins):
            key = element.name in catalogue.entities[element.entity].key or set(catalogue.entities[element.entity].key) & set(element.made_of)
            free = element.autocomplete in ("tel", "email") or ((element.entity, element.name) not in held and element.derivable is None)
            return bool((key and not mine) or free) and (gold.mine is None or not gold.mine or mine or element.entity != form.login)
        return gold.origin == "derived" and element.derivable is not None

    return test


def _system(gold: Gold) -> str:
    if gold.origin not in ("derived", "repeated"):
        return ""
    if "submission date" in gold.what:
        return "filing_date"
    if "place of submission" in gold.what:
        return "filing_place"
    if "attached" in gold.what:
        return "papers"
    return "addressee" if gold.subject == "authority" else ""


def _kind(element) -> str:
    return element.system.value if element.system is not None else "papers"


def _same_paper(catalogue: Catalogue, element: str, elements: Iterable[str]) -> bool:
    """An identity document stands for its number, and the other way round; the year of a date for the date."""
    entity, name = element.split(".")
    for one in elements:
        other, part = one.split(".")
        if entity == other:
            worked_out = catalogue.entities[entity].elements[name].derivable
            if worked_out is not None and worked_out.elements == (part,):
                return True
            a, b = catalogue.entities[entity].elements[name], catalogue.entities[entity].elements[part]
            keys = set(catalogue.entities[entity].key)
            if (part in a.made_of and part in keys) or (name in b.made_of and name in keys):
                return True
    return False


def laid_out(procedure: Procedure, catalogue: Catalogue) -> Form:
    login = next((s.id for s in procedure.subjects.values() if s.known is Known.LOGIN), "")
    return form_of(procedure, wordings_of(catalogue), login)


def tests_of(form: Form, gold: Labelled, catalogue: Catalogue) -> dict[int, Callable[[Choice], bool]]:
    """The test of every line's choices."""
    by_id = {line.id: line for line in gold.lines if not line.paper}
    out = {}
    for line in form.lines:
        found = next((by_id[ref] for ref in line.field.ref if ref in by_id), None)
        if found is not None:
            out[line.number] = acceptable(catalogue, found, form)
    return out


def evidence_of(state: State) -> Counter[str]:
    """All evidence that a reading rests on, added up."""
    out: Counter[str] = Counter()
    for step in steps_of(state):
        out.update(step.choice.evidence)
    entered = state.entered
    while entered is not None:
        out.update(entered.taken.evidence)
        entered = entered.before
    return out


def slope(form: Form, tests: Mapping[int, Callable[[Choice], bool]]) -> dict[str, float]:
    """By how much more a right reading rests on each evidence than the best of the wrong ones, if one is in reach."""
    out_of_reach = {step.line for step in steps_of(read(form, tests)) if not step.others}
    tests = {line: test for line, test in tests.items() if line not in out_of_reach}
    right, rival = evidence_of(read(form, tests)), evidence_of(read(form, avoided=tests))
    return {name: right[name] - rival[name] for name in sorted(right.keys() | rival.keys()) if right[name] != rival[name]}


def fitted_to(corpus: Corpus, names: Iterable[str], read_by: Mapping[str, tuple[Form, Catalogue]], prior: Mapping[str, float]) -> dict[str, float]:
    """Weights fitted to some forms: step by step towards what makes the right readings win, drawn back to the prior ones;
    the mean of the later steps, since the last one is as chance has it.
    """
    names = list(names)
    tests = {name: tests_of(read_by[name][0], corpus.gold(name), read_by[name][1]) for name in names}
    weights, mean = dict(prior), Counter()
    for turn in range(TURNS):
        use(weights, (read_by[name][0] for name in names))
        whole: Counter[str] = Counter()
        for name in names:
            whole.update(slope(read_by[name][0], tests[name]))
        rate = RATE / (1 + turn / TURNS)
        for name, weight in list(weights.items()):
            moved = weight + rate * (whole[name] / len(names)) + PULL * rate * (prior[name] - weight)
            weights[name] = min(max(moved, prior[name] - REACH), prior[name] + REACH)
        if turn >= TURNS // 2:
            mean.update(weights)
    kept = TURNS - TURNS // 2
    return {name: round(mean[name] / kept, 2) for name in prior}


def use(weights: Mapping[str, float], read_by: Iterable[Form]) -> None:
    """Put weights in place of those that are shipped; what was weighed before is weighed anew."""
    candidates.WEIGHTS = dict(weights)
    for form in read_by:
        form.wordings.places.clear()
        memory = form.wordings.options
        for key, found in list(memory.items()):
            ranked = sorted((replace(one, words=candidates.total(one.evidence)) for one in found.candidates), key=lambda one: -round(one.words, 6))
            memory[key] = replace(found, candidates=tuple(ranked), nothing=candidates.total(found.nothing_evidence))


class Corpus:
    """The forms, each with its procedure, laid out once per catalogue."""

    def __init__(self, folder: Path, unseen: Path | None = None, fresh: Path | None = None) -> None:
        project = Project(load_settings(ROOT), "2026-11-24")
        self.catalogue = project.catalogue("vn")
        self.forms = {one.name: one for one in forms(folder, self.catalogue)}
        self.more = {f"{one.name}*": one for one in tables(unseen, self.catalogue)} if unseen else {}
        self.more |= {f"{one.name}*": one for some in (fresh, UNSEEN) for one in forms(some, self.catalogue)} if fresh else {}
        self.learned = Learned({name: one.lines for name, one in self.forms.items()})
        self.procedures = {name: procedure_of(project, one) for name, one in {**self.forms, **self.more}.items()}

    def laid_out(self, *, without: bool) -> dict[str, tuple[Form, Catalogue]]:
        """Every form with the catalogue it is read by."""
        out = {}
        for name in self.procedures:
            less = self.learned.without(self.catalogue, name, titles=False) if without and name in self.forms else self.catalogue
            out[name] = laid_out(self.procedures[name], less), less
        return out

    def gold(self, name: str) -> Labelled:
        return self.forms.get(name) or self.more[name]




class Case(Struct, frozen=True):
    """One line that was taken for a fact on a form left out: the class of evidence, the score, and whether it was right."""

    form: str
    evidence: str
    score: float
    right: bool


def cases(form: Form, gold: Labelled, catalogue: Catalogue) -> Iterator[Case]:
    """The matches of one form, and whether element and subject were right; questions that nobody can answer for one
    are left out: asked they are either way.
    """
    tests = tests_of(form, gold, catalogue)
    by_id = {one.id: one for one in gold.lines}
    state = read(form)
    for step in steps_of(state):
        choice, line = step.choice, form.lines[step.line]
        if choice.element is None or step.line not in tests or likelihood(choice, step.others) < walk.ENOUGH:
            continue
        found = next(by_id[ref] for ref in line.field.ref if ref in by_id)
        right = tests[step.line](choice)
        if not found.elements and found.origin in ("held", "repeated"):
            continue  # the gold does not say which fact it is
        if not (right and all(origin == "asked" for origin, _ in found.origins)):
            score = certainty.score_of(state, line.place, choice, step.others)
            yield Case(gold.name, certainty.class_of(form, state, line, choice, score), score, right)


def table_of(seen: Iterable[Case]) -> dict[str, tuple[float, ...]]:
    """Class -> how often it was right, by bin of the score. Few cases say little: each bin is drawn to the rate of its
    class, and that to the whole; a higher score never means less.
    """
    seen = list(seen)
    bins = range(len(certainty.EDGES) + 1)
    whole = sum(one.right for one in seen) / max(1, len(seen))
    table: dict[str, tuple[float, ...]] = {}
    for name in sorted({one.evidence for one in seen}):
        own = [one for one in seen if one.evidence == name]
        rate = (sum(one.right for one in own) + CLASS_SHRUNK * whole) / (len(own) + CLASS_SHRUNK)
        here = [[one.right for one in own if certainty.bin_of(one.score) == number] for number in bins]
        rates = [(sum(some) + SHRUNK * rate) / (len(some) + SHRUNK) for some in here]
        table[name] = tuple(round(min(0.995, one), 3) for one in rising(rates, [len(some) + SHRUNK for some in here]))
    return table


def rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest values that never fall (pool adjacent violators)."""
    blocks: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            later, earlier = blocks.pop(), blocks.pop()
            total = earlier[1] + later[1]
            blocks.append([(earlier[0] * earlier[1] + later[0] * later[1]) / total, total, earlier[2] + later[2]])
    return [value for value, _, count in blocks for _ in range(int(count))]


def certain_of(seen: Iterable[Case]) -> list[str]:
    """The classes that were right in 99 % of at least 100 cases."""
    seen = list(seen)
    out = []
    for name in sorted({one.evidence for one in seen}):
        own = [one.right for one in seen if one.evidence == name]
        if len(own) >= ENOUGH_CASES and sum(own) / len(own) >= CERTAIN:
            out.append(name)
    return out


def ship(weights: Mapping[str, float], table: Mapping[str, Sequence[float]], certain: Sequence[str]) -> None:
    """Write what was fitted where the package reads it."""
    lines = ['"""Weights of evidence and confidence of its classes: written by `tools/fit_recognition.py`."""', "", "from collections.abc import Mapping", "from typing import Final", "", "WEIGHTS: Final[Mapping[str, float]] = {"]
    lines += [f'    "{name}": {weight},' for name, weight in weights.items()]
    lines += ["}", "", "TABLE: Final[Mapping[str, tuple[float, ...]]] = {"]
    lines += [f'    "{name}": ({", ".join(map(str, bins))}),' for name, bins in table.items()]
    lines += ["}", '"""Class of evidence -> how often it was right, by bin of the score (`certainty.EDGES`)"""', ""]
    names = ", ".join(f'"{name}"' for name in certain)
    lines += [f"CERTAIN: Final[frozenset[str]] = frozenset({f'({names},)' if names else ''})", '"""Classes that were right in 99 % of at least 100 cases."""', ""]
    Path(fitted.__file__).write_text("\n".join(lines), encoding="utf-8")


def main(folder: Path, *, weights: bool, write: bool) -> None:
    corpus = Corpus(folder, TABLES, FRESH)
    read_by = corpus.laid_out(without=True)
    found = fitted_to(corpus, corpus.forms, read_by, fitted.WEIGHTS) if weights else dict(fitted.WEIGHTS)
    for name, weight in found.items():
        if weight != fitted.WEIGHTS[name]:
            print(f"{name:32}{fitted.WEIGHTS[name]:7.2f} -> {weight:6.2f}")
    use(found, (form for form, _ in read_by.values()))
    seen = [case for name in corpus.procedures for case in cases(read_by[name][0], corpus.gold(name), read_by[name][1])]
    table, certain = table_of(seen), certain_of(seen)
    for name, bins in table.items():
        own = [one for one in seen if one.evidence == name]
        print(f"{name:56}{len(own):5}  {'  '.join(f'{one:.2f}' for one in bins)}{'  certain' if name in certain else ''}")
    if write:
        ship(found, table, certain)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", action="store_true", help="fit the weights too, not only the table")
    parser.add_argument("--write", action="store_true", help="write them into the package")
    given = parser.parse_args()
    main(given.folder, weights=given.weights, write=given.write)
