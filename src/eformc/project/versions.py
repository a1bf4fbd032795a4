"""The versions of procedures that an argument of `diff` names: specs, folders of them, bundles, a revision of git."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from eformc.contract.bundles import BundleError
from eformc.contract.plan_json import load_plan
from eformc.diff.change import Change, Comparison, Harm, Who
from eformc.diff.compare import compare, gone
from eformc.diff.side import Side, side_of, side_of_published
from eformc.portal.forms import load_form
from eformc.project.analysis import Project
from eformc.project.files import FileProblem
from eformc.project.git_revisions import PREFIX, is_revision, parts, unpacked
from eformc.project.settings import data_only, load_settings
from eformc.safe_files import read_regular
from eformc.verify.answers import day
from eformc.verify.readers import Schema, readers


def sides(given: str, project: Project) -> dict[str, Side]:
    """Procedure id -> its version there. Raises `FileProblem` where something cannot be read or compiled."""
    if is_revision(given):
        return _at_revision(given, project)
    path = Path(given)
    if (path / "manifest.json").is_file():
        return _published(path)
    start = path if path.is_dir() else path.parent
    own = Project(data_only(load_settings(start)), project.today) if path.exists() else project
    return _compiled(own, [given], "")


def _at_revision(given: str, project: Project) -> dict[str, Side]:
    revision, path = parts(given)
    with unpacked(revision, project.settings.root) as folder:
        there = Project(data_only(load_settings(folder)), project.today)
        if there.settings.root != folder.resolve():
            message = f"{given}: no settings there, so say which specs: {PREFIX}{revision}:PATH"
            if not path:
                raise FileProblem(message)
        paths = [path] if path else list(there.settings.specs)
        for one in paths:
            if not (folder / one).exists() or not (folder / one).resolve().is_relative_to(folder.resolve()):
                message = f"{PREFIX}{revision}:{one}: no such file or folder"
                raise FileProblem(message)
        return _compiled(there, [str(folder / one) for one in paths], f"{PREFIX}{revision}:")


def _published(folder: Path) -> dict[str, Side]:
    """The bundles of a folder of bundles, or the one bundle."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    bundles = [folder] if (folder / "schema.json").is_file() else sorted(one.parent for one in folder.glob("*/schema.json"))
    found = {}
    for bundle in bundles:
        try:
            schema, prefill = (json.loads(read_regular(bundle / name)) for name in ("schema.json", "prefill.json"))
            made = load_form(bundle)
            load_plan(bundle)
            Draft202012Validator.check_schema(schema)
        except (OSError, ValueError, RecursionError, SchemaError, BundleError) as error:
            said = getattr(error, "message", None) or getattr(error, "strerror", None) or error
            message = f"{bundle}: no bundle that can be read ({said}); build it again"
            raise FileProblem(message) from error
        found[made.procedure] = side_of_published(made, schema, prefill, bundle.as_posix())
    if not found:
        message = f"{folder}: no bundles there"
        raise FileProblem(message)
    return found


def _compiled(project: Project, paths: Sequence[str], prefix: str) -> dict[str, Side]:
    found: dict[str, Side] = {}
    for unit in project.units(paths):
        shown = prefix + (project.relative(unit.path) if prefix else unit.path)
        if not unit.sound or unit.reasoned is None:
            message = f"{shown} cannot be compiled; run `eformc lint` there"
            raise FileProblem(message)
        found[unit.reasoned.procedure.id] = side_of(unit.reasoned, shown)
    if not found:
        message = f"{prefix}{', '.join(paths)}: no procedures there"
        raise FileProblem(message)
    return found


def compared(old: dict[str, Side], new: dict[str, Side], today: str) -> list[Comparison]:
    """Versions of one id are compared; so are two single procedures, whatever their ids. Ordered by id."""
    asked, _ = readers()
    validators = [reader for reader in asked if isinstance(reader, Schema)]
    when = day(today)
    if len(old) == len(new) == 1:
        return [compare(next(iter(old.values())), next(iter(new.values())), when, validators)]
    out = []
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is not None and after is not None:
            out.append(compare(before, after, when, validators))
        elif before is not None:
            out.append(gone(before, when))
        elif after is not None:
            out.append(Comparison(None, after, (Change("procedure-added", (), after.title, {}, (Harm(Who.HARMLESS),)),)))
    return out
