"""Fixtures: the repository's own project, read once."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parent.parent
if "EFORMC_CACHE_DIR" not in os.environ:  # what tests remember is theirs alone
    os.environ["EFORMC_CACHE_DIR"] = tempfile.mkdtemp(prefix="eformc-tests-")
TODAY = "2026-11-23"
PROCEDURES = sorted(path.name.removesuffix(".eform.yaml") for path in (ROOT / "specs" / "procedures").glob("*.yaml"))
QUICK = ("ct01", "ho-kinh-doanh", "khai-sinh")
EACH = [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in PROCEDURES]
"""The procedures for a test that takes seconds of each: those that are not in `QUICK` wait for `make test-long`."""
ONE = [name if name == "ct01" else pytest.param(name, marks=pytest.mark.long) for name in PROCEDURES]
"""The procedures for a test that takes many seconds of each."""


@pytest.fixture(scope="session")
def project():
    return Project(load_settings(ROOT), TODAY)


@pytest.fixture(scope="session")
def procedures(project):
    return project.units([str(ROOT / "specs" / "procedures")])


@pytest.fixture(scope="session")
def plans(procedures):
    """The prefill plans of the real procedures, by id."""
    from eformc.reasoning.planning import plan_of

    return {unit.procedure.id: plan_of(unit.reasoned) for unit in procedures}


@pytest.fixture(scope="session")
def postgresql_url():
    """The URL of a server that is there for this session; under /tmp, since a socket's path must be short."""
    from stores import postgresql

    with tempfile.TemporaryDirectory(prefix="eformc-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder, postgresql(Path(folder)) as url:
        yield url


def sent(page, selector="#send"):
    """Click what posts a page without script, and wait for the page that comes back."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def until(page, script, argument=None, seconds=30):
    """Wait until a script gives something true on a page. (`wait_for_function` may use `eval`, which the pages' own
    Content Security Policy forbids.)"""
    from playwright.sync_api import Error

    end = time.monotonic() + seconds
    while True:
        try:
            if page.evaluate(script, argument):
                return
        except Error as error:  # the page went elsewhere meanwhile
            if "context" not in str(error).lower():
                raise
        assert time.monotonic() < end, script
        page.wait_for_timeout(30)
