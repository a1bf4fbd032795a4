"""Running the tests of a room against one change after another, each in a process forked from one that has everything loaded.

A change within a function is put into the function objects that are there: a process costs milliseconds, not an import.
What stands at the level of a module or a class is loaded anew, in a process that has loaded nothing of eformc yet.
Tests are chosen by the lines they pass.
"""

from __future__ import annotations

import ast
import gc
import importlib.abc
import importlib.util
import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import coverage
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings
from mutation.changes import Change, changed
from mutation.rooms import Room

KILLED, TIMED_OUT, SURVIVED, UNSEEN = "killed", "timed out", "survived", "passed by no test"
_MOST = 2.5
_LEAST, _FACTOR = 6, 6
"""Seconds of CPU a change has beyond so many times those of its tests."""


class Measured(NamedTuple):
    """Tests of a room without any change: id -> seconds, and (file, line) -> ids of the tests that pass it."""

    seconds: dict[str, float]
    passing: dict[tuple[str, int], set[str]]

    def of_change(self, change: Change, source: str) -> list[str]:
        """The tests that may notice a change, the quick ones first."""
        if change.function is not None:
            found = self.passing.get((change.path, change.line)) or self._near(change)
        else:
            found = self._reading(change, source)
        return self.quick_first(found)

    def quick_first(self, tests: Iterable[str]) -> list[str]:
        """Tests by the time they take, as many as take `_MOST` seconds together: a fault is a quick one's to find."""
        ordered = sorted(tests, key=lambda one: self.seconds[one])
        whole = accumulate(self.seconds[one] for one in ordered)
        return [one for one, until in zip(ordered, whole, strict=True) if until <= _MOST] or ordered[:1]

    def _near(self, change: Change) -> set[str]:
        """The tests of the statement a line belongs to: coverage knows the first line of one alone."""
        for line in range(change.line, max(change.line - 6, 0), -1):
            if (change.path, line) in self.passing:
                return self.passing[change.path, line]
        return set()

    def _reading(self, change: Change, source: str) -> set[str]:
        """The tests of all lines that name what a statement of the module defines; those of the whole file without a name."""
        name = _defined(source, change.line)
        everywhere = {one for (path, _), tests in self.passing.items() if path == change.path for one in tests}
        if name is None:
            return everywhere
        word = re.compile(rf"\b{re.escape(name)}\b")
        lines = {(change.path, number) for number, line in enumerate(source.splitlines(), 1) if word.search(line)}
        named = {one for place in lines for one in self.passing.get(place, ())}
        return named or everywhere


def _defined(source: str, line: int) -> str | None:
    for node in ast.parse(source).body:
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    return name
    return None


def prepare() -> None:
    """Make drawn tests draw the same each time, and stop at the first example that fails."""
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
    settings.load_profile("mutants")


def arguments(files: Iterable[str], folder: Path) -> list[str]:
    return [*files, "-q", "-x", "--assert=plain", "-W", "ignore::pytest.PytestAssertRewriteWarning", "-p", "no:cacheprovider", "-n", "0", "-p", "no:hypothesispytest", f"--basetemp={folder}", "-m", "not browser and not long"]


