"""A small project to change, and two ways to build it: remembering everything, and from nothing."""

import hashlib
import shutil

from conftest import ROOT
from eformc.build.assets import assets
from eformc.build.bundle import bundle_of, write_bundles
from eformc.build.cache import Cache
from eformc.build.driver import Run
from eformc.build.outputs import building, publish
from eformc.diagnostics import Severity, sort_key
from eformc.project import Project, load_settings

FRAGMENT = """fragment: contact
fields:
  - phone: {title: {en: Phone, fr: Téléphone}, help: {en: Ten digits., fr: Dix chiffres.}, type: phone}
"""
SPEC = """procedure: NAME
title: {en: Title of NAME, fr: Titre de NAME}
AFTER
subjects:
  applicant: {is: person, known_by: login}
  neighbour: {is: person, known_by: key, title: {en: Neighbour, fr: Voisin}}
pages:
  - page: one
    title: {en: Page one, fr: Page un}
    fields:
      - FIELDS
      - colour: {title: {en: Colour, fr: Couleur}, type: choice, options: [{red: {en: Red, fr: Rouge}}, {blue: {en: Blue, fr: Bleu}}]}
attachments:
  - lease: {when: colour == "red"}
"""
FIELDS = [
    "applicant.full_name",
    "applicant.birth_year: {when: colour == \"red\"}",
    "neighbour.citizen_number",
    "name_again: {title: {en: Full name of the applicant, fr: Nom complet du demandeur}, type: text}  # eformc: ignore[EF203] kept for a test",
    "shoes: {title: {en: Shoe size, fr: Pointure}, type: integer}",
    "where: {title: {en: Where, fr: Où}, type: address}",
    "include: contact",
    "applicant.no_such_thing",
    "applicant.home_address: {waive: verify, because: {en: A law, fr: Une loi}, until: 2026-06-30}",
    'applicant.shoe_size: {legal_basis: "Registers Act 1997, section 9; Parishes Act 1931"}',
    'applicant.full_name: {waive: quality, because: "Once-Only Act 2019", until: 2032-01-01}',
]


def spec(name, fields, after=""):
    lines = "\n      - ".join(dict.fromkeys(fields))
    return SPEC.replace("NAME", name).replace("FIELDS", lines).replace("AFTER\n", f"after: [{after}]\n" if after else "")


def project(folder):
    """A copy of `examples/norland` with two small specs and a fragment."""
    shutil.copytree(ROOT / "examples" / "norland", folder)
    (folder / "specs" / "fragments").mkdir()
    (folder / "specs" / "fragments" / "contact.yaml").write_text(FRAGMENT, encoding="utf-8")
    (folder / "specs" / "moving.eform.yaml").unlink()
    (folder / "specs" / "a.eform.yaml").write_text(spec("a", FIELDS[:3]), encoding="utf-8")
    (folder / "specs" / "b.eform.yaml").write_text(spec("b", FIELDS[3:6], after="a"), encoding="utf-8")
    return folder


def said(diagnostics):
    """All that can be said of findings, in order."""
    return [
        (
            one.code, one.message, one.severity.value, one.verified, one.span.path, one.span.places(), one.span.text, one.text("en"), one.text("fr"),
            one.help("en"), one.confidence, one.procedure, one.field_id, one.fixes,
            [(related.span.path, related.span.places(), dict(related.text)) for related in one.related],
        )
        for one in diagnostics
    ]  # fmt: skip


def tree(out):
    """Path -> digest of everything in a folder."""
    if not out.is_dir():
        return {}
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*")) if path.is_file()
    }  # fmt: skip


def fast(folder, out, cache, today="2026-11-24", jobs=1, executor=None):
    """What the command line does: findings, what is set aside, whether something was built, the run."""
    settings = load_settings(folder)
    run = Run(settings, today, Cache(cache, today), jobs, executor)
    with building(run, out):
        summaries = run.look([str(folder / "specs")])
        found = (*run.catalogue_diagnostics, *(one for summary in summaries for one in summary.diagnostics))
        aside = [(said([one])[0], comment.reason) for summary in summaries for one, comment in summary.suppressed]
        fine = all(one.sound for one in summaries) and not any(one.severity is Severity.ERROR for one in run.catalogue_diagnostics)
        if fine:
            publish(run)
    run.cache.close()
    return said(sorted(found, key=sort_key)), aside, fine, run


def slow(folder, out, today="2026-11-24"):
    """The same by the shortest way there is: one spec after the other, in one process, nothing remembered."""
    project = Project(load_settings(folder), today)
    units = project.units([str(folder / "specs")])
    found = (*project.catalogue_diagnostics, *(one for unit in units for one in unit.diagnostics))
    aside = [(said([one])[0], comment.reason) for unit in units for one, comment in unit.suppressed]
    fine = all(unit.sound for unit in units) and not any(one.severity is Severity.ERROR for one in project.catalogue_diagnostics)
    if fine:
        inputs = {name: tuple(files.items()) for name, files in project.catalogue_files.items()}
        bundles = [bundle_of(unit.reasoned, (*unit.inputs, *inputs[unit.reasoned.procedure.catalogue])) for unit in units]
        write_bundles(bundles, out, assets([units[0].reasoned.catalogue]))
    return said(sorted(found, key=sort_key)), aside, fine
