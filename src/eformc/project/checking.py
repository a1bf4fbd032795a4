"""A project that is checked, and each of its specs, as faces see them: by a project here and now, or by a run over many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from eformc.diagnostics import Diagnostic
    from eformc.kernel.words import Words
    from eformc.project.findings import Suppressed
    from eformc.project.rule_config import Terms
    from eformc.project.settings import Settings


class CheckedSpec(Protocol):
    """One spec. `procedure_id`: None where it could not be understood as one; `catalogue`: the id of the one it is read with,
    "" where there is none; `sound`: it can be compiled; `diagnostics`: what is shown; `suppressed`: what comments set aside.
    """

    @property
    def path(self) -> str: ...
    @property
    def procedure_id(self) -> str | None: ...
    @property
    def catalogue(self) -> str: ...
    @property
    def sound(self) -> bool: ...
    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]: ...
    @property
    def suppressed(self) -> Suppressed: ...


class Checker(Protocol):
    """A project, or a run over it. Its methods raise `SettingsError`."""

    @property
    def settings(self) -> Settings: ...
    @property
    def catalogue_diagnostics(self) -> Sequence[Diagnostic]: ...
    def catalogue_findings(self, name: str) -> tuple[Diagnostic, ...]: ...
    def terms(self) -> Terms: ...
    def laws(self) -> Mapping[str, Words]: ...
    def inside(self, path: str) -> Path | None: ...
    def relative(self, path: str) -> str: ...