class Session:
    """A pytest plugin that takes the place of its loop: it measures the tests, then judges changes one by one."""

    def __init__(self, root: Path, changes: Callable[[Measured], Iterator[tuple[Change, str]]], room: Room, tell: Callable[[Change, str], None]) -> None:
        self.root, self.changes, self.room, self.tell = root, changes, room, tell
        self.paths: list[str] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [one for one in items if not any(word in one.nodeid for word in self.room.left)]

    def pytest_runtestloop(self, session: Any) -> bool:
        if session.testsfailed:
            return True
        items = {one.nodeid: one for one in session.items}
        made_ready(session, self.room.ready)
        measured = _in_child(lambda: _measured(session.items, self.root, self.paths))
        if isinstance(measured, str):
            raise pytest.UsageError(measured)
        found = Measured(measured["seconds"], {(path, int(line)): set(tests) for path, line, tests in measured["passing"]})
        for one in sorted(found.seconds, key=lambda one: -found.seconds[one])[:8]:
            print(f"{found.seconds[one]:.1f} {one}", file=sys.stderr)
        print(f"\n{len(items)} tests, {sum(found.seconds.values()):.0f} seconds", file=sys.stderr)
        functions = _functions(self.root, self.paths)
        sound = judged(lambda: _first_failure(list(items.values()), lambda: None), sum(found.seconds.values()))
        if sound != SURVIVED:  # the positive control: what would be counted as noticed must be the change
            message = f"without any change: {sound}"
            raise pytest.UsageError(message)
        beside = sorted((one for one in items if any(word in one for word in self.room.beside)), key=lambda one: found.seconds[one])
        gc.freeze()
        for change, source in self.changes(found):
            tests = found.of_change(change, source)
            tests += [one for one in beside if one not in tests]
            if not tests:
                self.tell(change, UNSEEN)
                continue
            patch = _patch(change, source, self.root, functions)
            if patch is None:
                self.tell(change, "unpatched")
                continue
            run = partial(_first_failure, [items[one] for one in tests], patch)
            self.tell(change, judged(run, sum(found.seconds[one] for one in tests)))
        return True


def made_ready(session: Any, names: Sequence[str]) -> None:
    """Make fixtures of others once, in the process that all others are forked from."""
    made: dict[str, Any] = {}
    for name in names:
        fixture = session._fixturemanager.getfixturedefs(name, session.items[0])[0]  # noqa: SLF001 - pytest has no other way
        made[name] = fixture.func(**{one: made[one] for one in fixture.argnames})
        fixture.func, fixture.argnames = _giving(made[name]), ()


def _giving(value: Any) -> Callable[[], Any]:
    return lambda: value


def judged(run: Callable[[], bool], seconds: float) -> str:
    """The outcome of a process that gives True where a test fails."""
    child = os.fork()
    if child == 0:
        _quiet(math_ceil(_LEAST + _FACTOR * seconds))
        code = 3
        try:
            code = 1 if run() else 0
        except BaseException:  # noqa: BLE001 - whatever ends it notices it
            code = 1
        finally:
            os._exit(code)
    end = time.monotonic() + 60 + 4 * _FACTOR * seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return TIMED_OUT
        time.sleep(0.003)
    if os.WIFSIGNALED(status):
        return TIMED_OUT if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else KILLED
    return KILLED if os.WEXITSTATUS(status) else SURVIVED


def math_ceil(number: float) -> int:
    return int(number) + 1


def _quiet(seconds: int) -> None:
    """A group of its own, nothing printed, so much CPU and no more than 4 GB."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _first_failure(items: list[Any], patch: Callable[[], None]) -> bool:
    patch()
    for index, item in enumerate(items):
        after = items[index + 1] if index + 1 < len(items) else None
        if any(one.failed for one in runtestprotocol(item, log=False, nextitem=after)):
            return True
    return False


# --- what tests pass ---------------------------------------------------------------------------------------------------


def _in_child(make: Callable[[], Any]) -> Any:
    """The result of a forked process, as JSON; nothing of what it did stays."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            said = json.dumps(make())
        except BaseException as error:  # noqa: BLE001 - told by the parent
            said = json.dumps(f"{type(error).__name__}: {error}")
        with os.fdopen(writing, "w") as file:
            file.write(said)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        said = file.read()
    os.waitpid(child, 0)
    return json.loads(said)


def _measured(items: list[Any], root: Path, paths: Sequence[str]) -> Any:
    measuring = coverage.Coverage(data_file=None, config_file=False, include=[str(root / path) for path in paths])
    fixtures: list[str] = []
    seconds: dict[str, float] = {}
    measuring.start()
    try:
        with _fixtures_apart(items, measuring, fixtures):
            for index, item in enumerate(items):
                measuring.switch_context(item.nodeid)
                begun = time.process_time()
                reports = runtestprotocol(item, log=False, nextitem=items[index + 1] if index + 1 < len(items) else None)
                seconds[item.nodeid] = time.process_time() - begun
                if any(one.failed for one in reports):
                    return f"{item.nodeid} fails without any change"
    finally:
        measuring.stop()
    return {"seconds": seconds, "passing": list(_passing(measuring, items, root, paths))}


