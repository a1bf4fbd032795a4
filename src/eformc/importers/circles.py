"""Conditions that go round in a circle: one of each circle is left out, so that the spec compiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eformc.importers.form import ImportedForm, Page, Question
from eformc.language.expressions import names_in


def break_circles(form: ImportedForm) -> None:
    """Leave out a condition in each circle, and report it with its text."""
    while circle := _circle(_graph(form)):
        if not _left_out(form, circle):
            return


def _fields(form: ImportedForm) -> Iterable[tuple[str, Question, Page]]:
    for page in form.pages:
        for one in page.questions:
            yield one.id, one, page
            for part in one.columns:
                yield f"{one.id}.{part.id}", part, page


def _reads(text: str) -> set[str]:
    return {name for name, _, _ in names_in(text)}


def _graph(form: ImportedForm) -> dict[str, set[str]]:
    """The fields each field waits for: in its own conditions, its options', its table's and its page's."""
    graph: dict[str, set[str]] = {}
    for path, one, page in _fields(form):
        graph[path] = _reads(one.when) | _reads(one.derive) | _reads(page.when)
        for option in one.options:
            graph[path] |= _reads(option.when)
        if "." in path:
            graph[path].add(path.partition(".")[0])
    return graph


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The fields of one circle; empty if there is none."""
    done: set[str] = set()
    for start in graph:
        stack: list[tuple[str, Iterable[str]]] = [(start, iter(sorted(graph[start])))] if start not in done else []
        trail = [start]
        while stack:
            name, rest = stack[-1]
            following = next((one for one in rest if one in graph and one not in done), None)
            if following is None:
                done.add(name)
                stack.pop()
                trail.pop()
            elif following in trail:
                return trail[trail.index(following) :]
            else:
                stack.append((following, iter(sorted(graph[following]))))
                trail.append(following)
    return []


def _left_out(form: ImportedForm, circle: list[str]) -> bool:
    """Leave out the first condition that makes the circle. Nothing left to leave out: false."""
    among = set(circle)
    for path, one, page in reversed(list(_fields(form))):
        if path not in among:
            continue
        if _reads(one.when) & among:
            form.lose("condition", one.place, one.when, at=path)
            one.when = ""
            return True
        if _reads(one.derive) & among:
            form.lose("calculation", one.place, one.derive, at=path)
            one.derive, one.optional = "", True
            return True
        for option in one.options:
            if _reads(option.when) & among:
                form.lose("condition", one.place, option.when, at=path)
                option.when = ""
                return True
        if _reads(page.when) & among:
            form.lose("condition", page.place, page.when)
            page.when = ""
            return True
    return False
