"""Fixtures: the repository's own project, read once."""

from pathlib import Path

import pytest

from eformc.workspace import Project, load_settings

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-23"


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
