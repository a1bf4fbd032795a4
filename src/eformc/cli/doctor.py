"""`eformc doctor`: whether everything eformc needs is there."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import asdict

from eformc import __version__
from eformc.cli.shared import FINDINGS, FINE, Session, settled_paths, write

OK, WARN, BAD = "ok", "warning", "error"


class Check(Struct, frozen=True):
    """`help` says what to do; empty where all is well."""

    name: str
    status: str
    found: str
    help: str = ""


@click.command(name="doctor")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(session: Session, format_name: str) -> int:  # noqa: N802
    """Look at Python, libraries, extras, settings, catalogue and specs; say what is missing and how to get it."""
    from eformc.formats.json import json_text

    checks = [*_python(), *_libraries(), *_programs(), *_project(session)]
    if format_name == "json":
        write(json_text({"version": __version__, "checks": [asdict(check) for check in checks]}))
    else:
        for check in checks:
            write(f"{check.status:8} {check.name}: {check.found}\n" + (f"         {check.help}\n" if check.help else ""))
    return FINDINGS if any(check.status == BAD for check in checks) else FINE


def _python() -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    fits = sys.version_info >= (3, 11)
    yield Check("python", OK if fits else BAD, found, "" if fits else "eformc needs Python 3.11 or newer")
    yield Check("eformc", OK, __version__)
    encoding = (sys.stdout.encoding or "").lower()
    utf8 = encoding.replace("-", "") == "utf8"
    yield Check("terminal", OK if utf8 else WARN, encoding or "none", "" if utf8 else "Vietnamese needs UTF-8: set LC_ALL=C.UTF-8 (or PYTHONUTF8=1)")


def _libraries() -> Iterator[Check]:
    """The libraries that the installed package needs: its dependencies must be there, those of extras may be."""
    try:
        requires = metadata.requires("eformc") or []
    except metadata.PackageNotFoundError:
        yield Check("package", WARN, "eformc is not installed as a package; its dependencies cannot be listed")
        requires = []
    for requirement in requires:
        named = re.match(r"[A-Za-z0-9_.-]+", requirement)
        extra = re.search(r"extra\s*==\s*[\"']([^\"']+)", requirement)
        name = named[0] if named else requirement
        try:
            yield Check(name, OK, metadata.version(name))
        except metadata.PackageNotFoundError:
            if extra is None:
                yield Check(name, BAD, "missing", f"pip install {name}")
            else:
                yield Check(name, WARN, f"missing (extra {extra[1]})", f"pip install 'eformc[{extra[1]}]' if you need it")
    try:
        from yaml._yaml import CParser
    except ImportError:
        yield Check("libyaml", WARN, "missing: specs are read by Python, about eight times slower", "pip install --force-reinstall PyYAML")
    else:
        yield Check("libyaml", OK, CParser.__module__)


def _programs() -> Iterator[Check]:
    for program, why in (("git", "to compare with older versions"), ("node", "for `eformc verify` with the page's script")):
        found = shutil.which(program)
        yield Check(program, OK if found else WARN, "found" if found else "missing", "" if found else f"needed {why}")


def _project(session: Session) -> Iterator[Check]:
    from eformc.diagnostics import Severity
    from eformc.project import SettingsError
    from eformc.project.files import FileProblem

    try:
        project = session.project()
        project.terms()
    except SettingsError as error:
        yield Check("settings", BAD, str(error), "mend the settings; docs/settings.md lists every key")
        return
    settings = project.settings
    yield Check("settings", OK, str(settings.file) if settings.file else "none: the defaults hold")
    catalogue = project.catalogue(None)
    names = ", ".join(project.catalogue_folders()) or "none"
    if catalogue is None:
        yield Check("catalogue", WARN, f"known: {names}", "name one: `catalogue = \"…\"`")
    else:
        faults = sum(1 for one in project.catalogue_diagnostics if one.severity is Severity.ERROR)
        said = f"{catalogue.id}: {len(catalogue.entities)} entities, {len(catalogue.registries)} registries"
        yield Check("catalogue", BAD if faults else OK, said, f"{faults} errors; `eformc lint` shows them" if faults else "")
    try:
        paths = settled_paths(settings)
        count = len(project.spec_paths([path for path in paths if Path(path).exists()]))
    except click.UsageError:
        yield Check("specs", WARN, "none here, and no settings", "start one: `eformc new NAME`; a project: `eformc new .`")
        return
    except FileProblem as error:
        yield Check("specs", BAD, str(error))
        return
    step = "`eformc lint`, then `eformc serve` to fill the forms in" if count else "start one: `eformc new NAME`"
    yield Check("specs", OK if count else WARN, f"{count} files: {', '.join(paths)}", f"next: {step}")