def _passing(measuring: coverage.Coverage, items: list[Any], root: Path, paths: Sequence[str]) -> Iterator[tuple[str, int, list[str]]]:
    """A fixture that several tests share is passed by each of them."""
    sharing: dict[str, list[str]] = {}
    for item in items:
        for name in item.fixturenames:
            sharing.setdefault(f"fixture {name}", []).append(item.nodeid)
    data = measuring.get_data()
    for path in paths:
        for line, contexts in data.contexts_by_lineno(str(root / path)).items():
            tests = {test for one in contexts if one for test in sharing.get(one, [one])}
            if tests:
                yield path, line, sorted(tests)


@contextmanager
def _fixtures_apart(items: list[Any], measuring: coverage.Coverage, stack: list[str]) -> Iterator[None]:
    class Plugin:
        @pytest.hookimpl(wrapper=True)
        def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
            stack.append(f"fixture {fixturedef.argname}")
            measuring.switch_context(stack[-1])
            try:
                return (yield)
            finally:
                stack.pop()
                measuring.switch_context(stack[-1] if stack else request.node.nodeid if "::" in request.node.nodeid else "")

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_call(self, item: Any) -> None:
            measuring.switch_context(item.nodeid)

    plugin = Plugin()
    manager = items[0].config.pluginmanager
    manager.register(plugin)
    try:
        yield
    finally:
        manager.unregister(plugin)


# --- putting a change in -----------------------------------------------------------------------------------------------

_Key = tuple[str, str, int]


def _functions(root: Path, paths: Iterable[str]) -> dict[_Key, list[FunctionType]]:
    files = {str(root / path) for path in paths}
    found: dict[_Key, list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in files:
            code = one.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(one)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


def _patch(change: Change, source: str, root: Path, functions: dict[_Key, list[FunctionType]]) -> Callable[[], None] | None:
    """Puts the code of one changed function into its function objects; None where that cannot be done."""
    path = str(root / change.path)
    if change.function is None:
        return None
    try:
        made = compile(changed(source, change.place), path, "exec")
    except (SyntaxError, ValueError):
        return _broken
    name, line = change.function
    for code in _codes(made):
        there = functions.get((path, code.co_qualname, code.co_firstlineno), [])
        if (code.co_qualname, code.co_firstlineno) == (name, line) and there:
            if any(len(one.__code__.co_freevars) != len(code.co_freevars) for one in there):
                return None
            return lambda: [setattr(one, "__code__", code) for one in there] and None
    return None


def _broken() -> None:
    raise SyntaxError


# --- what is loaded anew -------------------------------------------------------------------------------------------------


class Loading(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module changed."""

    def __init__(self, module: str, path: str, code: CodeType) -> None:
        self.module, self.path, self.code = module, path, code

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.module else None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        exec(self.code, module.__dict__)


class Only:
    """A pytest plugin that runs these tests in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted((one for one in items if one.nodeid in self.places), key=lambda one: self.places[one.nodeid])


def loaded_anew(change: Change, source: str, root: Path, tests: Sequence[str], folder: Path) -> Callable[[], bool]:
    """Runs tests where the changed module is loaded in place of the one there is."""
    path = str(root / change.path)
    module = change.path.removeprefix("src/").removesuffix(".py").replace("/", ".")

    def run() -> bool:
        sys.meta_path.insert(0, Loading(module, path, compile(changed(source, change.place), path, "exec")))
        files = dict.fromkeys(one.partition("::")[0] for one in tests)
        return pytest.main(arguments(files, folder), plugins=[Only(tests)]) not in (0, 5)

    return run
